//! Accounts: `useradd`, `groupadd`, `usermod`, `userdel`, `groupdel` of the shadow tools, and `adduser`, `addgroup`, `deluser`,
//! `delgroup` of Debian and of BusyBox. Passwords are not modelled.

use super::kit::accounts::Accounts;
use super::kit::{Next, Options, Opts, Tool};
use crate::vfs::{Content, Errno, path};

const USERADD: Options = Options {
    spec: "m,create-home M,no-create-home r,system u,uid: g,gid: G,groups: d,home-dir,home: s,shell: c,comment: l,no-log-init \
           o,non-unique p,password: U,user-group N,no-user-group k,skel: b,base-dir: e,expiredate: K,key: f,inactive: D",
    gnu: "[options] LOGIN",
    busybox: "",
};
const GROUPADD: Options =
    Options { spec: "r,system g,gid: o,non-unique f,force p,password: K,key:", gnu: "[options] GROUP", busybox: "" };
const USERMOD: Options = Options {
    spec: "a,append G,groups: g,gid: u,uid: d,home: m,move-home s,shell: l,login: c,comment: L,lock U,unlock o p,password:",
    gnu: "[options] LOGIN",
    busybox: "",
};
const USERDEL: Options = Options { spec: "r,remove f,force", gnu: "[options] LOGIN", busybox: "" };
/// Debian's long options and BusyBox's letters.
const ADDUSER: Options = Options {
    spec: "S,system D,disabled-password H,no-create-home h,home: s,shell: G u,uid: g,gecos,comment: +gid: +ingroup: +group \
           +disabled-login q,quiet +allow-bad-names +force-badname k:",
    gnu: "[--home DIR] [--shell SHELL] [--uid ID] [--ingroup GROUP | --gid ID] USER [GROUP]",
    busybox: "[OPTIONS] USER [GROUP]",
};
const BUSYBOX_ADDUSER: Options = Options {
    spec: "S,system D,disabled-password H,no-create-home h,home: s,shell: G,ingroup: u,uid: g,gecos: k:",
    gnu: "",
    busybox: "[OPTIONS] USER [GROUP]",
};
const ADDGROUP: Options = Options {
    spec: "S,system g,gid: q,quiet +allow-bad-names",
    gnu: "[--gid ID] GROUP",
    busybox: "[-g GID] [-S] [USER] GROUP",
};

/// A user to be made.
#[derive(Default)]
struct Wanted {
    name: String,
    uid: Option<u32>,
    /// An existing group's number.
    gid: Option<u32>,
    system: bool,
    home: Option<String>,
    make_home: bool,
    shell: String,
    comment: String,
    groups: Vec<String>,
}

/// Runs the one it is called by.
pub(super) fn main(tool: &mut Tool) -> Next {
    if tool.process.cred().uid != 0 {
        return deny(tool);
    }
    match tool.name.clone().as_str() {
        "useradd" => useradd(tool),
        "groupadd" => groupadd(tool),
        "usermod" => usermod(tool),
        "adduser" => adduser(tool),
        "addgroup" => addgroup(tool),
        _ => remove(tool),
    }
}

fn deny(tool: &mut Tool) -> Next {
    let lock = if tool.name.contains("group") { "/etc/group" } else { "/etc/passwd" };
    if tool.busybox {
        return tool.fail(&format!("{lock}: Permission denied"));
    }
    if tool.name.starts_with("add") || tool.name.starts_with("del") {
        return tool.fail_plain("fatal: Only root may add a user or group to the system.\n");
    }
    tool.note("Permission denied.");
    tool.note(&format!("cannot lock {lock}; try again later."));
    tool.status = 1;
    Next::Done
}

fn read(tool: &Tool, file: &str) -> String {
    tool.process.read_text(file).unwrap_or_default()
}

fn append(tool: &Tool, file: &str, line: &str) -> Result<(), Errno> {
    let text = read(tool, file);
    let text = if text.is_empty() || text.ends_with('\n') { text } else { text + "\n" };
    tool.process.write_file(file, Content::text(&format!("{text}{line}\n")))
}

/// Replaces the lines of a file that begin with a name; `None` removes one.
fn rewrite(tool: &Tool, file: &str, mut change: impl FnMut(Vec<String>) -> Option<Vec<String>>) -> Result<(), Errno> {
    let mut out = String::new();
    for line in read(tool, file).lines() {
        let fields = line.split(':').map(str::to_owned).collect();
        if let Some(fields) = change(fields) {
            out += &fields.join(":");
            out.push('\n');
        }
    }
    tool.process.write_file(file, Content::text(&out))
}

/// The lowest free number: from 1000 up for people, from 999 down for services (BusyBox: from 100 up).
fn free_number(taken: &[u32], system: bool, busybox: bool) -> u32 {
    let free = |number: &u32| !taken.contains(number);
    match (system, busybox) {
        (true, true) => (100..1000).find(free),
        (true, false) => (100..1000).rev().find(free),
        _ => {
            let highest = taken.iter().copied().filter(|number| (1000..60_000).contains(number)).max();
            Some(highest.map_or(1000, |highest| highest + 1))
        }
    }
    .unwrap_or(1000)
}

fn add_group(tool: &Tool, name: &str, gid: Option<u32>, system: bool) -> Result<u32, Errno> {
    let taken: Vec<u32> = Accounts::read(&tool.process).groups.iter().map(|group| group.gid).collect();
    let gid = gid.unwrap_or_else(|| free_number(&taken, system, tool.busybox));
    append(tool, "/etc/group", &format!("{name}:x:{gid}:"))?;
    Ok(gid)
}

fn join_group(tool: &Tool, user: &str, group: &str) -> Result<(), Errno> {
    rewrite(tool, "/etc/group", |mut fields| {
        if fields[0] == group && fields.len() > 3 {
            let mut members: Vec<&str> = fields[3].split(',').filter(|name| !name.is_empty()).collect();
            if !members.contains(&user) {
                members.push(user);
            }
            fields[3] = members.join(",");
        }
        Some(fields)
    })
}

fn add_user(tool: &Tool, wanted: &Wanted) -> Result<(u32, u32), Errno> {
    let accounts = Accounts::read(&tool.process);
    let mut taken: Vec<u32> = accounts.users.iter().map(|user| user.uid).collect();
    if wanted.gid.is_none() {
        // The user's own group gets the same number where that is free.
        taken.extend(accounts.groups.iter().map(|group| group.gid));
    }
    let uid = wanted.uid.unwrap_or_else(|| free_number(&taken, wanted.system, tool.busybox));
    let same = accounts.groups.iter().all(|group| group.gid != uid).then_some(uid);
    let gid = match wanted.gid {
        Some(gid) => gid,
        None => add_group(tool, &wanted.name, same, wanted.system)?,
    };
    let home = wanted.home.clone().unwrap_or_else(|| format!("/home/{}", wanted.name));
    let line = format!("{}:x:{uid}:{gid}:{}:{home}:{}", wanted.name, wanted.comment, wanted.shell);
    append(tool, "/etc/passwd", &line)?;
    if tool.process.exists("/etc/shadow") {
        append(tool, "/etc/shadow", &format!("{}:!:20727:0:99999:7:::", wanted.name))?;
    }
    for group in &wanted.groups {
        join_group(tool, &wanted.name, group)?;
    }
    if wanted.make_home && !tool.process.exists(&home) {
        tool.process.mkdir_all(&home)?;
        for name in tool.process.read_dir("/etc/skel").unwrap_or_default() {
            let target = path::join(&home, &name);
            if let Ok(content) = tool.process.read_file(&path::join("/etc/skel", &name)) {
                tool.process.write_file(&target, content)?;
                tool.process.chown(&target, Some(uid), Some(gid), false)?;
            }
        }
        tool.process.chmod(&home, if tool.busybox { 0o2755 & 0o755 } else { 0o700 })?;
        tool.process.chown(&home, Some(uid), Some(gid), false)?;
    }
    Ok((uid, gid))
}

fn failed(tool: &mut Tool, error: Errno) -> Next {
    tool.fail(&format!("cannot open /etc/passwd: {error}"))
}

fn useradd(tool: &mut Tool) -> Next {
    tool.trouble = 2;
    let Some(opts) = tool.options(&USERADD) else { return Next::Done };
    let Some(name) = opts.rest.first().cloned() else {
        return tool.fail_plain(&format!("Usage: useradd {}\n", USERADD.gnu));
    };
    let accounts = Accounts::read(&tool.process);
    if accounts.users.iter().any(|user| user.name == name) {
        tool.note(&format!("user '{name}' already exists"));
        tool.status = 9;
        return Next::Done;
    }
    let uid = number(&opts, "u");
    if let Some(uid) = uid.filter(|uid| !opts.has("o") && accounts.users.iter().any(|user| user.uid == *uid)) {
        tool.note(&format!("UID {uid} is not unique"));
        tool.status = 4;
        return Next::Done;
    }
    let gid = match opts.value("g") {
        None => None,
        Some(group) => match accounts.gid(group) {
            Some(gid) if accounts.group_name(gid).is_some() => Some(gid),
            _ => {
                tool.note(&format!("group '{group}' does not exist"));
                tool.status = 6;
                return Next::Done;
            }
        },
    };
    if gid.is_none() && !opts.has("N") && accounts.groups.iter().any(|group| group.name == name) {
        tool.note(&format!("group {name} exists - if you want to add this user to that group, use -g."));
        tool.status = 9;
        return Next::Done;
    }
    let wanted = Wanted {
        uid,
        gid,
        system: opts.has("r"),
        home: opts.value("d").map(str::to_owned),
        make_home: opts.has("m") && !opts.has("M"),
        shell: opts.value("s").unwrap_or("/bin/sh").to_owned(),
        comment: opts.value("c").unwrap_or_default().to_owned(),
        groups: split(opts.value("G")),
        name,
    };
    match add_user(tool, &wanted) {
        Ok(_) => Next::Done,
        Err(error) => failed(tool, error),
    }
}

fn split(list: Option<&str>) -> Vec<String> {
    list.unwrap_or_default().split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn number(opts: &Opts, key: &str) -> Option<u32> {
    opts.value(key).and_then(|text| text.parse().ok())
}

fn groupadd(tool: &mut Tool) -> Next {
    tool.trouble = 2;
    let Some(opts) = tool.options(&GROUPADD) else { return Next::Done };
    let Some(name) = opts.rest.first().cloned() else {
        return tool.fail_plain(&format!("Usage: groupadd {}\n", GROUPADD.gnu));
    };
    let accounts = Accounts::read(&tool.process);
    if accounts.groups.iter().any(|group| group.name == name) {
        if !opts.has("f") {
            tool.note(&format!("group '{name}' already exists"));
            tool.status = 9;
        }
        return Next::Done;
    }
    let gid = number(&opts, "g");
    if let Some(gid) = gid.filter(|gid| !opts.has("o") && accounts.group_name(*gid).is_some()) {
        tool.note(&format!("GID '{gid}' already exists"));
        tool.status = 4;
        return Next::Done;
    }
    match add_group(tool, &name, gid, opts.has("r")) {
        Ok(_) => Next::Done,
        Err(error) => failed(tool, error),
    }
}

fn usermod(tool: &mut Tool) -> Next {
    tool.trouble = 2;
    let Some(opts) = tool.options(&USERMOD) else { return Next::Done };
    let Some(name) = opts.rest.first().cloned() else {
        return tool.fail_plain(&format!("Usage: usermod {}\n", USERMOD.gnu));
    };
    let accounts = Accounts::read(&tool.process);
    if !accounts.users.iter().any(|user| user.name == name) {
        tool.note(&format!("user '{name}' does not exist"));
        tool.status = 6;
        return Next::Done;
    }
    for group in split(opts.value("G")) {
        if !accounts.groups.iter().any(|known| known.name == group) {
            tool.note(&format!("group '{group}' does not exist"));
            tool.status = 6;
            return Next::Done;
        }
        if let Err(error) = join_group(tool, &name, &group) {
            return failed(tool, error);
        }
    }
    let gid = opts.value("g").and_then(|group| accounts.gid(group));
    let result = rewrite(tool, "/etc/passwd", |mut fields| {
        if fields[0] == name && fields.len() > 6 {
            let set = [(0, "l"), (2, "u"), (4, "c"), (5, "d"), (6, "s")];
            for (at, key) in set {
                if let Some(value) = opts.value(key) {
                    value.clone_into(&mut fields[at]);
                }
            }
            if let Some(gid) = gid {
                fields[3] = gid.to_string();
            }
        }
        Some(fields)
    });
    result.map_or_else(|error| failed(tool, error), |()| Next::Done)
}

fn adduser(tool: &mut Tool) -> Next {
    let options = if tool.busybox { &BUSYBOX_ADDUSER } else { &ADDUSER };
    let Some(opts) = tool.options(options) else { return Next::Done };
    let Some(name) = opts.rest.first().cloned() else {
        return tool.usage_error("Only one or two names allowed.", options);
    };
    let accounts = Accounts::read(&tool.process);
    if let Some(group) = opts.rest.get(1) {
        return match join_group(tool, &name, group) {
            Ok(()) => Next::Done,
            Err(error) => failed(tool, error),
        };
    }
    if accounts.users.iter().any(|user| user.name == name) {
        if tool.busybox {
            return tool.fail(&format!("user '{name}' in use"));
        }
        if opts.has("S") {
            tool.line(&format!("The system user `{name}' already exists. Exiting."));
            return Next::Done;
        }
        return tool.fail_plain(&format!("fatal: The user `{name}' already exists.\n"));
    }
    let group = opts.value("G").or(opts.value("ingroup")).or(opts.value("gid"));
    let gid = group.and_then(|group| accounts.gid(group));
    if let Some(group) = group.filter(|_| gid.is_none()) {
        if tool.busybox {
            return tool.fail(&format!("unknown group {group}"));
        }
        return tool.fail_plain(&format!("fatal: The group `{group}' does not exist.\n"));
    }
    let system = opts.has("S");
    // A service without a group of its own is nobody's.
    let nobody = if tool.busybox { 65_533 } else { 65_534 };
    let gid = gid.or_else(|| (system && !opts.has("group")).then_some(nobody));
    let no_home = opts.has("H") || system && !tool.busybox && opts.value("h").is_none();
    let usual = if tool.busybox { "/bin/sh" } else { "/bin/bash" };
    let nologin = if tool.busybox { "/sbin/nologin" } else { "/usr/sbin/nologin" };
    let home = if no_home && system && !tool.busybox {
        Some("/nonexistent".to_owned())
    } else {
        opts.value("h").map(str::to_owned)
    };
    let gecos = opts.value("g").map(str::to_owned);
    let wanted = Wanted {
        uid: number(&opts, "u"),
        gid,
        system,
        home,
        make_home: !no_home,
        shell: opts.value("s").unwrap_or(if system { nologin } else { usual }).to_owned(),
        comment: gecos.unwrap_or_else(|| if tool.busybox { String::new() } else { ",,,".to_owned() }),
        groups: Vec::new(),
        name: name.clone(),
    };
    match add_user(tool, &wanted) {
        Ok((uid, gid)) if !tool.busybox && !opts.has("q") => {
            let home = wanted.home.clone().unwrap_or_else(|| format!("/home/{name}"));
            let kind = if system { "system user" } else { "user" };
            tool.line(&format!("info: Adding {kind} `{name}' (UID {uid}) ..."));
            tool.line(&format!("info: Adding new user `{name}' (UID {uid}) with group `{gid}' ..."));
            let what = if no_home { "Not creating" } else { "Creating" };
            tool.line(&format!("info: {what} home directory `{home}'."));
            Next::Done
        }
        Ok(_) => Next::Done,
        Err(error) => failed(tool, error),
    }
}

fn addgroup(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&ADDGROUP) else { return Next::Done };
    let Some(name) = opts.rest.last().cloned() else {
        return tool.usage_error("Only one or two names allowed.", &ADDGROUP);
    };
    if opts.rest.len() > 1 {
        return match join_group(tool, &opts.rest[0], &name) {
            Ok(()) => Next::Done,
            Err(error) => failed(tool, error),
        };
    }
    let accounts = Accounts::read(&tool.process);
    if accounts.groups.iter().any(|group| group.name == name) {
        if tool.busybox {
            return tool.fail(&format!("group '{name}' in use"));
        }
        return tool.fail_plain(&format!("fatal: The group `{name}' already exists.\n"));
    }
    match add_group(tool, &name, number(&opts, "g"), opts.has("S")) {
        Ok(gid) if !tool.busybox && !opts.has("q") => {
            tool.line(&format!("info: Adding group `{name}' (GID {gid}) ..."));
            Next::Done
        }
        Ok(_) => Next::Done,
        Err(error) => failed(tool, error),
    }
}

fn remove(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&USERDEL) else { return Next::Done };
    let Some(name) = opts.rest.first().cloned() else { return tool.usage_error("missing operand", &USERDEL) };
    let group = tool.name.contains("group");
    let accounts = Accounts::read(&tool.process);
    let known = if group {
        accounts.groups.iter().any(|known| known.name == name)
    } else {
        accounts.users.iter().any(|known| known.name == name)
    };
    let kind = if group { "group" } else { "user" };
    if !known {
        tool.status = 6;
        if tool.busybox {
            return tool.fail(&format!("unknown {kind} {name}"));
        }
        tool.note(&format!("{kind} '{name}' does not exist"));
        return Next::Done;
    }
    let files: &[&str] = if group { &["/etc/group"] } else { &["/etc/passwd", "/etc/shadow", "/etc/group"] };
    for file in files.iter().filter(|file| tool.process.exists(file)) {
        let result = rewrite(tool, file, |fields| (fields[0] != name).then_some(fields));
        if let Err(error) = result {
            return failed(tool, error);
        }
    }
    Next::Done
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn accounts_are_made() {
        let m = Machine::gnu();
        m.ok("groupadd -r app");
        m.ok("useradd -r -g app app");
        m.ok("useradd -m -s /bin/bash bob");
        assert!(m.ok("id app").contains("(app)"));
        assert_eq!(m.ok("id bob"), "uid=1001(bob) gid=1001(bob) groups=1001(bob)\n");
        m.ok("usermod -aG docker bob");
        assert_eq!(m.ok("id -nG bob"), "bob docker\n");
        assert_eq!(m.bad("useradd bob"), ("useradd: user 'bob' already exists\n".into(), 9));
        m.ok("userdel bob");
        assert_eq!(m.run("id bob").code, 1);
        let b = Machine::busybox();
        b.ok("addgroup -S app");
        b.ok("adduser -S -G app app");
        assert_eq!(b.ok("id -un 100"), "app\n");
        assert_eq!(b.bad("adduser -D ann").0, "adduser: user 'ann' in use\n");
    }
}
