//! Stack frames: boa's backtrace read, and written as V8 writes it.

use super::machine::Machine;

/// One frame, innermost first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    /// The function's name; empty when it has none.
    pub(super) name: String,
    /// The file; empty for a built-in function.
    pub(super) path: String,
    /// Line and column from 1, both 0 when boa does not know.
    pub(super) line: u32,
    pub(super) column: u32,
}

/// The frames at the end of boa's text for an error.
pub(super) fn parse(text: &str) -> Vec<Frame> {
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().rposition(|line| !line.starts_with("    at ")).map_or(0, |at| at + 1);
    lines[first..].iter().filter_map(|line| frame(line.strip_prefix("    at ")?)).collect()
}

fn frame(text: &str) -> Option<Frame> {
    let (name, place) = text.strip_suffix(')')?.rsplit_once(" (")?;
    let name = if name == "<anonymous>" || name == "<main>" { "" } else { name };
    let mut parts = place.rsplitn(3, ':');
    let (column, line, path) = (parts.next()?, parts.next(), parts.next());
    let path = if place == "native" { "" } else { path? };
    let number = |text: Option<&str>| text.and_then(|text| text.parse().ok()).unwrap_or(0);
    Some(Frame { name: name.to_owned(), path: path.to_owned(), line: number(line), column: number(Some(column)) })
}

/// Frames as the lines of a stack, the library's own left out, at most ten.
pub(super) fn tidy(frames: &[Frame], machine: &Machine) -> String {
    let texts = machine.texts.borrow();
    let mut out = String::new();
    let mut count = 0;
    let mut line = |text: &str| {
        if count < 10 {
            count += 1;
            out.push_str("\n    at ");
            out.push_str(text);
        }
    };
    let old = machine.release.get() < 22;
    let in_library = frames.iter().any(|frame| frame.path.starts_with("node:"));
    for (at, frame) in frames.iter().enumerate() {
        if frame.path.starts_with("node:") {
            for text in LOOP.iter().filter(|(name, _)| *name == frame.name).flat_map(|(_, texts)| *texts) {
                line(text);
            }
        } else if frame.path.is_empty() {
            // A built-in is shown when the learner's code called it.
            let called = frames.get(at + 1).is_some_and(|next| texts.contains_key(&next.path));
            let hides = frame.name.is_empty() || frame.name.ends_with("Error") || at == 0;
            if called && !hides {
                line(&format!("{} (<anonymous>)", native_name(&frame.name)));
            }
        }
        let Some(known) = texts.get(&frame.path) else { continue };
        let (row, column) = super::words::start_of(frame, known);
        let place = format!("{}:{row}:{column}", frame.path);
        if frame.name == "$module" {
            line(&format!("Object.<anonymous> ({place})"));
            let outer = frames[at + 1..].iter().any(|outer| texts.contains_key(&outer.path));
            let below = match (old, outer) {
                (true, true) => OLD_REQUIRED,
                (true, false) => OLD_MAIN,
                (false, true) => REQUIRED,
                (false, false) => MAIN,
            };
            for text in below {
                line(text);
            }
        } else if frame.name.is_empty() && frames.get(at + 1).is_some_and(|next| next.name == "runTimer") {
            line(&format!("Timeout._onTimeout ({place})"));
        } else if frame.name.is_empty() {
            line(&place);
        } else {
            line(&format!("{} ({place})", frame.name));
        }
    }
    if frames.iter().rfind(|frame| texts.contains_key(&frame.path)).is_some_and(|frame| frame.path == "[eval]") {
        for text in if old { OLD_EVAL } else { EVAL } {
            line(text);
        }
    }
    // What is called from nowhere is a promise's job.
    if !in_library && frames.last().is_some_and(|frame| frame.path.starts_with('/') && frame.name != "$module") {
        for text in LOOP.iter().filter(|(name, _)| *name == "runTicks").flat_map(|(_, texts)| *texts) {
            line(text);
        }
    }
    out
}

/// What Node's own frames of the event loop look like, by the names of ours.
const LOOP: &[(&str, &[&str])] = &[
    ("parse", &["JSON.parse (<anonymous>)"]),
    ("runTicks", &["process.processTicksAndRejections (node:internal/process/task_queues:104:5)"]),
    (
        "runTimer",
        &["listOnTimeout (node:internal/timers:605:17)", "process.processTimers (node:internal/timers:541:7)"],
    ),
];

fn native_name(name: &str) -> String {
    let array = [
        "map",
        "forEach",
        "filter",
        "reduce",
        "reduceRight",
        "some",
        "every",
        "find",
        "findIndex",
        "flatMap",
        "sort",
        "findLast",
        "findLastIndex",
    ];
    match name {
        "parse" | "stringify" => format!("JSON.{name}"),
        name if array.contains(&name) => format!("Array.{name}"),
        name => name.to_owned(),
    }
}

/// What lies below a main module's code, recorded from Node 24.
const MAIN: &[&str] = &[
    "Module._compile (node:internal/modules/cjs/loader:1761:14)",
    "Object..js (node:internal/modules/cjs/loader:1893:10)",
    "Module.load (node:internal/modules/cjs/loader:1481:32)",
    "Module._load (node:internal/modules/cjs/loader:1300:12)",
    "TracingChannel.traceSync (node:diagnostics_channel:328:14)",
    "wrapModuleLoad (node:internal/modules/cjs/loader:245:24)",
    "Module.executeUserEntryPoint [as runMain] (node:internal/modules/run_main:154:5)",
    "node:internal/main/run_main_module:33:47",
];

/// What lies below a required module's code.
const REQUIRED: &[&str] = &[
    "Module._compile (node:internal/modules/cjs/loader:1761:14)",
    "Object..js (node:internal/modules/cjs/loader:1893:10)",
    "Module.load (node:internal/modules/cjs/loader:1481:32)",
    "Module._load (node:internal/modules/cjs/loader:1300:12)",
    "TracingChannel.traceSync (node:diagnostics_channel:328:14)",
    "wrapModuleLoad (node:internal/modules/cjs/loader:245:24)",
    "Module.require (node:internal/modules/cjs/loader:1504:12)",
    "require (node:internal/modules/helpers:152:16)",
];

/// The same of Node 20.
const OLD_MAIN: &[&str] = &[
    "Module._compile (node:internal/modules/cjs/loader:1521:14)",
    "Module._extensions..js (node:internal/modules/cjs/loader:1623:10)",
    "Module.load (node:internal/modules/cjs/loader:1266:32)",
    "Module._load (node:internal/modules/cjs/loader:1091:12)",
    "Function.executeUserEntryPoint [as runMain] (node:internal/modules/run_main:164:12)",
    "node:internal/main/run_main_module:28:49",
];

/// The same of Node 20, below a required module.
const OLD_REQUIRED: &[&str] = &[
    "Module._compile (node:internal/modules/cjs/loader:1521:14)",
    "Module._extensions..js (node:internal/modules/cjs/loader:1623:10)",
    "Module.load (node:internal/modules/cjs/loader:1266:32)",
    "Module._load (node:internal/modules/cjs/loader:1091:12)",
    "Module.require (node:internal/modules/cjs/loader:1289:19)",
    "require (node:internal/modules/helpers:182:18)",
];

/// What lies below `-e`'s code.
const EVAL: &[&str] = &[
    "runScriptInThisContext (node:internal/vm:219:10)",
    "node:internal/process/execution:451:12",
    "[eval]-wrapper:6:24",
    "runScriptInContext (node:internal/process/execution:449:60)",
    "evalFunction (node:internal/process/execution:283:30)",
    "evalTypeScript (node:internal/process/execution:295:3)",
    "node:internal/main/eval_string:71:3",
];

/// The same of Node 20.
const OLD_EVAL: &[&str] = &[
    "runScriptInThisContext (node:internal/vm:209:10)",
    "node:internal/process/execution:118:14",
    "[eval]-wrapper:6:24",
    "runScript (node:internal/process/execution:101:62)",
    "evalScript (node:internal/process/execution:133:3)",
    "node:internal/main/eval_string:51:3",
];
