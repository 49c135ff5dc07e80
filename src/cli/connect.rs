//! Finding the engine: `--host`, `--context`, the environment and the settings name an address, and behind a Unix socket in
//! the machine's file system stands a service. Docker's words for what can go wrong are recorded from 28.2.2.

use crate::base::Digest;
use crate::base::quote::quote;
use crate::os::Process;
use crate::vfs::{Kind, path};

use super::config::Config;
use super::docker::{Docker, Service};
use super::failure::{Failure, Outcome};
use super::values::Values;

/// The usual address.
pub(crate) const DEFAULT_HOST: &str = "unix:///var/run/docker.sock";

/// The name of docker's own context, which stands for the environment's address or the usual one.
pub(crate) const DEFAULT_NAME: &str = "default";

/// The address of the engine and the context that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    /// The context's name.
    pub(crate) context: String,
    /// The address.
    pub(crate) host: String,
}

impl Endpoint {
    /// What the global flags, the environment and the settings lead to.
    pub(crate) fn find(process: &Process, globals: &Values, config: &Config) -> Outcome<Self> {
        let hosts = globals.list("host");
        if hosts.len() > 1 {
            return Err("specify only one -H".into());
        }
        let context = Self::name(process, globals, config);
        if context != DEFAULT_NAME {
            return Self::of_context(process, config, context);
        }
        let typed = hosts.first().cloned().or_else(|| Self::environment(process, "DOCKER_HOST")).unwrap_or_default();
        let host = parse_host(typed.trim())
            .map_err(|why| format!("Failed to initialize: unable to resolve docker endpoint: {why}"))?;
        Ok(Self { context, host })
    }

    /// The name of the current context, whether there is one or not.
    pub(crate) fn name(process: &Process, globals: &Values, config: &Config) -> String {
        let or_default = |name: &str| if name.is_empty() { DEFAULT_NAME } else { name }.to_owned();
        match globals.given("context") {
            Some(context) => context.to_owned(),
            None if globals.is_set("host") || Self::environment(process, "DOCKER_HOST").is_some() => or_default(""),
            None => Self::environment(process, "DOCKER_CONTEXT")
                .unwrap_or_else(|| or_default(config.text("currentContext"))),
        }
    }

    /// A variable that is set to something.
    pub(crate) fn environment(process: &Process, name: &str) -> Option<String> {
        process.env(name).filter(|value| !value.is_empty())
    }

    /// A context of the user's own, as docker stores it.
    fn of_context(process: &Process, config: &Config, context: String) -> Outcome<Self> {
        let folder = Digest::of(context.as_bytes());
        let file = format!("{}/contexts/meta/{}/meta.json", config.dir(), folder.hex());
        let text = process.read_text(&file).map_err(|errno| {
            format!(
                "Failed to initialize: unable to resolve docker endpoint: context {}: context not found: open {file}: {}",
                quote(&context),
                errno.go_text()
            )
        })?;
        let meta: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        let host = meta["Endpoints"]["docker"]["Host"].as_str().unwrap_or(DEFAULT_HOST).to_owned();
        Ok(Self { context, host })
    }

    /// Connects. `call` is the first request, for example `Get v1.50/containers/json`, which one message names.
    pub(crate) fn connect(&self, process: &Process, docker: &Docker, call: &str) -> Outcome<Service> {
        let host = &self.host;
        let unreachable =
            || Failure::from(format!("Cannot connect to the Docker daemon at {host}. Is the docker daemon running?"));
        let socket = host.strip_prefix("unix://").ok_or_else(unreachable)?;
        let stat = process.stat(socket).map_err(|_| unreachable())?;
        let Kind::Socket(service) = stat.node.kind else { return Err(unreachable()) };
        if process.access(socket, 2).is_err() {
            let (method, request) = call.split_once(' ').unwrap_or(("Get", call));
            let url = quote(&format!("http://{}/{request}", socket.replace('/', "%2F")));
            return Err(Failure::from(format!(
                "permission denied while trying to connect to the Docker daemon socket at {host}: \
                 {method} {url}: dial unix {socket}: connect: permission denied"
            )));
        }
        (docker.services)(service).ok_or_else(unreachable)
    }
}

/// The folder of the settings.
pub(crate) fn config_dir(process: &Process, globals: &Values) -> String {
    let typed = globals.given("config").map(str::to_owned).or_else(|| process.env("DOCKER_CONFIG"));
    typed.filter(|dir| !dir.is_empty()).unwrap_or_else(|| {
        let home = process.env("HOME").unwrap_or_else(|| "/".to_owned());
        path::join(&home, ".docker")
    })
}

/// An address in its full form.
fn parse_host(typed: &str) -> Result<String, String> {
    if typed.is_empty() {
        return Ok(DEFAULT_HOST.to_owned());
    }
    let (scheme, rest) = typed.split_once("://").unwrap_or(("tcp", typed));
    match scheme {
        "unix" if rest.is_empty() => Ok(DEFAULT_HOST.to_owned()),
        "unix" | "ssh" | "fd" => Ok(format!("{scheme}://{rest}")),
        "tcp" | "http" | "https" => {
            let (address, port) = rest.rsplit_once(':').unwrap_or((rest, "2375"));
            let address = if address.is_empty() { "localhost" } else { address };
            let port = if port.is_empty() { "2375" } else { port };
            match port.parse::<u16>() {
                Ok(port) if scheme == "tcp" => Ok(format!("tcp://{address}:{port}")),
                _ => Err(format!("invalid bind address format: {typed}")),
            }
        }
        _ => Err(format!("invalid bind address format: {typed}")),
    }
}
