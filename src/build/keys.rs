//! Cache keys: a digest over everything that a step's result depends on. What was kept under a key is in `cache`.
//!
//! A step has a quick key by what its sources are, and a slow one by the content of the files that it reads of them; files of
//! the client have only the slow one. So a COPY from a stage that was built anew with the same result is still cached.

use crate::base::digest::Hasher;
use crate::base::{Digest, IgnoreList};
use crate::vfs::Tree;

use super::cache::Memory;
use super::context;
use super::graph::{Node, Op};
use super::instructions::MountFrom;

/// The keys of a step and what they were made of.
pub(super) struct Keys {
    pub(super) all: Vec<Digest>,
    pub(super) memory: Memory,
}

/// What the key takes from the layer below: nothing for `--link`, which does not stand on it.
pub(super) fn parent_key(node: &Node, parent: Option<&Digest>) -> String {
    let linked = matches!(&node.op, Op::Copy(copy) if copy.link);
    match parent {
        Some(parent) if !linked => parent.to_string(),
        _ => String::new(),
    }
}

/// The key by what the sources are: their keys, and whether they are files without one.
pub(super) fn quick(node: &Node, parent_key: &str, sources: &[(Digest, bool)]) -> Keys {
    let mut hasher = Hasher::default();
    hasher.update(b"quick\0");
    own_key(node, &mut hasher);
    hasher.update(parent_key.as_bytes());
    for ((key, _), (path, below)) in sources.iter().zip(read_paths(node)) {
        hasher.update(format!("{key}\0{path}\0{below:?}\0").as_bytes());
    }
    let env = match &node.op {
        Op::Run(run) => run.env.clone(),
        _ => Vec::new(),
    };
    let memory = Memory { text: node.text.clone(), env, parent: parent_key.to_owned(), files: Vec::new() };
    let has_files = sources.iter().any(|(_, files)| *files);
    Keys { all: if has_files { Vec::new() } else { vec![hasher.finish()] }, memory }
}

impl Keys {
    /// Adds the key by content. The error is a path that is not there.
    pub(super) fn add_slow(&mut self, node: &Node, trees: &[Tree]) -> Result<(), String> {
        let mut hasher = Hasher::default();
        hasher.update(b"slow\0");
        own_key(node, &mut hasher);
        hasher.update(self.memory.parent.as_bytes());
        let excludes = match &node.op {
            Op::Copy(copy) => IgnoreList::new(&copy.excludes).unwrap_or_default(),
            _ => IgnoreList::default(),
        };
        for ((path, below), tree) in read_paths(node).into_iter().zip(trees) {
            let mut files = Vec::new();
            context::contents(tree, &path, below.as_deref(), &mut files)?;
            for (at, what) in files {
                // A source's own name is part of the step where it matters; a folder's does not matter.
                let inside = at.strip_prefix(path.trim_end_matches('/')).unwrap_or(&at).trim_start_matches('/');
                if inside.is_empty() || excludes.matches(inside) != Ok(true) {
                    hasher.update(format!("{inside}\0{what}\0").as_bytes());
                    self.memory.files.push((at, what));
                }
            }
        }
        self.all.push(hasher.finish());
        Ok(())
    }
}

/// What the step says itself.
fn own_key(node: &Node, hasher: &mut Hasher) {
    match &node.op {
        Op::Run(run) => run.key(hasher),
        Op::Copy(copy) => copy.key(hasher),
        Op::Mkdir(mkdir) => mkdir.key(hasher),
        Op::Image(_) | Op::Context(_) | Op::Inline(_) => {}
    }
}

/// The paths that a step reads of its sources, in their order; with `--parents` the pattern below.
fn read_paths(node: &Node) -> Vec<(String, Option<String>)> {
    match &node.op {
        Op::Copy(copy) => copy.parts.iter().map(|part| (part.path.clone(), part.below.clone())).collect(),
        Op::Run(run) => run
            .mounts
            .iter()
            .filter_map(|mount| match &mount.from {
                MountFrom::Bind(Some(_), path) | MountFrom::Cache(_, Some(_), path) => Some((path.clone(), None)),
                _ => None,
            })
            .collect(),
        Op::Image(_) | Op::Context(_) | Op::Inline(_) | Op::Mkdir(_) => Vec::new(),
    }
}
