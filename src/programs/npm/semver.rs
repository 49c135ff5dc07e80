//! Versions and ranges as node-semver reads them. Tags such as `latest` are resolved elsewhere.

use std::cmp::Ordering;

/// A version: three numbers and what follows a dash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    numbers: [u64; 3],
    prerelease: Vec<String>,
}

impl Version {
    /// Reads `1.2.3` or `1.2.3-beta.1`; build metadata is dropped.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches(['v', '=']);
        let text = text.split('+').next()?;
        let (core, rest) = text.split_once('-').map_or((text, ""), |(core, rest)| (core, rest));
        let mut numbers = [0; 3];
        let mut parts = core.split('.');
        for number in &mut numbers {
            *number = parts.next()?.parse().ok()?;
        }
        let prerelease = if rest.is_empty() { Vec::new() } else { rest.split('.').map(str::to_owned).collect() };
        parts.next().is_none().then_some(Self { numbers, prerelease })
    }

    /// Whether it is a release.
    pub(super) fn is_release(&self) -> bool {
        self.prerelease.is_empty()
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_numbers = self.numbers.cmp(&other.numbers);
        let by_kind = self.prerelease.is_empty().cmp(&other.prerelease.is_empty());
        by_numbers.then(by_kind).then_with(|| {
            for (mine, theirs) in self.prerelease.iter().zip(&other.prerelease) {
                let order = match (mine.parse::<u64>(), theirs.parse::<u64>()) {
                    (Ok(a), Ok(b)) => a.cmp(&b),
                    (Ok(_), Err(_)) => Ordering::Less,
                    (Err(_), Ok(_)) => Ordering::Greater,
                    (Err(_), Err(_)) => mine.cmp(theirs),
                };
                if order != Ordering::Equal {
                    return order;
                }
            }
            self.prerelease.len().cmp(&other.prerelease.len())
        })
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A comparison with a version.
#[derive(Clone, Debug)]
struct Bound {
    operator: &'static str,
    version: Version,
}

impl Bound {
    fn holds(&self, version: &Version) -> bool {
        let order = version.cmp(&self.version);
        match self.operator {
            ">=" => order != Ordering::Less,
            ">" => order == Ordering::Greater,
            "<=" => order != Ordering::Greater,
            "<" => order == Ordering::Less,
            _ => order == Ordering::Equal,
        }
    }
}

/// A range: alternatives, each a list of comparisons that must all hold.
#[derive(Clone, Debug)]
pub(super) struct Range(Vec<Vec<Bound>>);

impl Range {
    /// Reads `^1.2.3`, `~1.2`, `1.x`, `>=1 <2`, `1.2 - 1.4`, `a || b`, `*`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        text.split("||").map(alternative).collect::<Option<Vec<_>>>().map(Self)
    }

    /// Whether a version is in the range. A prerelease is only in one that names a prerelease of the same version.
    pub(super) fn holds(&self, version: &Version) -> bool {
        self.0.iter().any(|bounds| {
            let named = |bound: &Bound| !bound.version.is_release() && bound.version.numbers == version.numbers;
            bounds.iter().all(|bound| bound.holds(version)) && (version.is_release() || bounds.iter().any(named))
        })
    }

    /// The least version that the range allows.
    pub(super) fn least(&self) -> Option<String> {
        let bound = self.0.first()?.iter().find(|bound| matches!(bound.operator, ">=" | "=" | ">"));
        let [major, minor, patch] = bound.map_or([1, 0, 0], |bound| bound.version.numbers);
        Some(format!("{major}.{minor}.{patch}"))
    }
}

fn alternative(text: &str) -> Option<Vec<Bound>> {
    if let Some((low, high)) = text.split_once(" - ") {
        let mut bounds = partial(">=", low.trim())?;
        bounds.extend(partial("<=", high.trim())?);
        return Some(bounds);
    }
    // A blank may stand between an operator and its version.
    let mut bounds = Vec::new();
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        let operator = ["^", "~>", "~", ">=", "<=", ">", "<", "="].into_iter().find(|known| word.starts_with(known));
        let rest = word.strip_prefix(operator.unwrap_or("")).unwrap_or(word);
        let rest = if rest.is_empty() { words.next()? } else { rest };
        bounds.extend(partial(operator.unwrap_or("="), rest)?);
    }
    Some(bounds)
}

/// An operator and a version that may lack parts.
fn partial(operator: &str, text: &str) -> Option<Vec<Bound>> {
    let text = text.trim_start_matches(['v', '=']);
    let (core, prerelease) = text.split_once('-').map_or((text, ""), |(core, rest)| (core, rest));
    let mut numbers = [0_u64; 3];
    let mut given = 0;
    for (at, part) in core.split('+').next()?.split('.').take(3).enumerate() {
        if matches!(part, "x" | "X" | "*" | "") {
            break;
        }
        numbers[at] = part.parse().ok()?;
        given = at + 1;
    }
    let version = |numbers: [u64; 3]| Version { numbers, prerelease: Vec::new() };
    let exact = Version {
        numbers,
        prerelease: if prerelease.is_empty() { Vec::new() } else { prerelease.split('.').map(str::to_owned).collect() },
    };
    let bound = |operator: &'static str, version: Version| Bound { operator, version };
    // The first version beyond all that share the first `kept` numbers.
    let beyond = |kept: usize| {
        let mut next = [0; 3];
        next[..kept].copy_from_slice(&numbers[..kept]);
        next[kept - 1] += 1;
        // Prereleases of the next version are beyond too.
        Version { numbers: next, prerelease: vec!["0".to_owned()] }
    };
    Some(match (operator, given) {
        (_, 0) => Vec::new(),
        ("^", _) => {
            let first = numbers.iter().position(|number| *number > 0).unwrap_or(given - 1).min(given - 1);
            vec![bound(">=", exact), bound("<", beyond(first + 1))]
        }
        ("~" | "~>", _) => vec![bound(">=", exact), bound("<", beyond(given.min(2)))],
        (">=", _) => vec![bound(">=", exact)],
        (">", 3) => vec![bound(">", exact)],
        (">", _) => vec![bound(">=", version(beyond(given).numbers))],
        ("<", _) => vec![bound("<", exact)],
        ("<=", 3) => vec![bound("<=", exact)],
        ("<=", _) => vec![bound("<", beyond(given))],
        (_, 3) => vec![bound("=", exact)],
        _ => vec![bound(">=", exact), bound("<", beyond(given))],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_versions() {
        for (range, version, wanted) in [
            ("^1.2.3", "1.9.0", true),
            ("^1.2.3", "2.0.0", false),
            ("^0.2.3", "0.2.9", true),
            ("^0.2.3", "0.3.0", false),
            ("^0.0.3", "0.0.4", false),
            ("~1.2.3", "1.2.9", true),
            ("~1.2", "1.3.0", false),
            ("1.x", "1.7.0", true),
            ("1", "2.0.0", false),
            ("*", "9.9.9", true),
            ("", "1.0.0", true),
            (">= 1.43.0 < 2", "1.54.0", true),
            (">=1.0.0 <2.0.0 || ^3.1", "3.2.0", true),
            ("1.2.3 - 2.3", "2.3.9", true),
            ("11.1.5 || >11.1.6 <12", "11.1.6", false),
            ("^1.0.0", "2.0.0-beta", false),
            ("^1.0.0-beta.2", "1.0.0-beta.10", true),
            ("=0.156.0", "0.156.0", true),
        ] {
            let held = Range::parse(range).unwrap().holds(&Version::parse(version).unwrap());
            assert_eq!(held, wanted, "{range} {version}");
        }
        assert!(Range::parse("latest").is_none());
        assert_eq!(Range::parse("^4.18.2").unwrap().least().as_deref(), Some("4.18.2"));
    }
}
