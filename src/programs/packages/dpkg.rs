//! What is installed on a Debian or Ubuntu: `/var/lib/dpkg`, written as dpkg does, and the queries of `dpkg`. Packages of the
//! base image are known by name only; archives (`dpkg -i`) are not modelled.

use std::fmt::Write;

use std::collections::BTreeSet;

use super::{Index, Package};
use crate::base::order;
use crate::os::{ExitStatus, ProgramFuture};
use crate::programs::kit::Tool;
use crate::vfs::{Content, Errno};

const STATUS: &str = "/var/lib/dpkg/status";
const AUTOMATIC: &str = "/var/lib/apt/extended_states";

/// The installed packages beyond the base image's.
#[derive(Default)]
pub(super) struct Installed {
    /// Names with versions, in the order of installation.
    pub(super) packages: Vec<(String, String)>,
    /// Those that came only because others need them.
    pub(super) automatic: BTreeSet<String>,
}

fn field<'a>(block: &'a str, name: &str) -> Option<&'a str> {
    block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

impl Installed {
    /// Reads the database.
    pub(super) fn read(tool: &Tool) -> Self {
        let text = |path| tool.process.read_text(path).unwrap_or_default();
        let status = text(STATUS);
        let blocks = status.split("\n\n").filter_map(|block| {
            Some((field(block, "Package")?.to_owned(), field(block, "Version").unwrap_or_default().to_owned()))
        });
        let states = text(AUTOMATIC);
        let automatic = states.split("\n\n").filter_map(|block| field(block, "Package").map(str::to_owned));
        Self { packages: blocks.collect(), automatic: automatic.collect() }
    }

    /// Writes the database.
    pub(super) fn write(&self, tool: &Tool, index: &Index) -> Result<(), Errno> {
        let arch = |name: &str| if index.get(name).is_some_and(|package| package.all) { "all" } else { "amd64" };
        let mut status = String::new();
        for (name, version) in &self.packages {
            let _ = write!(
                status,
                "Package: {name}\nStatus: install ok installed\nArchitecture: {}\nVersion: {version}\n\n",
                arch(name)
            );
        }
        let mut states = String::new();
        for name in &self.automatic {
            let _ = write!(states, "Package: {name}\nArchitecture: {}\nAuto-Installed: 1\n\n", arch(name));
        }
        super::put(tool, STATUS, Content::text(&status), 0o644)?;
        super::put(tool, AUTOMATIC, Content::text(&states), 0o644)
    }

    /// The names of all that is there: the database, and what the image brought without writing it down, known by its
    /// programs.
    pub(super) fn names(&self, tool: &Tool, index: &Index) -> BTreeSet<String> {
        let mut names: BTreeSet<String> = self.packages.iter().map(|(name, _)| name.clone()).collect();
        for package in index.packages.values().filter(|package| !package.bins.is_empty()) {
            let there = |bin: &String| {
                let folder = if bin.starts_with("sbin/") { "/usr/" } else { "/usr/bin/" };
                tool.process.exists(&format!("{folder}{bin}"))
            };
            if package.bins.iter().all(there) {
                names.insert(package.name.clone());
            }
        }
        names
    }

    /// Installs the files of a package and notes it.
    pub(super) fn add(&mut self, tool: &Tool, package: &Package) -> Result<(), Errno> {
        let paths = package.unpack(tool, false)?;
        let list = paths.iter().fold("/.\n".to_owned(), |text, path| text + path + "\n");
        super::put(tool, &list_file(&package.name), Content::text(&list), 0o644)?;
        self.packages.push((package.name.clone(), package.version.clone()));
        Ok(())
    }

    /// Removes the files of a package and its note.
    pub(super) fn remove(&mut self, tool: &Tool, name: &str) {
        let list = list_file(name);
        for path in tool.process.read_text(&list).unwrap_or_default().lines().filter(|path| *path != "/.") {
            let _ = tool.process.unlink(path);
        }
        let _ = tool.process.unlink(&list);
        self.packages.retain(|(known, _)| known != name);
        self.automatic.remove(name);
    }

    /// Packages that came for others and that nobody needs any more.
    pub(super) fn orphans(&self, index: &Index) -> Vec<String> {
        let manual = self.packages.iter().map(|(name, _)| name).filter(|name| !self.automatic.contains(*name));
        let manual: Vec<String> = manual.cloned().collect();
        let needed: BTreeSet<&str> =
            index.closure(&manual, &BTreeSet::new(), true).iter().map(|package| package.name.as_str()).collect();
        self.automatic.iter().filter(|name| !needed.contains(name.as_str())).cloned().collect()
    }

    /// How many files dpkg says it knows; the base image's are a round figure.
    pub(super) fn files(&self) -> usize {
        6_089 + 9 * self.packages.len()
    }
}

fn list_file(name: &str) -> String {
    format!("/var/lib/dpkg/info/{name}.list")
}

/// Queries.
pub(in crate::programs) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

async fn run(mut tool: Tool) -> ExitStatus {
    let args = tool.args.clone();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["--print-architecture", ..] => tool.line("amd64"),
        ["--print-foreign-architectures", ..] => {}
        ["--version", ..] => {
            let version = tool.process.version();
            tool.line(&format!("Debian 'dpkg' package management program version {version} (amd64)."));
        }
        ["-l" | "--list", wanted @ ..] => list(&mut tool, wanted).await,
        ["-s" | "--status", name] => status(&mut tool, name).await,
        ["-L" | "--listfiles", name] => {
            if let Ok(text) = tool.process.read_text(&list_file(name)) {
                tool.out(&text);
            } else {
                let text = format!(
                    "dpkg-query: package '{name}' is not installed\nUse dpkg --contents (= dpkg-deb --contents) to list archive \
                 files contents.\n"
                );
                tool.err(&text);
                tool.status = 1;
            }
        }
        [] => {
            let text = format!(
                "{0}: error: need an action option\n\nType {0} --help for help about installing and deinstalling packages [*];\n",
                tool.name
            );
            tool.err(&text);
            tool.status = 2;
        }
        _ => {
            let text = format!("drydock: {} {} is not modelled: only its queries are\n", tool.name, words.join(" "));
            tool.err(&text);
            tool.status = 1;
        }
    }
    tool.end().await
}

async fn list(tool: &mut Tool, wanted: &[&str]) {
    let index = Index::load(tool, "packages/apt").await;
    let installed = Installed::read(tool);
    let names = installed.names(tool, &index);
    let fits = |name: &str| wanted.is_empty() || wanted.iter().any(|glob| crate::base::glob::shell_match(glob, name));
    let mut rows: Vec<(&str, &str, bool)> = index
        .packages
        .values()
        .filter(|package| (index.base.contains(&package.name) || names.contains(&package.name)) && fits(&package.name))
        .map(|package| (package.name.as_str(), package.version.as_str(), package.all))
        .collect();
    order::sort(&mut rows);
    if rows.is_empty() {
        for name in wanted {
            tool.err(&format!("dpkg-query: no packages found matching {name}\n"));
        }
        tool.status = 1;
        return;
    }
    let name = rows.iter().map(|row| row.0.len()).max().unwrap_or(4).max(14);
    let version = rows.iter().map(|row| row.1.len()).max().unwrap_or(7).max(12);
    tool.out(&format!(
        "Desired=Unknown/Install/Remove/Purge/Hold\n| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend\n|/ \
         Err?=(none)/Reinst-required (Status,Err: uppercase=bad)\n||/ {:<name$} {:<version$} {:<12} Description\n",
        "Name", "Version", "Architecture"
    ));
    let rule = |width: usize| "=".repeat(width);
    tool.line(&format!("+++-{}-{}-{}-{}", rule(name), rule(version), rule(12), rule(33)));
    for (package, number, all) in rows {
        let arch = if all { "all" } else { "amd64" };
        tool.line(format!("ii  {package:<name$} {number:<version$} {arch:<12}").trim_end());
    }
}

async fn status(tool: &mut Tool, name: &str) {
    let index = Index::load(tool, "packages/apt").await;
    let names = Installed::read(tool).names(tool, &index);
    if let Some(package) =
        index.get(name).filter(|package| names.contains(&package.name) || index.base.contains(&package.name))
    {
        let arch = if package.all { "all" } else { "amd64" };
        tool.out(&format!(
            "Package: {name}\nStatus: install ok installed\nInstalled-Size: {}\nArchitecture: {arch}\nVersion: {}\n",
            package.installed / 1024,
            package.version
        ));
        if !package.depends.is_empty() {
            tool.line(&format!("Depends: {}", package.depends.join(", ")));
        }
    } else {
        let text = format!(
            "dpkg-query: package '{name}' is not installed and no information is available\nUse dpkg --info (= dpkg-deb --info) \
             to examine archive files.\n"
        );
        tool.err(&text);
        tool.status = 1;
    }
}
