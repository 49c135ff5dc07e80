//! CMD, ENTRYPOINT or HEALTHCHECK twice in a stage: the earlier one counts for nothing, so that one is reported.

use super::{Finding, Rule};
use crate::dockerfile::diagnostic::Mend;
use crate::dockerfile::facts::{Facts, Phase};

/// The check.
pub(super) const RULE: Rule = Rule {
    name: "MultipleInstructionsDisallowed",
    description: "Multiple instructions of the same type should not be used in the same stage",
    experimental: false,
    run,
};

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    for (order, step) in facts.steps.iter().enumerate() {
        let Some(earlier) = step.earlier else { continue };
        let keyword = step.keyword;
        let message = format!(
            "Multiple {keyword} instructions should not be used in the same stage because only the last one will be used"
        );
        let finding = Finding::new((Phase::Steps, order as u32, 2), earlier, message);
        findings.push(finding.under(step.comments).mend(Mend::Delete));
    }
}
