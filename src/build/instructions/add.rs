//! ADD: COPY that also unpacks local archives. URLs and git repositories are not modelled.

use super::copy::{Files, files};
use crate::build::stage::Course;
use crate::dockerfile::Instruction;

pub(super) fn convert(instruction: &Instruction, course: &mut Course<'_>) -> Result<(), String> {
    let Instruction::Add(add) = instruction else { return Ok(()) };
    if let Some(checksum) = &add.checksum {
        if add.sources.len() != 1 {
            return Err("checksum can't be specified for multiple sources".to_owned());
        }
        if !is_url(&add.sources[0]) && !is_git(&add.sources[0]) {
            return Err("checksum requires HTTP(S) or Git sources".to_owned());
        }
        if is_url(&add.sources[0]) && crate::base::Digest::parse(checksum).is_none() {
            return Err("invalid checksum digest format".to_owned());
        }
    }
    for source in &add.sources {
        if is_git(source) {
            return Err(format!("drydock: ADD of a git repository is not modelled: {source}"));
        }
        if is_url(source) {
            return Err(format!("drydock: ADD of a URL is not modelled, there is no internet here: {source}"));
        }
    }
    files(
        course,
        &Files {
            keyword: "ADD",
            sources: &add.sources,
            heredocs: &add.heredocs,
            dest: &add.dest,
            from: None,
            chown: add.chown.as_deref(),
            chmod: add.chmod.as_deref(),
            link: add.link,
            parents: false,
            excludes: &add.excludes,
            unpack: add.unpack.unwrap_or(true),
        },
    )
}

/// Whether a source is fetched over HTTP.
pub(super) fn is_url(source: &str) -> bool {
    (source.starts_with("http://") || source.starts_with("https://")) && !is_git(source)
}

/// Whether a source is a git repository.
pub(super) fn is_git(source: &str) -> bool {
    let bare = source.split('#').next().unwrap_or_default();
    let http = source.starts_with("http://") || source.starts_with("https://");
    source.starts_with("git@")
        || source.starts_with("git://")
        || source.starts_with("ssh://")
        || (http && bare.ends_with(".git"))
}
