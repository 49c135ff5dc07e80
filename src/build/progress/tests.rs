//! The displays over made-up events.

use super::*;
use crate::dockerfile::{Diagnostic, Lines, Severity};

fn play(mode: Mode, events: &[(u64, BuildEvent)]) -> String {
    let mut display = Display::new(mode);
    let mut out = String::new();
    let mut last = Time(0);
    for (millis, event) in events {
        last = Time(millis * MILLI);
        out.push_str(&display.event(last, event));
    }
    out.push_str(&display.finish(last, &Ok(BuildResult::default()), false));
    out
}

fn started(vertex: u32, name: &str) -> BuildEvent {
    BuildEvent::Started { vertex, name: name.to_owned() }
}

fn log(vertex: u32, text: &str) -> BuildEvent {
    let bytes = text.as_bytes().to_vec();
    BuildEvent::Log { vertex, stream: crate::engine::api::Stream::Stdout, bytes }
}

#[test]
fn plain_output_has_numbers_blank_lines_and_states() {
    let status = |current, done| BuildEvent::Status {
        vertex: 1,
        id: "transferring dockerfile:".into(),
        current,
        total: 0,
        done,
    };
    let out = play(
        Mode::Plain,
        &[
            (0, started(1, "[internal] load build definition from Dockerfile")),
            (0, status(0, false)),
            (4, status(187, true)),
            (4, BuildEvent::Done { vertex: 1 }),
            (200, BuildEvent::Cached { vertex: 2 }),
            (200, started(3, "[3/3] RUN npm install")),
            (512, log(3, "added 57 packages\nin 1s")),
            (700, log(3, "\n")),
            (1300, BuildEvent::Done { vertex: 3 }),
        ],
    );
    let expected = "#0 building with \"default\" instance using docker driver

#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile:
#1 transferring dockerfile: 187B done
#1 DONE 0.0s

#2 
#2 CACHED

#3 [3/3] RUN npm install
#3 0.312 added 57 packages
#3 0.312 in 1s
#3 DONE 1.1s
";
    assert_eq!(out, expected);
}

#[test]
fn two_steps_at_once_take_turns() {
    let out = play(
        Mode::Plain,
        &[
            (0, started(1, "[a 2/2] RUN one")),
            (0, started(2, "[b 2/2] RUN two")),
            (200, log(2, "two\n")),
            (9000, log(2, "more\n")),
            (9500, BuildEvent::Done { vertex: 2 }),
            (9500, BuildEvent::Done { vertex: 1 }),
        ],
    );
    assert!(out.contains("#1 ...\n\n#2 [b 2/2] RUN two\n#2 0.200 two\n"), "{out}");
    assert!(out.ends_with("#1 [a 2/2] RUN one\n#1 DONE 9.5s\n") || out.ends_with("#2 DONE 9.5s\n"), "{out}");
}

#[test]
fn the_picture_is_drawn_over_itself() {
    let mode = Mode::Tty { columns: 60, rows: 20 };
    let out = play(
        mode,
        &[
            (0, BuildEvent::Planned { vertex: 1, name: "[internal] load .dockerignore".into() }),
            (0, started(1, "[internal] load .dockerignore")),
            (60, BuildEvent::Done { vertex: 1 }),
        ],
    );
    let head = |state: &str| format!("{:<44} docker:default\n", format!("[+] Building {state}"));
    let line = format!(" => {:<50} 0.1s\n", "[internal] load .dockerignore");
    assert!(out.starts_with("\u{1b}[1A\u{1b}[1B\u{1b}[0G\u{1b}[?25l"), "{out:?}");
    let last = format!(
        "\u{1b}[1A\u{1b}[1A\u{1b}[0G\u{1b}[?25l{}\u{1b}[34m{line}\u{1b}[0m\u{1b}[?25h",
        head("0.1s (1/1) FINISHED")
    );
    assert!(out.ends_with(&last), "{out:?}\n{last:?}");
}

#[test]
fn failures_end_with_log_excerpt_and_error() {
    let mut display = Display::new(Mode::Plain);
    let error = "process \"/bin/sh -c false\" did not complete successfully: exit code: 1".to_owned();
    display.event(Time(0), &started(1, "[2/2] RUN false"));
    display.event(Time(300_000), &log(1, "no\n"));
    display.event(Time(300_000), &BuildEvent::Failed { vertex: 1, error: error.clone() });
    let warning = Diagnostic {
        rule: "JSONArgsRecommended",
        severity: Severity::Warning,
        lines: Lines::one(3),
        message: "JSON arguments recommended".into(),
        detail: "",
        fix: None,
    };
    let failure = BuildFailure {
        message: error,
        picture: "Dockerfile:2\n".into(),
        warnings: vec![warning],
        ..BuildFailure::default()
    };
    let out = display.finish(Time(300_000), &Err(failure), false);
    let expected = "#1 0.300 no
#1 ERROR: process \"/bin/sh -c false\" did not complete successfully: exit code: 1
------
 > [2/2] RUN false:
0.300 no
------

 1 warning found (use docker --debug to expand):
 - JSONArgsRecommended: JSON arguments recommended (line 3)
Dockerfile:2
ERROR: failed to build: failed to solve: process \"/bin/sh -c false\" did not complete successfully: exit code: 1
";
    assert_eq!(out, expected);
}
