//! The files panel: the host's home folder as a tree, and the editor beside it.

mod editor;
mod paint;

use std::rc::Rc;

use yew::prelude::*;

use super::effects;
use super::element::el;
use super::icon::{icon, icon_button};
use super::machine::Bus;
use super::state::Action;
use editor::Editor;

/// The learner's home folder on the host.
pub(super) const HOME: &str = "/home/learner";

/// One row of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileRow {
    /// The absolute path.
    pub(super) path: String,
    /// The name.
    pub(super) name: String,
    /// How deep it lies.
    pub(super) depth: u32,
    /// For a folder whether it is open.
    pub(super) folder: Option<bool>,
}

/// The files as the panel shows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FilesState {
    /// The visible rows of the tree.
    pub(super) rows: Rc<Vec<FileRow>>,
    /// The file in the editor: its path and its content, if that is text.
    pub(super) file: Option<(String, Option<Rc<str>>)>,
}

impl FilesState {
    /// How many remarks there are on the open file.
    pub(super) fn remarks(&self) -> usize {
        let Some((path, Some(text))) = &self.file else { return 0 };
        paint::remarks(path, text).len()
    }
}

/// Draws the panel; `naming` tells whether a new file is being named.
pub(super) fn draw(files: &FilesState, naming: bool, bus: &Bus) -> Vec<Html> {
    let current = files.file.as_ref().map(|(path, _)| path.as_str());
    let rows = files.rows.iter().map(|row| tree_row(row, current, bus));
    let none = current.is_none();
    let command = |before: &str, after: &str| {
        let path = current.map(short).unwrap_or_default();
        bus.on_click_propose(&format!("{before} {path}{after}"))
    };
    let tools = el("div")
        .class("row tools")
        .child(icon_button("plus", "New file", false, bus.on_click(Action::Naming(!naming))))
        .child(icon_button("again", "Rename", none, command("mv", " ")))
        .child(icon_button("x", "Delete", none, command("rm", "")));
    let tree = el("div")
        .class("tree")
        .child(el("ul").attr("aria-label", "Host files").children(rows.collect()).html())
        .maybe_child(naming.then(|| name_field(current, bus)))
        .child(tools.html());
    let editor = match &files.file {
        Some((path, Some(text))) => {
            html! { <Editor key={path.clone()} path={path.clone()} text={Rc::clone(text)} bus={bus.clone()} /> }
        }
        Some((_, None)) => el("p").class("nothing").text("This file is no text.").html(),
        None => el("p").class("nothing").text("Choose a file to edit it.").html(),
    };
    vec![tree.html(), editor]
}

/// The field for the name of a new file, which lies in the folder of the open one.
fn name_field(current: Option<&str>, bus: &Bus) -> Html {
    let folder = current.and_then(|path| path.rsplit_once('/')).map_or(HOME, |(folder, _)| folder).to_owned();
    let bus = bus.clone();
    let onsubmit = move |event: SubmitEvent| {
        let name = effects::submitted(&event).unwrap_or_default();
        if !name.trim().is_empty() {
            bus.machine.create_file(&format!("{folder}/{}", name.trim()));
        }
        bus.say(Action::Naming(false));
    };
    html! {
        <form {onsubmit}><input class="name" aria-label="Name of the new file" placeholder="Dockerfile" /></form>
    }
}

/// A path as it is typed in the home folder.
fn short(path: &str) -> String {
    let mut parts = path.splitn(4, '/');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(""), Some("home"), Some(_), Some(rest)) => format!("~/{rest}"),
        _ => path.to_owned(),
    }
}

fn tree_row(row: &FileRow, current: Option<&str>, bus: &Bus) -> Html {
    let (bus, path, folder) = (bus.clone(), row.path.clone(), row.folder);
    let onclick = Callback::from(move |_: MouseEvent| match folder {
        Some(_) => bus.machine.toggle_folder(&path),
        None => bus.machine.open_file(&path),
    });
    let chosen = current == Some(row.path.as_str());
    let expanded = row.folder.map(|open| if open { "true" } else { "false" });
    let button = el("button")
        .maybe("aria-current", chosen.then_some("true"))
        .maybe("aria-expanded", expanded)
        .attr("style", &format!("padding-inline-start:{}px", 6 + row.depth * 12))
        .on_click(onclick)
        .child(icon(if row.folder.is_some() { "folder" } else { "file" }))
        .text(&row.name);
    el("li").key(&row.path).child(button.html()).html()
}
