//! The simulator in a real terminal: keys go to the line editor or to the world, `stty` sets the terminal up.

use std::io::{Read, Write};
use std::process::Command;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::lessons::embedded;
use crate::session::{self, Session, trial};
use crate::world::{Input, Key, Mode, Settings, Terminal};

use super::editor::{self, Editor, Wish};
use super::resources;

/// How often time passes when nobody types.
const TICK: Duration = Duration::from_millis(30);

/// Sets the real terminal to single keys without echo, and back when it is dropped.
struct RawTerminal;

impl RawTerminal {
    fn new() -> Self {
        let _ = Command::new("stty").args(["raw", "-echo"]).status();
        Self
    }
}

impl Drop for RawTerminal {
    fn drop(&mut self) {
        let _ = Command::new("stty").args(["-raw", "echo", "sane"]).status();
    }
}

/// Runs until the shell ends.
pub fn run(settings: Settings) -> std::io::Result<()> {
    let mut session = Session::new(settings, resources::catalog(), resources::js());
    session.listen(embedded::courses());
    let keys = read_keys();
    let _raw = RawTerminal::new();
    let mut out = std::io::stdout();
    let mut editor = Editor::default();
    let shell = |session: &Session| session.world().terminals().first().map_or(0, Terminal::shell);
    let mut first_shell = shell(&session);
    let mut last = Instant::now();
    loop {
        let passed = last.elapsed();
        last = Instant::now();
        session.advance(passed.as_micros() as u64);
        for name in session.world().missing() {
            let Some(bytes) = resources::resource(&name) else { break };
            session.provide(&name, bytes);
        }
        while let Some(wish) = session.take_wish() {
            grant(&mut session, &wish, &mut out)?;
            first_shell = shell(&session);
        }
        let bytes = session.world_mut().drain(0);
        if !bytes.is_empty() {
            out.write_all(&bytes)?;
            out.flush()?;
        }
        if shell(&session) != first_shell {
            return Ok(());
        }
        match keys.recv_timeout(TICK) {
            Ok(bytes) => take_keys(&mut session, &mut editor, &bytes, &mut out)?,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}

/// Does what was wished at the prompt. A session that begins anew or goes back has another screen.
fn grant(session: &mut Session, wish: &session::Wish, out: &mut impl Write) -> std::io::Result<()> {
    let generation = session.generation();
    match wish {
        session::Wish::Lesson(name) => match embedded::lesson(name) {
            Some(lesson) => {
                trial::begin(session, &Rc::new(lesson), &resources::resource);
                session.apply(Input::Line { terminal: 0, text: "lesson".to_owned() });
            }
            None => session.no_lesson(name),
        },
        wish => {
            session.grant(wish);
        }
    }
    if session.generation() != generation {
        out.write_all(b"\x1b[2J\x1b[H")?;
    }
    Ok(())
}

fn read_keys() -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut buffer = [0_u8; 1024];
        while let Ok(count) = std::io::stdin().read(&mut buffer) {
            if count == 0 || sender.send(buffer[..count].to_vec()).is_err() {
                return;
            }
        }
    });
    receiver
}

fn take_keys(session: &mut Session, editor: &mut Editor, bytes: &[u8], out: &mut impl Write) -> std::io::Result<()> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    for key in editor::keys(&text) {
        let mode = session.world().mode(0);
        if mode == Mode::Raw {
            session.apply(Input::Raw { terminal: 0, text: key.to_owned() });
            continue;
        }
        // A program other than the shell is told of the keys that detach.
        let control = match key {
            "\x10" if !session.world().at_prompt(0) => Some(Key::CtrlP),
            "\x11" => Some(Key::CtrlQ),
            _ => None,
        };
        if let Some(key) = control {
            session.apply(Input::Key { terminal: 0, key });
            continue;
        }
        let shown = mode != Mode::Cooked(false);
        match editor.key(key) {
            Wish::Nothing => {}
            Wish::Submit(text) => {
                editor.erase(out)?;
                if !shown {
                    editor.forget(&text);
                }
                session.apply(Input::Line { terminal: 0, text });
                continue;
            }
            Wish::Control(byte) => {
                editor.erase(out)?;
                let keys = [Key::CtrlC, Key::CtrlD, Key::CtrlZ, Key::CtrlBackslash];
                if let Some(key) = keys.into_iter().find(|key| key.byte() == byte) {
                    session.apply(Input::Key { terminal: 0, key });
                }
                continue;
            }
            Wish::Clear => {
                if let Mode::Edited(prompt) = &mode {
                    editor.erase(out)?;
                    write!(out, "\x1b[2J\x1b[H{prompt}")?;
                }
            }
            Wish::Complete(line) => complete(session, editor, &line, &mode, out)?,
        }
        if shown {
            editor.draw(out)?;
        }
    }
    Ok(())
}

/// Puts in what all that fits has in common; where that adds nothing, lists what there is above the prompt.
fn complete(
    session: &Session,
    editor: &mut Editor,
    line: &str,
    mode: &Mode,
    out: &mut impl Write,
) -> std::io::Result<()> {
    let Some(found) = session.world().complete(0, line) else { return Ok(()) };
    if line[found.start..] != found.text {
        editor.replace(found.start, &found.text);
    } else if let Mode::Edited(prompt) = mode {
        editor.erase(out)?;
        write!(out, "\r\n{}\r\n{prompt}", found.options.join("  "))?;
    }
    Ok(())
}
