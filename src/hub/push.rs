//! Pushing: who may, which layers must travel, and the manifest that comes of it. Progress and waiting are the engine's.

use std::fmt::Write as _;
use std::rc::Rc;

use super::error::HubError;
use super::manifest::{History, ImageConfig, LayerInfo, Manifest};
use super::registry::{Credentials, Registry};
use crate::base::reference::Reference;
use crate::base::{Digest, Time};
use crate::vfs::Layer;

/// An image on its way to a registry.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The configuration, byte for byte; its digest is the image id.
    pub config_json: Rc<str>,
    /// The same, as far as containers need it.
    pub config: ImageConfig,
    /// When the image was made.
    pub created: Time,
    /// The steps that made it, oldest first.
    pub history: Vec<History>,
    /// The layers, bottom first.
    pub layers: Vec<UploadLayer>,
}

/// One layer of an upload.
#[derive(Clone, Debug)]
pub struct UploadLayer {
    /// The digest of the uncompressed layer.
    pub diff_id: Digest,
    /// The blob's digest and size in bytes, if the layer was pulled; they are made for one that was built here.
    pub published: Option<(Digest, u64)>,
    /// The bytes on disk.
    pub disk_size: u64,
    /// The files.
    pub content: Rc<Layer>,
}

impl UploadLayer {
    /// The blob's digest and size in bytes. Compression is not modelled: the size is two fifths and a frame.
    pub fn blob(&self) -> (Digest, u64) {
        self.published.clone().unwrap_or_else(|| {
            let digest = Digest::of(format!("blob:{}", self.diff_id).as_bytes());
            (digest, self.disk_size * 2 / 5 + 120)
        })
    }
}

/// What a registry has of a layer, which is what `docker push` says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlobState {
    /// `Layer already exists`
    Here,
    /// `Mounted from library/node`
    In(String),
    /// It must travel: `Pushed`
    Missing,
}

/// What a push ends with: `latest: digest: sha256:... size: 1234`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// The manifest's digest.
    pub digest: Digest,
    /// The manifest's length in bytes.
    pub size: u64,
    /// What the registry stores now.
    pub image: Rc<Manifest>,
}

impl Registry {
    /// Whether this user may push there.
    pub fn may_push(&self, reference: &Reference, who: Option<&Credentials>) -> Result<(), HubError> {
        self.check(who)?;
        if self.owns(reference, who) { Ok(()) } else { Err(HubError::PushDenied) }
    }

    /// What the registry has of a blob, for a push to `target`. `source` is the repository (as docker prints it) that
    /// the engine pulled the layer from, of which it says so to the registry.
    pub fn blob(&self, target: &Reference, digest: &Digest, source: Option<&Reference>) -> BlobState {
        let pushed = |name: &str| {
            let images = self.pushed.get(name).into_iter().flat_map(|repository| repository.images.values());
            images.flat_map(|image| &image.layers).any(|layer| layer.digest == *digest)
        };
        if pushed(&target.familiar_name()) {
            return BlobState::Here;
        }
        match source.filter(|source| *source.domain == *self.host) {
            Some(source) if self.publishes(source) || pushed(&source.familiar_name()) => {
                BlobState::In(source.path.clone())
            }
            _ => BlobState::Missing,
        }
    }

    fn publishes(&self, source: &Reference) -> bool {
        self.catalog.as_ref().is_some_and(|catalog| catalog.listing(&source.familiar_name()).is_some())
    }

    /// Stores an image under the reference's tag, which may have named another one before.
    pub fn push(
        &mut self,
        reference: &Reference,
        who: Option<&Credentials>,
        upload: &Upload,
        now: Time,
    ) -> Result<Pushed, HubError> {
        self.may_push(reference, who)?;
        let layers: Vec<LayerInfo> = upload.layers.iter().map(stored).collect();
        let json = manifest_json(&upload.config_json, &layers);
        let tag: Rc<str> = Rc::from(reference.tag.as_deref().unwrap_or("latest"));
        let digest = Digest::of(json.as_bytes());
        let image = Rc::new(Manifest {
            repository: Rc::from(reference.familiar_name()),
            tags: vec![Rc::clone(&tag)],
            digest: digest.clone(),
            platform_digest: digest.clone(),
            id: Digest::of(upload.config_json.as_bytes()),
            created: upload.created,
            illustrative: false,
            config: upload.config.clone(),
            config_json: Some(Rc::clone(&upload.config_json)),
            layers,
            history: upload.history.clone(),
        });
        self.put(&reference.familiar_name(), &tag, &image, now);
        Ok(Pushed { digest, size: json.len() as u64, image })
    }
}

fn stored(layer: &UploadLayer) -> LayerInfo {
    let (digest, size) = layer.blob();
    LayerInfo {
        digest,
        diff_id: layer.diff_id.clone(),
        size,
        disk_size: layer.disk_size,
        content: Some(Rc::clone(&layer.content)),
    }
}

/// The manifest as docker writes it (image manifest version 2, schema 2), on whose bytes digest and size depend.
fn manifest_json(config_json: &str, layers: &[LayerInfo]) -> String {
    const TYPE: &str = "application/vnd.docker";
    let config = Digest::of(config_json.as_bytes());
    let mut json = format!(
        "{{\n   \"schemaVersion\": 2,\n   \"mediaType\": \"{TYPE}.distribution.manifest.v2+json\",\n   \"config\": \
         {{\n      \"mediaType\": \"{TYPE}.container.image.v1+json\",\n      \"size\": {},\n      \"digest\": \
         \"{config}\"\n   }},\n   \"layers\": [",
        config_json.len()
    );
    for (index, layer) in layers.iter().enumerate() {
        let comma = if index > 0 { "," } else { "" };
        let _ = write!(
            json,
            "{comma}\n      {{\n         \"mediaType\": \"{TYPE}.image.rootfs.diff.tar.gzip\",\n         \"size\": \
             {},\n         \"digest\": \"{}\"\n      }}",
            layer.size, layer.digest
        );
    }
    json.push_str("\n   ]\n}");
    json
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::{Catalog, bundle};

    fn hub() -> Registry {
        Registry::docker_hub(Catalog::load(bundle::EMBEDDED.as_bytes()).unwrap())
    }

    fn named(text: &str) -> Reference {
        Reference::parse(text).unwrap()
    }

    fn me(name: &str) -> Credentials {
        Credentials { username: name.to_owned(), password: "secret".to_owned() }
    }

    /// An image of node's layers and one more.
    fn upload(hub: &Registry) -> Upload {
        let node = hub.manifest(&named("node"), None).unwrap();
        let rootfs = hub.catalog().unwrap().rootfs();
        let mut layers: Vec<UploadLayer> = Vec::new();
        for (index, layer) in node.layers.iter().enumerate() {
            layers.push(UploadLayer {
                diff_id: layer.diff_id.clone(),
                published: Some((layer.digest.clone(), layer.size)),
                disk_size: layer.disk_size,
                content: rootfs.layer(&node, index),
            });
        }
        let own =
            UploadLayer { diff_id: Digest::of(b"app"), published: None, disk_size: 1_000, content: Rc::default() };
        layers.push(own);
        let (config, history) = (node.config.clone(), node.history.clone());
        Upload {
            config_json: Rc::from("{\"created\":\"2026-10-01T09:00:00Z\"}"),
            config,
            created: Time::START,
            history,
            layers,
        }
    }

    #[test]
    fn a_pushed_image_can_be_pulled_back_and_elsewhere_is_denied() {
        let mut hub = hub();
        let (upload, target) = (upload(&hub), named("learner/app:1"));
        assert_eq!(hub.push(&target, None, &upload, Time::START).unwrap_err(), HubError::PushDenied);
        let learner = me("learner");
        hub.login(&learner).unwrap();
        assert_eq!(hub.may_push(&named("node"), Some(&learner)), Err(HubError::PushDenied));
        let (blob, node) = (upload.layers[0].blob().0, named("node"));
        assert_eq!(hub.blob(&target, &blob, Some(&node)), BlobState::In("library/node".to_owned()));
        assert_eq!(hub.blob(&target, &upload.layers[7].blob().0, None), BlobState::Missing);
        let pushed = hub.push(&target, Some(&learner), &upload, Time::START).unwrap();
        assert_eq!(hub.blob(&target, &blob, Some(&node)), BlobState::Here);
        let pulled = hub.manifest(&target, None).unwrap();
        assert_eq!((&pulled.digest, pulled.layers.len()), (&pushed.digest, 8));
        assert_eq!(pulled.id, Digest::of(upload.config_json.as_bytes()));
        assert_eq!(hub.tagged(&target, None).unwrap().len(), 1);
        let other = hub.manifest(&named("learner/app"), None).unwrap_err();
        assert_eq!(other.to_string(), "manifest for learner/app:latest not found: manifest unknown: manifest unknown");
        hub.set_private("learner/app", true);
        assert!(hub.manifest(&target, Some(&learner)).is_ok());
        assert_eq!(
            hub.manifest(&target, Some(&me("somebody"))).unwrap_err().to_string(),
            "pull access denied for learner/app, repository does not exist or may require 'docker login': denied: \
             requested access to the resource is denied"
        );
        assert!(hub.remove_tag("learner/app", "1") && hub.remove_repository("learner/app"));
    }

    #[test]
    fn a_colleague_moves_a_tag_and_faults_refuse() {
        let mut hub = hub();
        let nginx = named("nginx");
        let old = hub.manifest(&nginx, None).unwrap();
        let new = hub.rebuild(&nginx, Time::START).unwrap();
        assert_eq!(hub.manifest(&nginx, None).unwrap(), new);
        assert_eq!((&old.layers[0], old.layers.len()), (&new.layers[0], new.layers.len()));
        assert_ne!(old.layers[1].digest, new.layers[1].digest);
        assert_eq!(hub.manifest(&named("nginx:1.31.3"), None).unwrap().id, old.id);
        hub.faults.rate_limited = true;
        assert_eq!(hub.manifest(&nginx, None), Err(HubError::TooManyRequests));
        assert!(hub.manifest(&nginx, Some(&me("learner"))).is_ok());
        hub.faults.outage = true;
        assert_eq!(hub.login(&me("learner")), Err(HubError::Unavailable));
    }

    #[test]
    fn only_accounts_that_an_instructor_made_check_the_password() {
        let mut hub = hub();
        hub.add_account("teacher", "right");
        assert!(hub.login(&me("learner")).is_ok());
        assert_eq!(
            hub.login(&me("teacher")).unwrap_err().to_string(),
            "Get \"https://registry-1.docker.io/v2/\": unauthorized: incorrect username or password"
        );
    }

    #[test]
    fn the_manifest_of_one_layer_has_the_usual_length() {
        let layer = UploadLayer {
            diff_id: Digest::of(b"x"),
            published: Some((Digest::of(b"y"), 3_849_738)),
            disk_size: 8_430_926,
            content: Rc::default(),
        };
        assert_eq!(manifest_json(&"x".repeat(1_472), &[stored(&layer)]).len(), 528);
    }
}
