//! Regular expressions as POSIX describes them, basic and extended, with GNU's `\w \W \s \S \b \B \< \>`: the engine of
//! grep, sed, awk, find and expr. Matches are leftmost and longest. Perl's extensions are not here, but for `\d`.

mod parse;
mod search;

use self::parse::Node;
pub(crate) use self::parse::named as named_class;

/// Which notation a pattern is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// `\(a\)\{2\}`, as grep and sed take by default.
    Basic,
    /// `(a){2}`, as `grep -E` and awk take.
    Extended,
    /// Every character stands for itself.
    Literal,
}

/// What must surround a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whole {
    /// Anything.
    Part,
    /// No letters, digits or underscores (`grep -w`).
    Word,
    /// Nothing (`grep -x`).
    Line,
}

/// Why a pattern is wrong. The text is the C library's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Error {
    /// `[` without its end.
    Bracket,
    /// `(` without its end.
    Open,
    /// `)` without its beginning.
    Close,
    /// `{` without its end.
    Brace,
    /// Nonsense between braces.
    BraceContent,
    /// A backslash at the end.
    Backslash,
    /// `\3` without three groups.
    BackReference,
    /// `[[:foo:]]`
    ClassName,
    /// `[z-a]`
    Range,
    /// Too many states.
    Size,
}

impl Error {
    /// The text in glibc's words or in musl's.
    pub(crate) fn text(self, musl: bool) -> &'static str {
        match (self, musl) {
            (Self::Bracket, false) => "Unmatched [, [^, [:, [., or [=",
            (Self::Bracket, true) => "Missing ']'",
            (Self::Open, false) => "Unmatched ( or \\(",
            (Self::Open | Self::Close, true) => "Missing ')'",
            (Self::Close, false) => "Unmatched ) or \\)",
            (Self::Brace, false) => "Unmatched { or \\{",
            (Self::Brace, true) => "Missing '}'",
            (Self::BraceContent, false) => "Invalid content of \\{\\}",
            (Self::BraceContent, true) => "Invalid contents of {}",
            (Self::Backslash, _) => "Trailing backslash",
            (Self::BackReference, _) => "Invalid back reference",
            (Self::ClassName, false) => "Invalid character class name",
            (Self::ClassName, true) => "Unknown character class name",
            (Self::Range, false) => "Invalid range end",
            (Self::Range, true) => "Invalid character range",
            (Self::Size, false) => "Regular expression too big",
            (Self::Size, true) => "Out of memory",
        }
    }
}

/// What stands around a place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    Start,
    End,
    /// A letter on one side only.
    Word,
    NotWord,
    WordStart,
    WordEnd,
    NoWordBefore,
    NoWordAfter,
}

/// A set of characters.
#[derive(Clone, Debug, Default)]
struct Class {
    negated: bool,
    ranges: Vec<(char, char)>,
    named: Vec<fn(char) -> bool>,
}

/// One step of a compiled pattern.
#[derive(Clone, Debug)]
enum Step {
    Char(char),
    Any,
    Class(Class),
    Edge(Edge),
    /// Notes the place in a slot.
    Save(usize),
    /// Repeats what a group matched.
    Back(usize),
    /// Tries the first place, then the second.
    Split(usize, usize),
    Jump(usize),
    Match,
}

/// Most steps of a compiled pattern.
const STEPS_MAX: usize = 20_000;

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(crate) struct Regex {
    steps: Vec<Step>,
    /// How many groups it has, the whole match not counted.
    pub(crate) groups: usize,
    ignore_case: bool,
    /// `^` and `$` match at newlines too.
    multiline: bool,
    has_back: bool,
}

/// A match: the whole and the groups, as byte ranges.
pub(crate) type Captures = Vec<Option<(usize, usize)>>;

impl Regex {
    /// Compiles a pattern.
    pub(crate) fn new(pattern: &str, syntax: Syntax, ignore_case: bool) -> Result<Self, Error> {
        Self::surrounded(pattern, syntax, ignore_case, Whole::Part)
    }

    /// Compiles a pattern whose matches need certain surroundings.
    pub(crate) fn surrounded(pattern: &str, syntax: Syntax, ignore_case: bool, whole: Whole) -> Result<Self, Error> {
        let (node, groups) = parse::parse(pattern, syntax)?;
        let node = match whole {
            Whole::Part => node,
            Whole::Word => Node::Cat(vec![Node::Edge(Edge::NoWordBefore), node, Node::Edge(Edge::NoWordAfter)]),
            Whole::Line => Node::Cat(vec![Node::Edge(Edge::Start), node, Node::Edge(Edge::End)]),
        };
        let mut regex = Self { steps: Vec::new(), groups, ignore_case, multiline: false, has_back: false };
        regex.emit(&Node::Group(Box::new(node), 0))?;
        regex.steps.push(Step::Match);
        Ok(regex)
    }

    /// The same pattern with `^` and `$` matching at newlines too.
    pub(crate) fn multiline(mut self) -> Self {
        self.multiline = true;
        self
    }

    /// Whether the text has a match.
    pub(crate) fn is_match(&self, text: &[u8]) -> bool {
        self.find_at(text, 0).is_some()
    }

    fn emit(&mut self, node: &Node) -> Result<(), Error> {
        if self.steps.len() > STEPS_MAX {
            return Err(Error::Size);
        }
        match node {
            Node::Char(c) => self.steps.push(Step::Char(if self.ignore_case { fold(*c) } else { *c })),
            Node::Any => self.steps.push(Step::Any),
            Node::Class(class) => self.steps.push(Step::Class(class.clone())),
            Node::Edge(edge) => self.steps.push(Step::Edge(*edge)),
            Node::Back(group) => {
                self.has_back = true;
                self.steps.push(Step::Back(*group));
            }
            Node::Cat(nodes) => {
                for node in nodes {
                    self.emit(node)?;
                }
            }
            Node::Group(node, number) => {
                self.steps.push(Step::Save(number * 2));
                self.emit(node)?;
                self.steps.push(Step::Save(number * 2 + 1));
            }
            Node::Alt(nodes) => self.emit_alternatives(nodes)?,
            Node::Repeat(node, least, most) => {
                for _ in 0..*least {
                    self.emit(node)?;
                }
                self.emit_rest(node, most.map(|most| most.saturating_sub(*least)))?;
            }
        }
        Ok(())
    }

    fn emit_alternatives(&mut self, nodes: &[Node]) -> Result<(), Error> {
        let mut ends = Vec::new();
        for (at, node) in nodes.iter().enumerate() {
            let split = self.steps.len();
            if at + 1 < nodes.len() {
                self.steps.push(Step::Split(split + 1, 0));
            }
            self.emit(node)?;
            if at + 1 < nodes.len() {
                ends.push(self.steps.len());
                self.steps.push(Step::Jump(0));
                self.steps[split] = Step::Split(split + 1, self.steps.len());
            }
        }
        let end = self.steps.len();
        for at in ends {
            self.steps[at] = Step::Jump(end);
        }
        Ok(())
    }

    /// As many as there are, at most `most`.
    fn emit_rest(&mut self, node: &Node, most: Option<u32>) -> Result<(), Error> {
        let Some(most) = most else {
            let split = self.steps.len();
            self.steps.push(Step::Split(0, 0));
            self.emit(node)?;
            self.steps.push(Step::Jump(split));
            self.steps[split] = Step::Split(split + 1, self.steps.len());
            return Ok(());
        };
        let mut splits = Vec::new();
        for _ in 0..most {
            splits.push(self.steps.len());
            self.steps.push(Step::Split(0, 0));
            self.emit(node)?;
        }
        let end = self.steps.len();
        for at in splits {
            self.steps[at] = Step::Split(at + 1, end);
        }
        Ok(())
    }
}

/// A character without its case.
fn fold(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(pattern: &str, text: &str, syntax: Syntax) -> Option<String> {
        let regex = Regex::new(pattern, syntax, false).unwrap();
        let captures = regex.find_at(text.as_bytes(), 0)?;
        let parts = captures.iter().map(|range| range.map_or("-", |(start, end)| &text[start..end]));
        Some(parts.collect::<Vec<_>>().join(","))
    }

    #[test]
    fn extended_patterns() {
        for (pattern, text, wanted) in [
            ("a+b?c*", "xaac", Some("aac")),
            ("(ab|a)(c|bcd)", "abcd", Some("abcd,a,bcd")),
            ("^[[:digit:]]{1,3}(\\.[0-9]+)*$", "127.0.0.1", Some("127.0.0.1,.1")),
            ("a|ab|abc", "abcd", Some("abc")),
            ("\\bfoo\\b", "a foo b", Some("foo")),
            ("[^]a]+", "a]xyz", Some("xyz")),
            ("(a*)*", "aa", Some("aa,aa")),
            ("x{2}", "xxx", Some("xx")),
            ("a{,2}b", "aaab", Some("aab")),
            ("\\.js$", "server.js", Some(".js")),
            ("ü.", "über", Some("üb")),
            ("()", "", Some(",")),
            ("a.c", "ac", None),
        ] {
            assert_eq!(find(pattern, text, Syntax::Extended).as_deref(), wanted, "{pattern}");
        }
    }

    #[test]
    fn basic_patterns() {
        for (pattern, text, wanted) in [
            ("a+", "aa+", Some("a+")),
            ("\\(a\\)\\{2\\}", "aaa", Some("aa,a")),
            ("\\(.\\)\\1", "hello", Some("ll,l")),
            ("*a", "x*a", Some("*a")),
            ("a\\+\\|b", "caab", Some("aa")),
            ("^*b", "*b", Some("*b")),
            ("a^b$c", "a^b$c", Some("a^b$c")),
            ("(a)", "(a)", Some("(a)")),
        ] {
            assert_eq!(find(pattern, text, Syntax::Basic).as_deref(), wanted, "{pattern}");
        }
    }

    #[test]
    fn wrong_patterns_are_named() {
        let error = |pattern: &str| Regex::new(pattern, Syntax::Extended, false).err();
        assert_eq!(error("["), Some(Error::Bracket));
        assert_eq!(error("(a"), Some(Error::Open));
        assert_eq!(error("a\\"), Some(Error::Backslash));
        assert_eq!(error("[[:foo:]]"), Some(Error::ClassName));
        assert_eq!(error("[z-a]"), Some(Error::Range));
        assert_eq!(error("(a){3}{300}{300}"), Some(Error::Size));
        assert_eq!(Regex::new("\\(a", Syntax::Basic, false).err(), Some(Error::Open));
    }

    #[test]
    fn a_nasty_pattern_ends() {
        let text = "a".repeat(200);
        assert!(!Regex::new("(a*)*b", Syntax::Extended, false).unwrap().is_match(text.as_bytes()));
        assert!(!Regex::new("\\(a*\\)*\\1b", Syntax::Basic, false).unwrap().is_match(text.as_bytes()));
    }
}
