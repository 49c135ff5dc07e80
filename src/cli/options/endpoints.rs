//! Which networks a new container joins, and as whom: `--network` together with the older flags `--network-alias`, `--ip`,
//! `--link` and so on, which belong to the first network.

use indexmap::IndexMap;

use crate::cli::failure::Outcome;
use crate::cli::values::Values;
use crate::engine::api::{EndpointSettings, IpamConfig};

use super::hosts;
use super::network::{Attachment, attachment, is_user_defined};

fn typed(values: &Values) -> Vec<Attachment> {
    values.list("network").iter().filter_map(|text| attachment(text).ok()).collect()
}

/// The network mode: the first network.
pub(crate) fn mode(values: &Values) -> String {
    typed(values).into_iter().next().map_or_else(|| "default".to_owned(), |network| network.target)
}

/// The settings by network.
pub(crate) fn read(values: &Values) -> Outcome<IndexMap<String, EndpointSettings>> {
    let mut networks = typed(values);
    let mut endpoints = IndexMap::new();
    if networks.is_empty() {
        let mut default = Attachment { target: "default".to_owned(), ..Attachment::default() };
        older_flags(&mut default, values)?;
        endpoints.insert("default".to_owned(), settings(default)?);
        return Ok(endpoints);
    }
    let user_defined = networks.iter().filter(|network| is_user_defined(&network.target)).count();
    let (count, mixed) = (networks.len(), user_defined != 0 && user_defined != networks.len());
    older_flags(&mut networks[0], values)?;
    for network in networks {
        let target = network.target.clone();
        let endpoint = settings(network)?;
        if endpoints.contains_key(&target) {
            return Err(format!("network {} is specified multiple times", crate::base::quote::quote(&target)).into());
        }
        // The engine makes the settings of a single network that asks for nothing.
        if count > 1 || endpoint != EndpointSettings::default() {
            endpoints.insert(target, endpoint);
        }
    }
    if mixed {
        return Err("conflicting options: cannot attach both user-defined and non-user-defined network-modes".into());
    }
    Ok(endpoints)
}

fn older_flags(network: &mut Attachment, values: &Values) -> Outcome {
    let both = |flag: &str, own: &str| {
        Err(format!("conflicting options: cannot specify both --{flag} and per-network {own}").into())
    };
    let aliases = values.list("network-alias");
    if !aliases.is_empty() {
        if !network.aliases.is_empty() {
            return both("network-alias", "alias");
        }
        network.aliases = aliases.to_vec();
    }
    for (flag, own, place) in [
        ("ip", "IPv4 address", &mut network.ipv4),
        ("ip6", "IPv6 address", &mut network.ipv6),
        ("mac-address", "MAC address", &mut network.mac),
    ] {
        let value = values.text(flag);
        if !value.is_empty() {
            if !place.is_empty() {
                return both(flag, own);
            }
            value.clone_into(place);
        }
    }
    let local = values.list("link-local-ip");
    if !local.is_empty() {
        if !network.link_local.is_empty() {
            return both("link-local-ip", "link-local IP addresses");
        }
        network.link_local = local.to_vec();
    }
    if is_user_defined(&network.target) {
        network.links = values.list("link").to_vec();
    }
    Ok(())
}

fn settings(network: Attachment) -> Outcome<EndpointSettings> {
    if network.target.trim().is_empty() {
        return Err("no name set for network".into());
    }
    if !is_user_defined(&network.target) {
        if !network.aliases.is_empty() {
            return Err("network-scoped aliases are only supported for user-defined networks".into());
        }
        if !network.links.is_empty() {
            return Err("links are only supported for user-defined networks".into());
        }
    }
    if !network.mac.is_empty() && !hosts::is_mac(&network.mac) {
        return Err(format!("{} is not a valid mac address", network.mac).into());
    }
    let list = |list: Vec<String>| (!list.is_empty()).then_some(list);
    let addresses =
        IpamConfig { ipv4_address: network.ipv4, ipv6_address: network.ipv6, link_local_ips: network.link_local };
    Ok(EndpointSettings {
        ipam_config: (addresses != IpamConfig::default()).then_some(addresses),
        links: list(network.links),
        aliases: list(network.aliases),
        mac_address: network.mac,
        driver_opts: (!network.driver_opts.is_empty()).then_some(network.driver_opts),
        gw_priority: network.gw_priority,
        ..EndpointSettings::default()
    })
}
