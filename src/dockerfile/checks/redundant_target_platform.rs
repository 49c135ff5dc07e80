//! `FROM --platform=$TARGETPLATFORM`, which is the default.

use super::{Finding, Rule};
use crate::dockerfile::diagnostic::Mend;
use crate::dockerfile::facts::{Facts, Phase};

/// The check.
pub(super) const RULE: Rule = Rule {
    name: "RedundantTargetPlatform",
    description: "Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior",
    experimental: false,
    run,
};

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    for (index, (from, stage)) in facts.froms.iter().zip(&facts.file.stages).enumerate() {
        if !from.platform.as_ref().is_some_and(|platform| platform.redundant) {
            continue;
        }
        let written = stage.from.platform.as_deref().unwrap_or_default();
        let message =
            format!("Setting platform to predefined {written} in FROM is redundant as this is the default behavior");
        let finding = Finding::new((Phase::From, index as u32, 2), stage.lines, message);
        findings.push(finding.under(&stage.comments).mend(Mend::Word(format!(" --platform={written}"), String::new())));
    }
}
