//! COPY: files of the context, of another stage or of an image. ADD shares everything but its extra sources.

use crate::base::digest::Hasher;
use crate::build::copying::{Chmod, CopyRules, Owner, Target, copy_part};
use crate::build::graph::{Op, OpId};
use crate::build::stage::Course;
use crate::dockerfile::Instruction;
use crate::dockerfile::instructions::InlineFile;
use crate::vfs::{Content, Meta, Node, Tree, path};

/// Files to be copied.
#[derive(Debug)]
pub(in crate::build) struct CopyOp {
    /// Where to: absolute, with its slash at the end if it was written with one.
    pub(in crate::build) dest: String,
    /// What.
    pub(in crate::build) parts: Vec<Part>,
    /// `--chown`.
    pub(in crate::build) chown: Option<String>,
    /// `--chmod`.
    pub(in crate::build) chmod: Option<Chmod>,
    /// `--exclude`.
    pub(in crate::build) excludes: Vec<String>,
    /// `--link`: the layer does not depend on what is below.
    pub(in crate::build) link: bool,
}

/// One source.
#[derive(Debug)]
pub(in crate::build) struct Part {
    /// The node that has the files.
    pub(in crate::build) source: OpId,
    /// The path in it, absolute; wildcards are allowed.
    pub(in crate::build) path: String,
    /// With `--parents`: the pattern below `path`.
    pub(in crate::build) below: Option<String>,
    /// Whether archives are unpacked.
    pub(in crate::build) unpack: bool,
}

/// COPY's and ADD's common parts.
pub(super) struct Files<'a> {
    pub(super) keyword: &'a str,
    pub(super) sources: &'a [String],
    pub(super) heredocs: &'a [InlineFile],
    pub(super) dest: &'a str,
    /// The stage's number for `--from`, with the name as written.
    pub(super) from: Option<(usize, &'a str)>,
    pub(super) chown: Option<&'a str>,
    pub(super) chmod: Option<&'a str>,
    pub(super) link: bool,
    pub(super) parents: bool,
    pub(super) excludes: &'a [String],
    pub(super) unpack: bool,
}

pub(super) fn convert(instruction: &Instruction, course: &mut Course<'_>) -> Result<(), String> {
    let Instruction::Copy(copy) = instruction else { return Ok(()) };
    for source in &copy.sources {
        if super::add::is_git(source) {
            return Err("source can't be a git ref for COPY".to_owned());
        }
        if super::add::is_url(source) {
            return Err("source can't be a URL for COPY".to_owned());
        }
    }
    let from = copy.from.as_deref().zip(course.command.sources.first().copied()).map(|(name, index)| (index, name));
    files(
        course,
        &Files {
            keyword: "COPY",
            sources: &copy.sources,
            heredocs: &copy.heredocs,
            dest: &copy.dest,
            from,
            chown: copy.chown.as_deref(),
            chmod: copy.chmod.as_deref(),
            link: copy.link,
            parents: copy.parents,
            excludes: &copy.excludes,
            unpack: false,
        },
    )
}

pub(super) fn files(course: &mut Course<'_>, files: &Files<'_>) -> Result<(), String> {
    let from = files.from.map(|(index, name)| source_of(course, index, name)).transpose()?;
    let chmod = files.chmod.map(Chmod::parse).transpose()?;
    let title = course.title(&course.lexer());
    let name = course.stage.step_name(&title);
    let mut line = files.keyword.to_owned();
    if files.parents {
        line.push_str(" --parents");
    }
    for (flag, value) in [(" --chown=", files.chown), (" --chmod=", files.chmod)] {
        if let Some(value) = value {
            line.extend([flag, value]);
        }
    }
    let mut parts = Vec::new();
    for source in files.sources {
        line.extend([" ", source]);
        let (inside, below) = match (files.parents, source.split_once("/./")) {
            (false, _) => (source.as_str(), None),
            (true, Some((pivot, pattern))) => (pivot, Some(pattern)),
            (true, None) => ("/", Some(source.as_str())),
        };
        let clean = |text: &str| path::absolute("/", text);
        let wanted = below.map_or_else(|| clean(inside), |below| clean(&format!("{inside}/{below}")));
        let source = match &from {
            Some(Some(source)) => *source,
            Some(None) => course.graph.add_source(String::new(), course.command.lines, Op::Inline(Tree::default())),
            None => course.graph.context(&wanted),
        };
        let below = below.map(|below| clean(below).trim_start_matches('/').to_owned());
        parts.push(Part { source, path: clean(inside), below, unpack: files.unpack });
    }
    for file in files.heredocs {
        line.extend([" <<", &file.name]);
        let mut tree = Tree::default();
        let meta = Meta::root(0o644, crate::base::Time::default());
        tree.insert_path(&file.name, Node::file(meta, Content::text(&file.content)));
        let name = "[internal] preparing inline document".to_owned();
        let source = course.graph.add_source(name, course.command.lines, Op::Inline(tree));
        parts.push(Part { source, path: path::absolute("/", &file.name), below: None, unpack: false });
    }
    line.extend([" ", files.dest, " # buildkit"]);
    let copy = CopyOp {
        dest: destination(&course.stage.cwd, files.dest),
        parts,
        chown: files.chown.map(str::to_owned),
        chmod,
        excludes: files.excludes.to_vec(),
        link: files.link,
    };
    course.push(name, Op::Copy(copy));
    course.stage.draft.commit(&line, true);
    Ok(())
}

/// The files of another stage; nothing when it has none.
fn source_of(course: &Course<'_>, index: usize, name: &str) -> Result<Option<OpId>, String> {
    match course.shared.stages.get(index) {
        Some(stage) if stage.done => Ok(stage.top),
        _ => Err(format!(
            "cannot copy from stage {}, it needs to be defined before current stage {}",
            crate::base::quote::quote(name),
            crate::base::quote::quote(&course.stage.name)
        )),
    }
}

/// The destination from the working directory on; a slash or dot at its end says that it is a folder.
fn destination(cwd: &str, dest: &str) -> String {
    let is_dir = dest.is_empty() || dest == "." || dest.ends_with('/') || dest.ends_with("/.");
    let clean = path::absolute(cwd, dest);
    if is_dir && clean != "/" { format!("{clean}/") } else { clean }
}

impl CopyOp {
    /// What the result depends on besides the files and the layer below.
    pub(in crate::build) fn key(&self, hasher: &mut Hasher) {
        let rules = format!("copy\0{}\0{:?}\0{:?}\0{:?}\0", self.dest, self.chown, self.chmod, self.excludes);
        hasher.update(rules.as_bytes());
        for part in &self.parts {
            let name = path::base_name(&part.path);
            hasher.update(format!("{name}\0{:?}\0{}\0", part.below, part.unpack).as_bytes());
        }
    }

    /// Copies; `sources` are the files of the parts.
    pub(in crate::build) fn execute(&self, target: &mut Target, sources: &[Tree]) -> Result<(), String> {
        let owner = match &self.chown {
            Some(chown) => Owner::parse(chown, target.tree()),
            None => Owner::Keep,
        };
        let excludes = crate::base::IgnoreList::new(&self.excludes)?;
        let rules = CopyRules { owner, chmod: self.chmod.as_ref(), excludes: &excludes };
        for (part, source) in self.parts.iter().zip(sources) {
            copy_part(target, source, part, &self.dest, &rules)?;
        }
        Ok(())
    }
}
