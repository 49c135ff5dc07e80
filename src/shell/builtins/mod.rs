//! The shell's builtins: which there are, and the way to each. What one does is in the file of its kind.

mod control;
mod dirs;
mod job_control;
mod listing;
mod output;
mod reading;
mod settings;
mod variables;

use super::Flavor;
use super::expand::Boxed;
use super::state::{Flow, Shell, Step};

/// Builtins of all flavours that POSIX calls special: their assignments stay and their errors end a script.
const SPECIAL: [&str; 15] = [
    ".", ":", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift", "times",
    "trap", "unset",
];

/// Other builtins of all flavours.
const COMMON: [&str; 23] = [
    "[", "alias", "bg", "cd", "command", "echo", "false", "fg", "getopts", "hash", "jobs", "kill", "local", "printf",
    "pwd", "read", "test", "true", "type", "ulimit", "umask", "unalias", "wait",
];

/// Builtins of bash alone.
const BASH: [&str; 17] = [
    "bind",
    "builtin",
    "complete",
    "compgen",
    "declare",
    "dirs",
    "disown",
    "enable",
    "help",
    "history",
    "let",
    "logout",
    "mapfile",
    "readarray",
    "shopt",
    "source",
    "typeset",
];

/// Builtins that ash has beyond the common ones.
const ASH: [&str; 4] = ["history", "let", "source", "[["];

/// Whether POSIX calls the builtin special.
pub(super) fn is_special(name: &str) -> bool {
    SPECIAL.contains(&name)
}

/// Whether the flavour has the builtin.
pub(super) fn exists(flavor: Flavor, name: &str) -> bool {
    SPECIAL.contains(&name)
        || COMMON.contains(&name)
        || match flavor {
            Flavor::Bash => BASH.contains(&name),
            Flavor::Ash => ASH.contains(&name),
            Flavor::Dash => false,
        }
}

/// The names of all builtins of a flavour.
pub(super) fn names(flavor: Flavor) -> Vec<&'static str> {
    let own: &[&str] = match flavor {
        Flavor::Bash => &BASH,
        Flavor::Ash => &ASH,
        Flavor::Dash => &[],
    };
    SPECIAL.iter().chain(&COMMON).chain(own).copied().collect()
}

/// Runs a builtin. With `tail` nothing comes after it.
pub(super) fn run<'a>(shell: &'a mut Shell, args: &'a [String], tail: bool) -> Boxed<'a, Step> {
    Box::pin(async move {
        let name = args[0].as_str();
        let rest = &args[1..];
        // A message of the text that these run names them.
        let outer = shell.builtin.replace(name.to_owned());
        let step = dispatch(shell, name, rest, tail).await;
        shell.builtin = outer;
        match step {
            Ok(status) => {
                shell.status = status;
                Ok(())
            }
            Err(flow) => Err(flow),
        }
    })
}

/// What a builtin gives: its status, or a way out.
type Outcome = Result<u8, Flow>;

async fn dispatch(shell: &mut Shell, name: &str, args: &[String], tail: bool) -> Outcome {
    match name {
        "false" => Ok(1),
        "." | "source" => shell.builtin_source(name, args).await,
        "eval" => shell.builtin_eval(args).await,
        "exec" => shell.builtin_exec(args).await,
        "command" | "builtin" => shell.builtin_command(name, args, tail).await,
        "read" => shell.builtin_read(args).await,
        "mapfile" | "readarray" => shell.builtin_mapfile(args).await,
        "wait" => shell.builtin_wait(args).await,
        "fg" => shell.builtin_fg(args).await,
        "test" | "[" | "[[" => Ok(shell.builtin_test(name, args)),
        "alias" => Ok(shell.builtin_alias(args)),
        "unalias" => Ok(shell.builtin_unalias(args)),
        "bg" => Ok(shell.builtin_bg(args)),
        "break" | "continue" => shell.builtin_break(name, args),
        "cd" => shell.builtin_cd(args),
        "pwd" => Ok(shell.builtin_pwd(args)),
        "echo" => Ok(shell.builtin_echo(args)),
        "printf" => shell.builtin_printf(args),
        "exit" | "logout" => shell.builtin_exit(name, args),
        "return" => shell.builtin_return(args),
        "export" | "readonly" => shell.builtin_export(name, args),
        "declare" | "typeset" | "local" => shell.builtin_declare(name, args),
        "unset" => shell.builtin_unset(args),
        "set" => match shell.builtin_set(args) {
            // A wrong option ends a script of dash.
            2 if shell.flavor == Flavor::Dash => Err(shell.fatal(2)),
            status => Ok(status),
        },
        "shift" => shell.builtin_shift(args),
        "let" => shell.builtin_let(args),
        "getopts" => shell.builtin_getopts(args),
        "jobs" => Ok(shell.builtin_jobs(args)),
        "kill" => Ok(shell.builtin_kill(args)),
        "disown" => Ok(shell.builtin_disown(args)),
        "type" => Ok(shell.builtin_type(args)),
        "hash" => Ok(shell.builtin_hash(args)),
        "umask" => shell.builtin_umask(args),
        "ulimit" => Ok(shell.builtin_ulimit(args)),
        "trap" => Ok(shell.builtin_trap(args)),
        "times" => Ok(shell.builtin_times()),
        "history" => Ok(shell.builtin_history(args)),
        "shopt" => Ok(shell.builtin_shopt(args)),
        "dirs" => Ok(shell.builtin_dirs()),
        "help" => Ok(shell.builtin_help()),
        // `:` and `true`; and `bind`, `complete`, `compgen`, `enable`: line editing is the front end's affair.
        _ => Ok(0),
    }
}
