//! `# syntax=docker/dockerfile:1`: the image that would read the Dockerfile. It is looked up and fetched as in life; the file
//! is read here all the same.

use crate::base::Digest;
use crate::base::reference::Reference;
use crate::base::time::MILLI;
use crate::dockerfile::directives::detect_syntax;
use crate::hub::transfer;

use super::build::{BEGINNING, Build};
use super::cache::RecordKind;
use super::event::BuildEvent;
use super::stop::Stop;

/// What `docker/dockerfile:1` was in 2026.
const STABLE: &str = "sha256:4edf897a3ffa55b89f906fc8cc78afdb3f1834cc9c7083565e611a8a7d5fe99e";
/// How long its layer takes, in microseconds.
const FETCH: u64 = 700 * MILLI;

impl Build {
    /// Gets the frontend that a file asks for, if it asks for one.
    pub(super) async fn load_frontend(&self, source: &str) -> Result<(), Stop> {
        let Some(found) = detect_syntax(source) else { return Ok(()) };
        let stop = |message: String| Stop::at(found.lines, message);
        let reference = Reference::parse(&found.reference)
            .map_err(|error| stop(format!("failed to parse syntax reference {}: {error}", found.reference)))?
            .or_latest();
        if !matches!(reference.path.as_str(), "docker/dockerfile" | "docker/dockerfile-upstream") {
            return Err(stop(format!(
                "drydock: {reference} is not modelled; only docker/dockerfile reads Dockerfiles here"
            )));
        }
        let vertex = self.start(&format!("resolve image config for docker-image://{reference}"));
        self.engine.kernel().sleep(transfer::ROUND_TRIP * 3).await;
        self.done(vertex);
        let (digest, shown) = if let Some(digest) = &reference.digest {
            (digest.clone(), reference.to_string())
        } else {
            let stable = matches!(reference.tag.as_deref(), Some("1" | "latest"));
            let made_up = Digest::of(format!("illustrative:{reference}").as_bytes()).to_string();
            let digest = if stable { STABLE.to_owned() } else { made_up };
            (digest.clone(), format!("{reference}@{digest}"))
        };
        let name = format!("docker-image://{shown}");
        let key = Digest::of(name.as_bytes());
        let vertex = self.plan(&name);
        if self.cache.borrow().bases.contains_key(&key) {
            self.send(BuildEvent::Cached { vertex });
        } else {
            self.started(vertex, &name);
            self.engine.kernel().sleep(BEGINNING).await;
            self.status(vertex, &format!("resolve {shown}"), 0, 0, false);
            self.engine.kernel().sleep(BEGINNING).await;
            self.status(vertex, &format!("resolve {shown}"), 0, 0, true);
            self.engine.kernel().sleep(FETCH).await;
            self.done(vertex);
        }
        let description = format!("pulled from {reference}@{digest}");
        self.cache.borrow_mut().keep_base(RecordKind::Frontend, &key, description, 0, self.now());
        Ok(())
    }
}
