//! `docker cp`: copies files between the machine and a container, in either direction, running or not.

use crate::base::units::human_size_with_precision;
use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::copy_rules::{self, Place};
use crate::cli::failure::Outcome;
use crate::cli::kinds::SWITCH;
use crate::cli::local_files;
use crate::vfs::path;
use crate::vfs::tar::{self, TarError};

pub(crate) const COMMAND: Command = Command {
    names: &["container cp", "cp"],
    usage: "[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH",
    args: Args::Exactly(2),
    flags: &[&[
        Flag::new("archive", 'a', &SWITCH),
        Flag::new("follow-link", 'L', &SWITCH),
        Flag::new("quiet", 'q', &SWITCH),
    ]],
    flags_first: false,
    examples: &["cp web:/etc/nginx/nginx.conf .", "cp index.html web:/usr/share/nginx/html/"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    if cli.arg(0).is_empty() {
        return Err("source can not be empty".into());
    }
    if cli.arg(1).is_empty() {
        return Err("destination can not be empty".into());
    }
    match (split_argument(cli.arg(0)), split_argument(cli.arg(1))) {
        ((Some(_), _), (Some(_), _)) => Err("copying between containers is not supported".into()),
        ((Some(container), from), (None, to)) => out_of(&cli, container, from, to).await,
        ((None, from), (Some(container), to)) => into(&cli, container, from, to).await,
        ((None, _), (None, _)) => Err("must specify at least one container source".into()),
    }
}

/// The container and the path in it; a path of the machine begins with a slash or a dot or has no colon.
fn split_argument(argument: &str) -> (Option<&str>, &str) {
    match argument.split_once(':') {
        Some((container, path)) if !container.is_empty() && !argument.starts_with(['/', '.']) => {
            (Some(container), path)
        }
        // Nothing before the colon names no container; the path is what follows.
        Some(("", path)) => (None, path),
        _ => (None, argument),
    }
}

/// A path of the machine made absolute, its ending kept.
fn local(cli: &Cli, file: &str) -> String {
    copy_rules::keep_ending(path::absolute(&cli.process().cwd(), file), file)
}

/// Whether the size is told at the end.
fn tells(cli: &Cli) -> bool {
    !cli.values().switch("quiet") && cli.process().is_tty(1)
}

async fn told(cli: &Cli, bytes: usize, target: &str) {
    if tells(cli) {
        let size = human_size_with_precision(bytes as f64, 3);
        cli.note(&format!("Successfully copied {size} to {target}")).await;
    }
}

async fn out_of(cli: &Cli, container: &str, from: &str, to: &str) -> Outcome {
    let process = cli.process();
    let to = if to == "-" { to.to_owned() } else { local(cli, to) };
    local_files::check_target(process, &to)?;
    let api = cli.api("Get v1.50/containers/archive")?;
    let mut source = Place { path: from.to_owned(), exists: true, ..Place::default() };
    if cli.values().switch("follow-link")
        && let Ok(stat) = api.archive_stat(container, from).await
        && stat.is_symlink()
    {
        let target = path::absolute(path::dir_name(&path::absolute("/", from)), &stat.link_target);
        (source.path, source.rebase) = copy_rules::followed(from, target);
    }
    let (stat, archive) = api.archive_get(container, &source.path).await?;
    if to == "-" {
        let _ = process.write(1, &archive).await;
        return Ok(());
    }
    source.is_dir = stat.is_dir();
    let mut members = tar::read(&archive).map_err(|error| match error {
        TarError::UnexpectedEof => "unexpected EOF".to_owned(),
        TarError::BadHeader => "archive/tar: invalid tar header".to_owned(),
    })?;
    // What follows the end of the archive is not read, and not counted.
    let size = if tells(cli) { tar::write(&members).len() } else { 0 };
    if !source.rebase.is_empty() {
        copy_rules::rename(&mut members, &copy_rules::split(&source.path).1, &source.rebase);
    }
    let copied = local_files::target(process, &to).and_then(|target| {
        let dir = copy_rules::prepare(&mut members, &source, &target)?;
        local_files::unpack(process, &dir, &members)
    });
    told(cli, size, &to).await;
    copied.map_err(Into::into)
}

async fn into(cli: &Cli, container: &str, from: &str, to: &str) -> Outcome {
    let process = cli.process();
    let api = cli.api("Head v1.50/containers/archive")?;
    let mut target = Place { path: to.to_owned(), ..Place::default() };
    let mut stat = api.archive_stat(container, to).await;
    if let Ok(link) = &stat
        && link.is_symlink()
    {
        target.path = path::absolute(path::dir_name(&path::absolute("/", to)), &link.link_target);
        stat = api.archive_stat(container, &target.path).await;
    }
    // What cannot be looked at is left to the engine to refuse.
    if let Ok(stat) = &stat {
        (target.exists, target.is_dir) = (true, stat.is_dir());
    }
    let copy_owner = cli.values().switch("archive");
    if from == "-" {
        if !target.is_dir {
            return Err(format!("destination \"{container}:{to}\" must be a directory").into());
        }
        let archive = process.read_all(0).await.unwrap_or_default();
        let size = archive.len();
        api.archive_put(container, &target.path, archive, copy_owner).await?;
        told(cli, size, &format!("{container}:{}", target.path)).await;
        return Ok(());
    }
    let source = local_files::source(process, &local(cli, from), cli.values().switch("follow-link"))?;
    let mut members = local_files::pack(process, &source)?;
    let dir = copy_rules::prepare(&mut members, &source, &target)?;
    let archive = tar::write(&members);
    let size = archive.len();
    let copied = api.archive_put(container, &dir, archive, copy_owner).await;
    told(cli, size, &format!("{container}:{}", target.path)).await;
    copied.map_err(Into::into)
}
