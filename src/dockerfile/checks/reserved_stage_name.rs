//! A stage called `scratch` or `context`, which mean something else in FROM and COPY.

use super::{Finding, Rule};
use crate::base::quote::quote;
use crate::dockerfile::facts::{Facts, Phase};

/// The check.
pub(super) const RULE: Rule = Rule {
    name: "ReservedStageName",
    description: "Reserved words should not be used as stage names",
    experimental: false,
    run,
};

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    for (index, stage) in facts.file.stages.iter().enumerate() {
        if let Some(name @ ("context" | "scratch")) = stage.from.name.as_deref() {
            let message = format!("Stage name should not use the same name as reserved stage {}", quote(name));
            findings.push(Finding::new((Phase::Names, index as u32, 0), stage.lines, message));
        }
    }
}
