//! `cargo` and `rustc`: new, init, build, run, install --path, fetch. Crates are taken as Cargo.lock or Cargo.toml lists them.

use super::{compiled, install, scan, sources, stand_in, work};
use crate::base::time::{MILLI, SECOND};
use crate::os::{ExitStatus, ProgramFuture};
use crate::programs::kit::Tool;
use crate::vfs::{Content, path};

/// Runs a command of cargo.
pub(in crate::programs) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

/// Compiles one file.
pub(in crate::programs) fn rustc(tool: Tool) -> ProgramFuture {
    Box::pin(compile(tool))
}

async fn compile(mut tool: Tool) -> ExitStatus {
    let args = std::mem::take(&mut tool.args);
    if args.iter().any(|arg| arg == "--version" || arg == "-V") {
        let version = tool.process.version().to_string();
        tool.line(&format!("rustc {version}"));
        return tool.end().await;
    }
    let output = args.iter().position(|arg| arg == "-o").and_then(|at| args.get(at + 1)).cloned();
    let Some(input) = args.iter().find(|arg| arg.ends_with(".rs")).cloned() else {
        tool.err("error: no input filename given\n\n");
        tool.status = 1;
        return tool.end().await;
    };
    let Ok(text) = tool.process.read_text(&input) else {
        tool.err(&format!("error: couldn't read `{input}`: No such file or directory (os error 2)\n\nerror: aborting due to 1 previous error\n\n"));
        tool.status = 1;
        return tool.end().await;
    };
    work(&mut tool, 600 * MILLI).await;
    tool.process.simplify("rustc compiles nothing: the program it leaves is a stand-in");
    let place = output.unwrap_or_else(|| path::base_name(&input).trim_end_matches(".rs").to_owned());
    let recipe = scan::read("Rust", &[(input, text)], 8080);
    install(&mut tool, &place, compiled(&recipe, 3_900_000), 0o755);
    tool.end().await
}

/// A value of `[package]` in a Cargo.toml.
fn value(text: &str, name: &str) -> Option<String> {
    let mut inside = false;
    text.lines().map(str::trim).find_map(|line| {
        if line.starts_with('[') {
            inside = line == "[package]";
        }
        let (key, value) = line.split_once('=').filter(|_| inside)?;
        (key.trim() == name).then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// The crates that a project needs: name and version.
fn crates(lock: &str, manifest: &str, own: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in lock.lines() {
        let text = |prefix: &str| line.strip_prefix(prefix).map(|rest| rest.trim_matches('"').to_owned());
        if let Some(name) = text("name = ") {
            found.push((name, String::new()));
        } else if let (Some(version), Some(last)) = (text("version = "), found.last_mut()) {
            last.1 = version;
        }
    }
    if lock.is_empty() {
        let after = manifest.split_once("[dependencies]").map_or("", |(_, rest)| rest);
        let lines = after.lines().take_while(|line| !line.starts_with('['));
        found.extend(lines.filter_map(|line| {
            let (name, rest) = line.split_once('=')?;
            let version = rest.split('"').nth(1).unwrap_or("1").trim_start_matches(['^', '=', '~']);
            let dots = version.matches('.').count();
            Some((name.trim().to_owned(), format!("{version}{}", ".0".repeat(2_usize.saturating_sub(dots)))))
        }));
    }
    found.retain(|(name, _)| name != own);
    found
}

fn no_manifest(tool: &mut Tool) {
    let cwd = tool.process.cwd().to_string();
    tool.err(&format!("error: could not find `Cargo.toml` in `{cwd}` or any parent directory\n"));
    tool.status = 101;
}

async fn run(mut tool: Tool) -> ExitStatus {
    let args = std::mem::take(&mut tool.args);
    let words: Vec<&str> = args.iter().map(String::as_str).filter(|word| !word.starts_with('+')).collect();
    match words.first().copied() {
        None | Some("--help" | "help") => {
            tool.out("Rust's package manager\n\nUsage: cargo [+toolchain] [OPTIONS] [COMMAND]\n");
        }
        Some("--version" | "-V") => {
            let version = tool.process.version().to_string();
            tool.line(&format!("cargo {version}"));
        }
        Some("new" | "init") => create(&mut tool, &words),
        Some(command @ ("build" | "b" | "run" | "r" | "check" | "fetch" | "install" | "chef")) => {
            return build(tool, command, &words).await;
        }
        Some(other) => {
            tool.err(&format!("drydock: cargo {other} is not modelled: Rust code is not compiled here\n"));
            tool.status = 101;
        }
    }
    tool.end().await
}

fn create(tool: &mut Tool, words: &[&str]) {
    let library = words.contains(&"--lib");
    let name = words.iter().skip(1).find(|word| !word.starts_with('-')).copied().unwrap_or(".");
    let folder = tool.process.absolute(name);
    let own = path::base_name(&folder).to_owned();
    let manifest = format!("{folder}/Cargo.toml");
    if tool.process.exists(&manifest) {
        tool.err("error: `cargo init` cannot be run on existing Cargo packages\n");
        tool.status = 101;
        return;
    }
    let text = format!("[package]\nname = \"{own}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n");
    let (file, code) =
        if library { ("lib.rs", "") } else { ("main.rs", "fn main() {\n    println!(\"Hello, world!\");\n}\n") };
    let what = if library { "library" } else { "binary (application)" };
    if install(tool, &manifest, Content::text(&text), 0o644) {
        let source = format!("{folder}/src/{file}");
        if !tool.process.exists(&source) {
            install(tool, &source, Content::text(code), 0o644);
        }
        let shown = if words[0] == "new" { format!(" `{own}`") } else { String::new() };
        tool.err(&format!("    Creating {what}{shown} package\n"));
    }
}

async fn build(mut tool: Tool, command: &str, words: &[&str]) -> ExitStatus {
    let mut folder = tool.process.cwd().to_string();
    if let Some(at) = words.iter().position(|word| *word == "--manifest-path") {
        path::dir_name(&tool.process.absolute(words.get(at + 1).unwrap_or(&"Cargo.toml"))).clone_into(&mut folder);
    }
    if let Some(at) = words.iter().position(|word| *word == "--path") {
        folder = tool.process.absolute(words.get(at + 1).unwrap_or(&"."));
    } else if command == "install" || command == "chef" {
        let what = words.get(1).copied().unwrap_or_default();
        tool.err(&format!("drydock: cargo {command} {what} is not modelled: its sources are not here\n"));
        tool.status = 101;
        return tool.end().await;
    }
    let Ok(manifest) = tool.process.read_text(&format!("{folder}/Cargo.toml")) else {
        no_manifest(&mut tool);
        return tool.end().await;
    };
    let name = value(&manifest, "name").unwrap_or_else(|| path::base_name(&folder).to_owned());
    let version = value(&manifest, "version").unwrap_or_else(|| "0.1.0".to_owned());
    let lock = tool.process.read_text(&format!("{folder}/Cargo.lock")).unwrap_or_default();
    let needs = crates(&lock, &manifest, &name);
    let home = tool.process.env("CARGO_HOME").unwrap_or_else(|| "/usr/local/cargo".to_owned());
    let missing: Vec<_> = needs
        .iter()
        .filter(|(name, version)| !tool.process.exists(&format!("{home}/registry/cache/{name}-{version}.crate")))
        .cloned()
        .collect();
    if !missing.is_empty() {
        tool.err("    Updating crates.io index\n Downloading crates ...\n");
    }
    for (name, version) in &missing {
        work(&mut tool, 60 * MILLI).await;
        tool.err(&format!("  Downloaded {name} v{version}\n"));
        let content = Content::declared(80_000, &format!("crate:{name}@{version}"));
        install(&mut tool, &format!("{home}/registry/cache/{name}-{version}.crate"), content, 0o644);
    }
    if command == "fetch" {
        return tool.end().await;
    }
    let has = |file: &str| tool.process.exists(&format!("{folder}/src/{file}"));
    if !has("main.rs") && !has("lib.rs") && !manifest.contains("[[bin]]") {
        tool.err(&format!("error: failed to parse manifest at `{folder}/Cargo.toml`\n\nCaused by:\n  no targets specified in the manifest\n  either src/lib.rs, src/main.rs, a [lib] section, or [[bin]] section must be present\n"));
        tool.status = 101;
        return tool.end().await;
    }
    let release = words.contains(&"--release") || words.contains(&"-r") || command == "install";
    let target = words.iter().position(|word| *word == "--target").and_then(|at| words.get(at + 1));
    let profile = if release { "release" } else { "debug" };
    let base = target
        .map_or_else(|| format!("{folder}/target/{profile}"), |target| format!("{folder}/target/{target}/{profile}"));
    let started = tool.process.now();
    let known = tool.process.exists(&format!("{base}/deps"));
    for (name, version) in needs.iter().filter(|_| !known) {
        tool.err(&format!("   Compiling {name} v{version}\n"));
        work(&mut tool, 400 * MILLI).await;
    }
    tool.err(&format!(
        "   {} {name} v{version} ({folder})\n",
        if command == "check" { " Checking" } else { "Compiling" }
    ));
    work(&mut tool, SECOND + if release { SECOND } else { 0 }).await;
    tool.process.simplify("cargo build compiles nothing: the program it leaves is a stand-in");
    let texts = sources(&tool, &format!("{folder}/src"), &[".rs"]);
    let recipe = scan::read("Rust", &texts, 8080);
    let size = if release { 4_400_000 } else { 12_000_000 } + needs.len() as u64 * 30_000;
    install(
        &mut tool,
        &format!("{base}/deps/{name}.d"),
        Content::declared(600_000 * (needs.len() as u64 + 1), &format!("deps:{name}")),
        0o644,
    );
    if has_main(&tool, &folder) && command != "check" {
        install(&mut tool, &format!("{base}/{name}"), compiled(&recipe, size), 0o755);
    }
    let tenths = tool.process.now().since(started) / (10 * MILLI);
    let what = if release { "`release` profile [optimized]" } else { "`dev` profile [unoptimized + debuginfo]" };
    tool.err(&format!("    Finished {what} target(s) in {}.{:02}s\n", tenths / 100, tenths % 100));
    match command {
        "install" => {
            let place = format!("{home}/bin/{name}");
            tool.err(&format!(
                "  Installing {place}\n   Installed package `{name} v{version} ({folder})` (executable `{name}`)\n"
            ));
            install(&mut tool, &place, compiled(&recipe, size), 0o755);
        }
        "run" | "r" if has_main(&tool, &folder) => {
            tool.err(&format!("     Running `target/{profile}/{name}`\n"));
            return stand_in::run(tool, recipe).await;
        }
        _ => {}
    }
    tool.end().await
}

fn has_main(tool: &Tool, folder: &str) -> bool {
    tool.process.exists(&format!("{folder}/src/main.rs"))
}
