//! The shape of files: a header that says what the file is, no tabs, and few lines.

use super::source::Source;

/// No file is longer.
const LINES_MAX: usize = 800;
/// Nine files of ten are no longer.
const LINES_P90: usize = 400;
/// Kinds of files in which white space is spaces. Transcripts and data hold what a program printed.
const SPACED: [&str; 7] = [".rs", ".toml", ".js", ".mjs", ".css", ".html", ".yml"];

/// One complaint for each rule broken.
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for Source { path, text } in sources {
        if let Some(line) = text.lines().position(|line| line.contains('\t'))
            && SPACED.iter().any(|ending| path.ends_with(ending))
        {
            complaints.push(format!("{path}:{}: a tab; indent with spaces, write \\t in a string", line + 1));
        }
    }
    for source in sources.iter().filter(|source| source.is_rust()) {
        let (path, lines) = (&source.path, source.text.lines().count());
        if !source.text.starts_with("//! ") {
            complaints.push(format!("{path}: begin with `//!`: what the file is, and what it is not"));
        }
        if lines > LINES_MAX {
            complaints.push(format!("{path}: {lines} lines, over {LINES_MAX}; split it by concern"));
        }
    }
    let p90 = percentile(&lengths(sources), 90);
    if p90 > LINES_P90 {
        complaints.push(format!("one Rust file in ten is longer than {p90} lines; the aim is {LINES_P90}"));
    }
    complaints
}

/// The sizes of the Rust files in one sentence.
pub(super) fn summary(sources: &[Source]) -> String {
    let lengths = lengths(sources);
    let (files, total) = (lengths.len(), lengths.iter().sum::<usize>());
    let (median, p90, max) = (percentile(&lengths, 50), percentile(&lengths, 90), percentile(&lengths, 100));
    format!("{files} Rust files, {total} lines; lines a file: median {median}, p90 {p90}, longest {max}")
}

/// Lines of each Rust file, ascending.
fn lengths(sources: &[Source]) -> Vec<usize> {
    let rust = sources.iter().filter(|source| source.is_rust());
    let mut lengths: Vec<usize> = rust.map(|source| source.text.lines().count()).collect();
    lengths.sort_unstable();
    lengths
}

fn percentile(sorted: &[usize], percent: usize) -> usize {
    let last = sorted.len().saturating_sub(1);
    sorted.get(last * percent / 100).copied().unwrap_or(0)
}

#[test]
fn headers_tabs_and_lengths_are_seen() {
    let long = format!("//! Long.\n{}", "x\n".repeat(LINES_MAX));
    let sources = [
        Source::new("src/good.rs", "//! Good.\nfn f() {}\n"),
        Source::new("src/bare.rs", "fn f() {}\n"),
        Source::new("src/long.rs", &long),
        Source::new("static/tab.css", "a {\n\tb: c }\n"),
        Source::new("tests/transcripts/tab.md", "a\tb\n"),
    ];
    let complaints = check(&sources);
    let starts = ["static/tab.css:2: a tab", "src/bare.rs: begin", "src/long.rs: 801 lines"];
    assert_eq!(complaints.len(), starts.len(), "{complaints:?}");
    for (complaint, start) in complaints.iter().zip(starts) {
        assert!(complaint.starts_with(start), "{complaint}");
    }
}

#[test]
fn percentiles_of_few_files_are_their_own() {
    assert_eq!([50, 90, 100].map(|percent| percentile(&[1, 2, 3], percent)), [2, 2, 3]);
    assert_eq!(percentile(&[], 90), 0);
}
