//! The wildcards of `${name#pattern}`, `${name%pattern}` and `${name/pattern/text}`: `*`, `?` and escapes, no brackets.
//! File patterns (COPY, .dockerignore) are another language.

/// One element of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Literal(char),
    /// `?`: any character but a new line.
    One,
    /// `*`: any run without a new line.
    Many,
}

/// A wildcard pattern that prefers long or short matches of `*`.
pub(super) struct Pattern {
    pieces: Vec<Piece>,
    greedy: bool,
}

impl Pattern {
    /// Reads a pattern. The backslash escapes `*`, `?` and itself, and `}` and `/` so that they can stand in `${}`;
    /// before anything else it is an error.
    pub(super) fn new(text: &str, greedy: bool) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            pieces.push(match c {
                '*' => Piece::Many,
                '?' => Piece::One,
                '\\' => match chars.next() {
                    Some(escaped @ ('*' | '?' | '\\' | '}' | '/')) => Piece::Literal(escaped),
                    other => return Err(format!("invalid escape '\\{}'", other.unwrap_or('\u{fffd}'))),
                },
                _ => Piece::Literal(c),
            });
        }
        Ok(Self { pieces, greedy })
    }

    /// Where the match that begins at each position of `text` ends; one entry more than `text` has characters.
    /// Worked out backwards, so that the cost is the product of both lengths whatever the pattern.
    fn ends(&self, text: &[char]) -> Vec<Option<usize>> {
        let mut ends = vec![None; text.len() + 1];
        let mut next = vec![None; self.pieces.len() + 1];
        for at in (0..=text.len()).rev() {
            let mut row = vec![None; self.pieces.len() + 1];
            row[self.pieces.len()] = Some(at);
            let wild = text.get(at).is_some_and(|c| *c != '\n');
            for (index, piece) in self.pieces.iter().enumerate().rev() {
                let skipped = row[index + 1];
                row[index] = match piece {
                    Piece::Literal(c) if text.get(at) == Some(c) => next[index + 1],
                    Piece::One if wild => next[index + 1],
                    Piece::Literal(_) | Piece::One => None,
                    Piece::Many if !wild => skipped,
                    Piece::Many if self.greedy => next[index].or(skipped),
                    Piece::Many => skipped.or(next[index]),
                };
            }
            ends[at] = row[0];
            next = row;
        }
        ends
    }

    /// How many characters at the start of `text` match.
    fn prefix(&self, text: &[char]) -> Option<usize> {
        self.ends(text).first().copied().flatten()
    }

    /// The first match with its text replaced.
    fn replace_first(&self, text: &[char], replacement: &str) -> String {
        let ends = self.ends(text);
        let found = ends.iter().enumerate().find_map(|(start, end)| end.map(|end| (start, end)));
        let Some((start, end)) = found else { return text.iter().collect() };
        let mut out: String = text[..start].iter().collect();
        out.push_str(replacement);
        out.extend(&text[end..]);
        out
    }

    /// Every match replaced. As in Go an empty match next to the match before it does not count, and `$` in the
    /// replacement is a template of Go's regexp package.
    fn replace_all(&self, text: &[char], replacement: &str) -> String {
        let ends = self.ends(text);
        let mut out = String::new();
        let mut copied = 0;
        let mut search = 0;
        while search <= text.len() {
            let found = ends[search..].iter().enumerate().find_map(|(skip, end)| end.map(|end| (search + skip, end)));
            let Some((start, end)) = found else { break };
            out.extend(&text[copied..start]);
            if end > copied || start == 0 {
                fill_template(&mut out, replacement, &text[start..end]);
            }
            copied = end;
            search = if end > search { end } else { search + 1 };
        }
        out.extend(&text[copied..]);
        out
    }
}

/// Go's `Regexp.Expand` for an expression without groups: `$0` is the match, other names are empty, `$$` is a dollar.
fn fill_template(out: &mut String, template: &str, matched: &[char]) {
    let mut rest = template;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        let braced = rest.strip_prefix('{');
        let name_text = braced.unwrap_or(rest);
        let end = name_text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(name_text.len());
        let after = &name_text[end..];
        let after = if braced.is_some() { after.strip_prefix('}') } else { Some(after) };
        match after {
            Some(after) if end > 0 => {
                if name_text[..end].chars().all(|c| c == '0') {
                    out.extend(matched);
                }
                rest = after;
            }
            _ => out.push('$'),
        }
    }
    out.push_str(rest);
}

fn invalid(pattern: &str, error: &str) -> String {
    format!("invalid pattern ({pattern}) in substitution: {error}")
}

/// `${name#pattern}`: the value without the start that matches.
pub(super) fn trim_start(pattern: &str, value: &str, greedy: bool) -> Result<String, String> {
    let compiled = Pattern::new(pattern, greedy).map_err(|error| invalid(pattern, &error))?;
    let chars: Vec<char> = value.chars().collect();
    let cut = compiled.prefix(&chars).unwrap_or(0);
    Ok(chars[cut..].iter().collect())
}

/// `${name%pattern}`: the value without the end that matches, found by reversing both.
pub(super) fn trim_end(pattern: &str, value: &str, greedy: bool) -> Result<String, String> {
    let backwards: String = value.chars().rev().collect();
    let trimmed = trim_start(&reversed(pattern), &backwards, greedy)?;
    Ok(trimmed.chars().rev().collect())
}

/// `${name/pattern/text}` and `${name//pattern/text}`.
pub(super) fn replace(pattern: &str, value: &str, replacement: &str, all: bool) -> Result<String, String> {
    let compiled = Pattern::new(pattern, true).map_err(|error| invalid(pattern, &error))?;
    let chars: Vec<char> = value.chars().collect();
    Ok(if all { compiled.replace_all(&chars, replacement) } else { compiled.replace_first(&chars, replacement) })
}

/// The pattern from its end to its start with every escape still before what it escapes.
fn reversed(pattern: &str) -> String {
    let mut units = Vec::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        let escaped = if c == '\\' { chars.next() } else { None };
        units.push((c, escaped));
    }
    units.into_iter().rev().flat_map(|(c, escaped)| [Some(c), escaped]).flatten().collect()
}
