//! `mkdir`: new directories.

use super::kit::{Next, Options, Tool, modes};
use crate::vfs::{Errno, path};

const OPTIONS: Options = Options {
    spec: "m,mode: p,parents v,verbose",
    gnu: "[OPTION]... DIRECTORY...",
    busybox: "[-m MODE] [-p] DIRECTORY...",
};

/// Makes them.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&OPTIONS) else { return Next::Done };
    if opts.rest.is_empty() {
        return tool.usage_error("missing operand", &OPTIONS);
    }
    let umask = tool.process.info(|info| info.umask).unwrap_or(0o022);
    let mode = match opts.value("m").map(|text| (text, modes::apply(text, 0o777, true, umask))) {
        None => None,
        Some((_, Some(mode))) => Some(mode),
        Some((text, None)) => {
            let text = format!("invalid mode {}", tool.curved(text));
            return tool.fail(&text);
        }
    };
    for name in &opts.rest {
        if opts.has("p") {
            make_parents(tool, name, opts.has("v"));
        }
        let made = tool.process.mkdir(name, 0o777);
        let fine = opts.has("p") && made == Err(Errno::Exist) && tool.process.is_dir(name);
        match made {
            Ok(()) => {
                if let Some(mode) = mode {
                    let _ = tool.process.chmod(name, mode);
                }
                report(tool, name, opts.has("v"));
            }
            Err(_) if fine => {}
            Err(error) => complain(tool, name, error),
        }
    }
    Next::Done
}

fn make_parents(tool: &mut Tool, name: &str, verbose: bool) {
    let mut at = String::new();
    if name.starts_with('/') {
        at.push('/');
    }
    for part in path::components(path::dir_name(name)).filter(|part| *part != ".") {
        at = if at.is_empty() { part.to_owned() } else { path::join(&at, part) };
        if !tool.process.exists(&at) && tool.process.mkdir(&at, 0o777).is_ok() {
            report(tool, &at, verbose);
        }
    }
}

fn report(tool: &mut Tool, name: &str, verbose: bool) {
    if verbose && tool.busybox {
        tool.line(&format!("created directory: '{name}'"));
    } else if verbose {
        let text = format!("{}: created directory {}", tool.name, tool.curved(name));
        tool.line(&text);
    }
}

fn complain(tool: &mut Tool, name: &str, error: Errno) {
    let what = if tool.busybox { "can't" } else { "cannot" };
    let text = format!("{what} create directory {}: {error}", tool.curved(name));
    tool.warn(&text);
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn directories_are_made() {
        let m = Machine::gnu();
        assert_eq!(m.ok("mkdir -pv a/b"), "mkdir: created directory 'a'\nmkdir: created directory 'a/b'\n");
        assert_eq!(m.ok("mkdir -p a/b"), "");
        assert_eq!(m.bad("mkdir a"), ("mkdir: cannot create directory 'a': File exists\n".into(), 1));
        assert_eq!(m.bad("mkdir x/y").0, "mkdir: cannot create directory 'x/y': No such file or directory\n");
        assert_eq!(m.bad("mkdir").0, "mkdir: missing operand\nTry 'mkdir --help' for more information.\n");
        let b = Machine::busybox();
        assert_eq!(b.bad("mkdir x/y").0, "mkdir: can't create directory 'x/y': No such file or directory\n");
        let (err, code) = b.bad("mkdir -Q x");
        assert!(err.starts_with("mkdir: unrecognized option: Q\nBusyBox v1.37.0 (2025"), "{err}");
        assert_eq!(code, 1);
    }
}
