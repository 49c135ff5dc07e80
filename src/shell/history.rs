//! The list of typed lines and `!` in them. Arrow keys are the front end's affair.

use std::rc::Rc;

use super::state::{Flow, Shell};

/// How many lines are kept.
const KEPT: usize = 500;

impl Shell {
    /// Notes a command as it was typed.
    pub(super) fn remember(&mut self, text: &str) {
        let text = text.trim_end_matches('\n');
        let blank = text.trim().is_empty();
        if !self.is_interactive() || blank {
            return;
        }
        let control = self.vars.text("HISTCONTROL").unwrap_or_default();
        let has = |what: &str| control.split(':').any(|part| part == what || part == "ignoreboth");
        let repeated = self.history.last().is_some_and(|last| last == text);
        if has("ignorespace") && text.starts_with(' ') || has("ignoredups") && repeated {
            return;
        }
        let history = Rc::make_mut(&mut self.history);
        history.push(text.to_owned());
        if history.len() > KEPT {
            history.remove(0);
        }
    }

    /// Replaces `!!` and its kin; what came out is shown.
    pub(super) async fn expand_history(&mut self, text: &mut String) -> Result<(), Flow> {
        match expand(text, &self.history) {
            None => Ok(()),
            Some(Ok(expanded)) => {
                self.print_error(&expanded);
                self.flush().await;
                *text = expanded;
                Ok(())
            }
            Some(Err(event)) => {
                self.complain(&format!("{event}: event not found"));
                Err(Flow::Abort)
            }
        }
    }
}

/// Replaces `!!`, `!5`, `!-2`, `!name`, `!$` and `^a^b`. `None` when there is nothing to replace; the error is the event that
/// is not in the history.
fn expand(text: &str, history: &[String]) -> Option<Result<String, String>> {
    let last = history.last();
    if let Some(rest) = text.strip_prefix('^') {
        let mut parts = rest.trim_end_matches('\n').split('^');
        let (from, to) = (parts.next()?, parts.next()?);
        return Some(match last.filter(|line| line.contains(from)) {
            Some(line) => Ok(format!("{}\n", line.replacen(from, to, 1))),
            None => Err(format!(":s{}", text.trim_end())),
        });
    }
    let (mut out, mut changed, mut quoted) = (String::new(), false, false);
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at + c.len_utf8()..];
        match c {
            '\\' => {
                out.push('\\');
                let next = rest.chars().next();
                out.extend(next);
                at += 1 + next.map_or(0, char::len_utf8);
                continue;
            }
            '\'' => quoted = !quoted,
            '!' if !quoted && !rest.starts_with([' ', '\t', '\n', '=', '(', '"']) && !rest.is_empty() => {
                let (length, found) = event(rest, history);
                match found {
                    Some(line) => out.push_str(&line),
                    None => return Some(Err(format!("!{}", &rest[..length]))),
                }
                changed = true;
                at += 1 + length;
                continue;
            }
            _ => {}
        }
        out.push(c);
        at += c.len_utf8();
    }
    changed.then_some(Ok(out))
}

/// What stands after a `!`: its length, and what it means.
fn event(rest: &str, history: &[String]) -> (usize, Option<String>) {
    if rest.starts_with('!') {
        return (1, history.last().cloned());
    }
    if rest.starts_with('$') {
        let word = history.last().and_then(|line| line.split_whitespace().last().map(str::to_owned));
        return (1, word);
    }
    let negative = rest.starts_with('-');
    let digits = rest[usize::from(negative)..].bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        let end = digits + usize::from(negative);
        let number: usize = rest[usize::from(negative)..end].parse().unwrap_or(0);
        let at = if negative { history.len().checked_sub(number) } else { number.checked_sub(1) };
        return (end, at.and_then(|at| history.get(at)).cloned());
    }
    let end = rest.find(|c: char| c.is_whitespace() || ";|&<>()\"'".contains(c)).unwrap_or(rest.len());
    let found = history.iter().rev().find(|line| line.starts_with(&rest[..end]));
    (end, found.cloned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_replaced() {
        let history = ["docker ps -a".to_owned(), "ls /tmp".to_owned()];
        assert_eq!(expand("sudo !!\n", &history), Some(Ok("sudo ls /tmp\n".to_owned())));
        assert_eq!(expand("cd !$ && !1", &history), Some(Ok("cd /tmp && docker ps -a".to_owned())));
        assert_eq!(expand("!doc|wc", &history), Some(Ok("docker ps -a|wc".to_owned())));
        assert_eq!(expand("^ls^du\n", &history), Some(Ok("du /tmp\n".to_owned())));
        assert_eq!(expand("!zz", &history), Some(Err("!zz".to_owned())));
        assert_eq!(expand("echo 'a!b' \\!! hi!", &history), None);
        assert_eq!(expand("[ ! -f x ] && echo 'hi!x'", &history), None);
    }
}
