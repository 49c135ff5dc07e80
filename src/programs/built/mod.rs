//! Compilers, build tools and bundlers whose effects are declared: they take time, print what they print in life and leave
//! the files that they are known to write. Nothing is compiled. What they make stands in for a program: it prints and
//! listens as its source says in plain words (`recipe`), and that it is simplified goes to the explanations.

mod bundler;
mod cargo;
mod dev_server;
mod dotnet;
mod gcc;
mod go;
mod gradle;
mod java;
mod make;
mod maven;
mod recipe;
mod scan;
mod stand_in;
#[cfg(test)]
mod tests;
mod tsc;
mod xml;

pub(super) use bundler::{checker, main as bundler, next};
pub(super) use cargo::{main as cargo, rustc};
pub(super) use dotnet::main as dotnet;
pub(super) use gcc::main as gcc;
pub(super) use go::{fmt as gofmt, main as go};
pub(super) use gradle::main as gradle;
pub(super) use java::{javac, main as java};
pub(super) use make::main as make;
pub(super) use maven::main as maven;
pub(super) use stand_in::main as stand_in;
pub(super) use tsc::main as tsc;

use self::recipe::Recipe;
use super::kit::Tool;
use crate::os::executable;
use crate::vfs::{Content, Errno, path};

/// The program that the executables of these tools name.
const COMPILED: &str = "compiled";

/// A file that stands in for what a compiler makes of sources.
fn compiled(recipe: &Recipe, size: u64) -> Content {
    executable(COMPILED, &recipe.to_text(), size)
}

/// What a file stands in for, if it is one of these.
fn recipe_of(content: &Content) -> Option<Recipe> {
    let (program, text) = crate::os::exec::header(content)?;
    (program == COMPILED).then(|| Recipe::from_text(&text))
}

/// Writes a file with its folders.
fn write(tool: &Tool, place: &str, content: Content, mode: u32) -> Result<(), Errno> {
    tool.process.mkdir_all(path::dir_name(&tool.process.absolute(place)))?;
    tool.process.write_file(place, content)?;
    tool.process.chmod(place, mode)
}

/// Writes a stand-in, or says why not in the tool's own way.
fn install(tool: &mut Tool, place: &str, content: Content, mode: u32) -> bool {
    let done = write(tool, place, content, mode);
    if let Err(error) = done {
        let text = format!("open {place}: {}\n", error.go_text());
        tool.err(&text);
        tool.status = 1;
    }
    done.is_ok()
}

/// Takes processor time, in microseconds.
async fn work(tool: &mut Tool, micros: u64) {
    tool.flush().await;
    tool.process.change(|info| info.cpu += micros);
    tool.process.sleep(micros).await;
}

/// Files below a folder whose names end so, by path; `node_modules`, `vendor` and hidden folders are left out.
fn sources(tool: &Tool, folder: &str, ends: &[&str]) -> Vec<(String, String)> {
    let (mut found, mut todo) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = todo.pop() {
        for name in tool.process.read_dir(&folder).unwrap_or_default() {
            let place = path::join(&folder, &name);
            if tool.process.is_dir(&place) {
                let skipped =
                    name.starts_with('.') || ["node_modules", "vendor", "target", "bin", "obj"].contains(&&*name);
                if !skipped {
                    todo.push(place);
                }
            } else if ends.iter().any(|end| name.ends_with(end))
                && let Ok(text) = tool.process.read_text(&place)
            {
                found.push((place, text));
            }
        }
    }
    crate::base::order::sort(&mut found);
    found
}
