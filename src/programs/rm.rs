//! `rm`: removes files, and folders with `-r`.

use super::kit::{Options, Opts, Tool};
use crate::os::{ExitStatus, ProgramFuture};
use crate::vfs::{Errno, Kind, Node, path};

const OPTIONS: Options = Options {
    spec: "f,force i I interactive? r,recursive R d,dir v,verbose one-file-system +no-preserve-root +preserve-root?",
    gnu: "[OPTION]... [FILE]...",
    busybox: "[-irf] FILE...",
};

/// A step of the walk.
enum Step {
    Visit(String),
    /// The folder's contents were visited.
    Leave(String),
}

/// Removes files.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

async fn run(mut tool: Tool) -> ExitStatus {
    let Some(opts) = tool.options(&OPTIONS) else { return tool.end().await };
    if opts.rest.is_empty() {
        if !opts.has("f") {
            tool.usage_error("missing operand", &OPTIONS);
        }
        return tool.end().await;
    }
    let recursive = opts.has("r") || opts.has("R");
    let once = opts.last_of(&["f", "i", "I"]) == "I" && (opts.rest.len() > 3 || recursive);
    if once {
        let count = opts.rest.len();
        let how = if recursive { " recursively" } else { "" };
        if !tool.ask(&format!("remove {count} argument{}{how}?", if count == 1 { "" } else { "s" })).await {
            return tool.end().await;
        }
    }
    for name in &opts.rest {
        remove(&mut tool, name, &opts, recursive).await;
    }
    tool.end().await
}

/// Whether an operand is one that rm refuses; it says so.
fn refuses(tool: &mut Tool, name: &str, opts: &Opts, recursive: bool) -> bool {
    if matches!(path::base_name(name), "." | "..") {
        let text = if tool.busybox {
            "can't remove '.' or '..'".to_owned()
        } else {
            format!("refusing to remove '.' or '..' directory: skipping {}", tool.quoted(name))
        };
        tool.warn(&text);
        return true;
    }
    let root = !name.is_empty() && tool.process.stat(name).is_ok_and(|stat| stat.path == "/");
    if recursive && root && !tool.busybox && !opts.has("no-preserve-root") {
        let same = if name == "/" { String::new() } else { format!(" (same as {})", tool.quoted("/")) };
        tool.warn(&format!("it is dangerous to operate recursively on {}{same}", tool.quoted(name)));
        tool.note("use --no-preserve-root to override this failsafe");
        return true;
    }
    false
}

async fn remove(tool: &mut Tool, name: &str, opts: &Opts, recursive: bool) {
    if refuses(tool, name, opts, recursive) {
        return;
    }
    let mut steps = vec![Step::Visit(name.to_owned())];
    while let Some(step) = steps.pop() {
        tool.process.charge(1).await;
        match step {
            Step::Visit(name) => {
                let node = match tool.process.lstat(&name) {
                    Ok(stat) => stat.node,
                    Err(Errno::NoEnt | Errno::NotDir) if opts.has("f") => continue,
                    Err(error) => {
                        tool.fail_at(("cannot remove", "can't remove"), &name, error);
                        continue;
                    }
                };
                if !node.is_dir() {
                    remove_file(tool, &name, &node, opts).await;
                } else if recursive {
                    enter(tool, &mut steps, name, &node, opts).await;
                } else if opts.has("d") {
                    steps.push(Step::Leave(name));
                } else if tool.busybox {
                    tool.warn(&format!("'{name}' is a directory"));
                } else {
                    tool.fail_at(("cannot remove", ""), &name, Errno::IsDir);
                }
            }
            Step::Leave(name) => leave(tool, &name, opts).await,
        }
    }
}

async fn enter(tool: &mut Tool, steps: &mut Vec<Step>, name: String, node: &Node, opts: &Opts) {
    let names = match tool.process.read_dir(&name) {
        Ok(names) => names,
        Err(error) => return tool.fail_at(("cannot remove", "can't remove"), &name, error),
    };
    let asks = !names.is_empty() && wants_question(tool, &name, node, opts);
    if asks && !tool.ask(&format!("descend into directory {}?", tool.quoted(&name))).await {
        return;
    }
    let children: Vec<Step> = names.iter().rev().map(|child| Step::Visit(path::join(&name, child))).collect();
    steps.push(Step::Leave(name));
    steps.extend(children);
}

async fn leave(tool: &mut Tool, name: &str, opts: &Opts) {
    let question = format!("remove directory {}?", tool.quoted(name));
    if opts.last_of(&["f", "i"]) == "i" && !tool.ask(&question).await {
        return;
    }
    match tool.process.rmdir(name) {
        Ok(()) if opts.has("v") => {
            let text = format!("removed directory {}", tool.quoted(name));
            tool.line(&if tool.busybox { format!("removed directory: '{name}'") } else { text });
        }
        Ok(()) => {}
        Err(error) => tool.fail_at(("cannot remove", "can't remove"), name, error),
    }
}

async fn remove_file(tool: &mut Tool, name: &str, node: &Node, opts: &Opts) {
    if wants_question(tool, name, node, opts) {
        let protected = if opts.has("i") { "" } else { "write-protected " };
        let kind = match &node.kind {
            Kind::File(content) if content.size() == 0 => "regular empty file ",
            Kind::File(_) => "regular file ",
            Kind::Symlink(_) => "symbolic link ",
            Kind::Device(_) => "character special file ",
            Kind::Socket(_) => "socket ",
            Kind::Dir(_) => "directory ",
        };
        let what = if tool.busybox { String::new() } else { format!("{protected}{kind}") };
        if !tool.ask(&format!("remove {what}{}?", tool.quoted(name))).await {
            return;
        }
    }
    match tool.process.unlink(name) {
        Ok(()) if opts.has("v") => {
            let text = format!("removed {}", tool.quoted(name));
            tool.line(&text);
        }
        Ok(()) => {}
        Err(error) => tool.fail_at(("cannot remove", "can't remove"), name, error),
    }
}

/// Whether a question comes first: with `-i`, or at a terminal for a file that may not be written.
fn wants_question(tool: &Tool, name: &str, node: &Node, opts: &Opts) -> bool {
    match opts.last_of(&["f", "i", "interactive"]) {
        "f" => false,
        "i" => true,
        "interactive" => matches!(opts.value("interactive"), Some("" | "always" | "yes")),
        _ => {
            let link = matches!(node.kind, Kind::Symlink(_));
            !link && tool.process.is_tty(0) && tool.process.access(name, 2) == Err(Errno::Acces)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn files_and_folders_are_removed() {
        let m = Machine::gnu().file("a", "x").file("d/e/f", "").file("d/g", "");
        assert_eq!(m.bad("rm d"), ("rm: cannot remove 'd': Is a directory\n".into(), 1));
        assert_eq!(m.bad("rm nope").0, "rm: cannot remove 'nope': No such file or directory\n");
        assert_eq!(m.ok("rm -f nope"), "");
        let asked = m.run_with("rm -i a", "n\n");
        assert_eq!((asked.err.as_str(), m.read("a").is_some()), ("rm: remove regular file 'a'? ", true));
        let removed = "removed 'd/e/f'\nremoved directory 'd/e'\nremoved 'd/g'\nremoved directory 'd'\n";
        assert_eq!(m.ok("rm -rv d"), removed);
        assert!(m.bad("rm -rf /").0.starts_with("rm: it is dangerous to operate recursively on '/'\n"));
        let b = Machine::busybox().file("d/g", "");
        assert_eq!(b.bad("rm nope").0, "rm: can't remove 'nope': No such file or directory\n");
        assert_eq!(b.bad("rm d").0, "rm: 'd' is a directory\n");
    }
}
