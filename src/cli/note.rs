//! Docker's notes: a mark and some lines beside it, in colour on a terminal. Recorded from 28.2.2.

/// Bold, a light cyan ground, black; then light cyan.
const FANCY: &str = "\x1b[1m\x1b[106m\x1b[30mi\x1b[0m\x1b[0m \x1b[96mInfo → \x1b[0m\x1b[0m";
const PLAIN: &str = " Info -> ";

/// A note's text as it is printed.
pub(crate) fn note(text: &str, terminal: bool) -> String {
    let mut out = format!("\n{}", if terminal { FANCY } else { PLAIN });
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push_str(&" ".repeat(PLAIN.len()));
        }
        if terminal {
            let line = line.replace("--platform", "\x1b[1m--platform\x1b[0m");
            out.extend(["\x1b[3m", &line, "\x1b[0m\n"]);
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}
