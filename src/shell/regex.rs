//! Extended regular expressions for `[[ text =~ pattern ]]`: a small backtracking matcher with groups. Programs such as
//! `grep` have their own.

use super::state::Shell;
use super::vars::Value;

/// One step of a pattern.
#[derive(Clone, Debug)]
enum Step {
    Char(char),
    Any,
    /// A bracket expression in the shell's spelling.
    Class(String),
    Start,
    End,
    /// Alternatives of a group, with its number.
    Group(usize, Vec<Vec<Item>>),
}

/// A step and how often it may come.
#[derive(Clone, Debug)]
struct Item {
    step: Step,
    least: u32,
    most: u32,
}

/// How many steps a match may take before it counts as none.
const BUDGET: u32 = 200_000;

struct Matcher<'a> {
    text: &'a [char],
    groups: Vec<Option<(usize, usize)>>,
    budget: u32,
}

impl Shell {
    /// Matches, and sets BASH_REMATCH. The pattern is in the shell's form: what was quoted stands after a backslash.
    pub(super) fn match_regex(&mut self, text: &str, pattern: &str) -> bool {
        let chars: Vec<char> = pattern.chars().collect();
        let (mut at, mut groups) = (0, 0);
        let alternatives = parse(&chars, &mut at, &mut groups, 0).filter(|_| at == chars.len());
        let Some(alternatives) = alternatives else { return false };
        let text: Vec<char> = text.chars().collect();
        let mut matcher = Matcher { text: &text, groups: vec![None; groups + 1], budget: BUDGET };
        for start in 0..=text.len() {
            let whole = Item { step: Step::Group(0, alternatives.clone()), least: 1, most: 1 };
            if matcher.run(&[whole], start, &mut |_, _| true) {
                let found = matcher.groups.iter().enumerate().map(|(at, group)| {
                    let (from, to) = group.unwrap_or((0, 0));
                    (at as i64, text[from..to].iter().collect())
                });
                self.vars.entry("BASH_REMATCH").value = Value::Array(found.collect());
                return true;
            }
        }
        self.vars.entry("BASH_REMATCH").value = Value::Array(std::collections::BTreeMap::new());
        false
    }
}

fn parse(chars: &[char], at: &mut usize, groups: &mut usize, depth: u32) -> Option<Vec<Vec<Item>>> {
    let mut alternatives = vec![Vec::new()];
    while let Some(c) = chars.get(*at).copied() {
        *at += 1;
        let step = match c {
            ')' if depth > 0 => {
                *at -= 1;
                break;
            }
            '|' => {
                alternatives.push(Vec::new());
                continue;
            }
            '(' if depth < 20 => {
                *groups += 1;
                let number = *groups;
                let inner = parse(chars, at, groups, depth + 1)?;
                if chars.get(*at) != Some(&')') {
                    return None;
                }
                *at += 1;
                Step::Group(number, inner)
            }
            '.' => Step::Any,
            '^' => Step::Start,
            '$' => Step::End,
            '[' => {
                let first = *at;
                let mut end = first + usize::from(chars.get(first) == Some(&'^'));
                end += usize::from(chars.get(end) == Some(&']'));
                while *chars.get(end)? != ']' {
                    let named = chars.get(end) == Some(&'[') && matches!(chars.get(end + 1), Some(':' | '.' | '='));
                    if named {
                        end += 2;
                        while *chars.get(end)? != ']' {
                            end += 1;
                        }
                    }
                    end += 1;
                }
                *at = end + 1;
                Step::Class(chars[first - 1..=end].iter().collect::<String>().replacen("[^", "[!", 1))
            }
            '\\' => {
                let escaped = *chars.get(*at)?;
                *at += 1;
                Step::Char(escaped)
            }
            c => Step::Char(c),
        };
        let (least, most) = repeat(chars, at)?;
        alternatives.last_mut()?.push(Item { step, least, most });
    }
    Some(alternatives)
}

/// `*`, `+`, `?` and `{2,3}`.
fn repeat(chars: &[char], at: &mut usize) -> Option<(u32, u32)> {
    let bounds = match chars.get(*at) {
        Some('*') => (0, u32::MAX),
        Some('+') => (1, u32::MAX),
        Some('?') => (0, 1),
        Some('{') => {
            let close = *at + chars[*at..].iter().position(|c| *c == '}')?;
            let inside: String = chars[*at + 1..close].iter().collect();
            *at = close + 1;
            return match inside.split_once(',') {
                None => inside.parse().ok().map(|count| (count, count)),
                Some((least, "")) => Some((least.parse().ok()?, u32::MAX)),
                Some((least, most)) => Some((least.parse().unwrap_or(0), most.parse().ok()?)),
            };
        }
        _ => return Some((1, 1)),
    };
    *at += 1;
    Some(bounds)
}

impl Matcher<'_> {
    /// Matches items from `at` on, then what `next` wants.
    fn run(&mut self, items: &[Item], at: usize, next: &mut dyn FnMut(&mut Self, usize) -> bool) -> bool {
        let Some((item, rest)) = items.split_first() else { return next(self, at) };
        self.times(item, rest, 0, at, next)
    }

    /// Matches one item as often as it may come, then the rest; more often first.
    fn times(
        &mut self,
        item: &Item,
        rest: &[Item],
        count: u32,
        at: usize,
        next: &mut dyn FnMut(&mut Self, usize) -> bool,
    ) -> bool {
        if self.budget == 0 || count > 2_000 {
            return false;
        }
        self.budget -= 1;
        if count < item.most {
            let again = match &item.step {
                Step::Group(number, alternatives) => {
                    let before = self.groups[*number];
                    let mut found = false;
                    for alternative in alternatives {
                        found = self.run(alternative, at, &mut |matcher, end| {
                            let old = matcher.groups[*number];
                            matcher.groups[*number] = Some((at, end));
                            // An empty turn would repeat for ever.
                            let good =
                                (end > at || count < item.least) && matcher.times(item, rest, count + 1, end, next);
                            if !good {
                                matcher.groups[*number] = old;
                            }
                            good
                        });
                        if found {
                            break;
                        }
                    }
                    if !found {
                        self.groups[*number] = before;
                    }
                    found
                }
                step => match self.single(step, at) {
                    Some(end) if end > at => self.times(item, rest, count + 1, end, next),
                    Some(_) => return self.run(rest, at, next),
                    None => false,
                },
            };
            if again {
                return true;
            }
        }
        count >= item.least && self.run(rest, at, next)
    }

    fn single(&self, step: &Step, at: usize) -> Option<usize> {
        let c = self.text.get(at);
        let fits = match step {
            Step::Start => return (at == 0).then_some(at),
            Step::End => return (at == self.text.len()).then_some(at),
            Step::Char(wanted) => c == Some(wanted),
            Step::Any => c.is_some(),
            Step::Class(class) => c.is_some_and(|c| crate::base::glob::shell_match(class, &c.to_string())),
            Step::Group(..) => false,
        };
        fits.then_some(at + 1)
    }
}
