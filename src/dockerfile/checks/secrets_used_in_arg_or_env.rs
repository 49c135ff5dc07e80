//! ARG and ENV whose name tells of a secret: its value stays in the image or its history.

use super::{Finding, Rule};
use crate::base::quote::quote;
use crate::dockerfile::facts::{Facts, Phase};
use crate::dockerfile::instructions::Instruction;

const SECRET: [&str; 10] =
    ["apikey", "auth", "credential", "credentials", "key", "passwd", "password", "pword", "secret", "token"];
const HARMLESS: [&str; 3] = ["file", "public", "version"];

/// The check.
pub(super) const RULE: Rule = Rule {
    name: "SecretsUsedInArgOrEnv",
    description: "Sensitive data should not be used in the ARG or ENV commands",
    experimental: false,
    run,
};

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    for (order, step) in facts.steps.iter().enumerate() {
        let names: Vec<&str> = match &step.instruction {
            Instruction::Arg(arg) => arg.definitions.iter().map(|definition| definition.name.as_str()).collect(),
            Instruction::Env(env) => env.pairs.iter().map(|pair| pair.name.as_str()).collect(),
            _ => continue,
        };
        let keyword = step.instruction.keyword();
        for name in names.into_iter().filter(|name| is_secret(name)) {
            let name = quote(name);
            let message = format!("Do not use ARG or ENV instructions for sensitive data ({keyword} {name})");
            findings.push(Finding::new((Phase::Steps, order as u32, 2), step.lines, message).under(step.comments));
        }
    }
}

/// Whether one of the words between underscores tells of a secret and none takes it back.
fn is_secret(name: &str) -> bool {
    let lower = name.to_lowercase();
    let has = |list: &[&str]| lower.split('_').any(|word| list.contains(&word));
    has(&SECRET) && !has(&HARMLESS)
}
