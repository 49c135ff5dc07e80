//! Colours and remarks for the editor's text. What a Dockerfile's words are and what is wrong with it is known to
//! `dockerfile`; other files stay plain.

use yew::prelude::*;

use crate::base::order::sort_by_key;
use crate::dockerfile::checks::diagnostics;
use crate::dockerfile::{Class, Diagnostic, Options, tokens};

/// Whether a path names a Dockerfile.
fn is_dockerfile(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    name == "dockerfile" || name.starts_with("dockerfile.") || name.ends_with(".dockerfile")
}

/// What is wrong with a file, in the order of its lines.
pub(in crate::web) fn remarks(path: &str, text: &str) -> Vec<Diagnostic> {
    if !is_dockerfile(path) || text.trim().is_empty() {
        return Vec::new();
    }
    let mut remarks = diagnostics(text, &crate::dockerfile::parse(text), &Options::default());
    sort_by_key(&mut remarks, |remark| remark.lines.first);
    remarks
}

/// The text as coloured lines, each ending with a line break; lines with a remark are underlined.
pub(super) fn lines(path: &str, text: &str, remarks: &[Diagnostic]) -> Vec<Html> {
    if !is_dockerfile(path) {
        return vec![html! { { text.to_owned() } }, html! { { "\n" } }];
    }
    let mut html = Vec::new();
    for (number, line) in (1..).zip(tokens(text)) {
        let pieces = line.into_iter().filter_map(|token| {
            let piece = text.get(token.start..token.end)?.to_owned();
            Some(match class(token.class) {
                Some(class) => html! { <span {class}>{ piece }</span> },
                None => html! { { piece } },
            })
        });
        if remarks.iter().any(|remark| remark.lines.contains(number)) {
            html.push(html! { <span class="squiggle">{ for pieces }</span> });
        } else {
            html.extend(pieces);
        }
        html.push(html! { { "\n" } });
    }
    html
}

fn class(class: Class) -> Option<&'static str> {
    match class {
        Class::Comment => Some("com"),
        Class::Keyword => Some("kw"),
        Class::Number | Class::Flag => Some("num"),
        Class::Text | Class::Variable | Class::Heredoc => Some("str"),
        Class::Plain => None,
    }
}
