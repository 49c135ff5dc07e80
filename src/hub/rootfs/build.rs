//! Makes one layer's files: the sections that apply to its step, or a guess from the step's own words where none does.
//! What is left of the layer's size goes to declared files, so that sizes agree with what is published.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::spec::{Line, Spec, Subject};
use crate::base::Time;
use crate::hub::manifest::{History, LayerInfo, Manifest};
use crate::vfs::{Change, Content, Kind, Layer, Meta, Node, Tree, path};

/// Variables by name: captured, set and from the image's environment.
pub(super) type Variables = BTreeMap<String, String>;

/// A layer in the making.
pub(super) struct Builder<'a> {
    spec: &'a Spec,
    below: &'a Tree,
    mtime: Time,
    /// Set or captured by sections, here and below.
    variables: Variables,
    /// The image's environment, where no section set a name.
    env: &'a [String],
    changes: BTreeMap<String, Change>,
    fillers: Vec<(String, u64)>,
    disk_size: u64,
    /// How many links were followed, so that a circle ends.
    depth: usize,
}

/// The files of `layer`, made by the step `history` on top of `below`, and the variables for the layers above.
pub(super) fn layer(
    spec: &Spec,
    below: &Tree,
    variables: &Variables,
    (image, layer, history): (&Manifest, &LayerInfo, &History),
) -> (Layer, Variables) {
    let mut builder = Builder {
        spec,
        below,
        mtime: history.created,
        variables: variables.clone(),
        env: &image.config.env,
        changes: BTreeMap::new(),
        fillers: Vec::new(),
        disk_size: layer.disk_size,
        depth: 0,
    };
    if layer.disk_size > 0 || !layer_is_empty(layer.size) {
        let subject = Subject {
            created_by: &history.created_by,
            repository: &image.repository,
            disk_size: layer.disk_size,
            variables,
        };
        let mut known = false;
        for section in &spec.sections {
            if let Some(captured) = section.matches(&subject) {
                known = true;
                builder.variables.extend(captured);
                builder.run(&section.lines);
            }
        }
        if !known {
            builder.guess(&history.created_by);
        }
        builder.fill();
    }
    (Layer { changes: builder.changes }, builder.variables)
}

/// The compressed size of a layer without any file: two blocks of zeros.
fn layer_is_empty(size: u64) -> bool {
    size <= 32
}

impl Builder<'_> {
    fn run(&mut self, lines: &[Line]) {
        for line in lines {
            self.line(line);
        }
    }

    fn line(&mut self, line: &Line) {
        let rest = self.expand(&line.rest);
        let words: Vec<&str> = rest.split_whitespace().collect();
        match (line.verb.as_str(), words.as_slice()) {
            ("=", [name, ..]) => {
                let value = rest[name.len()..].trim().to_owned();
                self.variables.insert((*name).to_owned(), value);
            }
            ("use", names) => {
                for name in names {
                    let spec = self.spec;
                    if let Some(lines) = spec.block(name) {
                        self.run(lines);
                    }
                }
            }
            ("d", [mode, path, owner @ ..]) => {
                let meta = self.meta(mode, owner);
                self.put(path, Node::dir(meta));
            }
            ("f", [mode, path, owner @ ..]) => {
                let meta = self.meta(mode, owner);
                let text = self.expand(&line.text);
                self.put(path, Node::file(meta, Content::text(&text)));
            }
            ("+", [path, ..]) => {
                let text = self.expand(&line.text);
                self.append(path, &text);
            }
            ("l", [path, target]) => self.link(path, target),
            ("L", [folder, target, names @ ..]) => {
                for name in names {
                    self.link(&path::join(folder, name), target);
                }
            }
            ("x", [path, size, program]) => self.program(path, size, program),
            ("X", [folder, version, programs @ ..]) => {
                for program in programs {
                    if let Some((name, size)) = program.split_once('=') {
                        self.program(&path::join(folder, name), size, &format!("{name}@{version}"));
                    }
                }
            }
            ("b", [path, size]) => self.bulk(path, size.parse().unwrap_or(0), 0o644),
            ("u", [name, uid, gid, home, shell]) => {
                self.account("/etc/passwd", &format!("{name}:x:{uid}:{gid}::{home}:{shell}\n"));
                self.account("/etc/shadow", &format!("{name}:!:20000:0:99999:7:::\n"));
            }
            ("g", [name, gid]) => {
                self.account("/etc/group", &format!("{name}:x:{gid}:\n"));
                self.account("/etc/gshadow", &format!("{name}:!::\n"));
            }
            ("k", [home, owner @ ..]) => self.skeleton(home, owner),
            // Two sections may name the same filler.
            ("*", [path, _]) if self.fillers.iter().any(|(known, _)| known == path) => {}
            ("*", [path, weight]) => self.fillers.push(((*path).to_owned(), weight.parse().unwrap_or(1))),
            _ => {}
        }
    }

    /// Replaces `${NAME}`, and as a shell does `${NAME%C*}` and `${NAME%%C*}`, which cut at the last or first character C;
    /// an unknown name stays.
    fn expand(&self, text: &str) -> String {
        let (mut out, mut rest) = (String::with_capacity(text.len()), text);
        while let Some((before, after)) = rest.split_once("${") {
            out.push_str(before);
            let known = after.split_once('}').and_then(|(name, tail)| Some((self.value(name)?, tail)));
            if let Some((value, tail)) = known {
                out.push_str(value);
                rest = tail;
            } else {
                out.push_str("${");
                rest = after;
            }
        }
        out.push_str(rest);
        out
    }

    fn value(&self, expression: &str) -> Option<&str> {
        let (name, cut) = expression.split_once('%').unwrap_or((expression, ""));
        let set = self.variables.get(name).map(String::as_str);
        let value = set.or_else(|| self.env.iter().find_map(|text| text.strip_prefix(name)?.strip_prefix('=')))?;
        let stop = cut.trim_start_matches('%').chars().next();
        let parts = match stop {
            Some(stop) if cut.starts_with('%') => value.split_once(stop),
            Some(stop) => value.rsplit_once(stop),
            None => None,
        };
        Some(parts.map_or(value, |(kept, _)| kept))
    }

    fn meta(&self, mode: &str, owner: &[&str]) -> Meta {
        let mut meta = Meta::root(u32::from_str_radix(mode, 8).unwrap_or(0o644), self.mtime);
        if let Some((uid, gid)) = owner.first().and_then(|owner| owner.split_once(':')) {
            meta.uid = uid.parse().unwrap_or(0);
            meta.gid = gid.parse().unwrap_or(0);
        }
        meta
    }

    fn link(&mut self, path: &str, target: &str) {
        self.put(path, Node::symlink(target, self.mtime));
    }

    fn program(&mut self, path: &str, size: &str, program: &str) {
        let share = size.strip_suffix('%').and_then(|percent| percent.parse::<u64>().ok());
        let size = share.map_or_else(|| size.parse().unwrap_or(0), |percent| self.disk_size * percent / 100);
        let content = Content::declared(size, &format!("program:{program}"));
        self.put(path, Node::file(Meta::root(0o755, self.mtime), content));
    }

    fn bulk(&mut self, path: &str, size: u64, mode: u32) {
        let content = Content::declared(size, &format!("bulk:{path}"));
        self.put(path, Node::file(Meta::root(mode, self.mtime), content));
    }

    /// Adds a line to an account file, keeping the former content in a file with a dash, as the account tools do. A
    /// distribution without that file goes without.
    fn account(&mut self, path: &str, line: &str) {
        let Some(before) = self.below.get_path(path).cloned() else { return };
        self.put(&format!("{path}-"), Node { meta: Meta { mtime: self.mtime, ..before.meta }, ..(*before).clone() });
        self.append(path, line);
    }

    /// The files that new homes start with.
    fn skeleton(&mut self, home: &str, owner: &[&str]) {
        let skeleton = self.below.get_path("/etc/skel").cloned();
        let meta = self.meta("644", owner);
        for (name, node) in skeleton.iter().filter_map(|folder| folder.entries()).flatten() {
            self.put(&path::join(home, name), Node { meta, ..(**node).clone() });
        }
    }

    /// Adds lines to a file that this layer or one below has.
    fn append(&mut self, path: &str, text: &str) {
        let before = match self.changes.get(path) {
            Some(Change::Put(node)) => Some(Rc::clone(node)),
            Some(Change::Whiteout) => None,
            None => self.below.get_path(path).cloned(),
        };
        let (meta, mut bytes) = match before.as_deref() {
            Some(Node { meta, kind: Kind::File(Content::Bytes(bytes)), .. }) => (*meta, bytes.to_vec()),
            _ => (Meta::root(0o644, self.mtime), Vec::new()),
        };
        bytes.extend_from_slice(text.as_bytes());
        let content = Content::Bytes(Rc::new(bytes));
        self.put(path, Node::file(Meta { mtime: self.mtime, ..meta }, content));
    }

    /// Records an inode, with the directories above it that no layer has yet.
    fn put(&mut self, path: &str, node: Node) {
        let path = self.real(path);
        let mut parent = path::dir_name(&path);
        while parent != "/" && !self.is_there(parent) {
            let meta = Meta::root(0o755, self.mtime);
            self.changes.insert(parent.to_owned(), Change::Put(Rc::new(Node::dir(meta))));
            parent = path::dir_name(parent);
        }
        self.changes.insert(path, Change::Put(Rc::new(node)));
    }

    fn is_there(&self, path: &str) -> bool {
        self.changes.contains_key(path) || self.below.get_path(path).is_some()
    }

    /// The path with the links in its folders followed: what is put into `/bin` lands in `/usr/bin`.
    fn real(&mut self, path: &str) -> String {
        self.depth = 0;
        let folder = self.follow(path::dir_name(path));
        path::join(&folder, path::base_name(path))
    }

    fn follow(&mut self, folder: &str) -> String {
        let mut at = "/".to_owned();
        for part in path::components(folder) {
            let next = path::join(&at, part);
            let node = match self.changes.get(&next) {
                Some(Change::Put(node)) => Some(node),
                Some(Change::Whiteout) => None,
                None => self.below.get_path(&next),
            };
            at = match node.map(|node| &node.kind) {
                Some(Kind::Symlink(target)) if self.depth < 8 => {
                    let target = path::absolute(&at, target);
                    self.depth += 1;
                    self.follow(&target)
                }
                _ => next,
            };
        }
        at
    }

    /// Files for a step that no section describes: what COPY and ADD name, else some data where packages put theirs.
    fn guess(&mut self, created_by: &str) {
        let step = created_by.trim_start_matches("/bin/sh -c #(nop) ").trim().trim_end_matches("# buildkit").trim();
        let copied = step.strip_prefix("COPY ").or_else(|| step.strip_prefix("ADD "));
        let Some(words) = copied.map(|rest| rest.split_whitespace().collect::<Vec<_>>()) else {
            self.fillers.push((format!("/usr/lib/{}/data", self.folder_name(created_by)), 1));
            return;
        };
        let words: Vec<&str> = words.into_iter().filter(|word| !word.starts_with("--") && *word != "in").collect();
        let Some((target, sources)) = words.split_last() else { return };
        let target = path::absolute("/", target);
        for source in sources {
            let name = path::base_name(source);
            let (classic, single) = (source.starts_with("file:") || source.starts_with("dir:"), sources.len() == 1);
            let folder = words.last().is_some_and(|target| target.ends_with('/'));
            let place = match (classic, folder || !single || self.below.get_path(&target).is_some_and(|n| n.is_dir())) {
                (true, true) => path::join(&target, "docker-entrypoint.sh"),
                (false, true) => path::join(&target, name),
                (_, false) => target.clone(),
            };
            self.fillers.push((place, 1));
        }
    }

    /// A name for what a step installed: its first word that looks like a package.
    fn folder_name(&self, created_by: &str) -> String {
        let repeated = self.changes.len();
        let package = created_by.split(['\t', ' ']).rev().find(|word| {
            word.len() > 3
                && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        });
        package.map_or_else(|| format!("step{repeated}"), str::to_owned)
    }

    /// Spreads what is left of the layer's size over the fillers.
    fn fill(&mut self) {
        let used = Layer { changes: std::mem::take(&mut self.changes) };
        let mut left = self.disk_size.saturating_sub(used.size());
        self.changes = used.changes;
        let fillers = std::mem::take(&mut self.fillers);
        let mut weights: u64 = fillers.iter().map(|(_, weight)| weight).sum();
        for (path, weight) in fillers {
            let path = self.expand(&path);
            let size = if weight >= weights { left } else { left * weight / weights.max(1) };
            let executable = path.contains("/bin/") || path.ends_with(".sh");
            self.bulk(&path, size, if executable { 0o755 } else { 0o644 });
            left -= size;
            weights = weights.saturating_sub(weight);
        }
    }
}
