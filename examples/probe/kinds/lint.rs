//! The checks of a Dockerfile: `lint.json`.

use drydock::base::Platform;
use drydock::dockerfile::checks::{Report, report, rule_url};
use drydock::dockerfile::{BaseImage, Options, parse};
use serde_json::{Value, json};

use super::{Answer, text};

/// Answers a case of lint.json: what a build of the last stage warns of, and what `--check` does where that differs.
pub(crate) fn answer(case: &Value) -> Answer {
    let source = text(case, "dockerfile");
    let file = parse(source);
    let platforms = &case["needs"]["images"];
    let base_image = |name: &str| {
        let platform = platforms[name].as_str().and_then(|text| Platform::parse(text).ok());
        Some(BaseImage { platform, ..BaseImage::default() })
    };
    let build_args = case["build_args"].as_object().into_iter().flatten();
    let mut options = Options {
        build_args: build_args.map(|(name, value)| (name.clone(), value.as_str().unwrap_or("").to_owned())).collect(),
        ignore_file: case["dockerignore"].as_str(),
        base_image: &base_image,
        ..Options::default()
    };
    let built = report(source, &file, &options);
    options.all_stages = true;
    let checked = warnings(&report(source, &file, &options));
    let mut answer = json!({ "warnings": warnings(&built) });
    if checked != answer["warnings"] {
        answer["warnings_check_all_targets"] = checked;
    }
    if let Some(failure) = built.failure {
        answer["build_error"] = json!(failure.message);
        answer["build_error_line"] = json!(failure.lines.first);
    } else if let Some(violation) = built.violation {
        answer["build_error"] = json!(violation);
    }
    Answer::Fields(answer)
}

/// The warnings in the order of the file: by line, then by text.
fn warnings(report: &Report) -> Value {
    let mut list = report.warnings.clone();
    list.sort_by(|a, b| (a.lines.first, &a.message).cmp(&(b.lines.first, &b.message)));
    list.iter()
        .map(|warning| {
            json!({
                "rule": warning.rule, "line": warning.lines.first, "detail": warning.message,
                "description": warning.detail, "url": rule_url(warning.rule),
            })
        })
        .collect()
}
