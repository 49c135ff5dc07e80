//! A stage's name with capitals: names are compared in lower case.

use super::{Finding, Rule};
use crate::dockerfile::diagnostic::Mend;
use crate::dockerfile::facts::{Facts, Phase};

/// The check.
pub(super) const RULE: Rule =
    Rule { name: "StageNameCasing", description: "Stage names should be lowercase", experimental: false, run };

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    for stage in &facts.file.stages {
        let Some((_, name)) = &stage.from.written_name else { continue };
        if *name != name.to_lowercase() {
            let message = format!("Stage name '{name}' should be lowercase");
            let finding = Finding::new((Phase::Parse, stage.lines.first, 0), stage.lines, message);
            findings.push(finding.under(&stage.comments).mend(Mend::Word(name.clone(), name.to_lowercase())));
        }
    }
}
