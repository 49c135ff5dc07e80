//! `envsubst`: replaces variables in a text by the environment's.

use super::kit::{Filter, Next, Options, Tool};
use super::nginx::expand;

const OPTIONS: Options = Options { spec: "v,variables h V", gnu: "[OPTION] [SHELL-FORMAT]", busybox: "" };

struct Substitute {
    /// Only these, where a format names them.
    wanted: Option<Vec<String>>,
}

/// Replaces variables in standard input.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&OPTIONS) else { return Next::Done };
    let names = std::cell::RefCell::new(Vec::new());
    let wanted = opts.rest.first().map(|format| {
        expand(format, &|name| {
            names.borrow_mut().push(name.to_owned());
            String::new()
        });
        names.take()
    });
    if opts.has("v") {
        for name in wanted.unwrap_or_default() {
            tool.line(&name);
        }
        return Next::Done;
    }
    Next::Filter(Box::new(Substitute { wanted }), Vec::new())
}

impl Filter for Substitute {
    fn line(&mut self, tool: &mut Tool, line: &[u8]) -> bool {
        let text = String::from_utf8_lossy(line).into_owned();
        let process = tool.process.clone();
        let replaced = expand(&text, &|name| {
            let chosen = self.wanted.as_ref().is_none_or(|wanted| wanted.iter().any(|known| known == name));
            if chosen { process.env(name).unwrap_or_default() } else { format!("${{{name}}}") }
        });
        tool.out(&replaced);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn variables_are_replaced() {
        let m = Machine::gnu();
        assert_eq!(m.run_with("env A=1 envsubst", "x $A ${A}$B $ y\n").out, "x 1 1 $ y\n");
    }
}
