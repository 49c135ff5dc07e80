//! What has to be done, as a graph: each node makes a layer on top of its parent or brings files in. It is made from the
//! whole Dockerfile before anything runs; `solve` does the work.

use std::rc::Rc;

use crate::base::reference::Reference;
use crate::base::{Digest, Time};
use crate::dockerfile::Lines;
use crate::engine::api::ContainerConfig;
use crate::hub::{History, Manifest};
use crate::vfs::Tree;

use super::instructions::{CopyOp, MkdirOp, RunOp};

/// A node's number.
pub(super) type OpId = usize;

/// An image that a stage begins with or copies from.
#[derive(Debug)]
pub(super) struct Base {
    /// Its full name.
    pub(super) reference: Reference,
    /// What a registry told; `None` for an image of the store.
    pub(super) manifest: Option<Rc<Manifest>>,
    /// Its layers' chain ids.
    pub(super) chains: Vec<Digest>,
    /// When each layer was made.
    pub(super) times: Vec<Time>,
    pub(super) config: ContainerConfig,
    pub(super) history: Vec<History>,
    pub(super) author: String,
}

/// A context folder: the client's own, or one of `--build-context`.
#[derive(Debug)]
pub(super) struct ContextOp {
    /// Its files, ignored ones left out.
    pub(super) tree: Tree,
    /// The paths that instructions need; all when empty.
    pub(super) paths: Vec<String>,
    /// What it is, to send only what changed since.
    pub(super) key: String,
    /// The word in `transferring context:`.
    pub(super) word: String,
}

/// What a node does.
#[derive(Debug)]
pub(super) enum Op {
    /// The layers of an image.
    Image(Rc<Base>),
    /// Files from the client.
    Context(ContextOp),
    /// A file that stands in the Dockerfile.
    Inline(Tree),
    /// A folder, for WORKDIR.
    Mkdir(MkdirOp),
    /// Files, for COPY and ADD.
    Copy(CopyOp),
    /// A command.
    Run(RunOp),
}

/// One node.
#[derive(Debug)]
pub(super) struct Node {
    /// What progress calls it.
    pub(super) name: String,
    /// Where it stands.
    pub(super) lines: Lines,
    /// The instruction's text.
    pub(super) text: String,
    /// The stage and the place in it, which tells the same step in an earlier build.
    pub(super) place: (String, u32),
    /// Whether the cache must not be used.
    pub(super) ignore_cache: bool,
    /// What it stands on.
    pub(super) parent: Option<OpId>,
    /// What it does.
    pub(super) op: Op,
}

/// All of it.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
    /// The client's context, once an instruction needs it.
    pub(super) context: Option<OpId>,
}

impl Graph {
    /// Adds a node.
    pub(super) fn add(&mut self, node: Node) -> OpId {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// Adds a node that stands on nothing and belongs to no instruction.
    pub(super) fn add_source(&mut self, name: String, lines: Lines, op: Op) -> OpId {
        let (text, place) = (String::new(), (String::new(), 0));
        self.add(Node { name, lines, text, place, ignore_cache: false, parent: None, op })
    }

    /// The node of an image. Stages on the same image share it, under the name that the first of them gave it.
    pub(super) fn image(&mut self, name: String, lines: Lines, base: Rc<Base>) -> OpId {
        let same = |node: &Node| match &node.op {
            Op::Image(known) => known.reference == base.reference && known.chains == base.chains,
            _ => false,
        };
        match self.nodes.iter().position(same) {
            Some(id) => id,
            None => self.add_source(name, lines, Op::Image(base)),
        }
    }

    /// The node of the client's context; `path` is what of it is needed.
    pub(super) fn context(&mut self, path: &str) -> OpId {
        let id = self.context.unwrap_or_else(|| {
            let op =
                ContextOp { tree: Tree::default(), paths: Vec::new(), key: String::new(), word: "context".to_owned() };
            self.add_source("[internal] load build context".to_owned(), Lines::one(0), Op::Context(op))
        });
        self.context = Some(id);
        if let Op::Context(op) = &mut self.nodes[id].op {
            op.paths.push(path.to_owned());
        }
        id
    }

    /// What a node needs besides its parent.
    pub(super) fn sources(&self, id: OpId) -> Vec<OpId> {
        match &self.nodes[id].op {
            Op::Copy(copy) => copy.parts.iter().map(|part| part.source).collect(),
            Op::Run(run) => run.sources(),
            Op::Image(_) | Op::Context(_) | Op::Inline(_) | Op::Mkdir(_) => Vec::new(),
        }
    }

    /// The nodes that a result needs, in the order of their numbers.
    pub(super) fn needed(&self, result: Option<OpId>) -> Vec<OpId> {
        let mut found = vec![false; self.nodes.len()];
        let mut open: Vec<OpId> = result.into_iter().collect();
        while let Some(id) = open.pop() {
            if !std::mem::replace(&mut found[id], true) {
                open.extend(self.nodes[id].parent);
                open.extend(self.sources(id));
            }
        }
        (0..self.nodes.len()).filter(|id| found[*id]).collect()
    }
}
