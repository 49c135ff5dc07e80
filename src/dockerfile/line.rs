//! From one instruction's text to its node: which keyword takes its arguments as words, as one text, as JSON or as pairs.

use super::heredoc;
use super::json::{JsonArgs, NOT_STRINGS, parse_json_array};
use super::tree::{Args, Heredoc, Lines, Node};
use super::words::{blank_separated, parse_name_values, parse_words, split_command};

/// How many ONBUILD may nest before the rest is taken as one word; more than one is an error anyway.
const NESTING_MAX: u32 = 16;

/// Splits one instruction. On an error the node is there too, without arguments and not sound.
pub(super) fn node_from_line(line: &str, escape: char) -> (Node, Option<String>) {
    nested(line, escape, 0)
}

fn nested(line: &str, escape: char, depth: u32) -> (Node, Option<String>) {
    let (keyword, flags, rest) = split_command(line, escape);
    let mut node = Node {
        keyword,
        flags,
        args: Args::Words(Vec::new()),
        json: false,
        heredocs: Vec::new(),
        original: line.to_owned(),
        lines: Lines::default(),
        comments: Vec::new(),
        sound: true,
    };
    let lower = node.lower_keyword();
    let result = match lower.as_str() {
        "onbuild" if !rest.is_empty() && depth < NESTING_MAX => {
            let (inner, error) = nested(&rest, escape, depth + 1);
            node.args = Args::Nested(Box::new(inner));
            error.map_or(Ok(None), Err)
        }
        "healthcheck" => health(&rest).map(Some),
        _ => arguments(&lower, &rest, escape).map(Some),
    };
    match result {
        Ok(None) => (node, None),
        Ok(Some((words, json))) => {
            node.args = Args::Words(words);
            node.json = json;
            (node, None)
        }
        Err(error) => {
            node.sound = false;
            (node, Some(error))
        }
    }
}

fn arguments(keyword: &str, rest: &str, escape: char) -> Result<(Vec<String>, bool), String> {
    let plain = |words| Ok((words, false));
    match keyword {
        "add" | "copy" | "volume" => maybe_json(rest, blank_separated),
        "cmd" | "entrypoint" | "run" | "shell" => maybe_json(rest, whole),
        "arg" => plain(parse_words(rest, escape)),
        "env" | "label" => plain(parse_name_values(rest, &keyword.to_uppercase(), escape)?),
        "expose" | "from" => plain(blank_separated(rest)),
        "maintainer" | "onbuild" | "stopsignal" | "user" | "workdir" => plain(whole(rest)),
        // The arguments of an unknown keyword are not looked at; BuildKit's tree has one empty word for them.
        _ => plain(vec![String::new()]),
    }
}

fn whole(rest: &str) -> Vec<String> {
    if rest.is_empty() { Vec::new() } else { vec![rest.to_owned()] }
}

fn maybe_json(rest: &str, otherwise: fn(&str) -> Vec<String>) -> Result<(Vec<String>, bool), String> {
    match parse_json_array(rest) {
        JsonArgs::Array(words) => Ok((words, true)),
        JsonArgs::NotJson => Ok((otherwise(rest), false)),
        JsonArgs::NotStrings => Err(NOT_STRINGS.into()),
    }
}

/// HEALTHCHECK: the first word is the type, the rest a command in either form.
fn health(rest: &str) -> Result<(Vec<String>, bool), String> {
    let (kind, command) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
    if kind.is_empty() {
        return Ok((Vec::new(), false));
    }
    let (mut words, json) = maybe_json(command.trim_start(), whole)?;
    words.insert(0, kind.to_owned());
    Ok((words, json))
}

/// The here-documents that an instruction announces, contents still empty.
pub(super) fn announced(node: &Node, line: &str) -> Result<Vec<Heredoc>, String> {
    if node.takes_heredocs() && line.contains("<<") { heredoc::heredocs_from_line(line) } else { Ok(Vec::new()) }
}
