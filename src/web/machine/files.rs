//! The host's files as the files panel shows them: which folders are open, which file, and what the editor holds that the
//! world has not.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::{HOST, Inner, Machine};
use crate::web::files::{FileRow, FilesState, HOME};
use crate::world::{Input, World};

/// The folder and the file that are open at first.
const OPEN_AT_FIRST: (&str, &str) = ("/home/learner/my-app", "/home/learner/my-app/Dockerfile");

/// The panel's side of the host's files.
pub(super) struct Files {
    open: BTreeSet<String>,
    file: Option<String>,
    state: FilesState,
    /// What the editor holds and the world has not: a path and a text.
    draft: Option<(String, String)>,
}

impl Default for Files {
    fn default() -> Self {
        let open = [OPEN_AT_FIRST.0.to_owned()].into();
        Self { open, file: Some(OPEN_AT_FIRST.1.to_owned()), state: FilesState::default(), draft: None }
    }
}

impl Files {
    /// What the panel shows.
    pub(super) fn state(&self) -> FilesState {
        self.state.clone()
    }

    /// Drops what the editor holds, after a step back.
    pub(super) fn forget(&mut self) {
        self.draft = None;
    }

    /// Looks at the host's files.
    pub(super) fn look(&mut self, world: &World) {
        let mut rows = Vec::new();
        self.list(world, HOME, 0, &mut rows);
        if *self.state.rows != rows {
            self.state.rows = Rc::new(rows);
        }
        let path = self.file.as_ref().filter(|path| world.stat(HOST, path).is_some());
        let file = path.map(|path| (path.clone(), world.read(HOST, path)));
        if self.draft.is_none()
            && self.state.file.as_ref().map(|(path, text)| (path, text.as_deref()))
                != file.as_ref().map(|(path, text)| (path, text.as_deref()))
        {
            self.state.file = file.map(|(path, text)| (path, text.map(Rc::from)));
        }
    }

    fn list(&self, world: &World, folder: &str, depth: u32, rows: &mut Vec<FileRow>) {
        let names = world.list(HOST, folder);
        // Files whose names begin with a dot belong to the learner's projects, not to the home folder's clutter.
        let shown = names.iter().filter(|name| depth > 0 || !name.starts_with('.'));
        let (folders, files): (Vec<&String>, Vec<&String>) = shown.partition(|name| name.ends_with('/'));
        for name in folders.into_iter().chain(files) {
            let (name, is_folder) = name.strip_suffix('/').map_or((name.as_str(), false), |name| (name, true));
            let path = format!("{folder}/{name}");
            let open = is_folder.then(|| self.open.contains(&path));
            rows.push(FileRow { path: path.clone(), name: name.to_owned(), depth, folder: open });
            if open == Some(true) && depth < 8 {
                self.list(world, &path, depth + 1, rows);
            }
        }
    }
}

impl Inner {
    /// Gives the world what the editor holds.
    pub(super) fn save_draft(&mut self) {
        if let Some((path, text)) = self.files.draft.take() {
            self.session.apply(Input::File { host: HOST, path, text: Some(text) });
        }
    }
}

impl Machine {
    /// Opens or closes a folder of the tree.
    pub(in crate::web) fn toggle_folder(&self, path: &str) {
        self.with(|inner| {
            if !inner.files.open.remove(path) {
                inner.files.open.insert(path.to_owned());
            }
        });
    }

    /// Opens a file in the editor.
    pub(in crate::web) fn open_file(&self, path: &str) {
        self.with(|inner| {
            inner.save_draft();
            inner.files.file = Some(path.to_owned());
        });
    }

    /// Makes an empty file and opens it.
    pub(in crate::web) fn create_file(&self, path: &str) {
        self.with(|inner| {
            inner.save_draft();
            let path = path.to_owned();
            if inner.session.world().stat(HOST, &path).is_none() {
                inner.session.apply(Input::File { host: HOST, path: path.clone(), text: Some(String::new()) });
            }
            if let Some((folder, _)) = path.rsplit_once('/') {
                inner.files.open.insert(folder.to_owned());
            }
            inner.files.file = Some(path);
        });
    }

    /// Keeps what the editor holds until it is saved.
    pub(in crate::web) fn draft(&self, path: &str, text: &str) {
        if let Some(inner) = self.inner.borrow_mut().as_mut() {
            inner.files.draft = Some((path.to_owned(), text.to_owned()));
        }
    }

    /// Gives the world what the editor holds.
    pub(in crate::web) fn save_draft(&self) {
        self.with(Inner::save_draft);
    }
}
