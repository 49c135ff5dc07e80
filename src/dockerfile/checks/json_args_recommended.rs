//! CMD or ENTRYPOINT as a line for the shell, which then is process 1 and keeps the signals. A SHELL in force means that
//! it is wanted.

use super::{Finding, Rule};
use crate::dockerfile::diagnostic::Mend;
use crate::dockerfile::facts::{Facts, Phase};
use crate::dockerfile::instructions::{Form, Instruction};

/// The check.
pub(super) const RULE: Rule = Rule {
    name: "JSONArgsRecommended",
    description: "JSON arguments recommended for ENTRYPOINT/CMD to prevent unintended behavior related to OS signals",
    experimental: false,
    run,
};

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    for (order, step) in facts.steps.iter().enumerate().filter(|(_, step)| !step.has_shell) {
        let line = match &step.instruction {
            Instruction::Cmd(cmd) => &cmd.command,
            Instruction::Entrypoint(entrypoint) => &entrypoint.command,
            _ => continue,
        };
        let Form::Shell(line) = line else { continue };
        let keyword = step.keyword;
        let message =
            format!("JSON arguments recommended for {keyword} to prevent unintended behavior related to OS signals");
        let mend = exec_form(line).map(|json| Mend::Rewrite(format!("{keyword} {json}")));
        let finding = Finding::new((Phase::Steps, order as u32, 3), step.lines, message);
        findings.push(finding.under(step.comments).mend(mend));
    }
}

/// The words of a line as JSON, if the line needs no shell: plain words without any of its signs.
fn exec_form(line: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || " /._-:,@%+=".contains(c);
    let words: Vec<&str> = line.split_whitespace().collect();
    let assigns = words.first()?.contains('=');
    let builtin = matches!(words.first(), Some(&("cd" | "exec" | "export" | "set" | "." | "source")));
    if assigns || builtin || !line.chars().all(plain) {
        return None;
    }
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    Some(format!("[{}]", quoted.join(", ")))
}
