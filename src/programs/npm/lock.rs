//! `package-lock.json`: the tree as it was last made, in lockfile version 3; older ones are read too.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::manifest::Manifest;
use super::registry::{Registry, Release, pairs};
use super::tree::{Placed, Tree};
use crate::base::Digest;
use crate::programs::kit::base64;

/// Reads a lock file's tree; `None` when it is none.
pub(super) fn read(text: &str, registry: &Registry) -> Option<Tree> {
    let value: Value = serde_json::from_str(text).ok()?;
    let mut tree = Tree::new();
    if let Some(packages) = value.get("packages").and_then(Value::as_object) {
        for (place, entry) in packages.iter().filter(|(place, _)| place.contains("node_modules/")) {
            let name = place.rsplit("node_modules/").next().unwrap_or_default();
            tree.insert(place.clone(), placed(name, entry, registry));
        }
    } else {
        old(value.get("dependencies")?, "", registry, &mut tree);
    }
    Some(tree)
}

/// Lockfile version 1 nests packages instead of naming places.
fn old(value: &Value, around: &str, registry: &Registry, tree: &mut Tree) {
    for (name, entry) in value.as_object().into_iter().flatten() {
        let place =
            if around.is_empty() { format!("node_modules/{name}") } else { format!("{around}/node_modules/{name}") };
        let mut entry = entry.clone();
        if let Some(inner) = entry.get("dependencies").cloned() {
            old(&inner, &place, registry, tree);
        }
        let requires = entry.get("requires").cloned().unwrap_or_default();
        entry["dependencies"] = requires;
        tree.insert(place, placed(name, &entry, registry));
    }
}

fn placed(name: &str, entry: &Value, registry: &Registry) -> Placed {
    let text = |field: &str| entry.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    let real = entry.get("name").and_then(Value::as_str).unwrap_or(name).to_owned();
    let version = text("version");
    let same = registry.versions(&real).iter().find(|release| release.version == version);
    let near = same.or_else(|| registry.versions(&real).first());
    let release = same.cloned().unwrap_or_else(|| {
        let bins = entry.get("bin").and_then(Value::as_object).into_iter().flatten();
        Rc::new(Release {
            name: real,
            version,
            size: near.map_or(20_000, |release| release.size),
            funding: entry.get("funding").is_some(),
            license: text("license"),
            dependencies: pairs(entry.get("dependencies")),
            peers: pairs(entry.get("peerDependencies")),
            bins: bins.map(|(name, _)| name.clone()).collect(),
            made_up: near.is_none(),
        })
    });
    Placed { release, dev: entry.get("dev").and_then(Value::as_bool).unwrap_or(false) }
}

/// The lock file of a tree.
pub(super) fn write(manifest: &Manifest, tree: &Tree) -> Map<String, Value> {
    let mut root = Map::new();
    for field in ["name", "version", "license"] {
        if let Some(value) = manifest.value.get(field) {
            root.insert(field.to_owned(), value.clone());
        }
    }
    for field in ["dependencies", "devDependencies", "engines"] {
        if let Some(value) =
            manifest.value.get(field).filter(|value| value.as_object().is_some_and(|map| !map.is_empty()))
        {
            root.insert(field.to_owned(), value.clone());
        }
    }
    let mut packages = Map::new();
    packages.insert(String::new(), Value::Object(root));
    packages.extend(entries(tree));
    let mut lock = Map::new();
    for field in ["name", "version"] {
        if let Some(value) = manifest.value.get(field) {
            lock.insert(field.to_owned(), value.clone());
        }
    }
    lock.insert("lockfileVersion".to_owned(), json!(3));
    lock.insert("requires".to_owned(), json!(true));
    lock.insert("packages".to_owned(), Value::Object(packages));
    lock
}

/// The entries of a tree, as the lock files name them.
pub(super) fn entries(tree: &Tree) -> Map<String, Value> {
    tree.iter().map(|(place, placed)| (place.clone(), entry(place, placed))).collect()
}

fn entry(place: &str, placed: &Placed) -> Value {
    let release = &placed.release;
    let short = release.name.rsplit('/').next().unwrap_or_default();
    let mut map = Map::new();
    let mut put = |name: &str, value: Value| {
        map.insert(name.to_owned(), value);
    };
    if !place.ends_with(&format!("node_modules/{}", release.name)) {
        put("name", json!(release.name));
    }
    put("version", json!(release.version));
    put("resolved", json!(format!("https://registry.npmjs.org/{}/-/{short}-{}.tgz", release.name, release.version)));
    put("integrity", json!(integrity(release)));
    if placed.dev {
        put("dev", json!(true));
    }
    put("license", json!(release.license));
    if !release.dependencies.is_empty() {
        put("dependencies", json!(release.dependencies));
    }
    if !release.bins.is_empty() {
        let bins: Map<String, Value> =
            release.bins.iter().map(|bin| (bin.clone(), json!(format!("bin/{bin}.js")))).collect();
        put("bin", Value::Object(bins));
    }
    if !release.peers.is_empty() {
        put("peerDependencies", json!(release.peers));
    }
    Value::Object(map)
}

/// A stable stand-in for the tarball's digest: no tarball is here.
fn integrity(release: &Release) -> String {
    let digest = Digest::of(format!("{}@{}", release.name, release.version).as_bytes());
    format!("sha512-{}", base64::encode(digest.hex().as_bytes()))
}
