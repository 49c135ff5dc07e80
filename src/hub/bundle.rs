//! The bundle: the files of `static/hub` that travel with the page, in one file: the index of all repositories, the most
//! used ones in short form, and the texts of the root file systems. It is written from those files by the test below.

use std::collections::BTreeMap;
use std::rc::Rc;

/// The bundle as committed. The page fetches the same file instead; natively it is part of the program.
pub const EMBEDDED: &str = include_str!("../../static/hub/bundle.txt");

/// The line that starts a file in the bundle; the name and the length in bytes follow.
const MARK: &str = "== ";

/// The bundle's files by name: `index.json`, `node.json`, `rootfs/debian.txt`.
#[derive(Clone, Debug, Default)]
pub struct Bundle {
    files: BTreeMap<Rc<str>, Rc<str>>,
}

impl Bundle {
    /// Reads a bundle; `None` when it is damaged.
    pub fn load(bytes: &[u8]) -> Option<Self> {
        let mut rest = std::str::from_utf8(bytes).ok()?;
        let mut files = BTreeMap::new();
        while !rest.is_empty() {
            let (head, tail) = rest.strip_prefix(MARK)?.split_once('\n')?;
            let (name, length) = head.rsplit_once(' ')?;
            let length: usize = length.parse().ok()?;
            files.insert(Rc::from(name), Rc::from(tail.get(..length)?));
            rest = tail.get(length..)?.strip_prefix('\n')?;
        }
        Some(Self { files })
    }

    /// A file's text.
    pub fn get(&self, name: &str) -> Option<&Rc<str>> {
        self.files.get(name)
    }

    /// The files in name order.
    pub fn files(&self) -> impl Iterator<Item = (&str, &Rc<str>)> {
        self.files.iter().map(|(name, text)| (&**name, text))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "the bundle is written from files of this repository")]

    use std::fs;
    use std::path::{Path, PathBuf};

    use serde_json::{Value, json};

    use super::*;

    /// The repositories that lessons and courses use most: they travel with the page.
    const TRAVELLING: &[&str] = &[
        "alpine",
        "busybox",
        "debian",
        "eclipse-temurin",
        "golang",
        "hello-world",
        "httpd",
        "mariadb",
        "mongo",
        "mysql",
        "nginx",
        "node",
        "openjdk",
        "php",
        "postgres",
        "python",
        "redis",
        "registry",
        "ruby",
        "rust",
        "traefik",
        "ubuntu",
    ];
    /// Images from before this year are fetched when asked for, these and what they are made up from excepted.
    const OLD: &str = "2026";
    const OLD_BUT_USED: &[&str] = &[
        "node:22.13.0",
        "node:20",
        "node:18",
        "node:20-alpine",
        "node:18-alpine",
        "python:2.7",
        "python:3.9",
        "openjdk:8",
        "openjdk:17-jdk-slim",
        "openjdk:17-jdk-alpine",
        "openjdk:11-jre-slim",
        "registry:2",
        "ubuntu:20.04",
        "nginx:1.27",
    ];

    fn folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("static/hub")
    }

    fn documents() -> Vec<(String, Value)> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder()).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ext| ext == "json") {
                let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
                found.push((stem, serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap()));
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found
    }

    /// One line per repository: name, official, stars, pulls, description, and for each image that does not travel its
    /// size and tags.
    fn index(documents: &[(String, Value)]) -> String {
        let mut rows = Vec::new();
        for (stem, document) in documents {
            let mut images = Vec::new();
            let travels = |tag: &str| TRAVELLING.contains(&stem.as_str()) && travels(document, tag);
            let all = super::super::document::parse(&document.to_string()).unwrap();
            for image in all.iter().filter(|image| !travels(&image.tags[0])) {
                let mut row = vec![json!(image.compressed_size())];
                row.extend(image.tags.iter().map(|tag| json!(tag)));
                images.push(Value::Array(row));
            }
            let facts = ["name", "official", "stars", "pulls", "description"].map(|key| document[key].clone());
            let mut row = facts.to_vec();
            row.push(Value::Array(images));
            rows.push(Value::Array(row).to_string());
        }
        format!("[{}]", rows.join(",\n"))
    }

    /// Whether an image is recent or used enough to be in its repository's short form.
    fn travels(document: &Value, tag: &str) -> bool {
        let tags = document["tags"].as_array().unwrap();
        let entry = tags.iter().find(|entry| entry["tag"] == tag).unwrap();
        let name = format!("{}:{tag}", document["name"].as_str().unwrap());
        entry["created"].as_str().unwrap() > OLD || OLD_BUT_USED.contains(&name.as_str())
    }

    fn short_form(mut document: Value) -> String {
        let whole = document.clone();
        for fact in ["official", "stars", "pulls", "description"] {
            document.as_object_mut().unwrap().shift_remove(fact);
        }
        let tags = document["tags"].as_array_mut().unwrap();
        tags.retain(|entry| travels(&whole, entry["tag"].as_str().unwrap()));
        document.to_string()
    }

    fn written() -> String {
        let documents = documents();
        let mut files = vec![("index.json".to_owned(), index(&documents))];
        for (stem, document) in documents {
            if TRAVELLING.contains(&stem.as_str()) {
                let (kept, short) = (document.clone(), short_form(document));
                let travelling = super::super::document::parse(&short).unwrap().len();
                let tags = kept["tags"].as_array().unwrap();
                let wanted = tags.iter().filter(|entry| travels(&kept, entry["tag"].as_str().unwrap())).count();
                assert_eq!(travelling, wanted, "{stem}: an image that travels is made up from one that does not");
                files.push((format!("{stem}.json"), short));
            }
        }
        if let Ok(specs) = fs::read_dir(folder().join("rootfs")) {
            let mut paths: Vec<PathBuf> = specs.map(|entry| entry.unwrap().path()).collect();
            paths.sort();
            for path in paths {
                let name = format!("rootfs/{}", path.file_name().unwrap().to_string_lossy());
                files.push((name, fs::read_to_string(path).unwrap()));
            }
        }
        let parts: Vec<String> =
            files.iter().map(|(name, text)| format!("{MARK}{name} {}\n{text}\n", text.len())).collect();
        parts.concat()
    }

    #[test]
    fn the_committed_bundle_follows_its_sources() {
        let (path, text) = (folder().join("bundle.txt"), written());
        if std::env::var_os("DRYDOCK_UPDATE").is_some() {
            fs::write(&path, &text).unwrap();
        }
        println!("static/hub/bundle.txt: {} bytes", text.len());
        assert!(fs::read_to_string(&path).unwrap() == text, "run it again with DRYDOCK_UPDATE=1");
        assert!(Bundle::load(text.as_bytes()).unwrap().get("index.json").is_some());
    }
}
