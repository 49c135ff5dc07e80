//! `stat`: what is known of a file.

use std::fmt::Write;

use super::kit::accounts::Accounts;
use super::kit::{Next, Options, Tool, dates, modes};
use crate::base::time::SECOND;
use crate::vfs::{Kind, Node};

const OPTIONS: Options = Options {
    spec: "L,dereference f,file-system c,format: +printf: t,terse",
    gnu: "[OPTION]... FILE...",
    busybox: "[-ltf] [-c FMT] FILE...",
};

/// Prints it.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&OPTIONS) else { return Next::Done };
    if opts.rest.is_empty() {
        return tool.usage_error("missing operand", &OPTIONS);
    }
    if opts.has("f") {
        tool.err("drydock: stat -f is not modelled: df shows file systems\n");
        tool.status = 1;
        return Next::Done;
    }
    let accounts = Accounts::read(&tool.process);
    for name in &opts.rest {
        let stat = if opts.has("L") { tool.process.stat(name) } else { tool.process.lstat(name) };
        let node = match stat {
            Ok(stat) => stat.node,
            Err(error) => {
                tool.fail_at(("cannot statx", "can't stat"), name, error);
                continue;
            }
        };
        match (opts.value("c"), opts.value("printf")) {
            (Some(format), _) => {
                let text = filled(format, name, &node, &accounts);
                tool.line(&text);
            }
            (None, Some(format)) => {
                let (bytes, _) = super::printf::unescape(format, false);
                let text = filled(&String::from_utf8_lossy(&bytes), name, &node, &accounts);
                tool.out(&text);
            }
            (None, None) => {
                let text = full(tool, name, &node, &accounts);
                tool.out(&text);
            }
        }
    }
    Next::Done
}

fn kind(node: &Node) -> &'static str {
    match &node.kind {
        Kind::Dir(_) => "directory",
        Kind::Symlink(_) => "symbolic link",
        Kind::Device(_) => "character special file",
        Kind::Socket(_) => "socket",
        Kind::File(content) if content.size() == 0 => "regular empty file",
        Kind::File(_) => "regular file",
    }
}

fn time(node: &Node) -> String {
    let mtime = node.meta.mtime;
    dates::format(mtime, "%Y-%m-%d %H:%M:%S") + &format!(".{:06}000 +0000", mtime.0 % SECOND)
}

fn size(node: &Node) -> u64 {
    if node.is_dir() { 4096 } else { node.size() }
}

fn full(tool: &Tool, name: &str, node: &Node, accounts: &Accounts) -> String {
    let shown = match &node.kind {
        Kind::Symlink(target) if tool.busybox => format!("'{name}' -> '{target}'"),
        Kind::Symlink(target) => format!("{name} -> {target}"),
        _ => name.to_owned(),
    };
    let bytes = size(node);
    let blocks = bytes.div_ceil(4096) * 8;
    let user = accounts.user_name(node.meta.uid).unwrap_or("UNKNOWN");
    let group = accounts.group_name(node.meta.gid).unwrap_or("UNKNOWN");
    let (time, mode) = (time(node), node.meta.mode & 0o7777);
    let mut text = format!(
        "  File: {shown}\n  Size: {bytes:<10}\tBlocks: {blocks:<10} IO Block: 4096   {}\nDevice: 0,50\tInode: {:<11} Links: {}\nAccess: \
         ({mode:04o}/{})  Uid: ({:5}/{user:>8})   Gid: ({:5}/{group:>8})\nAccess: {time}\nModify: {time}\nChange: {time}\n",
        kind(node),
        node.ino,
        super::ls::links(node),
        modes::mode_text(node),
        node.meta.uid,
        node.meta.gid,
    );
    if !tool.busybox {
        let _ = writeln!(text, " Birth: {time}");
    }
    text
}

fn filled(format: &str, name: &str, node: &Node, accounts: &Accounts) -> String {
    let mut out = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out += name,
            Some('N') => {
                let _ = write!(out, "'{name}'");
            }
            Some('s') => out += &size(node).to_string(),
            Some('a') => {
                let _ = write!(out, "{:o}", node.meta.mode & 0o7777);
            }
            Some('A') => out += &modes::mode_text(node),
            Some('u') => out += &node.meta.uid.to_string(),
            Some('g') => out += &node.meta.gid.to_string(),
            Some('U') => out += accounts.user_name(node.meta.uid).unwrap_or("UNKNOWN"),
            Some('G') => out += accounts.group_name(node.meta.gid).unwrap_or("UNKNOWN"),
            Some('F') => out += kind(node),
            Some('i') => out += &node.ino.to_string(),
            Some('h') => out += &super::ls::links(node).to_string(),
            Some('b') => out += &(size(node).div_ceil(4096) * 8).to_string(),
            Some('B') => out += "512",
            Some('y' | 'x' | 'z' | 'w') => out += &time(node),
            Some('Y' | 'X' | 'Z' | 'W') => out += &node.meta.mtime.secs().to_string(),
            Some(other) => {
                out.push('%');
                out.extend((other != '%').then_some(other));
            }
            None => out.push('%'),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn files_are_described() {
        let m = Machine::gnu().file("a", "abc");
        assert_eq!(m.ok("stat -c '%n %s %a %U %F' a"), "a 3 644 root regular file\n");
        assert!(
            m.ok("stat a")
                .starts_with("  File: a\n  Size: 3         \tBlocks: 8          IO Block: 4096   regular file\n")
        );
        assert_eq!(m.bad("stat nope").0, "stat: cannot statx 'nope': No such file or directory\n");
        assert_eq!(Machine::busybox().bad("stat nope").0, "stat: can't stat 'nope': No such file or directory\n");
    }
}
