//! A session in one digest: what every screen showed and what the world looks like at the end. Two platforms that agree on
//! it agree on everything a learner can see.

use crate::base::Digest;
use crate::base::digest::Hasher;
use crate::world::Input;

use super::line::PATIENCE;
use super::live::Session;
use super::look;

impl Session {
    /// Types every line of `script` at the first terminal, each when the one before is done, and digests the terminal's
    /// bytes and the canonical JSON of the View. `resource` gives named resources.
    pub fn fingerprint(&mut self, script: &str, resource: &dyn Fn(&str) -> Option<Vec<u8>>) -> Digest {
        let mut hasher = Hasher::default();
        let mut screen = Vec::new();
        let mut errors = Vec::new();
        self.settle(PATIENCE, resource, &mut screen, &mut errors);
        for line in script.lines() {
            self.apply(Input::Line { terminal: 0, text: line.to_owned() });
            self.settle(PATIENCE, resource, &mut screen, &mut errors);
        }
        hasher.update(&screen);
        hasher.update(&errors);
        let view = serde_json::to_value(look::view(self.world())).unwrap_or_default();
        hasher.update(crate::base::json::compact(&view).as_bytes());
        hasher.finish()
    }
}
