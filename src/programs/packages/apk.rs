//! `apk` of Alpine: add, del, update, upgrade, info, search. Its database is `/lib/apk/db/installed` and `/etc/apk/world`, as
//! in life. Versions are those of Alpine 3.21, sizes are approximate.

use std::fmt::Write;

use std::collections::BTreeSet;

use super::{Index, Package, download_time};
use crate::base::time::MILLI;
use crate::os::{ExitStatus, ProgramFuture};
use crate::programs::kit::{Tool, net};
use crate::vfs::{Content, Errno};

const WORLD: &str = "/etc/apk/world";
/// What the base image's packages take.
const BASE_SIZE: u64 = 8_400_000;
const BASE_COUNT: usize = 16;

/// Runs a command of apk.
pub(in crate::programs) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

struct Apk {
    tool: Tool,
    quiet: bool,
    no_cache: bool,
    /// `--virtual NAME`.
    group: Option<String>,
    words: Vec<String>,
    /// `v3.21`
    release: String,
    /// Whether it is apk 3, of Alpine 3.23 and later.
    modern: bool,
}

/// An installed package: name, version, and for a virtual one what it holds together.
struct Entry {
    name: String,
    version: String,
    depends: Vec<String>,
}

async fn run(mut tool: Tool) -> ExitStatus {
    let args = std::mem::take(&mut tool.args);
    let release = tool.process.read_text("/etc/alpine-release").unwrap_or_default();
    let mut numbers = release.trim().split('.');
    let short = format!("v{}.{}", numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
    let minor: u32 = short.rsplit('.').next().and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut apk = Apk {
        tool,
        quiet: false,
        no_cache: false,
        group: None,
        words: Vec::new(),
        modern: minor >= 23,
        release: short,
    };
    let mut args = args.into_iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "-q" | "--quiet" => apk.quiet = true,
            "--no-cache" => apk.no_cache = true,
            "-t" | "--virtual" => apk.group = args.next(),
            "-X" | "--repository" | "-p" | "--root" | "--repositories-file" => drop(args.next()),
            "-V" | "--version" => apk.words.insert(0, "--version".to_owned()),
            other if other.starts_with("--virtual=") => apk.group = other.strip_prefix("--virtual=").map(str::to_owned),
            other if other.len() > 1 && other.starts_with('-') => {}
            _ => apk.words.push(arg),
        }
    }
    apk.command().await;
    apk.tool.end().await
}

/// A package's name without a version or repository.
fn bare(spec: &str) -> &str {
    spec.split(['=', '<', '>', '~', '@']).next().unwrap_or(spec)
}

impl Apk {
    async fn command(&mut self) {
        let command = if self.words.is_empty() { String::new() } else { self.words.remove(0) };
        let changes = matches!(command.as_str(), "add" | "del" | "update" | "upgrade" | "fix" | "fetch");
        if changes && self.tool.process.cred().uid != 0 {
            let text = "ERROR: Unable to lock database: Permission denied\nERROR: Failed to open apk database: Permission denied\n";
            self.tool.err(text);
            self.tool.status = 99;
            return;
        }
        match command.as_str() {
            "add" => self.add().await,
            "del" => self.del().await,
            "update" => self.update().await,
            "upgrade" | "fix" => {
                if self.fetch_indexes().await {
                    self.summary().await;
                }
            }
            "info" | "list" => self.info().await,
            "search" => self.search().await,
            "cache" => {}
            "--version" => {
                let version = self.tool.process.version();
                self.tool.line(&format!("apk-tools {version}, compiled for x86_64."));
            }
            "" | "help" => {
                let version = self.tool.process.version();
                self.tool.out(&format!(
                    "apk-tools {version}, compiled for x86_64.\n\nusage: apk [<OPTIONS>...] COMMAND [<ARGUMENTS>...]\n\nCommands: add, \
                     del, update, upgrade, info, search\n"
                ));
                self.tool.status = 1;
            }
            other => {
                let known = ["audit", "dot", "fetch", "index", "manifest", "policy", "stats", "verify", "version"];
                let text = if known.contains(&other) {
                    format!("drydock: apk {other} is not modelled\n")
                } else {
                    format!("ERROR: '{other}' is not an apk command. See 'apk --help'.\n")
                };
                self.tool.err(&text);
                self.tool.status = 1;
            }
        }
    }

    fn say(&mut self, text: &str) {
        if !self.quiet {
            self.tool.out(text);
        }
    }

    fn database(&self) -> &'static str {
        if self.tool.process.is_dir("/usr/lib/apk/db") { "/usr/lib/apk/db/installed" } else { "/lib/apk/db/installed" }
    }

    fn installed(&self) -> Vec<Entry> {
        let text = self.tool.process.read_text(self.database()).unwrap_or_default();
        let field = |block: &str, letter: &str| {
            block.lines().find_map(|line| line.strip_prefix(letter)).unwrap_or_default().to_owned()
        };
        let entry = |block: &str| Entry {
            name: field(block, "P:"),
            version: field(block, "V:"),
            depends: field(block, "D:").split_whitespace().map(str::to_owned).collect(),
        };
        text.split("\n\n").map(entry).filter(|entry| !entry.name.is_empty()).collect()
    }

    fn save(&self, entries: &[Entry], world: &BTreeSet<String>) -> Result<(), Errno> {
        let mut text = String::new();
        for entry in entries {
            let _ = write!(text, "P:{}\nV:{}\n", entry.name, entry.version);
            if !entry.depends.is_empty() {
                let _ = writeln!(text, "D:{}", entry.depends.join(" "));
            }
            text.push('\n');
        }
        super::put(&self.tool, self.database(), Content::text(&text), 0o644)?;
        let lines = world.iter().fold(String::new(), |lines, name| lines + name + "\n");
        super::put(&self.tool, WORLD, Content::text(&lines), 0o644)
    }

    fn world(&self) -> BTreeSet<String> {
        let text = self.tool.process.read_text(WORLD).unwrap_or_default();
        text.split_whitespace().map(str::to_owned).collect()
    }

    /// Fetches both repositories' indexes; false without a network.
    async fn fetch_indexes(&mut self) -> bool {
        let online = net::is_up(&self.tool.process);
        for repository in ["main", "community"] {
            let base = format!("https://dl-cdn.alpinelinux.org/alpine/{}/{repository}", self.release);
            let url = format!("{base}/x86_64/APKINDEX.tar.gz");
            if !self.modern {
                self.say(&format!("fetch {url}\n"));
            }
            self.tool.flush().await;
            self.tool.process.sleep(if online { download_time(2_000_000) } else { 5_000 * MILLI }).await;
            if !online {
                let text = if self.modern {
                    format!("WARNING: fetching {url}: DNS: transient error (try again later)\n")
                } else {
                    format!("WARNING: fetching {base}: temporary error (try again later)\n")
                };
                self.tool.err(&text);
            } else if !self.no_cache {
                let hash = if repository == "main" { "8b3c5f13" } else { "a1f3d0c2" };
                let name = format!("/var/cache/apk/APKINDEX.{hash}.tar.gz");
                let size = if repository == "main" { 480_000 } else { 2_100_000 };
                let _ =
                    super::put(&self.tool, &name, Content::declared(size, &format!("apk-index:{repository}")), 0o644);
            }
        }
        online
    }

    async fn update(&mut self) {
        let online = self.fetch_indexes().await;
        if !online {
            // Errors come before the summary, whatever carries the two.
            self.tool.flush().await;
            self.tool.process.sleep(MILLI).await;
            self.tool.line("2 unavailable, 0 stale; 16 distinct packages available");
            self.tool.status = 2;
            return;
        }
        for repository in ["main", "community"] {
            let short = &self.release;
            let line = format!("{short}.0 [https://dl-cdn.alpinelinux.org/alpine/{short}/{repository}]\n");
            self.say(&line);
        }
        let index = Index::load(&self.tool, "packages/apk").await;
        self.say(&format!("OK: {} distinct packages available\n", index.packages.len()));
    }

    async fn add(&mut self) {
        let online = self.fetch_indexes().await;
        let index = Index::load(&self.tool, "packages/apk").await;
        let mut entries = self.installed();
        let mut world = self.world();
        let names: Vec<String> = self.words.iter().map(|word| bare(word).to_owned()).collect();
        let missing: BTreeSet<&String> = names.iter().filter(|name| !online || index.get(name).is_none()).collect();
        if !missing.is_empty() {
            let mut text = "ERROR: unable to select packages:\n".to_owned();
            for name in missing {
                let _ = write!(text, "  {name} (no such package):\n    required by: world[{name}]\n");
            }
            self.tool.err(&text);
            if online {
                let count = index.packages.len();
                self.tool.err(&format!("drydock: the simulated repository has {count} packages: those of courses\n"));
            }
            self.tool.status = names.len().min(99) as u8;
            self.tool.status = self.tool.status.clamp(1, 99);
            return;
        }
        let have: BTreeSet<String> = entries.iter().map(|entry| entry.name.clone()).collect();
        let plan: Vec<Package> = index.closure(&names, &have, false).into_iter().cloned().collect();
        let count = plan.len() + usize::from(self.group.is_some());
        for (at, package) in plan.iter().enumerate() {
            let line = self.step(at + 1, count, "Installing", &package.name, &package.version);
            self.say(&line);
            self.tool.flush().await;
            self.tool.process.sleep(10 * MILLI + package.download / 10).await;
            if let Err(error) = package.unpack(&self.tool, true) {
                self.tool.err(&format!("ERROR: {}-{}: {error}\n", package.name, package.version));
                self.tool.status = 1;
                return;
            }
            let (name, version) = (package.name.clone(), package.version.clone());
            entries.push(Entry { name, version, depends: package.depends.clone() });
        }
        if let Some(group) = self.group.clone() {
            let line = self.step(count, count, "Installing", &group, "20261001.090000");
            self.say(&line);
            let version = "20261001.090000".to_owned();
            entries.push(Entry { name: group.clone(), version, depends: names });
            world.insert(group);
        } else {
            world.extend(names);
        }
        if !plan.is_empty() {
            self.triggers(plan.iter().any(|package| package.name == "ca-certificates"));
        }
        if let Err(error) = self.save(&entries, &world) {
            self.tool.err(&format!("ERROR: System state may be inconsistent: failed to write database: {error}\n"));
            self.tool.status = 1;
        }
        self.summary().await;
    }

    fn triggers(&mut self, certificates: bool) {
        let version = self.tool.process.stat("/bin/busybox").ok().and_then(|stat| {
            let header = stat.node.content().and_then(crate::os::exec::header)?;
            Some(header.1)
        });
        let version = version.unwrap_or_else(|| "1.37.0".to_owned());
        self.say(&format!("Executing busybox-{version}-r30.trigger\n"));
        if certificates {
            self.say("Executing ca-certificates-20250911-r0.trigger\n");
        }
    }

    /// `(1/9) Installing curl (8.12.1-r0)`; version 3 aligns the numbers.
    fn step(&self, at: usize, count: usize, what: &str, name: &str, version: &str) -> String {
        let width = if self.modern { count.to_string().len() } else { 1 };
        format!("({at:width$}/{count}) {what} {name} ({version})\n")
    }

    /// `OK: 12 MiB in 24 packages`
    async fn summary(&mut self) {
        let index = Index::load(&self.tool, "packages/apk").await;
        let entries = self.installed();
        let added: u64 =
            entries.iter().filter_map(|entry| index.get(&entry.name)).map(|package| package.installed).sum();
        let bytes = BASE_SIZE + added;
        let size = if !self.modern {
            format!("{} MiB", bytes >> 20)
        } else if bytes >= 10_240_000 {
            let tenths = (bytes * 10 + (1 << 19)) >> 20;
            format!("{}.{} MiB", tenths / 10, tenths % 10)
        } else {
            format!("{} KiB", bytes >> 10)
        };
        self.say(&format!("OK: {size} in {} packages\n", BASE_COUNT + entries.len()));
    }

    async fn del(&mut self) {
        let index = Index::load(&self.tool, "packages/apk").await;
        let mut entries = self.installed();
        let mut world = self.world();
        for word in &self.words {
            world.remove(bare(word));
        }
        // What nothing in the world needs any more goes.
        let mut needed: BTreeSet<String> = BTreeSet::new();
        let mut open: Vec<String> = world.iter().cloned().collect();
        while let Some(name) = open.pop() {
            if needed.insert(name.clone()) {
                let entry = entries.iter().find(|entry| entry.name == name);
                open.extend(entry.iter().flat_map(|entry| entry.depends.iter().cloned()));
                open.extend(index.get(&name).iter().flat_map(|package| package.depends.iter().cloned()));
            }
        }
        let gone: Vec<(String, String)> = entries
            .iter()
            .rev()
            .filter(|entry| !needed.contains(&entry.name))
            .map(|entry| (entry.name.clone(), entry.version.clone()))
            .collect();
        for (at, (name, version)) in gone.iter().enumerate() {
            let line = self.step(at + 1, gone.len(), "Purging", name, version);
            self.say(&line);
            if let Some(package) = index.get(name) {
                for bin in &package.bins {
                    let folder = if bin.starts_with("sbin/") { "/usr/" } else { "/usr/bin/" };
                    let _ = self.tool.process.unlink(&format!("{folder}{bin}"));
                }
                let _ = self.tool.process.unlink(&format!("/usr/share/{name}/data"));
            }
        }
        entries.retain(|entry| needed.contains(&entry.name));
        if !gone.is_empty() {
            self.triggers(false);
        }
        let _ = self.save(&entries, &world);
        self.summary().await;
    }

    async fn info(&mut self) {
        let index = Index::load(&self.tool, "packages/apk").await;
        let entries = self.installed();
        let mut names: BTreeSet<String> = entries.iter().map(|entry| entry.name.clone()).collect();
        names.extend(index.base.iter().cloned());
        if self.words.is_empty() {
            for name in &names {
                self.tool.line(name);
            }
            return;
        }
        for word in self.words.clone() {
            match index.get(&word).filter(|package| names.contains(&package.name)) {
                Some(package) => {
                    let label = format!("{}-{}", package.name, package.version);
                    let size = package.installed >> 10;
                    self.tool.out(&format!("{label} installed size:\n{size} KiB\n\n"));
                }
                None => self.tool.status = 1,
            }
        }
    }

    async fn search(&mut self) {
        let index = Index::load(&self.tool, "packages/apk").await;
        for package in index.packages.values() {
            if self.words.iter().all(|word| package.name.contains(word.trim_matches('*'))) {
                let line = format!("{}-{}", package.name, package.version);
                self.tool.line(&line);
            }
        }
    }
}
