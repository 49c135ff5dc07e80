//! Expected output: `[..]` stands for anything in a line, a line `...` for any lines. The same as in transcripts.

/// Whether a line fits a pattern in which `[..]` stands for anything.
pub fn fits(pattern: &str, line: &str) -> bool {
    let mut parts = pattern.split("[..]");
    let Some(mut rest) = line.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<&str> = parts.collect();
    if parts.is_empty() {
        return rest.is_empty();
    }
    for (index, part) in parts.iter().enumerate() {
        let at = if index + 1 == parts.len() { rest.len().checked_sub(part.len()) } else { rest.find(part) };
        match at.filter(|at| rest.is_char_boundary(*at) && rest[*at..].starts_with(part)) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.is_empty()
}

/// Whether lines fit patterns in which `...` stands for any lines. The work is bounded by the product of both lengths.
pub fn all_fit<P: AsRef<str>, L: AsRef<str>>(patterns: &[P], lines: &[L]) -> bool {
    // reached[i]: the patterns so far can have used up i lines.
    let mut reached = vec![false; lines.len() + 1];
    reached[0] = true;
    for pattern in patterns {
        let pattern = pattern.as_ref();
        let mut next = vec![false; lines.len() + 1];
        if pattern.trim() == "..." {
            let first = reached.iter().position(|at| *at).unwrap_or(next.len());
            next[first..].fill(true);
        } else {
            for (at, line) in lines.iter().enumerate().filter(|(at, _)| reached[*at]) {
                next[at + 1] = fits(pattern, line.as_ref());
            }
        }
        reached = next;
    }
    reached[lines.len()]
}

/// Output as lines to compare: carriage returns and blanks at line ends do not count, nor do empty lines at the end.
pub fn lines(output: &str) -> Vec<String> {
    let mut lines: Vec<String> = output.split('\n').map(|line| line.trim_end().to_owned()).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_stand_for_what_may_differ() {
        assert!(fits("a[..]c", "abbc") && !fits("a[..]c", "abb") && fits("[..]", "") && !fits("a", "ab"));
        assert!(fits("a", "a") && !fits("", "a") && fits("é[..]é", "éxé") && !fits("ab[..]b", "ab"));
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(all_fit(&words("a ... d"), &words("a b c d")) && !all_fit(&words("a ... d"), &words("a b")));
        assert!(all_fit(&words("..."), &[] as &[String]) && !all_fit(&words("... b ..."), &words("a c")));
        assert_eq!(lines("a \r\nb\n\n"), ["a", "b"]);
    }
}
