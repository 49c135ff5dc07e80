//! The same inputs give the same bytes: here twice natively; the browser suite compares with the page's wasm.

use std::path::Path;

use drydock::hub::embedded;
use drydock::session::{Journal, Session};
use drydock::world::Settings;

/// A session of everyday commands; the browser suite types the same.
pub(super) const SCRIPT: &str = include_str!("determinism.txt");

fn resource(name: &str) -> Option<Vec<u8>> {
    embedded::resource(name).map(|text| text.as_bytes().to_vec())
}

fn session(seed: u64) -> Session {
    Session::new(Settings { seed, ..Settings::default() }, embedded::catalog().unwrap(), None)
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let (first, second) = (session(1).fingerprint(SCRIPT, &resource), session(1).fingerprint(SCRIPT, &resource));
    assert_eq!(first, second);
    assert_ne!(first, session(2).fingerprint(SCRIPT, &resource));
    // The browser suite reads this and compares.
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("target");
    std::fs::create_dir_all(&target).unwrap();
    std::fs::write(target.join("fingerprint.txt"), first.as_str()).unwrap();
    println!("fingerprint: {first}");
}

#[test]
fn a_replayed_journal_gives_the_same_world() {
    let mut live = session(1);
    live.fingerprint(SCRIPT, &resource);
    let saved = Journal::from_json(&live.journal().to_json()).unwrap();
    let mut again = session(7);
    again.load(saved);
    let view = |session: &Session| serde_json::to_string(&drydock::session::look::view(session.world())).unwrap();
    assert_eq!(view(&live), view(&again));
    assert_eq!(live.world_mut().now(), again.world_mut().now());
}

#[test]
fn undo_takes_back_one_step_and_redo_brings_it_again() {
    let mut session = session(1);
    for line in ["mkdir a", "mkdir b", "ls"] {
        session.play(line, 1_000_000, &resource);
    }
    session.undo();
    session.undo();
    assert_eq!(session.world().list(0, "/home/learner"), [".bashrc", "a/", "my-app/"]);
    session.redo();
    assert_eq!(session.world().list(0, "/home/learner"), [".bashrc", "a/", "b/", "my-app/"]);
    session.jump(0);
    assert_eq!(session.world().list(0, "/home/learner"), [".bashrc", "my-app/"]);
}
