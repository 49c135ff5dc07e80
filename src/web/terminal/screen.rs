//! What a terminal shows, as blocks of styled rows: escape codes in, rows out. The escape codes are read by `avt`; the
//! rows are logical lines, which the page wraps by its own width. Nothing here draws.

use std::rc::Rc;

use avt::{Color, Line, Pen, Vt};

/// Columns of the emulator while no line is longer. Wide, so that it never breaks a line: the page does.
const COLUMNS: usize = 240;
/// Rows that a program can address with the cursor.
const ROWS: usize = 24;
/// Rows in a finished block.
const BLOCK_ROWS: usize = 64;
/// Rows kept above the screen.
const SCROLLBACK_ROWS: usize = 10_000;
/// What `clear` sends to drop what is above the screen; the emulator knows only the screen.
const DROP_SCROLLBACK: &str = "\x1b[3J";

/// Text in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::web) struct Run {
    /// Names of style classes; empty for plain text.
    pub(in crate::web) style: String,
    /// The text.
    pub(in crate::web) text: String,
}

/// One logical line, without trailing blanks.
pub(in crate::web) type Row = Vec<Run>;

/// Rows that are drawn together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::web) struct Block {
    /// The number of its first row, counted from the beginning of the session.
    pub(in crate::web) first: usize,
    /// Its rows.
    pub(in crate::web) rows: Vec<Row>,
}

/// All that is on the screen and above it.
#[derive(Clone, Debug, Default)]
pub(in crate::web) struct Sheet {
    /// Finished blocks: these never change.
    pub(in crate::web) done: Vec<Rc<Block>>,
    /// The rows after them.
    pub(in crate::web) tail: Rc<Block>,
    /// How many columns of the last row stand before the cursor; `None` when the last row is none that input goes on.
    pub(in crate::web) cursor: Option<usize>,
}

impl PartialEq for Sheet {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.tail, &other.tail) && self.cursor == other.cursor && self.done.len() == other.done.len()
    }
}

impl Sheet {
    /// All of it as text, without the prompt that waits at its end.
    pub(in crate::web) fn text(&self) -> String {
        let rows = self.done.iter().chain([&self.tail]).flat_map(|block| &block.rows);
        let mut rows: Vec<String> = rows.map(|row| row.iter().map(|run| run.text.as_str()).collect()).collect();
        if self.cursor.is_some() {
            rows.pop();
        }
        rows.join("\n")
    }
}

/// A terminal's screen.
pub(in crate::web) struct Screen {
    vt: Vt,
    /// Bytes of a character that is not complete yet.
    partial: Vec<u8>,
    done: Vec<Rc<Block>>,
    /// Rows that left the emulator and fill the next block.
    open: Vec<Row>,
    /// The number of the first row of `open`.
    first: usize,
}

impl Screen {
    /// An empty screen.
    pub(in crate::web) fn new() -> Self {
        let vt = Vt::builder().size(COLUMNS, ROWS).scrollback_limit(0).build();
        Self { vt, partial: Vec::new(), done: Vec::new(), open: Vec::new(), first: 0 }
    }

    /// Shows what a program printed.
    pub(in crate::web) fn feed(&mut self, bytes: &[u8]) {
        self.partial.extend_from_slice(bytes);
        let bytes = std::mem::take(&mut self.partial);
        let whole = bytes.len() - incomplete(&bytes);
        self.partial.extend_from_slice(&bytes[whole..]);
        let text = String::from_utf8_lossy(&bytes[..whole]);
        let mut parts = text.split(DROP_SCROLLBACK);
        self.feed_text(parts.next().unwrap_or_default());
        for part in parts {
            self.drop_scrollback();
            self.feed_text(part);
        }
    }

    /// Drops everything but the row of the cursor, as Ctrl-L and the clear button do.
    pub(in crate::web) fn clear(&mut self) {
        let row = to_row(&self.vt.view()[self.vt.cursor().row.min(ROWS - 1)]);
        let text: String = row.iter().map(|run| run.text.as_str()).collect();
        let pad = self.vt.cursor().col.saturating_sub(text.chars().count());
        self.feed_text(&format!("\x1b[H\x1b[2J{text}{}", " ".repeat(pad)));
        self.drop_scrollback();
    }

    fn drop_scrollback(&mut self) {
        self.first += self.open.len();
        self.open.clear();
        self.done.clear();
    }

    fn feed_text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let longest = text.split('\n').map(str::len).max().unwrap_or(0);
        let columns = self.vt.size().0;
        if self.vt.cursor().col + longest > columns {
            self.take(|vt| vt.resize(longest + COLUMNS, ROWS).scrollback.collect());
        } else if columns > COLUMNS && longest < COLUMNS && self.widest() < COLUMNS {
            self.take(|vt| vt.resize(COLUMNS, ROWS).scrollback.collect());
        }
        self.take(|vt| vt.feed_str(text).scrollback.collect());
    }

    /// Keeps the rows that leave the emulator.
    fn take(&mut self, work: impl FnOnce(&mut Vt) -> Vec<Line>) {
        let rows = work(&mut self.vt);
        self.open.extend(rows.iter().map(to_row));
        // A block ends with text: the line break at its end would otherwise swallow an empty row.
        while self.open.len() > BLOCK_ROWS {
            let Some(end) = self.open.iter().skip(BLOCK_ROWS - 1).position(|row| !row.is_empty()) else { break };
            let rest = self.open.split_off(BLOCK_ROWS + end);
            let rows = std::mem::replace(&mut self.open, rest);
            let block = Block { first: self.first, rows };
            self.first += block.rows.len();
            self.done.push(Rc::new(block));
        }
        let surplus = self.done.len().saturating_sub(SCROLLBACK_ROWS / BLOCK_ROWS);
        self.done.drain(..surplus);
    }

    fn widest(&self) -> usize {
        self.vt.view().iter().map(width).max().unwrap_or(0)
    }

    /// What is to be drawn now. Rows below the last one with text or the cursor are no part of it, nor is an empty row
    /// of the cursor: the line that is typed stands there.
    pub(in crate::web) fn sheet(&self) -> Sheet {
        let view = self.vt.view();
        let cursor = self.vt.cursor();
        let last = view.iter().rposition(|line| width(line) > 0);
        let end = last.map_or(0, |last| last + 1);
        let cursor_row = cursor.row.min(view.len().saturating_sub(1));
        // Rows between the text and a cursor further down are part of what the program left.
        let end = if cursor.col > 0 { end.max(cursor_row + 1) } else { end.max(cursor_row) };
        let mut rows = self.open.clone();
        rows.extend(view[..end].iter().map(to_row));
        let on_last = end > 0 && cursor_row + 1 == end && cursor.col > 0;
        let tail = Rc::new(Block { first: self.first, rows });
        Sheet { done: self.done.clone(), tail, cursor: on_last.then_some(cursor.col) }
    }

    /// Whether a program listens to arrow keys in application mode.
    pub(in crate::web) fn application_keys(&self) -> bool {
        self.vt.cursor_key_app_mode()
    }
}

/// How many bytes at the end belong to a character that is not complete.
fn incomplete(bytes: &[u8]) -> usize {
    for back in 1..=bytes.len().min(3) {
        let byte = bytes[bytes.len() - back];
        let wants = match byte {
            0xc0..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf7 => 4,
            0x80..=0xbf => continue,
            _ => return 0,
        };
        return if wants > back { back } else { 0 };
    }
    0
}

/// The columns of a line up to its last letter or colour.
fn width(line: &Line) -> usize {
    line.cells().iter().rposition(|cell| !is_blank(cell)).map_or(0, |last| last + 1)
}

fn is_blank(cell: &avt::Cell) -> bool {
    cell.char() == ' ' && cell.pen().background().is_none() && !cell.pen().is_inverse()
}

fn to_row(line: &Line) -> Row {
    let mut row: Row = Vec::new();
    let mut pen = None;
    for cell in line.cells()[..width(line)].iter().filter(|cell| cell.width() > 0) {
        match row.last_mut() {
            Some(run) if pen == Some(*cell.pen()) => run.text.push(cell.char()),
            _ => row.push(Run { style: style(cell.pen()), text: cell.char().to_string() }),
        }
        pen = Some(*cell.pen());
    }
    row
}

/// The classes of a pen: `f1` is red as foreground, `b4` blue as background. Colours beyond the sixteen are not kept:
/// the page's own palette has to hold its contrast in both themes.
fn style(pen: &Pen) -> String {
    let mut classes = Vec::new();
    for (letter, color) in [('f', pen.foreground()), ('b', pen.background())] {
        match color {
            Some(Color::Indexed(index @ 0..=15)) => classes.push(format!("{letter}{}", index % 8)),
            Some(Color::Indexed(_) | Color::RGB(_)) => classes.push(format!("{letter}7")),
            None => {}
        }
    }
    let flags = [
        (pen.is_bold(), "bold"),
        (pen.is_faint(), "faint"),
        (pen.is_italic(), "italic"),
        (pen.is_underline(), "underline"),
        (pen.is_strikethrough(), "strike"),
        (pen.is_inverse(), "inverse"),
    ];
    classes.extend(flags.iter().filter(|(on, _)| *on).map(|(_, name)| (*name).to_owned()));
    classes.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(screen: &Screen) -> String {
        let sheet = screen.sheet();
        let blocks = sheet.done.iter().chain([&sheet.tail]);
        let rows = blocks.flat_map(|block| &block.rows);
        let rows: Vec<String> = rows.map(|row| row.iter().map(|run| run.text.as_str()).collect()).collect();
        rows.join("\n")
    }

    #[test]
    fn rows_have_no_padding_and_the_cursor_stands_after_the_prompt() {
        let mut screen = Screen::new();
        screen.feed(b"a  \r\n\r\n$ ");
        assert_eq!(text(&screen), "a\n\n$");
        assert_eq!(screen.sheet().cursor, Some(2));
        screen.feed("ls\r\n".as_bytes());
        assert_eq!((text(&screen).as_str(), screen.sheet().cursor), ("a\n\n$ ls", None));
    }

    #[test]
    fn progress_is_drawn_over_itself_and_colours_are_classes() {
        let mut screen = Screen::new();
        screen.feed(b"one 10%\r\ntwo\r\n\x1b[2A\x1b[2Kone \x1b[1;34mdone\x1b[0m\r\n\x1b[1B");
        assert_eq!(text(&screen), "one done\ntwo");
        assert_eq!(screen.sheet().tail.rows[0][1].style, "f4 bold");
    }

    #[test]
    fn long_output_stays_whole_in_bounded_blocks() {
        let mut screen = Screen::new();
        let long = "x".repeat(5_000);
        screen.feed(format!("{long}\r\n").as_bytes());
        for line in 0..12_000 {
            screen.feed(format!("{line}\r\n\r\n").as_bytes());
        }
        let sheet = screen.sheet();
        let rows: usize = sheet.done.iter().map(|block| block.rows.len()).sum();
        assert!((9_000..=10_300).contains(&rows), "{rows}");
        assert!(sheet.done.iter().all(|block| block.rows.last().is_some_and(|row| !row.is_empty())));
        assert!(text(&screen).ends_with("11999\n"));
        screen.feed(b"\x1b[H\x1b[2J\x1b[3J$ ");
        assert_eq!(text(&screen), "$");
    }

    #[test]
    fn characters_may_come_in_pieces_and_long_lines_are_not_broken() {
        let mut screen = Screen::new();
        let arrow = "→".as_bytes();
        screen.feed(&arrow[..1]);
        screen.feed(&arrow[1..]);
        screen.feed("y".repeat(900).as_bytes());
        assert_eq!(text(&screen), format!("→{}", "y".repeat(900)));
        screen.clear();
        screen.feed(b"\r\n");
        assert!(text(&screen).starts_with('→'));
    }
}
