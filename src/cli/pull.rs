//! Pulling, as `docker pull` and `docker run` both do: the account for the registry, and the progress.

use std::rc::Rc;

use crate::base::Reference;
use crate::engine::api::{Api, AuthConfig};

use super::config::HUB;
use super::context::Cli;
use super::failure::Outcome;
use super::progress;

/// The account that the settings have for an image's registry.
pub(crate) fn account(cli: &Cli, reference: &Reference) -> Option<AuthConfig> {
    let registry = if reference.domain == crate::base::reference::DEFAULT_DOMAIN { HUB } else { &reference.domain };
    cli.config().account(registry)
}

/// What to pull.
pub(crate) struct Pull<'a> {
    /// The image, with a tag or digest unless all tags are wanted.
    pub(crate) reference: &'a Reference,
    /// `--platform`
    pub(crate) platform: &'a str,
    /// All tags.
    pub(crate) all: bool,
    /// Where progress is shown; `None` for nowhere.
    pub(crate) fd: Option<u32>,
}

/// Pulls an image.
pub(crate) async fn pull(cli: &Cli, api: &Rc<dyn Api>, pull: &Pull<'_>) -> Outcome {
    let auth = account(cli, pull.reference);
    let messages = api.image_pull(&pull.reference.to_string(), auth, pull.platform, pull.all).await?;
    if let Some(fd) = pull.fd {
        return progress::show(cli.process(), fd, messages, &mut |_| {}).await;
    }
    progress::wait(messages).await
}
