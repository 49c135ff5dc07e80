//! Why a goal is not met, as a key and what goes into its sentence, so that a front end can say it in the learner's
//! language. The English sentences are here.

use serde::Serialize;

/// A reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Which sentence; [`SENTENCES`] lists them.
    pub key: &'static str,
    /// What stands for `{0}`, `{1}` and so on.
    pub args: Vec<String>,
}

/// Every sentence by its key, sorted: English, and the form in which translations are given.
pub const SENTENCES: &[(&str, &str)] = &[
    ("author", "{0}"),
    ("broken-off", "`{0}` does not come to an end by itself."),
    ("container-from", "The container {0} was not made from {1} as it is now."),
    ("container-missing", "There is no container with the name {0}."),
    ("container-network", "The container {0} is not on the network {1}."),
    ("container-present", "The container {0} is still there."),
    ("container-state", "The container {0} is {1}; it should be {2}."),
    ("count-containers", "Containers {0}: {1} now, {2} wanted."),
    ("count-events", "{0}: happened {1} times, {2} wanted."),
    ("count-images", "Images {0}: {1} now, {2} wanted."),
    ("event-missing", "It has not happened yet: {0}."),
    ("file-differs", "The file {0} does not hold what it should."),
    ("file-missing", "There is no file {0}."),
    ("file-present", "The file {0} is there and should not be."),
    ("http-differs", "{0} answers something else than it should."),
    ("http-none", "Nothing answers at {0}."),
    ("http-refused-wanted", "{0} still answers."),
    ("http-status", "{0} answers {1} instead of {2}."),
    ("image-differs", "{0} and {1} are not the same image."),
    ("image-missing", "There is no image {0} on this machine."),
    ("image-present", "The image {0} is still on this machine."),
    ("image-same", "{0} and {1} are the same image."),
    ("layer-path", "A layer of {0} still holds {1}."),
    ("layer-path-missing", "No layer of {0} holds {1}."),
    ("layers-shared", "{0} and {1} share {2} layers; {3} wanted."),
    ("network-missing", "There is no network {0}."),
    ("network-present", "The network {0} is still there."),
    ("prints", "`{0}` prints: {1}"),
    ("prints-nothing", "`{0}` prints nothing."),
    ("pushed-missing", "{0} is not on the Hub."),
    ("size", "{0} has {1}; {2} wanted."),
    ("status", "`{0}` ends with status {1} instead of {2}."),
    ("volume-missing", "There is no volume {0}."),
    ("volume-present", "The volume {0} is still there."),
    ("waiting", "It cannot be looked at yet."),
];

impl Reason {
    /// A reason by its key.
    pub(super) fn new<const N: usize>(key: &'static str, args: [&str; N]) -> Self {
        Self { key, args: args.map(str::to_owned).to_vec() }
    }

    /// The reason in words; `sentence` gives a translation for a key.
    pub fn words(&self, sentence: &dyn Fn(&str) -> Option<String>) -> String {
        let english = || SENTENCES.iter().find(|(key, _)| *key == self.key).map(|(_, text)| (*text).to_owned());
        let text = sentence(self.key).or_else(english).unwrap_or_default();
        // What is put in is not looked at again: it may hold braces.
        let (mut whole, mut rest) = (String::new(), text.as_str());
        while let Some((before, after)) = rest.split_once('{') {
            whole.push_str(before);
            let place = after.split_once('}').and_then(|(number, end)| Some((number.parse::<usize>().ok()?, end)));
            if let Some((number, end)) = place {
                whole.push_str(self.args.get(number).map_or("", String::as_str));
                rest = end;
            } else {
                whole.push('{');
                rest = after;
            }
        }
        whole + rest
    }

    /// The reason in English.
    pub fn english(&self) -> String {
        self.words(&|_| None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_sorted_and_filled() {
        assert!(SENTENCES.is_sorted_by_key(|(key, _)| *key));
        let reason = Reason::new("status", ["echo {1}", "1", "0"]);
        assert_eq!(reason.english(), "`echo {1}` ends with status 1 instead of 0.");
        assert_eq!(reason.words(&|_| Some("{2} {9}{x}".to_owned())), "0 {x}");
    }
}
