//! What a build is asked for: the client's flags with the files that it read. Flag parsing is the client's affair.

use std::rc::Rc;

use crate::vfs::Tree;

/// What becomes of a build's result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Output {
    /// An image in the engine's store.
    #[default]
    Image,
    /// The files, for `--output type=local`: the client writes [`super::BuildResult::tree`] to a folder.
    Local,
    /// The files, for `--output type=tar`: the client writes them as an archive.
    Tar,
    /// Nothing: `--output type=cacheonly`.
    CacheOnly,
}

/// A build's request.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// The Dockerfile's name as messages show it, `Dockerfile` or `docker/app.Dockerfile`.
    pub dockerfile_name: String,
    /// Its text; `None` when there is no such file.
    pub dockerfile: Option<String>,
    /// The text of `.dockerignore`, or of `Dockerfile.dockerignore` where there is one.
    pub ignore: Option<String>,
    /// Whether `ignore` is `Dockerfile.dockerignore`, which travels with the Dockerfile.
    pub ignore_is_beside: bool,
    /// The context folder, unfiltered.
    pub context: Tree,
    /// What the context is, so that only what changed since its last build travels again: the folder's path.
    pub context_key: String,
    /// `--build-context NAME=PATH`: further folders by name.
    pub named_contexts: Vec<(String, Tree)>,
    /// `--tag`, as typed.
    pub tags: Vec<String>,
    /// `--build-arg`; one without a value is left out unless the client's environment has it.
    pub build_args: Vec<(String, String)>,
    /// `--label`.
    pub labels: Vec<(String, String)>,
    /// `--target`, empty for the last stage.
    pub target: String,
    /// `--no-cache`.
    pub no_cache: bool,
    /// `--no-cache-filter`: the stages that are built anew.
    pub no_cache_filter: Vec<String>,
    /// `--pull`: ask the registry even for images that are here.
    pub pull: bool,
    /// `--platform`, empty for the host's.
    pub platform: String,
    /// `--network`: `default`, `none` or `host`; empty for the default.
    pub network: String,
    /// `--add-host`, `name:address`.
    pub add_hosts: Vec<String>,
    /// `--secret`: ids and contents.
    pub secrets: Vec<(String, Rc<Vec<u8>>)>,
    /// `--check`: look at the Dockerfile and build nothing.
    pub check: bool,
    /// `--output`.
    pub output: Output,
}
