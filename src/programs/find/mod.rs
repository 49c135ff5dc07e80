//! `find`: walks folders and tests what is there. An expression is compiled to jumps, so that `-exec` can wait anywhere.

mod parse;

use self::parse::{Action, Op, Test, Walk};
use super::kit::accounts::Accounts;
use super::kit::{Tool, modes};
use crate::base::glob::shell_match;
use crate::base::time::SECOND;
use crate::os::{ExitStatus, ProgramFuture};
use crate::vfs::{Kind, Node, path};

/// Finds files.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

async fn run(mut tool: Tool) -> ExitStatus {
    let walk = match parse::parse(&mut tool) {
        Ok(walk) => walk,
        Err(text) => {
            tool.fail(&text);
            return tool.end().await;
        }
    };
    let mut find =
        Find { accounts: Accounts::read(&tool.process), batches: vec![Vec::new(); walk.ops.len()], quit: false };
    for root in &walk.roots {
        let mut todo = vec![(root.clone(), 0, false)];
        while let Some((name, depth, again)) = todo.pop() {
            tool.process.charge(1).await;
            let follow = walk.follow && tool.process.exists(&name);
            let stat = if follow { tool.process.stat(&name) } else { tool.process.lstat(&name) };
            let node = match stat {
                Ok(stat) => stat.node,
                Err(error) => {
                    let quoted = tool.curved(&name);
                    tool.warn(&if tool.busybox { format!("{name}: {error}") } else { format!("{quoted}: {error}") });
                    continue;
                }
            };
            let descends = node.is_dir() && depth < walk.max_depth;
            let mut prune = false;
            if walk.depth_first && descends && !again {
                todo.push((name.clone(), depth, true));
            } else if depth >= walk.min_depth {
                prune = find.visit(&mut tool, &walk, &name, &node).await;
            }
            if find.quit {
                return find.finish(tool, &walk).await;
            }
            if !descends || again || prune {
                continue;
            }
            match tool.process.read_dir(&name) {
                Ok(names) => {
                    let join = |child: &String| (path::join(&name, child), depth + 1, false);
                    todo.extend(names.iter().rev().map(join));
                }
                Err(error) => {
                    let quoted = tool.curved(&name);
                    tool.warn(&if tool.busybox { format!("{name}: {error}") } else { format!("{quoted}: {error}") });
                }
            }
        }
    }
    find.finish(tool, &walk).await
}

struct Find {
    accounts: Accounts,
    /// Names collected for `-exec ... +`, by the action's place.
    batches: Vec<Vec<String>>,
    quit: bool,
}

impl Find {
    /// Runs the expression on one file; whether its folder is not to be entered.
    async fn visit(&mut self, tool: &mut Tool, walk: &Walk, name: &str, node: &Node) -> bool {
        let (mut at, mut truth, mut prune) = (0, true, false);
        while let Some(op) = walk.ops.get(at) {
            at += 1;
            match op {
                Op::Not => truth = !truth,
                Op::Set(value) => truth = *value,
                Op::Unless(target) if !truth => at = *target,
                Op::When(target) if truth => at = *target,
                Op::Unless(_) | Op::When(_) => {}
                Op::Test(test) => truth = self.test(tool, test, name, node),
                Op::Act(action) => match action {
                    Action::Print(end) => {
                        tool.out(&format!("{name}{end}"));
                        truth = true;
                    }
                    Action::Prune => (prune, truth) = (true, true),
                    Action::Quit => {
                        self.quit = true;
                        return true;
                    }
                    Action::Delete => truth = delete(tool, name, node),
                    Action::Exec { words, batch: true, .. } => {
                        self.batches[at - 1].push(name.to_owned());
                        truth = !words.is_empty();
                    }
                    Action::Exec { words, ask, .. } => {
                        let words: Vec<String> = words.iter().map(|word| word.replace("{}", name)).collect();
                        let agreed = !ask || {
                            let question = format!("< {} ... {name} > ?", words.first().map_or("", String::as_str));
                            tool.ask(&question).await
                        };
                        truth = agreed && execute(tool, &words).await == 0;
                    }
                    Action::Printf(format) => {
                        self.printf(tool, format, name, node);
                        truth = true;
                    }
                    Action::List => {
                        self.printf(tool, "%9i %6k %M %3n %-8u %-8g %8s %Tb %Td %TH:%TM %p\\n", name, node);
                        truth = true;
                    }
                },
            }
        }
        prune
    }

    fn test(&self, tool: &Tool, test: &Test, name: &str, node: &Node) -> bool {
        let base = path::base_name(name);
        let now = tool.process.now();
        match test {
            Test::Name(pattern, false) => shell_match(pattern, base),
            Test::Name(pattern, true) => shell_match(&pattern.to_lowercase(), &base.to_lowercase()),
            Test::Path(pattern, false) => shell_match(pattern, name),
            Test::Path(pattern, true) => shell_match(&pattern.to_lowercase(), &name.to_lowercase()),
            Test::Regex(regex) => regex.is_match(name.as_bytes()),
            Test::Kind(letters) => {
                let letter = modes::kind_letter(node);
                letters.contains(if letter == '-' { 'f' } else { letter })
            }
            Test::Size(unit, count) => count.fits(node.size().div_ceil(*unit) as i64),
            Test::Empty => match &node.kind {
                Kind::Dir(entries) => entries.is_empty(),
                Kind::File(content) => content.size() == 0,
                _ => false,
            },
            Test::Age(unit, count) => count.fits((now.since(node.meta.mtime) / (unit * SECOND)) as i64),
            Test::Newer(time) => node.meta.mtime > *time,
            Test::User(uid) => node.meta.uid == *uid,
            Test::Group(gid) => node.meta.gid == *gid,
            Test::NoUser => self.accounts.user_name(node.meta.uid).is_none(),
            Test::Mode(bits, '-') => node.meta.mode & bits == *bits,
            Test::Mode(bits, '/') => *bits == 0 || node.meta.mode & bits != 0,
            Test::Mode(bits, _) => node.meta.mode == *bits,
            Test::Access(want) => tool.process.access(name, *want).is_ok(),
            Test::Links(count) => count.fits(super::ls::links(node) as i64),
            Test::Inode(count) => count.fits(node.ino as i64),
            Test::LinkName(pattern) => matches!(&node.kind, Kind::Symlink(target) if shell_match(pattern, target)),
        }
    }

    fn printf(&self, tool: &mut Tool, format: &str, name: &str, node: &Node) {
        let (bytes, _) = super::printf::unescape(format, false);
        let format = String::from_utf8_lossy(&bytes).into_owned();
        let mut chars = format.chars().peekable();
        while let Some(c) = chars.next() {
            if c != '%' {
                tool.out(c.encode_utf8(&mut [0; 4]));
                continue;
            }
            let left = chars.next_if_eq(&'-').is_some();
            let digits: String = std::iter::from_fn(|| chars.next_if(char::is_ascii_digit)).collect();
            let user = self.accounts.user_name(node.meta.uid).map(str::to_owned);
            let group = self.accounts.group_name(node.meta.gid).map(str::to_owned);
            let text = match chars.next().unwrap_or('%') {
                '%' => "%".to_owned(),
                'p' | 'P' => name.to_owned(),
                'f' => path::base_name(name).to_owned(),
                'h' => path::dir_name(name).to_owned(),
                's' => node.size().to_string(),
                'k' => node.size().div_ceil(4096).saturating_mul(4).to_string(),
                'm' => format!("{:o}", node.meta.mode),
                'M' => modes::mode_text(node),
                'n' => super::ls::links(node).to_string(),
                'i' => node.ino.to_string(),
                'u' => user.unwrap_or_else(|| node.meta.uid.to_string()),
                'g' => group.unwrap_or_else(|| node.meta.gid.to_string()),
                'U' => node.meta.uid.to_string(),
                'G' => node.meta.gid.to_string(),
                'd' => path::components(name).count().saturating_sub(1).to_string(),
                'y' => modes::kind_letter(node).to_string().replace('-', "f"),
                'l' => match &node.kind {
                    Kind::Symlink(target) => target.to_string(),
                    _ => String::new(),
                },
                't' => super::kit::dates::format(node.meta.mtime, "%a %b %e %H:%M:%S.%N0 %Y"),
                'T' => match chars.next() {
                    Some('@') => format!("{}.{:06}0000", node.meta.mtime.secs(), node.meta.mtime.0 % SECOND),
                    letter => super::kit::dates::format(node.meta.mtime, &format!("%{}", letter.unwrap_or('c'))),
                },
                other => format!("%{other}"),
            };
            let width = digits.parse().unwrap_or(0);
            tool.out(&if left { format!("{text:<width$}") } else { format!("{text:>width$}") });
        }
    }

    async fn finish(self, mut tool: Tool, walk: &Walk) -> ExitStatus {
        for (op, names) in walk.ops.iter().zip(self.batches) {
            if let Op::Act(Action::Exec { words, batch: true, .. }) = op
                && !names.is_empty()
            {
                let mut full: Vec<String> = words.clone();
                full.retain(|word| word != "{}");
                full.extend(names);
                if execute(&mut tool, &full).await != 0 {
                    tool.status = 1;
                }
            }
        }
        tool.end().await
    }
}

async fn execute(tool: &mut Tool, words: &[String]) -> i32 {
    tool.flush().await;
    match tool.spawn(words, None, None) {
        Ok(pid) => tool.process.wait(pid).await.code(),
        Err(error) => {
            let name = words.first().cloned().unwrap_or_default();
            i32::from(tool.cannot_run(&name, &error))
        }
    }
}

fn delete(tool: &mut Tool, name: &str, node: &Node) -> bool {
    let result = if node.is_dir() { tool.process.rmdir(name) } else { tool.process.unlink(name) };
    match result {
        Ok(()) => true,
        Err(error) => {
            let quoted = tool.curved(name);
            let text =
                if tool.busybox { format!("{name}: {error}") } else { format!("cannot delete {quoted}: {error}") };
            tool.warn(&text);
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    fn files() -> Machine {
        Machine::gnu().file("a.txt", "1").file("d/b.js", "").file("d/e/c.txt", "22")
    }

    #[test]
    fn files_are_found() {
        let m = files();
        assert_eq!(m.ok("find"), ".\n./a.txt\n./d\n./d/b.js\n./d/e\n./d/e/c.txt\n");
        assert_eq!(m.ok("find . -name '*.txt'"), "./a.txt\n./d/e/c.txt\n");
        assert_eq!(m.ok("find d -type d -o -name b.js"), "d\nd/b.js\nd/e\n");
        assert_eq!(m.ok("find . -maxdepth 1 ! -name . -type d"), "./d\n");
        assert_eq!(m.ok("find . -name d -prune -o -type f -print"), "./a.txt\n");
        assert_eq!(m.ok("find . -empty -type f"), "./d/b.js\n");
        assert_eq!(m.ok("find . -size +1c -type f -printf '%f %s\\n'"), "c.txt 2\n");
        assert_eq!(m.ok("find . -name '*.txt' -exec cat {} ;"), "122");
        assert_eq!(m.ok("find d -type f -exec echo got {} +"), "got d/b.js d/e/c.txt\n");
        assert_eq!(m.ok("find d -depth"), "d/b.js\nd/e/c.txt\nd/e\nd\n");
        m.ok("find d -name '*.txt' -delete");
        assert_eq!(m.read("d/e/c.txt"), None);
    }

    #[test]
    fn errors() {
        let m = files();
        assert_eq!(m.bad("find nope"), ("find: 'nope': No such file or directory\n".into(), 1));
        assert_eq!(m.bad("find -foo").0, "find: unknown predicate `-foo'\n");
        assert_eq!(m.bad("find . -name").0, "find: missing argument to `-name'\n");
        let b = Machine::busybox();
        assert_eq!(b.bad("find nope").0, "find: nope: No such file or directory\n");
        assert_eq!(b.bad("find -foo").0, "find: unrecognized: -foo\n");
    }
}
