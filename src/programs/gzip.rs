//! `gzip`, `gunzip` and `zcat`: the file's form and name change; its bytes are stored in gzip's format, not made smaller.

use super::kit::{Options, Tool};
use crate::os::{ExitStatus, ProgramFuture};
use crate::vfs::Content;

const OPTIONS: Options = Options {
    spec: "c,stdout d,decompress f,force k,keep l,list n,no-name N q,quiet r,recursive S: t,test v,verbose 1,fast 2 3 4 5 6 7 8 9,best",
    gnu: "[OPTION]... [FILE]...",
    busybox: "[-cfkdt123456789] [FILE]...",
};

/// Packs or unpacks.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

async fn run(mut tool: Tool) -> ExitStatus {
    let Some(opts) = tool.options(&OPTIONS) else { return tool.end().await };
    let unpacks = opts.has("d") || opts.has("t") || tool.name != "gzip";
    let to_stdout = opts.has("c") || tool.name == "zcat";
    if opts.rest.is_empty() {
        let bytes = tool.process.read_all(0).await.unwrap_or_default();
        if !unpacks && tool.process.is_tty(1) {
            let text = if tool.busybox {
                "compressed data not written to a terminal. Use -f to force compression."
            } else {
                "compressed data not written to a terminal. Use -f to force compression.\nFor help, type: gzip -h"
            };
            tool.fail(text);
            return tool.end().await;
        }
        match if unpacks { unpacked(&bytes) } else { Some(packed(&bytes)) } {
            Some(bytes) if opts.has("t") => drop(bytes),
            Some(bytes) => tool.bytes(&bytes),
            None => drop(tool.fail(if tool.busybox { "invalid magic" } else { "stdin: not in gzip format" })),
        }
        return tool.end().await;
    }
    let plan = Plan { unpacks, to_stdout, keep: opts.has("k"), force: opts.has("f"), test: opts.has("t") };
    for name in &opts.rest {
        one(&mut tool, name, &plan);
    }
    tool.end().await
}

/// What is done to each file.
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
struct Plan {
    unpacks: bool,
    to_stdout: bool,
    keep: bool,
    force: bool,
    test: bool,
}

fn one(tool: &mut Tool, name: &str, plan: &Plan) {
    let Plan { unpacks, to_stdout, keep, force, test } = *plan;
    let content = match tool.process.read_file(name) {
        Ok(content) => content,
        Err(error) => return tool.warn(&format!("{name}: {error}")),
    };
    let target = match (unpacks, name.strip_suffix(".gz"), name.strip_suffix(".tgz")) {
        (false, None, _) => format!("{name}.gz"),
        (false, Some(_), _) => {
            tool.note(&format!("{name} already has .gz suffix -- unchanged"));
            tool.status = 2;
            return;
        }
        (true, Some(short), _) => short.to_owned(),
        (true, None, Some(short)) => format!("{short}.tar"),
        (true, None, None) if to_stdout || test => String::new(),
        (true, None, None) => {
            tool.note(&format!("{name}: unknown suffix -- ignored"));
            tool.status = 2;
            return;
        }
    };
    let result = match (unpacks, &content) {
        // A declared file stays one, with a mark.
        (false, Content::Declared { size, key }) => Some(Content::declared(*size, &format!("gzip:{key}"))),
        (true, Content::Declared { size, key }) => key.strip_prefix("gzip:").map(|key| Content::declared(*size, key)),
        (false, content) => Some(Content::from_bytes(packed(&content.read()))),
        (true, content) => unpacked(&content.read()).map(Content::from_bytes),
    };
    let Some(result) = result else {
        let text = if tool.busybox { "invalid magic".to_owned() } else { format!("{name}: not in gzip format") };
        return tool.warn(&text);
    };
    if test {
        return;
    }
    if to_stdout {
        return tool.bytes(&result.read());
    }
    if tool.process.exists(&target) && !force {
        tool.note(&format!("{target} already exists; not overwritten"));
        tool.status = 2;
        return;
    }
    if let Err(error) = tool.process.write_file(&target, result) {
        return tool.warn(&format!("{target}: {error}"));
    }
    if !keep && let Err(error) = tool.process.unlink(name) {
        tool.warn(&format!("{name}: {error}"));
    }
}

/// Bytes in gzip's format (RFC 1952), stored in blocks as they are.
pub(super) fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    let mut blocks = bytes.chunks(0xffff).peekable();
    if blocks.peek().is_none() {
        out.extend([1, 0, 0, 0xff, 0xff]);
    }
    while let Some(block) = blocks.next() {
        let length = block.len() as u16;
        out.push(u8::from(blocks.peek().is_none()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend_from_slice(block);
    }
    out.extend(crc(bytes).to_le_bytes());
    out.extend((bytes.len() as u32).to_le_bytes());
    out
}

/// The bytes in what [`packed`] made; `None` for anything else.
pub(super) fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = bytes.strip_prefix(&[0x1f, 0x8b, 8, 0])?.get(6..)?;
    let mut out = Vec::new();
    loop {
        let (head, after) = rest.split_at_checked(5)?;
        let length = usize::from(u16::from_le_bytes([head[1], head[2]]));
        // Compressed blocks are nobody's here.
        if head[0] > 1 {
            return None;
        }
        out.extend_from_slice(after.get(..length)?);
        rest = after.get(length..)?;
        if head[0] == 1 {
            return Some(out);
        }
    }
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;
    use super::*;

    #[test]
    fn files_are_packed_and_unpacked() {
        let m = Machine::gnu().file("a", "hello\n");
        m.ok("gzip a");
        assert_eq!((m.read("a"), m.ok("zcat a.gz")), (None, "hello\n".into()));
        m.ok("gunzip a.gz");
        assert_eq!(m.read("a").as_deref(), Some("hello\n"));
        assert_eq!(m.bad("gunzip -c a").0, "gunzip: a: not in gzip format\n");
        assert_eq!(crc(b"123456789"), 0xcbf4_3926);
        let long = vec![7; 70_000];
        assert_eq!(unpacked(&packed(&long)), Some(long));
    }
}
