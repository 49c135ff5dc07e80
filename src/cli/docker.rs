//! What the docker program is given by the machine that it is installed on: the engines behind sockets, and the builder.
//! Both are handed in, so that the program knows neither how an engine works nor how images are built.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use crate::engine::api::Api;
use crate::os::{ExitStatus, Process};

/// What answers behind a socket.
#[derive(Clone)]
pub struct Service {
    /// The engine.
    pub api: Rc<dyn Api>,
    /// The builder of `docker build` where the buildx plugin is installed; without it the engine's own classic builder
    /// is used.
    pub builder: Option<Rc<dyn Builder>>,
}

/// Finds what answers behind a socket by its service number; `None` when nothing does.
pub type Services = Rc<dyn Fn(u32) -> Option<Service>>;

/// The docker program's surroundings.
pub struct Docker {
    /// The engines behind sockets.
    pub services: Services,
}

/// BuildKit, as `docker build` and `docker buildx build` start it.
pub trait Builder {
    /// Builds an image. The builder reads the context through the process's files, and prints its progress and its errors
    /// itself; the answer is the command's exit status.
    fn build(&self, process: Process, engine: Rc<dyn Api>, options: BuildOptions) -> Building;
}

/// A build under way.
pub type Building = Pin<Box<dyn Future<Output = ExitStatus>>>;

/// The flags of `docker build` as typed, with files and folders relative to the process's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildOptions {
    /// The context: a folder, an address, or `-`.
    pub context: String,
    /// `--file`, empty for the context's `Dockerfile`, `-` for standard input.
    pub file: String,
    /// `--tag`
    pub tags: Vec<String>,
    /// `--build-arg`; without a value where the environment had none.
    pub build_args: Vec<(String, Option<String>)>,
    /// `--build-context`: name and place.
    pub build_contexts: Vec<(String, String)>,
    /// `--label`
    pub labels: Vec<String>,
    /// `--target`
    pub target: String,
    /// `--platform`
    pub platforms: Vec<String>,
    /// `--no-cache`
    pub no_cache: bool,
    /// `--no-cache-filter`: stages to build anew.
    pub no_cache_filter: Vec<String>,
    /// `--pull`
    pub pull: bool,
    /// `--push`
    pub push: bool,
    /// `--output`
    pub outputs: Vec<String>,
    /// `--quiet`
    pub quiet: bool,
    /// `--progress`: `auto`, `plain`, `tty`, `quiet` or `rawjson`.
    pub progress: String,
    /// `--iidfile`
    pub iidfile: String,
    /// `--metadata-file`
    pub metadata_file: String,
    /// `--secret`
    pub secrets: Vec<String>,
    /// `--network`
    pub network: String,
    /// `--add-host`
    pub extra_hosts: Vec<String>,
    /// `--check`, or `--call` with its method.
    pub call: String,
    /// `--debug`: warnings are expanded.
    pub debug: bool,
}
