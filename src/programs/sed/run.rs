//! Carrying out a `sed` script line by line. A script that asks for the next line (`n`, `N`) is put aside until it comes.

use std::collections::VecDeque;

use super::parse::{Address, Command, Piece, Substitution, Verb};
use crate::os::OpenFlags;
use crate::programs::kit::regex::{Captures, Regex};
use crate::programs::kit::{Filter, Tool, Trouble, filter};
use crate::vfs::{Content, Errno};

/// A script at work.
pub(super) struct Sed {
    commands: Vec<Command>,
    /// For each command with two addresses: whether it is inside, and the last line when that is known.
    ranges: Vec<Option<u64>>,
    quiet: bool,
    separate: bool,
    in_place: Option<String>,
    /// Lines read and not taken yet, and whether each had its newline. One is kept back to know the last.
    waiting: VecDeque<(Vec<u8>, bool)>,
    ended: bool,
    space: Vec<u8>,
    hold: Vec<u8>,
    newline: bool,
    line: u64,
    /// Where to go on when the script waits for a line; `None` between lines.
    at: Option<usize>,
    /// `N` rather than `n` waits.
    joins: bool,
    replaced: bool,
    restart: bool,
    append: Vec<u8>,
    last_regex: Option<Regex>,
    output: Vec<u8>,
    open: bool,
    quit: bool,
}

/// How a run of commands ended.
enum End {
    Line,
    /// Without printing the line.
    Deleted,
    /// Waiting for another line.
    Waits(usize),
}

impl Sed {
    pub(super) fn new(commands: Vec<Command>, quiet: bool, separate: bool, in_place: Option<String>) -> Self {
        let ranges = commands.iter().map(|_| None).collect();
        Self {
            commands,
            ranges,
            quiet,
            separate,
            in_place,
            waiting: VecDeque::new(),
            ended: false,
            space: Vec::new(),
            hold: Vec::new(),
            newline: true,
            line: 0,
            at: None,
            joins: false,
            replaced: false,
            restart: false,
            append: Vec::new(),
            last_regex: None,
            output: Vec::new(),
            open: false,
            quit: false,
        }
    }

    fn is_last(&self) -> bool {
        self.ended && self.waiting.is_empty()
    }

    fn print(&mut self, text: &[u8], newline: bool) {
        if std::mem::replace(&mut self.open, !newline) {
            self.output.push(b'\n');
        }
        self.output.extend_from_slice(text);
        if newline {
            self.output.push(b'\n');
        }
    }

    /// Works as far as the lines at hand allow.
    fn work(&mut self, tool: &mut Tool) {
        while !self.quit {
            let ready = self.waiting.len() > usize::from(!self.ended);
            let start = match self.at {
                // `D` starts again without a new line.
                None if self.restart => {
                    self.restart = false;
                    0
                }
                Some(_) if !ready && self.ended => {
                    // No next line: GNU prints the line unless told not to.
                    self.at = None;
                    self.finish_line(tool, !self.quiet);
                    self.quit = !self.separate;
                    return;
                }
                _ if !ready => return,
                at => {
                    let Some((text, newline)) = self.waiting.pop_front() else { return };
                    self.line += 1;
                    self.newline = newline;
                    if at.is_some() && self.joins {
                        self.space.push(b'\n');
                        self.space.extend_from_slice(&text);
                    } else {
                        self.space = text;
                    }
                    self.replaced &= at.is_some();
                    at.unwrap_or(0)
                }
            };
            self.at = None;
            match self.execute(tool, start) {
                End::Waits(at) => self.at = Some(at),
                End::Line => self.finish_line(tool, !self.quiet),
                End::Deleted => self.finish_line(tool, false),
            }
        }
    }

    fn finish_line(&mut self, tool: &mut Tool, print: bool) {
        if print {
            let space = std::mem::take(&mut self.space);
            self.print(&space, self.newline);
            self.space = space;
        }
        let append = std::mem::take(&mut self.append);
        if !append.is_empty() {
            self.print(append.strip_suffix(b"\n").unwrap_or(&append), append.ends_with(b"\n"));
        }
        self.deliver(tool);
    }

    fn deliver(&mut self, tool: &mut Tool) {
        if self.in_place.is_none() {
            let output = std::mem::take(&mut self.output);
            tool.bytes(&output);
        }
    }

    fn execute(&mut self, tool: &mut Tool, start: usize) -> End {
        let mut at = start;
        let mut steps = 0_u32;
        while at < self.commands.len() {
            // An endless loop of branches is cut off.
            steps += 1;
            if steps > 1_000_000 {
                self.quit = true;
                return End::Deleted;
            }
            let here = at;
            at += 1;
            if !self.selects(here) {
                if let Verb::Block(end) = self.commands[here].verb {
                    at = end;
                }
                continue;
            }
            // The list is put back below: a command may change everything else.
            let commands = std::mem::take(&mut self.commands);
            let result = self.act(tool, &commands[here], here);
            self.commands = commands;
            match result {
                Flow::Next => {}
                Flow::Jump(target) => at = target,
                Flow::End(end) => return end,
            }
        }
        End::Line
    }

    /// Whether a command applies to the line.
    fn selects(&mut self, at: usize) -> bool {
        let commands = std::mem::take(&mut self.commands);
        let command = &commands[at];
        let chosen = match (&command.from, &command.to) {
            (None, _) => true,
            (Some(from), None) => self.fits(from),
            (Some(from), Some(to)) => self.in_range(at, from, to),
        };
        let chosen = chosen != command.negated;
        self.commands = commands;
        chosen
    }

    fn fits(&mut self, address: &Address) -> bool {
        match address {
            Address::Line(line) => self.line == *line,
            Address::Last => self.is_last(),
            Address::Match(regex) => self.find(regex.as_ref(), 0).is_some(),
            Address::Step(first, 0) => self.line == *first,
            Address::Step(first, step) => self.line >= *first && (self.line - first).is_multiple_of(*step),
            Address::More(_) | Address::Multiple(_) => false,
        }
    }

    fn in_range(&mut self, at: usize, from: &Address, to: &Address) -> bool {
        if let Some(limit) = self.ranges[at] {
            let last = match to {
                Address::Match(_) | Address::Last | Address::Step(..) => self.fits(to),
                _ => self.line >= limit,
            };
            // A line number that has gone by ends the range before this line.
            let passed = matches!(to, Address::Line(line) if self.line > *line);
            if last {
                self.ranges[at] = None;
            }
            return !passed || self.fits(from);
        }
        // `0,/x/` may end at the first line.
        let from_zero = matches!(from, Address::Line(0)) && self.line == 1;
        if from_zero {
            if !self.fits(to) {
                self.ranges[at] = Some(u64::MAX);
            }
            return true;
        }
        if !self.fits(from) {
            return false;
        }
        let limit = match to {
            Address::Line(line) => *line,
            Address::More(count) => self.line + count,
            Address::Multiple(0) => self.line,
            Address::Multiple(step) => self.line.div_ceil(*step) * step,
            _ => u64::MAX,
        };
        if limit > self.line && !(matches!(to, Address::Last) && self.is_last()) {
            self.ranges[at] = Some(limit);
        }
        true
    }

    fn find(&mut self, regex: Option<&Regex>, from: usize) -> Option<Captures> {
        if let Some(regex) = regex {
            self.last_regex = Some(regex.clone());
        }
        self.last_regex.as_ref()?.find_at(&self.space, from)
    }

    fn act(&mut self, tool: &mut Tool, command: &Command, here: usize) -> Flow {
        match &command.verb {
            Verb::Block(_) | Verb::Nothing => {}
            Verb::Substitute(made) => self.substitute(tool, made),
            Verb::Transliterate(pairs) => {
                let text = String::from_utf8_lossy(&self.space).into_owned();
                let change = |c: char| pairs.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to);
                self.space = text.chars().map(change).collect::<String>().into_bytes();
            }
            Verb::Text('a', text) => self.append.extend_from_slice(text.as_bytes()),
            Verb::Text('i', text) => self.print(filter::chomp(text.as_bytes()), true),
            Verb::Text(_, text) => {
                // A range is replaced once, at its end.
                if command.to.is_none() || self.ranges[here].is_none() || command.negated {
                    self.print(filter::chomp(text.as_bytes()), true);
                }
                return Flow::End(End::Deleted);
            }
            Verb::Branch(letter, target) => {
                let goes = match letter {
                    'b' => true,
                    't' => std::mem::take(&mut self.replaced),
                    _ => !std::mem::take(&mut self.replaced),
                };
                if goes {
                    return Flow::Jump(*target);
                }
            }
            Verb::File('r', name) => {
                if let Ok(content) = tool.process.read_file(name) {
                    self.append.extend_from_slice(&content.read());
                }
            }
            Verb::File(_, name) => self.write(tool, name),
            Verb::Quit(letter, status) => {
                tool.status = *status;
                self.quit = true;
                return Flow::End(if *letter == 'q' { End::Line } else { End::Deleted });
            }
            Verb::Plain(letter) => return self.plain(*letter, here),
        }
        Flow::Next
    }

    fn plain(&mut self, letter: char, here: usize) -> Flow {
        let first_line = |text: &[u8]| text.iter().position(|byte| *byte == b'\n').unwrap_or(text.len());
        match letter {
            'd' => return Flow::End(End::Deleted),
            'D' => {
                let end = first_line(&self.space);
                if end < self.space.len() {
                    self.space.drain(..=end);
                    self.restart = true;
                }
                return Flow::End(End::Deleted);
            }
            'p' => self.print(&self.space.clone(), true),
            'P' => {
                let line = self.space[..first_line(&self.space)].to_vec();
                self.print(&line, true);
            }
            'n' => {
                if !self.is_last() {
                    if !self.quiet {
                        self.print(&self.space.clone(), true);
                    }
                    self.joins = false;
                    return Flow::End(End::Waits(here + 1));
                }
                self.quit = !self.separate;
                return Flow::End(End::Line);
            }
            'N' => {
                self.joins = true;
                return Flow::End(End::Waits(here + 1));
            }
            'g' => self.space.clone_from(&self.hold),
            'G' => {
                self.space.push(b'\n');
                self.space.extend_from_slice(&self.hold);
            }
            'h' => self.hold.clone_from(&self.space),
            'H' => {
                self.hold.push(b'\n');
                self.hold.extend_from_slice(&self.space);
            }
            'x' => std::mem::swap(&mut self.space, &mut self.hold),
            '=' => self.print(self.line.to_string().as_bytes(), true),
            'z' => self.space.clear(),
            'l' => {
                let text: String =
                    String::from_utf8_lossy(&self.space).chars().flat_map(char::escape_default).collect();
                self.print(format!("{text}$").as_bytes(), true);
            }
            _ => self.print(b"-", true),
        }
        Flow::Next
    }

    fn write(&mut self, tool: &mut Tool, name: &str) {
        let mut line = self.space.clone();
        line.push(b'\n');
        if matches!(name, "/dev/stdout") {
            return self.print(&self.space.clone(), true);
        }
        if let Ok(fd) = tool.process.open(name, OpenFlags::APPEND) {
            // The whole content is small; it goes by the file, not the descriptor, which cannot be waited for here.
            tool.process.close(fd);
            let mut all = tool.process.read_file(name).map(|content| content.read().to_vec()).unwrap_or_default();
            all.extend(line);
            let _ = tool.process.write_file(name, Content::from_bytes(all));
        }
    }

    fn substitute(&mut self, tool: &mut Tool, made: &Substitution) {
        let (mut out, mut at, mut count, mut done) = (Vec::new(), 0, 0, false);
        let mut last_end = None;
        while at <= self.space.len() {
            let Some(captures) = self.find(made.regex.as_ref(), at) else { break };
            let Some((start, end)) = captures[0] else { break };
            // An empty match right behind another one does not count.
            let empty_again = start == end && last_end == Some(start);
            count += usize::from(!empty_again);
            out.extend_from_slice(&self.space[at..start]);
            if !empty_again && count >= made.nth && (made.global || !done) {
                self.expand(&mut out, &made.pieces, &captures);
                done = true;
            } else {
                out.extend_from_slice(&self.space[start..end]);
            }
            last_end = Some(end);
            at = end;
            if start == end {
                // One character on, so that the next search finds something new.
                let len = self.space[at..]
                    .iter()
                    .skip(1)
                    .position(|byte| byte & 0xc0 != 0x80)
                    .map_or(self.space.len() - at, |n| n + 1);
                out.extend_from_slice(&self.space[at..at + len]);
                at += len.max(1);
            }
            if done && !made.global {
                break;
            }
        }
        if !done {
            return;
        }
        out.extend_from_slice(self.space.get(at..).unwrap_or_default());
        self.space = out;
        self.replaced = true;
        if made.print {
            self.print(&self.space.clone(), true);
        }
        if let Some(name) = &made.file {
            self.write(tool, name);
        }
    }

    fn expand(&self, out: &mut Vec<u8>, pieces: &[Piece], captures: &Captures) {
        let (mut all, mut once) = ('E', 'E');
        for piece in pieces {
            let text = match piece {
                Piece::Case(letter @ ('u' | 'l')) => {
                    once = *letter;
                    continue;
                }
                Piece::Case(letter) => {
                    all = *letter;
                    continue;
                }
                Piece::Text(text) => text.clone(),
                Piece::Group(group) => {
                    let range = captures.get(*group).copied().flatten();
                    range
                        .map(|(start, end)| String::from_utf8_lossy(&self.space[start..end]).into_owned())
                        .unwrap_or_default()
                }
            };
            let mut text = match all {
                'U' => text.to_uppercase(),
                'L' => text.to_lowercase(),
                _ => text,
            };
            if once != 'E' && !text.is_empty() {
                let first: String = text.chars().take(1).collect();
                let changed = if once == 'u' { first.to_uppercase() } else { first.to_lowercase() };
                text.replace_range(..first.len(), &changed);
                once = 'E';
            }
            out.extend_from_slice(text.as_bytes());
        }
    }
}

/// Where a command leads.
enum Flow {
    Next,
    Jump(usize),
    End(End),
}

impl Filter for Sed {
    fn begin(&mut self, _tool: &mut Tool, _name: &str) {
        if self.separate {
            self.line = 0;
            self.ended = false;
            self.quit = false;
            self.open = false;
        }
    }

    fn line(&mut self, tool: &mut Tool, line: &[u8]) -> bool {
        self.waiting.push_back((filter::chomp(line).to_vec(), line.ends_with(b"\n")));
        self.work(tool);
        !self.quit || self.in_place.is_some()
    }

    fn end(&mut self, tool: &mut Tool, name: &str) {
        if !self.separate {
            return;
        }
        self.ended = true;
        self.work(tool);
        // After `q` the rest of the file stays as it was.
        for (text, newline) in std::mem::take(&mut self.waiting) {
            self.print(&text, newline);
        }
        if let Some(suffix) = &self.in_place {
            let output = std::mem::take(&mut self.output);
            if !suffix.is_empty()
                && let Ok(before) = tool.process.read_file(name)
            {
                let _ = tool.process.write_file(&format!("{name}{suffix}"), before);
            }
            if let Err(error) = tool.process.write_file(name, Content::from_bytes(output)) {
                tool.warn(&format!("couldn't open file {name}: {error}"));
                tool.status = 4;
            }
        }
    }

    fn finish(&mut self, tool: &mut Tool) {
        if !self.separate {
            self.ended = true;
            self.work(tool);
        }
        self.deliver(tool);
    }

    fn failed(&mut self, tool: &mut Tool, name: &str, trouble: Trouble, error: Errno) {
        let text = match (tool.busybox, trouble) {
            (true, _) => format!("{name}: {error}"),
            (false, Trouble::Open) => format!("can't read {name}: {error}"),
            (false, Trouble::Read) if self.in_place.is_some() => format!("couldn't edit {name}: not a regular file"),
            (false, Trouble::Read) => format!("read error on {name}: {error}"),
        };
        tool.warn(&text);
        tool.status = if tool.busybox { 1 } else { 2 };
    }

    fn is_done(&self) -> bool {
        self.quit && !self.separate
    }
}
