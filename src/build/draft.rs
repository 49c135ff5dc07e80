//! The image that a stage is on its way to: its configuration and history, as BuildKit writes them. Layers are in `graph`.

use std::rc::Rc;

use crate::base::Time;
use crate::engine::api::ContainerConfig;
use crate::hub::History;

/// What BuildKit writes in every history entry's comment.
pub(super) const COMMENT: &str = "buildkit.dockerfile.v0";

/// The search path of images that have none.
pub(super) const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// One line of history; layers get their time when they are made.
#[derive(Clone, Debug)]
pub(super) struct HistoryLine {
    pub(super) created: Option<Time>,
    pub(super) created_by: Rc<str>,
    pub(super) comment: Rc<str>,
    pub(super) empty_layer: bool,
}

impl From<&History> for HistoryLine {
    fn from(step: &History) -> Self {
        Self {
            created: Some(step.created),
            created_by: Rc::clone(&step.created_by),
            comment: Rc::clone(&step.comment),
            empty_layer: step.empty_layer,
        }
    }
}

/// An image without layers yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) config: ContainerConfig,
    pub(super) author: String,
    pub(super) history: Vec<HistoryLine>,
}

impl Draft {
    /// Adds a line of history.
    pub(super) fn commit(&mut self, created_by: &str, with_layer: bool) {
        self.history.push(HistoryLine {
            created: None,
            created_by: Rc::from(created_by),
            comment: Rc::from(COMMENT),
            empty_layer: !with_layer,
        });
    }

    /// Sets a variable in its place, or as the last.
    pub(super) fn set_env(&mut self, name: &str, value: &str) {
        let env = self.config.env.get_or_insert_default();
        let entry = format!("{name}={value}");
        match env.iter_mut().find(|known| known.split('=').next() == Some(name)) {
            Some(known) => *known = entry,
            None => env.push(entry),
        }
    }

    /// A line for the image's shell as words.
    pub(super) fn with_shell(&self, line: &str) -> Vec<String> {
        let mut words = match self.config.shell.as_ref().filter(|shell| !shell.is_empty()) {
            Some(shell) => shell.clone(),
            None => vec!["/bin/sh".to_owned(), "-c".to_owned()],
        };
        words.push(line.to_owned());
        words
    }

    /// The history with times: layers have those at which they were made, everything else that of the layer before it, or
    /// of the first new layer. So a build wholly from the cache makes the same image again.
    pub(super) fn dated(&self, layer_times: &[Time]) -> Vec<History> {
        let mut lines = self.history.clone();
        let mut times = layer_times.iter();
        for line in lines.iter_mut().filter(|line| !line.empty_layer) {
            let time = times.next();
            line.created = line.created.or(time.copied());
        }
        let mut created = None;
        let mut missing = false;
        for line in &lines {
            match line.created {
                None => missing = true,
                Some(time) => {
                    created = Some(time);
                    if missing {
                        break;
                    }
                }
            }
        }
        missing = false;
        let mut dated = Vec::with_capacity(lines.len());
        for line in lines {
            match line.created {
                None => missing = true,
                Some(time) if missing => created = Some(time),
                Some(_) => {}
            }
            dated.push(History {
                created: line.created.or(created).unwrap_or_default(),
                created_by: line.created_by,
                comment: line.comment,
                empty_layer: line.empty_layer,
            });
        }
        dated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_layer_is_dated_by_the_layers_around_it() {
        let mut draft = Draft::default();
        let base = History { created: Time(5), created_by: "b".into(), comment: "".into(), empty_layer: false };
        draft.history.push(HistoryLine::from(&base));
        draft.commit("ENV A=1", false);
        draft.commit("RUN x", true);
        draft.commit("CMD y", false);
        let times: Vec<u64> = draft.dated(&[Time(5), Time(9)]).iter().map(|step| step.created.0).collect();
        assert_eq!(times, [5, 9, 9, 9]);
    }
}
