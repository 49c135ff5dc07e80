//! The place of the image builder beside an engine. The builder stands above the engine; the requests of the Engine API that
//! are about it come here and are handed on.

use std::rc::{Rc, Weak};

use serde_json::Value;

use super::api::{ApiError, ApiResult, BuildRequest, ErrorClass, Filters, Progress, PruneReport};
use super::state::Engine;
use crate::os::Receiver;

/// What an engine asks of the image builder.
pub trait ImageBuilder {
    /// The build cache's records in the Engine API's shape.
    fn disk_usage(&self) -> Vec<Value>;
    /// Forgets records that no image has, or all.
    fn prune(&self, all: bool, filters: &Filters) -> PruneReport;
    /// Builds with the classic builder; refused when there is no Dockerfile or it does not parse.
    fn classic_build(&self, request: BuildRequest) -> ApiResult<Receiver<Progress>>;
}

impl Engine {
    /// Puts a builder beside the engine.
    pub fn set_builder(&self, builder: Weak<dyn ImageBuilder>) {
        *self.0.builder.borrow_mut() = Some(builder);
    }

    /// The builder, if there is one.
    pub(super) fn builder(&self) -> Option<Rc<dyn ImageBuilder>> {
        self.0.builder.borrow().as_ref().and_then(Weak::upgrade)
    }

    pub(super) fn classic_build(&self, request: BuildRequest) -> ApiResult<Receiver<Progress>> {
        let missing = || ApiError::new(ErrorClass::NotImplemented, "there is no image builder beside this engine");
        self.builder().ok_or_else(missing)?.classic_build(request)
    }

    pub(super) fn prune_build_cache(&self, all: bool, filters: &Filters) -> PruneReport {
        self.builder().map_or_else(PruneReport::default, |builder| builder.prune(all, filters))
    }
}
