//! `cp`: copies files and folders. Moving across file systems copies with the same walk.

use super::kit::{Options, Opts, Tool};
use crate::os::{ExitStatus, ProgramFuture};
use crate::vfs::{Errno, Kind, Node, Stat, path};

const OPTIONS: Options = Options {
    spec: "a,archive d f,force i,interactive H l,link L,dereference n,no-clobber P,no-dereference p +preserve? R,recursive r \
           s,symbolic-link t,target-directory: T,no-target-directory u,update? v,verbose x +Z no-preserve: parents \
           reflink? sparse: remove-destination backup? b",
    gnu: "[OPTION]... [-T] SOURCE DEST",
    busybox: "[-arPLHpfinlsTu] SOURCE DEST\n   or: cp [-arPLHpfinlsu] SOURCE... { -t DIRECTORY | DIRECTORY }",
};

/// What is copied how.
#[derive(Clone, Copy, Default)]
pub(super) struct How {
    recursive: bool,
    preserve: bool,
    /// Links are copied as what they lead to.
    follow: bool,
    interactive: bool,
    no_clobber: bool,
    update: bool,
    verbose: bool,
    symbolic: bool,
}

impl How {
    /// As `cp -a` does, for a move between file systems.
    pub(super) const MOVE: Self = Self {
        recursive: true,
        preserve: true,
        follow: false,
        interactive: false,
        no_clobber: false,
        update: false,
        verbose: false,
        symbolic: false,
    };
}

/// Copies files.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

async fn run(mut tool: Tool) -> ExitStatus {
    let Some(opts) = tool.options(&OPTIONS) else { return tool.end().await };
    let recursive = ["r", "R", "a"].iter().any(|key| opts.has(key));
    let how = How {
        recursive,
        preserve: opts.has("p") || opts.has("a") || opts.has("preserve"),
        follow: match opts.last_of(&["L", "P", "d", "a"]) {
            "L" => true,
            "" => !recursive,
            _ => false,
        },
        interactive: opts.last_of(&["i", "f", "n"]) == "i",
        no_clobber: opts.last_of(&["i", "f", "n"]) == "n",
        update: opts.has("u"),
        verbose: opts.has("v"),
        symbolic: opts.has("s"),
    };
    let Some((sources, target, into)) = operands(&mut tool, &opts, &OPTIONS) else { return tool.end().await };
    for source in sources {
        let dest = destination(&source, &target, into, opts.has("parents"));
        if opts.has("parents") {
            let _ = tool.process.mkdir_all(path::dir_name(&dest));
        }
        copy(&mut tool, source, dest, how).await;
    }
    tool.end().await
}

/// Sources, target and whether they go into the target; `None` when the command line is wrong, which is said.
pub(super) fn operands(tool: &mut Tool, opts: &Opts, options: &Options) -> Option<(Vec<String>, String, bool)> {
    let mut sources = opts.rest.clone();
    if sources.is_empty() {
        tool.usage_error("missing file operand", options);
        return None;
    }
    if let Some(folder) = opts.value("t") {
        return Some((sources, folder.to_owned(), true));
    }
    if sources.len() == 1 {
        let text = format!("missing destination file operand after {}", tool.quoted(&sources[0]));
        tool.usage_error(&text, options);
        return None;
    }
    let target = sources.pop()?;
    let folder = tool.process.is_dir(&target) && !opts.has("T");
    if sources.len() > 1 && !folder && !tool.busybox {
        let error = if tool.process.exists(&target) { Errno::NotDir } else { Errno::NoEnt };
        tool.fail_at(("target", ""), &target, error);
        return None;
    }
    let into = folder || sources.len() > 1;
    Some((sources, target, into))
}

/// Where a source goes.
pub(super) fn destination(source: &str, target: &str, into: bool, parents: bool) -> String {
    match (into, path::base_name(source)) {
        (true, _) if parents => format!("{}/{}", target.trim_end_matches('/'), source.trim_start_matches('/')),
        (false, _) | (true, "." | "..") => target.to_owned(),
        (true, name) => path::join(target, name),
    }
}

/// Copies one operand and all below it. False when something failed.
pub(super) async fn copy(tool: &mut Tool, source: String, dest: String, how: How) -> bool {
    let before = std::mem::take(&mut tool.status);
    let mut todo = vec![(source.clone(), dest, true)];
    while let Some((source, dest, operand)) = todo.pop() {
        tool.process.charge(1).await;
        let follow = how.follow && !how.symbolic;
        let stat = if follow { tool.process.stat(&source) } else { tool.process.lstat(&source) };
        let stat = match stat {
            Ok(stat) => stat,
            Err(error) => {
                tool.fail_at(("cannot stat", "can't stat"), &source, error);
                continue;
            }
        };
        let present = tool.process.lstat(&dest).ok();
        if let Some(present) = &present
            && !stat.node.is_dir()
            && !present.node.is_dir()
        {
            let older = how.update && present.node.meta.mtime >= stat.node.meta.mtime;
            let question = format!("overwrite {}?", tool.quoted(&dest));
            if how.no_clobber || older || how.interactive && !tool.ask(&question).await {
                continue;
            }
        }
        let below = if stat.node.is_dir() {
            copy_folder(tool, (&source, &stat), (&dest, present.as_ref()), how, operand)
        } else {
            copy_file(tool, (&source, &stat), (&dest, present.as_ref()), how);
            Vec::new()
        };
        todo.extend(below.into_iter().rev().map(|name| (path::join(&source, &name), path::join(&dest, &name), false)));
    }
    let fine = tool.status == 0;
    tool.status = tool.status.max(before);
    fine
}

fn say(tool: &mut Tool, source: &str, dest: &str, how: How) {
    if how.verbose {
        let text = format!("{} -> {}", tool.quoted(source), tool.quoted(dest));
        tool.line(&text);
    }
}

/// Makes the folder; the answer is what is in the source.
fn copy_folder(
    tool: &mut Tool,
    (source, stat): (&str, &Stat),
    (dest, present): (&str, Option<&Stat>),
    how: How,
    operand: bool,
) -> Vec<String> {
    let quoted = (tool.quoted(source), tool.quoted(dest));
    if !how.recursive {
        let reason = if tool.busybox { "" } else { "-r not specified; " };
        tool.warn(&format!("{reason}omitting directory {}", quoted.0));
        return Vec::new();
    }
    if present.is_some_and(|present| !tool.process.is_dir(&present.path)) {
        tool.warn(&format!("cannot overwrite non-directory {} with directory {}", quoted.1, quoted.0));
        return Vec::new();
    }
    let inside = format!("{}/", stat.path.trim_end_matches('/'));
    let dest_path = path::absolute(&tool.process.cwd(), dest);
    if operand && (dest_path.starts_with(&inside) || dest_path == stat.path) {
        let text = if tool.busybox {
            format!("recursion detected, omitting directory {}", quoted.1)
        } else {
            format!("cannot copy a directory, {}, into itself, {}", quoted.0, quoted.1)
        };
        tool.warn(&text);
        return Vec::new();
    }
    let names = match tool.process.read_dir(source) {
        Ok(names) => names,
        Err(error) => {
            tool.fail_at(("cannot access", "can't open"), source, error);
            return Vec::new();
        }
    };
    if present.is_none() {
        if let Err(error) = tool.process.mkdir(dest, stat.node.meta.mode) {
            tool.fail_at(("cannot create directory", "can't create directory"), dest, error);
            return Vec::new();
        }
        say(tool, source, dest, how);
    }
    if how.preserve {
        keep(tool, &stat.node, dest);
    }
    names
}

fn copy_file(tool: &mut Tool, (source, stat): (&str, &Stat), (dest, present): (&str, Option<&Stat>), how: How) {
    let quoted = (tool.quoted(source), tool.quoted(dest));
    if let Some(present) = present {
        let real = tool.process.stat(dest).map_or_else(|_| present.path.clone(), |stat| stat.path);
        if real == stat.path {
            return tool.warn(&format!("{} and {} are the same file", quoted.0, quoted.1));
        }
        if present.node.is_dir() {
            return tool.warn(&format!("cannot overwrite directory {} with non-directory", quoted.1));
        }
    }
    let result = match &stat.node.kind {
        _ if dest.ends_with('/') => Err(Errno::NotDir),
        _ if how.symbolic => relink(tool, source, dest, present),
        Kind::Symlink(target) => relink(tool, target, dest, present),
        Kind::File(_) => match tool.process.read_file(source) {
            Ok(content) => {
                let written = tool.process.write_file(dest, content);
                if written.is_ok() && present.is_none() {
                    let umask = tool.process.info(|info| info.umask).unwrap_or(0);
                    let _ = tool.process.chmod(dest, stat.node.meta.mode & 0o777 & !umask);
                }
                written
            }
            Err(error) => {
                let tail = if tool.busybox { "" } else { " for reading" };
                let what = if tool.busybox { "can't open" } else { "cannot open" };
                return tool.warn(&format!("{what} {}{tail}: {error}", quoted.0));
            }
        },
        Kind::Dir(_) | Kind::Device(_) | Kind::Socket(_) => Ok(()),
    };
    match result {
        Ok(()) => {
            say(tool, source, dest, how);
            if how.preserve {
                keep(tool, &stat.node, dest);
            }
        }
        Err(error) => {
            tool.fail_at(("cannot create regular file", "can't create"), dest, error);
        }
    }
}

fn relink(tool: &Tool, target: &str, dest: &str, present: Option<&Stat>) -> Result<(), Errno> {
    if present.is_some() {
        tool.process.unlink(dest)?;
    }
    tool.process.symlink(target, dest)
}

/// Gives a copy its original's owner, mode and time, as far as the user may.
fn keep(tool: &Tool, node: &Node, dest: &str) {
    let _ = tool.process.chown(dest, Some(node.meta.uid), Some(node.meta.gid), false);
    if !matches!(node.kind, Kind::Symlink(_)) {
        let _ = tool.process.chmod(dest, node.meta.mode);
        let _ = tool.process.set_mtime(dest, node.meta.mtime);
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;
    use crate::vfs::Content;

    #[test]
    fn files_and_folders_are_copied() {
        let m = Machine::gnu().file("a", "one").file("d/x", "1").file("d/sub/y", "2");
        assert_eq!(m.ok("cp a b"), "");
        assert_eq!(m.ok("cp -rv d e"), "'d' -> 'e'\n'd/sub' -> 'e/sub'\n'd/sub/y' -> 'e/sub/y'\n'd/x' -> 'e/x'\n");
        m.ok("cp -r d e");
        assert_eq!(m.read("e/d/sub/y").as_deref(), Some("2"));
        m.ok("cp -r d/. f");
        assert_eq!(m.read("f/x").as_deref(), Some("1"));
        assert_eq!(m.bad("cp d g").0, "cp: -r not specified; omitting directory 'd'\n");
        assert_eq!(m.bad("cp nope g").0, "cp: cannot stat 'nope': No such file or directory\n");
        assert_eq!(m.bad("cp a a").0, "cp: 'a' and 'a' are the same file\n");
        assert_eq!(m.bad("cp -r d d").0, "cp: cannot copy a directory, 'd', into itself, 'd/d'\n");
        assert_eq!(m.bad("cp a b zz").0, "cp: target 'zz': No such file or directory\n");
        assert_eq!(m.bad("cp a nodir/").0, "cp: cannot create regular file 'nodir/': Not a directory\n");
        let missing = "cp: missing destination file operand after 'a'\nTry 'cp --help' for more information.\n";
        assert_eq!(m.bad("cp a").0, missing);
        assert_eq!(Machine::busybox().bad("cp nope g").0, "cp: can't stat 'nope': No such file or directory\n");
    }

    #[test]
    fn a_copied_program_stays_a_program() {
        let m = Machine::gnu().content("big", Content::declared(1 << 30, "bulk:x"));
        m.ok("cp big big2");
        assert!(m.ok("ls -l big2").contains(" 1073741824 "));
    }
}
