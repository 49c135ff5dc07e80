//! EXPOSE with an address or a port of the host: where a port is published is said to `docker run`.

use super::{Finding, Rule, expose_proto_casing::exposed};
use crate::dockerfile::diagnostic::Mend;
use crate::dockerfile::facts::Facts;

/// The check.
pub(super) const RULE: Rule = Rule {
    name: "ExposeInvalidFormat",
    description: "IP address and host-port mapping should not be used in EXPOSE instruction. This will become an error in a future release",
    experimental: false,
    run,
};

fn run(facts: &Facts, findings: &mut Vec<Finding>) {
    for (at, step, word, meaning) in exposed(facts) {
        if meaning.has_host {
            let message =
                format!("EXPOSE instruction should not define an IP address or host-port mapping, found '{word}'");
            let container = word.rsplit(':').next().unwrap_or_default().to_owned();
            let mend = Mend::Word(word.clone(), container);
            findings.push(Finding::new(at, step.lines, message).under(step.comments).mend(mend));
        }
    }
}
