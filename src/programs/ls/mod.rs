//! `ls`: what is in directories. How entries are laid out is in `show`.

mod show;

use std::rc::Rc;

use super::kit::accounts::Accounts;
use super::kit::{Next, Options, Opts, Tool, text};
use crate::base::Time;
use crate::base::order;
use crate::vfs::{Errno, Kind, Node, path};

const OPTIONS: Options = Options {
    spec: "a,all A,almost-all b B,ignore-backups c C d,directory f F,classify? g +G,no-group h,human-readable H i,inode \
           I,ignore: k l L,dereference m n,numeric-uid-gid N,literal o p q Q,quote-name r,reverse R,recursive s,size S \
           t u U v w,width: x X 1 +Z,context color? full-time group-directories-first sort: +time: time-style: si \
           file-type format: indicator-style:",
    gnu: "[OPTION]... [FILE]...",
    busybox: "[-1AaCxdLHRFplinshrSXvctu] [-w WIDTH] [FILE]...",
};

/// How entries are laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    Long,
    Single,
    Down,
    Across,
    Commas,
}

/// One entry to be listed.
struct Entry {
    /// The name as shown, unquoted.
    name: String,
    /// Where it is.
    path: String,
    node: Rc<Node>,
    /// What a link leads to.
    target: Option<Rc<Node>>,
}

/// A run's settings.
struct List {
    opts: Opts,
    layout: Layout,
    color: bool,
    quote: bool,
    accounts: Accounts,
    now: Time,
    width: usize,
}

/// Lists files.
pub(super) fn main(tool: &mut Tool) -> Next {
    if tool.name == "ls" && !tool.busybox {
        tool.trouble = 2;
    }
    let Some(opts) = tool.options(&OPTIONS) else { return Next::Done };
    let screen = tool.process.tty_size(1);
    let list = List {
        layout: layout(&opts, screen.is_some()),
        color: wants_color(tool, &opts, screen.is_some()),
        quote: screen.is_some() && !tool.busybox && !opts.has("N"),
        accounts: Accounts::read(&tool.process),
        now: tool.process.now(),
        width: opts.value("w").and_then(|w| w.parse().ok()).unwrap_or(screen.map_or(80, |(cols, _)| usize::from(cols))),
        opts,
    };
    list.run(tool);
    Next::Done
}

fn layout(opts: &Opts, tty: bool) -> Layout {
    match opts.last_of(&["l", "g", "o", "n", "full-time", "1", "C", "x", "m", "format"]) {
        "l" | "g" | "o" | "n" | "full-time" => Layout::Long,
        "1" if opts.has("l") => Layout::Long,
        "1" => Layout::Single,
        "C" => Layout::Down,
        "x" => Layout::Across,
        "m" => Layout::Commas,
        "format" => match opts.value("format").unwrap_or_default() {
            "long" | "verbose" => Layout::Long,
            "single-column" => Layout::Single,
            "commas" => Layout::Commas,
            "across" | "horizontal" => Layout::Across,
            _ => Layout::Down,
        },
        _ if tty => Layout::Down,
        _ => Layout::Single,
    }
}

fn wants_color(tool: &Tool, opts: &Opts, tty: bool) -> bool {
    // BusyBox colours terminals by default; GNU only when asked.
    let when = match opts.value("color") {
        None if tool.busybox => "auto",
        None => "never",
        Some("") => "always",
        Some(when) => when,
    };
    match when {
        "always" | "yes" | "force" => true,
        "auto" | "tty" | "if-tty" => tty && tool.process.env("TERM").is_none_or(|term| term != "dumb"),
        _ => false,
    }
}

impl List {
    fn has(&self, key: &str) -> bool {
        self.opts.has(key)
    }

    fn run(&self, tool: &mut Tool) {
        let here = [".".to_owned()];
        let operands = if self.opts.rest.is_empty() { &here[..] } else { &self.opts.rest };
        let (mut files, mut folders) = (Vec::new(), Vec::new());
        for operand in operands {
            match self.entry(tool, operand.clone(), operand.clone(), true) {
                Ok(entry) if self.is_folder(&entry) && !self.has("d") => folders.push(entry),
                Ok(entry) => files.push(entry),
                Err(error) => {
                    tool.fail_at(("cannot access", ""), operand, error);
                    tool.status = tool.trouble;
                }
            }
        }
        self.sort(&mut files);
        self.sort(&mut folders);
        let heading = operands.len() > 1 || self.has("R");
        let mut first = files.is_empty();
        self.show(tool, &files);
        let mut pending: Vec<(String, String)> = folders.into_iter().rev().map(|f| (f.name, f.path)).collect();
        while let Some((name, folder)) = pending.pop() {
            let entries = match self.entries(tool, &folder) {
                Ok(entries) => entries,
                Err(error) => {
                    let what = if tool.busybox { "can't open" } else { "cannot open directory" };
                    let text = format!("{what} {}: {error}", tool.quoted(&name));
                    tool.warn(&text);
                    if operands.contains(&name) {
                        tool.status = tool.trouble;
                    }
                    continue;
                }
            };
            if heading {
                let title = if self.quote { text::shell_quote(&name, name.contains(':')) } else { name.clone() };
                let text = format!("{}{title}:\n", if first { "" } else { "\n" });
                tool.out(&text);
            }
            first = false;
            if self.layout == Layout::Long || self.has("s") {
                let text = format!("total {}\n", self.total(tool, &entries));
                tool.out(&text);
            }
            self.show(tool, &entries);
            if self.has("R") {
                let below = entries.iter().filter(|e| e.node.is_dir() && e.name != "." && e.name != "..");
                pending.extend(below.rev().map(|e| (path::join(&name, &e.name), e.path.clone())));
            }
        }
    }

    /// Whether an operand's contents are listed, not itself: a link in a long listing stands for itself.
    fn is_folder(&self, entry: &Entry) -> bool {
        let linked = entry.target.as_deref().is_some_and(Node::is_dir);
        let long = self.layout == Layout::Long || self.has("F");
        entry.node.is_dir() || linked && (!long || self.has("H") || self.has("L"))
    }

    fn entry(&self, tool: &Tool, name: String, path: String, operand: bool) -> Result<Entry, Errno> {
        let stat = tool.process.lstat(&path)?;
        let is_link = matches!(stat.node.kind, Kind::Symlink(_));
        let target = if is_link { tool.process.stat(&path).ok().map(|stat| stat.node) } else { None };
        let follow = is_link && (self.has("L") || operand && self.has("H"));
        match (follow, target) {
            (true, Some(node)) => Ok(Entry { name, path, node, target: None }),
            (_, target) => Ok(Entry { name, path, node: stat.node, target }),
        }
    }

    fn entries(&self, tool: &Tool, folder: &str) -> Result<Vec<Entry>, Errno> {
        let mut names = tool.process.read_dir(folder)?;
        let all = self.has("a") || self.has("f");
        if !all && !self.has("A") {
            names.retain(|name| !name.starts_with('.'));
        }
        if self.has("B") {
            names.retain(|name| !name.ends_with('~'));
        }
        for pattern in self.opts.values("I") {
            names.retain(|name| !crate::base::glob::shell_match(pattern, name));
        }
        if all {
            names.extend([".".to_owned(), "..".to_owned()]);
        }
        let entry = |name: String| {
            let path = path::join(folder, &name);
            self.entry(tool, name, path, false).ok()
        };
        let mut entries: Vec<Entry> = names.into_iter().filter_map(entry).collect();
        self.sort(&mut entries);
        Ok(entries)
    }

    fn sort(&self, entries: &mut [Entry]) {
        if self.has("U") || self.has("f") {
            return;
        }
        order::sort_by(entries, |a, b| (a.name.cmp(&b.name)).is_lt());
        let by = match self.opts.last_of(&["t", "S", "X", "v", "sort"]) {
            "sort" => self.opts.value("sort").unwrap_or_default(),
            letter => letter,
        };
        match by {
            "t" | "time" => order::sort_by_key(entries, |entry| std::cmp::Reverse(entry.node.meta.mtime)),
            "S" | "size" => order::sort_by_key(entries, |entry| std::cmp::Reverse(entry.node.size())),
            "X" | "extension" => order::sort_by(entries, |a, b| (extension(&a.name).cmp(extension(&b.name))).is_lt()),
            "v" | "version" => {
                order::sort_by(entries, |a, b| (super::sort::by_version(a.name.as_bytes(), b.name.as_bytes())).is_lt());
            }
            _ => {}
        }
        if self.has("r") {
            entries.reverse();
        }
        if self.has("group-directories-first") {
            order::sort_by_key(entries, |entry| !entry.target.as_ref().unwrap_or(&entry.node).is_dir());
        }
    }
}

fn extension(name: &str) -> &str {
    name.rfind('.').map_or("", |at| &name[at..])
}

/// Allocated blocks of 1024 bytes: whole blocks of 4096, none for a short link.
fn blocks(node: &Node) -> u64 {
    match &node.kind {
        Kind::File(content) => content.size().div_ceil(4096) * 4,
        Kind::Dir(_) => 4,
        Kind::Symlink(_) | Kind::Device(_) | Kind::Socket(_) => 0,
    }
}

/// How many names an inode has: a directory is named by its parent, itself and its directories.
pub(super) fn links(node: &Node) -> usize {
    node.entries().map_or(1, |entries| 2 + entries.values().filter(|child| child.is_dir()).count())
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    fn fill(m: Machine) -> Machine {
        let m = m.file("a.txt", "hello\n").file(".hid", "").file("d/sub/x", "").file("big", &"x".repeat(150_000));
        m.ok("ln -s a.txt lnk");
        m
    }

    #[test]
    fn gnu_listings() {
        let m = fill(Machine::gnu());
        assert_eq!(m.ok("ls"), "a.txt\nbig\nd\nlnk\n");
        let long = "total 156\n-rw-r--r-- 1 root root      6 Oct  1 09:00 a.txt\n\
                    -rw-r--r-- 1 root root 150000 Oct  1 09:00 big\ndrwxr-xr-x 3 root root   4096 Oct  1 09:00 d\n\
                    lrwxrwxrwx 1 root root      5 Oct  1 09:00 lnk -> a.txt\n";
        assert_eq!(m.ok("ls -l"), long);
        assert_eq!(m.ok("ls -lh big"), "-rw-r--r-- 1 root root 147K Oct  1 09:00 big\n");
        assert_eq!(m.ok("ls -aF"), "./\n../\n.hid\na.txt\nbig\nd/\nlnk@\n");
        assert_eq!(m.ok("ls -R d"), "d:\nsub\n\nd/sub:\nx\n");
        assert_eq!(m.ok("ls -Sr a.txt d big"), "a.txt\nbig\n\nd:\nsub\n");
        assert_eq!(m.bad("ls nope"), ("ls: cannot access 'nope': No such file or directory\n".into(), 2));
        let wrong = "ls: invalid option -- 'W'\nTry 'ls --help' for more information.\n";
        assert_eq!(m.bad("ls -W"), (wrong.into(), 2));
        assert_eq!(m.ok("ls --color=always -d d a.txt"), "a.txt\n\u{1b}[0m\u{1b}[01;34md\u{1b}[0m\n");
    }

    #[test]
    fn busybox_listings() {
        let m = fill(Machine::busybox());
        assert_eq!(m.ok("ls -l a.txt"), "-rw-r--r--    1 root     root             6 Oct  1 09:00 a.txt\n");
        assert_eq!(m.ok("ls -lh big"), "-rw-r--r--    1 root     root      146.5K Oct  1 09:00 big\n");
        assert_eq!(m.bad("ls nope"), ("ls: nope: No such file or directory\n".into(), 1));
        assert_eq!(m.with_tty().run("ls --color=never").out, "a.txt  big    d      lnk\n");
    }

    #[test]
    fn terminals_get_columns() {
        let mut m = Machine::gnu();
        for number in 1..=30 {
            m = m.file(&format!("file{number}"), "");
        }
        let out = m.with_tty().run("ls").out;
        assert!(
            out.starts_with("file1   file12  file15  file18  file20  file23  file26  file29  file4  file7\n"),
            "{out}"
        );
    }
}
