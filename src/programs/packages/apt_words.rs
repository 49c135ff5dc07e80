//! What `apt` prints: sizes, the archive of each distribution and the lines of downloads. Recorded from apt 2.6 on Debian 12.

use super::Package;
use crate::programs::kit::Tool;

/// A number of bytes as apt writes it: `5412 B`, `63.1 kB`, `5027 kB`, `13.1 MB`.
pub(super) fn size(bytes: u64) -> String {
    let (mut unit, mut divisor) = (0, 1_u64);
    loop {
        let whole = (bytes + divisor / 2) / divisor;
        if unit > 0 && bytes < 100 * divisor {
            let tenths = (bytes * 10 + divisor / 2) / divisor;
            return format!("{}.{} {}B", tenths / 10, tenths % 10, UNITS[unit]);
        }
        if bytes < 10_000 * divisor || unit + 1 == UNITS.len() {
            return format!("{whole} {}B", UNITS[unit]);
        }
        divisor *= 1000;
        unit += 1;
    }
}

const UNITS: [&str; 5] = ["", "k", "M", "G", "T"];

/// One list that `update` fetches.
pub(super) struct Listing {
    /// Server and folder, as in sources.list.
    pub(super) base: String,
    /// `bookworm InRelease` or `bookworm/main amd64 Packages`.
    pub(super) what: String,
    /// Bytes over the wire.
    pub(super) bytes: u64,
}

/// Where packages come from.
pub(super) struct Archive {
    /// The main server and folder.
    pub(super) base: String,
    /// `bookworm`, `noble`, ...
    pub(super) suite: String,
    /// What `update` fetches, in order. The sizes are of the right magnitude.
    pub(super) listings: Vec<Listing>,
}

impl Archive {
    /// That of the distribution that `/etc/os-release` names.
    pub(super) fn of(tool: &Tool) -> Self {
        let text = tool.process.read_text("/etc/os-release").unwrap_or_default();
        let value = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
            line.map(|value| value.trim_matches('"').to_owned())
        };
        let suite = value("VERSION_CODENAME").filter(|name| !name.is_empty()).unwrap_or_else(|| "sid".to_owned());
        let ubuntu = value("ID").as_deref() == Some("ubuntu");
        let (base, security) = if ubuntu {
            ("http://archive.ubuntu.com/ubuntu", "http://security.ubuntu.com/ubuntu")
        } else {
            ("http://deb.debian.org/debian", "http://deb.debian.org/debian-security")
        };
        let rows: &[(&str, &str, &str, u64)] = if ubuntu {
            &[
                (base, "", "InRelease", 256_000),
                (security, "-security", "InRelease", 126_000),
                (base, "-updates", "InRelease", 126_000),
                (base, "-backports", "InRelease", 126_000),
                (security, "-security", "/main amd64 Packages", 1_384_000),
                (base, "", "/universe amd64 Packages", 19_300_000),
                (base, "", "/main amd64 Packages", 1_808_000),
                (base, "-updates", "/main amd64 Packages", 1_755_000),
                (base, "-updates", "/universe amd64 Packages", 1_494_000),
            ]
        } else {
            &[
                (base, "", "InRelease", 151_000),
                (base, "-updates", "InRelease", 55_400),
                (security, "-security", "InRelease", 48_000),
                (base, "", "/main amd64 Packages", 8_793_000),
                (base, "-updates", "/main amd64 Packages", 6_924),
                (security, "-security", "/main amd64 Packages", 296_000),
            ]
        };
        let listing = |(base, pocket, what, bytes): &(&str, &str, &str, u64)| {
            let gap = if what.starts_with('/') { "" } else { " " };
            Listing { base: (*base).to_owned(), what: format!("{suite}{pocket}{gap}{what}"), bytes: *bytes }
        };
        let listings = rows.iter().map(listing).collect();
        Self { base: base.to_owned(), suite, listings }
    }

    /// The line of one package's download.
    pub(super) fn get(&self, number: usize, package: &Package) -> String {
        format!(
            "Get:{number} {} {}/main amd64 {} {} {} [{}]\n",
            self.base,
            self.suite,
            package.name,
            arch(package),
            package.version,
            size(package.download)
        )
    }
}

/// A package's architecture.
pub(super) fn arch(package: &Package) -> &'static str {
    if package.all { "all" } else { "amd64" }
}

/// A package's name as dpkg shows it: libraries may be there for several architectures.
pub(super) fn qualified(package: &Package) -> String {
    if package.name.starts_with("lib") && !package.all {
        format!("{}:amd64", package.name)
    } else {
        package.name.clone()
    }
}

/// The line that sums a download up.
pub(super) fn fetched(bytes: u64, micros: u64) -> String {
    let speed = bytes.saturating_mul(1_000_000) / micros.max(1);
    format!("Fetched {} in {}s ({}/s)\n", size(bytes), (micros + 500_000) / 1_000_000, size(speed))
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_those_of_apt() {
        let sizes = [6_924, 63_100, 151_000, 5_027_000, 12_345_678, 99_950].map(size);
        assert_eq!(sizes, ["6924 B", "63.1 kB", "151 kB", "5027 kB", "12.3 MB", "100.0 kB"]);
    }
}
