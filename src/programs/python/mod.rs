//! `python` for a subset of the language: scripts, `-c`, the prompt, modules and the usual web frameworks. It is an
//! interpreter of our own that walks the tree; no code of Python or of packages is here. What is outside of the subset says
//! so by name.

mod ast;
mod builtins;
mod eval;
mod exec;
mod fstring;
mod http_server;
mod json;
mod launch;
mod lex;
mod methods;
mod modules;
mod ops;
mod parse;
mod serve;
mod show;
#[cfg(test)]
mod tests;
mod thread;
mod value;
mod web;

use std::rc::Rc;

use self::ast::Problem;
use self::thread::{Frame, Shared, Thread};
use self::value::{Flow, Run, Scope};
use super::kit::{Tool, dates};
use crate::os::{Disposition, ExitStatus, LineInput, Process, ProgramFuture, Signal};
use crate::vfs::path;

pub(super) use launch::{flask, gunicorn, uvicorn};

/// The memory of a process that has loaded nothing, in bytes.
const MEMORY: u64 = 9 << 20;
/// What a process needs before the first line of a script runs, in microseconds.
const START: u64 = 20_000;

/// Runs `python`.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

/// The version of an executable's header, with its three parts.
fn version_of(text: &str) -> String {
    if text.matches('.').count() < 2 { format!("{text}.0") } else { text.to_owned() }
}

async fn run(mut tool: Tool) -> ExitStatus {
    let version = version_of(&tool.process.version());
    let set = |name: &str| tool.process.env(name).is_some_and(|value| !value.is_empty());
    let (mut unbuffered, mut stays) = (set("PYTHONUNBUFFERED"), false);
    let args = tool.args.clone();
    let mut rest = args.as_slice();
    while let Some(first) = rest.first() {
        match first.as_str() {
            "-u" => unbuffered = true,
            "-i" => stays = true,
            "-B" | "-I" | "-E" | "-s" | "-S" | "-O" | "-OO" | "-q" => {}
            "-W" | "-X" => rest = &rest[1..],
            _ => break,
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    let words: Vec<&str> = rest.iter().map(String::as_str).collect();
    let cwd = tool.process.cwd().to_string();
    match words.as_slice() {
        ["-V" | "--version", ..] => {
            tool.line(&format!("Python {version}"));
            return tool.end().await;
        }
        ["-m", "http.server", options @ ..] => {
            let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
            return http_server::serve(tool, &options, &version, unbuffered).await;
        }
        ["-m", "pip", rest @ ..] => {
            tool.args = rest.iter().map(|arg| (*arg).to_owned()).collect();
            return super::packages::pip::main(tool).await;
        }
        ["-m", "flask" | "uvicorn" | "gunicorn", ..] => {
            let name = words[1].to_owned();
            tool.args = rest[2..].to_vec();
            return launch::start(tool, &name).await;
        }
        _ => {}
    }
    let process = tool.process.clone();
    // Options that Python has and that are nothing here are told from files by their dash.
    let (text, file, argv, folder) = match words.as_slice() {
        ["-c", code, ..] => ((*code).to_owned(), "<string>".to_owned(), rest[1..].to_vec(), cwd),
        ["-m", module, ..] => {
            let base = path::join(&cwd, &module.replace('.', "/"));
            let file =
                [format!("{base}.py"), format!("{base}/__main__.py")].into_iter().find(|file| process.exists(file));
            let Some(file) = file else {
                let name = tool.process.argv().first().cloned().unwrap_or_default();
                let text = if matches!(
                    *module,
                    "venv" | "unittest" | "pytest" | "json.tool" | "compileall" | "pdb" | "timeit"
                ) {
                    format!("drydock: python -m {module} is not modelled\n")
                } else {
                    format!("{name}: No module named {module}\n")
                };
                return process.fail(&text, 1).await;
            };
            (process.read_text(&file).unwrap_or_default(), file, rest[1..].to_vec(), cwd)
        }
        [] | ["-"] if process.is_tty(0) => return prompt(process, version, cwd).await,
        [] | ["-"] => {
            let bytes = process.read_all(0).await.unwrap_or_default();
            (String::from_utf8_lossy(&bytes).into_owned(), "<stdin>".to_owned(), vec![String::new()], cwd)
        }
        [option, ..] if option.starts_with('-') => {
            let text = format!("drydock: python {option} is not modelled\n");
            return process.fail(&text, 2).await;
        }
        [script, ..] => {
            let full = path::absolute(&cwd, script);
            let read = if process.is_dir(&full) {
                process.read_text(&path::join(&full, "__main__.py"))
            } else {
                process.read_text(&full)
            };
            match read {
                Ok(text) => (text, full.clone(), rest.to_vec(), path::dir_name(&full).to_owned()),
                Err(error) => {
                    let name = process.argv().first().cloned().unwrap_or_default();
                    let name = process.find(&name).unwrap_or(name);
                    let number = if error == crate::vfs::Errno::Acces { 13 } else { 2 };
                    return process
                        .fail(&format!("{name}: can't open file '{full}': [Errno {number}] {error}\n"), 2)
                        .await;
                }
            }
        }
    };
    let shared = Rc::new(begin(process, version, folder, argv, unbuffered).await);
    let mut thread = Thread::new(&shared);
    let scope = main_scope(&file);
    let result = thread.run_text(&text, &file, &scope).await;
    let status = end(&thread, result).await;
    if stays && shared.process.is_tty(0) { interact(&mut thread, &scope).await } else { status }
}

/// A fresh interpreter in a process.
async fn begin(process: Process, version: String, folder: String, argv: Vec<String>, unbuffered: bool) -> Shared {
    process.change(|info| info.memory = MEMORY);
    process.sleep(START).await;
    process.on_signal(Signal::INT, Some(Disposition::Catch));
    process.on_signal(Signal::PIPE, Some(Disposition::Ignore));
    Shared::new(process, version, folder, argv, unbuffered)
}

fn main_scope(file: &str) -> Rc<Scope> {
    let scope = Rc::new(Scope::default());
    scope.vars.borrow_mut().insert(Rc::from("__name__"), value::Value::str("__main__"));
    scope.vars.borrow_mut().insert(Rc::from("__file__"), value::Value::str(file));
    scope
}

/// What a process ends with, its last words printed.
async fn end(thread: &Thread, result: Run<()>) -> ExitStatus {
    thread.shared.flush(true).await;
    let (text, status) = match result {
        Ok(()) | Err(Flow::Break | Flow::Continue | Flow::Return(_)) => return ExitStatus::OK,
        Err(Flow::Exit(code)) => return ExitStatus::from(code),
        Err(Flow::Raise(object)) if object.class.is("SystemExit") => return ExitStatus::from(exec::exit_code(&object)),
        Err(Flow::Raise(object)) => {
            // Ctrl-C is told as the signal that it was.
            let status = if object.class.is("KeyboardInterrupt") { 130 } else { 1 };
            (thread.traceback(&object), status)
        }
        Err(Flow::Missing(what)) => (missing(&what), 1),
    };
    thread.shared.err(&text).await;
    ExitStatus::Code(status)
}

/// What is not modelled, or a text that is printed as it is.
fn missing(what: &str) -> String {
    match what.strip_prefix('\u{0}') {
        Some(text) => format!("{text}\n"),
        None => format!("drydock: Python: {what}\n"),
    }
}

async fn prompt(process: Process, version: String, cwd: String) -> ExitStatus {
    let built = process.info(|info| info.exe.to_string()).and_then(|exe| process.stat(&exe).ok());
    let built = built.map_or_else(|| process.now(), |stat| stat.node.meta.mtime);
    let date = dates::format(built, "%b %e %Y, %H:%M:%S");
    let shared = Rc::new(begin(process, version, cwd, vec![String::new()], true).await);
    let version = &shared.version;
    let banner = format!(
        "Python {version} (main, {date}) [GCC] on linux\nType \"help\", \"copyright\", \"credits\" or \"license\" for more information.\n"
    );
    shared.err(&banner).await;
    let mut thread = Thread::new(&shared);
    interact(&mut thread, &main_scope("<stdin>")).await
}

/// Whether a text goes on in the next line.
fn unfinished(text: &str, result: &Result<Vec<ast::Stmt>, Problem>) -> bool {
    let block =
        text.trim_end().lines().next().is_some_and(|line| line.trim_end().ends_with(':') || line.starts_with('@'));
    match result {
        Ok(_) => block && !text.ends_with("\n\n"),
        Err(problem) => problem.unfinished && !(block && text.ends_with("\n\n")),
    }
}

/// The prompt, until the end of input.
async fn interact(thread: &mut Thread, scope: &Rc<Scope>) -> ExitStatus {
    let shared = Rc::clone(&thread.shared);
    loop {
        let mut text = String::new();
        let body = loop {
            let shown = if text.is_empty() { ">>> " } else { "... " };
            match shared.process.read_line(shown).await {
                LineInput::Line(line) => {
                    text.push_str(&line);
                    text.push('\n');
                }
                LineInput::End => {
                    shared.err("\n").await;
                    return ExitStatus::OK;
                }
                LineInput::Interrupted => {
                    shared.err("\nKeyboardInterrupt\n").await;
                    text.clear();
                    continue;
                }
            }
            if text.trim().is_empty() {
                text.clear();
                continue;
            }
            let parsed = parse::program(&text);
            if !unfinished(&text, &parsed) {
                break parsed;
            }
        };
        let result = match body {
            Ok(body) => {
                thread.frames.clear();
                thread.frames.push(Frame { name: Rc::from("<module>"), file: Rc::from("<stdin>"), line: 1, own: None });
                // A sole expression's value is shown.
                match body.as_slice() {
                    [ast::Stmt { kind: ast::Kind::Expr(expr), .. }] => show_value(thread, expr, scope).await,
                    body => thread.block(body, scope).await,
                }
            }
            Err(problem) => Err(Thread::refuse(&text, "<stdin>", &problem)),
        };
        shared.flush(true).await;
        match result {
            Err(Flow::Exit(code)) => return ExitStatus::from(code),
            Err(Flow::Raise(object)) if object.class.is("KeyboardInterrupt") => {
                shared.err("\nKeyboardInterrupt\n").await;
            }
            Err(Flow::Raise(object)) => shared.err(&thread.traceback(&object)).await,
            Err(Flow::Missing(what)) => shared.err(&missing(&what)).await,
            _ => {}
        }
    }
}

async fn show_value(thread: &mut Thread, expr: &ast::Expr, scope: &Rc<Scope>) -> Run<()> {
    let value = thread.eval(expr, scope).await?;
    if let value::Value::Builtin(name) = &value
        && matches!(&**name, "exit" | "quit")
    {
        thread.shared.print(&format!("Use {name}() or Ctrl-D (i.e. EOF) to exit\n"));
        return Ok(());
    }
    if !matches!(value, value::Value::None) {
        let text = thread.text_of(&value, false).await?;
        scope.vars.borrow_mut().insert(Rc::from("_"), value);
        thread.shared.print(&(text + "\n"));
    }
    Ok(())
}
