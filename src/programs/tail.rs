//! `tail`: the last lines or bytes of files, and what is added to them.

use super::head::{cannot_read, title};
use super::kit::{Options, Opts, Tool, Trouble, text};
use crate::base::time::{MILLI, SECOND};
use crate::os::{ExitStatus, ProgramFuture};

const OPTIONS: Options = Options {
    spec: "# c,bytes: f,follow? F n,lines: q,quiet,silent v,verbose s,sleep-interval: retry pid: z,zero-terminated",
    gnu: "[OPTION]... [FILE]...",
    busybox: "[OPTIONS] [FILE]...",
};

/// Where a file's part begins.
#[derive(Clone, Copy)]
struct Start {
    count: usize,
    bytes: bool,
    /// Counted from the beginning, which is 1.
    forwards: bool,
}

/// A file that is followed.
struct Followed {
    name: String,
    seen: usize,
}

/// Prints the end of files.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

async fn run(mut tool: Tool) -> ExitStatus {
    // `tail -f` may come as `-20f`, and `+5` is an old way to say `-n +5`.
    for arg in &mut tool.args {
        if let Some(rest) = arg.strip_prefix('-').and_then(|rest| rest.strip_suffix('f'))
            && !rest.is_empty()
            && rest.bytes().all(|byte| byte.is_ascii_digit())
        {
            *arg = format!("-fn{rest}");
        }
    }
    let Some(opts) = tool.options(&OPTIONS) else { return tool.end().await };
    let Some(start) = start(&mut tool, &opts) else { return tool.end().await };
    let follow = opts.has("f") || opts.has("F");
    let names = if opts.rest.is_empty() { vec!["-".to_owned()] } else { opts.rest.clone() };
    let titles = match opts.last_of(&["q", "v"]) {
        "q" => false,
        "v" => true,
        _ => names.len() > 1,
    };
    let (mut first, mut followed) = (true, Vec::new());
    for name in names {
        let Some(bytes) = whole(&mut tool, &name).await else {
            if opts.has("F") || opts.has("retry") {
                followed.push(Followed { name, seen: 0 });
            }
            continue;
        };
        if titles {
            title(&mut tool, &name, std::mem::replace(&mut first, false));
        }
        tool.bytes(&bytes[start.place(&bytes)..]);
        tool.flush().await;
        // Standard input that ended is not followed when it is a pipe.
        if name != "-" {
            followed.push(Followed { name, seen: bytes.len() });
        }
    }
    if follow {
        if followed.is_empty() {
            tool.note(if tool.busybox { "no files" } else { "no files remaining" });
            return tool.end().await;
        }
        self::follow(&mut tool, followed, titles, &opts).await;
    }
    tool.end().await
}

fn start(tool: &mut Tool, opts: &Opts) -> Option<Start> {
    let found = opts.found.iter().rev().find(|(key, _)| matches!(*key, "c" | "n" | "#"));
    let (key, wanted) = found.map_or(("n", "10"), |(key, value)| (*key, value.as_str()));
    let forwards = wanted.starts_with('+');
    if let Some(count) = text::sized_number(wanted.trim_start_matches(['+', '-'])) {
        return Some(Start { count: count as usize, bytes: key == "c", forwards });
    }
    let what = if key == "c" { "bytes" } else { "lines" };
    let text = format!("invalid number of {what}: {}", tool.curved(wanted));
    tool.fail(&if tool.busybox { format!("invalid number '{wanted}'") } else { text });
    None
}

impl Start {
    fn place(self, bytes: &[u8]) -> usize {
        match (self.bytes, self.forwards) {
            (true, true) => self.count.saturating_sub(1).min(bytes.len()),
            (true, false) => bytes.len().saturating_sub(self.count),
            (false, true) => {
                let mut ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
                match self.count {
                    0 | 1 => 0,
                    count => ends.nth(count - 2).map_or(bytes.len(), |(at, _)| at + 1),
                }
            }
            (false, false) => {
                let body = bytes.strip_suffix(b"\n").unwrap_or(bytes);
                let mut ends = body.iter().enumerate().rev().filter(|(_, byte)| **byte == b'\n');
                match self.count {
                    0 => bytes.len(),
                    count => ends.nth(count - 1).map_or(0, |(at, _)| at + 1),
                }
            }
        }
    }
}

/// All of an input; `None` when it cannot be read, which is said.
async fn whole(tool: &mut Tool, name: &str) -> Option<Vec<u8>> {
    let opened = if name == "-" { Ok(0) } else { tool.process.open(name, crate::os::OpenFlags::READ) };
    let fd = match opened {
        Ok(fd) => fd,
        Err(error) => {
            cannot_read(tool, name, Trouble::Open, error);
            return None;
        }
    };
    let read = tool.process.read_all(fd).await;
    if fd != 0 {
        tool.process.close(fd);
    }
    match read {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            cannot_read(tool, name, Trouble::Read, error);
            None
        }
    }
}

/// Prints what is added, for ever. GNU's tail is told of changes; here it looks four times a second.
async fn follow(tool: &mut Tool, mut files: Vec<Followed>, titles: bool, opts: &Opts) {
    let pause = if tool.busybox { SECOND } else { 250 * MILLI };
    let mut last = files.len() - 1;
    loop {
        tool.process.sleep(pause).await;
        if let Some(pid) = opts.value("pid").and_then(|pid| pid.parse().ok())
            && tool.process.pid_of(pid).is_none()
        {
            return;
        }
        for (at, file) in files.iter_mut().enumerate() {
            let Ok(content) = tool.process.read_file(&file.name) else { continue };
            let bytes = content.read();
            if bytes.len() < file.seen {
                if !tool.busybox {
                    tool.note(&format!("{}: file truncated", file.name));
                }
                file.seen = 0;
            }
            if bytes.len() > file.seen {
                if titles && last != at {
                    title(tool, &file.name, false);
                }
                last = at;
                tool.bytes(&bytes[file.seen..]);
                file.seen = bytes.len();
            }
        }
        tool.flush().await;
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn ends() {
        let m = Machine::gnu().file("a", "1\n2\n3\n").file("b", "x");
        assert_eq!((m.ok("tail -n 2 a"), m.ok("tail -n +2 a")), ("2\n3\n".into(), "2\n3\n".into()));
        assert_eq!((m.ok("tail -c 2 a"), m.ok("tail -1 b")), ("3\n".into(), "x".into()));
        assert_eq!(m.ok("tail a b"), "==> a <==\n1\n2\n3\n\n==> b <==\nx");
        assert_eq!(m.bad("tail nope").0, "tail: cannot open 'nope' for reading: No such file or directory\n");
        assert_eq!(m.run("tail -f a").code, -1);
        assert_eq!(Machine::busybox().bad("tail nope").0, "tail: can't open 'nope': No such file or directory\n");
    }
}
