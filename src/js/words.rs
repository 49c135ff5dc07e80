//! boa's messages in V8's words, as far as the text of the program tells what V8 would have named.

use super::frames::Frame;
use super::machine::{Machine, Text};

/// The line of a text, as characters.
fn line_of(text: &Text, row: u32) -> Option<Vec<char>> {
    text.text.lines().nth(row.checked_sub(1)? as usize).map(|line| line.chars().collect())
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$' || letter == '#'
}

/// Line and column as V8 gives them for a frame: boa points at a call's parenthesis, V8 at the name before it.
pub(super) fn start_of(frame: &Frame, text: &Text) -> (u32, u32) {
    let row = frame.line.saturating_sub(text.shift).max(1);
    let column = frame.column.max(1);
    let Some(line) = line_of(text, row) else { return (row, column) };
    let at = column as usize - 1;
    if line.get(at) == Some(&'(') && at > 0 && is_word(line[at - 1]) {
        let mut start = at;
        while start > 0 && is_word(line[start - 1]) {
            start -= 1;
        }
        return (row, start as u32 + 1);
    }
    (row, column)
}

/// The expression that ends just before a column: names, dots, brackets and calls.
fn expression_before(line: &[char], end: usize) -> String {
    let mut start = end.min(line.len());
    loop {
        match start.checked_sub(1).and_then(|at| line.get(at)) {
            Some(letter) if is_word(*letter) || *letter == '.' || *letter == '?' => start -= 1,
            Some(close @ (')' | ']')) => {
                let open = if *close == ')' { '(' } else { '[' };
                let (mut depth, mut at) = (0i32, start);
                while at > 0 {
                    at -= 1;
                    if line[at] == *close {
                        depth += 1;
                    } else if line[at] == open {
                        depth -= 1;
                        if depth == 0 {
                            break;
                        }
                    }
                }
                if depth != 0 {
                    break;
                }
                start = at;
            }
            _ => break,
        }
    }
    let text: String = line[start..end.min(line.len())].iter().collect();
    text.trim_start_matches("...").to_owned()
}

/// A call's text as V8 names it: arguments are shown as `(...)`.
fn callee(text: &str) -> String {
    let mut out = String::new();
    let mut depth = 0;
    for letter in text.chars() {
        match letter {
            '(' => {
                if depth == 0 {
                    out.push_str("(...)");
                }
                depth += 1;
            }
            ')' => depth -= 1,
            _ if depth > 0 => {}
            _ => out.push(letter),
        }
    }
    out
}

/// Finds a name in a text from a place on; line and column from 1.
fn find_name(text: &Text, name: &str, from: (u32, u32)) -> Option<(u32, u32)> {
    for (row, line) in text.text.lines().enumerate() {
        let row = row as u32 + 1;
        if row < from.0 || line.trim_start().starts_with("//") {
            continue;
        }
        let letters: Vec<char> = line.chars().collect();
        let wanted: Vec<char> = name.chars().collect();
        let first = if row == from.0 { from.1.saturating_sub(1) as usize } else { 0 };
        for at in first..letters.len() {
            let fits = letters[at..].starts_with(&wanted);
            let alone = (at == 0 || !is_word(letters[at - 1]) && letters[at - 1] != '.')
                && letters.get(at + wanted.len()).is_none_or(|next| !is_word(*next));
            if fits && alone {
                return Some((row, at as u32 + 1));
            }
        }
    }
    None
}

/// A run-time error's message in V8's words; the innermost frame is moved to where V8 says that it is.
pub(super) fn runtime(told: &str, frames: &mut [Frame], machine: &Machine) -> Option<String> {
    let texts = machine.texts.borrow();
    let frame = frames.iter_mut().find(|frame| !frame.path.is_empty())?;
    let Some(text) = texts.get(&frame.path) else { return plain(told) };
    let shift = text.shift;
    let mut place = (frame.line.saturating_sub(shift), frame.column);
    let move_to = |at: (u32, u32), frame: &mut Frame| {
        frame.line = at.0 + shift;
        frame.column = at.1;
    };
    if let Some(name) = told.strip_suffix(" is not defined") {
        let from = if frame.line == 0 { (1, 1) } else { place };
        if let Some(at) = find_name(text, name, from).or_else(|| find_name(text, name, (1, 1))) {
            move_to(at, frame);
        }
        return None;
    }
    if let Some(name) =
        told.strip_prefix("cannot mutate an immutable binding '").and_then(|rest| rest.strip_suffix('\''))
    {
        if let Some(at) = find_name(text, name, (place.0.max(1), place.1)) {
            // V8 points at the sign that assigns.
            let line = line_of(text, at.0).unwrap_or_default();
            let end = at.1 as usize - 1 + name.chars().count();
            let sign = (end..line.len()).find(|place| !matches!(line[*place], ' ' | '+' | '-' | '*' | '/'));
            let sign = sign.filter(|place| line[*place] == '=').map_or(at.1, |place| place as u32 + 1);
            move_to((at.0, sign), frame);
        }
        return Some("Assignment to constant variable.".to_owned());
    }
    if place.0 == 0 {
        place = (1, 1);
    }
    let line = line_of(text, place.0)?;
    let at = place.1.saturating_sub(1) as usize;
    match told {
        "not a callable function" => {
            let end = if line.get(at) == Some(&'(') { at } else { at + 1 };
            let name = callee(&expression_before(&line, end));
            Some(if name.is_empty() {
                "object is not a function".to_owned()
            } else {
                format!("{name} is not a function")
            })
        }
        "not a constructor" => {
            let rest: String = line[at.min(line.len())..].iter().collect();
            let rest = rest.trim_start_matches("new").trim_start();
            let name: String = rest.chars().take_while(|letter| is_word(*letter) || *letter == '.').collect();
            Some(format!("{name} is not a constructor"))
        }
        "cannot convert 'null' or 'undefined' to object" => {
            let mut at = at;
            // boa points at the property's name; what is before it is the nothing that was asked.
            while at < line.len() && matches!(line[at], '.' | '?' | ' ') {
                at += 1;
            }
            let bracket = line.get(at) == Some(&'[') || at > 0 && line.get(at - 1) == Some(&'[');
            let name: String = line[at.min(line.len())..].iter().take_while(|letter| is_word(**letter)).collect();
            let before = expression_before(&line, at.saturating_sub(1));
            let nothing = if before == "null" { "null" } else { "undefined" };
            let rest: String = line[(at + name.chars().count()).min(line.len())..].iter().collect();
            let rest = rest.trim_start();
            let sets = rest.starts_with('=') && !rest.starts_with("==") && !rest.starts_with("=>");
            let (verb, what) = if sets { ("set", "setting") } else { ("read", "reading") };
            move_to((place.0, at as u32 + 1), frame);
            if bracket || name.is_empty() {
                return Some(format!("Cannot {verb} properties of {nothing}"));
            }
            Some(format!("Cannot {verb} properties of {nothing} ({what} '{name}')"))
        }
        told => plain(told),
    }
}

/// Messages that need nothing of the program.
pub(super) fn plain(told: &str) -> Option<String> {
    let between = |head: &str, tail: &str| told.strip_prefix(head).and_then(|rest| rest.strip_suffix(tail));
    if let Some(kind) = between("value with type `", "` is not iterable") {
        return Some(format!("{kind} is not iterable"));
    }
    if let Some(name) = told.strip_prefix("cannot set non-writable property: ") {
        return Some(format!("Cannot assign to read only property '{name}' of object '#<Object>'"));
    }
    if let Some(name) = between("cannot assign to uninitialized global property `", "`") {
        return Some(format!("{name} is not defined"));
    }
    if let Some(name) = between("cannot convert string '", "' to bigint primitive") {
        return Some(format!("Cannot convert {name} to a BigInt"));
    }
    if told.starts_with("cannot mutate an immutable binding ") {
        return Some("Assignment to constant variable.".to_owned());
    }
    PLAIN.iter().find(|(known, _)| *known == told).map(|(_, words)| (*words).to_owned())
}

/// boa's fixed messages and V8's, as far as they say the same.
#[rustfmt::skip]
const PLAIN: &[(&str, &str)] = &[
    ("Array.prototype.reduce: called on an empty array and with no initial value", "Reduce of empty array with no initial value"),
    ("Cannot destructure 'null' value", "Cannot destructure 'null' as it is null."),
    ("Cannot destructure 'undefined' value", "Cannot destructure 'undefined' as it is undefined."),
    ("Proxy constructor called with non-object handler", "Cannot create proxy with a non-object as target or handler"),
    ("access of uninitialized binding", "Cannot access variable before initialization"),
    ("can't convert symbol to string", "Cannot convert a Symbol value to a string"),
    ("cannot convert 'null' or 'undefined' to object", "Cannot read properties of undefined"),
    ("cannot mix BigInt and other types, use explicit conversions", "Cannot mix BigInt and other types, use explicit conversions"),
    ("cannot serialize bigint to JSON", "Do not know how to serialize a BigInt"),
    ("class constructor cannot be invoked without 'new'", "Class constructor cannot be invoked without 'new'"),
    ("cyclic object value", "Converting circular structure to JSON"),
    ("invalid array length", "Invalid array length"),
    ("invalid escape character found", "URI malformed"),
    ("not a callable function", "object is not a function"),
    ("not a constructor", "object is not a constructor"),
    ("repeat count must be a positive finite number that doesn't overflow the maximum string length (2^32 - 1)", "Invalid count value"),
    ("right-hand side of 'instanceof' is not callable", "Right-hand side of 'instanceof' is not callable"),
    ("super constructor object must be constructor", "Super constructor is not a constructor"),
];

/// A syntax error's message in V8's words, and where it is as `line:column:length`.
pub(super) fn syntax(told: &str, source: &str, shift: u32) -> (String, String) {
    let (told, place) = split_place(told);
    let (row, column) = place.map_or((0, 0), |(row, column)| (row.saturating_sub(shift), column));
    let found = told
        .split_once(", got '")
        .map(|(_, rest)| rest)
        .or_else(|| told.strip_prefix("unexpected token '"))
        .map(|rest| rest.split("' in ").next().unwrap_or(rest))
        .map(|rest| rest.split("', ").next().unwrap_or(rest).to_owned());
    let at = |length: usize| format!("{row}:{column}:{length}");
    // The wrapper's closing brace stands for the end of the text.
    let is_past_end = row > source.matches('\n').count() as u32 + 1;
    if is_past_end && told.starts_with("expected") && told.contains("')'") && told.contains("','") {
        let text = source.trim_end();
        let line = text.lines().last().unwrap_or_default();
        let length = line.chars().rev().take_while(|letter| !matches!(letter, '(' | ',' | ' ')).count();
        let column = line.chars().count() - length + 1;
        let row = text.lines().count();
        return ("missing ) after argument list".to_owned(), format!("{row}:{column}:{}", length.max(1)));
    }
    if told == "abrupt end" || is_past_end {
        let row = source.matches('\n').count() + 1;
        let column = source.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        return ("Unexpected end of input".to_owned(), format!("{row}:{column}:1"));
    }
    if told.contains("unterminated template") {
        return ("Unterminated template literal".to_owned(), at(1));
    }
    if told.contains("unterminated string") && row == 0 {
        let (row, column, length) = open_string(source).unwrap_or((1, 1, 1));
        return ("Invalid or unexpected token".to_owned(), format!("{row}:{column}:{length}"));
    }
    if told.contains("unterminated string") || told.contains("unterminated regular") || told.contains("unexpected '") {
        return ("Invalid or unexpected token".to_owned(), at(1));
    }
    if told.starts_with("expected token '.', got") && told.contains("import.meta") {
        return ("Cannot use import statement outside a module".to_owned(), format!("{row}:1:6"));
    }
    if let Some(found) = found {
        let in_arguments =
            told.contains("'in' argument") || told.contains("arguments") || told.contains("argument list");
        let length = found.chars().count().max(1);
        let message = match found.chars().next() {
            _ if in_arguments && told.contains("expected token ','") => "missing ) after argument list".to_owned(),
            Some('"' | '\'') => "Unexpected string".to_owned(),
            Some('`') => "Unexpected template string".to_owned(),
            Some(first) if first.is_ascii_digit() => "Unexpected number".to_owned(),
            Some(first) if is_word(first) && !is_keyword(&found) => format!("Unexpected identifier '{found}'"),
            _ => format!("Unexpected token '{found}'"),
        };
        return (message, at(length));
    }
    if told.contains("declared multiple times") || told.contains("redeclar") {
        let name = twice(source).unwrap_or_default();
        return (format!("Identifier '{name}' has already been declared"), at(name.len().max(1)));
    }
    (told.to_owned(), at(1))
}

/// The first string that its line does not close: line, column and length.
fn open_string(source: &str) -> Option<(usize, usize, usize)> {
    for (row, line) in source.lines().enumerate() {
        let mut open: Option<(usize, char)> = None;
        let mut skips = false;
        for (at, letter) in line.chars().enumerate() {
            match open {
                _ if skips => skips = false,
                Some(_) if letter == '\\' => skips = true,
                Some((_, quote)) if letter == quote => open = None,
                None if matches!(letter, '"' | '\'') => open = Some((at, letter)),
                _ => {}
            }
        }
        if let Some((at, _)) = open {
            return Some((row + 1, at + 1, line.chars().count() - at));
        }
    }
    None
}

/// The first name that `let`, `const` or `class` declares a second time at the start of a line.
fn twice(source: &str) -> Option<String> {
    let mut known: Vec<&str> = Vec::new();
    for word in ["let ", "const ", "class ", "var ", "function "] {
        for (at, _) in source.match_indices(word) {
            let rest = &source[at + word.len()..];
            let name = &rest[..rest.find(|letter| !is_word(letter)).unwrap_or(rest.len())];
            if known.contains(&name) {
                return Some(name.to_owned());
            }
            known.push(name);
        }
    }
    None
}

fn is_keyword(word: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "function",
        "if",
        "import",
        "in",
        "instanceof",
        "new",
        "null",
        "return",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "var",
        "void",
        "while",
        "with",
    ];
    KEYWORDS.contains(&word)
}

/// Takes `at line 1, col 9` off a message.
fn split_place(told: &str) -> (&str, Option<(u32, u32)>) {
    let Some((head, place)) = told.rsplit_once(" at line ") else { return (told, None) };
    let numbers = place.split_once(", col ").and_then(|(row, column)| Some((row.parse().ok()?, column.parse().ok()?)));
    (head, numbers)
}
