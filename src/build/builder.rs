//! The builder as its clients see it: builds, the cache's listing and its pruning.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::{Value, json};

use crate::base::Time;
use crate::base::order;
use crate::engine::api::{ApiResult, BuildRequest, Filters, Progress, PruneReport};
use crate::engine::{Engine, ImageBuilder};
use crate::os::{Receiver, channel, select};

use super::build::Build;
use super::cache::{Cache, Record, RecordId, RecordKind};
use super::event::BuildEvent;
use super::options::BuildOptions;

/// BuildKit beside an engine; clones are the same one.
#[derive(Clone)]
pub struct Builder(Rc<Inner>);

struct Inner {
    engine: Engine,
    cache: Rc<RefCell<Cache>>,
}

/// Where a record is kept.
enum Place {
    Layer(RecordId),
    Base(crate::base::Digest),
    Mount(String),
    Context(String),
}

impl Builder {
    /// A builder with an empty cache beside the engine, which hands it the requests about building.
    pub fn new(engine: &Engine) -> Self {
        Self::with_cache(engine, Cache::default())
    }

    /// A builder of its own with the same cache, for a frozen copy of a world.
    pub fn copy(&self, engine: &Engine) -> Self {
        Self::with_cache(engine, self.0.cache.borrow().clone())
    }

    fn with_cache(engine: &Engine, cache: Cache) -> Self {
        let inner = Rc::new(Inner { engine: engine.clone(), cache: Rc::new(RefCell::new(cache)) });
        let builder: Rc<dyn ImageBuilder> = Rc::<Inner>::clone(&inner);
        engine.set_builder(Rc::downgrade(&builder));
        Self(inner)
    }

    /// Starts a build; its events come with their times, the last is [`BuildEvent::Finished`]. Dropping the receiver ends it.
    pub fn build(&self, options: BuildOptions) -> Receiver<(Time, BuildEvent)> {
        let kernel = self.0.engine.kernel();
        let (sender, receiver) = channel(kernel);
        let build = Build::new(&self.0.engine, &self.0.cache, options, sender);
        kernel.spawn_service(async move {
            select(build.run(), build.sender.closed()).await;
        });
        receiver
    }

    /// The records in the Engine API's shape, the oldest first.
    pub fn disk_usage(&self) -> Vec<Value> {
        self.0.disk_usage()
    }

    /// Forgets records: those that no image has, or all.
    pub fn prune(&self, all: bool, filters: &Filters) -> PruneReport {
        self.0.prune(all, filters)
    }
}

impl Inner {
    fn records(&self) -> Vec<(Place, Record)> {
        let cache = self.cache.borrow();
        let layers = cache.records.iter().map(|(id, record)| (Place::Layer(*id), record.clone()));
        let bases = cache.bases.iter().map(|(key, record)| (Place::Base(key.clone()), record.clone()));
        let mounts = cache.mounts.iter().map(|(key, (record, _))| (Place::Mount(key.clone()), record.clone()));
        let contexts = cache.contexts.iter().map(|(key, (record, _))| (Place::Context(key.clone()), record.clone()));
        let mut all: Vec<_> = layers.chain(bases).chain(mounts).chain(contexts).collect();
        order::sort_by_key(&mut all, |(_, record)| record.created);
        all
    }

    /// Whether an image of the store has the record's layer.
    fn is_shared(&self, place: &Place, record: &Record) -> bool {
        self.engine.look(|state| match place {
            Place::Layer(_) => state.images.values().any(|image| {
                let mut layers = image.layers.iter().filter_map(|chain| state.layers.get(chain));
                layers.any(|layer| layer.diff_id == record.diff_id)
            }),
            Place::Base(chain) => state.images.values().any(|image| image.layers.contains(chain)),
            Place::Mount(_) | Place::Context(_) => false,
        })
    }
}

impl ImageBuilder for Inner {
    fn disk_usage(&self) -> Vec<Value> {
        let records = self.records();
        let name_of = |id: RecordId| self.cache.borrow().records.get(&id).map(|record| record.name.clone());
        let entry = |(place, record): &(Place, Record)| {
            let parents: Vec<String> = record.parent.and_then(name_of).into_iter().collect();
            let mut entry = json!({"ID": record.name});
            if !parents.is_empty() {
                entry["Parents"] = parents.into();
            }
            entry["Type"] = record.kind.name().into();
            entry["Description"] = record.description.clone().into();
            entry["InUse"] = false.into();
            entry["Shared"] = self.is_shared(place, record).into();
            entry["Size"] = record.size.into();
            entry["CreatedAt"] = record.created.rfc3339_nano().into();
            entry["LastUsedAt"] = record.used.rfc3339_nano().into();
            entry["UsageCount"] = record.uses.into();
            entry
        };
        records.iter().map(entry).collect()
    }

    fn prune(&self, all: bool, filters: &Filters) -> PruneReport {
        let mut report = PruneReport::default();
        let wanted = |name: &str| filters.iter().find(|(known, _)| known == name).map(|(_, values)| values.clone());
        let now = self.engine.kernel().now();
        let until = wanted("until").and_then(|values| {
            let nanos = crate::base::duration::parse_go_duration(values.first()?).ok()?;
            Some(Time(now.0.saturating_sub(nanos.unsigned_abs() / 1_000)))
        });
        for (place, record) in self.records() {
            let listed =
                |name: &str, own: &str| wanted(name).is_none_or(|values| values.iter().any(|value| value == own));
            let fits = until.is_none_or(|until| record.used < until)
                && listed("id", &record.name)
                && listed("type", record.kind.name());
            let spared = record.kind == RecordKind::Frontend || self.is_shared(&place, &record);
            if !fits || (!all && spared) {
                continue;
            }
            let mut cache = self.cache.borrow_mut();
            match &place {
                Place::Layer(id) => cache.forget(*id),
                Place::Base(key) => {
                    cache.bases.remove(key);
                }
                Place::Mount(key) => {
                    cache.mounts.remove(key);
                }
                Place::Context(key) => {
                    cache.contexts.remove(key);
                }
            }
            drop(cache);
            let chain = match place {
                Place::Base(chain) => Some(chain),
                _ => record.chain.clone(),
            };
            if let Some(chain) = chain {
                self.engine.enter(|state| {
                    state.held.remove(&chain);
                    state.drop_layers(&chain);
                });
            }
            report.space_reclaimed += record.size;
            report.deleted.push(record.name);
        }
        report
    }

    fn classic_build(&self, request: BuildRequest) -> ApiResult<Receiver<Progress>> {
        super::classic::start(&self.engine, &self.cache, request)
    }
}
