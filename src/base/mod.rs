//! Plain building blocks: simulated time, seeded randomness, digests, and the texts that docker makes and reads: units,
//! columns, wildcards, JSON, references, ports, names. Nothing here knows of files, processes or docker's objects.

pub mod columns;
pub mod digest;
pub mod duration;
pub mod float;
pub mod glob;
pub mod ignore;
pub mod json;
pub mod names;
pub mod order;
pub mod platform;
pub mod ports;
pub mod quote;
pub mod reference;
pub mod rng;
pub mod time;
pub mod timestamp;
pub mod units;

pub use columns::Columns;
pub use digest::Digest;
pub use ignore::IgnoreList;
pub use platform::Platform;
pub use reference::{AnyReference, Reference};
pub use rng::Rng;
pub use time::Time;
