//! Hosts and addresses: `--add-host`, `--dns`, `--dns-search`, `--link`, `--mac-address`.

use std::net::IpAddr;

use crate::base::quote::quote;
use crate::cli::kinds::Kind;

/// `--add-host`
pub(crate) const HOST: Kind = Kind::many("list", add_host);
/// `--dns`
pub(crate) const IP: Kind = Kind::many("list", ip_address);
/// `--dns-search`
pub(crate) const DOMAIN: Kind = Kind::many("list", dns_search);
/// `--link`
pub(crate) const LINK: Kind = Kind::many("list", |text| link(text).map(|_| text.to_owned()));

/// `name:address` or `name=address` as `name:address`.
pub(crate) fn add_host(text: &str) -> Result<String, String> {
    let parts = text.split_once('=').or_else(|| text.split_once(':'));
    let Some((name, address)) = parts.filter(|(name, _)| !name.is_empty() && !name.contains(':')) else {
        return Err(format!("bad format for add-host: {}", quote(text)));
    };
    let bare = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).filter(|bare| !bare.is_empty());
    let address = bare.unwrap_or(address);
    if address != "host-gateway" && ip_address(address).is_err() {
        return Err(format!("invalid IP address in add-host: {}", quote(address)));
    }
    Ok(format!("{name}:{address}"))
}

/// An address in its usual form.
pub(crate) fn ip_address(text: &str) -> Result<String, String> {
    match text.trim().parse::<IpAddr>() {
        Ok(IpAddr::V6(ip)) => Ok(ip.to_ipv4_mapped().map_or_else(|| ip.to_string(), |ip| ip.to_string())),
        Ok(IpAddr::V4(ip)) => Ok(ip.to_string()),
        Err(_) => Err(format!("IP address is not correctly formatted: {text}")),
    }
}

/// A domain to be searched; `.` stands for none.
pub(crate) fn dns_search(text: &str) -> Result<String, String> {
    let text = text.trim_matches(' ');
    if text == "." {
        return Ok(text.to_owned());
    }
    let name = text.strip_suffix('.').unwrap_or(text);
    let label = |label: &str| {
        let ends = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        ends(label.chars().next())
            && ends(label.chars().next_back())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let letters = text.chars().any(|c| c.is_ascii_alphabetic());
    if letters && name.len() < 255 && name.split('.').all(label) {
        return Ok(name.to_owned());
    }
    Err(format!("{text} is not a valid domain"))
}

/// A link's container and its name in the other one.
pub(crate) fn link(text: &str) -> Result<(String, String), String> {
    if text.is_empty() {
        return Err("empty string specified for links".to_owned());
    }
    let parts: Vec<&str> = text.splitn(3, ':').collect();
    match parts[..] {
        [name] => Ok((name.to_owned(), name.to_owned())),
        [name, alias] => match name.strip_prefix('/') {
            Some(name) => Ok((name.to_owned(), alias.rsplit('/').next().unwrap_or(alias).to_owned())),
            None => Ok((name.to_owned(), alias.to_owned())),
        },
        _ => Err(format!("bad format for links: {text}")),
    }
}

/// Whether Go's `net.ParseMAC` takes an address.
pub(crate) fn is_mac(text: &str) -> bool {
    let text = text.trim();
    let groups = |mark: char, width: usize| {
        let parts: Vec<&str> = text.split(mark).collect();
        let bytes = parts.len() * width / 2;
        matches!(bytes, 6 | 8 | 20)
            && parts.iter().all(|part| part.len() == width && part.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    groups(':', 2) || groups('-', 2) || groups('.', 4)
}
