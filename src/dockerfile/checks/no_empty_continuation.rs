//! An empty line inside an instruction, reported at the instruction's last line.

use super::{Finding, Rule};
use crate::dockerfile::diagnostic::Mend;
use crate::dockerfile::facts::{Facts, Phase};
use crate::dockerfile::tree::Lines;

/// The check.
pub(super) const RULE: Rule = Rule {
    name: "NoEmptyContinuation",
    description: "Empty continuation lines will become errors in a future release",
    experimental: false,
    run,
};

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    for (_, line) in &facts.file.tree.blank_continuations {
        let at = (Phase::Lines, *line, 0);
        let whole = facts.file.tree.nodes.iter().map(|node| node.lines).find(|lines| lines.contains(*line));
        let finding = Finding::new(at, Lines::one(*line), "Empty continuation line".to_owned());
        // With a here-document the lines go on after the continuation, and empty ones there are content.
        let mend = whole.filter(|lines| lines.last == *line).map(Mend::DeleteEmptyLines);
        findings.push(finding.mend(mend));
    }
}
