//! BuildKit behind the docker program on a host: its flags as `cli` parsed them go to the builder's client in `build`.

use std::rc::Rc;

use crate::build::Builder;
use crate::build::client::{self, Request};
use crate::cli;
use crate::engine::api::Api;
use crate::os::Process;

/// BuildKit behind the docker program.
pub(super) struct Buildx {
    pub(super) builder: Builder,
}

impl cli::Builder for Buildx {
    fn build(&self, process: Process, _engine: Rc<dyn Api>, options: cli::BuildOptions) -> cli::Building {
        let builder = self.builder.clone();
        Box::pin(async move {
            let request = Request {
                context: options.context,
                file: options.file,
                tags: options.tags,
                build_args: options.build_args,
                build_contexts: options.build_contexts,
                labels: options.labels,
                target: options.target,
                platforms: options.platforms,
                no_cache: options.no_cache,
                no_cache_filter: options.no_cache_filter,
                pull: options.pull,
                push: options.push,
                outputs: options.outputs,
                quiet: options.quiet,
                progress: options.progress,
                iidfile: options.iidfile,
                metadata_file: options.metadata_file,
                secrets: options.secrets,
                network: options.network,
                extra_hosts: options.extra_hosts,
                call: options.call,
                debug: options.debug,
            };
            client::build(&process, &builder, &request).await
        })
    }
}
