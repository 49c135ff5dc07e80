//! The lines that `ls` prints: long, one a line, in columns; marks and colours. What is listed is decided in `ls`.

use std::fmt::Write;

use super::{Entry, Layout, List, blocks, links};
use crate::programs::kit::{Tool, dates, modes, text};
use crate::vfs::{Kind, Node};

/// A shown name and how many columns it takes.
struct Shown {
    text: String,
    width: usize,
}

impl List {
    /// The blocks of all entries, as the `total` line shows them.
    pub(super) fn total(&self, tool: &Tool, entries: &[Entry]) -> String {
        let total = entries.iter().map(|entry| blocks(&entry.node)).sum::<u64>();
        match self.has("h") {
            true if tool.busybox => text::human_busybox(total * 1024),
            true => text::human_gnu(total * 1024, 1024),
            false => total.to_string(),
        }
    }

    /// Prints entries.
    pub(super) fn show(&self, tool: &mut Tool, entries: &[Entry]) {
        let any_quoted = self.quote && entries.iter().any(|e| text::shell_quote(&e.name, false) != e.name);
        let mut color = Color { on: self.color, begun: false, busybox: tool.busybox };
        let shown: Vec<Shown> = entries.iter().map(|e| self.shown(tool, e, any_quoted, &mut color)).collect();
        match self.layout {
            Layout::Long if tool.busybox => self.long_busybox(tool, entries, &shown),
            Layout::Long => self.long_gnu(tool, entries, &shown),
            Layout::Single => shown.iter().for_each(|one| tool.line(&one.text)),
            Layout::Commas => self.commas(tool, &shown),
            Layout::Down | Layout::Across => self.columns(tool, &shown),
        }
    }

    fn shown(&self, tool: &Tool, entry: &Entry, any_quoted: bool, color: &mut Color) -> Shown {
        let mut name = match (self.has("Q"), self.quote) {
            (true, _) => format!("\"{}\"", entry.name.replace('\\', "\\\\").replace('"', "\\\"")),
            (false, true) => text::shell_quote(&entry.name, false),
            (false, false) => entry.name.clone(),
        };
        // Where some names are quoted, the others are moved so that the letters line up.
        if any_quoted && name == entry.name && self.layout != Layout::Commas {
            name.insert(0, ' ');
        }
        let mut prefix = String::new();
        if self.has("i") {
            let width = if self.layout == Layout::Long && tool.busybox { 7 } else { 0 };
            prefix = format!("{:>width$} ", entry.node.ino);
        }
        if self.has("s") {
            let size = blocks(&entry.node);
            let size = if self.has("h") { text::human_gnu(size * 1024, 1024) } else { size.to_string() };
            let width = if tool.busybox { 6 } else { size.len() };
            let _ = write!(prefix, "{size:>width$} ");
        }
        let mark = self.mark(&entry.node);
        let broken = matches!(entry.node.kind, Kind::Symlink(_)) && entry.target.is_none();
        let width = text::width(&prefix) + text::width(&name) + text::width(&mark);
        let colored = color.wrap(&name, &entry.node, broken);
        let mut full = match self.layout {
            Layout::Long => format!("{colored}{mark}"),
            _ => format!("{prefix}{colored}{mark}"),
        };
        if let (Layout::Long, Kind::Symlink(target)) = (self.layout, &entry.node.kind) {
            let target = if self.quote { text::shell_quote(target, false) } else { target.to_string() };
            let end = entry.target.as_ref().map(|node| self.mark(node)).unwrap_or_default();
            let target = entry.target.as_ref().map_or(target.clone(), |node| color.wrap(&target, node, false));
            full = format!("{colored} -> {target}{end}");
        }
        Shown { text: full, width }
    }

    /// What `-F` or `-p` puts behind a name.
    fn mark(&self, node: &Node) -> String {
        let classify = self.has("F") || self.has("file-type");
        let mark = match &node.kind {
            Kind::Dir(_) if classify || self.has("p") => "/",
            Kind::Symlink(_) if classify && self.layout != Layout::Long => "@",
            Kind::Socket(_) if classify => "=",
            Kind::File(_) if self.has("F") && node.meta.mode & 0o111 != 0 => "*",
            _ => "",
        };
        mark.to_owned()
    }

    fn owner(&self, node: &Node) -> (String, String) {
        let numeric = self.has("n");
        let user = self.accounts.user_name(node.meta.uid).filter(|_| !numeric);
        let group = self.accounts.group_name(node.meta.gid).filter(|_| !numeric);
        let text = |name: Option<&str>, number: u32| name.map_or_else(|| number.to_string(), str::to_owned);
        (text(user, node.meta.uid), text(group, node.meta.gid))
    }

    fn date(&self, node: &Node) -> String {
        let time = node.meta.mtime;
        let style = if self.has("full-time") { Some("full-iso") } else { self.opts.value("time-style") };
        match style {
            Some("full-iso") => dates::format(time, "%Y-%m-%d %H:%M:%S.%N %z"),
            Some("long-iso") => dates::format(time, "%Y-%m-%d %H:%M"),
            Some("iso") => dates::format(time, "%m-%d %H:%M"),
            Some(pattern) if pattern.starts_with('+') => dates::format(time, &pattern[1..]),
            _ => dates::listing(time, self.now),
        }
    }

    fn size(&self, node: &Node) -> String {
        match &node.kind {
            Kind::Device(device) => {
                let (major, minor) = modes::device_numbers(*device);
                format!("{major}, {minor}")
            }
            _ if self.has("h") => text::human_gnu(node.size(), 1024),
            _ if self.has("si") => text::human_gnu(node.size(), 1000),
            _ => node.size().to_string(),
        }
    }

    fn long_gnu(&self, tool: &mut Tool, entries: &[Entry], shown: &[Shown]) {
        let rows: Vec<[String; 7]> = entries
            .iter()
            .map(|entry| {
                let (user, group) = self.owner(&entry.node);
                let inode = if self.has("i") { entry.node.ino.to_string() } else { String::new() };
                let blocks = if self.has("s") { self.total(tool, std::slice::from_ref(entry)) } else { String::new() };
                let links = links(&entry.node).to_string();
                [inode, blocks, modes::mode_text(&entry.node), links, user, group, self.size(&entry.node)]
            })
            .collect();
        let width = |column: usize| rows.iter().map(|row| text::width(&row[column])).max().unwrap_or(0);
        let widths: Vec<usize> = (0..7).map(width).collect();
        for ((row, entry), name) in rows.iter().zip(entries).zip(shown) {
            let mut line = String::new();
            for (column, cell) in row.iter().enumerate() {
                let dropped = match column {
                    0 | 1 => cell.is_empty(),
                    4 => self.has("g"),
                    5 => self.has("o") || self.has("G"),
                    _ => false,
                };
                if !dropped {
                    let width = widths[column];
                    let left = matches!(column, 4 | 5);
                    let _ = if left { write!(line, "{cell:<width$} ") } else { write!(line, "{cell:>width$} ") };
                }
            }
            line.push_str(&self.date(&entry.node));
            line.push(' ');
            line.push_str(&name.text);
            tool.line(&line);
        }
    }

    fn long_busybox(&self, tool: &mut Tool, entries: &[Entry], shown: &[Shown]) {
        for (entry, name) in entries.iter().zip(shown) {
            let node = &entry.node;
            let (user, group) = self.owner(node);
            let mut line = String::new();
            if self.has("i") {
                let _ = write!(line, "{:7} ", node.ino);
            }
            if self.has("s") {
                let _ = write!(line, "{:6} ", blocks(node));
            }
            let _ = write!(line, "{} {:4} ", modes::mode_text(node), links(node));
            if !self.has("g") {
                let _ = write!(line, "{user:<8.8} ");
            }
            let _ = write!(line, "{group:<8.8} ");
            let size = match &node.kind {
                Kind::Device(device) => {
                    let (major, minor) = modes::device_numbers(*device);
                    format!("{major:4}, {minor:3}")
                }
                _ if self.has("h") => format!("{:>7}", text::human_busybox(node.size())),
                _ => format!("{:>9}", node.size()),
            };
            let _ = write!(line, "{size} {} {}", self.date(node), name.text);
            tool.line(&line);
        }
    }

    fn commas(&self, tool: &mut Tool, shown: &[Shown]) {
        let mut column = 0;
        for (at, one) in shown.iter().enumerate() {
            if at > 0 {
                let wraps = column + one.width + 3 > self.width;
                tool.out(if wraps { ",\n" } else { ", " });
                column = if wraps { 0 } else { column + 2 };
            }
            tool.out(&one.text);
            column += one.width;
        }
        if !shown.is_empty() {
            tool.out("\n");
        }
    }

    fn columns(&self, tool: &mut Tool, shown: &[Shown]) {
        if shown.is_empty() {
            return;
        }
        let across = self.layout == Layout::Across;
        let cells: Vec<usize> = shown.iter().map(|one| one.width).collect();
        let rows = if tool.busybox {
            // BusyBox makes all columns as wide as the longest name.
            let widest = shown.iter().map(|one| one.width).max().unwrap_or(0) + 2;
            let count = (self.width / widest).max(1);
            text::layout(shown.len(), shown.len().div_ceil(count), count, across)
        } else {
            text::columns(&cells, self.width, across)
        };
        let widest = shown.iter().map(|one| one.width).max().unwrap_or(0);
        let width_of = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column)).map(|at| shown[*at].width);
            if tool.busybox { widest } else { cells.max().unwrap_or(0) }
        };
        let widths: Vec<usize> = (0..rows.first().map_or(0, Vec::len)).map(width_of).collect();
        for row in &rows {
            let mut line = String::new();
            let mut gap = 0;
            for (column, at) in row.iter().enumerate() {
                line.push_str(&" ".repeat(gap));
                line.push_str(&shown[*at].text);
                gap = widths[column] + 2 - shown[*at].width;
            }
            tool.line(&line);
        }
    }
}

/// Colours names by kind.
struct Color {
    on: bool,
    begun: bool,
    busybox: bool,
}

impl Color {
    fn wrap(&mut self, name: &str, node: &Node, broken: bool) -> String {
        if !self.on {
            return name.to_owned();
        }
        let mode = node.meta.mode;
        let code = if self.busybox { busybox_code(node) } else { gnu_code(node, mode, broken, name) };
        if code.is_empty() {
            return name.to_owned();
        }
        let shown = name.trim_start_matches(' ');
        let blank = &name[..name.len() - shown.len()];
        // GNU resets the terminal once before its first colour.
        let first = if self.busybox || std::mem::replace(&mut self.begun, true) { "" } else { "\u{1b}[0m" };
        let end = if self.busybox { "\u{1b}[m" } else { "\u{1b}[0m" };
        format!("{blank}{first}\u{1b}[{code}m{shown}{end}")
    }
}

fn gnu_code(node: &Node, mode: u32, broken: bool, name: &str) -> &'static str {
    let archive = [".tar", ".tgz", ".gz", ".zip", ".xz", ".bz2", ".zst", ".7z", ".deb", ".rpm", ".jar", ".apk"];
    let image = [".png", ".jpg", ".jpeg", ".gif", ".svg", ".bmp", ".mp4", ".webm", ".webp"];
    match &node.kind {
        _ if broken => "40;31;01",
        Kind::Dir(_) if mode & 0o1002 == 0o1002 => "30;42",
        Kind::Dir(_) if mode & 2 != 0 => "34;42",
        Kind::Dir(_) if mode & 0o1000 != 0 => "37;44",
        Kind::Dir(_) => "01;34",
        Kind::Symlink(_) => "01;36",
        Kind::Device(_) => "40;33;01",
        Kind::Socket(_) => "01;35",
        Kind::File(_) if mode & 0o4000 != 0 => "37;41",
        Kind::File(_) if mode & 0o2000 != 0 => "30;43",
        Kind::File(_) if mode & 0o111 != 0 => "01;32",
        Kind::File(_) if archive.iter().any(|end| name.ends_with(end)) => "01;31",
        Kind::File(_) if image.iter().any(|end| name.ends_with(end)) => "01;35",
        Kind::File(_) => "",
    }
}

/// BusyBox's colours, recorded from 1.35: plain files are "coloured" too.
fn busybox_code(node: &Node) -> &'static str {
    match &node.kind {
        Kind::Dir(_) => "1;34",
        Kind::Symlink(_) => "1;36",
        Kind::Device(_) => "1;33",
        Kind::Socket(_) => "1;35",
        Kind::File(_) if node.meta.mode & 0o111 != 0 => "1;32",
        Kind::File(_) => "0;0",
    }
}
