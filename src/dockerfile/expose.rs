//! What an EXPOSE word stands for once its variables are expanded. Publishing (`-p`) is read by `base::ports`, whose
//! errors differ.

use crate::base::ports::is_ip;
use crate::base::quote::quote;

/// The meaning of one word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposed {
    /// The ports as the image lists them, `80/tcp`.
    pub ports: Vec<String>,
    /// The protocol has an upper-case letter.
    pub odd_protocol: bool,
    /// It names an address or a port of the host, which does nothing.
    pub has_host: bool,
}

/// Reads `80`, `8000-8010/udp`, or the useless `ip:host:container`. The errors are BuildKit's.
pub fn parse_exposed(word: &str) -> Result<Exposed, String> {
    let mut parts = word.rsplitn(3, ':');
    let container = parts.next().unwrap_or_default();
    let host_port = parts.next().unwrap_or_default();
    let ip = parts.next().unwrap_or_default();
    let invalid_port = |why: String| format!("invalid port: {}: {why}", quote(word));
    let (container, protocol) = container.split_once('/').unwrap_or((container, ""));
    if container.is_empty() {
        return Err(invalid_port("no port specified".into()));
    }
    let lower = if protocol.is_empty() { "tcp".to_owned() } else { protocol.to_lowercase() };
    if !matches!(lower.as_str(), "tcp" | "udp" | "sctp") {
        return Err(invalid_port(format!("invalid proto: {protocol}")));
    }
    check_address(ip)?;
    let (first, last) = range(container).ok_or_else(|| format!("invalid containerPort: {container}"))?;
    if !host_port.is_empty() {
        let (low, high) = range(host_port).ok_or_else(|| format!("invalid hostPort: {host_port}"))?;
        if last - first != high - low && last != first {
            return Err(format!("invalid ranges specified for container and host Ports: {container} and {host_port}"));
        }
    }
    Ok(Exposed {
        ports: (first..=last).map(|port| format!("{port}/{lower}")).collect(),
        odd_protocol: !protocol.is_empty() && lower != protocol,
        has_host: !ip.is_empty() || !host_port.is_empty(),
    })
}

/// One port or a rising range; signs are allowed as Go's number parser allows them.
fn range(text: &str) -> Option<(u16, u16)> {
    let number = |text: &str| text.parse::<u16>().ok();
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (number(first)?, number(last)?);
    (first <= last).then_some((first, last))
}

fn check_address(ip: &str) -> Result<(), String> {
    let broken = |why: &str| format!("invalid IP address {ip}: address {ip}:: {why}");
    let bare = match ip.strip_prefix('[') {
        None => ip,
        Some(rest) => match rest.split_once(']') {
            None => return Err(broken("missing ']' in address")),
            Some((bare, "")) => bare,
            Some((_, after)) if after.starts_with(':') => return Err(broken("too many colons in address")),
            Some(_) => return Err(broken("missing port in address")),
        },
    };
    if bare.is_empty() || is_ip(bare) { Ok(()) } else { Err(format!("invalid IP address: {bare}")) }
}
