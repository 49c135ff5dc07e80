//! `docker image`: the commands on images.

mod build;
mod history;
mod import;
mod inspect;
mod load;
mod ls;
mod prune;
mod pull;
mod push;
mod rm;
mod save;
mod tag;

pub(crate) use build::COMMAND as BUILD;
pub(crate) use history::COMMAND as HISTORY;
pub(crate) use import::COMMAND as IMPORT;
pub(crate) use inspect::COMMAND as INSPECT;
pub(crate) use load::COMMAND as LOAD;
pub(crate) use ls::COMMAND as LS;
pub(crate) use prune::COMMAND as PRUNE;
pub(crate) use pull::COMMAND as PULL;
pub(crate) use push::COMMAND as PUSH;
pub(crate) use rm::COMMAND as RM;
pub(crate) use save::COMMAND as SAVE;
pub(crate) use tag::COMMAND as TAG;

use crate::cli::failure::Outcome;
use crate::os::Process;

/// The bytes of an archive on the machine that docker runs on.
fn read_archive(process: &Process, file: &str) -> Outcome<Vec<u8>> {
    let content = process.read_file(file).map_err(|errno| format!("open {file}: {}", errno.go_text()))?;
    Ok(content.read().to_vec())
}
