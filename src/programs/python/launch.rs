//! `flask run`, `uvicorn module:app` and `gunicorn module:app`: programs of packages that import an application and serve it.

use std::rc::Rc;

use super::value::{Args, Flow, Run, Value};
use super::web::{Server, Serving};
use super::{Thread, begin, end, version_of};
use crate::os::{ExitStatus, ProgramFuture};
use crate::programs::kit::Tool;

/// Runs `flask`.
pub(in crate::programs) fn flask(tool: Tool) -> ProgramFuture {
    Box::pin(async move { start(tool, "flask").await })
}

/// Runs `uvicorn`; `fastapi run FILE` is the same.
pub(in crate::programs) fn uvicorn(tool: Tool) -> ProgramFuture {
    Box::pin(async move { start(tool, "uvicorn").await })
}

/// Runs `gunicorn`.
pub(in crate::programs) fn gunicorn(tool: Tool) -> ProgramFuture {
    Box::pin(async move { start(tool, "gunicorn").await })
}

/// What the command line says.
struct Plan {
    server: Server,
    module: String,
    name: String,
    host: String,
    port: u16,
    debug: bool,
}

fn plan(tool: &Tool, program: &str) -> Option<Plan> {
    let env = |name: &str| tool.process.env(name);
    let (server, host, port) = match program {
        "flask" => (
            Server::Werkzeug,
            env("FLASK_RUN_HOST"),
            env("FLASK_RUN_PORT").and_then(|port| port.parse().ok()).unwrap_or(5000),
        ),
        "gunicorn" => (Server::Gunicorn, None, env("PORT").and_then(|port| port.parse().ok()).unwrap_or(8000)),
        _ => (Server::Uvicorn, None, 8000),
    };
    let on = |value: Option<String>| {
        value.is_some_and(|value| matches!(value.as_str(), "1" | "true" | "True" | "development"))
    };
    let mut plan = Plan {
        server,
        module: String::new(),
        name: "app".to_owned(),
        host: host.unwrap_or_else(|| "127.0.0.1".to_owned()),
        port,
        debug: on(env("FLASK_DEBUG")) || on(env("FLASK_ENV")),
    };
    let mut target = env("FLASK_APP").filter(|_| program == "flask");
    let mut words = tool.args.iter();
    let mut command = None;
    while let Some(word) = words.next() {
        let (name, inline) = match word.split_once('=') {
            Some((name, value)) if name.starts_with('-') => (name, Some(value.to_owned())),
            _ => (word.as_str(), None),
        };
        let mut value = || inline.clone().or_else(|| words.next().cloned()).unwrap_or_default();
        match name {
            "--host" | "-h" => plan.host = value(),
            "--port" | "-p" if program != "gunicorn" => plan.port = value().parse().unwrap_or(plan.port),
            "--app" | "-A" => target = Some(value()),
            "--bind" | "-b" => {
                let address = value();
                let (host, port) = address.rsplit_once(':').unwrap_or((&address, "8000"));
                host.clone_into(&mut plan.host);
                plan.port = port.parse().unwrap_or(8000);
            }
            "--debug" => plan.debug = true,
            "--reload" | "--no-reload" | "--with-threads" | "--no-debugger" | "--proxy-headers" | "--preload" => {}
            "-w" | "--workers" | "-k" | "--worker-class" | "--log-level" | "--timeout" | "--threads"
            | "--access-logfile" | "--error-logfile" | "-t" | "-c" | "--chdir" | "--log-file" | "--worker-tmp-dir" => {
                drop(value());
            }
            word if word.starts_with('-') => {}
            "run" | "dev" if command.is_none() && program != "gunicorn" => {
                command = Some(word.clone());
                if tool.name == "fastapi" && word == "run" {
                    "0.0.0.0".clone_into(&mut plan.host);
                }
            }
            _ => target = Some(word.clone()),
        }
    }
    if program == "flask" && command.is_none() {
        return None;
    }
    let there = |name: &str| tool.process.exists(&format!("{name}.py"));
    let target =
        target.or_else(|| ["app", "wsgi", "main"].iter().find(|name| there(name)).map(|name| (*name).to_owned()))?;
    let (module, name) = target.split_once(':').unwrap_or((&target, "app"));
    module.trim_end_matches(".py").replace('/', ".").clone_into(&mut plan.module);
    name.trim_end_matches("()").clone_into(&mut plan.name);
    Some(plan)
}

/// Imports the application and serves it.
pub(super) async fn start(mut tool: Tool, program: &str) -> ExitStatus {
    if tool.args.iter().any(|arg| arg == "--version") {
        let version = tool.process.version().to_string();
        tool.line(&format!("{program} {version}"));
        return tool.end().await;
    }
    let Some(plan) = plan(&tool, program) else {
        let text = if program == "flask" && tool.args.is_empty() {
            "Usage: flask [OPTIONS] COMMAND [ARGS]...\n"
        } else if program == "flask" {
            "Error: Could not locate a Flask application. Use the 'flask --app' option, 'FLASK_APP' environment variable, or a 'wsgi.py' or 'app.py' file in the current directory.\n"
        } else {
            "Error: No application module specified.\n"
        };
        return tool.process.fail(text, 2).await;
    };
    let process = tool.process.clone();
    let python = process
        .find("python3")
        .ok()
        .and_then(|exe| process.read_file(&exe).ok())
        .and_then(|content| crate::os::exec::header(&content));
    let version = version_of(&python.map_or_else(|| "3.12.0".to_owned(), |(_, version)| version));
    let unbuffered = process.env("PYTHONUNBUFFERED").is_some_and(|value| !value.is_empty());
    let folder = process.cwd().to_string();
    let shared = Rc::new(begin(process, version, folder, tool.args.clone(), unbuffered).await);
    let mut thread = Thread::new(&shared);
    let result = serve(&mut thread, plan).await;
    end(&thread, result).await
}

async fn serve(thread: &mut Thread, plan: Plan) -> Run<()> {
    let module = thread.import(&plan.module).await?;
    let Some(app) = thread.find_attr(&module, &plan.name) else {
        let text = match plan.server {
            Server::Uvicorn => format!(
                "\u{0}ERROR:    Error loading ASGI app. Attribute \"{}\" not found in module \"{}\".",
                plan.name, plan.module
            ),
            _ => format!("\u{0}Failed to find attribute '{}' in '{}'.", plan.name, plan.module),
        };
        return Err(Flow::Missing(text));
    };
    // A factory makes the application.
    let app = if matches!(app, Value::Function(_)) { thread.call(app, Args::default()).await? } else { app };
    let Plan { server, host, port, debug, module, .. } = plan;
    let serving = Serving {
        server,
        app,
        host,
        port,
        debug,
        name: if server == Server::Werkzeug { module } else { String::new() },
    };
    thread.serve(serving).await.map(|_| ())
}
