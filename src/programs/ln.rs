//! `ln`: links. A hard link is a copy with the same content here: one inode with two names is not modelled.

use super::kit::{Next, Options, Tool};
use crate::vfs::{Errno, path};

const OPTIONS: Options = Options {
    spec: "s,symbolic f,force n,no-dereference v,verbose r,relative i,interactive L P t,target-directory: \
           T,no-target-directory b S:",
    gnu: "[OPTION]... [-T] TARGET LINK_NAME",
    busybox: "[-sfnbtv] [-S SUF] TARGET... LINK|DIR",
};

/// Makes links.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(mut opts) = tool.options(&OPTIONS) else { return Next::Done };
    if opts.rest.is_empty() {
        return tool.usage_error("missing file operand", &OPTIONS);
    }
    let place = match opts.value("t") {
        Some(folder) => folder.to_owned(),
        None if opts.rest.len() == 1 => ".".to_owned(),
        None => opts.rest.pop().unwrap_or_default(),
    };
    let is_link = tool.process.lstat(&place).is_ok_and(|stat| !stat.node.is_dir());
    let into = tool.process.is_dir(&place) && !opts.has("T") && !(opts.has("n") && is_link);
    if opts.rest.len() > 1 && !into {
        tool.fail_at(("target", ""), &place, Errno::NotDir);
        return Next::Done;
    }
    for target in &opts.rest {
        let link = if into { path::join(&place, path::base_name(target)) } else { place.clone() };
        if opts.has("f") && tool.process.lstat(&link).is_ok() {
            let _ = tool.process.unlink(&link);
        }
        let made = if opts.has("s") {
            let shown = if opts.has("r") { relative(tool, target, &link) } else { target.clone() };
            tool.process.symlink(&shown, &link)
        } else {
            hard(tool, target, &link)
        };
        let arrow = if opts.has("s") { "->" } else { "=>" };
        match made {
            Ok(()) if opts.has("v") => {
                let text = format!("{} {arrow} {}", tool.quoted(&link), tool.quoted(target));
                tool.line(&text);
            }
            Ok(()) => {}
            Err(Errno::IsDir) => tool.warn(&format!("{target}: hard link not allowed for directory")),
            Err(error) if tool.busybox => tool.warn(&format!("{link}: {error}")),
            Err(Errno::NoEnt) if !opts.has("s") && tool.process.lstat(target).is_err() => {
                tool.fail_at(("failed to access", ""), target, Errno::NoEnt);
            }
            Err(error) => {
                let kind = if opts.has("s") { "symbolic" } else { "hard" };
                tool.fail_at((&format!("failed to create {kind} link"), ""), &link, error);
            }
        }
    }
    Next::Done
}

fn hard(tool: &Tool, target: &str, link: &str) -> Result<(), Errno> {
    let stat = tool.process.stat(target)?;
    if stat.node.is_dir() {
        return Err(Errno::IsDir);
    }
    if tool.process.lstat(link).is_ok() {
        return Err(Errno::Exist);
    }
    tool.process.write_file(link, tool.process.read_file(target)?)?;
    tool.process.chmod(link, stat.node.meta.mode)?;
    tool.process.set_mtime(link, stat.node.meta.mtime)
}

/// The way from the link's folder to the target.
fn relative(tool: &Tool, target: &str, link: &str) -> String {
    let cwd = tool.process.cwd();
    let (target, folder) = (path::absolute(&cwd, target), path::absolute(&cwd, path::dir_name(link)));
    let (to, from): (Vec<&str>, Vec<&str>) = (path::components(&target).collect(), path::components(&folder).collect());
    let shared = to.iter().zip(&from).take_while(|(a, b)| a == b).count();
    let mut parts = vec![".."; from.len() - shared];
    parts.extend(&to[shared..]);
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn links_are_made() {
        let m = Machine::gnu().file("a", "one").file("d/x", "");
        assert_eq!(m.ok("ln -sv a l"), "'l' -> 'a'\n");
        assert_eq!(m.ok("cat l"), "one");
        assert_eq!(m.bad("ln -s a l").0, "ln: failed to create symbolic link 'l': File exists\n");
        assert_eq!(m.ok("ln -srf a d/l"), "");
        assert_eq!(m.ok("readlink d/l"), "../a\n");
        assert_eq!(m.bad("ln nope z").0, "ln: failed to access 'nope': No such file or directory\n");
    }
}
