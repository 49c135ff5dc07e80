//! The build cache: what each step made, under keys that say all that it depends on; cache mounts; and what was built last,
//! so that a miss can be explained. Plain data; looking up and filling is in `solve`.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::base::{Digest, Time};
use crate::vfs::{Layer, Tree};

/// A record's number, counted from 1.
pub(super) type RecordId = u64;

/// What a record is, in docker's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RecordKind {
    /// A layer.
    Regular,
    /// A context folder.
    Local,
    /// A cache mount.
    CacheMount,
    /// An image that reads Dockerfiles.
    Frontend,
}

impl RecordKind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Regular => "regular",
            Self::Local => "source.local",
            Self::CacheMount => "exec.cachemount",
            Self::Frontend => "frontend",
        }
    }
}

/// Something kept.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// The 25 letters and digits that `docker buildx du` shows.
    pub(super) name: String,
    pub(super) kind: RecordKind,
    pub(super) description: String,
    /// What it stands on.
    pub(super) parent: Option<RecordId>,
    /// What further steps' keys begin with.
    pub(super) key: Digest,
    pub(super) layer: Rc<Layer>,
    pub(super) diff_id: Digest,
    /// The layer's place in the store, once it was exported.
    pub(super) chain: Option<Digest>,
    pub(super) size: u64,
    /// The files with all layers below, once they were needed.
    pub(super) tree: Option<Tree>,
    pub(super) created: Time,
    pub(super) used: Time,
    pub(super) uses: u64,
}

/// What a step depended on when it was looked up last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Memory {
    pub(super) text: String,
    pub(super) env: Vec<(String, String)>,
    pub(super) parent: String,
    pub(super) files: Vec<(String, String)>,
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Cache {
    pub(super) records: BTreeMap<RecordId, Record>,
    /// Several keys can lead to one record.
    pub(super) keys: BTreeMap<Digest, RecordId>,
    /// Images that were used, by the chain id of their top layer, and what is known of them.
    pub(super) bases: BTreeMap<Digest, Record>,
    /// Cache mounts' files by id.
    pub(super) mounts: BTreeMap<String, (Record, Tree)>,
    /// What was received of each context folder.
    pub(super) contexts: BTreeMap<String, (Record, Tree)>,
    /// Steps by Dockerfile, stage and place.
    pub(super) memory: BTreeMap<(String, String, u32), Memory>,
    /// The classic builder's images by the image before and the command.
    pub(super) classic: BTreeMap<String, Digest>,
    count: u64,
}

impl Cache {
    /// A record without a layer, named by what it is.
    pub(super) fn record(&mut self, kind: RecordKind, description: String, key: Digest, now: Time) -> Record {
        self.count += 1;
        let layer = Layer::default();
        Record {
            name: identity(&format!("{} {key}", self.count)),
            kind,
            description,
            parent: None,
            diff_id: crate::vfs::tar::layer_digest(&layer),
            chain: None,
            key,
            layer: Rc::new(layer),
            size: 0,
            tree: None,
            created: now,
            used: now,
            uses: 0,
        }
    }

    /// Keeps a layer under its keys.
    pub(super) fn keep(&mut self, record: Record, keys: &[Digest]) -> RecordId {
        self.count += 1;
        let id = self.count;
        self.records.insert(id, Record { uses: 1, ..record });
        for key in keys {
            self.keys.insert(key.clone(), id);
        }
        id
    }

    /// The record under a key, marked as used.
    pub(super) fn find(&mut self, key: &Digest, now: Time) -> Option<RecordId> {
        let id = *self.keys.get(key)?;
        let record = self.records.get_mut(&id)?;
        record.used = now;
        record.uses += 1;
        Some(id)
    }

    /// Keeps what was received of a context folder.
    pub(super) fn keep_context(&mut self, key: &str, word: &str, tree: &Tree, now: Time) {
        let known = self.contexts.remove(key).map(|(record, _)| record);
        let digest = Digest::of(key.as_bytes());
        let description = format!("local source for {word}");
        let record = known.unwrap_or_else(|| self.record(RecordKind::Local, description, digest, now));
        let (uses, size) = (record.uses + 1, tree.root().disk_size());
        self.contexts.insert(key.to_owned(), (Record { used: now, uses, size, ..record }, tree.clone()));
    }

    /// Keeps that an image was used.
    pub(super) fn keep_base(&mut self, kind: RecordKind, top: &Digest, description: String, size: u64, now: Time) {
        let known = self.bases.remove(top);
        let record = known.unwrap_or_else(|| self.record(kind, description, top.clone(), now));
        let uses = record.uses + 1;
        self.bases.insert(top.clone(), Record { used: now, uses, size, ..record });
    }

    /// Forgets a record and everything that stands on it.
    pub(super) fn forget(&mut self, id: RecordId) {
        self.records.remove(&id);
        let above: Vec<RecordId> =
            self.records.iter().filter(|(_, record)| record.parent == Some(id)).map(|(id, _)| *id).collect();
        for id in above {
            self.forget(id);
        }
        let records = &self.records;
        self.keys.retain(|_, id| records.contains_key(id));
    }
}

/// A name of 25 small letters and digits, as BuildKit gives them.
pub(super) fn identity(seed: &str) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let digest = Digest::of(seed.as_bytes());
    let mut number = u128::from_str_radix(digest.hex().get(..32).unwrap_or("0"), 16).unwrap_or(0);
    let mut name = String::with_capacity(25);
    for _ in 0..25 {
        name.push(char::from(DIGITS[(number % 36) as usize]));
        number /= 36;
    }
    name
}
