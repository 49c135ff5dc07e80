//! Platforms as containerd names them: `linux/amd64`, `linux/arm64/v8`. Which of them an image has is not its concern.

use super::quote::quote;

/// An operating system and an architecture.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Platform {
    /// `linux`, `windows` ...
    pub os: String,
    /// `amd64`, `arm64` ...
    pub architecture: String,
    /// `v7`, `v8` ...; empty when there is none.
    pub variant: String,
}

const SYSTEMS: [&str; 17] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "windows",
    "zos",
];

const ARCHITECTURES: [&str; 23] = [
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "arm64",
    "arm64be",
    "armbe",
    "loong64",
    "mips",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "mipsle",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

impl Default for Platform {
    /// The modelled host's.
    fn default() -> Self {
        Self { os: "linux".to_owned(), architecture: "amd64".to_owned(), variant: String::new() }
    }
}

impl std::fmt::Display for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        if self.variant.is_empty() { Ok(()) } else { write!(f, "/{}", self.variant) }
    }
}

impl Platform {
    /// Reads `os[/architecture[/variant]]`, or an architecture alone. The errors are those of containerd's platforms
    /// 1.0; the version of an operating system, `windows(10.0)`, is read over.
    pub fn parse(text: &str) -> Result<Self, String> {
        let failed = |why: String| Err(format!("{}: invalid argument", quote(text) + &why));
        if text.contains('*') {
            return failed(": wildcards not yet supported".to_owned());
        }
        let parts: Vec<&str> = text.splitn(4, '/').collect();
        for (index, part) in parts.iter().enumerate() {
            let (known, what, pattern) = if index == 0 {
                (is_system(part), "OS component", r"^([A-Za-z0-9_-]+)(?:\\(([A-Za-z0-9_.-]*)\\))?$")
            } else {
                (is_word(part, "_.-"), "component", "^[A-Za-z0-9_.-]+$")
            };
            if !known {
                let name = if index == 0 { "OSAndVersion" } else { "platform" };
                return Err(format!(
                    "{} is an invalid {what} of {}: {name} specifier component must match \"{pattern}\": \
                     invalid argument",
                    quote(part),
                    quote(text)
                ));
            }
        }
        let os = parts[0].split('(').next().unwrap_or_default().to_lowercase();
        let os = if os == "macos" { "darwin".to_owned() } else { os };
        match parts[1..] {
            [] if SYSTEMS.contains(&os.as_str()) => Ok(Self { os, ..Self::default() }),
            [] => {
                let (architecture, mut variant) = normal_architecture(parts[0], "");
                if !ARCHITECTURES.contains(&architecture.as_str()) {
                    return failed(": unknown operating system or architecture".to_owned());
                }
                if architecture == "arm" && variant == "v7" {
                    variant.clear();
                }
                Ok(Self { architecture, variant, ..Self::default() })
            }
            [architecture] => {
                let (architecture, mut variant) = normal_architecture(architecture, "");
                if architecture == "arm" && variant == "v7" {
                    variant.clear();
                }
                Ok(Self { os, architecture, variant })
            }
            [architecture, variant] => {
                let (architecture, mut variant) = normal_architecture(architecture, variant);
                if architecture == "arm64" && variant.is_empty() {
                    "v8".clone_into(&mut variant);
                }
                Ok(Self { os, architecture, variant })
            }
            _ => failed(": cannot parse platform specifier".to_owned()),
        }
    }
}

fn is_word(text: &str, others: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || others.contains(c))
}

/// A name, with or without a version in parentheses.
fn is_system(text: &str) -> bool {
    match text.split_once('(') {
        None => is_word(text, "_-"),
        Some((name, version)) => {
            let version = version.strip_suffix(')');
            is_word(name, "_-") && version.is_some_and(|version| version.is_empty() || is_word(version, "_.-"))
        }
    }
}

/// The names that mean the same brought to one, with the variant that a name implies.
fn normal_architecture(architecture: &str, variant: &str) -> (String, String) {
    let (architecture, variant) = (architecture.to_lowercase(), variant.to_lowercase());
    let (architecture, variant) = match (architecture.as_str(), variant.as_str()) {
        ("i386", _) => ("386", ""),
        ("x86_64" | "x86-64" | "amd64", "v1") => ("amd64", ""),
        ("x86_64" | "x86-64", variant) => ("amd64", variant),
        ("aarch64" | "arm64", "8" | "v8" | "v8.0") => ("arm64", ""),
        ("aarch64" | "arm64", "9" | "9.0" | "v9.0") => ("arm64", "v9"),
        ("aarch64", variant) => ("arm64", variant),
        ("armhf", _) | ("arm", "" | "7") => ("arm", "v7"),
        ("armel", _) | ("arm", "6") => ("arm", "v6"),
        ("arm", "5") => ("arm", "v5"),
        ("arm", "8") => ("arm", "v8"),
        other => other,
    };
    (architecture.to_owned(), variant.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platforms_and_refusals() {
        let shown = |text: &str| Platform::parse(text).map_or_else(|error| error, |platform| platform.to_string());
        assert_eq!(shown("linux"), "linux/amd64");
        assert_eq!(shown("arm64"), "linux/arm64");
        assert_eq!(shown("Linux/aarch64/v8"), "linux/arm64/v8");
        assert_eq!(shown("linux/arm/v6"), "linux/arm/v6");
        assert_eq!(shown("nonsense"), "\"nonsense\": unknown operating system or architecture: invalid argument");
        let component = "\"\" is an invalid component of \"linux/\": platform specifier component must match \
                         \"^[A-Za-z0-9_.-]+$\": invalid argument";
        assert_eq!(shown("linux/"), component);
    }
}
