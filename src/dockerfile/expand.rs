//! Variables, quotes and escapes in the words of an instruction, as BuildKit resolves them before it acts. It is close to
//! a shell's but not one: no commands, no arrays, and only the modifiers below.

use std::collections::BTreeSet;

use super::pattern;
use crate::base::quote::quote;

/// How variables are looked up: the value, or `None` when it is not set.
pub type Env<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Resolves words. Make one with [`Lexer::new`] and change the fields that differ.
#[derive(Clone, Debug)]
pub struct Lexer {
    /// The file's escape character.
    pub escape: char,
    /// Keep quotes in the result.
    pub raw_quotes: bool,
    /// Keep escape characters in the result.
    pub raw_escapes: bool,
    /// Treat quotes as ordinary characters, as in the content of a here-document.
    pub ignore_quotes: bool,
    /// Leave variables that are not set as they are written.
    pub keep_unset: bool,
}

/// A resolved word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expanded {
    /// The text.
    pub text: String,
    /// Names that were set.
    pub matched: BTreeSet<String>,
    /// Names that were not set.
    pub unmatched: BTreeSet<String>,
}

impl Lexer {
    /// A lexer that takes quotes and escapes away and replaces what is not set by nothing.
    pub fn new(escape: char) -> Self {
        Self { escape, raw_quotes: false, raw_escapes: false, ignore_quotes: false, keep_unset: false }
    }

    /// Resolves a text into one word, blanks included. The error is BuildKit's whole message.
    pub fn word(&self, text: &str, env: Env) -> Result<Expanded, String> {
        let (expanded, result) = self.trace(text, env);
        result.map(|()| expanded)
    }

    /// Like [`Lexer::word`], but after an error too it tells the variables that were come across; the text is empty then.
    pub fn trace(&self, text: &str, env: Env) -> (Expanded, Result<(), String>) {
        let mut run = Run::new(self, text, env);
        let (text, result) = match run.all(text) {
            Ok((text, _)) => (text, Ok(())),
            Err(error) => (String::new(), Err(error)),
        };
        (Expanded { text, matched: run.matched, unmatched: run.unmatched }, result)
    }

    /// Resolves a text, then splits it at blanks outside quotes.
    pub fn words(&self, text: &str, env: Env) -> Result<Vec<String>, String> {
        Run::new(self, text, env).all(text).map(|(_, words)| words)
    }
}

/// How deep `${a:-${b:-...}}` may nest; BuildKit has no limit but its stack.
const DEPTH_MAX: u32 = 200;

struct Run<'a> {
    options: &'a Lexer,
    chars: std::iter::Peekable<std::str::Chars<'a>>,
    env: Env<'a>,
    raw_escapes: bool,
    depth: u32,
    /// The word being put together. BuildKit has one for all levels of nesting, so that a `${a:-b}` drops the part
    /// of its word to its left when words are split; builds depend on what comes out, so this does the same.
    pending: String,
    matched: BTreeSet<String>,
    unmatched: BTreeSet<String>,
}

/// The words found at one level of nesting.
#[derive(Default)]
struct Words {
    done: Vec<String>,
    open: bool,
}

impl<'a> Run<'a> {
    fn new(options: &'a Lexer, text: &'a str, env: Env<'a>) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self {
            options,
            chars: text.chars().peekable(),
            env,
            raw_escapes: options.raw_escapes,
            depth: 0,
            pending: String::new(),
            matched: BTreeSet::new(),
            unmatched: BTreeSet::new(),
        }
    }

    fn all(&mut self, source: &str) -> Result<(String, Vec<String>), String> {
        let raw = self.raw_escapes;
        self.until(None, raw).map_err(|error| format!("failed to process {}: {error}", quote(source)))
    }

    /// Resolves up to the stop character, which is consumed, or to the end if there is none.
    fn until(&mut self, stop: Option<char>, raw_escapes: bool) -> Result<(String, Vec<String>), String> {
        if self.depth >= DEPTH_MAX {
            return Err("substitutions are nested too deeply".into());
        }
        self.depth += 1;
        let outer = std::mem::replace(&mut self.raw_escapes, raw_escapes);
        let result = self.until_inner(stop);
        self.raw_escapes = outer;
        self.depth -= 1;
        result
    }

    fn until_inner(&mut self, stop: Option<char>) -> Result<(String, Vec<String>), String> {
        self.pending.clear();
        let mut result = String::new();
        let mut words = Words::default();
        while let Some(&c) = self.chars.peek() {
            if Some(c) == stop {
                self.chars.next();
                return Ok((result, self.finish(words)));
            }
            match c {
                '$' => {
                    let value = self.dollar()?;
                    value.chars().for_each(|c| self.split_char(&mut words, c));
                    result.push_str(&value);
                }
                '\'' | '"' if !self.options.ignore_quotes => {
                    let text = if c == '"' { self.double_quoted()? } else { self.single_quoted()? };
                    self.raw_text(&mut words, &text);
                    result.push_str(&text);
                }
                '<' => {
                    let text = self.angle();
                    self.raw_text(&mut words, &text);
                    result.push_str(&text);
                }
                _ => {
                    self.chars.next();
                    if c != self.options.escape {
                        self.split_char(&mut words, c);
                        result.push(c);
                        continue;
                    }
                    if self.raw_escapes {
                        self.raw_text(&mut words, c.encode_utf8(&mut [0; 4]));
                        result.push(c);
                    }
                    let Some(escaped) = self.chars.next() else { break };
                    self.raw_text(&mut words, escaped.encode_utf8(&mut [0; 4]));
                    result.push(escaped);
                }
            }
        }
        match stop {
            Some(stop) => Err(format!("unexpected end of statement while looking for matching {stop}")),
            None => Ok((result, self.finish(words))),
        }
    }

    fn split_char(&mut self, words: &mut Words, c: char) {
        if !c.is_whitespace() {
            self.pending.push(c);
            words.open = true;
        } else if words.open && !self.pending.is_empty() {
            words.done.push(std::mem::take(&mut self.pending));
            words.open = false;
        }
    }

    fn raw_text(&mut self, words: &mut Words, text: &str) {
        self.pending.push_str(text);
        words.open = true;
    }

    fn finish(&mut self, mut words: Words) -> Vec<String> {
        if !self.pending.is_empty() {
            words.done.push(std::mem::take(&mut self.pending));
        }
        words.done
    }

    fn single_quoted(&mut self) -> Result<String, String> {
        let mut text = String::new();
        self.quote(&mut text);
        loop {
            match self.chars.peek() {
                None => return Err("unexpected end of statement while looking for matching single-quote".into()),
                Some('\'') => {
                    self.quote(&mut text);
                    return Ok(text);
                }
                Some(_) => text.extend(self.chars.next()),
            }
        }
    }

    fn double_quoted(&mut self) -> Result<String, String> {
        let mut text = String::new();
        self.quote(&mut text);
        loop {
            match self.chars.peek().copied() {
                None => return Err("unexpected end of statement while looking for matching double-quote".into()),
                Some('"') => {
                    self.quote(&mut text);
                    return Ok(text);
                }
                Some('$') => text.push_str(&self.dollar()?),
                Some(c) if c == self.options.escape => {
                    self.chars.next();
                    if self.raw_escapes {
                        text.push(c);
                    }
                    match self.chars.peek().copied() {
                        None => {}
                        // Only a quote, a dollar and the escape itself can be escaped; before others it stays.
                        Some(next) if next == '"' || next == '$' || next == c => text.extend(self.chars.next()),
                        Some(_) => text.push(c),
                    }
                }
                Some(_) => text.extend(self.chars.next()),
            }
        }
    }

    /// Consumes a quote and keeps it if asked to.
    fn quote(&mut self, text: &mut String) {
        let quote = self.chars.next();
        if self.options.raw_quotes {
            text.extend(quote);
        }
    }

    /// `<`, or `<<` with the blanks after it, which belong to a here-document's word.
    fn angle(&mut self) -> String {
        let mut text = String::from("<");
        self.chars.next();
        if self.chars.next_if_eq(&'<').is_some() {
            text.push('<');
            while let Some(blank) = self.chars.next_if(|c| matches!(c, '\t' | '\r' | ' ')) {
                text.push(blank);
            }
        }
        text
    }

    fn dollar(&mut self) -> Result<String, String> {
        self.chars.next();
        if self.chars.next_if_eq(&'{').is_none() {
            let name = self.name();
            if name.is_empty() {
                return Ok("$".into());
            }
            return Ok(match self.lookup(&name) {
                None if self.options.keep_unset => format!("${name}"),
                value => value.unwrap_or_default(),
            });
        }
        match self.chars.peek() {
            None => return Err("syntax error: missing '}'".into()),
            Some('{' | '}' | ':') => return Err("syntax error: bad substitution".into()),
            Some(_) => {}
        }
        let name = self.name();
        let modifier = self.next_or_replacement();
        match modifier {
            '}' => Ok(match self.lookup(&name) {
                None if self.options.keep_unset => format!("${{{name}}}"),
                value => value.unwrap_or_default(),
            }),
            ':' => {
                let modifier = self.next_or_replacement();
                self.modified(&name, modifier, true)
            }
            '+' | '-' | '?' | '#' | '%' => self.modified(&name, modifier, false),
            '/' => self.replaced(&name),
            _ => Err(unsupported(modifier, false)),
        }
    }

    /// The next character; past the end it is what Go prints for "no character".
    fn next_or_replacement(&mut self) -> char {
        self.chars.next().unwrap_or('\u{fffd}')
    }

    /// The rest of `${name:-word}` and its like, after the modifier.
    fn modified(&mut self, name: &str, modifier: char, null_is_unset: bool) -> Result<String, String> {
        let trims = matches!(modifier, '#' | '%');
        if null_is_unset && trims {
            return Err(unsupported(modifier, true));
        }
        let word = self.until_or_missing('}', trims, "syntax error: missing '}'")?;
        let value = self.lookup(name);
        if self.options.keep_unset && value.is_none() {
            let colon = if null_is_unset { ":" } else { "" };
            return Ok(format!("${{{name}{colon}{modifier}{word}}}"));
        }
        let filled = value.as_deref().filter(|value| !(null_is_unset && value.is_empty()));
        match modifier {
            '-' => Ok(filled.map_or(word, str::to_owned)),
            '+' => Ok(if filled.is_some() { word } else { String::new() }),
            '?' => match (filled, &value) {
                (Some(value), _) => Ok(value.to_owned()),
                (None, _) if !word.is_empty() => Err(format!("{name}: {word}")),
                (None, None) => Err(format!("{name}: is not allowed to be unset")),
                (None, Some(_)) => Err(format!("{name}: is not allowed to be empty")),
            },
            '#' | '%' => {
                let value = value.unwrap_or_default();
                let (greedy, word) = match word.strip_prefix(modifier) {
                    Some(word) => (true, word),
                    None => (false, word.as_str()),
                };
                let trim = if modifier == '#' { pattern::trim_start } else { pattern::trim_end };
                trim(word, &value, greedy)
            }
            _ => Err(unsupported(modifier, null_is_unset)),
        }
    }

    /// The rest of `${name/pattern/text}`, after the first slash.
    fn replaced(&mut self, name: &str) -> Result<String, String> {
        let all = self.chars.next_if_eq(&'/').is_some();
        let pattern = self.until_or_missing('/', true, "syntax error: missing '/' in ${}")?;
        let text = self.until_or_missing('}', true, "syntax error: missing '}'")?;
        match self.lookup(name) {
            None if self.options.keep_unset => Ok(format!("${{{name}/{pattern}/{text}}}")),
            value => pattern::replace(&pattern, &value.unwrap_or_default(), &text, all),
        }
    }

    /// Like `until`, but any error that used up the text means that the stop character is missing.
    fn until_or_missing(&mut self, stop: char, raw_escapes: bool, missing: &str) -> Result<String, String> {
        match self.until(Some(stop), raw_escapes) {
            Ok((word, _)) => Ok(word),
            Err(_) if self.chars.peek().is_none() => Err(missing.into()),
            Err(error) => Err(error),
        }
    }

    /// A variable's name: a number, one of the shell's special characters, or letters, digits and underscores.
    fn name(&mut self) -> String {
        let mut name = String::new();
        match self.chars.peek().copied() {
            Some(c) if c.is_numeric() => {
                while let Some(digit) = self.chars.next_if(|c| c.is_numeric()) {
                    name.push(digit);
                }
            }
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => name.extend(self.chars.next()),
            _ => {
                while let Some(c) = self.chars.next_if(|c| c.is_alphanumeric() || *c == '_') {
                    name.push(c);
                }
            }
        }
        name
    }

    fn lookup(&mut self, name: &str) -> Option<String> {
        let value = (self.env)(name);
        let seen = if value.is_some() { &mut self.matched } else { &mut self.unmatched };
        seen.insert(name.to_owned());
        value
    }
}

fn unsupported(modifier: char, after_colon: bool) -> String {
    format!("unsupported modifier ({}{modifier}) in substitution", if after_colon { ":" } else { "" })
}
