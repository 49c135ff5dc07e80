//! Reading patterns into trees. What a tree matches is decided in `search`.

use super::{Class, Edge, Error, Syntax};

/// A part of a pattern.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Char(char),
    Any,
    Class(Class),
    Edge(Edge),
    Back(usize),
    Cat(Vec<Node>),
    Alt(Vec<Node>),
    /// A numbered group.
    Group(Box<Node>, usize),
    /// At least and at most.
    Repeat(Box<Node>, u32, Option<u32>),
}

/// Deepest nesting of groups, so that a pattern cannot exhaust the stack.
const DEPTH_MAX: usize = 100;

struct Parser {
    chars: Vec<char>,
    at: usize,
    extended: bool,
    groups: usize,
    depth: usize,
}

/// Reads a pattern; the answer is its tree and how many groups it has.
pub(super) fn parse(pattern: &str, syntax: Syntax) -> Result<(Node, usize), Error> {
    if syntax == Syntax::Literal {
        return Ok((Node::Cat(pattern.chars().map(Node::Char).collect()), 0));
    }
    let extended = syntax == Syntax::Extended;
    let mut parser = Parser { chars: pattern.chars().collect(), at: 0, extended, groups: 0, depth: 0 };
    let node = parser.alternatives()?;
    // An unmatched `)` stands for itself in extended patterns of POSIX; GNU and musl complain.
    if parser.at < parser.chars.len() { Err(Error::Close) } else { Ok((node, parser.groups)) }
}

impl Parser {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    /// Takes an operator: `c` in extended patterns, `\c` in basic ones.
    fn operator(&mut self, c: char) -> bool {
        let found = self.is_operator(c);
        if found {
            self.at += if self.extended { 1 } else { 2 };
        }
        found
    }

    fn is_operator(&self, c: char) -> bool {
        if self.extended { self.peek(0) == Some(c) } else { self.peek(0) == Some('\\') && self.peek(1) == Some(c) }
    }

    fn alternatives(&mut self) -> Result<Node, Error> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(Error::Size);
        }
        let mut nodes = vec![self.sequence()?];
        while self.operator('|') {
            nodes.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(match nodes.pop() {
            Some(node) if nodes.is_empty() => node,
            last => Node::Alt(nodes.into_iter().chain(last).collect()),
        })
    }

    fn sequence(&mut self) -> Result<Node, Error> {
        let mut nodes = Vec::new();
        while self.peek(0).is_some() && !self.is_operator('|') && !self.is_operator(')') {
            let first = nodes.is_empty() || matches!(nodes.as_slice(), [Node::Edge(Edge::Start)]);
            let atom = self.atom(first)?;
            let atom = if matches!(atom, Node::Edge(_)) { atom } else { self.repeats(atom)? };
            nodes.push(atom);
        }
        Ok(Node::Cat(nodes))
    }

    fn repeats(&mut self, mut atom: Node) -> Result<Node, Error> {
        loop {
            let (least, most) = if self.peek(0) == Some('*') {
                self.at += 1;
                (0, None)
            } else if self.operator('+') {
                (1, None)
            } else if self.operator('?') {
                (0, Some(1))
            } else if self.is_operator('{') {
                let Some(range) = self.braces()? else { return Ok(atom) };
                range
            } else {
                return Ok(atom);
            };
            atom = Node::Repeat(Box::new(atom), least, most);
        }
    }

    /// `{2}`, `{2,}`, `{2,5}`, `{,5}`; in extended patterns anything else stands for itself.
    fn braces(&mut self) -> Result<Option<(u32, Option<u32>)>, Error> {
        let start = self.at;
        self.operator('{');
        let mut text = String::new();
        while let Some(c) = self.peek(0).filter(|c| c.is_ascii_digit() || *c == ',') {
            text.push(c);
            self.at += 1;
        }
        let number = |text: &str| text.parse::<u32>().ok();
        let range = match text.split_once(',') {
            None => number(&text).map(|count| (count, Some(count))),
            Some(("", "")) => Some((0, None)),
            Some((least, "")) => number(least).map(|least| (least, None)),
            Some(("", most)) => number(most).map(|most| (0, Some(most))),
            Some((least, most)) => number(least).zip(number(most)).map(|(least, most)| (least, Some(most))),
        };
        if !self.operator('}') {
            if self.extended {
                self.at = start;
                return Ok(None);
            }
            return Err(if self.peek(0).is_none() { Error::Brace } else { Error::BraceContent });
        }
        let (least, most) = range.ok_or(Error::BraceContent)?;
        if most.is_some_and(|most| most < least || most > 32_767) || least > 32_767 {
            return Err(Error::BraceContent);
        }
        Ok(Some((least, most)))
    }

    fn atom(&mut self, first: bool) -> Result<Node, Error> {
        if self.operator('(') {
            self.groups += 1;
            let number = self.groups;
            let node = self.alternatives()?;
            return if self.operator(')') { Ok(Node::Group(Box::new(node), number)) } else { Err(Error::Open) };
        }
        let c = self.peek(0).unwrap_or_default();
        self.at += 1;
        Ok(match c {
            '.' => Node::Any,
            '[' => Node::Class(self.class()?),
            '^' if self.extended || first => Node::Edge(Edge::Start),
            '$' if self.extended || self.peek(0).is_none() || self.is_operator(')') || self.is_operator('|') => {
                Node::Edge(Edge::End)
            }
            '*' if !self.extended && first => Node::Char('*'),
            '*' | '+' | '?' if self.extended && first => Node::Char(c),
            // A brace that begins no count stands for itself.
            '\\' => self.escape()?,
            c => Node::Char(c),
        })
    }

    fn escape(&mut self) -> Result<Node, Error> {
        let c = self.peek(0).ok_or(Error::Backslash)?;
        self.at += 1;
        let word = |negated| Class { negated, ranges: vec![('_', '_')], named: vec![char::is_alphanumeric] };
        let space = |negated| Class { negated, ranges: Vec::new(), named: vec![char::is_whitespace] };
        let digit = |negated| Class { negated, ranges: vec![('0', '9')], named: Vec::new() };
        Ok(match c {
            'w' => Node::Class(word(false)),
            'W' => Node::Class(word(true)),
            's' => Node::Class(space(false)),
            'S' => Node::Class(space(true)),
            'd' => Node::Class(digit(false)),
            'D' => Node::Class(digit(true)),
            'b' => Node::Edge(Edge::Word),
            'B' => Node::Edge(Edge::NotWord),
            '<' => Node::Edge(Edge::WordStart),
            '>' => Node::Edge(Edge::WordEnd),
            '`' => Node::Edge(Edge::Start),
            '\'' => Node::Edge(Edge::End),
            'n' => Node::Char('\n'),
            't' => Node::Char('\t'),
            '1'..='9' => {
                let group = c as usize - '0' as usize;
                if group > self.groups {
                    return Err(Error::BackReference);
                }
                Node::Back(group)
            }
            c => Node::Char(c),
        })
    }

    /// A class from after its `[`.
    fn class(&mut self) -> Result<Class, Error> {
        let mut class = Class::default();
        if self.peek(0) == Some('^') {
            class.negated = true;
            self.at += 1;
        }
        let start = self.at;
        loop {
            let low = self.peek(0).ok_or(Error::Bracket)?;
            if low == ']' && self.at > start {
                self.at += 1;
                return Ok(class);
            }
            if low == '[' && self.peek(1) == Some(':') {
                let name: String = self.chars[self.at + 2..].iter().take_while(|c| c.is_ascii_alphabetic()).collect();
                self.at += 2 + name.len();
                if self.peek(0) != Some(':') || self.peek(1) != Some(']') {
                    return Err(Error::Bracket);
                }
                self.at += 2;
                class.named.push(named(&name).ok_or(Error::ClassName)?);
                continue;
            }
            let low = self.class_char()?;
            let mut high = low;
            if self.peek(0) == Some('-') && self.peek(1).is_some_and(|c| c != ']') {
                self.at += 1;
                high = self.class_char()?;
            }
            if high < low {
                return Err(Error::Range);
            }
            class.ranges.push((low, high));
        }
    }

    /// A character of a class, or `[.c.]` and `[=c=]`.
    fn class_char(&mut self) -> Result<char, Error> {
        let c = self.peek(0).ok_or(Error::Bracket)?;
        let mark = self.peek(1);
        if c == '[' && matches!(mark, Some('.' | '=')) && self.peek(3) == mark && self.peek(4) == Some(']') {
            let c = self.peek(2).ok_or(Error::Bracket)?;
            self.at += 5;
            return Ok(c);
        }
        self.at += 1;
        // GNU's sed and awk read these escapes in classes too.
        if c == '\\' {
            let escaped = match self.peek(0) {
                Some('n') => Some('\n'),
                Some('t') => Some('\t'),
                Some(c @ ('\\' | ']' | '/')) if c != ']' => Some(c),
                _ => None,
            };
            if let Some(escaped) = escaped {
                self.at += 1;
                return Ok(escaped);
            }
        }
        Ok(c)
    }
}

/// A class by its POSIX name.
pub(crate) fn named(name: &str) -> Option<fn(char) -> bool> {
    Some(match name {
        "alpha" => char::is_alphabetic,
        "digit" => |c| c.is_ascii_digit(),
        "alnum" => char::is_alphanumeric,
        "upper" => char::is_uppercase,
        "lower" => char::is_lowercase,
        "space" => char::is_whitespace,
        "blank" => |c| c == ' ' || c == '\t',
        "punct" => |c| c.is_ascii_punctuation(),
        "xdigit" => |c| c.is_ascii_hexdigit(),
        "cntrl" => char::is_control,
        "print" => |c| !c.is_control(),
        "graph" => |c| !c.is_control() && !c.is_whitespace(),
        _ => return None,
    })
}
