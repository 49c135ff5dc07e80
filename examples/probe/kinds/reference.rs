//! Image references: `references.json`.

use drydock::base::{AnyReference, Reference};
use serde_json::{Value, json};

use super::{Answer, text};

/// Answers a case of references.json.
pub(crate) fn answer(case: &Value) -> Answer {
    let input = text(case, "input");
    match text(case, "op") {
        "normalize" => Answer::expected(Reference::parse(input).map(|_| "ok")),
        "normalize_full" => Answer::expected(Reference::parse(input).map(|reference| full(&reference))),
        "normalize_split" => Answer::expected(
            Reference::parse(input).map(|reference| json!({"domain": reference.domain, "path": reference.path})),
        ),
        "parse_any" => Answer::expected(
            AnyReference::parse(input)
                .map(|any| json!({"string": any.to_string(), "is_digest": matches!(any, AnyReference::Digest(_))})),
        ),
        "parse_docker_ref" => Answer::expected(Reference::parse_docker(input).map(|reference| reference.to_string())),
        "familiar_match" => {
            let pattern = text(case, "pattern");
            Answer::expected(Reference::parse(input).and_then(|reference| reference.familiar_match(pattern)))
        }
        _ => Answer::unknown_op(case),
    }
}

/// Upstream asks other things of a bare name than of one with tag and digest.
fn full(reference: &Reference) -> Value {
    if reference.is_name_only() {
        return json!({
            "familiar_name": reference.familiar_name(),
            "canonical": reference.to_string(),
            "domain": reference.domain,
            "path": reference.path,
        });
    }
    json!({
        "canonical": reference.to_string(),
        "familiar": reference.familiar(),
        "tag": reference.tag.as_deref().unwrap_or(""),
        "digest": reference.digest.as_deref().unwrap_or(""),
    })
}
