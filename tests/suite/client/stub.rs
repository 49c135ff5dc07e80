//! The stub engine of the recorded goldens, started from the shared data. It speaks the Engine API over a Unix socket and
//! is put back to a known state before each line.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

/// Starts the stub beside `record.py` and obeys lines of the form `reset STATE`.
const DRIVER: &str = "
import json, os, sys, time
sys.path.insert(0, sys.argv[1])
import record, stub_engine
states = {}
for name in ('state', 'empty'):
    with open(os.path.join(sys.argv[1], name + '.json'), encoding='utf-8') as handle:
        states[name] = json.load(handle)
server = stub_engine.serve(states['state'], socket_path=sys.argv[2])
manifest = json.dumps([{'Config': 'c.json', 'RepoTags': ['loaded:1.0'], 'Layers': []}]).encode()
tar = stub_engine.make_tar({'manifest.json': manifest}).hex()
print(json.dumps({'files': record.FILES, 'tar': tar}), flush=True)
for line in sys.stdin:
    now = int(time.time())
    server.engine.reset(stub_engine.resolve_times(states[line.split()[1]], now))
    print(now, flush=True)
server.stop()
";

/// A running stub engine.
pub(crate) struct Stub {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    /// Where it listens.
    pub(crate) socket: String,
    /// The files of the folder that lines are run in.
    pub(crate) files: Vec<(String, Vec<u8>)>,
}

impl Stub {
    /// Starts the stub of `folder`; `None` without Python.
    pub(crate) fn start(folder: &Path) -> Option<Self> {
        let socket = std::env::temp_dir().join(format!("drydock-stub-{}.sock", std::process::id()));
        let socket = socket.to_str()?.to_owned();
        let folder = folder.canonicalize().ok()?;
        let mut child = Command::new("python3")
            .args(["-B", "-c", DRIVER, folder.to_str()?, &socket])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let input = child.stdin.take();
        let mut output = BufReader::new(child.stdout.take()?);
        let mut line = String::new();
        output.read_line(&mut line).ok()?;
        let about: Value = serde_json::from_str(&line).ok()?;
        let mut files: Vec<(String, Vec<u8>)> = about["files"]
            .as_object()?
            .iter()
            .map(|(name, text)| (name.clone(), text.as_str().unwrap_or("").as_bytes().to_vec()))
            .collect();
        let tar = about["tar"].as_str()?.as_bytes().chunks(2);
        let tar = tar.filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect();
        files.retain(|(name, _)| name != "hello.tar");
        files.push(("hello.tar".to_owned(), tar));
        Some(Self { child, input, output, socket, files })
    }

    /// Puts a state file's state in place; the answer is the time that its moments are counted from.
    pub(crate) fn reset(&mut self, state: &str) -> u64 {
        let name = state.trim_end_matches(".json");
        let mut line = String::new();
        if let Some(input) = &mut self.input {
            writeln!(input, "reset {name}").and_then(|()| input.flush()).expect("the stub engine lives");
        }
        self.output.read_line(&mut line).expect("the stub engine lives");
        line.trim().parse().expect("a time")
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.input = None;
        let _ = self.child.wait();
    }
}
