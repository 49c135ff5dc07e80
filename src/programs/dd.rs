//! `dd`: copies blocks from one file to another. Conversions are not modelled.

use super::kit::{Options, Tool, text};
use crate::os::{ExitStatus, OpenFlags, ProgramFuture};
use crate::vfs::{Content, Errno};

const OPTIONS: Options = Options {
    spec: "",
    gnu: "[OPERAND]...",
    busybox: "[if=FILE] [of=FILE] [bs=N] [count=N] [skip=N] [status=none|noxfer]",
};

/// From this size on, zeros and random bytes are kept as a size alone.
const BULK: u64 = 1 << 20;
/// How fast bytes are copied, in bytes a microsecond.
const SPEED: u64 = 1_200;

/// Copies a file.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

/// What is asked for.
struct Plan {
    input: Option<String>,
    output: Option<String>,
    block: u64,
    count: Option<u64>,
    skip: u64,
    status: String,
}

fn plan(tool: &mut Tool) -> Option<Plan> {
    let (mut input, mut output, mut count) = (None, None, None);
    let (mut block, mut skip) = (512, 0);
    let mut status = String::new();
    for arg in tool.args.clone() {
        let Some((name, value)) = arg.split_once('=') else {
            let text = format!("unrecognized operand {}", tool.curved(&arg));
            tool.usage_error(&text, &OPTIONS);
            return None;
        };
        let number = || text::sized_number(value);
        let known = match name {
            "if" | "of" => {
                let place = if name == "if" { &mut input } else { &mut output };
                *place = Some(value.to_owned());
                true
            }
            "bs" | "ibs" | "obs" => number().filter(|size| *size > 0).map(|size| block = size).is_some(),
            "count" => number().map(|number| count = Some(number)).is_some(),
            "skip" => number().map(|number| skip = number).is_some(),
            "status" => {
                value.clone_into(&mut status);
                true
            }
            "conv" => value.split(',').all(|word| matches!(word, "fsync" | "fdatasync" | "noerror" | "sync")),
            "seek" => value == "0",
            "iflag" | "oflag" => true,
            _ => {
                let text = format!("unrecognized operand {}", tool.curved(&arg));
                tool.usage_error(&text, &OPTIONS);
                return None;
            }
        };
        if !known {
            let text = if matches!(name, "conv" | "seek") {
                format!("drydock: dd {name}={value} is not modelled: whole files are copied as they are\n")
            } else if tool.busybox {
                format!("dd: invalid number '{value}'\n")
            } else {
                format!("dd: invalid number: {}\n", tool.curved(value))
            };
            tool.fail_plain(&text);
            return None;
        }
    }
    Some(Plan { input, output, block, count, skip, status })
}

async fn run(mut tool: Tool) -> ExitStatus {
    let Some(plan) = plan(&mut tool) else { return tool.end().await };
    let process = tool.process.clone();
    let began = process.now();
    let endless = plan.input.as_deref().filter(|name| matches!(*name, "/dev/zero" | "/dev/urandom" | "/dev/random"));
    let bulk = plan.count.and_then(|count| count.checked_mul(plan.block)).filter(|size| *size >= BULK);
    let whole = match (endless, bulk, &plan.output) {
        (Some(source), Some(size), Some(target)) if !target.starts_with("/dev/") => {
            Some((source, size, target.clone()))
        }
        _ => None,
    };
    let bulky = |name: &String| match process.read_file(name) {
        Ok(content @ Content::Declared { .. }) if plan.count.is_none() && plan.skip == 0 => Some(content),
        _ => None,
    };
    let done = match (whole, plan.input.as_ref().and_then(bulky), &plan.output) {
        (Some((source, size, target)), ..) => declare(&tool, source, size, &target),
        (None, Some(content), Some(target)) => {
            let size = content.size();
            let written = process.write_file(target, content).map(|()| size);
            written.map_err(|error| Failure::Open(target.clone(), error))
        }
        _ => copy(&tool, &plan).await,
    };
    let (full, rest, error) = match done {
        Ok(copied) => (copied / plan.block, copied % plan.block, None),
        Err(Failure::Open(name, error)) => {
            let (name, error) = (tool.curved(&name), tool.words(error));
            let text = if tool.busybox {
                format!("can't open {name}: {error}")
            } else {
                format!("failed to open {name}: {error}")
            };
            tool.fail(&text);
            return tool.end().await;
        }
        Err(Failure::Write(name, copied, error)) => (copied / plan.block, copied % plan.block, Some((name, error))),
    };
    let bytes = full * plan.block + rest;
    process.sleep(bytes / SPEED).await;
    if let Some((name, error)) = &error {
        let text = format!("error writing '{name}': {}", tool.words(*error));
        tool.warn(&text);
    }
    if plan.status != "none" {
        report(&mut tool, &plan, (full, rest, error.is_some()), process.now().since(began).max(40));
    }
    tool.end().await
}

/// Why copying ended early.
enum Failure {
    Open(String, Errno),
    Write(String, u64, Errno),
}

/// Zeros or random bytes in bulk: a file of a size and nothing else.
fn declare(tool: &Tool, source: &str, size: u64, target: &str) -> Result<u64, Failure> {
    let key = match source {
        "/dev/zero" => "zero".to_owned(),
        _ => format!("random:{:016x}", tool.process.kernel().enter(|state| state.rng.next_u64())),
    };
    let write = |size: u64| tool.process.write_file(target, Content::declared(size, &key));
    match write(size) {
        Ok(()) => Ok(size),
        Err(Errno::NoSpc) => {
            // As much as fits is there.
            let (mut low, mut high) = (0, size);
            while low < high {
                let middle = low + (high - low).div_ceil(2);
                if write(middle).is_ok() { low = middle } else { high = middle - 1 }
            }
            let _ = write(low);
            Err(Failure::Write(target.to_owned(), low, Errno::NoSpc))
        }
        Err(error) => Err(Failure::Open(target.to_owned(), error)),
    }
}

async fn copy(tool: &Tool, plan: &Plan) -> Result<u64, Failure> {
    let process = &tool.process;
    let open = |name: &Option<String>, standard: u32, flags: OpenFlags| match name {
        None => Ok(standard),
        Some(name) => process.open(name, flags).map_err(|error| Failure::Open(name.clone(), error)),
    };
    let from = open(&plan.input, 0, OpenFlags::READ)?;
    let to = open(&plan.output, 1, OpenFlags::WRITE)?;
    let name = plan.output.clone().unwrap_or_else(|| "standard output".to_owned());
    let mut skipped = plan.skip.saturating_mul(plan.block);
    let (mut left, mut copied) = (plan.count.map(|count| count.saturating_mul(plan.block)), 0);
    while left.is_none_or(|left| left > 0) {
        let most = if skipped > 0 { skipped } else { left.unwrap_or(plan.block) }.min(65_536);
        let Ok(part) = process.read(from, most as usize).await else { break };
        if part.is_empty() {
            break;
        }
        if skipped > 0 {
            skipped -= part.len() as u64;
            continue;
        }
        if let Err(error) = process.write(to, &part).await {
            return Err(Failure::Write(name, copied, error));
        }
        copied += part.len() as u64;
        left = left.map(|left| left - part.len() as u64);
    }
    Ok(copied)
}

/// The three lines at the end.
fn report(tool: &mut Tool, plan: &Plan, (full, rest, failed): (u64, u64, bool), micros: u64) {
    let bytes = full * plan.block + rest;
    let partial = u64::from(rest > 0);
    let read = full + u64::from(failed);
    tool.err(&format!("{read}+{} records in\n{full}+{partial} records out\n", if failed { 0 } else { partial }));
    if plan.status == "noxfer" {
        return;
    }
    let rate = bytes.saturating_mul(1_000_000) / micros;
    let seconds = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    let line = if tool.busybox {
        let human = text::human_busybox;
        format!("{bytes} bytes ({}B) copied, {seconds} seconds, {}B/s\n", human(bytes), human(rate))
    } else {
        let short = short(micros);
        let sizes = match bytes {
            0..1000 => String::new(),
            1000..1024 => format!(" ({})", decimal(bytes)),
            _ => format!(" ({}, {})", decimal(bytes), binary(bytes)),
        };
        let word = if bytes == 1 { "byte" } else { "bytes" };
        format!("{bytes} {word}{sizes} copied, {short} s, {}/s\n", decimal(rate))
    };
    tool.err(&line);
}

/// Seconds with six significant digits, as `%g` prints them.
fn short(micros: u64) -> String {
    let text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn decimal(bytes: u64) -> String {
    scaled(bytes, 1000, &["B", "kB", "MB", "GB", "TB"])
}

fn binary(bytes: u64) -> String {
    scaled(bytes, 1024, &["B", "KiB", "MiB", "GiB", "TiB"])
}

/// A size with one digit behind the point below ten of a unit.
fn scaled(bytes: u64, base: u64, units: &[&str]) -> String {
    let (mut unit, mut size) = (0, 1);
    while unit + 1 < units.len() && bytes / size >= base {
        size *= base;
        unit += 1;
    }
    let tenths = (bytes * 10 + size / 2) / size;
    if unit == 0 || tenths >= 100 {
        format!("{} {}", (bytes + size / 2) / size, units[unit])
    } else {
        format!("{}.{} {}", tenths / 10, tenths % 10, units[unit])
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn blocks_are_copied_and_counted() {
        let m = Machine::gnu().file("a", "hello\n");
        assert_eq!(m.ok("dd if=a bs=2 count=2 status=none"), "hell");
        assert_eq!(m.ok("dd if=a bs=2 skip=2 status=none"), "o\n");
        let report = m.run("dd if=/dev/zero of=big bs=1M count=100").err;
        let wanted = "100+0 records in\n100+0 records out\n104857600 bytes (105 MB, 100 MiB) copied, 0.08";
        assert!(report.starts_with(wanted), "{report}");
        assert_eq!(m.ok("stat -c %s big"), "104857600\n");
        assert_eq!(m.bad("dd if=nope").0, "dd: failed to open 'nope': No such file or directory\n");
        assert_eq!(m.bad("dd wrong").0, "dd: unrecognized operand 'wrong'\nTry 'dd --help' for more information.\n");
    }
}
