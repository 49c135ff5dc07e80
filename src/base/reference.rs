//! Image references as distribution/reference reads them: `[domain/]path[:tag][@digest]`, their normal form on Docker Hub
//! and the familiar form that docker prints. It asks no registry whether a name exists.

use std::fmt;

use super::glob::path_match;

/// The registry of names that give none.
pub const DEFAULT_DOMAIN: &str = "docker.io";
/// The tag that stands for none.
pub const DEFAULT_TAG: &str = "latest";
const LEGACY_DOMAIN: &str = "index.docker.io";
const OFFICIAL: &str = "library/";
const INVALID: &str = "invalid reference format";
const PATH_MAX: usize = 255;

/// A normalised reference. It prints in full: `docker.io/library/node:20`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// The registry's host and port.
    pub domain: String,
    /// The repository within the registry, for example `library/node`.
    pub path: String,
    /// The tag, if one was given.
    pub tag: Option<String>,
    /// The digest with its algorithm, if one was given.
    pub digest: Option<String>,
}

/// What may stand where docker takes an image: an identifier or a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnyReference {
    /// A whole digest; 64 hexadecimal digits alone mean `sha256:`.
    Digest(String),
    /// A name.
    Named(Reference),
}

impl Reference {
    /// Reads a reference as a user types it. The error is the client's message.
    pub fn parse(text: &str) -> Result<Self, String> {
        if is_identifier(text) {
            return Err(format!("invalid repository name ({text}), cannot specify 64-byte hexadecimal strings"));
        }
        let (domain, remainder) = split_domain(text);
        let name = remainder.split(':').next().unwrap_or("");
        if name.to_lowercase() != name {
            return Err(format!("{INVALID}: repository name ({name}) must be lowercase"));
        }
        let full = format!("{domain}/{remainder}");
        match split(&full) {
            Some(reference) => reference.checked(),
            None if split(&full.to_lowercase()).is_some() => Err("repository name must be lowercase".to_owned()),
            None => Err(INVALID.to_owned()),
        }
    }

    /// Reads a reference and settles what it points at: the digest alone if there is one, else the tag, else `latest`.
    pub fn parse_docker(text: &str) -> Result<Self, String> {
        let mut reference = Self::parse(text)?;
        if reference.digest.is_some() {
            reference.tag = None;
        }
        Ok(reference.or_latest())
    }

    /// With the tag `latest` where neither tag nor digest is given.
    pub fn or_latest(mut self) -> Self {
        if self.is_name_only() {
            self.tag = Some(DEFAULT_TAG.to_owned());
        }
        self
    }

    /// Whether there is neither tag nor digest.
    pub fn is_name_only(&self) -> bool {
        self.tag.is_none() && self.digest.is_none()
    }

    /// The name without tag and digest, in full: `docker.io/library/node`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.domain, self.path)
    }

    /// The name as docker prints it: `node`, `me/app`, `localhost:5000/app`.
    pub fn familiar_name(&self) -> String {
        if self.domain != DEFAULT_DOMAIN {
            return self.name();
        }
        match self.path.strip_prefix(OFFICIAL) {
            Some(short) if !short.contains('/') => short.to_owned(),
            _ => self.path.clone(),
        }
    }

    /// The whole reference as docker prints it: `node:20`.
    pub fn familiar(&self) -> String {
        self.with_suffixes(self.familiar_name())
    }

    /// Whether the familiar form, with or without tag, matches a pattern of Go's path.Match: the rule behind
    /// `docker images --filter reference=`. The error is the engine's message.
    pub fn familiar_match(&self, pattern: &str) -> Result<bool, String> {
        Ok(path_match(pattern, &self.familiar())? || path_match(pattern, &self.familiar_name())?)
    }

    fn with_suffixes(&self, mut text: String) -> String {
        for (mark, part) in [(':', &self.tag), ('@', &self.digest)] {
            if let Some(part) = part {
                text.push(mark);
                text.push_str(part);
            }
        }
        text
    }

    fn checked(self) -> Result<Self, String> {
        if self.path.len() > PATH_MAX {
            return Err(format!("repository name must not be more than {PATH_MAX} characters"));
        }
        if let Some(digest) = &self.digest {
            check_digest(digest)?;
        }
        Ok(self)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.with_suffixes(self.name()))
    }
}

impl AnyReference {
    /// Reads a digest, an identifier or a name. The error is the client's message.
    pub fn parse(text: &str) -> Result<Self, String> {
        if is_identifier(text) {
            return Ok(Self::Digest(format!("sha256:{text}")));
        }
        if check_digest(text).is_ok() {
            return Ok(Self::Digest(text.to_owned()));
        }
        Reference::parse(text).map(Self::Named)
    }
}

impl fmt::Display for AnyReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digest(digest) => f.write_str(digest),
            Self::Named(reference) => reference.fmt(f),
        }
    }
}

/// Whether `text` is 64 lower-case hexadecimal digits, which always mean an id and never a name.
pub fn is_identifier(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(is_lower_hex)
}

/// Whether `text` may be a tag: letters, digits, `_`, and after the first also `.` and `-`; at most 128.
pub fn is_tag(text: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    text.len() <= 128
        && text.bytes().enumerate().all(|(at, b)| word(b) || (at > 0 && matches!(b, b'.' | b'-')))
        && !text.is_empty()
}

/// Checks a digest and its length for the algorithm. The error is go-digest's.
pub fn check_digest(text: &str) -> Result<(), &'static str> {
    const FORMAT: &str = "invalid checksum digest format";
    let (algorithm, encoded) = text.split_once(':').unwrap_or(("", ""));
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => {
            let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
            let known_form =
                algorithm.split(['+', '.', '_', '-']).all(|part| !part.is_empty() && part.bytes().all(plain));
            let encoded_form = encoded.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'=' | b'_' | b'-'));
            let unsupported = known_form && encoded_form && !encoded.is_empty();
            return Err(if unsupported { "unsupported digest algorithm" } else { FORMAT });
        }
    };
    if encoded.is_empty() {
        Err(FORMAT)
    } else if encoded.len() != length {
        Err("invalid checksum digest length")
    } else if encoded.bytes().all(is_lower_hex) {
        Ok(())
    } else {
        Err(FORMAT)
    }
}

fn is_lower_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

/// Separates the registry from what follows. A first part is a registry if it could not be a namespace: it holds a dot, a
/// colon or an upper-case letter, or is `localhost`.
fn split_domain(text: &str) -> (&str, String) {
    let Some((first, rest)) = text.split_once('/') else {
        return (DEFAULT_DOMAIN, format!("{OFFICIAL}{text}"));
    };
    let (domain, remainder) = if first == LEGACY_DOMAIN {
        (DEFAULT_DOMAIN, rest)
    } else if first == "localhost" || first.contains(['.', ':']) || first.to_lowercase() != first {
        (first, rest)
    } else {
        (DEFAULT_DOMAIN, text)
    };
    if domain == DEFAULT_DOMAIN && !remainder.contains('/') {
        return (domain, format!("{OFFICIAL}{remainder}"));
    }
    (domain, remainder.to_owned())
}

/// Takes `domain/path[:tag][@digest]` apart; `None` unless every part has its form.
fn split(text: &str) -> Option<Reference> {
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (text, None),
    };
    let (domain, rest) = rest.split_once('/')?;
    let (path, tag) = match rest.split_once(':') {
        Some((path, tag)) => (path, Some(tag)),
        None => (rest, None),
    };
    let valid = is_domain(domain)
        && path.split('/').all(is_path_component)
        && tag.is_none_or(is_tag)
        && digest.is_none_or(is_digest_form);
    valid.then(|| Reference {
        domain: domain.to_owned(),
        path: path.to_owned(),
        tag: tag.map(str::to_owned),
        digest: digest.map(str::to_owned),
    })
}

/// A host name, an IPv4 address or an IPv6 address in brackets, and perhaps a port.
fn is_domain(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let Some((address, after)) = rest.split_once(']') else { return false };
            let address_form = !address.is_empty() && address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':');
            if !address_form || !(after.is_empty() || after.starts_with(':')) {
                return false;
            }
            (None, after.strip_prefix(':'))
        }
        None => match text.split_once(':') {
            Some((host, port)) => (Some(host), Some(port)),
            None => (Some(text), None),
        },
    };
    let label = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    host.is_none_or(|host| host.split('.').all(label))
        && port.is_none_or(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()))
}

/// Lower-case letters and digits, with one dot, one or two underscores or any number of dashes between them.
fn is_path_component(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let separators = text.split(plain).filter(|part| !part.is_empty());
    text.starts_with(plain)
        && text.ends_with(plain)
        && separators.into_iter().all(|part| matches!(part, "." | "_" | "__") || part.bytes().all(|b| b == b'-'))
}

/// `algorithm:hex`, the form in a reference; whether the algorithm is known is checked later.
fn is_digest_form(text: &str) -> bool {
    let Some((algorithm, hex)) = text.split_once(':') else { return false };
    let component = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    algorithm.split(['-', '_', '+', '.']).all(component)
        && hex.len() >= 32
        && hex.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_normalise_and_familiarise() {
        for (text, full, familiar) in [
            ("node", "docker.io/library/node", "node"),
            ("me/app:1.0", "docker.io/me/app:1.0", "me/app:1.0"),
            ("localhost:5000/app", "localhost:5000/app", "localhost:5000/app"),
            ("index.docker.io/node:20", "docker.io/library/node:20", "node:20"),
            ("Foo/bar", "Foo/bar", "Foo/bar"),
        ] {
            let reference = Reference::parse(text).unwrap();
            assert_eq!((reference.to_string().as_str(), reference.familiar().as_str()), (full, familiar));
        }
    }

    /// Asked of the 28.2.2 client.
    #[test]
    fn refusals() {
        let hex = "f".repeat(64);
        for (text, error) in [
            ("MyApp", "invalid reference format: repository name (library/MyApp) must be lowercase"),
            ("", INVALID),
            ("x:", INVALID),
            ("a//b", INVALID),
            ("x___y", INVALID),
            ("https://foo", INVALID),
            (&format!("x@sha384:{hex}"), "invalid checksum digest length"),
            (&format!("x@foo:{hex}"), "unsupported digest algorithm"),
            (&format!("x@sha256:{}", "F".repeat(64)), "invalid checksum digest format"),
            (&"a".repeat(256), "repository name must not be more than 255 characters"),
            (&hex, &format!("invalid repository name ({hex}), cannot specify 64-byte hexadecimal strings")),
        ] {
            assert_eq!(Reference::parse(text).unwrap_err(), error, "{text}");
        }
    }
}
