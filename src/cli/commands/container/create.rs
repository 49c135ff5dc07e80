//! `docker create`: makes a container without starting it. `docker run` begins the same way.

use std::rc::Rc;

use crate::base::AnyReference;
use crate::cli::command::{Args, Command};
use crate::cli::context::Cli;
use crate::cli::failure::{Failure, Outcome, USAGE};
use crate::cli::options::{create, flags, platform};
use crate::cli::pull::{Pull, pull};
use crate::engine::api::{Api, CreateRequest, ErrorClass};
use crate::vfs::Content;

pub(crate) const COMMAND: Command = Command {
    names: &["container create", "create"],
    usage: "[OPTIONS] IMAGE [COMMAND] [ARG...]",
    args: Args::AtLeast(1),
    flags: &[flags::CONTAINER],
    flags_first: true,
    examples: &["create --name web -p 8080:80 nginx"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let request = request(&cli, "create")?;
    let api = cli.api("Head _ping")?;
    let id = create(&cli, &api, request).await?;
    cli.line(&id).await;
    Ok(())
}

/// A failure of `run` or `create` with the way to the help.
pub(super) fn with_help(failure: &Failure, name: &str, code: u8) -> Failure {
    Failure::new(format!("docker: {}\n\nRun 'docker {name} --help' for more information", failure.text), code)
}

/// The request that the flags make, checked.
pub(super) fn request(cli: &Cli, name: &str) -> Outcome<CreateRequest> {
    let policy = cli.values().text("pull");
    if !matches!(policy, "always" | "missing" | "never" | "") {
        let why = format!("invalid pull option: '{policy}': must be one of \"always\", \"missing\" or \"never\"");
        return Err(with_help(&why.into(), name, USAGE));
    }
    create::request(cli.process(), cli.values()).map_err(|failure| with_help(&failure, name, USAGE))
}

/// Makes the container, pulling its image where it is missing; the answer is its id.
pub(super) async fn create(cli: &Cli, api: &Rc<dyn Api>, mut request: CreateRequest) -> Outcome<String> {
    let values = cli.values();
    let cidfile = request.host_config.container_id_file.clone();
    if !cidfile.is_empty() && cli.process().exists(&cidfile) {
        return Err(format!(
            "container ID file found, make sure the other container isn't running or delete {cidfile}"
        )
        .into());
    }
    let image = AnyReference::parse(&request.config.image)?;
    platform::check(&request.platform, "error parsing specified platform: ")?;
    if let Some((cols, rows)) = cli.process().tty_size(1) {
        request.host_config.console_size = [u32::from(rows), u32::from(cols)];
    }
    let (policy, quiet) = (values.text("pull"), values.switch("quiet"));
    let reference = match image {
        AnyReference::Named(reference) => Some(reference.or_latest()),
        AnyReference::Digest(_) => None,
    };
    let fd = (!quiet).then_some(2);
    let wanted = request.platform.clone();
    let fetch = reference.as_ref().map(|reference| Pull { reference, platform: &wanted, all: false, fd });
    if let Some(fetch) = fetch.as_ref().filter(|_| policy == "always") {
        pull(cli, api, fetch).await?;
    }
    let localhost = request.host_config.dns.iter().find(|dns| dns.starts_with("127.") || *dns == "::1").cloned();
    let answer = match (api.container_create(request.clone()).await, &fetch) {
        (Err(error), Some(fetch)) if error.class == ErrorClass::NotFound && matches!(policy, "missing" | "") => {
            if !quiet {
                cli.note(&format!("Unable to find image '{}' locally", fetch.reference.familiar())).await;
            }
            pull(cli, api, fetch).await?;
            api.container_create(request).await?
        }
        (answer, _) => answer?,
    };
    let own = localhost.map(|dns| format!("Localhost DNS ({dns}) may fail in containers."));
    for warning in answer.warnings.iter().chain(&own) {
        cli.note(&format!("WARNING: {warning}")).await;
    }
    if !cidfile.is_empty() {
        let written = cli.process().write_file(&cidfile, Content::text(&answer.id));
        written.map_err(|errno| format!("failed to create the container ID file: {}", errno.go_text()))?;
    }
    Ok(answer.id)
}
