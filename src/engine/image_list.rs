//! `images`: which images are listed and what a listing tells of each.

use std::collections::BTreeMap;

use crate::base::order;
use crate::base::reference::Reference;
use crate::base::{Digest, Time};

use super::api::{ApiError, ApiResult, Filters, ImageListOptions, ImageSummary};
use super::filters;
use super::image::{Image, find_image};
use super::state::{Engine, EngineState};

impl Engine {
    pub(super) fn list_images(&self, options: &ImageListOptions) -> ApiResult<Vec<ImageSummary>> {
        let asked = &options.filters;
        filters::check(asked, filters::IMAGES)?;
        let dangling = filters::boolean(asked, "dangling")?;
        self.look(|state| {
            let mark = |name: &str| -> ApiResult<Option<Time>> {
                let Some(value) = filters::values(asked, name).first() else { return Ok(None) };
                let id = find_image(state, value)?;
                Ok(state.images.get(&id).map(|image| image.created))
            };
            let (before, since) = (mark("before")?, mark("since")?);
            let mut found = Vec::new();
            for image in state.images.values() {
                let untagged = !state.tags.values().any(|id| *id == image.id);
                if before.is_some_and(|moment| image.created >= moment)
                    || since.is_some_and(|moment| image.created <= moment)
                    || !filters::labels(asked, &image.config.labels.clone().unwrap_or_default())
                {
                    continue;
                }
                let has_child = state.images.values().any(|other| other.parent.as_ref() == Some(&image.id));
                let is_dangling = untagged && !has_child;
                if dangling.is_some_and(|dangling| dangling != is_dangling) || (untagged && has_child && !options.all) {
                    continue;
                }
                if let Some(summary) = summary(state, image, asked)? {
                    found.push((image.created, summary));
                }
            }
            order::sort_by(&mut found, |(a, x), (b, y)| (b.cmp(a).then_with(|| x.repo_tags.cmp(&y.repo_tags))).is_lt());
            Ok(found.into_iter().map(|(_, summary)| summary).collect())
        })
    }
}

/// `None` when a `reference` filter leaves none of the image's names.
fn summary(state: &EngineState, image: &Image, asked: &Filters) -> ApiResult<Option<ImageSummary>> {
    let patterns = filters::values(asked, "reference");
    let fits = |full: &str| -> ApiResult<bool> {
        let Ok(reference) = Reference::parse(full) else { return Ok(false) };
        for pattern in patterns {
            if reference.familiar_match(pattern).map_err(ApiError::invalid)? {
                return Ok(true);
            }
        }
        Ok(patterns.is_empty())
    };
    let names = |map: &BTreeMap<String, Digest>| -> ApiResult<Vec<String>> {
        let mut found = Vec::new();
        for (full, _) in map.iter().filter(|(_, id)| **id == image.id) {
            if fits(full)? {
                found.push(Reference::parse(full).map_or_else(|_| full.clone(), |reference| reference.familiar()));
            }
        }
        Ok(found)
    };
    let (repo_tags, repo_digests) = (names(&state.tags)?, names(&state.digests)?);
    if !patterns.is_empty() && repo_tags.is_empty() && repo_digests.is_empty() {
        return Ok(None);
    }
    Ok(Some(ImageSummary {
        containers: -1,
        created: image.created.secs() as i64,
        id: image.id.to_string(),
        labels: image.config.labels.clone(),
        parent_id: image.parent.as_ref().map(ToString::to_string).unwrap_or_default(),
        repo_digests,
        repo_tags,
        shared_size: -1,
        size: state.image_size(image) as i64,
    }))
}
