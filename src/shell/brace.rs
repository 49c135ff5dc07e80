//! Brace expansion, bash's: `{a,b}` and `{1..5}`. It happens to the word's text, before anything else.

use super::ast::{Part, Word};

/// A character of unquoted text, or a part that braces do not look into.
#[derive(Clone, Debug)]
enum Item {
    Char(char),
    Part(Part),
}

/// The words that a word stands for.
pub(super) fn expand(word: &Word) -> Vec<Word> {
    let braced = |part: &Part| matches!(part, Part::Lit(text) if text.contains('{'));
    if !word.iter().any(braced) {
        return vec![word.clone()];
    }
    let mut items = Vec::new();
    for part in word {
        match part {
            Part::Lit(text) => items.extend(text.chars().map(Item::Char)),
            part => items.push(Item::Part(part.clone())),
        }
    }
    let mut budget = 10_000;
    alternatives(&items, &mut budget).iter().map(|items| to_word(items)).collect()
}

fn to_word(items: &[Item]) -> Word {
    let mut word = Word::new();
    for item in items {
        match item {
            Item::Part(part) => word.push(part.clone()),
            Item::Char(c) => match word.last_mut() {
                Some(Part::Lit(text)) => text.push(*c),
                _ => word.push(Part::Lit(c.to_string())),
            },
        }
    }
    word
}

/// All expansions of a text, at most as many as the budget allows.
fn alternatives(items: &[Item], budget: &mut usize) -> Vec<Vec<Item>> {
    for (open, item) in items.iter().enumerate() {
        if !matches!(item, Item::Char('{')) {
            continue;
        }
        let Some((close, choices)) = choices_at(items, open) else { continue };
        let mut out = Vec::new();
        let tails = alternatives(&items[close + 1..], budget);
        for choice in choices {
            for middle in alternatives(&choice, budget) {
                for tail in &tails {
                    if *budget == 0 {
                        return out;
                    }
                    *budget -= 1;
                    out.push([&items[..open], &middle, tail].concat());
                }
            }
        }
        return out;
    }
    vec![items.to_vec()]
}

/// The choices between the brace at `open` and its end; `None` when it is only a character.
fn choices_at(items: &[Item], open: usize) -> Option<(usize, Vec<Vec<Item>>)> {
    let (mut depth, mut start, mut choices) = (0, open + 1, Vec::new());
    for (at, item) in items.iter().enumerate().skip(open) {
        match item {
            Item::Char('{') => depth += 1,
            Item::Char(',') if depth == 1 => {
                choices.push(items[start..at].to_vec());
                start = at + 1;
            }
            Item::Char('}') => depth -= 1,
            _ => {}
        }
        if depth > 0 {
            continue;
        }
        if choices.is_empty() {
            return sequence(&items[start..at])
                .map(|texts| (at, texts.iter().map(|text| text.chars().map(Item::Char).collect()).collect()));
        }
        choices.push(items[start..at].to_vec());
        return Some((at, choices));
    }
    None
}

/// `1..5`, `a..e`, `10..0..2`.
fn sequence(items: &[Item]) -> Option<Vec<String>> {
    let text: Option<String> = items
        .iter()
        .map(|item| match item {
            Item::Char(c) => Some(*c),
            Item::Part(_) => None,
        })
        .collect();
    let text = text?;
    let parts: Vec<&str> = text.split("..").collect();
    let (first, last, step) = match parts.as_slice() {
        [first, last] => (*first, *last, 1),
        [first, last, step] => (*first, *last, step.parse::<i64>().ok()?.abs().max(1)),
        _ => return None,
    };
    let run = |from: i64, to: i64| -> Vec<i64> {
        let count = ((to.abs_diff(from)) / step.unsigned_abs()).min(9_999);
        let sign = if to < from { -step } else { step };
        (0..=count as i64).map(|number| from + number * sign).collect()
    };
    if let (Ok(from), Ok(to)) = (first.parse::<i64>(), last.parse::<i64>()) {
        let padded =
            |text: &str| text.trim_start_matches('-').len() > 1 && text.trim_start_matches('-').starts_with('0');
        let width = if padded(first) || padded(last) { first.len().max(last.len()) } else { 0 };
        return Some(run(from, to).iter().map(|number| format!("{number:0width$}")).collect());
    }
    let letter = |text: &str| text.chars().next().filter(|c| text.len() == 1 && c.is_ascii_alphabetic());
    let (from, to) = (letter(first)?, letter(last)?);
    let codes = run(i64::from(u32::from(from)), i64::from(u32::from(to)));
    Some(codes.iter().filter_map(|code| char::from_u32(*code as u32)).map(String::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let words = expand(&vec![Part::Lit(text.to_owned())]);
        words.iter().map(super::super::lexer::plain_text).collect()
    }

    #[test]
    fn braces_multiply() {
        assert_eq!(texts("a{b,c{1,2}}d"), ["abd", "ac1d", "ac2d"]);
        assert_eq!(texts("{1..3}{a,b}"), ["1a", "1b", "2a", "2b", "3a", "3b"]);
        assert_eq!(texts("{08..10}"), ["08", "09", "10"]);
        assert_eq!(texts("{e..a..2}"), ["e", "c", "a"]);
        assert_eq!(texts("{a}-{,}"), ["{a}-", "{a}-"]);
        assert_eq!(texts("{x"), ["{x"]);
    }
}
