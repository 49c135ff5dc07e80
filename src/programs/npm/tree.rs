//! The tree of packages that an install leads to: who needs what, and in which `node_modules` it goes. A package goes as
//! high up as it can without standing in another version's place, as npm's arborist has it.

use crate::base::order;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use indexmap::IndexMap;

use super::registry::{Missing, Registry, Release, stand_in, target};
use super::semver::{Range, Version};

/// A package in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// The release.
    pub(super) release: Rc<Release>,
    /// Whether only development needs it.
    pub(super) dev: bool,
}

/// Packages by place: `node_modules/a/node_modules/b`.
pub(super) type Tree = BTreeMap<String, Placed>;

/// Why a tree cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unresolved {
    /// The package.
    pub(super) name: String,
    /// The range.
    pub(super) wanted: String,
    /// What is missing.
    pub(super) missing: Missing,
}

/// What the project needs.
#[derive(Clone, Debug, Default)]
pub(super) struct Needs {
    /// For running.
    pub(super) prod: IndexMap<String, String>,
    /// For development.
    pub(super) dev: IndexMap<String, String>,
}

struct Builder<'a> {
    registry: &'a Registry,
    /// Versions to be kept where they fit, by place.
    locked: &'a Tree,
    /// Names that must be in the registry; others may be stood in for.
    strict: &'a [String],
    tree: Tree,
    todo: VecDeque<(String, String, String)>,
}

/// Makes the tree.
pub(super) fn build(registry: &Registry, needs: &Needs, locked: &Tree, strict: &[String]) -> Result<Tree, Unresolved> {
    let mut builder = Builder { registry, locked, strict, tree: Tree::new(), todo: VecDeque::new() };
    let mut roots: Vec<(&String, &String)> = needs.prod.iter().chain(&needs.dev).collect();
    order::sort(&mut roots);
    for (name, wanted) in roots {
        builder.todo.push_back((String::new(), name.clone(), wanted.clone()));
    }
    while let Some((from, name, wanted)) = builder.todo.pop_front() {
        builder.need(&from, &name, &wanted)?;
    }
    let mut tree = builder.tree;
    mark_dev(&mut tree, needs);
    Ok(tree)
}

/// The folder that a place's own packages go into.
fn inside(place: &str, name: &str) -> String {
    if place.is_empty() { format!("node_modules/{name}") } else { format!("{place}/node_modules/{name}") }
}

/// The places around a place, from itself to the project.
fn around(place: &str) -> Vec<&str> {
    let mut found = vec![place];
    let mut at = place;
    while !at.is_empty() {
        at = at.rfind("/node_modules/").map_or("", |end| &at[..end]);
        found.push(at);
    }
    found
}

/// Where `require` from a place finds a name.
pub(super) fn find<'a>(tree: &'a Tree, from: &str, name: &str) -> Option<(String, &'a Placed)> {
    around(from).into_iter().find_map(|place| {
        let key = inside(place, name);
        tree.get(&key).map(|placed| (key, placed))
    })
}

fn satisfies(release: &Release, name: &str, wanted: &str) -> bool {
    let (real, range) = target(name, wanted);
    if release.name != real {
        return false;
    }
    match (Range::parse(range), Version::parse(&release.version)) {
        (Some(range), Some(version)) => range.holds(&version) || release.made_up,
        // A tag, a folder or a repository is taken as it is.
        _ => true,
    }
}

impl Builder<'_> {
    fn need(&mut self, from: &str, name: &str, wanted: &str) -> Result<(), Unresolved> {
        if find(&self.tree, from, name).is_some_and(|(_, placed)| satisfies(&placed.release, name, wanted)) {
            return Ok(());
        }
        let release = self.choose(from, name, wanted)?;
        // As high as nothing else of that name stands in between.
        let mut place = from.to_owned();
        for candidate in around(from) {
            if self.tree.contains_key(&inside(candidate, name)) {
                break;
            }
            candidate.clone_into(&mut place);
        }
        let key = inside(&place, name);
        let mut needs: Vec<(&String, &String)> = release.dependencies.iter().chain(&release.peers).collect();
        order::sort(&mut needs);
        for (name, wanted) in needs {
            // Peers stand beside the package: the look-up from it finds them there.
            self.todo.push_back((key.clone(), name.clone(), wanted.clone()));
        }
        self.tree.insert(key, Placed { release, dev: false });
        Ok(())
    }

    fn choose(&self, from: &str, name: &str, wanted: &str) -> Result<Rc<Release>, Unresolved> {
        if let Some((_, placed)) = find(self.locked, from, name)
            && satisfies(&placed.release, name, wanted)
        {
            return Ok(Rc::clone(&placed.release));
        }
        let (real, range) = target(name, wanted);
        let plain = Range::parse(range).is_some() || range == "latest";
        match self.registry.choose(real, if plain { range } else { "*" }) {
            Ok(release) => Ok(release),
            Err(missing) if self.strict.iter().any(|strict| strict == name) => {
                Err(Unresolved { name: name.to_owned(), wanted: wanted.to_owned(), missing })
            }
            // A version that the registry does not know has the needs of the one it knows.
            Err(Missing::Version) => {
                let known = self.registry.versions(real).first().cloned().unwrap_or_default();
                let version = stand_in(real, range).version;
                Ok(Rc::new(Release { version, made_up: true, ..(*known).clone() }))
            }
            Err(Missing::Package) => Ok(Rc::new(stand_in(real, range))),
        }
    }
}

/// Marks what is reached from development needs only.
fn mark_dev(tree: &mut Tree, needs: &Needs) {
    let mut reached: Vec<String> = Vec::new();
    let mut todo: Vec<(String, String)> = needs.prod.keys().map(|name| (String::new(), name.clone())).collect();
    while let Some((from, name)) = todo.pop() {
        let Some((key, placed)) = find(tree, &from, &name) else { continue };
        if reached.contains(&key) {
            continue;
        }
        let release = &placed.release;
        todo.extend(release.dependencies.keys().chain(release.peers.keys()).map(|name| (key.clone(), name.clone())));
        reached.push(key);
    }
    order::sort(&mut reached);
    for (key, placed) in tree.iter_mut() {
        placed.dev = reached.binary_search(key).is_err();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_packages_bring_what_they_bring_in_life() {
        let registry = Registry::parse(include_bytes!("../../../static/packages/npm.json"));
        // Counts of a real `npm install` in autumn 2026.
        for (name, wanted) in
            [("express", 68), ("nodemon", 29), ("axios", 30), ("mongoose", 19), ("pg", 13), ("koa", 36)]
        {
            let needs =
                Needs { prod: [(name.to_owned(), "latest".to_owned())].into_iter().collect(), ..Needs::default() };
            let tree = build(&registry, &needs, &Tree::new(), &[]).unwrap();
            assert_eq!(tree.len(), wanted, "{name}");
        }
        let needs =
            Needs { prod: [("express".to_owned(), "^4.18.2".to_owned())].into_iter().collect(), ..Needs::default() };
        let tree = build(&registry, &needs, &Tree::new(), &[]).unwrap();
        assert_eq!(tree["node_modules/express"].release.version, "4.22.3");
    }
}
