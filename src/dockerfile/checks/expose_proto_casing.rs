//! EXPOSE with a protocol in capitals.

use super::{Finding, Rule};
use crate::dockerfile::diagnostic::Mend;
use crate::dockerfile::expose::{Exposed, parse_exposed};
use crate::dockerfile::facts::{At, Facts, Phase, Step};
use crate::dockerfile::instructions::Instruction;

/// The check.
pub(super) const RULE: Rule = Rule {
    name: "ExposeProtoCasing",
    description: "Protocol in EXPOSE instruction should be lowercase",
    experimental: false,
    run,
};

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    for (at, step, word, meaning) in exposed(facts) {
        if meaning.odd_protocol {
            let message = format!("Defined protocol '{word}' in EXPOSE instruction should be lowercase");
            let mend = Mend::Word(word.clone(), word.to_lowercase());
            findings.push(Finding::new(at, step.lines, message).under(step.comments).mend(mend));
        }
    }
}

/// Every word of every EXPOSE with its meaning.
pub(super) fn exposed<'a>(facts: &'a Facts) -> Vec<(At, &'a Step<'a>, &'a String, Exposed)> {
    let mut all = Vec::new();
    for (order, step) in facts.steps.iter().enumerate() {
        let Instruction::Expose(expose) = &step.instruction else { continue };
        for (index, word) in expose.ports.iter().enumerate() {
            if let Ok(meaning) = parse_exposed(word) {
                all.push(((Phase::Steps, order as u32, 2 + index as u32), step, word, meaning));
            }
        }
    }
    all
}
