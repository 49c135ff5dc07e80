//! What the client sends to the classic builder: the context's folder as an archive, without what `.dockerignore` names.
//! BuildKit's builds read their context in `build::client`.

use crate::base::quote::quote;
use crate::base::units::human_size;
use crate::build::filter_context;
use crate::os::Process;
use crate::vfs::{Content, Meta, Node, Tree, layer, path, tar};

use super::failure::Outcome;

/// The name of a Dockerfile that comes through standard input.
const FROM_STDIN: &str = ".dockerfile.stdin";

/// A context on its way.
pub(crate) struct Context {
    /// A tar archive.
    pub(crate) archive: Vec<u8>,
    /// The Dockerfile's path in it.
    pub(crate) dockerfile: String,
}

/// What docker says when a context has travelled, where nobody watches the bytes.
pub(crate) fn progress_line(bytes: u64) -> String {
    format!("Sending build context to Docker daemon {:>8}\r\r\n", human_size(bytes))
}

/// Reads the context that the argument of `docker build` names, with the Dockerfile that `--file` names.
pub(crate) async fn read(process: &Process, context: &str, file: &str) -> Outcome<Context> {
    if context == "-" {
        if file == "-" {
            return Err("invalid argument: can't use stdin for both build context and dockerfile".into());
        }
        return from_stdin(process, file).await;
    }
    if !process.exists(context) {
        if ["http://", "https://", "git://", "git@", "github.com/"].iter().any(|start| context.starts_with(start)) {
            return Err(format!("drydock: a context from the internet is not modelled: {context}").into());
        }
        return Err(format!("unable to prepare context: path {} not found", quote(context)).into());
    }
    let root = process.stat(context).map_err(|errno| format!("unable to prepare context: {}", errno.go_text()))?;
    if !root.node.is_dir() {
        return Err(format!("unable to prepare context: context must be a directory: {}", root.path).into());
    }
    let mut tree = Tree::default();
    let none: [&str; 0] = [];
    tree.put(&none, root.node);
    let (dockerfile, text) = match file {
        "-" => (FROM_STDIN.to_owned(), Some(process.read_all(0).await.unwrap_or_default())),
        _ => dockerfile(process, &root.path, file)?,
    };
    let ignore = process.read_text(&path::join(&root.path, ".dockerignore")).ok();
    // The builder needs both files, whatever the patterns say.
    let ignore = ignore.map(|text| format!("{text}\n!.dockerignore\n!{dockerfile}\n"));
    let mut tree = filter_context(&tree, ignore.as_deref())?;
    if let Some(text) = text {
        add(&mut tree, process, text);
    }
    Ok(Context { archive: pack(&tree), dockerfile })
}

/// The Dockerfile's path in the context, and its content where it lies outside.
fn dockerfile(process: &Process, root: &str, file: &str) -> Outcome<(String, Option<Vec<u8>>)> {
    let mut full = if file.is_empty() { path::join(root, "Dockerfile") } else { process.absolute(file) };
    let lower = path::join(root, "dockerfile");
    if file.is_empty() && !process.exists(&full) && process.exists(&lower) {
        full = lower;
    }
    let stat = process.stat(&full).map_err(|errno| {
        format!(
            "unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat {full}: {}",
            errno.go_text()
        )
    })?;
    let inside = stat.path.strip_prefix(root.trim_end_matches('/')).and_then(|rest| rest.strip_prefix('/'));
    if let Some(inside) = inside {
        return Ok((inside.to_owned(), None));
    }
    let content = process
        .read_file(&full)
        .map_err(|errno| format!("unable to open Dockerfile: open {file}: {}", errno.go_text()))?;
    Ok((FROM_STDIN.to_owned(), Some(content.read().to_vec())))
}

async fn from_stdin(process: &Process, file: &str) -> Outcome<Context> {
    let bytes = process.read_all(0).await.unwrap_or_default();
    if tar::read(&bytes).is_ok_and(|members| !members.is_empty()) {
        let dockerfile = if file.is_empty() { "Dockerfile" } else { file }.to_owned();
        return Ok(Context { archive: bytes, dockerfile });
    }
    if !file.is_empty() {
        let why = "ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles";
        return Err(format!("unable to prepare context from STDIN: {why}").into());
    }
    let mut tree = Tree::default();
    add(&mut tree, process, bytes);
    Ok(Context { archive: pack(&tree), dockerfile: FROM_STDIN.to_owned() })
}

fn add(tree: &mut Tree, process: &Process, text: Vec<u8>) {
    let meta = Meta::root(0o600, process.now());
    tree.insert_path(&path::absolute("/", FROM_STDIN), Node::file(meta, Content::Bytes(text.into())));
}

fn pack(tree: &Tree) -> Vec<u8> {
    tar::write(&tar::members(&layer::diff(&Tree::default(), tree)))
}
