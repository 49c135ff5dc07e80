//! Finding matches: a walk over (step, place) pairs that visits each only once, so that no pattern takes long. Patterns
//! with back references are tried out instead, within a budget.

use super::{Captures, Class, Edge, Regex, Step, fold};

/// How many tries a pattern with back references gets.
const BUDGET: usize = 400_000;

enum Job {
    Run(usize, usize),
    Restore(usize, Option<usize>),
}

impl Regex {
    /// The leftmost longest match that begins at byte `from` or later.
    pub(crate) fn find_at(&self, text: &[u8], from: usize) -> Option<Captures> {
        let width = text.len() + 1;
        let mut visited = if self.has_back { Vec::new() } else { vec![0_u64; (self.steps.len() * width).div_ceil(64)] };
        let mut budget = BUDGET;
        let mut at = from;
        while at <= text.len() {
            if let Some(found) = self.run(text, at, &mut visited, &mut budget) {
                return Some(found);
            }
            at += decode(text, at).map_or(1, |(_, len)| len);
        }
        None
    }

    fn run(&self, text: &[u8], start: usize, visited: &mut [u64], budget: &mut usize) -> Option<Captures> {
        let mut slots: Vec<Option<usize>> = vec![None; (self.groups + 1) * 2];
        let mut best: Option<Vec<Option<usize>>> = None;
        let mut jobs = vec![Job::Run(0, start)];
        'jobs: while let Some(job) = jobs.pop() {
            let (mut step, mut at) = match job {
                Job::Run(step, at) => (step, at),
                Job::Restore(slot, old) => {
                    slots[slot] = old;
                    continue;
                }
            };
            loop {
                if visited.is_empty() {
                    *budget = budget.saturating_sub(1);
                    if *budget == 0 {
                        break 'jobs;
                    }
                } else {
                    let bit = step * (text.len() + 1) + at;
                    if visited[bit / 64] & 1 << (bit % 64) != 0 {
                        continue 'jobs;
                    }
                    visited[bit / 64] |= 1 << (bit % 64);
                }
                match &self.steps[step] {
                    Step::Match => {
                        if best.as_ref().is_none_or(|best| best[1] < Some(at)) {
                            best = Some(slots.clone());
                        }
                        if at == text.len() {
                            break 'jobs;
                        }
                        continue 'jobs;
                    }
                    Step::Jump(target) => step = *target,
                    Step::Split(first, second) => {
                        jobs.push(Job::Run(*second, at));
                        step = *first;
                    }
                    Step::Save(slot) => {
                        jobs.push(Job::Restore(*slot, slots[*slot]));
                        slots[*slot] = Some(at);
                        step += 1;
                    }
                    other => match self.consume(other, text, at, &slots) {
                        Some(next) => (step, at) = (step + 1, next),
                        None => continue 'jobs,
                    },
                }
            }
        }
        best.map(|slots| slots.chunks(2).map(|pair| pair[0].zip(pair[1])).collect())
    }

    /// The place after a step that looks at the text.
    fn consume(&self, step: &Step, text: &[u8], at: usize, slots: &[Option<usize>]) -> Option<usize> {
        match step {
            Step::Edge(edge) => self.is_edge(*edge, text, at).then_some(at),
            Step::Back(group) => {
                let range = slots[group * 2]?..slots[group * 2 + 1]?;
                let end = at + range.len();
                let (wanted, here) = (text.get(range)?, text.get(at..end)?);
                let same = if self.ignore_case { here.eq_ignore_ascii_case(wanted) } else { here == wanted };
                same.then_some(end)
            }
            _ => {
                let (c, len) = decode(text, at)?;
                let fits = match step {
                    Step::Char(wanted) => *wanted == if self.ignore_case { fold(c) } else { c },
                    Step::Any => true,
                    Step::Class(class) => class.accepts(c, self.ignore_case),
                    _ => false,
                };
                fits.then_some(at + len)
            }
        }
    }

    fn is_edge(&self, edge: Edge, text: &[u8], at: usize) -> bool {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let before = at > 0 && word(previous(text, at));
        let after = decode(text, at).is_some_and(|(c, _)| word(c));
        match edge {
            Edge::Start => at == 0 || self.multiline && text[at - 1] == b'\n',
            Edge::End => at == text.len() || self.multiline && text[at] == b'\n',
            Edge::Word => before != after,
            Edge::NotWord => before == after,
            Edge::WordStart => !before && after,
            Edge::WordEnd => before && !after,
            Edge::NoWordBefore => !before,
            Edge::NoWordAfter => !after,
        }
    }
}

impl Class {
    fn accepts(&self, c: char, ignore_case: bool) -> bool {
        let lists = |c: char| {
            self.ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) || self.named.iter().any(|test| test(c))
        };
        let upper = |c: char| c.to_uppercase().next().unwrap_or(c);
        (lists(c) || ignore_case && (lists(fold(c)) || lists(upper(c)))) != self.negated
    }
}

/// The character at a place and its length in bytes; a byte that is no character stands alone.
fn decode(text: &[u8], at: usize) -> Option<(char, usize)> {
    let first = *text.get(at)?;
    let len = match first {
        ..0x80 => return Some((char::from(first), 1)),
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    };
    let part = text.get(at..at + len).and_then(|bytes| std::str::from_utf8(bytes).ok());
    Some(part.and_then(|text| text.chars().next()).map_or((char::REPLACEMENT_CHARACTER, 1), |c| (c, len)))
}

/// The character before a place.
fn previous(text: &[u8], at: usize) -> char {
    let start = (at.saturating_sub(4)..at).rev().find(|start| text[*start] & 0xc0 != 0x80).unwrap_or(at - 1);
    decode(text, start).map_or(char::REPLACEMENT_CHARACTER, |(c, _)| c)
}
