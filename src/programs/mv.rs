//! `mv`: renames files, or copies and removes them between file systems.

use super::cp::{How, copy, destination, operands};
use super::kit::{Options, Tool};
use crate::os::{ExitStatus, ProgramFuture};
use crate::vfs::{Errno, path};

const OPTIONS: Options = Options {
    spec: "f,force i,interactive n,no-clobber t,target-directory: T,no-target-directory u,update? v,verbose backup? b +Z",
    gnu: "[OPTION]... [-T] SOURCE DEST",
    busybox: "[-finT] SOURCE DEST\n   or: mv [-fin] SOURCE... { -t DIRECTORY | DIRECTORY }",
};

/// Moves files.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

async fn run(mut tool: Tool) -> ExitStatus {
    let Some(opts) = tool.options(&OPTIONS) else { return tool.end().await };
    let Some((sources, target, into)) = operands(&mut tool, &opts, &OPTIONS) else { return tool.end().await };
    let mode = opts.last_of(&["f", "i", "n"]);
    for source in sources {
        let dest = destination(&source, &target, into, false);
        let (from, to) = (tool.process.lstat(&source), tool.process.lstat(&dest));
        let from = match from {
            Ok(stat) => stat,
            Err(error) => {
                tool.fail_at(("cannot stat", "can't rename"), &source, error);
                continue;
            }
        };
        if let Ok(to) = &to {
            let same = to.path == from.path;
            let quoted = (tool.quoted(&source), tool.quoted(&dest));
            if same {
                tool.warn(&format!("{} and {} are the same file", quoted.0, quoted.1));
                continue;
            }
            if to.node.is_dir() && !from.node.is_dir() {
                tool.warn(&format!("cannot overwrite directory {} with non-directory", quoted.1));
                continue;
            }
            let older = opts.has("u") && to.node.meta.mtime >= from.node.meta.mtime;
            let question = format!("overwrite {}?", quoted.1);
            if mode == "n" || older || mode == "i" && !tool.ask(&question).await {
                continue;
            }
        }
        rename(&mut tool, &source, &dest, opts.has("v")).await;
    }
    tool.end().await
}

async fn rename(tool: &mut Tool, source: &str, dest: &str, verbose: bool) {
    let quoted = (tool.quoted(source), tool.quoted(dest));
    let result = match tool.process.rename(source, dest) {
        Err(Errno::XDev) => {
            if !copy(tool, source.to_owned(), dest.to_owned(), How::MOVE).await {
                return;
            }
            remove_tree(tool, source)
        }
        other => other,
    };
    match result {
        Ok(()) if verbose => {
            tool.line(&format!("{}{} -> {}", if tool.busybox { "" } else { "renamed " }, quoted.0, quoted.1));
        }
        Ok(()) => {}
        Err(error) if tool.busybox => tool.warn(&format!("can't rename {}: {error}", quoted.0)),
        Err(Errno::Inval) => tool.warn(&format!("cannot move {} to a subdirectory of itself, {}", quoted.0, quoted.1)),
        Err(error) => {
            let error = if dest.ends_with('/') && error == Errno::NoEnt { Errno::NotDir } else { error };
            tool.warn(&format!("cannot move {} to {}: {error}", quoted.0, quoted.1));
        }
    }
}

/// Removes a file, or a folder and all in it.
fn remove_tree(tool: &Tool, name: &str) -> Result<(), Errno> {
    let mut todo = vec![(name.to_owned(), false)];
    while let Some((name, emptied)) = todo.pop() {
        let is_dir = tool.process.lstat(&name)?.node.is_dir();
        if emptied {
            tool.process.rmdir(&name)?;
        } else if is_dir {
            let names = tool.process.read_dir(&name)?;
            todo.push((name.clone(), true));
            todo.extend(names.iter().map(|child| (path::join(&name, child), false)));
        } else {
            tool.process.unlink(&name)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn files_are_moved() {
        let m = Machine::gnu().file("a", "one").file("d/x", "1");
        assert_eq!(m.ok("mv -v a b"), "renamed 'a' -> 'b'\n");
        m.ok("mv b d");
        assert_eq!(m.read("d/b").as_deref(), Some("one"));
        assert_eq!(m.bad("mv nope x").0, "mv: cannot stat 'nope': No such file or directory\n");
        assert_eq!(m.bad("mv d d/x2").0, "mv: cannot move 'd' to a subdirectory of itself, 'd/x2'\n");
        assert_eq!(m.bad("mv d/x no/y").0, "mv: cannot move 'd/x' to 'no/y': No such file or directory\n");
    }
}
