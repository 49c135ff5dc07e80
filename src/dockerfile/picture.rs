//! The excerpt that docker prints under a failed build: the lines around the instruction, the failing ones marked.

use std::fmt::Write as _;

use super::tree::Lines;

/// The excerpt with its head line and both rules, ending in a new line; empty when the lines are outside the file.
/// As in BuildKit (errdefs `Source.Print`) one line gets four lines of surroundings, several get two.
pub fn error_picture(file_name: &str, source: &str, marked: Lines) -> String {
    let lines: Vec<&str> = source.split('\n').collect();
    let count = lines.len() as u32;
    if marked.first < 1 || marked.first > count {
        return String::new();
    }
    let (mut first, mut last) = (marked.first, marked.last.min(count));
    let wanted = if last == first { 4 } else { 2 };
    let mut padded = 0;
    while padded < wanted {
        if first > 1 {
            first -= 1;
            padded += 1;
        }
        if last != count {
            last += 1;
            padded += 1;
        }
        // BuildKit counts every round as one line more.
        padded += 1;
    }
    let mut out = format!("{file_name}:{}\n--------------------\n", marked.first);
    for (number, line) in (first..=last).zip(&lines[first as usize - 1..]) {
        let mark = if marked.contains(number) { ">>>" } else { "   " };
        // Writing to a String cannot fail.
        let _ = writeln!(out, " {number:3} | {mark} {line}");
    }
    out.push_str("--------------------\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_the_line_and_shows_its_surroundings() {
        let source = "FROM alpine\nRUN true\nBAD\nRUN false\nCMD x\n";
        let picture = error_picture("Dockerfile", source, Lines::one(3));
        let expected = "Dockerfile:3\n--------------------\n   1 |     FROM alpine\n   2 |     RUN true\n\
                        \x20  3 | >>> BAD\n   4 |     RUN false\n   5 |     CMD x\n--------------------\n";
        assert_eq!(picture, expected);
        assert_eq!(error_picture("Dockerfile", source, Lines::one(0)), "");
        assert_eq!(error_picture("Dockerfile", source, Lines::one(9)), "");
    }
}
