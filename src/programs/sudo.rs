//! `sudo` and `su`: a command as another user. The learner may do everything without a password; in containers nobody but
//! root may, since no account there has one.

use super::kit::accounts::Accounts;
use super::kit::{Options, Tool, run};
use crate::os::{ExitStatus, ProgramFuture};
use crate::vfs::Cred;

const SUDO: Options = Options {
    spec: "^ u,user: g,group: E,preserve-env? i,login s,shell n H S k K v l,list b p:",
    gnu: "",
    busybox: "",
};
const SU: Options = Options {
    spec: "l,login c,command: s,shell: m,p,preserve-environment P,pty",
    gnu: "[options] [-] [<user> [<argument>...]]",
    busybox: "[-lmp] [-s SH] [-] [USER [FILE ARGS | -c 'CMD']]",
};

const SUDO_USAGE: &str = "usage: sudo -h | -K | -k | -V\nusage: sudo -v [-ABkNnS] [-g group] [-h host] [-p prompt] [-u user]\nusage: sudo -l \
                          [-ABkNnS] [-g group] [-h host] [-p prompt] [-U user] [-u user] [command [arg ...]]\nusage: sudo [-ABbEHkNnPS] \
                          [-C num] [-D directory] [-g group] [-h host] [-p prompt] [-u user] [VAR=value] [-i | -s] [command [arg ...]]\n";

/// Runs a command as root or as another user.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(sudo(tool))
}

async fn sudo(mut tool: Tool) -> ExitStatus {
    let Some(opts) = tool.options(&SUDO) else { return tool.end().await };
    let accounts = Accounts::read(&tool.process);
    let own = tool.process.cred();
    let shell = opts.has("i") || opts.has("s");
    if opts.rest.is_empty() && !shell {
        if !(opts.has("v") || opts.has("k") || opts.has("K") || opts.has("l")) {
            tool.err(SUDO_USAGE);
            tool.status = 1;
        }
        return tool.end().await;
    }
    let name = opts.value("u").unwrap_or("root").to_owned();
    let Some(user) = accounts.user(name.trim_start_matches('#')).cloned() else {
        tool.err(&format!("sudo: unknown user {name}\nsudo: error initializing audit plugin sudoers_audit\n"));
        tool.status = 1;
        return tool.end().await;
    };
    let caller = accounts.user_name(own.uid).unwrap_or("?").to_owned();
    if own.uid != 0 && !tool.process.is_host() {
        tool.err(&format!("{caller} is not in the sudoers file.\n"));
        tool.status = 1;
        return tool.end().await;
    }
    let mut words = opts.rest.clone();
    let kept: &[&str] = &["TERM", "LANG", "LC_ALL", "COLUMNS", "LINES", "DISPLAY"];
    let mut env: Vec<(String, String)> = tool.process.environment().to_vec();
    if !opts.has("E") {
        env.retain(|(name, _)| kept.contains(&name.as_str()));
    }
    let mut set = |name: &str, value: &str| {
        env.retain(|(known, _)| known != name);
        env.push((name.to_owned(), value.to_owned()));
    };
    set("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin");
    set("HOME", &user.home);
    set("USER", &user.name);
    set("LOGNAME", &user.name);
    set("SHELL", &user.shell);
    set("SUDO_USER", &caller);
    set("SUDO_UID", &own.uid.to_string());
    set("SUDO_GID", &own.gid.to_string());
    while let Some((name, value)) = words.first().and_then(|word| word.split_once('=')) {
        let (name, value) = (name.to_owned(), value.to_owned());
        env.retain(|(known, _)| *known != name);
        env.push((name, value));
        words.remove(0);
    }
    if shell || words.is_empty() {
        let text = words.join(" ");
        words = vec![user.shell.clone()];
        if !text.is_empty() {
            words.extend(["-c".to_owned(), text]);
        }
    }
    if opts.has("i") {
        let _ = tool.process.chdir(&user.home);
    }
    let groups = accounts.groups_of(&user.name).into();
    tool.process.change(|info| info.cred = Cred { uid: user.uid, gid: user.gid, groups });
    let search = env.iter().find(|(name, _)| name == "PATH").map(|(_, value)| value.clone()).unwrap_or_default();
    tool.process.change(|info| info.env = std::rc::Rc::new(vec![("PATH".to_owned(), search)]));
    if tool.process.find(&words[0]).is_err() {
        tool.err(&format!("sudo: {}: command not found\n", words[0]));
        tool.status = 1;
        return tool.end().await;
    }
    run::instead(tool, &words, env).await
}

/// Runs a shell as another user.
pub(super) fn su(tool: Tool) -> ProgramFuture {
    Box::pin(run_su(tool))
}

async fn run_su(mut tool: Tool) -> ExitStatus {
    let mut login = false;
    tool.args.retain(|arg| {
        login |= arg == "-";
        arg != "-"
    });
    let Some(opts) = tool.options(&SU) else { return tool.end().await };
    let accounts = Accounts::read(&tool.process);
    let name = opts.rest.first().cloned().unwrap_or_else(|| "root".to_owned());
    let Some(user) = accounts.users.iter().find(|user| user.name == name).cloned() else {
        let text = if tool.busybox {
            format!("unknown user {name}")
        } else {
            format!("user {name} does not exist or the user entry does not contain all the required fields")
        };
        tool.fail(&text);
        return tool.end().await;
    };
    if tool.process.cred().uid != 0 {
        // No account has a password, so none is right.
        tool.err("Password: \n");
        tool.fail(if tool.busybox { "incorrect password" } else { "Authentication failure" });
        return tool.end().await;
    }
    let shell = opts.value("s").unwrap_or(&user.shell).to_owned();
    let mut words = vec![if shell.is_empty() { "/bin/sh".to_owned() } else { shell }];
    if let Some(command) = opts.value("c") {
        words.extend(["-c".to_owned(), command.to_owned()]);
    }
    words.extend(opts.rest.iter().skip(1).cloned());
    let mut env: Vec<(String, String)> = tool.process.environment().to_vec();
    if login || opts.has("l") {
        env.retain(|(name, _)| name == "TERM" || name == "PATH");
        let _ = tool.process.chdir(&user.home);
    }
    for (name, value) in
        [("HOME", &user.home), ("SHELL", &words[0].clone()), ("USER", &user.name), ("LOGNAME", &user.name)]
    {
        env.retain(|(known, _)| known != name);
        env.push((name.to_owned(), value.clone()));
    }
    let groups = accounts.groups_of(&user.name).into();
    tool.process.change(|info| info.cred = Cred { uid: user.uid, gid: user.gid, groups });
    run::instead(tool, &words, env).await
}
