//! `npm install`, `ci`, `uninstall`: from what the project needs to files in node_modules.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::Npm;
use super::lock;
use super::manifest::Manifest;
use super::registry::{Missing, Registry, Release};
use super::semver::{Range, Version};
use super::tree::{self, Needs, Placed, Tree, Unresolved};
use crate::base::Time;
use crate::base::time::{MILLI, SECOND};
use crate::vfs::{Content, path};

/// Whether a package is for another operating system: npm counts it and leaves it out.
fn is_elsewhere(release: &Release) -> bool {
    release.name == "fsevents"
}

/// What an install changed.
#[derive(Default)]
pub(super) struct Changes {
    added: usize,
    removed: usize,
    changed: usize,
    bytes: u64,
}

/// `name@range` as typed.
pub(super) fn split_spec(spec: &str) -> (String, Option<String>) {
    match spec.rfind('@').filter(|at| *at > 0) {
        Some(at) => (spec[..at].to_owned(), Some(spec[at + 1..].to_owned())),
        None => (spec.to_owned(), None),
    }
}

impl Npm {
    /// The registry; the world stands still until its data is there.
    pub(super) async fn registry(&self) -> Registry {
        Registry::parse(&self.tool.process.kernel().resource("packages/npm").await)
    }

    /// `npm install [packages]`.
    pub(super) async fn install(&mut self) {
        let started = self.tool.process.now();
        if self.flags.global {
            return self.install_globally(started).await;
        }
        let specs: Vec<(String, Option<String>)> = self.words.iter().map(|spec| split_spec(spec)).collect();
        let has_manifest = self.tool.process.exists(&path::join(&self.prefix, "package.json"));
        let manifest =
            if has_manifest || specs.is_empty() { self.manifest() } else { Some(Manifest { value: Map::new() }) };
        let Some(mut manifest) = manifest else { return };
        let registry = self.registry().await;
        let list = if self.flags.save_dev { "devDependencies" } else { "dependencies" };
        let names: Vec<String> = specs.iter().map(|(name, _)| name.clone()).collect();
        for (name, wanted) in &specs {
            let wanted = wanted.clone().unwrap_or_else(|| "latest".to_owned());
            let release = match registry.choose(name, &wanted) {
                Ok(release) => release,
                Err(missing) => return self.unresolved(&Unresolved { name: name.clone(), wanted, missing }),
            };
            let fixed = Version::parse(&wanted).is_some() || self.flags.save_exact;
            let range = match Range::parse(&wanted) {
                _ if fixed => release.version.clone(),
                Some(_) if !wanted.is_empty() && wanted.starts_with(['^', '~', '>', '<']) => wanted,
                _ => format!("^{}", release.version),
            };
            manifest.add(list, name, &range);
        }
        let locked = self.locked(&registry);
        let tree = match tree::build(&registry, &manifest.needs(), &locked, &names) {
            Ok(tree) => tree,
            Err(unresolved) => return self.unresolved(&unresolved),
        };
        let saves = !self.flags.no_save;
        if saves && !specs.is_empty() {
            self.write_manifest(&manifest);
        }
        self.warn_of_stand_ins(&tree);
        let lock = lock::write(&manifest, &tree);
        if self.flags.lock_only {
            self.save_lock(&lock);
            self.report(started, &Changes::default(), &tree);
            return;
        }
        let changes = self.reify(&tree).await;
        if saves {
            self.save_lock(&lock);
        }
        if self.tool.status == 0 {
            self.hooks(&manifest, specs.is_empty()).await;
            self.report(started, &changes, &tree);
        }
    }

    /// `npm uninstall packages`.
    pub(super) async fn uninstall(&mut self) {
        let started = self.tool.process.now();
        let Some(mut manifest) = self.manifest() else { return };
        for name in std::mem::take(&mut self.words) {
            manifest.remove(&name);
        }
        let registry = self.registry().await;
        let locked = self.locked(&registry);
        let Ok(tree) = tree::build(&registry, &manifest.needs(), &locked, &[]) else { return };
        self.write_manifest(&manifest);
        let changes = self.reify(&tree).await;
        self.save_lock(&lock::write(&manifest, &tree));
        self.report(started, &changes, &tree);
    }

    /// `npm ci`: exactly what the lock file says, from nothing.
    pub(super) async fn clean_install(&mut self) {
        let started = self.tool.process.now();
        let Some(manifest) = self.manifest() else { return };
        let file = ["package-lock.json", "npm-shrinkwrap.json"]
            .iter()
            .find_map(|name| self.tool.process.read_text(&path::join(&self.prefix, name)).ok());
        let registry = self.registry().await;
        let Some(tree) = file.and_then(|text| lock::read(&text, &registry)) else {
            let text = "code EUSAGE\n\nThe `npm ci` command can only install with an existing package-lock.json or\nnpm-shrinkwrap.json with \
                        lockfileVersion >= 1. Run an install with npm@5 or\nlater to generate a package-lock.json file, then try \
                        again.\n\nClean install a project\n\nUsage:\nnpm ci\n\naliases: clean-install, ic, install-clean, \
                        isntall-clean\n\nRun \"npm help ci\" for more info";
            return self.fail(text, 1);
        };
        let needs = manifest.needs();
        let missing: Vec<String> = needs
            .prod
            .iter()
            .chain(&needs.dev)
            .filter_map(|(name, range)| {
                let placed = tree.get(&format!("node_modules/{name}"));
                let version = placed.and_then(|placed| Version::parse(&placed.release.version));
                match (Range::parse(range), version) {
                    (Some(range), Some(version)) if !range.holds(&version) => Some(format!(
                        "Invalid: lock file's {name}@{} does not satisfy {name}@{range}",
                        placed?.release.version,
                        range = needs.prod.get(name).or(needs.dev.get(name))?
                    )),
                    (_, None) => Some(format!("Missing: {name}@{range} from lock file")),
                    _ => None,
                }
            })
            .collect();
        if !missing.is_empty() {
            let text = format!(
                "code EUSAGE\n\n`npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in \
                 sync. Please update your lock file with `npm install` before continuing.\n\n{}\n\nClean install a project\n\nUsage:\nnpm \
                 ci\n\naliases: clean-install, ic, install-clean, isntall-clean\n\nRun \"npm help ci\" for more info",
                missing.join("\n")
            );
            return self.fail(&text, 1);
        }
        let root = self.node_modules();
        self.remove_tree(&root).await;
        let changes = self.reify(&tree).await;
        if self.tool.status == 0 {
            self.hooks(&manifest, true).await;
            self.report(started, &changes, &tree);
        }
    }

    async fn install_globally(&mut self, started: Time) {
        let registry = self.registry().await;
        let specs: Vec<(String, Option<String>)> = self.words.iter().map(|spec| split_spec(spec)).collect();
        let (mut changes, mut funding) = (Changes::default(), 0);
        for (name, wanted) in specs {
            let wanted = wanted.unwrap_or_else(|| "latest".to_owned());
            let release = match registry.choose(&name, &wanted) {
                Ok(release) => release,
                // npm comes with node and replaces itself.
                Err(_) if name == "npm" || name == "yarn" || name == "pnpm" => {
                    changes.changed += 1;
                    continue;
                }
                Err(missing) => return self.unresolved(&Unresolved { name, wanted, missing }),
            };
            funding += self.put_globally(&registry, &name, &release, &mut changes);
        }
        if self.tool.status != 0 {
            return;
        }
        self.wait(&changes).await;
        let text = self.summary(&changes, None, started);
        self.tool.out(&format!("\n{text}\n"));
        self.fund(funding);
    }

    /// Puts a package with all that it needs where commands of everyone are; the answer is how many look for funding.
    pub(super) fn put_globally(
        &mut self,
        registry: &Registry,
        name: &str,
        release: &Rc<Release>,
        changes: &mut Changes,
    ) -> usize {
        let needs = Needs { prod: release.dependencies.clone(), ..Needs::default() };
        let below = tree::build(registry, &needs, &Tree::new(), &[]).unwrap_or_default();
        let home = format!("/usr/local/lib/node_modules/{name}");
        let there = self.tool.process.exists(&home);
        let mut tree: Tree = below.into_iter().map(|(place, placed)| (format!("{home}/{place}"), placed)).collect();
        tree.insert(home, Placed { release: Rc::clone(release), dev: false });
        for (place, placed) in &tree {
            self.put_package(place, &placed.release);
            changes.bytes += placed.release.size;
        }
        if there {
            changes.changed += tree.len();
        } else {
            changes.added += tree.len();
        }
        for bin in &release.bins {
            self.put_link(&format!("/usr/local/bin/{bin}"), &format!("../lib/node_modules/{name}/bin/{bin}.js"));
        }
        tree.values().filter(|placed| placed.release.funding).count()
    }

    /// The versions to be kept: the lock file's, else what is installed.
    fn locked(&self, registry: &Registry) -> Tree {
        let file = path::join(&self.prefix, "package-lock.json");
        let text = self.tool.process.read_text(&file).ok();
        text.and_then(|text| lock::read(&text, registry)).unwrap_or_else(|| self.installed(registry))
    }

    /// What node_modules holds, from the lock file hidden in it.
    pub(super) fn installed(&self, registry: &Registry) -> Tree {
        let file = path::join(&self.prefix, "node_modules/.package-lock.json");
        let text = self.tool.process.read_text(&file).unwrap_or_default();
        let mut tree = lock::read(&text, registry).unwrap_or_default();
        let there =
            |place: &str| self.tool.process.exists(&format!("{}/package.json", path::join(&self.prefix, place)));
        tree.retain(|place, placed| is_elsewhere(&placed.release) || there(place));
        tree
    }

    fn save_lock(&mut self, lock: &Map<String, Value>) {
        let file = path::join(&self.prefix, "package-lock.json");
        if self.version.0 < 7 && !self.tool.process.exists(&file) {
            self.tool.err("npm notice created a lockfile as package-lock.json. You should commit this file.\n");
        }
        self.write_json(&file, lock);
    }

    fn unresolved(&mut self, unresolved: &Unresolved) {
        let Unresolved { name, wanted, missing } = unresolved;
        let shown = if wanted == "latest" { "*" } else { wanted };
        if *missing == Missing::Version {
            let text = format!(
                "code ETARGET\nnotarget No matching version found for {name}@{wanted}.\nnotarget In most cases you or one of your \
                 dependencies are requesting\nnotarget a package version that doesn't exist."
            );
            return self.fail(&text, 1);
        }
        self.tool.err(&format!("drydock: the simulated npm registry has no package {name}\n"));
        let scoped = name.replace('/', "%2f");
        let what = if self.version.0 >= 11 {
            format!(
                "The requested resource '{name}@{shown}' could not be found or you do not have permission to access it."
            )
        } else {
            format!("'{name}@{shown}' is not in this registry.")
        };
        let text = format!(
            "code E404\n404 Not Found - GET https://registry.npmjs.org/{scoped} - Not found\n404\n404  {what}\n404\n404 Note that you can \
             also install from a\n404 tarball, folder, http url, or git folder."
        );
        self.fail(&text, 1);
    }

    fn warn_of_stand_ins(&mut self, tree: &Tree) {
        let mut names: Vec<&str> =
            tree.values().filter(|placed| placed.release.made_up).map(|placed| placed.release.name.as_str()).collect();
        names.dedup();
        if !names.is_empty() {
            let more = names.len().saturating_sub(10);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let names = names.iter().take(10).copied().collect::<Vec<_>>().join(", ");
            let text = format!("drydock: not in the simulated npm registry, stand-ins are installed: {names}{more}\n");
            self.tool.err(&text);
        }
    }

    /// Makes node_modules hold exactly a tree.
    pub(super) async fn reify(&mut self, tree: &Tree) -> Changes {
        let registry = Registry::parse(b"{}");
        let before = self.installed(&registry);
        let mut wanted = tree.clone();
        if self.flags.omit_dev {
            wanted.retain(|_, placed| !placed.dev);
        }
        let mut changes = Changes::default();
        for place in before.keys().filter(|place| !wanted.contains_key(*place)) {
            let full = path::join(&self.prefix, place);
            self.remove_tree(&full).await;
            changes.removed += 1;
        }
        for (place, placed) in &wanted {
            match before.get(place) {
                Some(old) if old.release.version == placed.release.version => continue,
                Some(_) => changes.changed += 1,
                None => changes.added += 1,
            }
            changes.bytes += placed.release.size;
            let full = path::join(&self.prefix, place);
            self.put_package(&full, &placed.release);
            let top = place.matches("node_modules/").count() == 1;
            for bin in placed.release.bins.iter().filter(|_| top) {
                let link = path::join(&self.prefix, &format!("node_modules/.bin/{bin}"));
                self.put_link(&link, &format!("../{}/bin/{bin}.js", &place["node_modules/".len()..]));
            }
        }
        if self.tool.status == 0 && !wanted.is_empty() {
            let hidden = path::join(&self.prefix, "node_modules/.package-lock.json");
            let mut map = Map::new();
            map.insert("lockfileVersion".to_owned(), json!(3));
            map.insert("packages".to_owned(), Value::Object(lock::entries(&wanted)));
            self.write_json(&hidden, &map);
        } else if wanted.is_empty() && !before.is_empty() {
            let _ = self.tool.process.unlink(&path::join(&self.prefix, "node_modules/.package-lock.json"));
        }
        self.wait(&changes).await;
        changes
    }

    /// Installing takes its time: the registry is asked, packages come over the network.
    pub(super) async fn wait(&self, changes: &Changes) {
        let packages = (changes.added + changes.changed) as u64;
        self.tool.process.sleep(400 * MILLI + packages * 18 * MILLI + changes.bytes / 20).await;
    }

    /// Puts a package's files: its package.json, and its bulk as declared content.
    fn put_package(&mut self, folder: &str, release: &Release) {
        if self.tool.status != 0 || is_elsewhere(release) {
            return;
        }
        let process = self.tool.process.clone();
        let mut map = Map::new();
        map.insert("name".to_owned(), json!(release.name));
        map.insert("version".to_owned(), json!(release.version));
        map.insert("license".to_owned(), json!(release.license));
        map.insert("main".to_owned(), json!("index.js"));
        if !release.bins.is_empty() {
            let bins: Map<String, Value> =
                release.bins.iter().map(|bin| (bin.clone(), json!(format!("bin/{bin}.js")))).collect();
            map.insert("bin".to_owned(), Value::Object(bins));
        }
        if !release.dependencies.is_empty() {
            map.insert("dependencies".to_owned(), json!(release.dependencies));
        }
        let text = serde_json::to_string_pretty(&map).unwrap_or_default() + "\n";
        let made = process.mkdir_all(folder);
        let left = release.size.saturating_sub(text.len() as u64);
        let key = format!("npm:{}@{}", release.name, release.version);
        let written = made
            .and_then(|()| process.write_file(&format!("{folder}/package.json"), Content::text(&text)))
            .and_then(|()| process.write_file(&format!("{folder}/index.js"), Content::declared(left, &key)));
        if let Err(error) = written {
            let number = if error == crate::vfs::Errno::RoFs { 30 } else { 13 };
            let code = if number == 30 { "EROFS" } else { "EACCES" };
            let text = format!(
                "code {code}\nsyscall mkdir\npath {folder}\nerrno -{number}\nError: {code}: {}, mkdir '{folder}'",
                error.go_text()
            );
            return self.fail(&text, 243);
        }
        for bin in &release.bins {
            let _ = process.mkdir_all(&format!("{folder}/bin"));
            let file = format!("{folder}/bin/{bin}.js");
            let _ = process.write_file(&file, crate::os::executable(bin, &release.version, 1000));
            let _ = process.chmod(&file, 0o755);
        }
    }

    fn put_link(&self, link: &str, target: &str) {
        let _ = self.tool.process.mkdir_all(path::dir_name(link));
        let _ = self.tool.process.unlink(link);
        let _ = self.tool.process.symlink(target, link);
    }

    /// Removes a folder and all in it.
    async fn remove_tree(&self, folder: &str) {
        let process = &self.tool.process;
        let mut todo = vec![(folder.to_owned(), false)];
        while let Some((name, emptied)) = todo.pop() {
            process.charge(1).await;
            if emptied {
                let _ = process.rmdir(&name);
            } else if process.lstat(&name).is_ok_and(|stat| stat.node.is_dir()) {
                let names = process.read_dir(&name).unwrap_or_default();
                todo.push((name.clone(), true));
                todo.extend(names.iter().map(|child| (path::join(&name, child), false)));
            } else {
                let _ = process.unlink(&name);
            }
        }
    }

    /// The scripts that an install runs, after everything is in place.
    async fn hooks(&mut self, manifest: &Manifest, whole: bool) {
        if !whole {
            return;
        }
        let scripts = manifest.pairs("scripts");
        for name in ["preinstall", "install", "postinstall", "prepare"] {
            if self.tool.status == 0 && scripts.contains_key(name) && !(name == "prepare" && self.flags.omit_dev) {
                self.run_script(manifest, name, &[]).await;
            }
        }
    }

    fn summary(&self, changes: &Changes, audited: Option<usize>, started: Time) -> String {
        let plural = |count: usize| format!("{count} package{}", if count == 1 { "" } else { "s" });
        let mut parts = Vec::new();
        if changes.added > 0 {
            parts.push(format!("added {}", plural(changes.added)));
        }
        if changes.removed > 0 {
            parts.push(format!("removed {}", plural(changes.removed)));
        }
        if changes.changed > 0 {
            parts.push(format!("changed {}", plural(changes.changed)));
        }
        if parts.is_empty() {
            parts.push("up to date".to_owned());
        }
        if let Some(audited) = audited {
            let joined = parts.join(", ");
            let and = if parts[0] == "up to date" { ", " } else { ", and " };
            return format!(
                "{joined}{and}audited {} in {}",
                plural(audited),
                clock(self.tool.process.now().since(started))
            );
        }
        let last = parts.pop().unwrap_or_default();
        let joined = if parts.is_empty() { last } else { format!("{}, and {last}", parts.join(", ")) };
        format!("{joined} in {}", clock(self.tool.process.now().since(started)))
    }

    fn fund(&mut self, funding: usize) {
        if funding > 0 && !self.flags.no_fund {
            let (what, is) = if funding == 1 { ("package", "is") } else { ("packages", "are") };
            self.tool.out(&format!("\n{funding} {what} {is} looking for funding\n  run `npm fund` for details\n"));
        }
    }

    /// The words at the end of an install.
    fn report(&mut self, started: Time, changes: &Changes, tree: &Tree) {
        if self.flags.silent {
            return;
        }
        let omit = self.flags.omit_dev;
        let kept = || tree.values().filter(move |placed| !(omit && placed.dev));
        let audited = kept().count();
        if self.version.0 < 7 {
            // npm 6 counted otherwise and said less.
            let plural = |count: usize| format!("{count} package{}", if count == 1 { "" } else { "s" });
            let seconds = self.tool.process.now().since(started) / 1000;
            let head = if changes.added > 0 { format!("added {} and ", plural(changes.added)) } else { String::new() };
            let time = format!("{}.{:03}s", seconds / 1000, seconds % 1000);
            self.tool.out(&format!("{head}audited {} in {time}\nfound 0 vulnerabilities\n\n", plural(audited)));
            return;
        }
        let text = self.summary(changes, (!self.flags.no_audit && audited > 0).then_some(audited + 1), started);
        self.tool.out(&format!("\n{text}\n"));
        self.fund(kept().filter(|placed| placed.release.funding).count());
        if !self.flags.no_audit && audited > 0 {
            self.tool.out("\nfound 0 vulnerabilities\n");
        }
    }
}

/// A time as npm prints it: `734ms`, `2s`, `1m`.
fn clock(micros: u64) -> String {
    match micros {
        0..SECOND => format!("{}ms", micros / MILLI),
        _ if micros < 60 * SECOND => format!("{}s", (micros + SECOND / 2) / SECOND),
        _ => format!("{}m", micros / (60 * SECOND)),
    }
}
