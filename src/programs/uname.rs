//! `uname`, `nproc` and `arch`: the machine.

use super::kit::{Next, Options, Tool};

const OPTIONS: Options = Options {
    spec: "a,all s,kernel-name n,nodename r,kernel-release v,kernel-version m,machine p,processor i,hardware-platform \
           o,operating-system",
    gnu: "[OPTION]...",
    busybox: "[-amnrspvio]",
};

/// The kernel's release, the one that `docker info` shows.
pub(super) const RELEASE: &str = "6.8.0-drydock";
/// The kernel's build.
pub(super) const VERSION: &str = "#1 SMP PREEMPT_DYNAMIC Thu Oct  1 00:00:00 UTC 2026";

/// Prints what is asked for.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&OPTIONS) else { return Next::Done };
    let all = opts.has("a");
    let system = if tool.busybox && tool.process.exists("/etc/alpine-release") { "Linux" } else { "GNU/Linux" };
    let none = opts.found.is_empty();
    let hostname = tool.process.hostname();
    let parts = [
        ("s", "Linux", none || all),
        ("n", hostname.as_str(), all),
        ("r", RELEASE, all),
        ("v", VERSION, all),
        ("m", "x86_64", all),
        // `-a` leaves out what is unknown.
        ("p", "unknown", false),
        ("i", "unknown", false),
        ("o", system, all),
    ];
    let shown: Vec<&str> = parts.iter().filter(|(key, _, by)| *by || opts.has(key)).map(|(_, text, _)| *text).collect();
    tool.line(&shown.join(" "));
    Next::Done
}

/// Prints the machine's architecture.
pub(super) fn arch(tool: &mut Tool) -> Next {
    tool.line("x86_64");
    Next::Done
}

/// How many processors the machine has, as `docker info` says.
pub(super) const PROCESSORS: u32 = 2;

/// Prints the number of processors.
pub(super) fn nproc(tool: &mut Tool) -> Next {
    let options = Options { spec: "all ignore:", gnu: "[OPTION]...", busybox: "[--all] [--ignore=N]" };
    let Some(opts) = tool.options(&options) else { return Next::Done };
    let ignored = opts.value("ignore").and_then(|text| text.parse().ok()).unwrap_or(0);
    tool.line(&PROCESSORS.saturating_sub(ignored).max(1).to_string());
    Next::Done
}
