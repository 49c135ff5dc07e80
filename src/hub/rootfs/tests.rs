//! Checks of every image's files: sizes, commands and users that configurations name, and tools. Not of single sections.

use super::*;
use crate::base::Reference;
use crate::hub::{Catalog, bundle, embedded};
use crate::vfs::{Change, Content, Kind, path};

fn catalog() -> Catalog {
    embedded::catalog().unwrap()
}

fn images(catalog: &Catalog) -> Vec<Rc<Manifest>> {
    catalog.listings().flat_map(|listing| catalog.images(&listing.name).unwrap().to_vec()).collect()
}

fn name(image: &Manifest) -> String {
    format!("{}:{}", image.repository, image.tags[0])
}

fn step(image: &Manifest, index: usize) -> String {
    image.history_of(index).map_or("", |entry| &entry.created_by).chars().take(120).collect()
}

fn tree(catalog: &Catalog, name: &str) -> Tree {
    catalog.rootfs().tree(&catalog.lookup(&Reference::parse(name).unwrap()).unwrap())
}

/// Whether a path leads somewhere, links followed from the root.
fn has(tree: &Tree, wanted: &str) -> bool {
    let mut done = "/".to_owned();
    for (depth, part) in path::components(wanted).enumerate() {
        let next = path::join(&done, part);
        match tree.get_path(&next).map(|node| &node.kind) {
            Some(Kind::Symlink(target)) => {
                let rest: Vec<&str> = path::components(wanted).skip(depth + 1).collect();
                return has(tree, &format!("{}/{}", path::absolute(&done, target), rest.join("/")));
            }
            Some(_) => done = next,
            None => return false,
        }
    }
    true
}

fn users(tree: &Tree) -> String {
    let bytes = tree.get_path("/etc/passwd").and_then(|node| node.content().map(Content::read));
    String::from_utf8(bytes.unwrap_or_default().to_vec()).unwrap()
}

#[test]
fn layers_take_what_is_published() {
    let catalog = catalog();
    let mut wrong = Vec::new();
    for image in images(&catalog) {
        for (index, layer) in image.layers.iter().enumerate() {
            let files = catalog.rootfs().layer(&image, index);
            let unknown = |path: &str, change: &Change| {
                let key = match change {
                    Change::Put(node) => node.content().cloned(),
                    Change::Whiteout => None,
                };
                path.contains("${") || matches!(key, Some(Content::Declared { key, .. }) if key.contains("${"))
            };
            if files.changes.iter().any(|(path, change)| unknown(path, change)) {
                wrong.push(format!("{} has a variable without value: {}", name(&image), step(&image, index)));
            }
            let size = files.size();
            // Scripts and links keep their own size; what is shown for such a step stays the published figure.
            let small = size.max(layer.disk_size) < 64 * 1024;
            if size != layer.disk_size && !small {
                wrong.push(format!("{} {size} {} {}", name(&image), layer.disk_size, step(&image, index)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} layers\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn images_have_what_their_configuration_names() {
    let catalog = catalog();
    let mut missing = Vec::new();
    for image in images(&catalog) {
        let (tree, config) = (catalog.rootfs().tree(&image), &image.config);
        let path = config.env.iter().find_map(|text| text.strip_prefix("PATH=")).unwrap_or("/bin");
        if let Some(program) = config.entrypoint.iter().chain(&config.cmd).flatten().next() {
            let mut places = path.split(':').map(|folder| format!("{folder}/{program}"));
            let found = if program.starts_with('/') { has(&tree, program) } else { places.any(|at| has(&tree, &at)) };
            if !found {
                missing.push(format!("{} {program}", name(&image)));
            }
        }
        let user = config.user.split(':').next().unwrap_or_default();
        let known =
            user.parse::<u32>().is_ok() || users(&tree).lines().any(|line| line.split(':').next() == Some(user));
        if !user.is_empty() && !known {
            missing.push(format!("{} user {user}", name(&image)));
        }
    }
    assert!(missing.is_empty(), "{} missing\n{}", missing.len(), missing.join("\n"));
}

#[test]
fn a_layer_does_not_depend_on_the_image_it_is_reached_by() {
    let catalog = catalog();
    let bundle = Bundle::load(bundle::EMBEDDED.as_bytes()).unwrap();
    let mut differ = Vec::new();
    let page = Catalog::load(bundle::EMBEDDED.as_bytes()).unwrap();
    let travels = |image: &Manifest| page.lookup(&Reference::parse(&name(image)).unwrap()).is_ok();
    for image in images(&catalog) {
        let alone = Rootfs::new(&bundle);
        if !travels(&image) {
            alone.add(embedded::resource("hub/tail.txt").unwrap());
        }
        for (index, layer) in alone.layers(&image).iter().enumerate() {
            if *layer != catalog.rootfs().layer(&image, index) {
                differ.push(format!("{} {}", name(&image), step(&image, index)));
            }
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn a_shell_finds_its_tools() {
    let catalog = catalog();
    let tools = ["sh", "ls", "cat", "echo", "sleep", "grep", "env", "id", "head", "wc", "sed", "find"];
    for name in
        ["alpine", "busybox", "debian", "ubuntu", "node", "node:22-alpine", "python", "nginx", "mysql", "fedora"]
    {
        let tree = tree(&catalog, name);
        for tool in tools {
            let mut places = ["/usr/bin", "/bin"].iter().map(|folder| format!("{folder}/{tool}"));
            assert!(places.any(|place| has(&tree, &place)), "{name}: {tool}");
        }
        assert!(has(&tree, "/etc/passwd") && has(&tree, "/tmp"), "{name}");
    }
    let node = tree(&catalog, "node");
    for path in ["/usr/local/bin/npm", "/usr/local/bin/docker-entrypoint.sh", "/home/node/.bashrc", "/bin/bash"] {
        assert!(has(&node, path), "{path}");
    }
    assert!(users(&node).contains("node:x:1000:1000::/home/node:/bin/bash"));
    assert!(!has(&tree(&catalog, "debian"), "/usr/bin/ps") && has(&node, "/bin/ps"));
    assert_eq!(tree(&catalog, "hello-world").walk().len(), 1);
}
