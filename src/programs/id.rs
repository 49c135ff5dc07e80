//! `id`, `whoami` and `groups`: who the user is.

use super::kit::accounts::Accounts;
use super::kit::{Next, Options, Tool};
use crate::vfs::Cred;

const OPTIONS: Options = Options {
    spec: "a G,groups g,group n,name r,real u,user z,zero",
    gnu: "[OPTION]... [USER]...",
    busybox: "[-ugGnr] [USER]",
};

/// The user in question: the process's own, or a named one.
fn who(tool: &Tool, accounts: &Accounts, name: Option<&String>) -> Option<Cred> {
    let Some(name) = name else { return Some(tool.process.cred()) };
    let user = accounts.user(name)?;
    Some(Cred { uid: user.uid, gid: user.gid, groups: accounts.groups_of(&user.name).into() })
}

/// All groups, the primary one first.
fn all_groups(cred: &Cred) -> Vec<u32> {
    let others = cred.groups.iter().copied().filter(|gid| *gid != cred.gid);
    std::iter::once(cred.gid).chain(others).collect()
}

/// Prints numbers and names of a user.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&OPTIONS) else { return Next::Done };
    let accounts = Accounts::read(&tool.process);
    let Some(cred) = who(tool, &accounts, opts.rest.first()) else {
        let name = opts.rest.first().map_or("", String::as_str);
        let text = format!("{}: no such user", tool.curved(name));
        return tool.fail(&if tool.busybox { format!("unknown user {name}") } else { text });
    };
    let user = |uid: u32| accounts.user_name(uid);
    let group = |gid: u32| accounts.group_name(gid);
    let mut one = |number: u32, name: Option<&str>, what: &str| match name {
        Some(name) if opts.has("n") => name.to_owned(),
        None if opts.has("n") => {
            if tool.busybox {
                tool.warn(&format!("unknown ID {number}"));
            } else {
                tool.warn(&format!("cannot find name for {what} ID {number}"));
            }
            number.to_string()
        }
        _ => number.to_string(),
    };
    let text = match opts.last_of(&["u", "g", "G"]) {
        "u" => one(cred.uid, user(cred.uid), "user"),
        "g" => one(cred.gid, group(cred.gid), "group"),
        "G" => all_groups(&cred).iter().map(|gid| one(*gid, group(*gid), "group")).collect::<Vec<_>>().join(" "),
        _ => {
            let named = |number: u32, name: Option<&str>| match name {
                Some(name) => format!("{number}({name})"),
                None => number.to_string(),
            };
            let groups: Vec<String> = all_groups(&cred).iter().map(|gid| named(*gid, group(*gid))).collect();
            let mut text = format!("uid={} gid={}", named(cred.uid, user(cred.uid)), named(cred.gid, group(cred.gid)));
            // BusyBox leaves the groups out when there is only the primary one.
            if !tool.busybox || groups.len() > 1 {
                text.push_str(" groups=");
                text.push_str(&groups.join(","));
            }
            text
        }
    };
    tool.line(&text);
    Next::Done
}

/// Prints the user's name.
pub(super) fn whoami(tool: &mut Tool) -> Next {
    let options = Options { spec: "", gnu: "[OPTION]...", busybox: "" };
    if tool.options(&options).is_none() {
        return Next::Done;
    }
    let uid = tool.process.cred().uid;
    match Accounts::read(&tool.process).user_name(uid) {
        Some(name) => tool.line(name),
        None if tool.busybox => return tool.fail(&format!("unknown uid {uid}")),
        None => return tool.fail(&format!("cannot find name for user ID {uid}")),
    }
    Next::Done
}

/// Prints the names of a user's groups.
pub(super) fn groups(tool: &mut Tool) -> Next {
    let accounts = Accounts::read(&tool.process);
    let name = tool.args.first().cloned();
    let Some(cred) = who(tool, &accounts, name.as_ref()) else {
        let text = format!("{}: no such user", tool.curved(&name.unwrap_or_default()));
        return tool.fail(&text);
    };
    let names: Vec<String> = all_groups(&cred)
        .iter()
        .map(|gid| accounts.group_name(*gid).map_or_else(|| gid.to_string(), str::to_owned))
        .collect();
    let prefix = name.filter(|_| !tool.busybox).map(|name| format!("{name} : ")).unwrap_or_default();
    tool.line(&format!("{prefix}{}", names.join(" ")));
    Next::Done
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;
    use crate::vfs::Cred;

    #[test]
    fn users_and_groups() {
        let mut m = Machine::gnu();
        assert_eq!(m.ok("id"), "uid=0(root) gid=0(root) groups=0(root)\n");
        assert_eq!(m.ok("id ann"), "uid=1000(ann) gid=1000(ann) groups=1000(ann),999(docker)\n");
        assert_eq!(
            (m.ok("id -un"), m.ok("id -Gn ann"), m.ok("groups ann")),
            ("root\n".into(), "ann docker\n".into(), "ann : ann docker\n".into())
        );
        assert_eq!(m.bad("id nope").0, "id: 'nope': no such user\n");
        m.cred = Cred { uid: 7, gid: 7, groups: [].into() };
        assert_eq!(m.bad("whoami").0, "whoami: cannot find name for user ID 7\n");
        let b = Machine::busybox();
        assert_eq!(b.ok("id"), "uid=0(root) gid=0(root)\n");
        assert_eq!(b.bad("id nope").0, "id: unknown user nope\n");
    }
}
