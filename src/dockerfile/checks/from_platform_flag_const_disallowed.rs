//! `FROM --platform` with a fixed value, unless the stage's name says so.

use super::{Finding, Rule};
use crate::base::Platform;
use crate::base::quote::quote;
use crate::dockerfile::facts::{Facts, Phase};

/// The check.
pub(super) const RULE: Rule = Rule {
    name: "FromPlatformFlagConstDisallowed",
    description: "FROM --platform flag should not use a constant value",
    experimental: false,
    run,
};

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    for (index, (from, stage)) in facts.froms.iter().zip(&facts.file.stages).enumerate() {
        let Some(written) = from.platform.as_ref().filter(|platform| platform.constant) else { continue };
        let Ok(platform) = Platform::parse(&written.text) else { continue };
        let name = stage.from.name.as_deref().unwrap_or_default();
        if !name.contains(&platform.os) && !name.contains(&platform.architecture) {
            let message = format!("FROM --platform flag should not use constant value {}", quote(&written.text));
            let finding = Finding::new((Phase::From, index as u32, 3), stage.lines, message);
            findings.push(finding.under(&stage.comments));
        }
    }
}
