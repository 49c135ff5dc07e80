//! `cmp`, `diff` and `comm`: what two files have in common. `diff` knows the normal and the unified form and whole folders.

use super::kit::{Next, Options, Tool, dates};
use crate::base::order;
use crate::vfs::path;

const CMP: Options = Options {
    spec: "s,quiet,silent l b n: i:",
    gnu: "[OPTION]... FILE1 [FILE2 [SKIP1 [SKIP2]]]",
    busybox: "[-ls] [-n NUM] FILE1 [FILE2]",
};
const DIFF: Options = Options {
    spec: "u,unified? U: q,brief r,recursive N,new-file i,ignore-case w,ignore-all-space b B y,side-by-side c s a,text +color? L:",
    gnu: "[OPTION]... FILES",
    busybox: "[-abBdiNqrTstw] [-L LABEL] [-S FILE] [-U LINES] FILE1 FILE2",
};
const COMM: Options = Options {
    spec: "1 2 3 +check-order +nocheck-order",
    gnu: "[OPTION]... FILE1 FILE2",
    busybox: "[-123] FILE1 FILE2",
};

/// A file's bytes; an error was said.
fn read(tool: &mut Tool, name: &str) -> Option<Vec<u8>> {
    match tool.process.read_file(name) {
        Ok(content) => Some(content.read().to_vec()),
        Err(error) => {
            let text = if tool.busybox { format!("can't open '{name}': {error}") } else { format!("{name}: {error}") };
            tool.note(&text);
            tool.status = 2;
            None
        }
    }
}

/// Whether two files are the same, byte by byte.
pub(super) fn cmp(tool: &mut Tool) -> Next {
    tool.trouble = 2;
    let Some(opts) = tool.options(&CMP) else { return Next::Done };
    let [first, second, ..] = opts.rest.as_slice() else {
        return tool.usage_error("missing operand after 'cmp'", &CMP);
    };
    let (Some(left), Some(right)) = (read(tool, first), read(tool, second)) else { return Next::Done };
    let at = left.iter().zip(&right).position(|(a, b)| a != b);
    match at {
        None if left.len() == right.len() => return Next::Done,
        Some(at) if !opts.has("s") => {
            let line = left[..at].split(|byte| *byte == b'\n').count();
            let unit = if tool.busybox { "char" } else { "byte" };
            tool.line(&format!("{first} {second} differ: {unit} {}, line {line}", at + 1));
        }
        None if !opts.has("s") => {
            let (short, length) = if left.len() < right.len() { (first, left.len()) } else { (second, right.len()) };
            let text =
                if tool.busybox { format!("EOF on {short}") } else { format!("EOF on {short} after byte {length}") };
            tool.note(&text);
        }
        _ => {}
    }
    tool.status = 1;
    Next::Done
}

/// A stretch of lines: kept, removed or added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edit {
    Keep,
    Remove,
    Add,
}

/// The shortest way from one list of lines to another; a plain replacement where the lists are very long.
fn edits(old: &[String], new: &[String]) -> Vec<Edit> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut out = vec![Edit::Keep; head];
    if a.len().saturating_mul(b.len()) > 4_000_000 {
        out.extend(std::iter::repeat_n(Edit::Remove, a.len()));
        out.extend(std::iter::repeat_n(Edit::Add, b.len()));
    } else {
        // The lengths of the longest common subsequences of all ends.
        let width = b.len() + 1;
        let mut common = vec![0_u32; (a.len() + 1) * width];
        for i in (0..a.len()).rev() {
            for j in (0..b.len()).rev() {
                common[i * width + j] = if a[i] == b[j] {
                    common[(i + 1) * width + j + 1] + 1
                } else {
                    common[(i + 1) * width + j].max(common[i * width + j + 1])
                };
            }
        }
        let (mut i, mut j) = (0, 0);
        while i < a.len() || j < b.len() {
            if i < a.len() && j < b.len() && a[i] == b[j] {
                out.push(Edit::Keep);
                (i, j) = (i + 1, j + 1);
            } else if j >= b.len() || i < a.len() && common[(i + 1) * width + j] >= common[i * width + j + 1] {
                out.push(Edit::Remove);
                i += 1;
            } else {
                out.push(Edit::Add);
                j += 1;
            }
        }
    }
    out.extend(std::iter::repeat_n(Edit::Keep, tail));
    out
}

/// How two files differ.
pub(super) fn diff(tool: &mut Tool) -> Next {
    tool.trouble = 2;
    let Some(opts) = tool.options(&DIFF) else { return Next::Done };
    let [first, second] = opts.rest.as_slice() else {
        return tool.usage_error("missing operand after 'diff'", &DIFF);
    };
    if opts.has("y") || opts.has("c") {
        return tool.fail_plain("drydock: diff -y and -c are not modelled: use -u\n");
    }
    let context = match (opts.value("U"), opts.value("u")) {
        (Some(count), _) => count.parse().ok(),
        (None, Some(count)) => Some(count.parse().unwrap_or(3)),
        (None, None) => tool.busybox.then_some(3),
    };
    let plan = Plan {
        context,
        brief: opts.has("q"),
        recursive: opts.has("r"),
        new: opts.has("N"),
        fold: opts.has("i"),
        blanks: opts.has("w") || opts.has("b"),
    };
    // A folder stands for the file of the same name in it.
    let (mut left, mut right) = (first.clone(), second.clone());
    match (tool.process.is_dir(first), tool.process.is_dir(second)) {
        (true, true) => {
            folders(tool, &plan, first, second);
            return Next::Done;
        }
        (true, false) => left = path::join(first, path::base_name(second)),
        (false, true) => right = path::join(second, path::base_name(first)),
        (false, false) => {}
    }
    files(tool, &plan, &left, &right, None);
    Next::Done
}

struct Plan {
    context: Option<usize>,
    brief: bool,
    recursive: bool,
    new: bool,
    fold: bool,
    blanks: bool,
}

fn folders(tool: &mut Tool, plan: &Plan, left: &str, right: &str) {
    let mut names = tool.process.read_dir(left).unwrap_or_default();
    names.extend(tool.process.read_dir(right).unwrap_or_default());
    order::sort(&mut names);
    names.dedup();
    for name in names {
        let (a, b) = (path::join(left, &name), path::join(right, &name));
        match (tool.process.exists(&a), tool.process.exists(&b)) {
            (true, true) if tool.process.is_dir(&a) && tool.process.is_dir(&b) => {
                if plan.recursive {
                    folders(tool, plan, &a, &b);
                } else {
                    tool.line(&format!("Common subdirectories: {a} and {b}"));
                }
            }
            (true, true) => {
                files(tool, plan, &a, &b, Some(if plan.context.is_some() { "diff -ru" } else { "diff -r" }));
            }
            (true, false) if !plan.new => {
                tool.line(&format!("Only in {left}: {name}"));
                tool.status = 1;
            }
            (false, true) if !plan.new => {
                tool.line(&format!("Only in {right}: {name}"));
                tool.status = 1;
            }
            _ => files(tool, plan, &a, &b, Some("diff -rN")),
        }
    }
}

fn files(tool: &mut Tool, plan: &Plan, left: &str, right: &str, command: Option<&str>) {
    let content = |tool: &mut Tool, name: &str| {
        if plan.new && !tool.process.exists(name) { Some(Vec::new()) } else { read(tool, name) }
    };
    let (Some(old), Some(new)) = (content(tool, left), content(tool, right)) else { return };
    let split = |bytes: &[u8]| -> Vec<String> {
        String::from_utf8_lossy(bytes).split_inclusive('\n').map(str::to_owned).collect()
    };
    let (old, new) = (split(&old), split(&new));
    let plain = |lines: &[String]| -> Vec<String> {
        let one = |line: &String| {
            let line = if plan.blanks { line.split_whitespace().collect() } else { line.clone() };
            if plan.fold { line.to_lowercase() } else { line }
        };
        lines.iter().map(one).collect()
    };
    let steps = edits(&plain(&old), &plain(&new));
    if steps.iter().all(|step| *step == Edit::Keep) {
        return;
    }
    tool.status = tool.status.max(1);
    if plan.brief {
        return tool.line(&format!("Files {left} and {right} differ"));
    }
    if let Some(command) = command.filter(|_| !tool.busybox) {
        tool.line(&format!("{command} {left} {right}"));
    }
    match plan.context {
        Some(context) => unified(tool, (left, right), (&old, &new), &steps, context),
        None => normal(tool, &old, &new, &steps),
    }
}

fn print(tool: &mut Tool, mark: &str, line: &str) {
    tool.out(mark);
    tool.out(line);
    if !line.ends_with('\n') {
        tool.out("\n\\ No newline at end of file\n");
    }
}

fn normal(tool: &mut Tool, old: &[String], new: &[String], steps: &[Edit]) {
    let (mut at, mut i, mut j) = (0, 0, 0);
    while at < steps.len() {
        if steps[at] == Edit::Keep {
            (at, i, j) = (at + 1, i + 1, j + 1);
            continue;
        }
        let run: Vec<Edit> = steps[at..].iter().copied().take_while(|step| *step != Edit::Keep).collect();
        let removed = run.iter().filter(|step| **step == Edit::Remove).count();
        let added = run.len() - removed;
        let range = |from: usize, count: usize| match count {
            0 => from.to_string(),
            1 => (from + 1).to_string(),
            _ => format!("{},{}", from + 1, from + count),
        };
        let kind = match (removed, added) {
            (0, _) => 'a',
            (_, 0) => 'd',
            _ => 'c',
        };
        tool.line(&format!("{}{kind}{}", range(i, removed), range(j, added)));
        for line in &old[i..i + removed] {
            print(tool, "< ", line);
        }
        if kind == 'c' {
            tool.line("---");
        }
        for line in &new[j..j + added] {
            print(tool, "> ", line);
        }
        (at, i, j) = (at + run.len(), i + removed, j + added);
    }
}

fn unified(
    tool: &mut Tool,
    (left, right): (&str, &str),
    (old, new): (&[String], &[String]),
    steps: &[Edit],
    context: usize,
) {
    for (mark, name) in [("---", left), ("+++", right)] {
        let mtime = tool.process.stat(name).map(|stat| stat.node.meta.mtime).unwrap_or_default();
        let date = dates::format(mtime, "%Y-%m-%d %H:%M:%S") + ".000000000 +0000";
        tool.line(&if tool.busybox { format!("{mark} {name}") } else { format!("{mark} {name}\t{date}") });
    }
    let changed: Vec<usize> = (0..steps.len()).filter(|at| steps[*at] != Edit::Keep).collect();
    let mut next = 0;
    while next < changed.len() {
        let first = changed[next];
        let mut last = first;
        while next < changed.len() && changed[next] <= last + 2 * context + 1 {
            last = changed[next];
            next += 1;
        }
        let (from, to) = (first.saturating_sub(context), (last + context + 1).min(steps.len()));
        let count = |part: &[Edit], but: Edit| part.iter().filter(|step| **step != but).count();
        let (mut i, mut j) = (count(&steps[..from], Edit::Add), count(&steps[..from], Edit::Remove));
        let (a, b) = (count(&steps[from..to], Edit::Add), count(&steps[from..to], Edit::Remove));
        let range = |start: usize, count: usize| match count {
            0 => format!("{start},0"),
            1 => (start + 1).to_string(),
            _ => format!("{},{count}", start + 1),
        };
        tool.line(&format!("@@ -{} +{} @@", range(i, a), range(j, b)));
        for step in &steps[from..to] {
            match step {
                Edit::Keep => {
                    print(tool, " ", &old[i]);
                    (i, j) = (i + 1, j + 1);
                }
                Edit::Remove => {
                    print(tool, "-", &old[i]);
                    i += 1;
                }
                Edit::Add => {
                    print(tool, "+", &new[j]);
                    j += 1;
                }
            }
        }
    }
}

/// Lines that two sorted files share.
pub(super) fn comm(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&COMM) else { return Next::Done };
    let [first, second] = opts.rest.as_slice() else { return tool.usage_error("missing operand", &COMM) };
    let (Some(left), Some(right)) = (read(tool, first), read(tool, second)) else {
        tool.status = 1;
        return Next::Done;
    };
    let split = |bytes: &[u8]| -> Vec<String> { String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect() };
    let (left, right) = (split(&left), split(&right));
    let tabs = |column: usize| "\t".repeat(["1", "2"].iter().take(column).filter(|key| !opts.has(key)).count());
    let (mut i, mut j) = (0, 0);
    while i < left.len() || j < right.len() {
        let (key, column, line) = match (left.get(i), right.get(j)) {
            (Some(a), Some(b)) if a == b => {
                (i, j) = (i + 1, j + 1);
                ("3", 2, a)
            }
            (Some(a), other) if other.is_none_or(|b| a < b) => {
                i += 1;
                ("1", 0, a)
            }
            (_, Some(b)) => {
                j += 1;
                ("2", 1, b)
            }
            _ => break,
        };
        if !opts.has(key) {
            tool.line(&format!("{}{line}", tabs(column)));
        }
    }
    Next::Done
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn differences_are_shown() {
        let m = Machine::gnu().file("a", "1\n2\n3\n").file("b", "1\nx\n3\n4\n");
        let ran = m.run("diff a b");
        assert_eq!((ran.out.as_str(), ran.code), ("2c2\n< 2\n---\n> x\n3a4\n> 4\n", 1));
        let out = m.run("diff -u a b").out;
        assert!(out.ends_with("@@ -1,3 +1,4 @@\n 1\n-2\n+x\n 3\n+4\n"), "{out}");
        assert_eq!(m.run("diff -q a b").out, "Files a and b differ\n");
        assert_eq!(m.run("cmp a b").out, "a b differ: byte 3, line 2\n");
        assert_eq!((m.ok("cmp a a"), m.ok("diff a a")), (String::new(), String::new()));
        assert_eq!(m.run("comm -12 a b").out, "1\n");
        assert_eq!(m.bad("diff a nope"), ("diff: nope: No such file or directory\n".into(), 2));
    }
}
