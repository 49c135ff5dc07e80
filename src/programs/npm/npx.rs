//! `npx`: runs a command of a package, installed or not.

use super::{Flags, Npm, find_prefix};
use crate::os::{ExitStatus, ProgramFuture, exec::LoadError};
use crate::programs::kit::Tool;
use crate::vfs::path;

/// Runs a package's command.
pub(in crate::programs) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

async fn run(mut tool: Tool) -> ExitStatus {
    let mut flags = Flags::default();
    let mut words = std::mem::take(&mut tool.args);
    while let Some(first) = words.first().filter(|word| word.starts_with('-')).cloned() {
        words.remove(0);
        match first.as_str() {
            "-y" | "--yes" => flags.yes = true,
            "-v" | "--version" => {
                let version = tool.process.version();
                tool.line(&version);
                return tool.end().await;
            }
            "-p" | "--package" => drop(words.drain(..1.min(words.len()))),
            _ => {}
        }
    }
    let prefix = find_prefix(&tool);
    let mut npm = Npm { tool, prefix, flags, words: Vec::new(), rest: Vec::new(), version: (11, 0) };
    let status = execute(&mut npm, words).await;
    npm.tool.status = status;
    npm.tool.end().await
}

/// Runs a command with its arguments; the answer is the status.
pub(super) async fn execute(npm: &mut Npm, words: Vec<String>) -> u8 {
    let Some(spec) = words.first().cloned() else {
        npm.tool.err("drydock: npx without a command is not modelled\n");
        return 1;
    };
    let name = spec.rfind('@').filter(|at| *at > 0).map_or(spec.as_str(), |at| &spec[..at]);
    let command = name.rsplit('/').next().unwrap_or(name).to_owned();
    let local = path::join(&npm.prefix, &format!("node_modules/.bin/{command}"));
    let found = if npm.tool.process.exists(&local) { Some(local) } else { npm.tool.process.find(&command).ok() };
    let Some(exe) = found else {
        let registry = npm.registry().await;
        let known = registry.choose(name, "latest").ok();
        let Some(release) = known else {
            npm.tool.err(&format!("drydock: the simulated npm registry has no package {name}\n"));
            let text = format!(
                "code E404\n404 Not Found - GET https://registry.npmjs.org/{name} - Not found\n404\n404  The requested resource '{spec}' could \
                 not be found or you do not have permission to access it.\n404\n404 Note that you can also install from a\n404 tarball, folder, http \
                 url, or git folder."
            );
            npm.fail(&text, 1);
            return 1;
        };
        if !npm.flags.yes && npm.tool.process.is_tty(0) {
            let label = format!("{name}@{}", release.version);
            npm.tool.out(&format!("Need to install the following packages:\n{label}\n"));
            if !npm.tool.ask("Ok to proceed? (y)").await {
                npm.fail("canceled", 1);
                return 1;
            }
        }
        npm.tool.err(&format!("drydock: {command} is not modelled: npx would download and run it\n"));
        return 1;
    };
    let mut argv = words;
    argv[0] = command;
    npm.tool.flush().await;
    let started = npm.tool.process.spawn(&exe, crate::os::Spawn { argv, ..crate::os::Spawn::default() });
    match started {
        Ok(pid) => npm.tool.process.wait(pid).await.code() as u8,
        Err(LoadError::Errno(error)) => {
            npm.tool.err(&format!("sh: 1: {exe}: {error}\n"));
            126
        }
        Err(LoadError::Interpreter(_)) => 127,
    }
}
