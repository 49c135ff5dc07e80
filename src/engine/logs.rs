//! Reading what a container printed: the last lines, a span of time, or everything to come.

use std::collections::BTreeMap;

use crate::os::{Receiver, channel};

use super::api::{ApiError, ApiResult, LogEntry, LogsOptions, Stream};
use super::container::Status;
use super::state::Engine;

impl Engine {
    /// The entries that the options ask for, oldest first.
    pub(super) fn read_logs(&self, id: &str, options: &LogsOptions) -> Vec<LogEntry> {
        let fits = |entry: &&LogEntry| {
            let stream = match entry.stream {
                Stream::Stdout => options.stdout,
                Stream::Stderr => options.stderr,
            };
            stream
                && options.since.is_none_or(|since| entry.time.0 >= since)
                && options.until.is_none_or(|until| entry.time.0 <= until)
        };
        let mut found: Vec<LogEntry> = self.look(|state| {
            state.containers.get(id).map(|c| c.logs.iter().filter(fits).cloned().collect()).unwrap_or_default()
        });
        if let Some(tail) = options.tail {
            let skip = found.len().saturating_sub(tail as usize);
            found.drain(..skip);
        }
        if options.details {
            let details = self.details_of(id);
            for entry in &mut found {
                entry.details.clone_from(&details);
            }
        }
        found
    }

    /// What the log options `labels` and `env` note beside each line, sorted by name and escaped as in an address.
    fn details_of(&self, id: &str) -> String {
        let escape = |text: &str| {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
            let part = |byte: u8| match byte {
                b' ' => "+".to_owned(),
                byte if plain(byte) => char::from(byte).to_string(),
                byte => format!("%{byte:02X}"),
            };
            text.bytes().map(part).collect::<String>()
        };
        let pairs: Option<BTreeMap<String, String>> = self.look(|state| {
            let container = state.containers.get(id)?;
            let options = &container.host_config.log_config.config;
            let names = |option: &str| options.get(option).map_or("", String::as_str).split(',');
            let label = |name: &str| container.config.labels.as_ref()?.get(name).cloned();
            let variable = |name: &str| {
                let env = container.config.env.as_ref()?.iter().filter_map(|pair| pair.split_once('='));
                env.rev().find(|(own, _)| *own == name).map(|(_, value)| value.to_owned())
            };
            let labels = names("labels").filter_map(|name| Some((name.to_owned(), label(name)?)));
            let variables = names("env").filter_map(|name| Some((name.to_owned(), variable(name)?)));
            Some(labels.chain(variables).collect())
        });
        let pairs = pairs.unwrap_or_default();
        let pairs = pairs.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value)));
        pairs.collect::<Vec<_>>().join(",")
    }

    pub(super) fn logs(&self, name: &str, options: &LogsOptions) -> ApiResult<Receiver<LogEntry>> {
        let id = self.find_container(name)?;
        if !options.stdout && !options.stderr {
            return Err(ApiError::invalid("Bad parameters: you must choose at least one stream"));
        }
        let status = self.with_container(&id, |container| container.state.status)?;
        if matches!(status, Status::Removing | Status::Dead) {
            return Err(ApiError::conflict("can not get logs from container which is dead or marked for removal"));
        }
        let (sender, receiver) = channel(&self.0.kernel);
        let past = self.read_logs(&id, options);
        let mut seen = self.with_container(&id, |container| container.logs.len())?;
        // A line still being printed is sent again in full when following would split it; so it waits.
        for entry in past {
            sender.send(entry);
        }
        if !options.follow || !matches!(status, Status::Running | Status::Paused | Status::Restarting) {
            return Ok(receiver);
        }
        let (wake, mut woken) = channel(&self.0.kernel);
        self.0.runtime.borrow_mut().log_followers.entry(id.clone()).or_default().push(wake);
        let (engine, options) = (self.clone(), options.clone());
        let details = if options.details { self.details_of(&id) } else { String::new() };
        let follow = async move {
            let mut length = engine.last_length(&id, seen);
            loop {
                let more = woken.recv().await.is_some();
                for (index, bytes) in engine.news(&id, seen, length) {
                    let entry = engine.look(|state| state.containers.get(&id).and_then(|c| c.logs.get(index).cloned()));
                    let Some(entry) = entry else { continue };
                    let wanted = match entry.stream {
                        Stream::Stdout => options.stdout,
                        Stream::Stderr => options.stderr,
                    };
                    let late = options.until.is_some_and(|until| entry.time.0 > until);
                    if late || (wanted && !sender.send(LogEntry { bytes, details: details.clone(), ..entry })) {
                        return;
                    }
                }
                seen = engine.look(|state| state.containers.get(&id).map_or(seen, |c| c.logs.len()));
                length = engine.last_length(&id, seen);
                if !more {
                    return;
                }
            }
        };
        self.0.kernel.spawn_service(follow);
        Ok(receiver)
    }

    /// How long the last of `count` entries is: an unfinished line may still grow.
    fn last_length(&self, id: &str, count: usize) -> usize {
        self.look(|state| {
            let entry = state.containers.get(id).and_then(|c| c.logs.get(count.checked_sub(1)?));
            entry.map_or(0, |entry| entry.bytes.len())
        })
    }

    /// What came since: the index of each entry and its new bytes.
    fn news(&self, id: &str, seen: usize, length: usize) -> Vec<(usize, Vec<u8>)> {
        self.look(|state| {
            let Some(container) = state.containers.get(id) else { return Vec::new() };
            let grown = seen.checked_sub(1).and_then(|last| {
                let rest = container.logs.get(last)?.bytes.get(length..)?;
                (!rest.is_empty()).then(|| (last, rest.to_vec()))
            });
            let new = container.logs.iter().enumerate().skip(seen).map(|(index, entry)| (index, entry.bytes.clone()));
            grown.into_iter().chain(new).collect()
        })
    }
}
