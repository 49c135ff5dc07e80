//! The last step: layers go into the engine's store and an image is made of them, or the files are handed to the client.

use std::rc::Rc;

use crate::base::reference::Reference;
use crate::base::{Digest, Time};
use crate::engine::{ImageSpec, LayerSource, NewLayer};
use crate::hub::History;

use super::build::{BEGINNING, Build};
use super::convert::Goal;
use super::draft::COMMENT;
use super::event::BuildResult;
use super::options::Output;
use super::solve::Solved;
use super::stop::Stop;

/// How many bytes of layers are exported in a microsecond.
const EXPORT_RATE: u64 = 250;
/// The least time that exporting layers takes, in microseconds.
const EXPORT_LEAST: u64 = 12_000;

impl Build {
    /// Exports what was solved.
    pub(super) async fn export(&self, goal: &Goal, solved: Solved) -> Result<BuildResult, Stop> {
        match self.options.output {
            Output::Image => self.export_image(goal, &solved).await,
            Output::CacheOnly => Ok(BuildResult::default()),
            Output::Local | Output::Tar => {
                let name = if self.options.output == Output::Local { "client directory" } else { "client tarball" };
                let vertex = self.start(&format!("exporting to {name}"));
                let bytes = solved.tree.root().disk_size();
                let status = if self.options.output == Output::Local { "copying files" } else { "sending tarball" };
                self.status(vertex, status, 0, 0, false);
                self.engine.kernel().sleep(EXPORT_LEAST + bytes / EXPORT_RATE).await;
                self.status(vertex, status, if self.options.output == Output::Local { bytes } else { 0 }, 0, true);
                self.done(vertex);
                Ok(BuildResult { tree: solved.tree, ..BuildResult::default() })
            }
        }
    }

    async fn export_image(&self, goal: &Goal, solved: &Solved) -> Result<BuildResult, Stop> {
        let mut references = Vec::new();
        for tag in &self.options.tags {
            let reference = Reference::parse(tag)
                .map_err(|error| Stop::plain(format!("invalid tag {}: {error}", crate::base::quote::quote(tag))))?;
            if !references.contains(&reference) {
                references.push(reference);
            }
        }
        let kernel = self.engine.kernel();
        let vertex = self.start("exporting to image");
        kernel.sleep(BEGINNING).await;
        self.status(vertex, "exporting layers", 0, 0, false);
        let (chains, times, fresh) = self.store_layers(goal, solved);
        kernel.sleep(if fresh == 0 { 1_000 } else { EXPORT_LEAST + fresh / EXPORT_RATE }).await;
        self.status(vertex, "exporting layers", 0, 0, true);
        let id = self.store_image(goal, chains, &times);
        let writing = format!("writing image {id}");
        self.status(vertex, &writing, 0, 0, false);
        kernel.sleep(1_000).await;
        self.status(vertex, &writing, 0, 0, true);
        let mut names = Vec::new();
        for reference in references {
            let naming = format!("naming to {reference}");
            self.status(vertex, &naming, 0, 0, false);
            let full = reference.or_latest();
            self.engine.set_tag(&full, &id);
            names.push(full.familiar());
            kernel.sleep(1_000).await;
            self.status(vertex, &naming, 0, 0, true);
        }
        self.done(vertex);
        Ok(BuildResult { image: Some(id), names, ..BuildResult::default() })
    }

    /// Puts the layers in the store. The chain ids, when each was made, and the bytes that were not there.
    fn store_layers(&self, goal: &Goal, solved: &Solved) -> (Vec<Digest>, Vec<Time>, u64) {
        let (mut chains, mut times) =
            goal.base.as_ref().map_or_else(Default::default, |base| (base.chains.clone(), base.times.clone()));
        // The records' lines of history begin after those of the base image.
        let known = goal.base.as_ref().map_or(0, |base| base.history.len());
        let mut lines = goal.draft.history.iter().skip(known).filter(|line| !line.empty_layer);
        let mut cache = self.cache.borrow_mut();
        let mut fresh = 0;
        for id in &solved.layers {
            let Some(record) = cache.records.get_mut(id) else { continue };
            let layer = NewLayer {
                diff_id: record.diff_id.clone(),
                size: record.size,
                blob: None,
                source: LayerSource::Files(Rc::clone(&record.layer)),
                created_by: lines.next().map_or_else(|| Rc::from(""), |line| Rc::clone(&line.created_by)),
                pulled: false,
            };
            let chain = self.engine.enter(|state| {
                let count = state.layers.len();
                let chain = state.add_layer(chains.last(), layer);
                state.held.insert(chain.clone());
                (chain, state.layers.len() > count)
            });
            record.chain = Some(chain.0.clone());
            fresh += if chain.1 { record.size.max(1) } else { 0 };
            chains.push(chain.0);
            times.push(record.created);
        }
        (chains, times, fresh)
    }

    fn store_image(&self, goal: &Goal, layers: Vec<Digest>, times: &[Time]) -> Digest {
        let history: Vec<History> = goal.draft.dated(times);
        let spec = ImageSpec {
            id: None,
            parent: None,
            created: history.last().map(|step| step.created).unwrap_or_default(),
            config: goal.draft.config.clone(),
            history,
            layers,
            author: goal.draft.author.clone(),
            comment: COMMENT.to_owned(),
            config_json: None,
            pulled: false,
        };
        self.engine.enter(|state| state.add_image_with_json(spec))
    }
}
