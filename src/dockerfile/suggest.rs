//! "did you mean": the nearest of a list of names.

/// The option nearest to `value`, if fewer than three edits away. None when `value` is one of the options: then the error
/// was not about the name.
pub fn nearest<'a>(value: &str, options: &[&'a str]) -> Option<&'a str> {
    let mut best = None;
    let mut best_distance = 3;
    for &option in options {
        if option == value {
            return None;
        }
        let distance = edit_distance(value, option);
        if distance < best_distance {
            best = Some(option);
            best_distance = distance;
        }
    }
    best
}

/// The suggestion as BuildKit appends it to a message, or nothing.
pub fn did_you_mean(value: &str, options: &[&str]) -> String {
    nearest(value, options).map(|found| format!(" (did you mean {found}?)")).unwrap_or_default()
}

/// How many characters have to be put in, taken out or changed.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let changed = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
