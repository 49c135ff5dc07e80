//! `chmod`, `chown` and `chgrp`: who may do what with files.

use super::kit::accounts::Accounts;
use super::kit::{Next, Options, Opts, Tool, modes};
use crate::vfs::{Errno, Kind, path};

const OPTIONS: Options = Options {
    spec: "R,recursive c,changes f,silent,quiet v,verbose h,no-dereference H L P +reference: +from: +dereference \
           +preserve-root +no-preserve-root",
    gnu: "[OPTION]... MODE[,MODE]... FILE...",
    busybox: "[-Rcvf] MODE[,MODE]... FILE...",
};

/// Changes modes.
pub(super) fn main(tool: &mut Tool) -> Next {
    // `chmod -x file` is no option.
    let minus = tool.args.iter().position(|arg| {
        let letters = arg.strip_prefix('-').unwrap_or_default();
        letters.starts_with(['r', 'w', 'x', 'X', 's', 't', 'u', 'g', 'o', 'a'])
    });
    if let Some(at) = minus {
        let mode = tool.args.remove(at);
        let first = tool.args.iter().position(|arg| !arg.starts_with('-')).unwrap_or(tool.args.len());
        tool.args.splice(first..first, ["--".to_owned(), mode]);
    }
    let Some(mut opts) = tool.options(&OPTIONS) else { return Next::Done };
    let Some(wanted) = first(tool, &mut opts) else { return Next::Done };
    let umask = tool.process.info(|info| info.umask).unwrap_or(0o022);
    if modes::apply(&wanted, 0, false, umask).is_none() {
        let text = format!("invalid mode: {}", tool.curved(&wanted));
        if tool.busybox {
            return tool.fail(&format!("invalid mode '{wanted}'"));
        }
        return tool.usage_error(&text, &OPTIONS);
    }
    for name in each(tool, &opts) {
        let node = match tool.process.stat(&name) {
            Ok(stat) => stat.node,
            Err(_) if opts.has("f") => {
                tool.status = 1;
                continue;
            }
            Err(error) if tool.busybox => {
                let error = tool.words(error);
                tool.warn(&format!("{name}: {error}"));
                continue;
            }
            Err(error) => {
                tool.fail_at(("cannot access", ""), &name, error);
                continue;
            }
        };
        let before = node.meta.mode;
        let mode = modes::apply(&wanted, before, node.is_dir(), umask).unwrap_or(before);
        if let Err(error) = tool.process.chmod(&name, mode) {
            if tool.busybox {
                let error = tool.words(error);
                tool.warn(&format!("{name}: {error}"));
            } else {
                tool.warn(&format!("changing permissions of {}: {error}", tool.quoted(&name)));
            }
        } else if !tool.busybox && (opts.has("v") || opts.has("c") && mode != before) {
            let letters = |mode: u32| {
                let mut node = (*node).clone();
                node.meta.mode = mode;
                modes::mode_text(&node).split_off(1)
            };
            let name = tool.quoted(&name);
            let now = format!("{mode:04o} ({})", letters(mode));
            tool.line(&if mode == before {
                format!("mode of {name} retained as {now}")
            } else {
                format!("mode of {name} changed from {before:04o} ({}) to {now}", letters(before))
            });
        }
    }
    Next::Done
}

/// Changes owners.
pub(super) fn chown(tool: &mut Tool) -> Next {
    let group_only = tool.name == "chgrp";
    let options = Options {
        gnu: if group_only { "[OPTION]... GROUP FILE..." } else { "[OPTION]... [OWNER][:[GROUP]] FILE..." },
        busybox: if group_only { "[-RhLHPcvf]... GROUP FILE..." } else { "[-RhLHPcvf]... USER[:[GRP]] FILE..." },
        ..OPTIONS
    };
    let Some(mut opts) = tool.options(&options) else { return Next::Done };
    let Some(wanted) = first(tool, &mut opts) else { return Next::Done };
    let accounts = Accounts::read(&tool.process);
    let (uid, gid) = match owner(&accounts, &wanted, group_only) {
        Ok(owner) => owner,
        Err((what, name)) => {
            let text = match (tool.busybox, what) {
                (true, what) => format!("unknown {what} {name}"),
                (false, what) => format!("invalid {what}: {}", tool.curved(&wanted)),
            };
            return tool.fail(&text);
        }
    };
    if !tool.busybox && !group_only && !wanted.contains(':') && split(&accounts, &wanted).1.is_some() {
        let text = format!("warning: '.' should be ':': {}", tool.curved(&wanted));
        tool.note(&text);
    }
    for name in each(tool, &opts) {
        let follow = !opts.has("h") && !opts.has("R");
        let Err(error) = tool.process.chown(&name, uid, gid, follow) else { continue };
        if opts.has("f") {
            tool.status = 1;
        } else if tool.busybox {
            let error = tool.words(error);
            tool.warn(&format!("{name}: {error}"));
        } else if error == Errno::NoEnt {
            tool.fail_at(("cannot access", ""), &name, error);
        } else {
            let what = if group_only || uid.is_none() { "group" } else { "ownership" };
            tool.warn(&format!("changing {what} of {}: {error}", tool.quoted(&name)));
        }
    }
    Next::Done
}

/// Takes the first operand, which is not a file; files must follow.
fn first(tool: &mut Tool, opts: &mut Opts) -> Option<String> {
    if opts.rest.is_empty() {
        tool.usage_error("missing operand", &OPTIONS);
        return None;
    }
    let wanted = opts.rest.remove(0);
    if opts.rest.is_empty() {
        let text = format!("missing operand after {}", tool.curved(&wanted));
        tool.usage_error(&text, &OPTIONS);
        return None;
    }
    Some(wanted)
}

/// The operands, with `-R` all below them too.
fn each(tool: &Tool, opts: &Opts) -> Vec<String> {
    let mut todo: Vec<String> = opts.rest.iter().rev().cloned().collect();
    let mut found = Vec::new();
    while let Some(name) = todo.pop() {
        if opts.has("R") {
            let node = tool.process.lstat(&name).map(|stat| stat.node);
            if node.as_ref().is_ok_and(|node| matches!(node.kind, Kind::Symlink(_))) && !opts.rest.contains(&name) {
                continue;
            }
            if node.is_ok_and(|node| node.is_dir()) {
                let below = tool.process.read_dir(&name).unwrap_or_default();
                todo.extend(below.iter().rev().map(|child| path::join(&name, child)));
            }
        }
        found.push(name);
    }
    found
}

type Owner = (Option<u32>, Option<u32>);

/// Reads `user`, `user:group`, `user:`, `:group`, or a group alone; the error is what is unknown.
fn owner<'a>(accounts: &Accounts, text: &'a str, group_only: bool) -> Result<Owner, (&'static str, &'a str)> {
    let (user, group) = if group_only { ("", Some(text)) } else { split(accounts, text) };
    let uid = match user {
        "" => None,
        name => {
            let known = accounts.user(name).map(|user| user.uid);
            Some(known.or_else(|| name.parse().ok()).ok_or(("user", name))?)
        }
    };
    let gid = match group {
        None => None,
        // `user:` is the user's own group.
        Some("") => accounts.user(user).map(|user| user.gid),
        Some(name) => Some(accounts.gid(name).ok_or(("group", name))?),
    };
    Ok((uid, gid))
}

/// The user and the group, with a colon between them or, as of old, a dot where no user is called so.
fn split<'a>(accounts: &Accounts, text: &'a str) -> (&'a str, Option<&'a str>) {
    let dot = || text.split_once('.').filter(|_| accounts.user(text).is_none());
    text.split_once(':').or_else(dot).map_or((text, None), |(user, group)| (user, Some(group)))
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn modes_and_owners() {
        let m = Machine::gnu().file("d/a", "");
        assert_eq!(m.ok("chmod -v +x d/a"), "mode of 'd/a' changed from 0644 (rw-r--r--) to 0755 (rwxr-xr-x)\n");
        m.ok("chmod -x d/a");
        m.ok("chown -R ann:docker d");
        assert_eq!(m.ok("ls -l d/a"), "-rw-r--r-- 1 ann docker 0 Oct  1 09:00 d/a\n");
        let wrong = "chmod: invalid mode: 'u+q'\nTry 'chmod --help' for more information.\n";
        assert_eq!(m.bad("chmod u+q d").0, wrong);
        assert_eq!(m.bad("chown bob d").0, "chown: invalid user: 'bob'\n");
        assert_eq!(m.bad("chmod 600 nope").0, "chmod: cannot access 'nope': No such file or directory\n");
        let mut m = Machine::gnu().file("r", "");
        m.cred.uid = 1000;
        assert_eq!(m.bad("chmod 600 r").0, "chmod: changing permissions of 'r': Operation not permitted\n");
        assert_eq!(m.bad("chown ann r").0, "chown: changing ownership of 'r': Operation not permitted\n");
    }
}
