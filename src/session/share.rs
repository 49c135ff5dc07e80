//! A journal as the text that a link carries, and back: short, versioned, and read as something that anybody may have
//! written. Squeezing it and putting it into an address is the front end's.

use serde_json::{Value, json};

use crate::base::Time;
use crate::base::time::SECOND;
use crate::world::Input;

use super::journal::{Entry, FORMAT, Journal};

/// The longest text that is read, in bytes.
pub const TEXT_MAX: usize = 1_000_000;
/// The most inputs that are taken from a link.
pub const ENTRIES_MAX: usize = 4_000;
/// The most simulated time that a link may let pass: four weeks.
const SPAN_MAX: u64 = 28 * 86_400 * SECOND;
/// The most terminals that a link may open.
const TERMINALS_MAX: usize = 16;

/// Why a text is no journal to replay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is damaged, or was never one.
    Damaged,
    /// It is larger than anything that a person does in an exercise.
    TooLarge,
    /// A later version of the program wrote it.
    Newer,
}

impl Refusal {
    /// What a reader is told.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Damaged => "This link is damaged, so nothing was opened from it.",
            Self::TooLarge => "This link holds more than Drydock opens from a link.",
            Self::Newer => "This link was made by a later version of Drydock, which this one cannot read.",
        }
    }
}

/// Writes a journal. `undone` are steps after it that can be taken again, the next one last.
///
/// The text is a list: format, program, seed, scenario, simulated time after the last entry, and then for each entry the
/// time since the one before it and the input. A line at the first terminal is a text, everything else an object.
pub fn pack(journal: &Journal, undone: &[Entry]) -> String {
    let Journal { format, program, seed, scenario, entries, until } = journal;
    let mut before = Time::START;
    let mut pairs = Vec::new();
    for entry in entries.iter().chain(undone.iter().rev()) {
        pairs.push(json!(entry.at.since(before)));
        before = before.max(entry.at);
        pairs.push(match &entry.input {
            Input::Line { terminal: 0, text } => json!(text),
            input => serde_json::to_value(input).unwrap_or_default(),
        });
    }
    let mut list = vec![json!(format), json!(program), json!(seed), json!(scenario), json!(until.since(before))];
    list.extend(pairs);
    Value::Array(list).to_string()
}

/// Reads a journal.
///
/// # Errors
/// Says what is wrong with the text; nothing of it is to be used then.
pub fn unpack(text: &str) -> Result<Journal, Refusal> {
    if text.len() > TEXT_MAX {
        return Err(Refusal::TooLarge);
    }
    let list: Vec<Value> = serde_json::from_str(text).map_err(|_| Refusal::Damaged)?;
    let format = list.first().and_then(Value::as_u64).ok_or(Refusal::Damaged)?;
    if format > u64::from(FORMAT) {
        return Err(Refusal::Newer);
    }
    let [_, program, seed, scenario, rest, pairs @ ..] = list.as_slice() else { return Err(Refusal::Damaged) };
    if pairs.len() / 2 > ENTRIES_MAX {
        return Err(Refusal::TooLarge);
    }
    let mut span = 0_u64;
    let mut wait = |value: &Value| -> Result<Time, Refusal> {
        let micros = value.as_u64().ok_or(Refusal::Damaged)?;
        span = span.checked_add(micros).filter(|span| *span <= SPAN_MAX).ok_or(Refusal::TooLarge)?;
        Ok(Time::START.plus(span))
    };
    let mut entries = Vec::new();
    for pair in pairs.chunks(2) {
        let [at, input] = pair else { return Err(Refusal::Damaged) };
        let input = match input {
            Value::String(text) => Input::Line { terminal: 0, text: text.clone() },
            input => serde_json::from_value(input.clone()).map_err(|_| Refusal::Damaged)?,
        };
        entries.push(Entry { at: wait(at)?, input });
    }
    if entries.iter().filter(|entry| matches!(entry.input, Input::Open { .. })).count() > TERMINALS_MAX {
        return Err(Refusal::TooLarge);
    }
    Ok(Journal {
        format: FORMAT,
        program: program.as_str().ok_or(Refusal::Damaged)?.to_owned(),
        seed: seed.as_u64().ok_or(Refusal::Damaged)?,
        scenario: scenario.as_str().ok_or(Refusal::Damaged)?.to_owned(),
        entries,
        until: wait(rest)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Key;

    fn entry(after: u64, input: Input) -> Entry {
        Entry { at: Time::START.plus(after), input }
    }

    fn line(text: &str) -> Input {
        Input::Line { terminal: 0, text: text.to_owned() }
    }

    fn journal() -> Journal {
        let mut journal = Journal::new(7);
        journal.scenario = "basics/one-image".to_owned();
        journal.entries = vec![
            entry(250_000, Input::Resize { terminal: 0, cols: 92, rows: 24 }),
            entry(3_000_000, line("docker run -it node")),
            entry(9_000_000, Input::Key { terminal: 0, key: Key::CtrlD }),
        ];
        journal.until = Time::START.plus(9_500_000);
        journal
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let journal = journal();
        let text = pack(&journal, &[]);
        assert!(text.contains(r#"2750000,"docker run -it node""#), "{text}");
        assert_eq!(unpack(&text), Ok(journal.clone()));
        let undone = [entry(20_000_000, line("second")), entry(12_000_000, line("first"))];
        let whole = unpack(&pack(&journal, &undone)).unwrap();
        assert_eq!(whole.entries[..3], journal.entries);
        assert_eq!(whole.entries[3..], [undone[1].clone(), undone[0].clone()]);
    }

    #[test]
    fn damage_size_and_later_versions_are_told_apart() {
        for text in ["", "null", "[]", "[1]", "[1,\"x\",1,\"\",0,5]", "[1,2,3,4,5]", "[1,\"x\",1,\"\",-1]", "{\"a\":1}"]
        {
            assert_eq!(unpack(text), Err(Refusal::Damaged), "{text}");
        }
        assert_eq!(unpack("[1,\"x\",1,\"\",0,0,{\"Line\":{\"terminal\":0}}]"), Err(Refusal::Damaged));
        assert_eq!(unpack("[2,\"x\"]"), Err(Refusal::Newer));
        assert_eq!(unpack(&" ".repeat(TEXT_MAX + 1)), Err(Refusal::TooLarge));
        assert_eq!(unpack(&format!("[1,\"x\",1,\"\",{}]", u64::MAX)), Err(Refusal::TooLarge));
        assert_eq!(
            unpack(&format!("[1,\"x\",1,\"\",0{}]", ",0,\"ls\"".repeat(ENTRIES_MAX + 1))),
            Err(Refusal::TooLarge)
        );
        let open = ",0,{\"Open\":{\"host\":0}}".repeat(TERMINALS_MAX + 1);
        assert_eq!(unpack(&format!("[1,\"x\",1,\"\",0{open}]")), Err(Refusal::TooLarge));
        assert_eq!(unpack(&"[".repeat(10_000)), Err(Refusal::Damaged));
    }
}
