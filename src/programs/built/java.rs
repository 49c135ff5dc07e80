//! `java` and `javac` over stand-ins: `java -jar app.jar`, `java Main`, and the wrappers of Maven and Gradle.

use super::recipe::Recipe;
use super::{compiled, gradle, install, maven, recipe_of, scan, stand_in, work};
use crate::base::time::{MILLI, SECOND};
use crate::os::{ExitStatus, ProgramFuture};
use crate::programs::kit::{Tool, dates};
use crate::vfs::path;

/// Runs a class or an archive.
pub(in crate::programs) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

/// Compiles classes.
pub(in crate::programs) fn javac(tool: Tool) -> ProgramFuture {
    Box::pin(compile(tool))
}

/// What a Java program does; a Spring Boot one listens on 8080 unless its properties say otherwise.
pub(super) fn recipe(texts: &[(String, String)], name: &str) -> Recipe {
    let code: Vec<_> =
        texts.iter().filter(|(name, _)| name.ends_with(".java") || name.ends_with(".kt")).cloned().collect();
    let mut recipe = scan::read("Java", &code, 8080);
    let spring = code.iter().any(|(_, text)| text.contains("@SpringBootApplication"));
    if spring {
        let setting = |line: &str| line.split_once(['=', ':']).map(|(_, value)| value.trim().to_owned());
        let settings = texts.iter().filter(|(name, _)| !name.ends_with(".java") && !name.ends_with(".kt"));
        let port = settings
            .flat_map(|(_, text)| text.lines())
            .map(str::trim)
            .find(|line| line.starts_with("server.port") || line.starts_with("port:"));
        let value = port.and_then(setting).unwrap_or_default();
        let digits: String =
            value.rsplit([':', '{']).next().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
        recipe.port = digits.parse().unwrap_or(8080);
        "SERVER_PORT".clone_into(&mut recipe.port_variable);
        recipe.lines.insert(0, format!("\u{1}{name}"));
    }
    recipe
}

async fn run(mut tool: Tool) -> ExitStatus {
    let args = std::mem::take(&mut tool.args);
    let version = tool.process.version().to_string();
    if args.iter().any(|arg| arg == "-version" || arg == "--version") {
        let text = format!(
            "openjdk version \"{version}\"\nOpenJDK Runtime Environment (build {version})\nOpenJDK 64-Bit Server VM (build {version}, mixed mode, sharing)\n"
        );
        tool.err(&text);
        return tool.end().await;
    }
    if let Some(at) = args.iter().position(|arg| arg.ends_with("WrapperMain")) {
        tool.args = args[at + 1..].to_vec();
        return if args[at].contains("gradle") { gradle::run(tool).await } else { maven::run(tool).await };
    }
    let mut words =
        args.iter().skip_while(|arg| arg.starts_with('-') && !["-jar", "-cp", "-classpath"].contains(&arg.as_str()));
    let (mut folder, mut first) = (String::from("."), words.next());
    if let Some("-cp" | "-classpath") = first.map(String::as_str) {
        words.next().cloned().unwrap_or_default().split(':').next().unwrap_or(".").clone_into(&mut folder);
        first = words.next();
    }
    let file = match first.map(String::as_str) {
        Some("-jar") => {
            let name = words.next().cloned().unwrap_or_default();
            if !tool.process.exists(&name) {
                tool.err(&format!("Error: Unable to access jarfile {name}\n"));
                tool.status = 1;
                return tool.end().await;
            }
            name
        }
        Some(class) if class.ends_with(".java") => {
            let text = tool.process.read_text(class).unwrap_or_default();
            work(&mut tool, 700 * MILLI).await;
            return start(tool, recipe(&[(class.to_owned(), text)], class)).await;
        }
        Some(class) => format!("{folder}/{}.class", class.replace('.', "/")),
        None => {
            tool.err("Usage: java [options] <mainclass> [args...]\n           (to execute a class)\n   or  java [options] -jar <jarfile> [args...]\n           (to execute a jar file)\n");
            tool.status = 1;
            return tool.end().await;
        }
    };
    let known = tool.process.read_file(&file).ok().and_then(|content| recipe_of(&content));
    match known {
        Some(recipe) => start(tool, recipe).await,
        None if !tool.process.exists(&file) => {
            let class = first.cloned().unwrap_or_default();
            tool.err(&format!("Error: Could not find or load main class {class}\nCaused by: java.lang.ClassNotFoundException: {class}\n"));
            tool.status = 1;
            tool.end().await
        }
        None => {
            tool.err(&format!("drydock: running {file} is not modelled: Java code does not run here\n"));
            tool.status = 1;
            tool.end().await
        }
    }
}

async fn start(mut tool: Tool, mut recipe: Recipe) -> ExitStatus {
    tool.process.change(|info| info.memory = 160 << 20);
    let spring = recipe.lines.iter().position(|line| line.starts_with('\u{1}'));
    if let Some(at) = spring {
        let name = recipe.lines.remove(at)[1..].to_owned();
        let port = tool.process.env("SERVER_PORT").unwrap_or_else(|| recipe.port.to_string());
        let pid = tool.process.own_pid();
        let line = |tool: &mut Tool, logger: &str, text: &str| {
            let time = dates::format(tool.process.now(), "%Y-%m-%dT%H:%M:%S.000Z");
            tool.line(&format!("{time}  INFO {pid} --- [           main] {logger:<40} : {text}"));
        };
        line(&mut tool, &name, &format!("Starting {name} with PID {pid}"));
        work(&mut tool, 2 * SECOND).await;
        line(
            &mut tool,
            "o.s.b.w.embedded.tomcat.TomcatWebServer",
            &format!("Tomcat started on port {port} (http) with context path '/'"),
        );
        line(&mut tool, &name, &format!("Started {name} in 2.1 seconds (process running for 2.4)"));
    } else {
        work(&mut tool, 80 * MILLI).await;
    }
    stand_in::run(tool, recipe).await
}

async fn compile(mut tool: Tool) -> ExitStatus {
    let args = std::mem::take(&mut tool.args);
    let folder = args.iter().position(|arg| arg == "-d").and_then(|at| args.get(at + 1)).cloned();
    let files: Vec<&String> = args.iter().filter(|arg| arg.ends_with(".java")).collect();
    if args.iter().any(|arg| arg == "-version" || arg == "--version") {
        let version = tool.process.version().to_string();
        tool.line(&format!("javac {version}"));
        return tool.end().await;
    }
    if files.is_empty() {
        tool.err("error: no source files\n");
        tool.status = 2;
    }
    for file in files {
        let Ok(text) = tool.process.read_text(file) else {
            tool.err(&format!("error: file not found: {file}\nUsage: javac <options> <source files>\nuse --help for a list of possible options\n"));
            tool.status = 2;
            break;
        };
        work(&mut tool, 500 * MILLI).await;
        let class = path::base_name(file).trim_end_matches(".java").to_owned();
        let base = folder.clone().unwrap_or_else(|| path::dir_name(&tool.process.absolute(file)).to_owned());
        let content = compiled(&recipe(&[(file.clone(), text)], &class), 420);
        install(&mut tool, &path::join(&base, &format!("{class}.class")), content, 0o644);
        tool.process.simplify("javac compiles nothing: the class it leaves is a stand-in");
    }
    tool.end().await
}
