//! `docker build` with the classic builder: where BuildKit is switched off or the buildx plugin is gone. The context
//! travels as an archive, the engine builds. Messages are those of 28.2.2.

use std::rc::Rc;

use crate::base::Reference;
use crate::cli::build_context::{self, Context};
use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::{BYTES, INT, Kind, STRINGS, SWAP_BYTES, SWITCH, TEXT};
use crate::cli::options::devices::ULIMIT;
use crate::cli::options::env::{ENV, LABEL};
use crate::cli::options::hosts::HOST;
use crate::cli::options::platform;
use crate::cli::progress;
use crate::engine::api::BuildRequest;
use crate::vfs::Content;

/// `--tag`
const TAG: Kind = Kind::many("list", |text| Reference::parse(text).map(|_| text.to_owned()));

pub(crate) const COMMAND: Command = Command {
    names: &["image build", "build", "builder build"],
    usage: "[OPTIONS] PATH | URL | -",
    args: Args::Exactly(1),
    flags: &[FLAGS],
    flags_first: false,
    examples: &["build -t my-app .", "build --no-cache -t my-app:2 ."],
    run: |cli| Box::pin(run(cli)),
};

const FLAGS: &[Flag] = &[
    Flag::long("add-host", &HOST),
    Flag::long("build-arg", &ENV),
    Flag::long("cache-from", &STRINGS).ignored(),
    Flag::long("cgroup-parent", &TEXT).ignored(),
    Flag::long("compress", &SWITCH),
    Flag::long("cpu-period", &INT).ignored(),
    Flag::long("cpu-quota", &INT).ignored(),
    Flag::new("cpu-shares", 'c', &INT).ignored(),
    Flag::long("cpuset-cpus", &TEXT).ignored(),
    Flag::long("cpuset-mems", &TEXT).ignored(),
    Flag::long("disable-content-trust", &SWITCH).default("true"),
    Flag::new("file", 'f', &TEXT),
    Flag::long("force-rm", &SWITCH),
    Flag::long("iidfile", &TEXT),
    Flag::long("isolation", &TEXT).ignored(),
    Flag::long("label", &LABEL),
    Flag::new("memory", 'm', &BYTES).ignored(),
    Flag::long("memory-swap", &SWAP_BYTES).ignored(),
    Flag::long("network", &TEXT).default("default"),
    Flag::long("no-cache", &SWITCH),
    Flag::long("platform", &TEXT),
    Flag::long("pull", &SWITCH),
    Flag::new("quiet", 'q', &SWITCH),
    Flag::long("rm", &SWITCH).default("true"),
    Flag::long("security-opt", &STRINGS).ignored(),
    Flag::long("shm-size", &BYTES).ignored(),
    Flag::long("squash", &SWITCH).hidden().ignored(),
    Flag::new("tag", 't', &TAG),
    Flag::long("target", &TEXT),
    Flag::long("ulimit", &ULIMIT).default("[]").ignored(),
];

async fn run(cli: Cli) -> Outcome {
    let (process, values) = (cli.process(), cli.values());
    let quiet = values.switch("quiet");
    platform::check(values.text("platform"), "")?;
    let iidfile = values.text("iidfile");
    if !iidfile.is_empty() && process.exists(iidfile) {
        process.unlink(iidfile).map_err(|errno| format!("removing image ID file: {}", errno.go_text()))?;
    }
    let Context { archive, dockerfile } = build_context::read(process, cli.arg(0), values.text("file")).await?;
    let sent = build_context::progress_line(archive.len() as u64);
    if !quiet {
        cli.out(&sent).await;
    }
    let api = cli.api("Post v1.50/build")?;
    let messages = match api.image_build(request(&cli, archive, dockerfile)).await {
        Ok(messages) => messages,
        Err(error) => {
            if quiet {
                process.err(&sent).await;
            }
            return Err(error.into());
        }
    };
    let mut id = String::new();
    let mut aux = |facts: &serde_json::Value| {
        if let Some(made) = facts["ID"].as_str() {
            made.clone_into(&mut id);
        }
    };
    if quiet {
        let (text, outcome) = progress::collect(messages, &mut aux).await;
        if let Err(failure) = outcome {
            process.err(&format!("{sent}{text}")).await;
            return Err(failure);
        }
        cli.out(&text).await;
        id = text;
    } else {
        // The client of 28.2.2 does not see that it writes to a terminal here.
        progress::show_as(process, 1, None, messages, &mut aux).await?;
    }
    if !iidfile.is_empty() {
        process
            .write_file(iidfile, Content::text(id.trim_end()))
            .map_err(|errno| format!("open {iidfile}: {}", errno.go_text()))?;
    }
    Ok(())
}

fn request(cli: &Cli, archive: Vec<u8>, dockerfile: String) -> BuildRequest {
    let (process, values) = (cli.process(), cli.values());
    let pairs = |flag: &str| {
        let one = |text: &String| match text.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (text.clone(), process.env(text)),
        };
        values.list(flag).iter().map(one).collect::<Vec<_>>()
    };
    let labels = values.list("label").iter().map(|text| text.split_once('=').unwrap_or((text, "")));
    BuildRequest {
        context: Rc::new(archive),
        dockerfile,
        tags: values.list("tag").to_vec(),
        build_args: pairs("build-arg"),
        labels: labels.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        target: values.text("target").to_owned(),
        no_cache: values.switch("no-cache"),
        pull: values.switch("pull"),
        remove: values.switch("rm"),
        force_remove: values.switch("force-rm"),
        quiet: values.switch("quiet"),
        network: values.text("network").to_owned(),
        extra_hosts: values.list("add-host").to_vec(),
        platform: values.text("platform").to_owned(),
    }
}
