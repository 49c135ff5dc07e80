//! `go`: version, env, mod, build, run, install, vet, fmt. Dependencies are taken as go.mod lists them; nothing is compiled.

use super::{compiled, install, scan, sources, stand_in, work};
use crate::base::time::{MILLI, SECOND};
use crate::os::{ExitStatus, ProgramFuture};
use crate::programs::kit::Tool;
use crate::vfs::{Content, path};

/// Bytes of the smallest program, of one with `net/http`, and of each module.
const SMALL: u64 = 2_138_112;
const HTTP: u64 = 7_340_032;
const MODULE: u64 = 410_000;

/// Runs a command of go.
pub(in crate::programs) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

/// `gofmt` leaves files as they are.
pub(in crate::programs) fn fmt(tool: Tool) -> ProgramFuture {
    Box::pin(tool.end())
}

/// go.mod as far as it matters.
struct Module {
    folder: String,
    name: String,
    requires: Vec<(String, String)>,
}

async fn run(mut tool: Tool) -> ExitStatus {
    let args = std::mem::take(&mut tool.args);
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["help", ..] => {
            tool.err("Go is a tool for managing Go source code.\n\nUsage:\n\n\tgo <command> [arguments]\n");
            tool.status = if words.is_empty() { 2 } else { 0 };
        }
        ["version", ..] => {
            let version = tool.process.version().to_string();
            tool.line(&format!("go version go{version} linux/amd64"));
        }
        ["env", names @ ..] => {
            for name in names.iter().filter(|name| !name.starts_with('-') && !name.contains('=')) {
                let own = match *name {
                    "GOOS" => "linux",
                    "GOARCH" => "amd64",
                    "GOPATH" => "/go",
                    "GOROOT" => "/usr/local/go",
                    _ => "",
                };
                let value = tool.process.env(name).filter(|value| !value.is_empty());
                tool.line(&value.unwrap_or_else(|| own.to_owned()));
            }
        }
        ["mod", "init", rest @ ..] => init(&mut tool, rest.first().copied()),
        ["mod", "download" | "tidy" | "verify" | "vendor", ..] => match module(&tool) {
            Some(module) => fetch(&mut tool, &module, false).await,
            None if words[1] == "download" => fail(&mut tool, "go: no modules specified (see 'go help mod download')"),
            None => no_module(&mut tool),
        },
        ["build" | "install" | "run", rest @ ..] => return build(tool, words[0], rest).await,
        ["vet" | "fmt" | "clean" | "generate", ..] => work(&mut tool, SECOND).await,
        [other @ ("get" | "test" | "list" | "tool" | "work" | "doc" | "fix"), ..] => {
            tool.err(&format!("drydock: go {other} is not modelled: Go code is not compiled here\n"));
            tool.status = 1;
        }
        [other, ..] => {
            tool.err(&format!("go {other}: unknown command\nRun 'go help' for usage.\n"));
            tool.status = 2;
        }
    }
    tool.end().await
}

fn fail(tool: &mut Tool, text: &str) {
    tool.err(&format!("{text}\n"));
    tool.status = 1;
}

fn no_module(tool: &mut Tool) {
    fail(tool, "go: go.mod file not found in current directory or any parent directory; see 'go help modules'");
}

fn init(tool: &mut Tool, name: Option<&str>) {
    let Some(name) = name else {
        return fail(
            tool,
            "go: cannot determine module path for source directory (outside GOPATH, module path must be specified)",
        );
    };
    let place = tool.process.absolute("go.mod");
    if tool.process.exists(&place) {
        return fail(tool, &format!("go: {place} already exists"));
    }
    let version = tool.process.version().to_string();
    let text = format!("module {name}\n\ngo {version}\n");
    if install(tool, &place, Content::text(&text), 0o644) {
        tool.err(&format!("go: creating new go.mod: module {name}\n"));
    }
}

/// The module that the current folder is in.
fn module(tool: &Tool) -> Option<Module> {
    let mut folder = tool.process.cwd().to_string();
    loop {
        if let Ok(text) = tool.process.read_text(&path::join(&folder, "go.mod")) {
            let lines = || text.lines().map(|line| line.split("//").next().unwrap_or_default().trim());
            let name =
                lines().find_map(|line| line.strip_prefix("module ")).unwrap_or("main").trim_matches('"').to_owned();
            let require = |line: &str| {
                let line = line.strip_prefix("require ").unwrap_or(line);
                let (name, version) = line.split_once(' ')?;
                let known = version.starts_with('v') && name.contains('.') && !version.contains(' ');
                known.then(|| (name.to_owned(), version.to_owned()))
            };
            return Some(Module { folder, name, requires: lines().filter_map(require).collect() });
        }
        if folder == "/" {
            return None;
        }
        folder.truncate(path::dir_name(&folder).len());
    }
}

/// Fetches the modules that are not here.
async fn fetch(tool: &mut Tool, module: &Module, tells: bool) {
    let root =
        tool.process.env("GOPATH").unwrap_or_else(|| format!("{}/go", tool.process.env("HOME").unwrap_or_default()));
    for (name, version) in &module.requires {
        let folder = format!("{root}/pkg/mod/{name}@{version}");
        if tool.process.exists(&folder) {
            continue;
        }
        if tells {
            tool.err(&format!("go: downloading {name} {version}\n"));
        }
        work(tool, 120 * MILLI).await;
        let content = Content::declared(MODULE, &format!("go:{name}@{version}"));
        if !install(tool, &format!("{folder}/module.go"), content, 0o444) {
            return;
        }
    }
}

async fn build(mut tool: Tool, command: &str, words: &[&str]) -> ExitStatus {
    let (mut output, mut targets, mut rest) = (None, Vec::new(), words.iter());
    while let Some(word) = rest.next() {
        match *word {
            "-o" => output = rest.next().map(|name| (*name).to_owned()),
            "-ldflags" | "-tags" | "-mod" | "-gcflags" | "-p" | "-asmflags" | "--ldflags" | "-installsuffix"
            | "-buildmode" | "-pkgdir" => {
                rest.next();
            }
            word if word.starts_with("-o=") => output = Some(word[3..].to_owned()),
            word if word.starts_with('-') => {}
            word => {
                targets.push(word.to_owned());
                if command == "run" {
                    break;
                }
            }
        }
    }
    let arguments: Vec<String> = rest.map(|word| (*word).to_owned()).collect();
    let files: Vec<String> = targets.iter().filter(|target| target.ends_with(".go")).cloned().collect();
    let module = module(&tool);
    if let Some(missing) = files.iter().find(|file| !tool.process.exists(file)) {
        // Its own words for it.
        let text = format!("no required module provides package {missing}; to add it:\n\tgo get {missing}");
        fail(&mut tool, &text);
        return tool.end().await;
    }
    if module.is_none() && files.is_empty() {
        no_module(&mut tool);
        return tool.end().await;
    }
    if let Some(remote) = targets.iter().find(|target| target.contains('@')) {
        fail(&mut tool, &format!("drydock: go {command} {remote} is not modelled: its sources are not here"));
        return tool.end().await;
    }
    if let Some(module) = &module {
        fetch(&mut tool, module, true).await;
    }
    let modules = module.as_ref().map_or(0, |module| module.requires.len() as u64);
    let target = targets.first().map_or(".", String::as_str);
    let folder = path::absolute(&tool.process.cwd(), target.trim_end_matches("..."));
    let folder = if files.is_empty() { folder } else { path::dir_name(&tool.process.absolute(&files[0])).to_owned() };
    let own = tool.process.read_dir(&folder).unwrap_or_default();
    let recursive = target.ends_with("...");
    if !recursive && files.is_empty() && !own.iter().any(|name| name.ends_with(".go")) {
        let text = if tool.process.exists(&folder) {
            format!("no Go files in {folder}")
        } else {
            format!("stat {folder}: directory not found")
        };
        fail(&mut tool, &text);
        return tool.end().await;
    }
    let root = module.as_ref().map_or(folder.as_str(), |module| module.folder.as_str());
    let mut texts = sources(&tool, root, &[".go"]);
    texts.retain(|(name, text)| {
        !name.ends_with("_test.go") && (!text.contains("func main(") || name.starts_with(&folder))
    });
    let recipe = scan::read("Go", &texts, 8080);
    let size = if texts.iter().any(|(_, text)| text.contains("net/http")) { HTTP } else { SMALL };
    work(&mut tool, 2 * SECOND + modules * 350 * MILLI).await;
    tool.process.simplify("go build compiles nothing: the program it leaves is a stand-in");
    if command == "run" {
        tool.args = arguments;
        return stand_in::run(tool, recipe).await;
    }
    let name = match (&module, files.first()) {
        (_, Some(file)) => path::base_name(file).trim_end_matches(".go").to_owned(),
        (Some(module), None) if folder == module.folder => path::base_name(&module.name).to_owned(),
        _ => path::base_name(&folder).to_owned(),
    };
    let place = match output {
        Some(place) if place.ends_with('/') || tool.process.is_dir(&place) => path::join(&place, &name),
        Some(place) => place,
        None if command == "install" => {
            format!("{}/bin/{name}", tool.process.env("GOPATH").unwrap_or_else(|| "/go".to_owned()))
        }
        None => name,
    };
    let system = tool.process.env("GOOS").filter(|os| !os.is_empty()).unwrap_or_else(|| "linux".to_owned());
    let processor = tool.process.env("GOARCH").filter(|arch| !arch.is_empty()).unwrap_or_else(|| "amd64".to_owned());
    let size = size + modules * 200_000;
    // A program for another machine is a file that this one cannot run.
    let content = if system == "linux" && processor == "amd64" {
        compiled(&recipe, size)
    } else {
        Content::declared(size, &format!("{system}/{processor}:{}", recipe.to_text()))
    };
    let place = if system == "windows" && !place.ends_with(".exe") { format!("{place}.exe") } else { place };
    install(&mut tool, &place, content, 0o755);
    tool.end().await
}
