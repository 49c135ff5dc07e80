//! `du` and `df`: space in use.

use super::kit::{Next, Options, Opts, Tool, text};
use crate::vfs::{Kind, Node, path};

const DU: Options = Options {
    spec: "a,all c,total d,max-depth: h,human-readable H k l L m s,summarize x b,bytes apparent-size S exclude: si B,block-size: \
           0,null",
    gnu: "[OPTION]... [FILE]...",
    busybox: "[-aHLdclsxhmk] [FILE]...",
};
const DF: Options = Options {
    spec: "a,all h,human-readable H,si i,inodes k m P,portability T,print-type t,type: x,exclude-type: B,block-size: l,local \
           total output? sync no-sync",
    gnu: "[OPTION]... [FILE]...",
    busybox: "[-PkmhTai] [-B SIZE] [-t TYPE] [FILESYSTEM]...",
};

/// The disk's size and the space in use beside what files take, in kB.
const DISK: u64 = 61_202_244;
const DISK_USED: u64 = 9_437_184;
/// What is free, in bytes.
pub(super) const FREE: u64 = (DISK - DISK_USED) * 1024;

fn size_text(tool: &Tool, opts: &Opts, kilobytes: u64, bytes: u64) -> String {
    match opts.last_of(&["h", "k", "m", "b"]) {
        "h" if tool.busybox && kilobytes > 0 => text::human_busybox(kilobytes * 1024),
        "h" => text::human_gnu(kilobytes * 1024, 1024),
        "m" => kilobytes.div_ceil(1024).to_string(),
        "b" => bytes.to_string(),
        _ => kilobytes.to_string(),
    }
}

/// Prints how much space files take.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&DU) else { return Next::Done };
    let here = [".".to_owned()];
    let operands = if opts.rest.is_empty() { &here[..] } else { &opts.rest };
    let depth = match (opts.has("s"), opts.value("d").map(str::parse::<usize>)) {
        (true, _) => 0,
        (false, None) => usize::MAX,
        (false, Some(Ok(depth))) => depth,
        (false, Some(Err(_))) => {
            let text = format!("invalid maximum depth {}", tool.curved(opts.value("d").unwrap_or_default()));
            return tool.usage_error(&text, &DU);
        }
    };
    let mut total = (0, 0);
    for name in operands {
        match tool.process.lstat(name) {
            Ok(_) => {
                let sum = measure(tool, &opts, name, 0, depth);
                total = (total.0 + sum.0, total.1 + sum.1);
            }
            Err(error) => tool.fail_at(("cannot access", ""), name, error),
        }
    }
    if opts.has("c") {
        let size = size_text(tool, &opts, total.0, total.1);
        tool.line(&format!("{size}\ttotal"));
    }
    Next::Done
}

/// Prints a file's line and those below it, depth first; gives its kB and bytes.
fn measure(tool: &mut Tool, opts: &Opts, name: &str, depth: usize, limit: usize) -> (u64, u64) {
    let Ok(stat) = tool.process.lstat(name) else { return (0, 0) };
    let mut sum = (blocks(&stat.node), stat.node.size());
    if stat.node.is_dir() {
        match tool.process.read_dir(name) {
            Ok(names) => {
                for child in names {
                    let below = measure(tool, opts, &path::join(name, &child), depth + 1, limit);
                    sum = (sum.0 + below.0, sum.1 + below.1);
                }
            }
            Err(error) => tool.fail_at(("cannot read directory", "can't open"), name, error),
        }
    }
    if depth <= limit && (stat.node.is_dir() || opts.has("a") || depth == 0) {
        let size = size_text(tool, opts, sum.0, sum.1);
        tool.line(&format!("{size}\t{name}"));
    }
    sum
}

fn blocks(node: &Node) -> u64 {
    match &node.kind {
        Kind::File(content) => content.size().div_ceil(4096) * 4,
        Kind::Dir(_) => 4,
        Kind::Symlink(_) | Kind::Device(_) | Kind::Socket(_) => 0,
    }
}

/// One mounted file system.
struct Mounted {
    source: &'static str,
    kind: &'static str,
    size: u64,
    used: u64,
    at: String,
}

/// Prints how much space file systems have.
pub(super) fn df(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&DF) else { return Next::Done };
    let mut list = mounted(tool);
    if !opts.rest.is_empty() {
        let mut picked = Vec::new();
        for name in &opts.rest {
            match tool.process.stat(name) {
                Ok(stat) => {
                    let covers = |mount: &&Mounted| {
                        mount.at == "/" || format!("{}/", stat.path).starts_with(&format!("{}/", mount.at))
                    };
                    if let Some(best) = list.iter().filter(covers).max_by_key(|mount| mount.at.len()) {
                        picked.push(Mounted { at: best.at.clone(), ..*best });
                    }
                }
                Err(_) if tool.busybox => tool.warn(&format!("{name}: can't find mount point")),
                Err(error) => tool.warn(&format!("{name}: {error}")),
            }
        }
        if picked.is_empty() {
            return Next::Done;
        }
        list = picked;
    }
    if let Some(kind) = opts.value("t") {
        list.retain(|mount| mount.kind == kind);
    }
    print_table(tool, &opts, &list);
    Next::Done
}

fn mounted(tool: &Tool) -> Vec<Mounted> {
    let ns = tool.process.ns();
    let mounts: Vec<(String, &'static str, u64, u64)> = tool.process.kernel().enter(|state| {
        let Some(namespace) = state.namespaces.get(&ns) else { return Vec::new() };
        let one = |mount: &crate::vfs::Mount| {
            let at = path::from_components(&mount.at);
            // A tmpfs without a limit may take half of the memory; docker's own /dev has 64 MB.
            let free = if at == "/dev" { 65_536 } else { super::ps::MEMORY / 2 };
            let size = state.vfs.limit(mount.fs).map_or(free, |limit| limit / 1024);
            let tree = state.vfs.tree(mount.fs).filter(|_| mount.kind == "tmpfs" && at != "/dev");
            (at, mount.kind, size, tree.map_or(0, |tree| tree.root().disk_size().div_ceil(4096) * 4))
        };
        namespace.mounts.list.iter().map(one).collect()
    });
    let one = |(at, kind, size, used): (String, &'static str, u64, u64)| {
        let (source, size, used) = match kind {
            "overlay" => ("overlay", DISK, DISK_USED),
            "tmpfs" => ("tmpfs", size, used),
            "proc" | "sysfs" | "devpts" | "cgroup2" | "mqueue" => return None,
            _ => ("/dev/vda1", DISK, DISK_USED),
        };
        Some(Mounted { source, kind, size, used, at })
    };
    mounts.into_iter().filter_map(one).collect()
}

fn print_table(tool: &mut Tool, opts: &Opts, list: &[Mounted]) {
    let human = opts.has("h") || opts.has("H");
    let block = if opts.has("m") { 1024 } else { 1 };
    let heading = match (human, opts.has("m")) {
        (true, _) => "Size",
        (false, true) => "1M-blocks",
        _ => "1K-blocks",
    };
    let available = match (human, tool.busybox) {
        (true, false) => "Avail",
        _ => "Available",
    };
    let number = |kilobytes: u64| {
        if human { size_text(tool, opts, kilobytes, 0) } else { kilobytes.div_ceil(block).to_string() }
    };
    let mut rows = vec![["Filesystem", "Type", heading, "Used", available, "Use%", "Mounted on"].map(str::to_owned)];
    for mount in list {
        // A part is kept for root.
        let free = (mount.size - mount.used).saturating_sub(if mount.kind == "tmpfs" { 0 } else { mount.size / 20 });
        let percent = (mount.used * 100).div_ceil((mount.used + free).max(1));
        rows.push([
            mount.source.to_owned(),
            mount.kind.to_owned(),
            number(mount.size),
            number(mount.used),
            number(free),
            format!("{percent}%"),
            mount.at.clone(),
        ]);
    }
    let shown = |column: usize| column != 1 || opts.has("T");
    let least = |column: usize| match (tool.busybox, column) {
        (true, 0) => 20,
        (true, 1) => 10,
        (true, 2..=4) => 9,
        (false, 0) => 14,
        (false, 2..=4) => 5,
        _ => 4,
    };
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0).max(least(column));
    let widths: Vec<usize> = (0..7).map(width).collect();
    let mut lines = Vec::new();
    for row in &rows {
        let mut line = String::new();
        for column in (0..7).filter(|column| shown(*column)) {
            let (cell, width) = (&row[column], widths[column]);
            text::pad(&mut line, cell, if column == 6 { 0 } else { width }, column > 1);
            line.push_str(if column == 6 { "" } else { " " });
        }
        lines.push(line);
    }
    for line in lines {
        tool.line(&line);
    }
}
