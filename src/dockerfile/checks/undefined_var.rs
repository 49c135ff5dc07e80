//! A variable that no ARG or ENV before, in the stage or below it, defines. What the shell of a RUN or CMD expands is not
//! looked at.

use super::{Finding, Rule};
use crate::dockerfile::diagnostic::Mend;
use crate::dockerfile::facts::{Facts, Phase};

/// The check.
pub(super) const RULE: Rule = Rule {
    name: "UndefinedVar",
    description: "Variables should be defined before their use",
    experimental: false,
    run,
};

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    for (order, step) in facts.steps.iter().enumerate() {
        for (name, meant) in &step.undefined {
            // These two are read by the builder although they are no part of the environment.
            if matches!(name.as_str(), "BUILDKIT_SBOM_SCAN_CONTEXT" | "BUILDKIT_SBOM_SCAN_STAGE") {
                continue;
            }
            let hint = meant.as_ref().map(|meant| format!(" (did you mean ${meant}?)")).unwrap_or_default();
            let message = format!("Usage of undefined variable '${name}'{hint}");
            let mend = meant.as_ref().map(|meant| Mend::Word(name.clone(), meant.clone()));
            let finding = Finding::new((Phase::Steps, order as u32, 0), step.lines, message);
            findings.push(finding.under(step.comments).mend(mend));
        }
    }
}
