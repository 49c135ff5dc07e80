//! The regular expressions of the scenarios: characters, `.`, sets, `\d`, anchors, and `* + ? {n}` behind one of them.
//! Enough for a test, and no more.

/// One character's worth of a pattern and how often it may come.
struct Atom {
    fits: Box<dyn Fn(char) -> bool>,
    least: usize,
    most: usize,
}

/// Whether a pattern is found in a text.
pub(crate) fn found(pattern: &str, text: &str) -> bool {
    let (from_start, pattern) = pattern.strip_prefix('^').map_or((false, pattern), |rest| (true, rest));
    let to_end = pattern.ends_with('$') && !pattern.ends_with("\\$");
    let atoms = atoms(pattern.strip_suffix('$').filter(|_| to_end).unwrap_or(pattern));
    let text: Vec<char> = text.chars().collect();
    let starts = if from_start { 0..=0 } else { 0..=text.len() };
    starts.into_iter().any(|start| fits(&atoms, &text[start..], to_end))
}

fn atoms(pattern: &str) -> Vec<Atom> {
    let mut atoms: Vec<Atom> = Vec::new();
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        let fits: Box<dyn Fn(char) -> bool> = match c {
            '.' => Box::new(|c| c != '\n'),
            '[' => {
                let set: Vec<char> = rest.by_ref().take_while(|c| *c != ']').collect();
                Box::new(move |c| in_set(&set, c))
            }
            '\\' => match rest.next() {
                Some('d') => Box::new(|c| c.is_ascii_digit()),
                Some('n') => Box::new(|c| c == '\n'),
                other => Box::new(move |c| Some(c) == other),
            },
            own => Box::new(move |c| c == own),
        };
        let (least, most) = match rest.peek() {
            Some('*') => (0, usize::MAX),
            Some('+') => (1, usize::MAX),
            Some('?') => (0, 1),
            Some('{') => {
                let digits: String = rest.clone().skip(1).take_while(|c| *c != '}').collect();
                let count = digits.parse().unwrap();
                rest.by_ref().take(digits.len() + 1).for_each(drop);
                (count, count)
            }
            _ => (1, 1),
        };
        if (least, most) != (1, 1) {
            rest.next();
        }
        atoms.push(Atom { fits, least, most });
    }
    atoms
}

fn in_set(set: &[char], c: char) -> bool {
    set.contains(&c) || set.windows(3).any(|range| range[1] == '-' && (range[0]..=range[2]).contains(&c))
}

fn fits(atoms: &[Atom], text: &[char], to_end: bool) -> bool {
    let Some((first, later)) = atoms.split_first() else { return !to_end || matches!(text, [] | ['\n']) };
    let most = text.iter().take(first.most).take_while(|c| (first.fits)(**c)).count();
    (first.least..=most).rev().any(|count| fits(later, &text[count..], to_end))
}

#[test]
fn patterns_are_found() {
    assert!(found("^[0-9a-f]{4}$", "12af") && !found("^[0-9a-f]{4}$", "12afx"));
    assert!(found("b.*d", "abcd") && found("\\[y/N\\] \\n?$", "sure? [y/N] \n") && !found("^b", "ab"));
    assert!(found("^\\d{2}Z =$", "12Z =") && found("^/?$", ""));
}
