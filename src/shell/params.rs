//! Parameter expansion: `${x:-y}`, `${x#pattern}`, `${x/a/b}`, `${x:1:2}`, `${#x}` and arrays.

use crate::base::glob::shell_match;

use super::Flavor;
use super::ast::{Param, ParamOp, Word};
use super::expand::Place;
use super::fields::Fields;
use super::state::{Flow, Shell};

/// What a parameter holds.
#[derive(Clone, Debug)]
enum Held {
    /// Nothing.
    Unset,
    /// A text.
    One(String),
    /// A list: the parameters or an array. True when it is joined to one word (`*`).
    Many(Vec<String>, bool),
}

impl Held {
    /// Applies a change to the text or to every element.
    fn map(self, change: impl Fn(String) -> String) -> Self {
        match self {
            Self::Unset => Self::Unset,
            Self::One(text) => Self::One(change(text)),
            Self::Many(list, star) => Self::Many(list.into_iter().map(change).collect(), star),
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Unset => true,
            Self::One(text) => text.is_empty(),
            Self::Many(list, _) => list.iter().all(String::is_empty),
        }
    }

    fn is_unset(&self) -> bool {
        match self {
            Self::Unset => true,
            Self::One(_) => false,
            Self::Many(list, _) => list.is_empty(),
        }
    }
}

impl Shell {
    /// Expands a parameter and adds it to the fields.
    pub(super) async fn expand_param(&mut self, param: &Param, quoted: bool, fields: &mut Fields) -> Result<(), Flow> {
        let held = self.held(param).await?;
        if let ParamOp::Test(op, colon, word) = &param.op {
            let missing = if *colon { held.is_empty() } else { held.is_unset() };
            return match (op, missing) {
                ('+', true) => {
                    self.add(Held::Unset, quoted, fields);
                    Ok(())
                }
                ('+', false) | ('-', true) => self.add_word(word, quoted, fields).await,
                ('=', true) => {
                    let value = self.expand_value(word).await?;
                    if !super::words::is_name(&param.name) {
                        return Err(self.bad_substitution(&param.text));
                    }
                    self.set(&param.name, &value)?;
                    self.add(Held::One(value), quoted, fields);
                    Ok(())
                }
                ('?', true) => Err(self.missing(param, *colon, word).await),
                _ => {
                    self.add(held, quoted, fields);
                    Ok(())
                }
            };
        }
        if matches!(held, Held::Unset) && self.options.has('u') {
            return Err(self.unbound(&param.name));
        }
        let result = self.operate(param, held).await?;
        self.add(result, quoted, fields);
        Ok(())
    }

    async fn add_word(&mut self, word: &Word, quoted: bool, fields: &mut Fields) -> Result<(), Flow> {
        let place = if quoted { Place::Quoted } else { Place::Inside };
        self.expand_parts(word, place, fields).await
    }

    fn add(&mut self, held: Held, quoted: bool, fields: &mut Fields) {
        match held {
            Held::Unset if quoted => fields.quoted(""),
            Held::Unset => {}
            Held::One(text) if quoted => fields.quoted(&text),
            Held::One(text) => fields.expansion(&text),
            Held::Many(list, star) => {
                let joined = star || !fields.splits();
                if quoted && joined {
                    let ifs = self.ifs();
                    let separator = if star { ifs.chars().next() } else { Some(' ') };
                    fields.quoted(&list.join(separator.map(String::from).unwrap_or_default().as_str()));
                    return;
                }
                for (number, text) in list.iter().enumerate() {
                    if number > 0 && !fields.splits() {
                        fields.quoted(" ");
                    } else if number > 0 {
                        fields.cut();
                    }
                    if quoted { fields.quoted(text) } else { fields.expansion(text) }
                }
            }
        }
    }

    /// What the parameter holds, before any operator.
    async fn held(&mut self, param: &Param) -> Result<Held, Flow> {
        let mut name = param.name.clone();
        if param.indirect {
            let many = matches!(&param.index, Some(index) if matches!(Self::literal(index), Some("@" | "*")));
            if many {
                let keys = self.vars.get(&name).map(super::vars::Var::keys).unwrap_or_default();
                return Ok(Held::Many(keys, false));
            }
            if let Some(target) = self.parameter(&name) {
                name = target;
            } else {
                self.complain(&format!("{name}: invalid indirect expansion"));
                return Err(self.fatal(1));
            }
        }
        if name == "@" || name == "*" {
            return Ok(Held::Many(self.params.clone(), name == "*"));
        }
        let Some(index) = &param.index else {
            return Ok(self.parameter(&name).map_or(Held::Unset, Held::One));
        };
        if let Some(all @ ("@" | "*")) = Self::literal(index) {
            let list = match name.as_str() {
                "PIPESTATUS" => self.statuses.iter().map(ToString::to_string).collect(),
                "FUNCNAME" => self.frames.iter().rev().map(|frame| frame.name.clone()).collect(),
                name => self.vars.get(name).map(super::vars::Var::elements).unwrap_or_default(),
            };
            return Ok(Held::Many(list, all == "*"));
        }
        let index = self.expand_text(index).await?;
        Ok(self.element(&name, &index)?.map_or(Held::Unset, Held::One))
    }

    async fn operate(&mut self, param: &Param, held: Held) -> Result<Held, Flow> {
        Ok(match &param.op {
            ParamOp::None | ParamOp::Test(..) => held,
            ParamOp::Length => Held::One(match held {
                Held::Unset => "0".to_owned(),
                Held::One(text) => text.chars().count().to_string(),
                Held::Many(list, _) => list.len().to_string(),
            }),
            ParamOp::Trim(side, longest, pattern) => {
                let pattern = self.expand_pattern(pattern).await?;
                held.map(|text| trim(&text, &pattern, *side, *longest))
            }
            ParamOp::Replace(kind, pattern, with) => {
                let pattern = self.expand_pattern(pattern).await?;
                let with = self.expand_text(with).await?;
                held.map(|text| replace(&text, &pattern, &with, *kind))
            }
            ParamOp::Case(op, all) => held.map(|text| change_case(&text, *op, *all)),
            ParamOp::Slice(offset, length) => {
                let offset = self.expand_arith("", offset).await?;
                let length = match length {
                    Some(length) => Some(self.expand_arith("", length).await?),
                    None => None,
                };
                self.slice(param, held, offset, length)?
            }
        })
    }

    fn slice(&mut self, param: &Param, held: Held, offset: i64, length: Option<i64>) -> Result<Held, Flow> {
        let bounds = |count: usize| {
            let count = count as i64;
            let start = if offset < 0 { count + offset } else { offset };
            let end = match length {
                None => count,
                Some(length) if length < 0 => count + length,
                Some(length) => start.saturating_add(length).min(count),
            };
            (start, end)
        };
        Ok(match held {
            Held::Unset => Held::Unset,
            Held::One(text) => {
                let chars: Vec<char> = text.chars().collect();
                let (start, end) = bounds(chars.len());
                if start < 0 || start > chars.len() as i64 {
                    return Ok(Held::One(String::new()));
                }
                if end < start {
                    let length = length.unwrap_or(0);
                    self.complain(&format!("{length}: substring expression < 0"));
                    return Err(self.fatal(1));
                }
                Held::One(chars[start as usize..end as usize].iter().collect())
            }
            Held::Many(mut list, star) => {
                // The parameters count from 1; 0 is the shell's name.
                if param.name == "@" || param.name == "*" {
                    list.insert(0, self.name.clone());
                }
                let (start, end) = bounds(list.len());
                let (start, end) = (start.clamp(0, list.len() as i64), end.clamp(0, list.len() as i64));
                let part = if start < end { list[start as usize..end as usize].to_vec() } else { Vec::new() };
                Held::Many(part, star)
            }
        })
    }

    /// Reports `${x?}`.
    async fn missing(&mut self, param: &Param, colon: bool, word: &Word) -> Flow {
        let text = match self.expand_text(word).await {
            Ok(text) => text,
            Err(flow) => return flow,
        };
        let text = match (text.is_empty(), self.flavor, colon) {
            (false, ..) => text,
            (true, Flavor::Bash, true) => "parameter null or not set".to_owned(),
            (true, Flavor::Bash | _, false) => "parameter not set".to_owned(),
            (true, _, true) => "parameter not set or null".to_owned(),
        };
        self.complain(&format!("{}: {text}", param.name));
        self.end_for_unset()
    }

    /// Reports an unset variable under `set -u`.
    pub(super) fn unbound(&mut self, name: &str) -> Flow {
        let name = if name.starts_with(|c: char| c.is_ascii_digit()) && self.flavor == Flavor::Bash {
            format!("${name}")
        } else {
            name.to_owned()
        };
        let text = if self.flavor == Flavor::Bash { "unbound variable" } else { "parameter not set" };
        self.complain(&format!("{name}: {text}"));
        self.end_for_unset()
    }

    /// An unset parameter ends every shell that nobody types at.
    fn end_for_unset(&mut self) -> Flow {
        let bash = self.flavor == Flavor::Bash;
        self.status = match (bash, self.mode) {
            (true, super::state::Mode::Command) => 127,
            (true, _) => 1,
            (false, _) => 2,
        };
        if self.is_interactive() { Flow::Abort } else { Flow::Exit }
    }
}

/// Cuts a match of the pattern off the beginning (`#`) or the end (`%`).
fn trim(text: &str, pattern: &str, side: char, longest: bool) -> String {
    let mut cuts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    // From the start the shortest cut is the first; from the end it is the last.
    if (side == '#') == longest {
        cuts.reverse();
    }
    for cut in cuts {
        let (head, tail) = text.split_at(cut);
        if side == '#' && shell_match(pattern, head) {
            return tail.to_owned();
        }
        if side == '%' && shell_match(pattern, tail) {
            return head.to_owned();
        }
    }
    text.to_owned()
}

/// The longest match of a pattern at the beginning of a text, in bytes.
fn longest_match(text: &str, pattern: &str) -> Option<usize> {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    ends.into_iter().rev().find(|end| shell_match(pattern, &text[..*end]))
}

fn replace(text: &str, pattern: &str, with: &str, kind: char) -> String {
    if pattern.is_empty() {
        return match kind {
            '#' => format!("{with}{text}"),
            '%' => format!("{text}{with}"),
            _ => text.to_owned(),
        };
    }
    match kind {
        '#' => match longest_match(text, pattern) {
            Some(end) => format!("{with}{}", &text[end..]),
            None => text.to_owned(),
        },
        '%' => {
            let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            let found = starts.into_iter().find(|start| shell_match(pattern, &text[*start..]));
            found.map_or_else(|| text.to_owned(), |start| format!("{}{with}", &text[..start]))
        }
        _ => {
            let (mut out, mut at) = (String::new(), 0);
            while at < text.len() {
                if let Some(length) = longest_match(&text[at..], pattern).filter(|length| *length > 0) {
                    out.push_str(with);
                    at += length;
                    if kind == '/' {
                        break;
                    }
                } else {
                    let step = text[at..].chars().next().map_or(1, char::len_utf8);
                    out.push_str(&text[at..at + step]);
                    at += step;
                }
            }
            out.push_str(&text[at.min(text.len())..]);
            out
        }
    }
}

fn change_case(text: &str, op: char, all: bool) -> String {
    let change = |c: char| if op == '^' { c.to_uppercase().next() } else { c.to_lowercase().next() }.unwrap_or(c);
    text.chars().enumerate().map(|(at, c)| if all || at == 0 { change(c) } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_trim_and_replace() {
        assert_eq!(trim("a/b/c.tar.gz", "*/", '#', true), "c.tar.gz");
        assert_eq!(trim("a/b/c.tar.gz", "*/", '#', false), "b/c.tar.gz");
        assert_eq!(trim("c.tar.gz", ".*", '%', false), "c.tar");
        assert_eq!(trim("c.tar.gz", ".*", '%', true), "c");
        assert_eq!(replace("banana", "an", "<>", 'g'), "b<><>a");
        assert_eq!(replace("banana", "a*", "X", '/'), "bX");
        assert_eq!(replace("banana", "na", "X", '%'), "banaX");
    }
}
