//! MAINTAINER, which a label replaces.

use super::{Finding, Rule};
use crate::dockerfile::diagnostic::Mend;
use crate::dockerfile::facts::{Facts, Phase};
use crate::dockerfile::instructions::Instruction;

/// The check.
pub(super) const RULE: Rule = Rule {
    name: "MaintainerDeprecated",
    description: "The MAINTAINER instruction is deprecated, use a label instead to define an image author",
    experimental: false,
    run,
};

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    for node in facts.file.tree.nodes.iter().filter(|node| node.lower_keyword() == "maintainer") {
        let name = facts.file.stages.iter().flat_map(|stage| &stage.statements).find_map(|statement| match &statement
            .instruction
        {
            Instruction::Maintainer(maintainer) if statement.lines == node.lines => Some(&maintainer.name),
            _ => None,
        });
        let label = if node.keyword == node.lower_keyword() { "label" } else { "LABEL" };
        let mend = name.map(|name| {
            let name = name.trim_matches('"').replace('"', "\\\"");
            Mend::Rewrite(format!("{label} org.opencontainers.image.authors=\"{name}\""))
        });
        let message = "Maintainer instruction is deprecated in favor of using label".to_owned();
        let finding = Finding::new((Phase::Parse, node.lines.first, 0), node.lines, message);
        findings.push(finding.under(&node.comments).mend(mend));
    }
}
