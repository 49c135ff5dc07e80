//! `echo` as a program; shells have their own.

use super::kit::{Next, Tool};

/// Prints its arguments.
pub(super) fn main(tool: &mut Tool) -> Next {
    let (mut newline, mut escapes) = (true, false);
    let mut skip = 0;
    for arg in &tool.args {
        let letters = arg.strip_prefix('-').unwrap_or_default();
        if letters.is_empty() || !letters.chars().all(|c| "neE".contains(c)) {
            break;
        }
        for letter in letters.chars() {
            match letter {
                'n' => newline = false,
                letter => escapes = letter == 'e',
            }
        }
        skip += 1;
    }
    let text = tool.args[skip..].join(" ");
    let (bytes, stop) = if escapes { super::printf::unescape(&text, true) } else { (text.into_bytes(), false) };
    tool.bytes(&bytes);
    if newline && !stop {
        tool.out("\n");
    }
    Next::Done
}
