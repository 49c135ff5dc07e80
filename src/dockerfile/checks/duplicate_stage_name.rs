//! Two stages of one name: only the last can be meant by it.

use super::{Finding, Rule};
use crate::base::quote::quote;
use crate::dockerfile::facts::{Facts, Phase};

/// The check.
pub(super) const RULE: Rule =
    Rule { name: "DuplicateStageName", description: "Stage names should be unique", experimental: false, run };

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    let mut seen = Vec::new();
    for (index, stage) in facts.file.stages.iter().enumerate() {
        let Some(name) = &stage.from.name else { continue };
        if seen.contains(&name) {
            let message = format!("Duplicate stage name {}, stage names should be unique", quote(name));
            findings.push(Finding::new((Phase::Names, index as u32, 1), stage.lines, message));
        }
        seen.push(name);
    }
}
