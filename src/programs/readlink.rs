//! `readlink` and `realpath`: where links lead.

use super::kit::{Next, Options, Tool};
use crate::vfs::{Errno, Kind, path};

const OPTIONS: Options = Options {
    spec: "f,canonicalize e,canonicalize-existing m,canonicalize-missing n,no-newline q,quiet s,silent v,verbose z,zero",
    gnu: "[OPTION]... FILE...",
    busybox: "[-fnv] FILE",
};
const REALPATH: Options = Options {
    spec: "e,canonicalize-existing m,canonicalize-missing q,quiet s,strip,no-symlinks z,zero L P relative-to:",
    gnu: "[OPTION]... FILE...",
    busybox: "FILE...",
};

/// Prints where links lead.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&OPTIONS) else { return Next::Done };
    if opts.rest.is_empty() {
        return tool.usage_error("missing operand", &OPTIONS);
    }
    let end = if opts.has("n") && opts.rest.len() == 1 { "" } else { "\n" };
    for name in &opts.rest {
        let found = match opts.last_of(&["f", "e", "m"]) {
            "" => tool.process.lstat(name).ok().and_then(|stat| match &stat.node.kind {
                Kind::Symlink(target) => Some(target.to_string()),
                _ => None,
            }),
            "m" => Some(missing(tool, name)),
            "e" => tool.process.stat(name).ok().map(|stat| stat.path),
            _ => canonical(tool, name).ok(),
        };
        match found {
            Some(text) => tool.out(&format!("{text}{end}")),
            None => tool.status = 1,
        }
    }
    Next::Done
}

/// Prints full paths.
pub(super) fn realpath(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&REALPATH) else { return Next::Done };
    if opts.rest.is_empty() {
        return tool.usage_error("missing operand", &REALPATH);
    }
    for name in &opts.rest {
        let found = if opts.has("s") {
            Ok(path::absolute(&tool.process.cwd(), name))
        } else if opts.has("m") {
            Ok(missing(tool, name))
        } else if opts.has("e") || tool.busybox {
            tool.process.stat(name).map(|stat| stat.path)
        } else {
            canonical(tool, name)
        };
        match found {
            Ok(text) => tool.line(&text),
            Err(_) if opts.has("q") => tool.status = 1,
            Err(error) => tool.warn(&format!("{name}: {error}")),
        }
    }
    Next::Done
}

/// The path without links; its last part may be missing.
pub(super) fn canonical(tool: &Tool, name: &str) -> Result<String, Errno> {
    match tool.process.stat(name) {
        Ok(stat) => Ok(stat.path),
        Err(Errno::NoEnt) => {
            let folder = tool.process.stat(path::dir_name(name))?;
            Ok(path::join(&folder.path, path::base_name(name)))
        }
        Err(error) => Err(error),
    }
}

fn missing(tool: &Tool, name: &str) -> String {
    canonical(tool, name).unwrap_or_else(|_| path::absolute(&tool.process.cwd(), name))
}
