//! Programs that start another one: `tini` and `docker-init` as a container's first process, `gosu` and `su-exec` as another
//! user.

use super::kit::accounts::Accounts;
use super::kit::{Options, Tool, run};
use crate::os::{Disposition, Either, ExitStatus, Group, ProcessState, ProgramFuture, Signal, Spawn, select};
use crate::vfs::Cred;

const TINI: Options =
    Options { spec: "^ s p: v w g e: l h version", gnu: "[OPTIONS] PROGRAM -- [ARGS] | --version", busybox: "" };

/// Starts a child, passes signals on to it and takes in orphans.
pub(super) fn tini(tool: Tool) -> ProgramFuture {
    Box::pin(run_tini(tool))
}

async fn run_tini(mut tool: Tool) -> ExitStatus {
    let Some(opts) = tool.options(&TINI) else { return tool.end().await };
    if opts.has("version") {
        let version = tool.process.version();
        tool.line(&format!("tini version {version}"));
        return tool.end().await;
    }
    if opts.rest.is_empty() {
        tool.err(&format!("tini (tini version {})\nUsage: tini {}\n", tool.process.version(), TINI.gnu));
        tool.status = 1;
        return tool.end().await;
    }
    let process = tool.process.clone();
    let passed = [1, 2, 3, 10, 12, 14, 15, 18, 28].map(Signal);
    let exe = match process.find(&opts.rest[0]) {
        Ok(exe) => exe,
        Err(error) => {
            let code = if error == crate::vfs::Errno::NoEnt { 127 } else { 126 };
            tool.err(&format!("[FATAL tini ({})] exec {} failed: {error}\n", process.own_pid(), opts.rest[0]));
            tool.status = code;
            return tool.end().await;
        }
    };
    let child = match process.spawn(&exe, Spawn { argv: opts.rest.clone(), group: Group::New, ..Spawn::default() }) {
        Ok(child) => child,
        Err(error) => {
            tool.err(&format!(
                "[FATAL tini ({})] exec {} failed: {}\n",
                process.own_pid(),
                opts.rest[0],
                error.errno()
            ));
            tool.status = 126;
            return tool.end().await;
        }
    };
    // The child is in the terminal's foreground from the start.
    if process.is_tty(0) {
        process.set_foreground(child);
    }
    for signal in passed {
        process.on_signal(signal, Some(Disposition::Catch));
    }
    let ns = process.ns();
    loop {
        match select(process.wait(child), process.next_signal()).await {
            Either::Left(status) => return ExitStatus::Code(status.code() as u8),
            Either::Right(signal) => process.kernel().enter(|state| {
                if opts.has("g") {
                    state.signal_group(child, signal);
                } else if state.processes.get(&child).is_some_and(|info| !matches!(info.state, ProcessState::Zombie(_)))
                {
                    let _ = state.signal(child, signal, ns);
                }
            }),
        }
    }
}

/// `gosu user program ...`: runs a program as another user in its own place.
pub(super) fn gosu(tool: Tool) -> ProgramFuture {
    Box::pin(run_gosu(tool))
}

async fn run_gosu(mut tool: Tool) -> ExitStatus {
    if matches!(tool.args.first().map(String::as_str), Some("--version" | "-v")) {
        let version = tool.process.version();
        tool.line(&version);
        return tool.end().await;
    }
    if tool.args.len() < 2 {
        let name = tool.name.clone();
        tool.err(&format!("Usage: {name} user-spec command [args]\n"));
        tool.status = 1;
        return tool.end().await;
    }
    let spec = tool.args.remove(0);
    let accounts = Accounts::read(&tool.process);
    let (user, group) = spec.split_once(':').map_or((spec.as_str(), None), |(user, group)| (user, Some(group)));
    let known = accounts.user(user).cloned();
    let uid = known.as_ref().map(|user| user.uid).or_else(|| user.parse().ok());
    let Some(uid) = uid else {
        tool.err(&format!(
            "error: failed switching to \"{spec}\": unable to find user {user}: no matching entries in passwd file\n"
        ));
        tool.status = 1;
        return tool.end().await;
    };
    let gid = match group {
        Some(group) => accounts.gid(group),
        None => known.as_ref().map(|user| user.gid),
    };
    if tool.process.cred().uid != 0 && uid != tool.process.cred().uid {
        tool.err(&format!("error: failed switching to \"{spec}\": operation not permitted\n"));
        tool.status = 1;
        return tool.end().await;
    }
    let groups = known.as_ref().map(|user| accounts.groups_of(&user.name)).unwrap_or_default();
    tool.process.change(|info| info.cred = Cred { uid, gid: gid.unwrap_or(0), groups: groups.into() });
    let home = known.map_or_else(|| "/".to_owned(), |user| user.home);
    let mut env = (*tool.process.environment()).clone();
    env.retain(|(name, _)| name != "HOME");
    env.push(("HOME".to_owned(), home));
    let words = std::mem::take(&mut tool.args);
    run::instead(tool, &words, env).await
}
