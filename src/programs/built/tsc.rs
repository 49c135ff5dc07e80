//! `tsc`: for every TypeScript file a JavaScript file where the configuration wants it. The code in it is a stand-in that
//! prints and listens as the source says.

use std::fmt::Write;

use serde_json::{Value, json};

use super::recipe::Recipe;
use super::{install, scan, sources, work};
use crate::base::time::{MILLI, SECOND};
use crate::os::{ExitStatus, ProgramFuture};
use crate::programs::kit::Tool;
use crate::vfs::{Content, path};

/// Compiles a project.
pub(in crate::programs) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

/// What follows a name in tsconfig.json, which may have comments.
fn after<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let quoted = format!("\"{name}\"");
    text.lines().find_map(|line| {
        let (before, after) = line.split_once(&quoted)?;
        (!before.contains("//") && !before.contains("/*")).then_some(after)
    })
}

/// A text of tsconfig.json.
fn setting(text: &str, name: &str) -> Option<String> {
    let value = after(text, name)?.split('"').nth(1)?;
    Some(value.trim_start_matches("./").trim_end_matches('/').to_owned())
}

async fn run(mut tool: Tool) -> ExitStatus {
    let args = std::mem::take(&mut tool.args);
    let version = tool.process.version().to_string();
    if args.iter().any(|arg| arg == "--version" || arg == "-v") {
        tool.line(&format!("Version {version}"));
        return tool.end().await;
    }
    let value = |names: [&str; 2]| {
        let at = args.iter().position(|arg| names.contains(&arg.as_str()))?;
        args.get(at + 1).cloned()
    };
    if args.iter().any(|arg| arg == "--init" || arg == "-w" || arg == "--watch") {
        tool.err("drydock: tsc --init and --watch are not modelled\n");
        tool.status = 1;
        return tool.end().await;
    }
    let project = value(["-p", "--project"]).unwrap_or_else(|| ".".to_owned());
    let project = if tool.process.is_dir(&project) { path::join(&project, "tsconfig.json") } else { project };
    let project = tool.process.absolute(&project);
    let Ok(config) = tool.process.read_text(&project) else {
        tool.line(&format!("error TS5058: The specified path does not exist: '{project}'."));
        tool.status = 1;
        return tool.end().await;
    };
    let folder = path::dir_name(&project).to_owned();
    let checks = args.iter().any(|arg| arg == "--noEmit")
        || after(&config, "noEmit").is_some_and(|rest| rest.trim_start_matches([':', ' ']).starts_with("true"));
    let texts = sources(&tool, &folder, &[".ts", ".tsx"]);
    let texts: Vec<_> =
        texts.into_iter().filter(|(name, _)| !name.ends_with(".d.ts") && !name.ends_with(".config.ts")).collect();
    if texts.is_empty() {
        tool.line(&format!("error TS18003: No inputs were found in config file '{project}'."));
        tool.status = 2;
        return tool.end().await;
    }
    work(&mut tool, SECOND + texts.len() as u64 * 60 * MILLI).await;
    tool.process.simplify("tsc compiles nothing: the scripts it leaves are stand-ins");
    if checks {
        return tool.end().await;
    }
    let output = value(["--outDir", "--outdir"]).or_else(|| setting(&config, "outDir"));
    let root = setting(&config, "rootDir").map_or_else(|| common(&texts), |root| path::join(&folder, &root));
    for (name, text) in &texts {
        let inner = name.strip_prefix(&format!("{}/", root.trim_end_matches('/'))).unwrap_or(path::base_name(name));
        let stem = inner.rsplit_once('.').map_or(inner, |(stem, _)| stem);
        let base = output.as_ref().map_or_else(|| root.clone(), |output| path::join(&folder, output));
        let recipe = scan::read("TypeScript", &[(name.clone(), text.clone())], 3000);
        let module = config.to_ascii_lowercase().contains("\"module\": \"es")
            || tool
                .process
                .read_text(&path::join(&folder, "package.json"))
                .is_ok_and(|text| text.contains("\"type\": \"module\""));
        install(
            &mut tool,
            &path::join(&base, &format!("{stem}.js")),
            Content::text(&script(&recipe, text, module)),
            0o644,
        );
    }
    tool.end().await
}

/// The folder that all files are in.
fn common(texts: &[(String, String)]) -> String {
    let mut folder = path::dir_name(&texts[0].0);
    while !texts.iter().all(|(name, _)| name.starts_with(&format!("{}/", folder.trim_end_matches('/'))))
        && folder != "/"
    {
        folder = path::dir_name(folder);
    }
    folder.to_owned()
}

/// JavaScript that does what the source says plainly; imports of own files stay, so that the whole program does.
fn script(recipe: &Recipe, source: &str, module: bool) -> String {
    let mut out = String::from("// A stand-in for what tsc makes: it prints and listens as the source says.\n");
    for line in source.lines().filter(|line| line.starts_with("import ")) {
        let Some(name) = line.split(['\'', '"']).nth(1).filter(|name| name.starts_with('.')) else { continue };
        let _ = if module { writeln!(out, "import '{name}';") } else { writeln!(out, "require('{name}');") };
    }
    for line in &recipe.lines {
        let _ = writeln!(out, "console.log({});", json!(line.trim_end_matches('\n')));
    }
    if recipe.port != 0 {
        let routes: Vec<Value> = recipe.routes.iter().map(|(path, answer)| json!([path, answer])).collect();
        let port = if recipe.port_variable.is_empty() { "PORT" } else { &recipe.port_variable };
        let load = if module { "const http = await import('http');\n" } else { "const http = require('http');\n" };
        let _ = write!(
            out,
            "{load}const routes = new Map({});\nhttp.createServer((req, res) => {{\n  res.end(routes.get(req.url.split('?')[0]) ?? 'This answer comes from a \
             stand-in: compiled code does not run here.\\n');\n}}).listen(process.env.{port} || {});\n",
            json!(routes),
            recipe.port
        );
    }
    out
}
