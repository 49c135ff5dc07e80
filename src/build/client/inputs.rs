//! What the client sends: the context's folder, the Dockerfile, `.dockerignore` and secrets, read through the process's own
//! files.

use std::rc::Rc;

use crate::base::quote::quote;
use crate::build::options::BuildOptions;
use crate::os::Process;
use crate::vfs::{Content, Errno, Tree, path, tar};

use super::request::{Request, Secret};

/// Reads everything that a request names into `options`. The error follows `ERROR: failed to build: `.
pub(super) async fn read(process: &Process, request: &Request, options: &mut BuildOptions) -> Result<(), String> {
    "Dockerfile".clone_into(&mut options.dockerfile_name);
    if request.context.is_empty() {
        return Err("please specify build context (e.g. \".\" for the current directory)".to_owned());
    }
    if request.context == "-" {
        from_stdin(process, request, options).await?;
    } else if process.is_dir(&request.context) {
        options.context = folder(process, &request.context);
        options.context_key = process.absolute(&request.context);
        from_folder(process, request, options).await?;
    } else if is_remote(&request.context) {
        return Err(format!("drydock: a context from the internet is not modelled: {}", request.context));
    } else {
        return Err(format!("unable to prepare context: path {} not found", quote(&request.context)));
    }
    for (name, place) in &request.build_contexts {
        options.named_contexts.push((name.clone(), named(process, name, place)?));
    }
    options.secrets = secrets(process, request)?;
    Ok(())
}

/// A folder with everything below it, as it is now.
fn folder(process: &Process, at: &str) -> Tree {
    let mut tree = Tree::default();
    let none: [&str; 0] = [];
    if let Ok(stat) = process.stat(at) {
        tree.put(&none, stat.node);
    }
    tree
}

async fn from_stdin(process: &Process, request: &Request, options: &mut BuildOptions) -> Result<(), String> {
    if request.file == "-" {
        return Err("invalid argument: can't use stdin for both build context and dockerfile".to_owned());
    }
    let bytes = process.read_all(0).await.unwrap_or_default();
    if let Ok(members) = tar::read(&bytes) {
        let mut tree = Tree::default();
        for member in members {
            tree.insert_path(&path::absolute("/", &member.name), (*member.node).clone());
        }
        let text = |name: &str| {
            let content = tree.get_path(&path::absolute("/", name))?.content()?.read();
            Some(String::from_utf8_lossy(&content).into_owned())
        };
        let name = if request.file.is_empty() { "Dockerfile" } else { &request.file };
        options.dockerfile = text(name);
        options.ignore = text(".dockerignore");
        name.clone_into(&mut options.dockerfile_name);
        options.context = tree;
        return Ok(());
    }
    if !request.file.is_empty() {
        return Err("ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles".to_owned());
    }
    options.dockerfile = Some(String::from_utf8_lossy(&bytes).into_owned());
    Ok(())
}

async fn from_folder(process: &Process, request: &Request, options: &mut BuildOptions) -> Result<(), String> {
    let context = &request.context;
    let (dir, mut name) = match request.file.as_str() {
        "-" => {
            let bytes = process.read_all(0).await.unwrap_or_default();
            options.dockerfile = Some(String::from_utf8_lossy(&bytes).into_owned());
            options.ignore = process.read_text(&path::join(context, ".dockerignore")).ok();
            return Ok(());
        }
        "" => (context.clone(), "Dockerfile".to_owned()),
        file => (path::dir_name(file).to_owned(), path::base_name(file).to_owned()),
    };
    if let Err(error) = process.stat(&dir) {
        // The client follows the folder's links first.
        return Err(format!("resolve : lstat {dir}: {}", error.go_text()));
    }
    let at = |name: &str| path::join(&dir, name);
    if name == "Dockerfile" && !process.exists(&at(&name)) && process.exists(&at("dockerfile")) {
        "dockerfile".clone_into(&mut name);
    }
    options.dockerfile = match process.read_text(&at(&name)) {
        Ok(text) => Some(text),
        Err(Errno::NoEnt) => None,
        Err(Errno::IsDir) => {
            return Err(format!("failed to solve: failed to read dockerfile: read {name}: is a directory"));
        }
        Err(error) => {
            return Err(format!("failed to solve: failed to read dockerfile: open {name}: {}", error.go_text()));
        }
    };
    if let Ok(text) = process.read_text(&at(&format!("{name}.dockerignore"))) {
        options.ignore = Some(text);
        options.ignore_is_beside = true;
    } else {
        options.ignore = process.read_text(&path::join(context, ".dockerignore")).ok();
    }
    options.dockerfile_name = name;
    Ok(())
}

fn named(process: &Process, name: &str, place: &str) -> Result<Tree, String> {
    if is_remote(place) || place.contains("://") {
        return Err(format!("drydock: the build context {name}={place} is not modelled: only folders are"));
    }
    match process.stat(place) {
        Ok(stat) if stat.node.is_dir() => Ok(folder(process, place)),
        Ok(_) => Err(format!("failed to get build context path {{{place} <nil>}}: not a directory")),
        Err(error) => Err(format!("failed to get build context {name}: stat {place}: {}", error.go_text())),
    }
}

/// Ids and contents.
type Secrets = Vec<(String, Rc<Vec<u8>>)>;

fn is_remote(context: &str) -> bool {
    ["http://", "https://", "git://", "git@", "ssh://", "github.com/"].iter().any(|start| context.starts_with(start))
}

fn secrets(process: &Process, request: &Request) -> Result<Secrets, String> {
    let mut found = Vec::new();
    for text in &request.secrets {
        let secret = Secret::parse(text)?;
        let id = secret.id.clone();
        if !secret.variable.is_empty() || (secret.file.is_empty() && process.env(&id).is_some()) {
            let name = if secret.variable.is_empty() { &id } else { &secret.variable };
            if let Some(value) = process.env(name) {
                found.push((id, Rc::new(value.into_bytes())));
            }
            continue;
        }
        let file = if secret.file.is_empty() { &id } else { &secret.file };
        let content = process.read_file(file).map_err(|error| {
            format!("failed to stat {}: stat {}: {}", process.absolute(file), process.absolute(file), error.go_text())
        });
        found.push((id, Content::read(&content?)));
    }
    Ok(found)
}
