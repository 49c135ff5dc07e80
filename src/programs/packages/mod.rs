//! The package managers `apt`, `apk`, `pip` and `dpkg`: what they share is an index, what needs what, and files for what is
//! installed. Of a package only the programs that the machine knows really run; the rest is files of the right size.

pub(super) mod apk;
pub(super) mod apt;
mod apt_words;
pub(super) mod dpkg;
pub(super) mod pip;

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value;

use super::kit::Tool;
use crate::base::order;
use crate::os::executable;
use crate::vfs::{Content, Errno, path};

/// A package of a distribution.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Package {
    name: String,
    version: String,
    /// Bytes of the archive.
    download: u64,
    /// Bytes on disk.
    installed: u64,
    /// Whether it is for all architectures.
    all: bool,
    depends: Vec<String>,
    recommends: Vec<String>,
    /// Its programs; `sbin/` in front for those of administrators.
    bins: Vec<String>,
}

/// What a distribution offers.
#[derive(Default)]
struct Index {
    packages: IndexMap<String, Package>,
    /// What every image of the distribution has.
    base: BTreeSet<String>,
    /// Names that another package provides.
    provided: IndexMap<String, String>,
}

fn list(value: Option<&Value>) -> Vec<String> {
    value.and_then(Value::as_str).unwrap_or_default().split_whitespace().map(str::to_owned).collect()
}

impl Index {
    /// Reads a resource; the world stands still until it is there. What cannot be read is left out.
    async fn load(tool: &Tool, name: &str) -> Self {
        let bytes = tool.process.kernel().resource(name).await;
        let rows: IndexMap<String, Vec<Value>> = serde_json::from_slice(&bytes).unwrap_or_default();
        let mut index = Self::default();
        for (name, row) in rows {
            if name.is_empty() {
                index.base = list(row.first()).into_iter().collect();
                let pairs = list(row.get(1));
                index.provided = pairs
                    .iter()
                    .filter_map(|pair| pair.split_once('='))
                    .map(|(name, by)| (name.to_owned(), by.to_owned()))
                    .collect();
                continue;
            }
            let number = |at: usize| row.get(at).and_then(Value::as_u64).unwrap_or(0);
            let package = Package {
                name: name.clone(),
                version: row.first().and_then(Value::as_str).unwrap_or_default().to_owned(),
                download: number(1),
                installed: number(2),
                all: number(3) != 0,
                depends: list(row.get(4)),
                recommends: list(row.get(5)),
                bins: list(row.get(6)),
            };
            index.packages.insert(name, package);
        }
        index
    }

    /// A package by its name or by what it provides.
    fn get(&self, name: &str) -> Option<&Package> {
        let by = self.provided.get(name).map_or(name, String::as_str);
        self.packages.get(name).or_else(|| self.packages.get(by))
    }

    /// What has to be installed for `names`, each after what it needs.
    fn closure(&self, names: &[String], have: &BTreeSet<String>, recommends: bool) -> Vec<&Package> {
        let (mut seen, mut order) = (BTreeSet::new(), Vec::new());
        for name in names {
            self.visit(name, have, recommends, &mut seen, &mut order);
        }
        order
    }

    fn visit<'a>(
        &'a self,
        name: &str,
        have: &BTreeSet<String>,
        recommends: bool,
        seen: &mut BTreeSet<String>,
        order: &mut Vec<&'a Package>,
    ) {
        let Some(package) = self.get(name) else { return };
        let present = |name: &str| have.contains(name) || self.base.contains(name);
        if present(&package.name) || !seen.insert(package.name.clone()) {
            return;
        }
        let more = package.recommends.iter().filter(|_| recommends);
        let mut needs: Vec<&String> = package.depends.iter().chain(more).collect();
        order::sort(&mut needs);
        for need in needs {
            self.visit(need, have, recommends, seen, order);
        }
        order.push(package);
    }
}

/// What the program of a package is called in the machine's list, and which version it says it has.
fn executable_of(name: &str, version: &str) -> (String, String) {
    let version = version.split_once(':').map_or(version, |(_, rest)| rest);
    let end = version.find(['-', '+', '~']).unwrap_or(version.len());
    let program = match name {
        "pip" => "pip3",
        "python" => "python3",
        "nodejs" => "node",
        "mariadb" => "mysql",
        other => other,
    };
    (program.to_owned(), version[..end].to_owned())
}

impl Package {
    /// Puts its files in place: programs and one file of the rest's size. The answer is the paths.
    fn unpack(&self, tool: &Tool, busybox: bool) -> Result<Vec<String>, Errno> {
        let mut paths = Vec::new();
        let count = self.bins.len() as u64;
        let each = (self.installed / 2).checked_div(count).map_or(0, |share| share.max(1_000));
        for bin in &self.bins {
            let name = path::base_name(bin);
            let (program, version) = executable_of(name, &self.version);
            let place = format!("/usr/{}{bin}", if bin.starts_with("sbin/") { "" } else { "bin/" });
            put(tool, &place, executable(&program, &version, each), 0o755)?;
            paths.push(place);
        }
        let rest = self.installed.saturating_sub(each * count);
        let place = if busybox {
            format!("/usr/share/{}/data", self.name)
        } else if self.name.starts_with("lib") {
            format!("/usr/lib/x86_64-linux-gnu/{}.so", self.name)
        } else {
            format!("/usr/share/{}/data", self.name)
        };
        if rest > 0 {
            put(tool, &place, Content::declared(rest, &format!("package:{}@{}", self.name, self.version)), 0o644)?;
            paths.push(place);
        }
        Ok(paths)
    }
}

/// Writes a file with its folders and mode; a link in its place is replaced.
fn put(tool: &Tool, place: &str, content: Content, mode: u32) -> Result<(), Errno> {
    tool.process.mkdir_all(path::dir_name(place))?;
    if tool.process.lstat(place).is_ok() {
        tool.process.unlink(place)?;
    }
    tool.process.write_file(place, content)?;
    tool.process.chmod(place, mode)
}

/// How long the archives take to come, in microseconds: 10 MB a second.
const fn download_time(bytes: u64) -> u64 {
    100_000 + bytes / 10
}

/// Lists names in lines of a width, indented by two, as apt does.
fn wrapped(names: &[String], screen: usize) -> String {
    let (mut text, mut used) = (String::new(), 0);
    for name in names {
        if used == 0 || used + name.len() >= screen.saturating_sub(3) {
            text.push_str(if used == 0 { "  " } else { "\n  " });
            used = 0;
        } else {
            text.push(' ');
            used += 1;
        }
        text.push_str(name);
        used += name.len();
    }
    text.push('\n');
    text
}
