//! A base image of another platform than the build is for.

use super::{Finding, Rule};
use crate::base::Platform;
use crate::base::quote::quote;
use crate::dockerfile::facts::{Facts, Phase};

/// The check.
pub(super) const RULE: Rule = Rule {
    name: "InvalidBaseImagePlatform",
    description: "Base image platform does not match expected target platform",
    experimental: false,
    run,
};

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    let needed = facts.needed();
    for (index, (from, stage)) in facts.froms.iter().zip(&facts.file.stages).enumerate() {
        let Some(found) = from.found.as_ref().filter(|_| needed.contains(&index)) else { continue };
        let Some(actual) = &found.platform else { continue };
        let asked = from.platform.as_ref().and_then(|platform| Platform::parse(&platform.text).ok());
        let expected = asked.as_ref().unwrap_or(&facts.options.platform);
        if expected.os != actual.os || expected.architecture != actual.architecture {
            let message = format!(
                "Base image {} was pulled with platform {}, expected {} for current build",
                from.image,
                quote(&actual.to_string()),
                quote(&expected.to_string())
            );
            findings.push(Finding::new((Phase::Images, index as u32, 0), stage.lines, message));
        }
    }
}
