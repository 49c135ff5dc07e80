//! `set -x`: showing commands as they run.

use super::Flavor;
use super::ast::Assign;
use super::parser::is_reserved;
use super::state::Shell;
use super::vars::single_quote;

impl Shell {
    /// Shows a simple command: assignments and arguments.
    pub(super) fn trace(&mut self, assigns: &[Assign], args: &[String]) {
        if !self.options.has('x') {
            return;
        }
        let mut words: Vec<String> = Vec::new();
        for assign in assigns {
            let value = self.vars.text(&assign.name).unwrap_or_default();
            words.push(format!("{}={}", assign.name, self.trace_quote(value)));
        }
        if self.flavor == Flavor::Bash && !args.is_empty() {
            for word in std::mem::take(&mut words) {
                self.trace_line(&word);
            }
        }
        words.extend(args.iter().map(|arg| self.trace_quote(arg)));
        self.trace_line(&words.join(" "));
    }

    /// Shows a part of a compound command, as bash does.
    pub(super) fn trace_compound(&mut self, text: impl FnOnce(&Self) -> String) {
        if self.options.has('x') && self.flavor == Flavor::Bash {
            let text = text(self);
            self.trace_line(&text);
        }
    }

    fn trace_line(&mut self, text: &str) {
        let prompt = self.vars.text("PS4").unwrap_or_default().to_owned();
        // bash repeats the first character in command substitutions.
        let first: String = prompt.chars().take(1).collect();
        let lead = if self.flavor == Flavor::Bash { first.repeat(self.substitutions as usize) } else { String::new() };
        self.print_error(&format!("{lead}{prompt}{text}\n"));
    }

    /// A word in quotes where the flavour shows them.
    pub(super) fn trace_quote(&self, text: &str) -> String {
        let quoted = match self.flavor {
            Flavor::Bash => text.is_empty() || text.chars().any(|c| !c.is_alphanumeric() && !"_-./:=@%+,".contains(c)),
            Flavor::Dash => false,
            Flavor::Ash => {
                text.chars().any(|c| !c.is_alphanumeric() && !"_-./:@+,]^".contains(c))
                    || is_reserved(text, self.flavor)
            }
        };
        if quoted { single_quote(text) } else { text.to_owned() }
    }
}
