//! `dotnet`: restore, build, publish, run, and running what they leave. Code is not compiled.

use super::recipe::Recipe;
use super::{compiled, install, recipe_of, scan, sources, stand_in, work};
use crate::base::time::{MILLI, SECOND};
use crate::os::{ExitStatus, ProgramFuture};
use crate::programs::kit::Tool;
use crate::vfs::{Content, path};

/// Runs a command.
pub(in crate::programs) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

async fn run(mut tool: Tool) -> ExitStatus {
    let args = std::mem::take(&mut tool.args);
    let version = tool.process.version().to_string();
    match args.first().map(String::as_str) {
        None | Some("--help" | "-h") => tool.out("\nUsage: dotnet [options]\nUsage: dotnet [path-to-application]\n"),
        Some("--version") => tool.line(&version),
        Some(command @ ("restore" | "build" | "publish" | "run")) => return project(tool, command, &args[1..]).await,
        Some(file) if file.ends_with(".dll") => {
            let known = tool.process.read_file(file).ok().and_then(|content| recipe_of(&content));
            match known {
                Some(recipe) => return start(tool, recipe).await,
                None if !tool.process.exists(file) => {
                    let text = format!(
                        "Could not execute because the specified command or file was not found.\nThe application '{file}' does not exist.\n"
                    );
                    tool.err(&text);
                    tool.status = 145;
                }
                None => {
                    tool.err(&format!("drydock: running {file} is not modelled: .NET code does not run here\n"));
                    tool.status = 1;
                }
            }
        }
        Some(other) => {
            tool.err(&format!("drydock: dotnet {other} is not modelled: .NET code is not compiled here\n"));
            tool.status = 1;
        }
    }
    tool.end().await
}

/// The project file in a folder, or the one that is named.
fn find(tool: &Tool, words: &[&str]) -> Option<String> {
    let is_project = |name: &str| [".csproj", ".fsproj", ".vbproj", ".sln"].iter().any(|end| name.ends_with(end));
    let named = words.iter().find(|word| is_project(word) || tool.process.is_dir(word)).copied().unwrap_or(".");
    let folder = tool.process.absolute(named);
    if is_project(named) {
        return tool.process.exists(&folder).then_some(folder);
    }
    let names = tool.process.read_dir(&folder).ok()?;
    names.into_iter().find(|name| is_project(name)).map(|name| path::join(&folder, &name))
}

/// Restores the packages of a project.
async fn fetch(tool: &mut Tool, folder: &str, file: &str, text: &str) {
    let stem = path::base_name(file).rsplit_once('.').map_or("app", |(stem, _)| stem).to_owned();
    let assets = format!("{folder}/obj/project.assets.json");
    let packages = text.matches("<PackageReference").count() as u64;
    tool.line("  Determining projects to restore...");
    if tool.process.exists(&assets) {
        tool.line("  All projects are up-to-date for restore.");
    } else {
        let time = 600 * MILLI + packages * 900 * MILLI;
        work(tool, time).await;
        let home = tool.process.env("HOME").unwrap_or_else(|| "/root".to_owned());
        install(
            tool,
            &assets,
            Content::declared(4_000 + packages * 9_000, &format!("assets:{stem}:{packages}")),
            0o644,
        );
        if packages > 0 {
            let content = Content::declared(packages * 2_000_000, &format!("nuget:{stem}:{packages}"));
            install(tool, &format!("{home}/.nuget/packages/{stem}"), content, 0o644);
        }
        tool.line(&format!("  Restored {file} (in {}.{:02} sec).", time / SECOND, time % SECOND / (10 * MILLI)));
    }
}

async fn project(mut tool: Tool, command: &str, args: &[String]) -> ExitStatus {
    let (mut output, mut configuration, mut words) = (None, None, Vec::new());
    let (mut restores, mut rest) = (true, args.iter());
    while let Some(word) = rest.next() {
        match word.as_str() {
            "-o" | "--output" => output = rest.next().cloned(),
            "-c" | "--configuration" => configuration = rest.next().cloned(),
            "--no-restore" => restores = false,
            "-r" | "--runtime" | "-f" | "--framework" | "-v" | "--verbosity" => drop(rest.next()),
            "--project" => words.extend(rest.next().map(String::as_str)),
            word if word.starts_with('-') || word.starts_with('/') && word.contains(':') => {}
            word => words.push(word),
        }
    }
    let Some(file) = find(&tool, &words) else {
        let text = match words.first() {
            Some(name) if name.ends_with("proj") => format!("MSBUILD : error MSB1009: Project file does not exist.\nSwitch: {name}\n"),
            _ if command == "run" => {
                "Couldn't find a project to run. Ensure a project exists in the current directory, or pass the path to the project using --project.\n".to_owned()
            }
            _ => "MSBUILD : error MSB1003: Specify a project or solution file. The current working directory does not contain a project or solution file.\n".to_owned(),
        };
        tool.out(&text);
        tool.status = 1;
        return tool.end().await;
    };
    let folder = path::dir_name(&file).to_owned();
    let stem = path::base_name(&file).rsplit_once('.').map_or("app", |(stem, _)| stem).to_owned();
    let text = tool.process.read_text(&file).unwrap_or_default();
    if restores || command == "restore" {
        fetch(&mut tool, &folder, &file, &text).await;
    }
    if command == "restore" {
        return tool.end().await;
    }
    let web = text.contains("Microsoft.NET.Sdk.Web");
    let mut recipe = scan::read(".NET", &sources(&tool, &folder, &[".cs", ".fs"]), 0);
    let framework =
        super::xml::text(&text, "Project/PropertyGroup/TargetFramework").unwrap_or_else(|| "net8.0".to_owned());
    if web {
        let old = ["net5", "net6", "net7", "netcoreapp"].iter().any(|name| framework.starts_with(name));
        recipe.port = if old { 80 } else { 8080 };
        recipe.lines.insert(0, "\u{1}".to_owned());
    }
    let started = tool.process.now();
    work(&mut tool, 3 * SECOND).await;
    let release = configuration.unwrap_or_else(|| if command == "publish" { "Release" } else { "Debug" }.to_owned());
    let base = format!("{folder}/bin/{release}/{framework}");
    let name = super::xml::text(&text, "Project/PropertyGroup/AssemblyName").unwrap_or(stem);
    let mut places = vec![base.clone()];
    if command == "publish" {
        places
            .push(output.as_deref().map_or_else(|| format!("{base}/publish"), |output| tool.process.absolute(output)));
    } else if let Some(output) = &output {
        places = vec![tool.process.absolute(output)];
    }
    for place in &places {
        install(&mut tool, &format!("{place}/{name}.dll"), compiled(&recipe, 9_216), 0o755);
        install(&mut tool, &format!("{place}/{name}"), compiled(&recipe, 77_000), 0o755);
        let text = "{\n  \"runtimeOptions\": {}\n}\n";
        install(&mut tool, &format!("{place}/{name}.runtimeconfig.json"), Content::text(text), 0o644);
    }
    if command == "publish" {
        for file in ["appsettings.json", "appsettings.Development.json"] {
            if let (Ok(content), Some(place)) =
                (tool.process.read_file(&path::join(&folder, file)), places.last().cloned())
            {
                install(&mut tool, &path::join(&place, file), content, 0o644);
            }
        }
    }
    tool.process.simplify("dotnet compiles nothing: the program it leaves is a stand-in");
    if command == "run" {
        return start(tool, recipe).await;
    }
    tool.line(&format!("  {name} -> {base}/{name}.dll"));
    if command == "publish" {
        let place = places.last().cloned().unwrap_or_default();
        tool.line(&format!("  {name} -> {place}/"));
    } else {
        let hundredths = tool.process.now().since(started) / (10 * MILLI);
        tool.out(&format!(
            "\nBuild succeeded.\n    0 Warning(s)\n    0 Error(s)\n\nTime Elapsed 00:00:{:02}.{:02}\n",
            hundredths / 100,
            hundredths % 100
        ));
    }
    tool.end().await
}

async fn start(mut tool: Tool, mut recipe: Recipe) -> ExitStatus {
    if recipe.lines.first().is_some_and(|line| line == "\u{1}") {
        recipe.lines.remove(0);
        let address = tool.process.env("ASPNETCORE_URLS").unwrap_or_default();
        let digits = |text: &str| text.rsplit(':').next().unwrap_or_default().trim_end_matches('/').parse().ok();
        let port = digits(&address).or_else(|| digits(&tool.process.env("ASPNETCORE_HTTP_PORTS").unwrap_or_default()));
        recipe.port = port.unwrap_or(recipe.port);
        let mode = tool.process.env("ASPNETCORE_ENVIRONMENT").unwrap_or_else(|| "Production".to_owned());
        let cwd = tool.process.cwd().to_string();
        let note = |number: u32, text: String| format!("info: Microsoft.Hosting.Lifetime[{number}]\n      {text}\n");
        recipe.lines.push(note(14, format!("Now listening on: http://[::]:{}", recipe.port)));
        recipe.lines.push(note(0, "Application started. Press Ctrl+C to shut down.".to_owned()));
        recipe.lines.push(note(0, format!("Hosting environment: {mode}")));
        recipe.lines.push(note(0, format!("Content root path: {cwd}")));
    }
    work(&mut tool, 200 * MILLI).await;
    stand_in::run(tool, recipe).await
}
