//! `docker build`: builds an image with BuildKit. The build itself is the builder's; this reads the flags, which are those
//! of buildx 0.24.

use crate::base::quote::quote;
use crate::base::reference::Reference;
use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::docker::BuildOptions;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::kinds::{BYTES, INT, STRING_ARRAY, STRINGS, SWITCH, TEXT};
use crate::cli::options::devices::ULIMIT;
use crate::os::ExitStatus;

use super::{PLUGIN_FLAGS, builder, error};

pub(crate) const COMMAND: Command = Command {
    names: &["buildx build", "buildx b"],
    usage: "[OPTIONS] PATH | URL | -",
    args: Args::Exactly(1),
    flags: &[FLAGS, LEGACY, PLUGIN_FLAGS],
    flags_first: false,
    examples: &["build -t my-app .", "build --no-cache -t my-app:2 .", "build --target test ."],
    run: |cli| Box::pin(run(cli)),
};

const FLAGS: &[Flag] = &[
    Flag::long("add-host", &STRINGS),
    Flag::long("allow", &STRING_ARRAY).ignored(),
    Flag::long("annotation", &STRING_ARRAY).ignored(),
    Flag::long("attest", &STRING_ARRAY).ignored(),
    Flag::long("build-arg", &STRING_ARRAY),
    Flag::long("build-context", &STRING_ARRAY),
    Flag::long("cache-from", &STRING_ARRAY).ignored(),
    Flag::long("cache-to", &STRING_ARRAY).ignored(),
    Flag::long("call", &TEXT).default("build"),
    Flag::long("cgroup-parent", &TEXT).ignored(),
    Flag::long("check", &SWITCH),
    Flag::new("file", 'f', &TEXT),
    Flag::long("iidfile", &TEXT),
    Flag::long("label", &STRING_ARRAY),
    Flag::long("load", &SWITCH),
    Flag::long("metadata-file", &TEXT),
    Flag::long("network", &TEXT).default("default"),
    Flag::long("no-cache", &SWITCH),
    Flag::long("no-cache-filter", &STRING_ARRAY),
    Flag::new("output", 'o', &STRING_ARRAY),
    Flag::long("platform", &STRING_ARRAY),
    Flag::long("progress", &TEXT).default("auto"),
    Flag::long("provenance", &TEXT).ignored(),
    Flag::long("pull", &SWITCH),
    Flag::long("push", &SWITCH),
    Flag::new("quiet", 'q', &SWITCH),
    Flag::long("sbom", &TEXT).ignored(),
    Flag::long("secret", &STRING_ARRAY),
    Flag::long("shm-size", &BYTES).ignored(),
    Flag::long("ssh", &STRING_ARRAY).ignored(),
    Flag::new("tag", 't', &STRING_ARRAY),
    Flag::long("target", &TEXT),
    Flag::long("ulimit", &ULIMIT).default("[]").ignored(),
];

/// Flags of the classic builder that buildx takes without a word of help, and drops.
const LEGACY: &[Flag] = &[
    Flag::long("compress", &SWITCH).hidden(),
    Flag::long("cpu-period", &INT).hidden().ignored(),
    Flag::long("cpu-quota", &INT).hidden().ignored(),
    Flag::new("cpu-shares", 'c', &INT).hidden().ignored(),
    Flag::long("cpuset-cpus", &TEXT).hidden().ignored(),
    Flag::long("cpuset-mems", &TEXT).hidden().ignored(),
    Flag::long("force-rm", &SWITCH).hidden(),
    Flag::long("isolation", &TEXT).hidden(),
    Flag::new("memory", 'm', &TEXT).hidden().ignored(),
    Flag::long("memory-swap", &TEXT).hidden().ignored(),
    Flag::long("rm", &SWITCH).default("true").hidden(),
    Flag::long("security-opt", &STRINGS).hidden(),
    Flag::long("squash", &SWITCH).hidden(),
];

/// What buildx says of the flags of the classic builder that it has no use for, in its order.
const WARNINGS: [(&str, &str); 3] = [
    ("isolation", "isolation flag is deprecated with BuildKit."),
    ("security-opt", "security-opt flag is deprecated. \"RUN --security=insecure\" should be used with BuildKit."),
    (
        "squash",
        "experimental flag squash is removed with BuildKit. You should squash inside build using a multi-stage \
         Dockerfile for efficiency.",
    ),
];

async fn run(cli: Cli) -> Outcome {
    for (flag, warning) in WARNINGS {
        if cli.values().is_set(flag) {
            cli.note(&format!("WARNING: {warning}")).await;
        }
    }
    let options = options(&cli)?;
    builder(&cli, "")?;
    let service = cli.service("Get _ping").map_err(|failure| failure.after("ERROR: "))?;
    let Some(builder) = service.builder else {
        return Err(error("drydock: this machine has no BuildKit"));
    };
    match builder.build(cli.process().clone(), service.api, options).await {
        ExitStatus::Code(0) => Ok(()),
        status => Err(Failure::silent(u8::try_from(status.code()).unwrap_or(1))),
    }
}

fn options(cli: &Cli) -> Outcome<BuildOptions> {
    let values = cli.values();
    let text = |flag: &str| values.text(flag).to_owned();
    let list = |flag: &str| values.list(flag).to_vec();
    let call = if values.switch("check") { "check".to_owned() } else { text("call") };
    if !matches!(call.as_str(), "" | "build" | "check" | "lint") {
        return Err(format!("drydock: --call={call} is not modelled: builds and checks are").into());
    }
    let environment = |name: &str| cli.process().env(name);
    let mut platforms = list("platform");
    platforms.extend(environment("DOCKER_DEFAULT_PLATFORM").filter(|_| platforms.is_empty()));
    Ok(BuildOptions {
        context: cli.arg(0).to_owned(),
        file: text("file"),
        tags: list("tag"),
        build_args: pairs(values.list("build-arg"), &environment)?,
        build_contexts: contexts(values.list("build-context"))?,
        labels: pairs(values.list("label"), &|_| Some(String::new()))?
            .into_iter()
            .map(|(name, value)| format!("{name}={}", value.unwrap_or_default()))
            .collect(),
        target: text("target"),
        platforms,
        no_cache: values.switch("no-cache"),
        no_cache_filter: list("no-cache-filter"),
        pull: values.switch("pull"),
        push: values.switch("push"),
        outputs: list("output"),
        quiet: values.switch("quiet"),
        progress: text("progress"),
        iidfile: text("iidfile"),
        metadata_file: text("metadata-file"),
        secrets: list("secret"),
        network: text("network"),
        extra_hosts: values.split_list("add-host"),
        call,
        debug: values.switch("debug") || cli.globals().switch("debug"),
    })
}

/// Names and values; a name alone has the value that `otherwise` has for it.
fn pairs(texts: &[String], otherwise: &dyn Fn(&str) -> Option<String>) -> Outcome<Vec<(String, Option<String>)>> {
    let mut pairs = Vec::with_capacity(texts.len());
    for text in texts {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text.as_str(), otherwise(text)),
        };
        if name.is_empty() {
            return Err(error(&format!("invalid key-value pair {}: empty key", quote(text))));
        }
        pairs.push((name.to_owned(), value));
    }
    Ok(pairs)
}

/// Named contexts: names and places.
fn contexts(texts: &[String]) -> Outcome<Vec<(String, String)>> {
    let mut contexts = Vec::with_capacity(texts.len());
    for text in texts.iter().filter(|text| !text.is_empty()) {
        let (name, place) =
            text.split_once('=').ok_or_else(|| error(&format!("invalid context value: {text}, expected key=value")))?;
        let named = Reference::parse(name).map_err(|why| error(&format!("invalid context name {name}: {why}")))?;
        let full = named.familiar();
        contexts.push((full.strip_suffix(":latest").unwrap_or(&full).to_owned(), place.to_owned()));
    }
    Ok(contexts)
}
