//! The docker program against what the real client printed: each recorded line runs over the stub engine of the shared
//! data, whose state is that of the recording, and must print the same bytes and end with the same code. Lines that differ
//! for a reason are listed in `client_exceptions.txt`.

mod stub;
mod usage;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::rc::Rc;

use drydock::base::Time;
use drydock::engine::api::Api;
use serde_json::Value;

use crate::conformance::kinds::client::machine::{Line, Machine, Printed};
use crate::conformance::kinds::client::remote::Remote;
use stub::Stub;

/// Where the lines are run, as in the recording.
const WORK: &str = "/tmp/docker-golden";
/// How often a line that differs is run again.
const AGAIN: usize = 2;

#[test]
fn goldens() {
    let folder = std::env::var_os("DRYDOCK_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let folder = folder.join("realcli");
    let Ok(text) = std::fs::read_to_string(folder.join("goldens.jsonl")) else {
        println!("client goldens: skipped, no recorded lines");
        return;
    };
    let Some(mut stub) = Stub::start(&folder) else {
        println!("client goldens: skipped, the stub engine needs Python 3");
        return;
    };
    let only = std::env::var("DRYDOCK_ONLY").unwrap_or_default();
    let records: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let by_id: BTreeMap<u64, &Value> = records.iter().map(|record| (id(record), record)).collect();
    let exceptions = exceptions();
    let mut sections: Vec<(String, [usize; 3])> = Vec::new();
    let mut wrong = Vec::new();
    for record in &records {
        let section = record["section"].as_str().unwrap().to_owned();
        let wanted = only.is_empty() || only.split(',').any(|word| word == section || word == id(record).to_string());
        let after: Option<Vec<&Value>> =
            record["after"].as_array().unwrap().iter().map(|id| by_id.get(&id.as_u64().unwrap()).copied()).collect();
        let Some(after) = after.filter(|_| wanted) else { continue };
        if sections.last().is_none_or(|(last, _)| *last != section) {
            sections.push((section, [0; 3]));
        }
        let counts = &mut sections.last_mut().unwrap().1;
        if record["stable"] != true {
            counts[2] += 1;
            continue;
        }
        let mut got = play(&mut stub, record, &after);
        // The stub's clock is the host's: what it makes in two different seconds is sorted otherwise than in the recording,
        // where all was made in one. A line that differs for its own sake differs again.
        for _ in 0..AGAIN {
            if got != golden(record) && !exceptions.contains(&id(record)) {
                got = play(&mut stub, record, &after);
            }
        }
        let same = got == golden(record);
        counts[1] += 1;
        counts[0] += usize::from(same);
        match (same, exceptions.contains(&id(record))) {
            (true, true) => wrong.push(format!("#{} is the same: take it off the list of exceptions", id(record))),
            (false, false) => wrong.push(difference(record, &got)),
            _ => {}
        }
    }
    let (mut same, mut all, mut unstable) = (0, 0, 0);
    for (section, [own_same, own_all, own_unstable]) in &sections {
        println!("client {section}: {own_same} of {own_all}, {own_unstable} differ from run to run");
        (same, all, unstable) = (same + own_same, all + own_all, unstable + own_unstable);
    }
    println!("client goldens: {same} of {all}, {unstable} differ from run to run, {} listed", exceptions.len());
    drop(stub);
    assert!(wrong.is_empty(), "{} lines differ\n{}", wrong.len(), wrong.join("\n"));
}

fn id(record: &Value) -> u64 {
    record["id"].as_u64().unwrap()
}

fn golden(record: &Value) -> Printed {
    let text = |name: &str| record[name].as_str().unwrap_or("").to_owned();
    let out = if record["mode"] == "tty" { text("tty") } else { text("stdout") };
    let interrupts = record["sigints"].as_u64().unwrap_or(0);
    Printed { out, err: text("stderr"), exit: record["exit"].as_i64().unwrap() as i32, interrupts }
}

/// Runs a line after those that come before it on the same state.
fn play(stub: &mut Stub, record: &Value, after: &[&Value]) -> Printed {
    let now = stub.reset(record["state"].as_str().unwrap());
    let machine = Machine::new(Time::from_secs(now), WORK, &stub.files);
    let remote = Remote::new(&machine.kernel, &stub.socket);
    let api: Rc<dyn Api> = Rc::new(remote.clone());
    for before in after {
        machine.run(&api, &line(before), &|| remote.pump());
        // The stub's containers end by the host's clock, soon after the line that a shell takes as long to come back from.
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    machine.run(&api, &line(record), &|| remote.pump())
}

fn line(record: &Value) -> Line<'_> {
    let argv = record["argv"].as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect();
    let env = record["env"].as_object().into_iter().flatten();
    Line {
        argv,
        env: env.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect(),
        tty: record["mode"] == "tty",
        stdin: record["stdin"].as_str(),
        interrupt_ms: record["sigint"].as_f64().map(|seconds| (seconds * 1000.0) as u64),
    }
}

fn difference(record: &Value, got: &Printed) -> String {
    let want = golden(record);
    let mut text =
        format!("#{} {}{}", id(record), record["cmd"], if record["mode"] == "tty" { " (terminal)" } else { "" });
    for (name, want, got) in [("stdout", &want.out, &got.out), ("stderr", &want.err, &got.err)] {
        if want != got {
            let _ = write!(text, "\n  {name}\n    want {want:?}\n    got  {got:?}");
        }
    }
    if (want.exit, want.interrupts) != (got.exit, got.interrupts) {
        let _ = write!(text, "\n  exit {} after {} interrupts", want.exit, want.interrupts);
        let _ = write!(text, ", got {} after {}", got.exit, got.interrupts);
    }
    text
}

/// The ids of lines that differ, each below the reason.
fn exceptions() -> BTreeSet<u64> {
    let (mut ids, mut reason) = (BTreeSet::new(), "");
    for line in include_str!("../client_exceptions.txt").lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(text) = line.strip_prefix('#') {
            reason = text.trim();
        } else {
            assert!(!reason.is_empty(), "{line} has no reason");
            ids.insert(line.parse().unwrap());
        }
    }
    ids
}
