//! A FROM that names no image unless a `--build-arg` is given.

use super::{Finding, Rule};
use crate::base::Reference;
use crate::dockerfile::facts::{Facts, Phase};

/// The check.
pub(super) const RULE: Rule = Rule {
    name: "InvalidDefaultArgInFrom",
    description: "Default value for global ARG results in an empty or invalid base image name",
    experimental: false,
    run,
};

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    for (index, (image, stage)) in facts.default_images.iter().zip(&facts.file.stages).enumerate() {
        if Reference::parse(image).is_err() {
            let written = &stage.from.image;
            let message = format!("Default value for ARG {written} results in empty or invalid base image name");
            findings.push(Finding::new((Phase::Defaults, index as u32, 0), stage.lines, message));
        }
    }
}
