//! A variable in FROM that no ARG before the first FROM declares.

use super::{Finding, Rule};
use crate::dockerfile::diagnostic::Mend;
use crate::dockerfile::facts::{Facts, Phase};

/// The check.
pub(super) const RULE: Rule =
    Rule { name: "UndefinedArgInFrom", description: "FROM command must use declared ARGs", experimental: false, run };

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    for (index, (from, stage)) in facts.froms.iter().zip(&facts.file.stages).enumerate() {
        for (name, meant) in &from.undefined {
            let hint = meant.as_ref().map(|meant| format!(" (did you mean {meant}?)")).unwrap_or_default();
            let message = format!("FROM argument '{name}' is not declared{hint}");
            let mend = meant.as_ref().map(|meant| Mend::Word(name.clone(), meant.clone()));
            let finding = Finding::new((Phase::From, index as u32, 1), stage.lines, message);
            findings.push(finding.under(&stage.comments).mend(mend));
        }
    }
}
