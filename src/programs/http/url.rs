//! URLs as curl and wget take them: a missing scheme is http. Nothing is fetched here.

/// A URL taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Url {
    /// `http`, `https`, ...
    pub(crate) scheme: String,
    /// `user:password`, when given.
    pub(crate) user: Option<String>,
    /// The host's name or address.
    pub(crate) host: String,
    /// The port when given.
    pub(crate) explicit_port: Option<u16>,
    /// Path and query, with the leading slash.
    pub(crate) path: String,
}

/// Why a text is no URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// No host.
    Host,
    /// A port that is no number.
    Port,
    /// A blank or the like.
    Malformed,
}

impl Url {
    /// Reads a URL.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(Problem::Malformed);
        }
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let (user, place) = authority.rsplit_once('@').map_or((None, authority), |(user, place)| (Some(user), place));
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, Some(port)),
            _ => (place, None),
        };
        let explicit_port = match port {
            None | Some("") => None,
            Some(port) => Some(port.parse().map_err(|_| Problem::Port)?),
        };
        if host.is_empty() {
            return Err(Problem::Host);
        }
        let path = path.split('#').next().unwrap_or_default();
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Ok(Self {
            scheme: scheme.to_ascii_lowercase(),
            user: user.map(str::to_owned),
            host: host.to_owned(),
            explicit_port,
            path,
        })
    }

    /// The port to connect to.
    pub(crate) fn port(&self) -> u16 {
        self.explicit_port.unwrap_or(if self.scheme == "https" { 443 } else { 80 })
    }

    /// Host and port as the `Host` header has them.
    pub(crate) fn authority(&self) -> String {
        self.explicit_port.map_or_else(|| self.host.clone(), |port| format!("{}:{port}", self.host))
    }

    /// The last part of the path, empty for a folder.
    pub(crate) fn file_name(&self) -> &str {
        let path = self.path.split('?').next().unwrap_or_default();
        path.rsplit('/').next().unwrap_or_default()
    }

    /// Where a `Location` header leads from here.
    pub(crate) fn join(&self, location: &str) -> Result<Self, Problem> {
        if location.contains("://") {
            return Self::parse(location);
        }
        let mut next = self.clone();
        if let Some(rest) = location.strip_prefix("//") {
            return Self::parse(&format!("{}://{rest}", self.scheme));
        }
        next.path = if location.starts_with('/') {
            location.to_owned()
        } else {
            let path = self.path.split('?').next().unwrap_or_default();
            let folder = path.rfind('/').map_or("/", |at| &path[..=at]);
            format!("{folder}{location}")
        };
        Ok(next)
    }
}

impl std::fmt::Display for Url {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority(), self.path)
    }
}

/// Decodes `%20` and the like.
pub(crate) fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let code = text.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let code = code.filter(|_| bytes[at] == b'%');
        out.push(code.unwrap_or(bytes[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Encodes what may not stand in a query.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
            out.push('%');
            out.push(char::from(DIGITS[usize::from(byte >> 4)]));
            out.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_taken_apart() {
        let url = Url::parse("localhost:3000?a=1").unwrap();
        assert_eq!((url.host.as_str(), url.port(), url.path.as_str()), ("localhost", 3000, "/?a=1"));
        assert_eq!(url.to_string(), "http://localhost:3000/?a=1");
        let url = Url::parse("http://me:pw@web/a/b.txt").unwrap();
        assert_eq!((url.user.as_deref(), url.port(), url.file_name()), (Some("me:pw"), 80, "b.txt"));
        assert_eq!(url.join("../c").unwrap().path, "/a/../c");
        assert_eq!(url.join("/c").unwrap().path, "/c");
        assert_eq!((Url::parse("http://"), Url::parse("a:b")), (Err(Problem::Host), Err(Problem::Port)));
        assert_eq!((decode("a%20b%"), encode("a b/")), ("a b%".into(), "a%20b%2F".into()));
    }
}
