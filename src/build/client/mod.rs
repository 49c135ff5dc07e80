//! `docker build` on the client's side, as buildx does it: it reads the context, follows the build's events, prints progress
//! and errors, and hands results out. Flags are parsed by the docker program.

mod inputs;
mod output;
mod request;

pub use request::Request;

use crate::base::Time;
use crate::base::reference::Reference;
use crate::os::{Disposition, Either, ExitStatus, Process, Receiver, Signal, select};

use super::builder::Builder;
use super::event::{BuildEvent, BuildFailure, BuildResult};
use super::options::{BuildOptions, Output};
use super::progress::{Display, Mode, check_failure, check_result};
use request::Export;

/// What docker exits with after Ctrl-C.
const INTERRUPTED: u8 = 130;

/// How a build ended.
type Outcome = Result<BuildResult, BuildFailure>;

/// Runs `docker build`: the answer is the command's exit status.
pub async fn build(process: &Process, builder: &Builder, request: &Request) -> ExitStatus {
    let mode = match mode(process, request) {
        Ok(mode) => mode,
        Err(error) => return process.fail(&format!("ERROR: {error}\n"), 1).await,
    };
    let export = match request.outputs.last().map(|text| Export::parse(text)).transpose() {
        Ok(export) => export.unwrap_or_default(),
        Err(error) => return process.fail(&format!("ERROR: {error}\n"), 1).await,
    };
    for line in remarks(request) {
        process.err(&line).await;
    }
    let mut display = Display::new(mode);
    let mut options = match options(request, &export) {
        Ok(options) => options,
        Err(error) => return refuse(process, &mut display, &error).await,
    };
    if let Err(error) = inputs::read(process, request, &mut options).await {
        return refuse(process, &mut display, &error).await;
    }
    let checked = options.check.then(|| options.clone());
    process.on_signal(Signal::INT, Some(Disposition::Catch));
    let followed = follow(process, builder.build(options), &mut display).await;
    process.on_signal(Signal::INT, None);
    let Some((time, outcome)) = followed else {
        let failure = BuildFailure { message: "Canceled: context canceled".to_owned(), ..BuildFailure::default() };
        process.err(&display.cancel(process.now())).await;
        process.err(&super::progress::failure(&failure)).await;
        return ExitStatus::Code(INTERRUPTED);
    };
    if let Some(options) = checked {
        process.err(&display.close(time)).await;
        return check(process, &options, &outcome).await;
    }
    process.err(&display.finish(time, &outcome, request.debug)).await;
    match outcome {
        Ok(result) => hand_out(process, request, &export, &result).await,
        Err(_) => ExitStatus::FAIL,
    }
}

/// How progress is shown.
fn mode(process: &Process, request: &Request) -> Result<Mode, String> {
    let mut wanted = if request.progress.is_empty() { "auto".to_owned() } else { request.progress.clone() };
    if request.quiet {
        if !matches!(wanted.as_str(), "auto" | "quiet") {
            return Err(format!("progress={wanted} and quiet cannot be used together"));
        }
        return Ok(Mode::Quiet);
    }
    if wanted == "auto"
        && let Some(asked) = process.env("BUILDKIT_PROGRESS").filter(|asked| !asked.is_empty())
    {
        wanted = asked;
    }
    let terminal = process.tty_size(2).filter(|_| process.is_tty(2));
    match (wanted.as_str(), terminal) {
        ("auto" | "tty", Some((columns, rows))) => Ok(Mode::Tty { columns, rows }),
        ("tty", None) => Err("failed to get console: provided file is not a console".to_owned()),
        ("auto" | "plain", _) => Ok(Mode::Plain),
        ("quiet", _) => Ok(Mode::Quiet),
        ("rawjson", _) => Err("drydock: --progress=rawjson is not modelled: use plain".to_owned()),
        (other, _) => Err(format!("invalid progress mode {other}")),
    }
}

/// What is accepted but changes nothing here.
fn remarks(request: &Request) -> Vec<String> {
    let mut lines = Vec::new();
    for platform in &request.platforms {
        if !matches!(platform.as_str(), "" | "linux" | "linux/amd64" | "linux/x86_64" | "amd64") {
            lines.push(format!("drydock: --platform {platform} has no effect here: all images are linux/amd64\n"));
        }
    }
    if request.push {
        lines.push("drydock: --push has no effect here: run docker push afterwards\n".to_owned());
    }
    lines
}

fn options(request: &Request, export: &Export) -> Result<BuildOptions, String> {
    for tag in &request.tags {
        if let Err(error) = Reference::parse(tag) {
            let why = if error.contains("must be lowercase") {
                "repository name must be lowercase"
            } else {
                "invalid reference format"
            };
            return Err(format!("invalid tag {}: {why}", crate::base::quote::quote(tag)));
        }
    }
    if request.platforms.len() > 1 {
        return Err(
            "Multi-platform build is not supported for the docker driver.\nSwitch to a different driver, or turn \
                    on the containerd image store, and try again.\nLearn more at \
                    https://docs.docker.com/go/build-multi-platform/"
                .to_owned(),
        );
    }
    if !matches!(request.network.as_str(), "" | "default" | "host" | "none") {
        return Err(format!(
            "network mode {} not supported by buildkit - you can define a custom network for your builder using the \
             network driver-opt in buildx create",
            crate::base::quote::quote(&request.network)
        ));
    }
    let mut labels = Vec::with_capacity(request.labels.len());
    for label in &request.labels {
        let (name, value) = label.split_once('=').unwrap_or((label, ""));
        labels.push((name.to_owned(), value.to_owned()));
    }
    let output = match export.kind.as_str() {
        "" | "docker" | "image" | "registry" => Output::Image,
        "local" => Output::Local,
        "tar" => Output::Tar,
        "cacheonly" => Output::CacheOnly,
        "oci" => {
            return Err(
                "OCI exporter is not supported for the docker driver.\nSwitch to a different driver, or turn on \
                        the containerd image store, and try again.\nLearn more at \
                        https://docs.docker.com/go/build-exporters/"
                    .to_owned(),
            );
        }
        other => {
            return Err(format!("failed to solve: exporter {} could not be found", crate::base::quote::quote(other)));
        }
    };
    let given = |(name, value): &(String, Option<String>)| Some((name.clone(), value.clone()?));
    Ok(BuildOptions {
        tags: request.tags.clone(),
        build_args: request.build_args.iter().filter_map(given).collect(),
        labels,
        target: request.target.clone(),
        no_cache: request.no_cache,
        no_cache_filter: request.no_cache_filter.clone(),
        pull: request.pull,
        network: request.network.clone(),
        add_hosts: request.extra_hosts.clone(),
        check: matches!(request.call.as_str(), "check" | "lint"),
        output,
        ..BuildOptions::default()
    })
}

/// Follows the events to the end; `None` after Ctrl-C.
async fn follow(
    process: &Process,
    mut events: Receiver<(Time, BuildEvent)>,
    display: &mut Display,
) -> Option<(Time, Outcome)> {
    loop {
        let wait = display.next_tick().map_or(u64::MAX / 4, |tick| tick.since(process.now()));
        let happened = select(select(events.recv(), process.next_signal()), process.sleep(wait)).await;
        let text = match happened {
            Either::Left(Either::Left(Some((time, BuildEvent::Finished(outcome))))) => return Some((time, *outcome)),
            Either::Left(Either::Left(Some((time, event)))) => display.event(time, &event),
            Either::Left(Either::Left(None) | Either::Right(_)) => return None,
            Either::Right(()) => {
                if let Some((columns, rows)) = process.tty_size(2) {
                    display.resize(columns, rows);
                }
                display.tick(process.now())
            }
        };
        if !text.is_empty() {
            process.err(&text).await;
        }
    }
}

async fn refuse(process: &Process, display: &mut Display, error: &str) -> ExitStatus {
    process.err(&display.close(process.now())).await;
    process.fail(&format!("ERROR: failed to build: {error}\n"), 1).await
}

async fn check(process: &Process, options: &BuildOptions, outcome: &Outcome) -> ExitStatus {
    let (warnings, failure) = match outcome {
        Ok(result) => (&result.warnings, None),
        Err(failure) => (&failure.warnings, Some(failure)),
    };
    if failure.is_none() || !warnings.is_empty() {
        process.out(&check_result(options, warnings)).await;
    }
    match failure {
        Some(failure) => {
            if !warnings.is_empty() {
                process.out("\n").await;
            }
            process.fail(&check_failure(failure), 1).await
        }
        None if warnings.is_empty() => ExitStatus::OK,
        None => ExitStatus::FAIL,
    }
}

async fn hand_out(process: &Process, request: &Request, export: &Export, result: &BuildResult) -> ExitStatus {
    let written = match export.kind.as_str() {
        "local" => output::write_folder(process, &result.tree, &export.dest),
        "tar" => output::write_archive(process, &result.tree, &export.dest).await,
        _ => Ok(()),
    };
    if let Err(error) = written {
        let text = format!("ERROR: failed to build: open {}: {}\n", export.dest, error.go_text());
        return process.fail(&text, 1).await;
    }
    let image = result.image.as_ref().map_or("", crate::base::Digest::as_str);
    if request.quiet && !image.is_empty() {
        process.out(&format!("{image}\n")).await;
    }
    for (file, text) in [(&request.iidfile, image.to_owned()), (&request.metadata_file, metadata(result))] {
        if file.is_empty() {
            continue;
        }
        if let Err(error) = process.write_file(file, crate::vfs::Content::text(&text)) {
            let what = if file == &request.iidfile { "writing image ID file: " } else { "" };
            let text = format!("ERROR: {what}open {file}: {}\n", error.go_text());
            return process.fail(&text, 1).await;
        }
    }
    ExitStatus::OK
}

/// The facts that `--metadata-file` gets.
fn metadata(result: &BuildResult) -> String {
    let image = result.image.as_ref().map_or("", crate::base::Digest::as_str);
    let mut facts = serde_json::Map::new();
    facts.insert("containerimage.config.digest".to_owned(), image.into());
    facts.insert("containerimage.digest".to_owned(), image.into());
    if !result.names.is_empty() {
        facts.insert("image.name".to_owned(), result.names.join(",").into());
    }
    serde_json::to_string_pretty(&facts).unwrap_or_default()
}
