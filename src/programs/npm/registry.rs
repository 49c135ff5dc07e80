//! The simulated registry: which versions of a package there are and what they need. The data comes as a resource.

use std::rc::Rc;

use indexmap::IndexMap;
use serde_json::Value;

use super::semver::{Range, Version};

/// One version of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Release {
    /// The package's name.
    pub(super) name: String,
    /// The version.
    pub(super) version: String,
    /// Bytes on disk.
    pub(super) size: u64,
    /// Whether it asks for funding.
    pub(super) funding: bool,
    /// The licence's identifier.
    pub(super) license: String,
    /// What it needs, by name with ranges.
    pub(super) dependencies: IndexMap<String, String>,
    /// What must stand beside it.
    pub(super) peers: IndexMap<String, String>,
    /// Its commands.
    pub(super) bins: Vec<String>,
    /// Whether it stands in for a package that the registry does not have.
    pub(super) made_up: bool,
}

/// The registry.
pub(super) struct Registry {
    packages: IndexMap<String, Vec<Rc<Release>>>,
}

/// Why a package cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// No package of that name.
    Package,
    /// No version in the range.
    Version,
}

impl Registry {
    /// Reads the resource; what cannot be read is left out.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let data: IndexMap<String, Vec<Vec<Value>>> = serde_json::from_slice(bytes).unwrap_or_default();
        let release = |name: &str, fields: &Vec<Value>| {
            let text = |at: usize| fields.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
            let number = |at: usize| fields.get(at).and_then(Value::as_u64).unwrap_or(0);
            let pairs = |at: usize| pairs(fields.get(at));
            let bins = fields.get(7).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
            Rc::new(Release {
                name: name.to_owned(),
                version: text(0),
                size: number(1),
                funding: number(3) != 0,
                license: text(4),
                dependencies: pairs(5),
                peers: pairs(6),
                bins: bins.map(str::to_owned).collect(),
                made_up: false,
            })
        };
        let packages = data.into_iter().map(|(name, all)| {
            let releases = all.iter().map(|fields| release(&name, fields)).collect();
            (name, releases)
        });
        Self { packages: packages.collect() }
    }

    /// All versions of a package, the newest first.
    pub(super) fn versions(&self, name: &str) -> &[Rc<Release>] {
        self.packages.get(name).map_or(&[], Vec::as_slice)
    }

    /// The version that a range or tag means: the newest if it fits, else the highest that does.
    pub(super) fn choose(&self, name: &str, wanted: &str) -> Result<Rc<Release>, Missing> {
        let all = self.versions(name);
        let Some(newest) = all.first() else { return Err(Missing::Package) };
        let Some(range) = Range::parse(wanted) else {
            return if wanted == "latest" { Ok(Rc::clone(newest)) } else { Err(Missing::Version) };
        };
        let fits =
            |release: &&Rc<Release>| Version::parse(&release.version).is_some_and(|version| range.holds(&version));
        if fits(&newest) {
            return Ok(Rc::clone(newest));
        }
        let best = all.iter().filter(fits).max_by_key(|release| Version::parse(&release.version));
        best.cloned().ok_or(Missing::Version)
    }
}

/// An object of texts as pairs.
pub(super) fn pairs(value: Option<&Value>) -> IndexMap<String, String> {
    let entries = value.and_then(Value::as_object).into_iter().flatten();
    entries.filter_map(|(name, text)| Some((name.clone(), text.as_str()?.to_owned()))).collect()
}

/// A stand-in for a package or version that the registry does not have.
pub(super) fn stand_in(name: &str, wanted: &str) -> Release {
    let version = Range::parse(wanted).and_then(|range| range.least()).unwrap_or_else(|| "1.0.0".to_owned());
    Release {
        name: name.to_owned(),
        version,
        size: 20_000,
        license: "MIT".to_owned(),
        made_up: true,
        bins: COMMANDS.iter().filter(|(package, _)| *package == name).map(|(_, bin)| (*bin).to_owned()).collect(),
        ..Release::default()
    }
}

/// The commands of packages that the registry does not have and that scripts call.
const COMMANDS: &[(&str, &str)] = &[
    ("@angular/cli", "ng"),
    ("@vue/cli-service", "vue-cli-service"),
    ("react-scripts", "react-scripts"),
    ("webpack-cli", "webpack"),
];

/// What `name@range` asks for, aliases (`npm:other@range`) resolved.
pub(super) fn target<'a>(name: &'a str, wanted: &'a str) -> (&'a str, &'a str) {
    let Some(alias) = wanted.strip_prefix("npm:") else { return (name, wanted) };
    match alias.rfind('@').filter(|at| *at > 0) {
        Some(at) => (&alias[..at], &alias[at + 1..]),
        None => (alias, "*"),
    }
}
