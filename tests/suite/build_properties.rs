//! What an image's id stands for: the same inputs give the same id, with the cache and without it, and a change of any
//! byte that an instruction uses gives another. The changes come from a seed.

use drydock::base::Rng;
use drydock::hub::embedded;
use drydock::session::Session;
use drydock::world::{Input, Settings, Streams};

/// How long a build may take, in simulated microseconds.
const PATIENCE: u64 = 120_000_000;
/// Changes that are tried for each input.
const CHANGES: usize = 12;

const DOCKERFILE: &str = "FROM alpine\nARG WORD=first\nENV GREETING=hello\nCOPY data.txt /srv/data.txt\n\
     RUN sort /srv/data.txt > /srv/sorted && echo $WORD >> /srv/sorted\nLABEL made=here\nCMD [\"cat\", \"/srv/sorted\"]\n";
const DATA: &str = "pears\napples\nplums\n";

struct Lab(Session);

impl Lab {
    fn new() -> Self {
        let settings = Settings { streams: Streams::Merged, ..Settings::default() };
        let mut session = Session::new(settings, embedded::catalog().unwrap(), None);
        session.begin(PATIENCE, &resource);
        session.apply(Input::Folder { host: 0, path: "/home/learner/lab".to_owned() });
        Self(session)
    }

    fn write(&mut self, name: &str, text: &str) {
        let path = format!("/home/learner/lab/{name}");
        self.0.apply(Input::File { host: 0, path, text: Some(text.to_owned()) });
    }

    /// The id that a build prints, or what went wrong.
    fn build(&mut self, flags: &str) -> Result<String, String> {
        let played = self.0.play_at(0, &format!("docker build -q {flags} lab"), PATIENCE, &resource);
        let printed = String::from_utf8_lossy(&played.stdout).trim().to_owned();
        if played.exit_code == Some(0) { Ok(printed) } else { Err(printed) }
    }
}

fn resource(name: &str) -> Option<Vec<u8>> {
    embedded::resource(name).map(|text| text.as_bytes().to_vec())
}

/// The text with one letter exchanged for another.
fn changed(text: &str, rng: &mut Rng) -> String {
    let mut bytes = text.as_bytes().to_vec();
    loop {
        let at = rng.below(bytes.len() as u64) as usize;
        let letter = b'a' + rng.below(26) as u8;
        if bytes[at].is_ascii_lowercase() && bytes[at] != letter {
            bytes[at] = letter;
            return String::from_utf8(bytes).unwrap();
        }
    }
}

#[test]
fn the_same_inputs_give_the_same_id() {
    let mut ids = Vec::new();
    for _ in 0..2 {
        let mut lab = Lab::new();
        lab.write("Dockerfile", DOCKERFILE);
        lab.write("data.txt", DATA);
        ids.push(lab.build("").unwrap());
        ids.push(lab.build("").unwrap());
    }
    assert!(ids[0].starts_with("sha256:"), "{ids:?}");
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

#[test]
fn a_changed_byte_gives_another_id() {
    let mut rng = Rng::new(11);
    let mut lab = Lab::new();
    lab.write("Dockerfile", DOCKERFILE);
    lab.write("data.txt", DATA);
    let first = lab.build("").unwrap();
    for _ in 0..CHANGES {
        let data = changed(DATA, &mut rng);
        lab.write("data.txt", &data);
        assert_ne!(lab.build("").unwrap(), first, "{data:?}");
    }
    lab.write("data.txt", DATA);
    assert_eq!(lab.build("").unwrap(), first, "the old bytes give the old id");
    for (part, from) in [("ENV", "hello"), ("LABEL", "here"), ("RUN", "first"), ("CMD", "/srv/sorted\"]")] {
        let other = changed(from, &mut rng);
        lab.write("Dockerfile", &DOCKERFILE.replace(from, &other));
        assert_ne!(lab.build("").unwrap(), first, "{part}: {from} became {other}");
    }
    lab.write("Dockerfile", DOCKERFILE);
    assert_ne!(lab.build("--build-arg WORD=second").unwrap(), first);
    lab.write("unused.txt", "no instruction looks at this");
    assert_eq!(lab.build("").unwrap(), first, "a file that nothing copies changes nothing");
}
