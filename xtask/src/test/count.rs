//! Counts of tests, read from what cargo's and Node's test runners print, and which of those lines are worth showing.

use std::fmt;

/// How many tests there were.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) passed: u64,
    pub(super) failed: u64,
    pub(super) skipped: u64,
}

/// The plain closing line: `3 passed, 0 failed`.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 { write!(f, ", {} skipped", self.skipped) } else { Ok(()) }
    }
}

impl Counts {
    /// A reader for the lines of one `cargo test -- --show-output`.
    pub(super) fn cargo_lines(&mut self) -> CargoLines<'_> {
        CargoLines { counts: self, section: Section::Results, said_skipped: false, skipped: 0 }
    }

    /// Reads one line of Node's `spec` reporter.
    pub(super) fn read_node(&mut self, line: &str) {
        let Some((word, count)) = line.strip_prefix("ℹ ").and_then(|rest| rest.split_once(' ')) else { return };
        let Ok(count) = count.parse::<u64>() else { return };
        match word {
            "pass" => self.passed += count,
            "fail" | "cancelled" => self.failed += count,
            "skipped" | "todo" => self.skipped += count,
            _ => {}
        }
    }
}

/// The parts of a test binary's output.
#[derive(PartialEq, Eq)]
enum Section {
    /// One line for each test.
    Results,
    /// What one test printed.
    Output,
    /// The names of the tests that passed, once more.
    Names,
    /// What the tests that failed printed, and their names.
    Failures,
}

/// Reads the lines of `cargo test -- --show-output` in order.
pub(super) struct CargoLines<'a> {
    counts: &'a mut Counts,
    section: Section,
    /// Whether the test whose output is being read has said already that it was skipped.
    said_skipped: bool,
    /// How many tests of this binary said so.
    skipped: u64,
}

impl CargoLines<'_> {
    /// Reads one line; says whether it is worth showing. Tests that passed in silence are not.
    pub(super) fn read(&mut self, line: &str) -> bool {
        if let Some(result) = line.strip_prefix("test result: ") {
            self.section = Section::Results;
            self.read_result(result);
            return true;
        }
        match line {
            "successes:" => self.section = Section::Names,
            "failures:" => self.section = Section::Failures,
            _ if line.starts_with("---- ") && self.section != Section::Failures => {
                self.section = Section::Output;
                self.said_skipped = false;
            }
            _ => {}
        }
        match self.section {
            Section::Results => !(line.is_empty() || line.ends_with(" ... ok") || line == "running 0 tests"),
            Section::Names => false,
            Section::Failures => true,
            Section::Output => {
                // Tests whose data is missing say so and pass; they have shown nothing, though.
                let skipped = line.starts_with("skipped") || line.contains(": skipped");
                if skipped && !self.said_skipped {
                    self.said_skipped = true;
                    self.skipped += 1;
                }
                !line.is_empty()
            }
        }
    }

    /// Reads `ok. 3 passed; 0 failed; 1 ignored; ...`.
    fn read_result(&mut self, result: &str) {
        let (_, counts) = result.split_once(". ").unwrap_or_default();
        for part in counts.split("; ") {
            let Some((count, word)) = part.split_once(' ') else { continue };
            let Ok(count) = count.parse::<u64>() else { continue };
            match word {
                "passed" => self.counts.passed += count.saturating_sub(self.skipped),
                "failed" => self.counts.failed += count,
                "ignored" => self.counts.skipped += count + self.skipped,
                _ => {}
            }
        }
        self.skipped = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn cargo_is_read() {
        let text = "running 4 tests\ntest a ... ok\ntest b ... FAILED\n\nsuccesses:\n\n---- c stdout ----\nfiles: 3\n\
                    ---- d stdout ----\ncases: skipped, no data\nskipped again\n\nsuccesses:\n    a\n    c\n    d\n\n\
                    failures:\n\n---- b stdout ----\nwrong\n\nfailures:\n    b\n\n\
                    test result: FAILED. 3 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.1s";
        let mut counts = Counts::default();
        let mut lines = counts.cargo_lines();
        let shown: Vec<&str> = text.lines().filter(|line| lines.read(line) && !line.is_empty()).collect();
        let wanted = "running 4 tests|test b ... FAILED|---- c stdout ----|files: 3|---- d stdout ----|\
                      cases: skipped, no data|skipped again|failures:|---- b stdout ----|wrong|failures:|    b";
        assert_eq!(shown[..shown.len() - 1].join("|"), wanted);
        assert_eq!(counts, Counts { passed: 2, failed: 1, skipped: 3 });
    }

    #[test]
    fn node_is_read() {
        let mut counts = Counts { passed: 1, ..Counts::default() };
        for line in ["ℹ tests 4", "ℹ pass 2", "ℹ fail 1", "ℹ skipped 1", "ℹ duration_ms 12.5", "pass 9"] {
            counts.read_node(line);
        }
        assert_eq!(counts.to_string(), "3 passed, 1 failed, 1 skipped");
    }
}
