//! Which builder answers `docker build`: the buildx plugin where it is installed, the engine's classic builder when
//! BuildKit is switched off. Recorded from cmd/docker/builder.go of 28.2.2.

use crate::os::Process;

use super::failure::{Failure, Outcome};
use super::groups::has_plugin;
use super::kinds::parse_bool;

/// The plugin's file.
pub(crate) const PLUGIN: &str = "docker-buildx";

const DISABLED: &str = "DEPRECATED: The legacy builder is deprecated and will be removed in a future release.\n            \
                        BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0\n            \
                        environment-variable.\n";
const MISSING: &str = "DEPRECATED: The legacy builder is deprecated and will be removed in a future release.\n            \
                       Install the buildx component to build images with BuildKit:\n            \
                       https://docs.docker.com/go/buildx/\n";
const BROKEN: &str = "ERROR: BuildKit is enabled but the buildx component is missing or broken.\n       \
                      Install the buildx component to build images with BuildKit:\n       \
                      https://docs.docker.com/go/buildx/";

/// The spellings that go to the builder, and what they become.
const FORWARDED: [(&[&str], &[&str]); 3] =
    [(&["builder"], &["buildx"]), (&["build"], &["buildx", "build"]), (&["image", "build"], &["buildx", "build"])];

/// A command line for the plugin instead of `words`; `None` where `words` are run as they are. A line for the classic
/// builder first says on standard error why it comes there.
pub(crate) async fn to_plugin(process: &Process, words: &[String]) -> Outcome<Option<Vec<String>>> {
    let asked = match process.env("DOCKER_BUILDKIT").filter(|value| !value.is_empty()) {
        Some(value) => Some(parse_bool(&value).map_err(|why| {
            Failure::from(format!("DOCKER_BUILDKIT environment variable expects boolean value: {why}"))
        })?),
        None => None,
    };
    let begins = |start: &[&str]| words.len() >= start.len() && start.iter().zip(words).all(|(a, b)| a == b);
    let Some((start, instead)) = FORWARDED.iter().find(|(start, _)| begins(start)) else { return Ok(None) };
    let why = match asked {
        Some(false) => DISABLED,
        _ if has_plugin(process, PLUGIN) => {
            let rest = words[start.len()..].iter().cloned();
            return Ok(Some(instead.iter().map(|word| (*word).to_owned()).chain(rest).collect()));
        }
        Some(true) => return Err(BROKEN.into()),
        None => MISSING,
    };
    process.err(&format!("{why}\n")).await;
    Ok(None)
}
