//! `--network`: a network's name, or `name=...,alias=...,ip=...`.

use indexmap::IndexMap;

use crate::cli::kinds::Kind;
use crate::dockerfile::csv;

/// `--network`
pub(crate) const NETWORK: Kind = Kind::many("network", |text| attachment(text).map(|_| text.to_owned()));

/// A network to join.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Attachment {
    /// Its name or id, or a mode such as `host`.
    pub(crate) target: String,
    /// Further names in it.
    pub(crate) aliases: Vec<String>,
    /// Driver options.
    pub(crate) driver_opts: IndexMap<String, String>,
    /// Links.
    pub(crate) links: Vec<String>,
    /// An IPv4 address.
    pub ipv4: String,
    /// An IPv6 address.
    pub ipv6: String,
    /// Link-local addresses.
    pub(crate) link_local: Vec<String>,
    /// A hardware address.
    pub(crate) mac: String,
    /// Which network's gateway is the default.
    pub(crate) gw_priority: i64,
}

/// Reads one value.
pub(crate) fn attachment(text: &str) -> Result<Attachment, String> {
    let mut network = Attachment::default();
    if !is_long(text) {
        text.clone_into(&mut network.target);
        return Ok(network);
    }
    for field in csv::fields(text)? {
        let lower = field.to_lowercase();
        let (name, value) =
            lower.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or(format!("invalid field {field}"))?;
        let (name, value) = (name.trim(), value.trim());
        match name {
            "name" => value.clone_into(&mut network.target),
            "alias" => network.aliases.push(value.to_owned()),
            "ip" => value.clone_into(&mut network.ipv4),
            "ip6" => value.clone_into(&mut network.ipv6),
            "mac-address" => value.clone_into(&mut network.mac),
            "link-local-ip" => network.link_local.push(value.to_owned()),
            "driver-opt" => {
                let pair = value.split_once('=').filter(|(name, _)| !name.is_empty());
                let (name, value) = pair.ok_or("invalid key value pair format in driver options")?;
                network.driver_opts.insert(name.trim().to_owned(), value.trim().to_owned());
            }
            "gw-priority" => {
                let why = "invalid syntax";
                network.gw_priority = value.parse().map_err(|_| format!("invalid gw-priority ({value}): {why}"))?;
            }
            _ => return Err(format!("invalid field key {name}")),
        }
    }
    if network.target.is_empty() {
        return Err("network name/id is not specified".to_owned());
    }
    Ok(network)
}

/// Docker takes a value with a word on both sides of an equals sign anywhere in it for the long form.
fn is_long(text: &str) -> bool {
    let word = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let bytes = text.as_bytes();
    (1..bytes.len()).any(|at| bytes[at] == b'=' && word(bytes.get(at - 1)) && word(bytes.get(at + 1)))
}

/// Whether a mode names a network that a user made.
pub(crate) fn is_user_defined(mode: &str) -> bool {
    !matches!(mode, "" | "default" | "bridge" | "host" | "none" | "nat") && !mode.starts_with("container:")
}
