//! `make`: rules with prerequisites, phony targets, variables and recipes run by the shell. Pattern rules, functions and
//! conditionals are not modelled and are said to be so.

use std::collections::{BTreeMap, BTreeSet};

use crate::os::{ExitStatus, ProgramFuture, Spawn};
use crate::programs::kit::Tool;

/// Makes targets.
pub(in crate::programs) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

#[derive(Default)]
struct Makefile {
    variables: BTreeMap<String, String>,
    rules: Vec<(String, Vec<String>, Vec<String>)>,
    phony: BTreeSet<String>,
}

async fn run(mut tool: Tool) -> ExitStatus {
    let mut makefile = Makefile::default();
    let (mut goals, mut file, mut silent, mut only_shown) = (Vec::new(), None, false, false);
    let args = std::mem::take(&mut tool.args);
    let mut words = args.iter();
    let mut given = BTreeMap::new();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-f" | "--file" => file = words.next().cloned(),
            "-C" => {
                let folder = words.next().cloned().unwrap_or_default();
                if let Err(error) = tool.process.chdir(&folder) {
                    tool.err(&format!("make: *** {folder}: {error}.  Stop.\n"));
                    tool.status = 2;
                    return tool.end().await;
                }
            }
            "-s" | "--silent" => silent = true,
            "-n" | "--dry-run" => only_shown = true,
            "--version" | "-v" => {
                let version = tool.process.version().to_string();
                tool.line(&format!("GNU Make {}", version.split('-').next().unwrap_or_default()));
                return tool.end().await;
            }
            word if word.starts_with('-') => {}
            word => match word.split_once('=') {
                Some((name, value)) => drop(given.insert(name.to_owned(), value.to_owned())),
                None => goals.push(word.to_owned()),
            },
        }
    }
    let text = match &file {
        Some(file) => tool.process.read_text(file).ok(),
        None => ["GNUmakefile", "makefile", "Makefile"].iter().find_map(|name| tool.process.read_text(name).ok()),
    };
    let Some(text) = text else {
        let text = match (&file, goals.first()) {
            (Some(file), _) => {
                format!("make: {file}: No such file or directory\nmake: *** No rule to make target '{file}'.  Stop.\n")
            }
            (None, Some(goal)) => format!("make: *** No rule to make target '{goal}'.  Stop.\n"),
            (None, None) => "make: *** No targets specified and no makefile found.  Stop.\n".to_owned(),
        };
        tool.err(&text);
        tool.status = 2;
        return tool.end().await;
    };
    for (name, value) in &*tool.process.environment() {
        makefile.variables.insert(name.clone(), value.clone());
    }
    for (name, value) in [("CC", "cc"), ("CXX", "g++"), ("MAKE", "make"), ("RM", "rm -f"), ("SHELL", "/bin/sh")] {
        makefile.variables.insert(name.to_owned(), value.to_owned());
    }
    if let Err(what) = makefile.read(&text) {
        tool.err(&format!("drydock: make {what} is not modelled\n"));
        tool.status = 2;
        return tool.end().await;
    }
    makefile.variables.extend(given);
    if goals.is_empty() {
        let first = makefile.rules.iter().find(|(target, ..)| !target.starts_with('.'));
        let Some((target, ..)) = first else {
            tool.err("make: *** No targets.  Stop.\n");
            tool.status = 2;
            return tool.end().await;
        };
        goals.push(target.clone());
    }
    let mut maker = Maker { tool, makefile, done: BTreeMap::new(), silent, only_shown };
    for goal in goals {
        match maker.make(&goal).await {
            Ok(true) => {}
            Ok(false) => {
                let phony = maker.makefile.phony.contains(&goal);
                let text = if phony {
                    format!("make: Nothing to be done for '{goal}'.")
                } else {
                    format!("make: '{goal}' is up to date.")
                };
                maker.tool.line(&text);
            }
            Err(text) => {
                maker.tool.err(&format!("make: *** {text}\n"));
                maker.tool.status = 2;
                break;
            }
        }
    }
    maker.tool.end().await
}

impl Makefile {
    fn read(&mut self, text: &str) -> Result<(), String> {
        let joined = text.replace("\\\n", " ");
        let mut current: Vec<usize> = Vec::new();
        for line in joined.lines() {
            if let Some(command) = line.strip_prefix('\t') {
                for rule in &current {
                    self.rules[*rule].2.push(command.trim_start().to_owned());
                }
                continue;
            }
            let line = line.split('#').next().unwrap_or_default().trim_end();
            let word = line.split_whitespace().next().unwrap_or_default();
            if word.is_empty() {
                continue;
            }
            if ["ifeq", "ifneq", "ifdef", "ifndef", "define", "include", "-include", "else", "endif", "vpath"]
                .contains(&word)
            {
                return Err(word.to_owned());
            }
            let line = line.strip_prefix("export ").unwrap_or(line);
            if let Some((name, value, operator)) = assignment(line) {
                let value = if operator == ':' { self.expand(value, &[]) } else { value.to_owned() };
                let known = self.variables.get(&name).cloned();
                match (operator, known) {
                    ('?', Some(_)) => {}
                    ('+', Some(known)) => drop(self.variables.insert(name, format!("{known} {value}"))),
                    _ => drop(self.variables.insert(name, value)),
                }
                current.clear();
                continue;
            }
            let Some((targets, needs)) = line.split_once(':') else { return Err(format!("'{word}'")) };
            let (targets, needs) = (self.expand(targets, &[]), self.expand(needs.trim_start_matches(':'), &[]));
            if targets.contains('%') {
                return Err("pattern rules".to_owned());
            }
            let (needs, command) =
                needs.split_once(';').map_or((needs.as_str(), None), |(needs, command)| (needs, Some(command)));
            let needs: Vec<String> = needs.split_whitespace().filter(|need| *need != "|").map(str::to_owned).collect();
            current.clear();
            for target in targets.split_whitespace() {
                if target == ".PHONY" {
                    self.phony.extend(needs.iter().cloned());
                }
                current.push(self.rules.len());
                let commands = command.iter().map(|command| command.trim().to_owned()).collect();
                self.rules.push((target.to_owned(), needs.clone(), commands));
            }
        }
        Ok(())
    }

    /// Replaces `$(NAME)`, `${NAME}`, `$$` and the automatic variables.
    fn expand(&self, text: &str, automatic: &[(char, &str)]) -> String {
        let (mut out, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once('$') {
            out.push_str(before);
            let mut chars = after.chars();
            rest = match chars.next() {
                Some('$') => {
                    out.push('$');
                    chars.as_str()
                }
                Some(open @ ('(' | '{')) => {
                    let close = if open == '(' { ')' } else { '}' };
                    let (name, rest) = chars.as_str().split_once(close).unwrap_or((chars.as_str(), ""));
                    match self.variables.get(name) {
                        Some(value) if value != text => out.push_str(&self.expand(value, automatic)),
                        _ => {}
                    }
                    rest
                }
                Some(c) => {
                    let value = automatic.iter().find(|(name, _)| *name == c).map(|(_, value)| *value);
                    out.push_str(
                        value.or_else(|| self.variables.get(&c.to_string()).map(String::as_str)).unwrap_or_default(),
                    );
                    chars.as_str()
                }
                None => "",
            };
        }
        out + rest
    }
}

/// `NAME = value` with the kind of its sign.
fn assignment(line: &str) -> Option<(String, &str, char)> {
    let at = line.find('=')?;
    let (left, operator) = match line[..at].chars().last() {
        Some(c @ (':' | '?' | '+')) => (line[..at - 1].trim_end_matches(':'), c),
        _ => (&line[..at], '='),
    };
    let name = left.trim();
    let plain = !name.is_empty() && !name.contains([' ', ':', '\t']);
    plain.then(|| (name.to_owned(), line[at + 1..].trim(), operator))
}

struct Maker {
    tool: Tool,
    makefile: Makefile,
    done: BTreeMap<String, bool>,
    silent: bool,
    only_shown: bool,
}

impl Maker {
    /// Makes a target after what it needs; the answer is whether anything ran.
    async fn make(&mut self, goal: &str) -> Result<bool, String> {
        // Targets in the order of their making, each with what asked for it.
        let (mut order, mut open) = (Vec::new(), vec![(goal.to_owned(), String::new(), false)]);
        while let Some((target, by, left)) = open.pop() {
            if left {
                order.push(target);
                continue;
            }
            if self.done.contains_key(&target)
                || order.contains(&target)
                || open.iter().any(|(name, _, left)| *left && *name == target)
            {
                continue;
            }
            let mut needs = self.needs(&target);
            if needs.is_none() && !self.tool.process.exists(&target) {
                let by = if by.is_empty() { String::new() } else { format!(", needed by '{by}'") };
                return Err(format!("No rule to make target '{target}'{by}.  Stop."));
            }
            open.push((target.clone(), by, true));
            let needs = needs.get_or_insert_default();
            open.extend(needs.drain(..).rev().map(|need| (need, target.clone(), false)));
        }
        for target in order {
            let ran = self.one(&target).await?;
            self.done.insert(target, ran);
        }
        Ok(self.done.get(goal).copied().unwrap_or(false))
    }

    fn needs(&self, target: &str) -> Option<Vec<String>> {
        let rules = self.makefile.rules.iter().filter(|(name, ..)| name == target);
        let mut known = false;
        let needs = rules
            .flat_map(|(_, needs, _)| {
                known = true;
                needs.iter().cloned()
            })
            .collect();
        known.then_some(needs)
    }

    async fn one(&mut self, target: &str) -> Result<bool, String> {
        let Some(needs) = self.needs(target) else { return Ok(false) };
        let time = |name: &str| self.tool.process.stat(name).ok().map(|stat| stat.node.meta.mtime);
        let own = time(target).filter(|_| !self.makefile.phony.contains(target));
        let newer = needs.iter().any(|need| self.done.get(need) == Some(&true) || time(need) > own);
        if own.is_some() && !newer {
            return Ok(false);
        }
        let rule = self.makefile.rules.iter().find(|(name, _, commands)| name == target && !commands.is_empty());
        let commands = rule.map(|(_, _, commands)| commands.clone()).unwrap_or_default();
        let all = needs.join(" ");
        let automatic = [('@', target), ('<', needs.first().map_or("", String::as_str)), ('^', all.as_str())];
        for command in &commands {
            let command = self.makefile.expand(command, &automatic);
            let marks: String = command.chars().take_while(|c| "@-+ ".contains(*c)).collect();
            let line = &command[marks.len()..];
            if line.is_empty() {
                continue;
            }
            if self.only_shown || !self.silent && !marks.contains('@') {
                self.tool.line(line);
            }
            if self.only_shown {
                continue;
            }
            self.tool.flush().await;
            let shell = self.tool.process.find("sh").unwrap_or_else(|_| "/bin/sh".to_owned());
            let argv = [shell.as_str(), "-c", line].map(str::to_owned).to_vec();
            let status = match self.tool.process.spawn(&shell, Spawn { argv, ..Spawn::default() }) {
                Ok(child) => self.tool.process.wait(child).await.code(),
                Err(_) => 127,
            };
            if status != 0 && !marks.contains('-') {
                return Err(format!("[Makefile: {target}] Error {status}"));
            }
        }
        Ok(!commands.is_empty() || newer)
    }
}
