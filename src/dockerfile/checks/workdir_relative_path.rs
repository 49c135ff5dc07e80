//! A first WORKDIR that is relative to whatever the base image has.

use super::{Finding, Rule};
use crate::base::quote::quote;
use crate::dockerfile::diagnostic::Mend;
use crate::dockerfile::facts::{Facts, Phase};
use crate::dockerfile::instructions::Instruction;

/// The check.
pub(super) const RULE: Rule = Rule {
    name: "WorkdirRelativePath",
    description: "Relative workdir without an absolute workdir declared within the build can have unexpected results if the base image changes",
    experimental: false,
    run,
};

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    for (order, step) in facts.steps.iter().enumerate().filter(|(_, step)| step.first_workdir) {
        let Instruction::Workdir(workdir) = &step.instruction else { continue };
        let path = &workdir.path;
        if !path.starts_with('/') {
            let shown = quote(path);
            let message = format!("Relative workdir {shown} can have unexpected results if the base image changes");
            let mend = Mend::Word(path.clone(), format!("/{}", path.trim_start_matches("./")));
            let finding = Finding::new((Phase::Steps, order as u32, 2), step.lines, message);
            findings.push(finding.under(step.comments).mend(mend));
        }
    }
}
