//! `.dockerignore`: reading the file and matching paths as moby's patternmatcher does, quirks included. Walking the build
//! context is `build`'s work.

use super::glob::{BAD_PATTERN, clean_path, path_class, path_match};

/// The list of patterns of an ignore file: comments and blank lines left out, paths cleaned, a leading slash removed.
pub fn read_ignore_file(text: &str) -> Vec<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut patterns = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let (mark, path) = line.strip_prefix('!').map_or(("", line), |rest| ("!", rest.trim()));
        let path = if path.is_empty() { String::new() } else { clean_path(path) };
        let relative = if path.len() > 1 { path.strip_prefix('/').unwrap_or(&path) } else { &path };
        patterns.push(format!("{mark}{relative}"));
    }
    patterns
}

/// A list of patterns in which a later one overrides an earlier one and `!` takes back.
#[derive(Clone, Debug, Default)]
pub struct IgnoreList {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
struct Rule {
    exception: bool,
    matcher: Result<Matcher, &'static str>,
}

/// Patternmatcher tells four kinds apart. The simple ones match by text and not by path, so `**foo` matches `xfoo`.
#[derive(Clone, Debug)]
enum Matcher {
    Exact(String),
    Prefix(String),
    Suffix(String),
    Steps(Vec<Step>),
}

#[derive(Clone, Debug)]
enum Step {
    Char(char),
    /// `?`: one character but not a slash.
    One,
    /// `*`: any number of characters but no slash.
    Star,
    /// `**/`: nothing, or anything that ends in a slash.
    Folders,
    /// `**` at the end: anything.
    Rest,
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

impl IgnoreList {
    /// Compiles patterns as [`read_ignore_file`] gives them. The error is patternmatcher's.
    pub fn new<S: AsRef<str>>(patterns: &[S]) -> Result<Self, String> {
        let mut rules = Vec::new();
        for pattern in patterns {
            let pattern = pattern.as_ref().trim();
            if pattern.is_empty() {
                continue;
            }
            let cleaned = clean_path(pattern);
            let (exception, cleaned) = match cleaned.strip_prefix('!') {
                Some("") => return Err("illegal exclusion pattern: \"!\"".to_owned()),
                Some(rest) => (true, rest),
                None => (false, cleaned.as_str()),
            };
            path_match(cleaned, ".")?;
            rules.push(Rule { exception, matcher: compile(cleaned) });
        }
        Ok(Self { rules })
    }

    /// Whether any pattern takes paths back with `!`: then an ignored folder must still be looked into.
    pub fn has_exceptions(&self) -> bool {
        self.rules.iter().any(|rule| rule.exception)
    }

    /// Whether `path` (relative, with slashes) or one of its parents is ignored. The error is patternmatcher's.
    pub fn matches(&self, path: &str) -> Result<bool, String> {
        let mut ignored = false;
        for rule in &self.rules {
            // A pattern can only change the answer one way.
            if rule.exception != ignored {
                continue;
            }
            let matcher = rule.matcher.as_ref().map_err(|error| (*error).to_owned())?;
            if matcher.accepts(path) || parents(path).any(|parent| matcher.accepts(parent)) {
                ignored = !rule.exception;
            }
        }
        Ok(ignored)
    }
}

/// The folders that a path is in, outermost first. A slash at the end makes the path its own parent, as in Go.
fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

impl Matcher {
    fn accepts(&self, path: &str) -> bool {
        match self {
            Self::Exact(text) => path == text,
            Self::Prefix(text) => path.starts_with(text.as_str()),
            Self::Suffix(text) => {
                path.ends_with(text.as_str()) || text.strip_prefix('/').is_some_and(|rest| rest == path)
            }
            Self::Steps(steps) => walk(steps, &path.chars().collect::<Vec<_>>()),
        }
    }
}

/// Follows every way through the steps at once, so that no pattern takes more than steps times characters.
fn walk(steps: &[Step], text: &[char]) -> bool {
    let mut places = vec![false; steps.len() + 1];
    enter(steps, &mut places, 0);
    for &c in text {
        let mut next = vec![false; steps.len() + 1];
        for (place, step) in steps.iter().enumerate().filter(|(place, _)| places[*place]) {
            let passes = match step {
                Step::Char(wanted) => *wanted == c,
                Step::One => c != '/',
                Step::Class { negated, ranges } => {
                    ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != *negated
                }
                Step::Star if c != '/' => {
                    enter(steps, &mut next, place);
                    false
                }
                Step::Star => false,
                Step::Rest | Step::Folders => {
                    next[place] = true;
                    c == '/' || matches!(step, Step::Rest)
                }
            };
            if passes {
                enter(steps, &mut next, place + 1);
            }
        }
        places = next;
    }
    places[steps.len()]
}

/// Marks a place as reached, with those after it that can be reached without a character.
fn enter(steps: &[Step], places: &mut [bool], place: usize) {
    for (at, reached) in places.iter_mut().enumerate().skip(place) {
        *reached = true;
        if !matches!(steps.get(at), Some(Step::Star | Step::Folders | Step::Rest)) {
            break;
        }
    }
}

/// The kind of a cleaned pattern that `path_match` found well formed. A range from high to low fails only here.
fn compile(pattern: &str) -> Result<Matcher, &'static str> {
    let mut steps = Vec::new();
    let mut rest = pattern.chars().peekable();
    let (mut plain, mut suffix, mut prefix) = (true, false, false);
    while let Some(c) = rest.next() {
        let step = match c {
            '*' if rest.next_if_eq(&'*').is_some() => {
                let first = steps.is_empty();
                rest.next_if_eq(&'/');
                let last = rest.peek().is_none();
                prefix = last && plain && !suffix;
                plain &= prefix || first;
                suffix |= first;
                if last { Step::Rest } else { Step::Folders }
            }
            '*' => Step::Star,
            '?' => Step::One,
            '[' => {
                let negated = rest.next_if_eq(&'^').is_some();
                let ranges = path_class(&mut rest)?;
                if ranges.iter().any(|(low, high)| low > high) {
                    return Err(BAD_PATTERN);
                }
                Step::Class { negated, ranges }
            }
            '\\' => {
                plain = false;
                Step::Char(rest.next().ok_or(BAD_PATTERN)?)
            }
            c => Step::Char(c),
        };
        plain &= matches!(step, Step::Char(_) | Step::Rest | Step::Folders);
        steps.push(step);
    }
    Ok(match (plain, suffix, prefix) {
        (true, true, _) => Matcher::Suffix(pattern[2..].to_owned()),
        (true, false, true) => Matcher::Prefix(pattern[..pattern.len() - 2].to_owned()),
        (true, false, false) => Matcher::Exact(pattern.to_owned()),
        (false, ..) => Matcher::Steps(steps),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ignored(patterns: &[&str], path: &str) -> bool {
        IgnoreList::new(patterns).unwrap().matches(path).unwrap()
    }

    #[test]
    fn reading_cleans_and_keeps_order() {
        assert_eq!(read_ignore_file("\u{feff}# note\r\n /a/./b/ \n\n! /c\n!\n"), ["a/b", "!c", "!"]);
    }

    #[test]
    fn later_patterns_override() {
        assert!(ignored(&["node_modules"], "node_modules/express/index.js"));
        assert!(!ignored(&["*.md", "!README.md"], "README.md"));
        assert!(ignored(&["*.md", "!README*.md", "README-secret.md"], "README-secret.md"));
        assert!(ignored(&["**/*.log"], "a/b/c.log"));
        assert!(!ignored(&["*.log"], "a/b/c.log"));
        assert!(ignored(&["a/**/z?"], "a/b/c/z1"));
        assert!(ignored(&["a/**/z?"], "a/z1"));
        assert!(ignored(&["**foo"], "xfoo"));
        assert!(!ignored(&["**fo?"], "xfoo"));
    }

    #[test]
    fn errors_are_patternmatchers() {
        assert_eq!(IgnoreList::new(&["!"]).unwrap_err(), "illegal exclusion pattern: \"!\"");
        assert_eq!(IgnoreList::new(&["a["]).unwrap_err(), BAD_PATTERN);
        assert_eq!(IgnoreList::new(&["[z-a]"]).unwrap().matches("x").unwrap_err(), BAD_PATTERN);
    }
}
