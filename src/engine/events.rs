//! What happened, for `docker events`, for pictures and for explanations. Nobody is called: who is interested looks or
//! follows.

use indexmap::IndexMap;

use crate::base::Time;
use crate::base::order;

use super::api::{Call, Event, EventActor, Filters};
use super::state::{Engine, EngineState};
use crate::os::{Receiver, channel};

/// How many events and remarks are kept.
const KEPT: usize = 1_000;

/// An event with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineEvent {
    /// Counted from 1.
    pub number: u64,
    /// What happened.
    pub event: Event,
}

/// A remark beside docker's own events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Counted from 1.
    pub number: u64,
    /// When.
    pub time: Time,
    /// What.
    pub kind: NoteKind,
}

/// Remarks that a picture or an explanation can use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// A pull began: the image, and its layers with their sizes and whether they are here already.
    PullStarted {
        /// The image.
        reference: String,
        /// Chain id, bytes and whether it is here.
        layers: Vec<(String, u64, bool)>,
    },
    /// A layer arrived.
    LayerArrived {
        /// Its chain id.
        chain: String,
    },
    /// A build step was looked up in the cache.
    BuildStep {
        /// The line in the Dockerfile, counted from 1.
        line: u32,
        /// The instruction.
        instruction: String,
        /// Whether it was there.
        cached: bool,
        /// Why not.
        reason: String,
    },
    /// A program did something in a simplified way.
    Simplified {
        /// What, in a sentence without its full stop.
        what: String,
    },
    /// The engine refused: the objects that stand in the way.
    Refused {
        /// The daemon's words.
        message: String,
        /// Container ids, image ids or names.
        held_by: Vec<String>,
    },
}

impl EngineState {
    /// Records a remark.
    pub fn note(&mut self, time: Time, kind: NoteKind) {
        self.note_count += 1;
        self.notes.push_back(Note { number: self.note_count, time, kind });
        if self.notes.len() > KEPT {
            self.notes.pop_front();
        }
    }
}

impl Engine {
    /// Records what programs did in a simplified way since it was last asked.
    pub fn note_simplified(&self) {
        let noted = self.kernel().enter(|state| std::mem::take(&mut state.simplified));
        let time = self.now();
        self.enter(|state| noted.into_iter().for_each(|what| state.note(time, NoteKind::Simplified { what })));
    }

    /// Records an event and tells its followers.
    pub(super) fn emit(&self, kind: &str, action: &str, id: &str, attributes: IndexMap<String, String>) {
        let actor = EventActor { id: id.to_owned(), attributes };
        let (kind, action, scope) = (kind.to_owned(), action.to_owned(), "local".to_owned());
        let event = Event { kind, action, actor, scope, time: self.now().0 };
        self.enter(|state| {
            state.event_count += 1;
            state.events.push_back(EngineEvent { number: state.event_count, event: event.clone() });
            if state.events.len() > KEPT {
                state.events.pop_front();
            }
        });
        let followers = self.0.runtime.borrow().followers.clone();
        for follower in followers {
            follower.send(event.clone());
        }
        let gone = {
            let mut runtime = self.0.runtime.borrow_mut();
            let (closed, open) =
                std::mem::take(&mut runtime.followers).into_iter().partition(crate::os::Sender::is_closed);
            runtime.followers = open;
            let closed: Vec<_> = closed;
            closed
        };
        drop(gone);
    }

    /// Records an event of a container, with its image, name and labels as attributes.
    pub(super) fn emit_container(&self, id: &str, action: &str, more: &[(&str, String)]) {
        let attributes = self.look(|state| {
            let container = state.containers.get(id)?;
            let mut attributes: IndexMap<String, String> = container.config.labels.clone().unwrap_or_default();
            for (name, value) in more {
                attributes.insert((*name).to_owned(), value.clone());
            }
            attributes.insert("image".to_owned(), container.config.image.clone());
            attributes.insert("name".to_owned(), container.name.clone());
            order::sort_map(&mut attributes);
            Some(attributes)
        });
        if let Some(attributes) = attributes {
            self.emit("container", action, id, attributes);
        }
    }

    pub(super) fn follow_events(
        &self,
        since: Option<u64>,
        until: Option<u64>,
        filters: Filters,
    ) -> Call<'_, Receiver<Event>> {
        Box::pin(async move {
            super::filters::check(&filters, super::filters::EVENTS)?;
            let (sender, receiver) = channel(&self.0.kernel);
            let (inner, mut feed) = channel(&self.0.kernel);
            let past: Vec<Event> = self.look(|state| match since {
                Some(since) => state.events.iter().map(|e| e.event.clone()).filter(|e| e.time >= since).collect(),
                None => Vec::new(),
            });
            for event in past {
                if until.is_none_or(|until| event.time <= until) && super::filters::event(&filters, &event) {
                    sender.send(event);
                }
            }
            let now = self.now().0;
            if until.is_some_and(|until| until <= now) {
                return Ok(receiver);
            }
            self.0.runtime.borrow_mut().followers.push(inner);
            let kernel = self.0.kernel.clone();
            let forward = async move {
                let feed_all = async {
                    while let Some(event) = feed.recv().await {
                        if super::filters::event(&filters, &event) && !sender.send(event) {
                            return;
                        }
                    }
                };
                match until {
                    Some(until) => {
                        crate::os::select(feed_all, kernel.sleep(until.saturating_sub(now))).await;
                    }
                    None => feed_all.await,
                }
            };
            self.0.kernel.spawn_service(forward);
            Ok(receiver)
        })
    }
}
