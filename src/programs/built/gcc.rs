//! `gcc`, `cc`, `g++` and `clang`: the outputs of compiling and linking. Code is not looked at but for what it prints.

use super::{compiled, install, scan, work};
use crate::base::time::MILLI;
use crate::os::{ExitStatus, ProgramFuture};
use crate::programs::kit::Tool;
use crate::vfs::{Content, path};

/// Compiles and links.
pub(in crate::programs) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

async fn run(mut tool: Tool) -> ExitStatus {
    let (mut output, mut inputs, mut links) = (None, Vec::new(), true);
    let args = std::mem::take(&mut tool.args);
    let mut words = args.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--version" | "-v" => {
                let version = tool.process.version().to_string();
                tool.line(&format!("{} (GCC) {version}", tool.name.clone()));
                return tool.end().await;
            }
            "-o" => output = words.next().cloned(),
            "-c" | "-S" | "-E" => links = false,
            "-I" | "-L" | "-l" | "-D" | "-x" | "-include" | "-isystem" => drop(words.next()),
            word if word.starts_with("-o") => output = Some(word[2..].to_owned()),
            word if word.starts_with('-') => {}
            _ => inputs.push(word.clone()),
        }
    }
    let name = tool.name.clone();
    let missing: Vec<&String> = inputs.iter().filter(|input| !tool.process.exists(input)).collect();
    for input in &missing {
        tool.err(&format!("{name}: error: {input}: No such file or directory\n"));
    }
    if inputs.len() == missing.len() {
        tool.err(&format!("{name}: fatal error: no input files\ncompilation terminated.\n"));
    }
    if !missing.is_empty() || inputs.is_empty() {
        tool.status = 1;
        return tool.end().await;
    }
    let texts: Vec<(String, String)> =
        inputs.iter().filter_map(|input| Some((input.clone(), tool.process.read_text(input).ok()?))).collect();
    work(&mut tool, 150 * MILLI * inputs.len() as u64).await;
    tool.process.simplify(&format!("{name} compiles nothing: the program it leaves is a stand-in"));
    let language = if name.contains("++") { "C++" } else { "C" };
    if links {
        // Object files keep what their sources said.
        let kept: Vec<_> =
            inputs.iter().filter_map(|input| super::recipe_of(&tool.process.read_file(input).ok()?)).collect();
        let mut recipe = scan::read(language, &texts, 0);
        for object in kept {
            recipe.lines.extend(object.lines);
            recipe.source.push_str(&object.source);
        }
        let place = output.unwrap_or_else(|| "a.out".to_owned());
        install(&mut tool, &place, compiled(&recipe, 15_960), 0o755);
        return tool.end().await;
    }
    for (input, text) in texts {
        let stem = path::base_name(&input).rsplit_once('.').map_or(input.as_str(), |(stem, _)| stem).to_owned();
        let place = output.clone().unwrap_or_else(|| format!("{stem}.o"));
        let recipe = scan::read(language, &[(input, text)], 0);
        let Content::Declared { .. } = compiled(&recipe, 1_680) else { continue };
        install(&mut tool, &place, compiled(&recipe, 1_680), 0o644);
    }
    tool.end().await
}
