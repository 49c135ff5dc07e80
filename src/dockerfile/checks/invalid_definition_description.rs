//! A comment above an ARG or a named FROM that does not begin with its name. Only on request.

use super::{Finding, Rule};
use crate::dockerfile::facts::{Facts, Phase};
use crate::dockerfile::instructions::Instruction;
use crate::dockerfile::tree::Lines;

/// The check.
pub(super) const RULE: Rule = Rule {
    name: "InvalidDefinitionDescription",
    description: "Comment for build stage or argument should follow the format: `# <arg/stage name> <description>`. If this is not intended to be a description comment, add an empty line or comment between the instruction and the comment.",
    experimental: true,
    run,
};

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    for stage in &facts.file.stages {
        if let Some(name) = &stage.from.name {
            findings.extend(describe("FROM", &[name], &stage.comments, stage.lines));
        }
    }
    let inner = facts.file.stages.iter().flat_map(|stage| &stage.statements);
    for statement in facts.file.globals.iter().chain(inner) {
        if let Instruction::Arg(arg) = &statement.instruction {
            let names: Vec<&str> = arg.definitions.iter().map(|definition| definition.name.as_str()).collect();
            findings.extend(describe("ARG", &names, &statement.comments, statement.lines));
        }
    }
}

fn describe(keyword: &str, names: &[&str], comments: &[String], lines: Lines) -> Option<Finding> {
    let first_word = comments.last()?.split(' ').next().unwrap_or_default();
    if names.contains(&first_word) {
        return None;
    }
    let name = if names.len() > 1 { "<arg_key>" } else { names.first()? };
    let message = format!("Comment for {keyword} should follow the format: `# {name} <description>`");
    Some(Finding::new((Phase::Parse, lines.first, 2), lines, message).under(comments))
}
