//! `as` in the case of its FROM. A FROM in mixed case is another rule's affair.

use super::{Finding, Rule};
use crate::dockerfile::diagnostic::Mend;
use crate::dockerfile::facts::{Facts, Phase};

/// The check.
pub(super) const RULE: Rule = Rule {
    name: "FromAsCasing",
    description: "The 'as' keyword should match the case of the 'from' keyword",
    experimental: false,
    run,
};

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    for stage in &facts.file.stages {
        let Some((keyword, _)) = &stage.from.written_name else { continue };
        let from = &stage.keyword;
        let wanted = if *from == from.to_lowercase() {
            keyword.to_lowercase()
        } else if *from == from.to_uppercase() {
            keyword.to_uppercase()
        } else {
            continue;
        };
        if *keyword != wanted {
            let message = format!("'{keyword}' and '{from}' keywords' casing do not match");
            let finding = Finding::new((Phase::Parse, stage.lines.first, 1), stage.lines, message);
            findings
                .push(finding.under(&stage.comments).mend(Mend::Word(format!(" {keyword} "), format!(" {wanted} "))));
        }
    }
}
