//! COPY and ADD of what `.dockerignore` keeps out of the context. With exceptions (`!`) in the list nothing is said, since
//! a file inside a left-out folder may be let in.

use super::{Finding, Rule};
use crate::base::glob::clean_path;
use crate::base::ignore::{IgnoreList, read_ignore_file};
use crate::base::quote::quote;
use crate::dockerfile::facts::{Facts, Phase};
use crate::dockerfile::instructions::Instruction;

/// The check.
pub(super) const RULE: Rule = Rule {
    name: "CopyIgnoredFile",
    description: "Attempting to Copy file that is excluded by .dockerignore",
    experimental: false,
    run,
};

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    let Some(text) = facts.options.ignore_file else { return };
    let patterns = read_ignore_file(text);
    let Ok(list) = IgnoreList::new(&patterns) else { return };
    if patterns.is_empty() || list.has_exceptions() {
        return;
    }
    let everything = patterns.iter().any(|pattern| matches!(pattern.as_str(), "*" | "**" | "**/*"));
    for (order, step) in facts.steps.iter().enumerate() {
        let (name, sources) = match &step.instruction {
            Instruction::Copy(copy) if copy.from.is_none() => ("Copy", &copy.sources),
            Instruction::Add(add) => ("Add", &add.sources),
            _ => continue,
        };
        for (index, source) in sources.iter().enumerate().filter(|(_, source)| !is_remote(source)) {
            let path = clean_path(source);
            let root = path == "." || path == "/";
            let ignored = if root && !everything { false } else { list.matches(&path).unwrap_or(false) };
            if ignored {
                let path = quote(&path);
                let message = format!("Attempting to {name} file {path} that is excluded by .dockerignore");
                let at = (Phase::Steps, order as u32, 2 + index as u32);
                findings.push(Finding::new(at, step.lines, message).under(step.comments));
            }
        }
    }
}

fn is_remote(source: &str) -> bool {
    ["http://", "https://", "git://", "ssh://", "git@"].iter().any(|prefix| source.starts_with(prefix))
}
