//! Port specifications of `-p` and `EXPOSE` as go-connections 0.5.0 reads them, which the 28.2.2 client links. Whether a
//! port is free, and `-p`'s long form (`published=80,target=80`), are not its concern.

use std::net::{Ipv4Addr, Ipv6Addr};

/// One container port and where it is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortMapping {
    /// The container's port.
    pub port: Port,
    /// The host's address without brackets; empty for all addresses.
    pub host_ip: String,
    /// The host's port; empty for one that the engine chooses, and `8000-8010` for one that it chooses in a range.
    pub host_port: String,
}

/// A port and its protocol, printed as `80/tcp`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Port {
    /// The number.
    pub number: u16,
    /// `tcp`, `udp` or `sctp`.
    pub proto: String,
}

impl std::fmt::Display for Port {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.number, self.proto)
    }
}

/// Reads one `-p` value, `[[ip:][host port]:]container port[/protocol]`, where ports may be ranges. A container port
/// without a host part is exposed and published at a port that the engine chooses. The error is the client's message.
pub fn parse_port_spec(spec: &str) -> Result<Vec<PortMapping>, String> {
    let mut parts = spec.rsplitn(3, ':');
    let (container, host_port, ip) =
        (parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let (container, proto) = split_proto(container);
    let host_ip = host_address(ip)?;
    if container.is_empty() {
        return Err(format!("no port specified: {spec}<empty>"));
    }
    let (first, last) = parse_range(container).ok_or_else(|| format!("invalid containerPort: {container}"))?;
    let host = match host_port {
        "" => None,
        range => Some(parse_range(range).ok_or_else(|| format!("invalid hostPort: {range}"))?),
    };
    let extra = last - first;
    if extra > 0 && host.is_some_and(|(low, high)| high - low != extra) {
        return Err(format!("invalid ranges specified for container and host Ports: {container} and {host_port}"));
    }
    let lower = proto.to_lowercase();
    if !matches!(lower.as_str(), "tcp" | "udp" | "sctp") {
        return Err(format!("invalid proto: {proto}"));
    }
    Ok((0..=extra)
        .map(|offset| PortMapping {
            port: Port { number: first + offset, proto: lower.clone() },
            host_ip: host_ip.to_owned(),
            host_port: match host {
                None => String::new(),
                Some((low, high)) if extra == 0 && low != high => format!("{low}-{high}"),
                Some((low, _)) => (low + offset).to_string(),
            },
        })
        .collect())
}

/// Splits `80/udp`; the protocol is `tcp` unless given, and both are empty without a port. What follows a second slash is
/// dropped, as the client does.
pub fn split_proto(text: &str) -> (&str, &str) {
    let mut parts = text.split('/');
    match (parts.next().unwrap_or(""), parts.next()) {
        ("", _) => ("", ""),
        (port, None | Some("")) => (port, "tcp"),
        (port, Some(proto)) => (port, proto),
    }
}

/// Reads `80` or `8000-8010`; `None` for anything else, also a range that falls.
pub fn parse_range(text: &str) -> Option<(u16, u16)> {
    let mut ends = text.split('-').map(|end| {
        let digits = !end.is_empty() && end.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| end.parse::<u16>().ok())?
    });
    let first = ends.next()??;
    let last = ends.next().unwrap_or(Some(first))?;
    (first <= last).then_some((first, last))
}

/// The address without brackets, checked.
fn host_address(text: &str) -> Result<&str, String> {
    let broken = |why: &str| format!("invalid IP address {text}: address {text}:: {why}");
    let ip = match text.strip_prefix('[') {
        None => text,
        Some(rest) => match rest.split_once(']') {
            None => return Err(broken("missing ']' in address")),
            Some((ip, "")) => ip,
            Some((_, after)) if after.starts_with(':') => return Err(broken("too many colons in address")),
            Some(_) => return Err(broken("missing port in address")),
        },
    };
    let valid = ip.is_empty() || is_ip(ip);
    if valid { Ok(ip) } else { Err(format!("invalid IP address: {ip}")) }
}

/// Whether Go's `net.ParseIP` takes `text`: no zones, no leading zeros.
pub fn is_ip(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok() || text.parse::<Ipv6Addr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(spec: &str) -> String {
        match parse_port_spec(spec) {
            Err(error) => error,
            Ok(list) => {
                let texts: Vec<_> = list.iter().map(|m| format!("{}|{}|{}", m.host_ip, m.host_port, m.port)).collect();
                texts.join(" ")
            }
        }
    }

    /// Asked of the 28.2.2 client.
    #[test]
    fn specs_and_refusals() {
        for (spec, shown) in [
            ("8080:80", "|8080|80/tcp"),
            ("80", "||80/tcp"),
            ("127.0.0.1::53/UDP", "127.0.0.1||53/udp"),
            ("[::1]:80:80", "::1|80|80/tcp"),
            ("::1:80:80", "::1|80|80/tcp"),
            ("8000-8001:80", "|8000-8001|80/tcp"),
            ("8000-8001:80-81/udp", "|8000|80/udp |8001|81/udp"),
            ("1-2-3", "||1/tcp ||2/tcp"),
            ("80/tcp/x", "||80/tcp"),
            ("80:", "no port specified: 80:<empty>"),
            ("localhost:80:80", "invalid IP address: localhost"),
            ("[::1:80:80", "invalid IP address [::1: address [::1:: missing ']' in address"),
            ("a:80", "invalid hostPort: a"),
            ("80/foo", "invalid proto: foo"),
            ("+80", "invalid containerPort: +80"),
            ("65536", "invalid containerPort: 65536"),
            ("2-1", "invalid containerPort: 2-1"),
            ("8000-9000:80-81", "invalid ranges specified for container and host Ports: 80-81 and 8000-9000"),
        ] {
            assert_eq!(show(spec), shown, "{spec}");
        }
    }
}
