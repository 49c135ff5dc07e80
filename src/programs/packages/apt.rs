//! `apt-get` and `apt`: update, install, remove, autoremove, upgrade, list, search, show. What they print is in `apt_words`.
//! Versions and sizes are those of Debian 12 whatever the distribution.

use std::fmt::Write;

use std::collections::BTreeSet;

use super::apt_words::{self, Archive};
use super::dpkg::Installed;
use super::{Index, Package, download_time, wrapped};
use crate::base::order;
use crate::base::time::MILLI;
use crate::os::{ExitStatus, ProgramFuture};
use crate::programs::kit::{Tool, net, text};
use crate::vfs::Content;

const LISTS: &str = "/var/lib/apt/lists";

/// Runs a command of apt.
pub(in crate::programs) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

/// A run of apt.
struct Apt {
    tool: Tool,
    yes: bool,
    quiet: u32,
    recommends: bool,
    simulate: bool,
    words: Vec<String>,
    /// Whether the answers have the form of version 3, which `apt` alone has.
    modern: bool,
}

async fn run(mut tool: Tool) -> ExitStatus {
    tool.trouble = 100;
    let version = tool.process.version().to_string();
    let modern = tool.name == "apt" && version.split('.').next().and_then(|major| major.parse().ok()) >= Some(3);
    let args = std::mem::take(&mut tool.args);
    let mut apt = Apt { tool, yes: false, quiet: 0, recommends: true, simulate: false, words: Vec::new(), modern };
    if apt.tool.name == "apt" && !apt.tool.process.is_tty(1) {
        apt.tool.err("\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n");
    }
    if apt.options(&args) {
        apt.command().await;
    }
    apt.tool.end().await
}

impl Apt {
    /// Reads the options; false when the run is over.
    fn options(&mut self, args: &[String]) -> bool {
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "-y" | "--yes" | "--assume-yes" | "--force-yes" => self.yes = true,
                "-q" | "--quiet" => self.quiet += 1,
                "-qq" => (self.quiet, self.yes) = (2, true),
                "--no-install-recommends" => self.recommends = false,
                "--install-recommends" => self.recommends = true,
                "-s" | "--simulate" | "--dry-run" | "--just-print" => self.simulate = true,
                "-o" | "--option" | "-t" | "--target-release" | "--default-release" | "-c" | "-a" => drop(args.next()),
                "-v" | "--version" => {
                    let version = self.tool.process.version();
                    self.tool.line(&format!("apt {version} (amd64)"));
                    return false;
                }
                "-h" | "--help" => self.words.insert(0, "help".to_owned()),
                "-f" | "-m" | "-d" | "-V" | "-u" | "--purge" | "--auto-remove" | "--autoremove" => {}
                other if other.starts_with("-o") || other.starts_with("--") => {}
                other if other.len() > 1 && other.starts_with('-') => {
                    for letter in other[1..].chars() {
                        match letter {
                            'y' => self.yes = true,
                            'q' => self.quiet += 1,
                            'f' | 'm' | 'd' | 'V' | 'u' => {}
                            's' => self.simulate = true,
                            _ => {
                                let text = format!(
                                    "E: Command line option '{letter}' [from {other}] is not understood in combination with the other \
                                     options.\n"
                                );
                                self.tool.fail_plain(&text);
                                return false;
                            }
                        }
                    }
                }
                _ => self.words.push(arg.clone()),
            }
        }
        true
    }

    async fn command(&mut self) {
        let command = if self.words.is_empty() { "help".to_owned() } else { self.words.remove(0) };
        match command.as_str() {
            "update" => self.update().await,
            "install" | "reinstall" => self.install().await,
            "remove" | "purge" => self.remove(&command).await,
            "autoremove" | "autopurge" => self.autoremove().await,
            "upgrade" | "dist-upgrade" | "full-upgrade" => self.upgrade(),
            "clean" | "autoclean" | "check" => {}
            "list" => self.list().await,
            "search" => self.search().await,
            "show" | "policy" => self.show().await,
            "help" => self.usage(),
            "source" | "build-dep" | "download" | "changelog" | "satisfy" | "edit-sources" | "depends" | "rdepends" => {
                let text = format!("drydock: {} {command} is not modelled\n", self.tool.name);
                self.tool.err(&text);
                self.tool.status = 1;
            }
            _ => drop(self.tool.fail_plain(&format!("E: Invalid operation {command}\n"))),
        }
    }

    fn usage(&mut self) {
        let (name, version) = (self.tool.name.clone(), self.tool.process.version());
        let commands = "update, upgrade, install, remove, purge, autoremove, list, search, show";
        self.tool.out(&format!(
            "apt {version} (amd64)\nUsage: {name} [options] command\n\nMost used commands: {commands}\n"
        ));
    }

    /// A step's line: with `Done` on a terminal.
    fn step(&mut self, text: &str) {
        if self.quiet < 2 {
            let done = if self.tool.process.is_tty(1) { " Done" } else { "" };
            self.tool.line(&format!("{text}...{done}"));
        }
    }

    fn steps(&mut self) {
        for text in ["Reading package lists", "Building dependency tree", "Reading state information"] {
            self.step(text);
        }
    }

    fn say(&mut self, text: &str) {
        if self.quiet < 2 {
            self.tool.out(text);
        }
    }

    fn is_root(&mut self, what: &str) -> bool {
        if self.tool.process.cred().uid == 0 {
            return true;
        }
        if what == "lists" {
            self.step("Reading package lists");
            let text = "E: Could not open lock file /var/lib/apt/lists/lock - open (13: Permission denied)\nE: Unable to lock directory \
                        /var/lib/apt/lists/\nW: Problem unlinking the file /var/cache/apt/pkgcache.bin - RemoveCaches (13: Permission \
                        denied)\nW: Problem unlinking the file /var/cache/apt/srcpkgcache.bin - RemoveCaches (13: Permission denied)\n";
            self.tool.fail_plain(text);
        } else {
            let text = "E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)\nE: Unable to acquire the \
                        dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?\n";
            self.tool.fail_plain(text);
        }
        false
    }

    async fn update(&mut self) {
        if !self.is_root("lists") {
            return;
        }
        let archive = Archive::of(&self.tool);
        if !net::is_up(&self.tool.process) {
            return self.unreachable(&archive).await;
        }
        let known = self.has_lists();
        let mut bytes = 0;
        for (at, listing) in archive.listings.iter().enumerate() {
            if known && !listing.what.ends_with("InRelease") {
                continue;
            }
            let micros = download_time(if known { 0 } else { listing.bytes });
            self.tool.process.sleep(micros).await;
            let line = if known {
                format!("Hit:{} {} {}\n", at + 1, listing.base, listing.what)
            } else {
                bytes += listing.bytes;
                format!("Get:{} {} {} [{}]\n", at + 1, listing.base, listing.what, apt_words::size(listing.bytes))
            };
            self.say(&line);
            self.tool.flush().await;
            let site = listing.base.trim_start_matches("http://").replace('/', "_");
            let name = listing.what.replace(" amd64 Packages", "_binary-amd64_Packages.lz4").replace([' ', '/'], "_");
            let size = if name.ends_with("lz4") { listing.bytes * 2 } else { listing.bytes };
            let content = Content::declared(size, &format!("apt-list:{name}"));
            if let Err(error) = super::put(&self.tool, &format!("{LISTS}/{site}_dists_{name}"), content, 0o644) {
                let text = format!("E: Write error - write ({error})\n");
                self.tool.fail_plain(&text);
                return;
            }
        }
        if bytes > 0 {
            let line = apt_words::fetched(bytes, archive.listings.iter().map(|l| download_time(l.bytes)).sum());
            self.say(&line);
        }
        if self.tool.name == "apt" {
            self.steps();
            self.say("All packages are up to date.\n");
        } else {
            self.step("Reading package lists");
        }
    }

    async fn unreachable(&mut self, archive: &Archive) {
        let releases: Vec<_> = archive.listings.iter().filter(|listing| listing.what.ends_with("InRelease")).collect();
        let host = |base: &str| base.trim_start_matches("http://").split('/').next().unwrap_or_default().to_owned();
        let mut warnings = String::new();
        for (at, listing) in releases.iter().enumerate() {
            let why = format!("Temporary failure resolving '{}'", host(&listing.base));
            self.say(&format!("Ign:{} {} {}\n", at + 1, listing.base, listing.what));
            self.tool.process.sleep(1_000 * MILLI).await;
            self.say(&format!("Err:{} {} {}\n  {why}\n", at + 1, listing.base, listing.what));
            let file = listing.what.trim_end_matches(" InRelease");
            let _ = writeln!(warnings, "W: Failed to fetch {}/dists/{file}/InRelease  {why}", listing.base);
        }
        self.step("Reading package lists");
        warnings += "W: Some index files failed to download. They have been ignored, or old ones used instead.\n";
        self.tool.err(&warnings);
    }

    fn has_lists(&self) -> bool {
        let names = self.tool.process.read_dir(LISTS).unwrap_or_default();
        names.iter().any(|name| name.contains("_Packages"))
    }

    async fn install(&mut self) {
        if !self.is_root("packages") {
            return;
        }
        self.steps();
        let index = Index::load(&self.tool, "packages/apt").await;
        let mut installed = Installed::read(&self.tool);
        let have = installed.names(&self.tool, &index);
        let Some(names) = self.wanted(&index) else { return };
        let present = |name: &str| have.contains(name) || index.base.contains(name);
        for package in names.iter().filter_map(|name| index.get(name)).filter(|package| present(&package.name)) {
            let marks = installed.automatic.remove(&package.name);
            self.say(&format!("{} is already the newest version ({}).\n", package.name, package.version));
            if marks {
                self.say(&format!("{} set to manually installed.\n", package.name));
            }
        }
        let plan: Vec<Package> = index.closure(&names, &have, self.recommends).into_iter().cloned().collect();
        let chosen: BTreeSet<&str> = names.iter().filter_map(|name| index.get(name)).map(|p| p.name.as_str()).collect();
        let extra: Vec<String> = sorted(plan.iter().filter(|p| !chosen.contains(p.name.as_str())));
        self.announce(&index, &names, &plan, &extra);
        if plan.is_empty() || self.simulate {
            return;
        }
        let asks = !extra.is_empty() && !self.yes;
        if asks && !self.agree().await {
            return;
        }
        if !net::is_up(&self.tool.process) {
            let archive = Archive::of(&self.tool);
            let host = archive.base.trim_start_matches("http://").split('/').next().unwrap_or_default().to_owned();
            let text = format!(
                "E: Failed to fetch {}  Temporary failure resolving '{host}'\nE: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?\n",
                archive.base
            );
            self.tool.fail_plain(&text);
            return;
        }
        self.fetch(&plan).await;
        let trigger = index.get("libc-bin").map_or("", |package| package.version.as_str());
        if self.unpack(&mut installed, &plan, trigger).await {
            installed.automatic.extend(extra);
            if let Err(error) = installed.write(&self.tool, &index) {
                self.tool.fail_plain(&format!("dpkg: error: failed to write status database: {error}\n"));
            }
        }
    }

    /// The packages named on the command line; `None` when one is unknown, which was said.
    fn wanted(&mut self, index: &Index) -> Option<Vec<String>> {
        let lists = self.has_lists();
        let (mut names, mut missing) = (Vec::new(), false);
        for word in self.words.clone() {
            let (name, version) = word.split_once('=').map_or((word.as_str(), None), |(name, v)| (name, Some(v)));
            let name = name.split(':').next().unwrap_or(name).trim_end_matches('+');
            if name.ends_with(".deb") && name.contains('/') {
                self.tool.err("drydock: installing from a .deb file is not modelled\n");
                self.tool.status = 1;
                return None;
            }
            let found = index.get(name).filter(|package| lists || index.base.contains(&package.name));
            let text = match (found, version) {
                (None, _) => format!("E: Unable to locate package {name}\n"),
                (Some(package), Some(wanted)) if !crate::base::glob::shell_match(wanted, &package.version) => {
                    format!("E: Version '{wanted}' for '{name}' was not found\n")
                }
                (Some(_), _) => {
                    names.push(name.to_owned());
                    continue;
                }
            };
            self.tool.err(&text);
            self.tool.status = 100;
            missing |= lists && index.get(name).is_none();
        }
        if missing {
            let count = index.packages.len();
            self.tool.err(&format!(
                "drydock: the simulated archive has {count} packages: those of courses and what they need\n"
            ));
        }
        (self.tool.status == 0).then_some(names)
    }

    /// Says what is going to happen.
    fn announce(&mut self, index: &Index, names: &[String], plan: &[Package], extra: &[String]) {
        let screen = self.tool.process.tty_size(1).map_or(80, |(cols, _)| usize::from(cols));
        let all = sorted(plan.iter());
        let (download, installed) = (sum(plan, |p| p.download), sum(plan, |p| p.installed));
        if self.modern {
            return self.announce_modern(names, extra, all.len(), (download, installed), screen);
        }
        if !extra.is_empty() {
            self.say(&format!("The following additional packages will be installed:\n{}", wrapped(extra, screen)));
        }
        if !self.recommends {
            let more: BTreeSet<&String> =
                names.iter().filter_map(|name| index.get(name)).flat_map(|package| &package.recommends).collect();
            let more: Vec<String> = more.into_iter().filter(|name| !all.contains(name)).cloned().collect();
            if !more.is_empty() && !plan.is_empty() {
                self.say(&format!("Recommended packages:\n{}", wrapped(&more, screen)));
            }
        }
        if !all.is_empty() {
            self.say(&format!("The following NEW packages will be installed:\n{}", wrapped(&all, screen)));
        }
        self.say(&format!("0 upgraded, {} newly installed, 0 to remove and 0 not upgraded.\n", all.len()));
        if !all.is_empty() && !self.simulate {
            self.say(&format!(
                "Need to get {} of archives.\nAfter this operation, {} of additional disk space will be used.\n",
                apt_words::size(download),
                apt_words::size(installed)
            ));
        }
    }

    fn announce_modern(
        &mut self,
        names: &[String],
        extra: &[String],
        count: usize,
        (download, installed): (u64, u64),
        screen: usize,
    ) {
        let mut out = String::new();
        if count > 0 {
            let _ = write!(out, "Installing:\n{}\n", columns(names, screen));
        }
        if !extra.is_empty() {
            let _ = write!(out, "Installing dependencies:\n{}\n", columns(extra, screen));
        }
        let _ = write!(out, "Summary:\n  Upgrading: 0, Installing: {count}, Removing: 0, Not Upgrading: 0\n");
        if count > 0 {
            let free = apt_words::size(crate::programs::du::FREE);
            let _ = write!(
                out,
                "  Download size: {}\n  Space needed: {} / {free} available\n\n",
                apt_words::size(download),
                apt_words::size(installed)
            );
        }
        self.say(&out);
    }

    async fn agree(&mut self) -> bool {
        let question = if self.modern { "Continue? [Y/n] " } else { "Do you want to continue? [Y/n] " };
        self.tool.out(question);
        self.tool.flush().await;
        let mut answer = Vec::new();
        loop {
            match self.tool.process.read(0, 1).await {
                Ok(byte) if byte == b"\n" => break,
                Ok(byte) if !byte.is_empty() => answer.extend(byte),
                _ => {
                    answer = b"n".to_vec();
                    break;
                }
            }
        }
        if matches!(answer.first(), None | Some(b'y' | b'Y')) {
            return true;
        }
        self.tool.line("Abort.");
        self.tool.status = 1;
        false
    }

    async fn fetch(&mut self, plan: &[Package]) {
        let archive = Archive::of(&self.tool);
        let mut micros = 0;
        for (at, package) in plan.iter().enumerate() {
            let time = 10 * MILLI + package.download / 10;
            micros += time;
            self.tool.process.sleep(time).await;
            let line = archive.get(at + 1, package);
            self.say(&line);
            self.tool.flush().await;
        }
        let line = apt_words::fetched(sum(plan, |p| p.download), micros);
        self.say(&line);
        self.tool.err("debconf: delaying package configuration, since apt-utils is not installed\n");
    }

    /// What dpkg does; false when the disk refuses.
    async fn unpack(&mut self, installed: &mut Installed, plan: &[Package], trigger: &str) -> bool {
        let width = if plan.len() > 1 { (plan.len() - 1).to_string().len() } else { 0 };
        for (at, package) in plan.iter().enumerate() {
            let name = apt_words::qualified(package);
            self.tool.line(&format!("Selecting previously unselected package {name}."));
            if at == 0 {
                let files = installed.files();
                self.tool.line(&format!("(Reading database ... {files} files and directories currently installed.)"));
            }
            let number = if width > 0 { format!("{at:0width$}-") } else { String::new() };
            let version = package.version.replace(':', "%3a");
            self.tool.line(&format!(
                "Preparing to unpack .../{number}{}_{version}_{}.deb ...",
                package.name,
                apt_words::arch(package)
            ));
            self.tool.line(&format!("Unpacking {name} ({}) ...", package.version));
            self.tool.process.sleep(20 * MILLI + package.installed / 100).await;
            if let Err(error) = installed.add(&self.tool, package) {
                let text = format!(
                    "dpkg: error processing archive {}: {error}\nE: Sub-process /usr/bin/dpkg returned an error code (1)\n",
                    package.name
                );
                self.tool.fail_plain(&text);
                return false;
            }
            self.tool.flush().await;
        }
        for package in plan {
            self.tool.line(&format!("Setting up {} ({}) ...", apt_words::qualified(package), package.version));
        }
        if plan.iter().any(|package| package.name.starts_with("lib")) {
            self.tool.line(&format!("Processing triggers for libc-bin ({trigger}) ..."));
        }
        true
    }

    async fn remove(&mut self, command: &str) {
        if !self.is_root("packages") {
            return;
        }
        self.steps();
        let index = Index::load(&self.tool, "packages/apt").await;
        let mut installed = Installed::read(&self.tool);
        let mut names = Vec::new();
        for word in self.words.clone() {
            let name = word.split(':').next().unwrap_or_default();
            if installed.packages.iter().any(|(known, _)| known == name) {
                names.push(name.to_owned());
            } else if index.base.contains(name) {
                self.tool.err(&format!("drydock: removing {name}, which belongs to the base image, is not modelled\n"));
                self.tool.status = 1;
                return;
            } else if index.get(name).is_some() {
                self.say(&format!("Package '{name}' is not installed, so not removed\n"));
            } else {
                self.tool.fail_plain(&format!("E: Unable to locate package {name}\n"));
                return;
            }
        }
        // What needs a removed package goes with it.
        loop {
            let needs =
                |name: &String| index.get(name).is_some_and(|p| p.depends.iter().any(|need| names.contains(need)));
            let next =
                installed.packages.iter().map(|(name, _)| name).find(|name| !names.contains(name) && needs(name));
            let Some(next) = next.cloned() else { break };
            names.push(next);
        }
        order::sort(&mut names);
        self.delete(&index, &mut installed, &names, command == "purge").await;
    }

    async fn autoremove(&mut self) {
        if !self.is_root("packages") {
            return;
        }
        self.steps();
        let index = Index::load(&self.tool, "packages/apt").await;
        let mut installed = Installed::read(&self.tool);
        let names = installed.orphans(&index);
        self.delete(&index, &mut installed, &names, false).await;
    }

    async fn delete(&mut self, index: &Index, installed: &mut Installed, names: &[String], purge: bool) {
        let screen = self.tool.process.tty_size(1).map_or(80, |(cols, _)| usize::from(cols));
        if !names.is_empty() {
            let names: Vec<String> =
                names.iter().map(|name| if purge { format!("{name}*") } else { name.clone() }).collect();
            self.say(&format!("The following packages will be REMOVED:\n{}", wrapped(&names, screen)));
        }
        self.say(&format!("0 upgraded, 0 newly installed, {} to remove and 0 not upgraded.\n", names.len()));
        if names.is_empty() {
            return;
        }
        let freed: u64 = names.iter().filter_map(|name| index.get(name)).map(|package| package.installed).sum();
        self.say(&format!("After this operation, {} disk space will be freed.\n", apt_words::size(freed)));
        if !self.yes && !self.agree().await {
            return;
        }
        let files = installed.files();
        self.tool.line(&format!("(Reading database ... {files} files and directories currently installed.)"));
        for name in names {
            let Some(package) = index.get(name) else { continue };
            self.tool.line(&format!("Removing {} ({}) ...", apt_words::qualified(package), package.version));
            installed.remove(&self.tool, name);
        }
        if let Err(error) = installed.write(&self.tool, index) {
            self.tool.fail_plain(&format!("dpkg: error: failed to write status database: {error}\n"));
        }
    }

    fn upgrade(&mut self) {
        if !self.is_root("packages") {
            return;
        }
        self.steps();
        self.step("Calculating upgrade");
        self.say(if self.modern {
            "Summary:\n  Upgrading: 0, Installing: 0, Removing: 0, Not Upgrading: 0\n"
        } else {
            "0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n"
        });
    }

    async fn list(&mut self) {
        let index = Index::load(&self.tool, "packages/apt").await;
        let names = Installed::read(&self.tool).names(&self.tool, &index);
        let suite = Archive::of(&self.tool).suite;
        let words = self.words.clone();
        self.step("Listing");
        let only_installed = !self.has_lists();
        for package in index.packages.values() {
            let there = names.contains(&package.name) || index.base.contains(&package.name);
            let fits = words.iter().any(|glob| crate::base::glob::shell_match(glob, &package.name));
            if (there || !only_installed) && (words.is_empty() && there || fits) {
                let mark = if there { " [installed]" } else { "" };
                let line = format!("{}/{suite} {} {}{mark}", package.name, package.version, apt_words::arch(package));
                self.tool.line(&line);
            }
        }
    }

    async fn search(&mut self) {
        let index = Index::load(&self.tool, "packages/apt").await;
        let suite = Archive::of(&self.tool).suite;
        self.step("Sorting");
        self.step("Full Text Search");
        let lists = self.has_lists();
        for package in index.packages.values().filter(|_| lists) {
            if self.words.iter().all(|word| package.name.contains(word.as_str())) {
                let line = format!("{}/{suite} {} {}\n", package.name, package.version, apt_words::arch(package));
                self.tool.line(&line);
            }
        }
    }

    async fn show(&mut self) {
        let index = Index::load(&self.tool, "packages/apt").await;
        let lists = self.has_lists();
        for word in self.words.clone() {
            if let Some(package) = index.get(&word).filter(|package| lists || index.base.contains(&package.name)) {
                let text = format!(
                    "Package: {}\nVersion: {}\nInstalled-Size: {}\nDepends: {}\nDownload-Size: {}\n\n",
                    package.name,
                    package.version,
                    apt_words::size(package.installed),
                    package.depends.join(", "),
                    apt_words::size(package.download)
                );
                self.tool.out(&text);
            } else {
                self.tool.err(&format!("N: Unable to locate package {word}\n"));
                self.tool.fail_plain("E: No packages found\n");
            }
        }
    }
}

fn sum(plan: &[Package], of: fn(&Package) -> u64) -> u64 {
    plan.iter().map(of).sum()
}

fn sorted<'a>(packages: impl Iterator<Item = &'a Package>) -> Vec<String> {
    let names: BTreeSet<&String> = packages.map(|package| &package.name).collect();
    names.into_iter().cloned().collect()
}

/// Names in columns, as version 3 lists them.
fn columns(names: &[String], screen: usize) -> String {
    let widths: Vec<usize> = names.iter().map(String::len).collect();
    let mut out = String::new();
    for row in text::columns(&widths, screen.saturating_sub(2), false) {
        let mut line = String::from("  ");
        for at in row {
            line += &names[at];
            line += "  ";
        }
        out += line.trim_end();
        out.push('\n');
    }
    out
}

/// `apt-cache search` and `show`, and `apt-mark`.
pub(in crate::programs) fn mark(tool: Tool) -> ProgramFuture {
    Box::pin(run_mark(tool))
}

async fn run_mark(mut tool: Tool) -> ExitStatus {
    let index = Index::load(&tool, "packages/apt").await;
    let mut installed = Installed::read(&tool);
    let args: Vec<String> = tool.args.iter().filter(|arg| !arg.starts_with('-')).cloned().collect();
    let known = |name: &String| installed.packages.iter().any(|(known, _)| known == name);
    match args.first().map(String::as_str) {
        Some("showmanual") => {
            let manual = installed.packages.iter().map(|(name, _)| name);
            let mut manual: Vec<&String> = manual.filter(|name| !installed.automatic.contains(*name)).collect();
            order::sort(&mut manual);
            for name in manual {
                tool.line(name);
            }
        }
        Some("showauto") => installed.automatic.iter().for_each(|name| tool.line(name)),
        Some(how @ ("auto" | "manual")) => {
            for name in &args[1..] {
                // `.*` stands for all of them.
                let named: Vec<String> = match name.as_str() {
                    ".*" => installed.packages.iter().map(|(name, _)| name.clone()).collect(),
                    _ if known(name) => vec![name.clone()],
                    _ => Vec::new(),
                };
                for name in named {
                    let changed = if how == "auto" {
                        installed.automatic.insert(name.clone())
                    } else {
                        installed.automatic.remove(&name)
                    };
                    let how = if how == "auto" { "automatically" } else { "manually" };
                    let already = if changed { "" } else { "was already " };
                    tool.line(&format!("{name} {already}set to {how} installed."));
                }
            }
            if !installed.packages.is_empty() {
                let _ = installed.write(&tool, &index);
            }
        }
        Some("hold" | "unhold") => args[1..].iter().for_each(|name| {
            let state = if args[0] == "hold" { "set on hold" } else { "no longer on hold" };
            tool.line(&format!("{name} {state}."));
        }),
        other => {
            let text = format!("E: Invalid operation {}\n", other.unwrap_or_default());
            tool.err(&text);
            tool.status = 100;
        }
    }
    tool.end().await
}
