//! `ENV NAME value` and `LABEL name value`, without an equals sign.

use super::{Finding, Rule};
use crate::dockerfile::diagnostic::Mend;
use crate::dockerfile::facts::{Facts, Phase};
use crate::dockerfile::instructions::{Instruction, Pair};

/// The check.
pub(super) const RULE: Rule = Rule {
    name: "LegacyKeyValueFormat",
    description: "Legacy key/value format with whitespace separator should not be used",
    experimental: false,
    run,
};

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    let statements = facts.file.stages.iter().flat_map(|stage| &stage.statements);
    let written: Vec<_> = statements.map(|statement| (statement.lines, &statement.instruction)).collect();
    for (order, step) in facts.steps.iter().enumerate() {
        if !legacy_pairs(&step.instruction).iter().any(|pair| pair.legacy) {
            continue;
        }
        let keyword = step.keyword;
        let message =
            format!("\"{keyword} key=value\" should be used instead of legacy \"{keyword} key value\" format");
        // The step has its variables expanded; what is to be written comes from the source.
        let source = written.iter().find(|(lines, _)| *lines == step.lines).map(|(_, instruction)| *instruction);
        let pair = source.and_then(|instruction| legacy_pairs(instruction).first());
        let mend = pair.map(|pair| Mend::Rewrite(format!("{keyword} {}={}", pair.name, quoted(&pair.value))));
        let finding = Finding::new((Phase::Steps, order as u32, 2), step.lines, message);
        findings.push(finding.under(step.comments).mend(mend));
    }
}

fn legacy_pairs(instruction: &Instruction) -> &[Pair] {
    match instruction {
        Instruction::Env(env) => &env.pairs,
        Instruction::Label(label) => &label.pairs,
        _ => &[],
    }
}

/// The value as one word: in quotes when it has blanks and no quote of its own.
fn quoted(value: &str) -> String {
    let has_quotes = value.contains(['"', '\'']);
    if has_quotes {
        value.replace(' ', "\\ ")
    } else if value.contains(char::is_whitespace) || value.is_empty() {
        format!("\"{value}\"")
    } else {
        value.to_owned()
    }
}
