//! `grep`, `egrep` and `fgrep`: lines that match.

use std::collections::VecDeque;

use super::kit::regex::{Error, Regex, Syntax, Whole};
use super::kit::{Filter, Next, Options, Opts, Tool, Trouble, filter};
use crate::base::glob::shell_match;
use crate::vfs::{Errno, path};

const OPTIONS: Options = Options {
    spec: "# A,after-context: B,before-context: C,context: c,count e,regexp: E,extended-regexp f,file: F,fixed-strings \
           +G,basic-regexp h,no-filename H,with-filename i,ignore-case y l,files-with-matches L,files-without-match \
           m,max-count: n,line-number o,only-matching +P,perl-regexp q,quiet,silent r,recursive R,dereference-recursive \
           s,no-messages v,invert-match w,word-regexp x,line-regexp +b,byte-offset +a,text color,colour? +include: \
           +exclude: +exclude-dir: z,null-data +Z,null +I,T,initial-tab line-buffered +U no-ignore-case label: d: D: binary-files:",
    gnu: "[OPTION]... PATTERNS [FILE]...",
    busybox: "[-HhnlLoqvsrRiwFEz] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...",
};

struct Grep {
    regexes: Vec<Regex>,
    opts: Opts,
    invert: bool,
    color: bool,
    names: bool,
    before: usize,
    after: usize,
    limit: u64,
    /// Lines read of this input.
    line: u64,
    offset: u64,
    matched: u64,
    held: VecDeque<(u64, Vec<u8>)>,
    /// How many lines of context are still to be printed.
    trailing: usize,
    /// The last line printed of this input.
    printed: Option<u64>,
    any_printed: bool,
    any: bool,
    failed: bool,
    name: String,
    binary: bool,
}

/// Prints lines that match.
pub(super) fn main(tool: &mut Tool) -> Next {
    tool.trouble = 2;
    let Some(mut opts) = tool.options(&OPTIONS) else { return Next::Done };
    let mut patterns: Vec<String> = Vec::new();
    for (key, value) in &opts.found {
        match *key {
            "e" => patterns.extend(value.split('\n').map(str::to_owned)),
            "f" => match tool.process.read_text(value) {
                Ok(text) => patterns.extend(text.lines().map(str::to_owned)),
                Err(error) => return tool.fail(&format!("{value}: {error}")),
            },
            _ => {}
        }
    }
    if !opts.has("e") && !opts.has("f") {
        if opts.rest.is_empty() {
            return no_pattern(tool);
        }
        let pattern = opts.rest.remove(0);
        patterns.extend(pattern.split('\n').map(str::to_owned));
    }
    let regexes = match compile(tool, &opts, &patterns) {
        Ok(regexes) => regexes,
        Err((pattern, error)) => {
            let text = if tool.busybox {
                format!("bad regex '{pattern}': {}", error.text(true))
            } else {
                error.text(false).to_owned()
            };
            return tool.fail(&text);
        }
    };
    let mut numbers = [0; 4];
    for (slot, key) in ["A", "B", "C", "m"].iter().enumerate() {
        let value = opts.value(key).or(if *key == "C" { opts.value("#") } else { None });
        let Some(text) = value else { continue };
        match text.parse() {
            Ok(number) => numbers[slot] = number,
            Err(_) if *key == "m" => return tool.fail("invalid max count"),
            Err(_) => return tool.fail(&format!("{text}: invalid context length argument")),
        }
    }
    let recursive = opts.has("r") || opts.has("R");
    let mut inputs = opts.rest.clone();
    if recursive {
        inputs = walk(tool, &opts);
        if inputs.is_empty() {
            tool.status = 1;
            return Next::Done;
        }
    }
    let names = match opts.last_of(&["h", "H"]) {
        "h" => false,
        "H" => true,
        _ => opts.rest.len() > 1 || recursive,
    };
    let color = match opts.value("color") {
        Some("always" | "yes" | "force") => true,
        Some("" | "auto" | "tty") => tool.process.is_tty(1),
        _ => false,
    };
    tool.status = 1;
    let grep = Grep {
        regexes,
        invert: opts.has("v"),
        color,
        names,
        before: numbers[1].max(numbers[2]) as usize,
        after: numbers[0].max(numbers[2]) as usize,
        limit: if opts.has("m") { numbers[3] } else { u64::MAX },
        opts,
        line: 0,
        offset: 0,
        matched: 0,
        held: VecDeque::new(),
        trailing: 0,
        printed: None,
        any_printed: false,
        any: false,
        failed: false,
        name: String::new(),
        binary: false,
    };
    Next::Filter(Box::new(grep), inputs)
}

fn no_pattern(tool: &mut Tool) -> Next {
    if tool.busybox {
        return tool.usage_error("", &OPTIONS);
    }
    let text = format!("Usage: {0} {1}\nTry '{0} --help' for more information.\n", tool.name, OPTIONS.gnu);
    tool.fail_plain(&text)
}

fn compile(tool: &Tool, opts: &Opts, patterns: &[String]) -> Result<Vec<Regex>, (String, Error)> {
    let syntax = match (tool.name.as_str(), opts.last_of(&["E", "F", "G", "P"])) {
        (_, "F") | ("fgrep", "") => Syntax::Literal,
        (_, "E" | "P") | ("egrep", "") => Syntax::Extended,
        _ => Syntax::Basic,
    };
    let ignore_case = opts.has("i") || opts.has("y");
    let whole = match (opts.has("x"), opts.has("w")) {
        (true, _) => Whole::Line,
        (false, true) => Whole::Word,
        (false, false) => Whole::Part,
    };
    let one = |pattern: &String| {
        Regex::surrounded(pattern, syntax, ignore_case, whole).map_err(|error| (pattern.clone(), error))
    };
    patterns.iter().map(one).collect()
}

/// The files at and below the operands.
fn walk(tool: &Tool, opts: &Opts) -> Vec<String> {
    let bare = opts.rest.is_empty();
    let mut todo: Vec<String> = if bare { vec![".".to_owned()] } else { opts.rest.iter().rev().cloned().collect() };
    let mut found = Vec::new();
    while let Some(name) = todo.pop() {
        let base = path::base_name(&name);
        let operand = opts.rest.contains(&name) || bare && name == ".";
        let excluded = |key: &str| opts.values(key).any(|pattern| shell_match(pattern.trim_end_matches('/'), base));
        let Ok(stat) = tool.process.lstat(&name) else {
            found.push(name);
            continue;
        };
        if !stat.node.is_dir() {
            let included = !opts.has("include") || excluded("include");
            let link = matches!(stat.node.kind, crate::vfs::Kind::Symlink(_)) && !opts.has("R") && !operand;
            if included && !excluded("exclude") && !link {
                found.push(name);
            }
            continue;
        }
        if !operand && excluded("exclude-dir") {
            continue;
        }
        let below = tool.process.read_dir(&name).unwrap_or_default();
        let join = |child: &String| if bare && name == "." { child.clone() } else { path::join(&name, child) };
        todo.extend(below.iter().rev().map(join));
    }
    found
}

impl Grep {
    fn quiet(&self) -> bool {
        self.opts.has("q") || self.opts.has("c") || self.opts.has("l") || self.opts.has("L")
    }

    /// The leftmost longest match of any pattern from a place on.
    fn find(&self, text: &[u8], from: usize) -> Option<(usize, usize)> {
        let matches = self.regexes.iter().filter_map(|regex| regex.find_at(text, from).and_then(|found| found[0]));
        matches.min_by_key(|(start, end)| (*start, std::cmp::Reverse(*end)))
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m\u{1b}[K{text}\u{1b}[m\u{1b}[K") } else { text.to_owned() }
    }

    fn prefix(&self, line: u64, offset: u64, mark: &str) -> String {
        let mut text = String::new();
        let mark = self.paint("36", mark);
        if self.names {
            text.push_str(&self.paint("35", &self.name));
            text.push_str(&mark);
        }
        if self.opts.has("n") {
            text.push_str(&self.paint("32", &line.to_string()));
            text.push_str(&mark);
        }
        if self.opts.has("b") {
            text.push_str(&self.paint("32", &offset.to_string()));
            text.push_str(&mark);
        }
        text
    }

    fn print(&mut self, tool: &mut Tool, line: u64, text: &[u8], matching: bool) {
        let gap = self.printed.is_none_or(|printed| printed + 1 < line);
        if (self.before > 0 || self.after > 0) && gap && self.any_printed {
            let text = self.paint("36", "--");
            tool.line(&text);
        }
        (self.printed, self.any_printed) = (Some(line), true);
        let prefix = self.prefix(line, self.offset, if matching { ":" } else { "-" });
        tool.out(&prefix);
        if !self.color || !matching || self.invert {
            tool.bytes(text);
        } else {
            let mut at = 0;
            while let Some((start, end)) = self.find(text, at).filter(|(start, end)| end > start) {
                tool.bytes(&text[at..start]);
                let shown = self.paint("01;31", &String::from_utf8_lossy(&text[start..end]));
                tool.out(&shown);
                at = end;
            }
            tool.bytes(&text[at..]);
        }
        tool.out("\n");
    }

    fn print_parts(&mut self, tool: &mut Tool, text: &[u8]) {
        let mut at = 0;
        while let Some((start, end)) = self.find(text, at) {
            if end > start {
                let prefix = self.prefix(self.line, self.offset + start as u64, ":");
                let shown = self.paint("01;31", &String::from_utf8_lossy(&text[start..end]));
                tool.line(&format!("{prefix}{shown}"));
            }
            at = end.max(start + 1);
            if at > text.len() {
                return;
            }
        }
    }

    fn hit(&mut self, tool: &mut Tool, text: &[u8]) {
        if self.binary {
            let name = if tool.busybox { "Binary file " } else { "grep: " };
            let tail = if tool.busybox { " matches" } else { ": binary file matches" };
            tool.line(&format!("{name}{}{tail}", self.name));
            self.limit = 0;
            return;
        }
        if self.opts.has("o") {
            if !self.invert {
                self.print_parts(tool, text);
            }
            return;
        }
        for (line, text) in std::mem::take(&mut self.held) {
            self.print(tool, line, &text, false);
        }
        self.print(tool, self.line, text, true);
        self.trailing = self.after;
    }
}

impl Filter for Grep {
    fn begin(&mut self, _tool: &mut Tool, name: &str) {
        name.clone_into(&mut self.name);
        if name == "-" {
            self.opts.value("label").unwrap_or("(standard input)").clone_into(&mut self.name);
        }
        (self.line, self.offset, self.matched, self.trailing) = (0, 0, 0, 0);
        (self.printed, self.binary) = (None, false);
        self.held.clear();
    }

    fn line(&mut self, tool: &mut Tool, line: &[u8]) -> bool {
        let text = filter::chomp(line);
        self.line += 1;
        if self.line == 1 && text.starts_with(b"\x7fDRYDOCK") || text.contains(&0) {
            self.binary = !self.opts.has("a");
        }
        let matching = self.regexes.iter().any(|regex| regex.is_match(text)) != self.invert;
        if matching && self.matched < self.limit {
            self.any = true;
            self.matched += 1;
            tool.status = 0;
            if self.opts.has("q") || self.opts.has("l") || self.opts.has("L") {
                return false;
            }
            if !self.opts.has("c") {
                self.hit(tool, text);
            }
        } else if self.trailing > 0 {
            self.trailing -= 1;
            self.print(tool, self.line, text, false);
        } else if self.before > 0 && !self.quiet() {
            self.held.push_back((self.line, text.to_vec()));
            if self.held.len() > self.before {
                self.held.pop_front();
            }
        }
        self.offset += line.len() as u64;
        self.matched < self.limit || self.trailing > 0
    }

    fn end(&mut self, tool: &mut Tool, _name: &str) {
        if self.opts.has("q") {
            return;
        }
        if self.opts.has("L") && self.matched == 0 || self.opts.has("l") && self.matched > 0 {
            tool.line(&self.paint("35", &self.name));
        } else if self.opts.has("c") && !self.opts.has("l") && !self.opts.has("L") {
            let prefix = if self.names { format!("{}:", self.name) } else { String::new() };
            tool.line(&format!("{prefix}{}", self.matched));
        }
    }

    fn finish(&mut self, tool: &mut Tool) {
        tool.status = match (self.any, self.failed) {
            (true, _) if self.opts.has("q") => 0,
            (_, true) => 2,
            (any, false) => u8::from(!any),
        };
    }

    fn failed(&mut self, tool: &mut Tool, name: &str, _trouble: Trouble, error: Errno) {
        // BusyBox says nothing of folders.
        let silent = self.opts.has("s") || tool.busybox && error == Errno::IsDir;
        if !silent {
            tool.note(&format!("{name}: {error}"));
        }
        self.failed |= error != Errno::IsDir;
    }

    fn is_done(&self) -> bool {
        self.any && self.opts.has("q")
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    fn files() -> Machine {
        Machine::gnu().file("a", "one\ntwo\nthree\nfour\nfive\n").file("d/b", "two\n").file("d/c.js", "TWO x\n")
    }

    #[test]
    fn lines_are_found() {
        let m = files();
        assert_eq!(m.ok("grep -n o a"), "1:one\n2:two\n4:four\n");
        assert_eq!(m.ok("grep -ci T a"), "2\n");
        assert_eq!(m.ok("grep -v o a"), "three\nfive\n");
        assert_eq!(m.ok("grep -oE [aeiou]+ a"), "o\ne\no\nee\nou\ni\ne\n");
        assert_eq!(m.ok("grep -A1 two a"), "two\nthree\n");
        assert_eq!(m.ok("grep -C1 -e two -e five a"), "one\ntwo\nthree\nfour\nfive\n");
        assert_eq!(m.ok("grep -B1 -n -e one -e four a"), "1:one\n--\n3-three\n4:four\n");
        assert_eq!(m.ok("grep -rwi two"), "a:two\nd/b:two\nd/c.js:TWO x\n");
        assert_eq!(m.ok("grep -rl two --include=*.js -i ."), "./d/c.js\n");
        assert_eq!(m.ok("grep --color=always w a"), "t\u{1b}[01;31m\u{1b}[Kw\u{1b}[m\u{1b}[Ko\n");
        assert_eq!(m.ok("grep -x 'two' a d/b"), "a:two\nd/b:two\n");
    }

    #[test]
    fn statuses_and_errors() {
        let m = files();
        assert_eq!(m.run("grep six a").code, 1);
        assert_eq!(m.bad("grep two nope"), ("grep: nope: No such file or directory\n".into(), 2));
        assert_eq!(m.run("grep -q two a nope").code, 0);
        assert_eq!(m.bad("grep -E ( a"), ("grep: Unmatched ( or \\(\n".into(), 2));
        assert_eq!(m.run("grep two d").err, "grep: d: Is a directory\n");
        let usage = "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n";
        assert_eq!(m.bad("grep"), (usage.into(), 2));
        assert_eq!(Machine::busybox().bad("grep [ a").0, "grep: bad regex '[': Missing ']'\n");
    }
}
