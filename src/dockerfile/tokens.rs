//! Colours for an editor: which bytes of each line are keyword, flag, string and so on. It works on any text, also one that
//! does not parse, and says nothing about meaning.

use super::instructions::KEYWORDS;
use super::parse::{Tree, continued, parse_tree};
use super::tree::{Heredoc, Node};

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A comment, or the frame of a parser directive.
    Comment,
    /// A flag of an instruction, `--from=build`.
    Flag,
    /// A here-document: its word and its content.
    Heredoc,
    /// An instruction's name, AS, or a directive's name.
    Keyword,
    /// A number or port.
    Number,
    /// Anything else.
    Plain,
    /// A text in quotes, or a directive's value.
    Text,
    /// `$name` or `${...}`.
    Variable,
}

/// A piece of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its first byte in the source.
    pub start: usize,
    /// After its last byte.
    pub end: usize,
    /// What it is.
    pub class: Class,
}

/// The tokens of every line, in order and without gaps; ends of line belong to none. A source has one line more than it
/// has new lines.
pub fn tokens(source: &str) -> Vec<Vec<Token>> {
    let tree = parse_tree(source);
    let mut lines = Vec::new();
    let mut start = 0;
    for line in source.split('\n') {
        lines.push(Line { start, text: line.trim_end_matches('\r') });
        start += line.len() + 1;
    }
    let mut painter = Painter { classes: vec![Class::Plain; source.len()], escape: tree.escape };
    painter.outside(&tree, &lines);
    for node in &tree.nodes {
        let first = (node.lines.first as usize).saturating_sub(1);
        let last = (node.lines.last as usize).min(lines.len());
        if let Some(lines) = lines.get(first..last) {
            painter.node(node, lines);
        }
    }
    lines.iter().map(|line| painter.tokens(line)).collect()
}

struct Line<'a> {
    start: usize,
    text: &'a str,
}

/// How far the end of a `${` is looked for.
const VARIABLE_MAX: usize = 1_000;

/// Characters with their places in the source.
type Chars = [(usize, char)];

struct Painter {
    classes: Vec<Class>,
    escape: char,
}

impl Painter {
    fn paint(&mut self, start: usize, end: usize, class: Class) {
        if let Some(classes) = self.classes.get_mut(start..end) {
            classes.fill(class);
        }
    }

    fn paint_chars(&mut self, chars: &Chars, class: Class) {
        for (at, c) in chars {
            self.paint(*at, at + c.len_utf8(), class);
        }
    }

    fn tokens(&self, line: &Line) -> Vec<Token> {
        let mut tokens: Vec<Token> = Vec::new();
        for (offset, c) in line.text.char_indices() {
            let start = line.start + offset;
            let end = start + c.len_utf8();
            let class = self.classes.get(start).copied().unwrap_or(Class::Plain);
            match tokens.last_mut() {
                Some(last) if last.class == class => last.end = end,
                _ => tokens.push(Token { start, end, class }),
            }
        }
        tokens
    }

    /// Comments and directives; a line of an instruction is painted over afterwards.
    fn outside(&mut self, tree: &Tree, lines: &[Line]) {
        for line in lines {
            let indent = line.text.len() - line.text.trim_start_matches('\u{feff}').trim_start().len();
            if line.text[indent..].starts_with('#') {
                self.paint(line.start + indent, line.start + line.text.len(), Class::Comment);
            }
        }
        for directive in &tree.directives {
            let Some(line) = lines.get(directive.line as usize - 1) else { continue };
            let (Some(equals), lower) = (line.text.find('='), line.text.to_ascii_lowercase()) else { continue };
            if let Some(name) = lower.find(directive.name) {
                let start = line.start + name;
                self.paint(start, start + directive.name.len(), Class::Keyword);
            }
            if let Some(value) = line.text[equals..].find(&directive.value) {
                let start = line.start + equals + value;
                self.paint(start, start + directive.value.len(), Class::Text);
            }
        }
    }

    fn node(&mut self, node: &Node, lines: &[Line]) {
        let content: usize = node.heredocs.iter().map(|heredoc| heredoc.content.lines().count() + 1).sum();
        let (head, content) = lines.split_at(lines.len().saturating_sub(content).max(1).min(lines.len()));
        for line in content {
            self.paint(line.start, line.start + line.text.len(), Class::Heredoc);
        }
        let mut chars = Vec::new();
        for (index, line) in head.iter().enumerate() {
            let is_comment = index > 0 && line.text.trim_start().starts_with('#');
            if !is_comment {
                let (text, _) = continued(line.text, self.escape);
                chars.extend(text.char_indices().map(|(at, c)| (line.start + at, c)));
            }
        }
        self.instruction(&chars, &node.heredocs);
    }

    fn instruction(&mut self, chars: &Chars, heredocs: &[Heredoc]) {
        let mut rest = skip_blanks(chars);
        if rest.first().is_some_and(|(_, c)| *c == '\u{feff}') {
            rest = &rest[1..];
        }
        let mut keyword;
        loop {
            let (word, after) = take_word(rest);
            keyword = text_of(word).to_uppercase();
            if !KEYWORDS.contains(&keyword.as_str()) {
                return;
            }
            self.paint_chars(word, Class::Keyword);
            rest = skip_blanks(after);
            while rest.len() > 1 && rest[0].1 == '-' && rest[1].1 == '-' {
                let (flag, after) = take_word(rest);
                self.paint_chars(flag, Class::Flag);
                rest = skip_blanks(after);
            }
            if keyword != "ONBUILD" {
                break;
            }
        }
        if keyword == "HEALTHCHECK" {
            let (word, after) = take_word(rest);
            if matches!(text_of(word).to_uppercase().as_str(), "CMD" | "NONE") {
                self.paint_chars(word, Class::Keyword);
                rest = after;
            }
        }
        self.arguments(rest, &keyword, heredocs);
    }

    fn arguments(&mut self, mut rest: &Chars, keyword: &str, heredocs: &[Heredoc]) {
        let mut at_word = true;
        while let Some(&(_, c)) = rest.first() {
            let length = match c {
                '"' | '\'' => self.quoted(rest),
                '$' => self.variable(rest),
                '<' if !heredocs.is_empty() && rest.get(1).is_some_and(|(_, c)| *c == '<') => self.announcement(rest),
                _ if c == self.escape => 2,
                _ if at_word && !c.is_whitespace() => self.word(rest, keyword),
                _ => 1,
            };
            at_word = c.is_whitespace();
            rest = rest.get(length..).unwrap_or_default();
        }
    }

    /// A word that may be a number or AS; the length to go on from.
    fn word(&mut self, rest: &Chars, keyword: &str) -> usize {
        let (word, _) = take_word(rest);
        let text = text_of(word);
        if keyword == "FROM" && text.eq_ignore_ascii_case("as") {
            self.paint_chars(word, Class::Keyword);
            return word.len();
        }
        let number = text.split('/').next().unwrap_or_default();
        let digits = number.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | ':'));
        if digits && number.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(['$', '"', '\'']) {
            self.paint_chars(word, Class::Number);
            return word.len();
        }
        1
    }

    /// A text in quotes, if the quote is closed; variables in double quotes keep their colour.
    fn quoted(&mut self, rest: &Chars) -> usize {
        let quote = rest[0].1;
        let mut at = 1;
        while let Some(&(_, c)) = rest.get(at) {
            if c == self.escape && quote == '"' {
                at += 1;
            } else if c == quote {
                let text = &rest[..=at];
                self.paint_chars(text, Class::Text);
                if quote == '"' {
                    let mut inner = 0;
                    while inner < text.len() {
                        inner += match text[inner].1 {
                            '$' => self.variable(&text[inner..]),
                            c if c == self.escape => 2,
                            _ => 1,
                        };
                    }
                }
                return text.len();
            }
            at += 1;
        }
        1
    }

    fn variable(&mut self, rest: &Chars) -> usize {
        let length = match rest.get(1).map(|(_, c)| *c) {
            Some('{') => {
                let mut depth = 0_u32;
                let close = rest.iter().take(VARIABLE_MAX).position(|(_, c)| {
                    depth = match c {
                        '{' => depth + 1,
                        '}' => depth.saturating_sub(1),
                        _ => depth,
                    };
                    *c == '}' && depth == 0
                });
                close.map_or(1, |close| close + 1)
            }
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => 2,
            Some(c) if c.is_alphanumeric() || c == '_' => {
                1 + rest[1..].iter().take_while(|(_, c)| c.is_alphanumeric() || *c == '_').count()
            }
            _ => 1,
        };
        if length > 1 {
            self.paint_chars(&rest[..length], Class::Variable);
        }
        length
    }

    /// `<<EOF` with its dash, blanks and quotes.
    fn announcement(&mut self, rest: &Chars) -> usize {
        let mut length = 2;
        if rest.get(length).is_some_and(|(_, c)| *c == '-') {
            length += 1;
        }
        let blanks = rest[length..].iter().take_while(|(_, c)| c.is_whitespace()).count();
        let (word, _) = take_word(&rest[length + blanks..]);
        length += blanks + word.len();
        self.paint_chars(&rest[..length], Class::Heredoc);
        length
    }
}

fn skip_blanks(chars: &Chars) -> &Chars {
    let blanks = chars.iter().take_while(|(_, c)| c.is_whitespace()).count();
    &chars[blanks..]
}

fn take_word(chars: &Chars) -> (&Chars, &Chars) {
    chars.split_at(chars.iter().take_while(|(_, c)| !c.is_whitespace()).count())
}

fn text_of(chars: &Chars) -> String {
    chars.iter().map(|(_, c)| c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A source with its tokens written as `class:text`, plain ones left out.
    fn painted(source: &str) -> Vec<String> {
        let lines = tokens(source);
        assert_eq!(lines.len(), source.split('\n').count());
        let all = lines.into_iter().flatten().filter(|token| token.class != Class::Plain);
        all.map(|token| format!("{:?}:{}", token.class, &source[token.start..token.end])).collect()
    }

    #[test]
    fn instructions_have_their_colours() {
        let source = "# syntax=docker/dockerfile:1\nFROM --platform=$P node:20 AS build\nENV A=\"x $B\" C='$D'\n\
                      RUN a \\\n  # note\n  && echo ${E:-${F}}\nEXPOSE 80/tcp\nCOPY <<EOF /x\nhi $A\nEOF\nFOO 1\n";
        let expected = [
            "Comment:# ",
            "Keyword:syntax",
            "Comment:=",
            "Text:docker/dockerfile:1",
            "Keyword:FROM",
            "Flag:--platform=$P",
            "Keyword:AS",
            "Keyword:ENV",
            "Text:\"x ",
            "Variable:$B",
            "Text:\"",
            "Text:'$D'",
            "Keyword:RUN",
            "Comment:# note",
            "Variable:${E:-${F}}",
            "Keyword:EXPOSE",
            "Number:80/tcp",
            "Keyword:COPY",
            "Heredoc:<<EOF",
            "Heredoc:hi $A",
            "Heredoc:EOF",
        ];
        assert_eq!(painted(source), expected);
    }

    #[test]
    fn every_byte_of_a_line_is_in_one_token() {
        for source in
            ["", "\n", "RUN \"é \\\n", "ONBUILD ONBUILD COPY --x", "\u{feff}FROM a\r\nRUN <<E\nx", "ENV $ ${ $é"]
        {
            for (line, tokens) in source.split('\n').zip(tokens(source)) {
                let length: usize = tokens.iter().map(|token| token.end - token.start).sum();
                assert_eq!(length, line.trim_end_matches('\r').len(), "{source:?}");
            }
        }
    }
}
