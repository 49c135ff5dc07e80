//! Looking at a world without touching it: commands and requests run in a copy that is thrown away. The copy has the world's
//! files, processes, engines and Hub; what runs in the world does not run in it (see `os::copy`), its randomness is a stream
//! of its own, and its clock begins at the world's moment and moves only by what is asked of it. So no answer can change the
//! world, its clock or its journal.
//!
//! What differs from asking in the world: a server answers as if it had been started just now, and a process that ran before
//! does nothing by itself.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::base::Time;
use crate::os::{Launch, Waiting};

use super::terminal::{learner, login_environment};
use super::{Host, PageState, Request, World};

/// The stream of a probe's own randomness.
const STREAM: &str = "probe";

/// What came of a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Standard output and error in their order.
    pub output: Vec<u8>,
    /// The exit status; none when it did not come to an end.
    pub status: Option<i32>,
    /// What the world lacks from outside, so that nothing could run.
    pub missing: Vec<String>,
}

impl World {
    /// A copy to ask. It has no terminals and no pages.
    pub fn probe(&self) -> Self {
        let kernel = self.kernel.copy(STREAM);
        let hub = self.hub.copy();
        let hosts = self.hosts.iter().map(|host| {
            let engine = host.engine.copy(&kernel, &hub, STREAM);
            let builder = host.builder.copy(&engine);
            Host { name: host.name.clone(), ns: host.ns, engine, builder, socket: host.socket }
        });
        let hosts = hosts.collect();
        let js = self.js.clone();
        let copy = Self { kernel, hub, hosts, terminals: Vec::new(), streams: self.streams, pages: Vec::new(), js };
        copy.install_programs();
        copy
    }

    /// Runs a line with `bash -c` on a host as the learner, in the home folder; for a [`World::probe`], since it changes what
    /// it runs in. It is left alone after `patience`, in simulated microseconds.
    pub fn ask(&mut self, host: u32, line: &str, patience: u64) -> Asked {
        let mut asked = Asked::default();
        let Some(ns) = self.hosts.get(host as usize).map(|host| host.ns) else { return asked };
        let until = self.now().plus(patience);
        let (out, out_end) = self.kernel.pipe();
        let null = self.kernel.null();
        let launch = Launch {
            ns,
            ppid: 0,
            pgid: None,
            tty: None,
            argv: vec!["bash".to_owned(), "-c".to_owned(), line.to_owned()],
            env: Rc::new(login_environment()),
            cwd: "/home/learner".to_owned(),
            cred: learner(),
            fds: BTreeMap::from([(0, null.id()), (1, out_end.id()), (2, out_end.id())]),
            ignored: Vec::new(),
            init: false,
        };
        let Ok(pid) = self.kernel.launch(launch, "/bin/bash") else { return asked };
        drop(out_end);
        self.run_probe(until, |world| {
            asked.output.extend(world.kernel.drain_pipe(out.id()));
            asked.status =
                asked.status.or(world.kernel.enter(|state| state.reap(pid)).map(crate::os::ExitStatus::code));
            asked.status.is_some()
        });
        asked.output.extend(self.kernel.drain_pipe(out.id()));
        asked.missing = self.missing();
        asked
    }

    /// Asks a port of a host, as the page's browser does; for a [`World::probe`]. [`PageState::Loading`] when no answer came
    /// within `patience`, in simulated microseconds.
    pub fn request(&mut self, host: u32, request: &Request, patience: u64) -> PageState {
        let until = self.now().plus(patience);
        self.browse(host, request);
        let Some(page) = self.pages.last().cloned() else { return PageState::Loading };
        self.run_probe(until, |_| page.state() != PageState::Loading);
        page.state()
    }

    /// Lets a probe run until `done` or a moment.
    fn run_probe(&mut self, until: Time, mut done: impl FnMut(&mut Self) -> bool) {
        let mut waiting = Waiting::default();
        loop {
            self.kernel.run_ready();
            if done(self) || !self.missing().is_empty() {
                return;
            }
            if self.kernel.revive(&mut waiting) || self.kernel.is_busy() {
                continue;
            }
            let Some(next) = self.kernel.next_event().filter(|next| *next <= until) else { return };
            self.kernel.advance_to(next);
        }
    }
}
