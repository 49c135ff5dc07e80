//! The fake Docker Hub: catalogue images as published facts, pushed repositories, accounts, search, faults and the time
//! that transfers take. It stores nothing of an engine and never waits: it answers with data and durations.

pub mod bundle;
pub mod catalog;
mod document;
#[cfg(not(target_arch = "wasm32"))]
pub mod embedded;
pub mod error;
pub mod handle;
pub mod manifest;
pub mod push;
pub mod registry;
pub mod rootfs;
pub mod search;
pub mod transfer;

pub use bundle::Bundle;
pub use catalog::{Catalog, Listing, LookupError, Outline};
pub use error::HubError;
pub use handle::Hub;
pub use manifest::{History, ImageConfig, LayerInfo, Manifest};
pub use push::{BlobState, Pushed, Upload, UploadLayer};
pub use registry::{Credentials, Faults, Registry, Repository, Tagged};
pub use rootfs::Rootfs;
pub use search::SearchHit;
