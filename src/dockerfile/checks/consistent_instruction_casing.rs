//! Keywords in one case throughout: the one that most of them have, capitals on a tie. ARGs before the first FROM are not
//! looked at.

use super::{Finding, Rule};
use crate::dockerfile::diagnostic::Mend;
use crate::dockerfile::facts::{Facts, Phase};
use crate::dockerfile::tree::Lines;

/// The check.
pub(super) const RULE: Rule = Rule {
    name: "ConsistentInstructionCasing",
    description: "All commands within the Dockerfile should use the same casing (either upper or lower)",
    experimental: false,
    run,
};

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    let mut keywords: Vec<(&str, Lines)> = Vec::new();
    for stage in &facts.file.stages {
        keywords.push((&stage.keyword, stage.lines));
        keywords.extend(stage.statements.iter().map(|statement| (statement.keyword.as_str(), statement.lines)));
    }
    let lower = keywords.iter().filter(|(keyword, _)| keyword.to_lowercase() == *keyword).count();
    let upper = keywords.iter().filter(|(keyword, _)| keyword.to_uppercase() == *keyword).count();
    for (order, (keyword, lines)) in keywords.into_iter().enumerate() {
        let (wanted, casing) =
            if lower > upper { (keyword.to_lowercase(), "lowercase") } else { (keyword.to_uppercase(), "uppercase") };
        if keyword != wanted {
            let message = format!("Command '{keyword}' should match the case of the command majority ({casing})");
            let mend = Mend::Word(keyword.to_owned(), wanted);
            findings.push(Finding::new((Phase::Casing, order as u32, 0), lines, message).mend(mend));
        }
    }
}
