//! `docker save`: images as an archive in the layout of engine 28 (OCI layout with a `manifest.json` for older readers).

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Value, json};

use crate::base::order;
use crate::base::reference::Reference;
use crate::base::{Digest, Time};
use crate::vfs::tar::{self, Member};
use crate::vfs::{Content, Meta, Node};

use super::api::{ApiError, ApiResult};
use super::state::Engine;

impl Engine {
    pub(super) fn save(&self, names: &[String]) -> ApiResult<Vec<u8>> {
        let mut wanted: Vec<(Digest, Vec<String>)> = Vec::new();
        for name in names {
            let id = self.find_image(name)?;
            let tags = self.tags_for_save(name, &id);
            match wanted.iter_mut().find(|(known, _)| *known == id) {
                Some((_, known)) => known.extend(tags),
                None => wanted.push((id, tags)),
            }
        }
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut manifest = Vec::new();
        for (id, mut tags) in wanted {
            order::sort(&mut tags);
            tags.dedup();
            let image = self.look(|state| state.images.get(&id).cloned());
            let image = image.ok_or_else(|| ApiError::not_found(format!("No such image: {id}")))?;
            let json = self.config_json(&image);
            let config = format!("blobs/sha256/{}", id.hex());
            files.insert(config.clone(), json.as_bytes().to_vec());
            let mut layers = Vec::new();
            for chain in &image.layers {
                let record = self.look(|state| state.layers.get(chain).cloned());
                let Some(record) = record else { continue };
                let name = format!("blobs/sha256/{}", record.diff_id.hex());
                if !files.contains_key(&name) {
                    let change = record.files(self.0.hub.rootfs());
                    files.insert(name.clone(), tar::write(&tar::members(&change)));
                }
                layers.push(Value::from(name));
            }
            let sizes: Vec<u64> = self.look(|state| {
                image.layers.iter().filter_map(|chain| state.layers.get(chain)).map(|layer| layer.size).collect()
            });
            manifest.push(json!({"Config": config, "RepoTags": tags, "Layers": layers, "x-drydock-sizes": sizes}));
        }
        let version = json!({"imageLayoutVersion": "1.0.0"}).to_string();
        files.insert("oci-layout".to_owned(), version.into_bytes());
        files.insert("manifest.json".to_owned(), Value::Array(manifest).to_string().into_bytes());
        let mut members: Vec<Member> = ["blobs/", "blobs/sha256/"].iter().map(|name| dir(name)).collect();
        members.extend(files.into_iter().map(|(name, bytes)| file(&name, bytes)));
        Ok(tar::write(&members))
    }

    /// A tag saves itself, a bare repository all its tags, an id none.
    fn tags_for_save(&self, name: &str, id: &Digest) -> Vec<String> {
        let Ok(reference) = Reference::parse(name) else { return Vec::new() };
        self.look(|state| {
            let fits = |full: &str, image: &Digest| {
                let known = Reference::parse(full).ok()?;
                let same = known.name() == reference.name();
                let tag = reference.tag.is_none() || known.tag == reference.tag;
                (same && tag && (reference.tag.is_none() || image == id)).then(|| known.familiar())
            };
            state.tags.iter().filter(|(_, image)| *image == id).filter_map(|(full, image)| fits(full, image)).collect()
        })
    }
}

fn dir(name: &str) -> Member {
    Member { name: name.to_owned(), node: Rc::new(Node::dir(Meta::root(0o755, Time::default()))) }
}

fn file(name: &str, bytes: Vec<u8>) -> Member {
    let content = Content::Bytes(Rc::new(bytes));
    Member { name: name.to_owned(), node: Rc::new(Node::file(Meta::root(0o644, Time::default()), content)) }
}
