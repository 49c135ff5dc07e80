//! Networks and endpoints as plain data, and address allocation. Joining and leaving is in `network_ops`.

use indexmap::IndexMap;
use serde_json::Value;

use crate::base::Time;
use crate::os::{Ip, LinkId};

use super::api::EndpointSettings;
use super::state::EngineState;

/// A network.
#[derive(Clone, Debug)]
pub struct Network {
    /// 64 hexadecimal digits.
    pub id: String,
    /// The name.
    pub name: String,
    /// When it was made.
    pub created: Time,
    /// `bridge`, `host` or `null`.
    pub driver: String,
    /// Whether it has no way out.
    pub internal: bool,
    /// Whether containers may attach by hand; only swarm asks.
    pub attachable: bool,
    /// What members are plugged into.
    pub link: LinkId,
    /// The subnet's first address and its prefix; `None` for host and null.
    pub subnet: Option<(Ip, u8)>,
    /// Whether the subnet was asked for; only then may members ask for addresses.
    pub chosen_subnet: bool,
    /// The gateway.
    pub gateway: Ip,
    /// Where addresses are taken from, when not from the whole subnet.
    pub ip_range: Option<(Ip, u8)>,
    /// Address management in the API's shape, as `inspect` shows it.
    pub ipam: Value,
    /// Driver options.
    pub options: IndexMap<String, String>,
    /// Labels.
    pub labels: IndexMap<String, String>,
}

impl Network {
    /// Whether it is one of docker's own three.
    pub fn is_predefined(&self) -> bool {
        matches!(self.name.as_str(), "bridge" | "host" | "none")
    }

    /// Whether members find each other by name: on every network but the default bridge.
    pub fn has_dns(&self) -> bool {
        !self.is_predefined()
    }

    /// The name of the bridge on the host.
    pub fn bridge(&self) -> String {
        match self.options.get("com.docker.network.bridge.name") {
            Some(name) => name.clone(),
            None => format!("br-{}", &self.id[..12]),
        }
    }
}

/// A container's place in a network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Endpoint {
    /// What was asked for.
    pub asked: EndpointSettings,
    /// The network's id, empty before the first start.
    pub network_id: String,
    /// This place's id, empty while it is not plugged in.
    pub id: String,
    /// The address while it is plugged in.
    pub ip: Option<Ip>,
    /// The hardware address while it is plugged in.
    pub mac: String,
    /// The gateway while it is plugged in.
    pub gateway: Option<Ip>,
    /// Bits of the network part.
    pub prefix: u8,
    /// All names in the network's DNS.
    pub dns_names: Vec<String>,
}

impl Endpoint {
    /// A place not yet plugged in.
    pub fn asked(asked: EndpointSettings) -> Self {
        Self { asked, ..Self::default() }
    }

    /// In the API's shape.
    pub fn settings(&self) -> EndpointSettings {
        let text = |ip: Option<Ip>| ip.map(|ip| ip.to_string()).unwrap_or_default();
        EndpointSettings {
            mac_address: self.mac.clone(),
            network_id: self.network_id.clone(),
            endpoint_id: self.id.clone(),
            gateway: text(self.gateway),
            ip_address: text(self.ip),
            ip_prefix_len: self.prefix,
            dns_names: (!self.dns_names.is_empty()).then(|| self.dns_names.clone()),
            ..self.asked.clone()
        }
    }
}

/// A hardware address made of an IP address, as docker's bridge driver does.
pub(super) fn mac_of(ip: Ip) -> String {
    let [a, b, c, d] = ip.0;
    format!("02:42:{a:02x}:{b:02x}:{c:02x}:{d:02x}")
}

/// Reads `172.20.0.0/16`.
pub(super) fn parse_subnet(text: &str) -> Option<(Ip, u8)> {
    let (ip, prefix) = text.split_once('/')?;
    let prefix: u8 = prefix.parse().ok().filter(|bits| *bits <= 32)?;
    Some((Ip::parse(ip)?, prefix))
}

/// The network part of an address.
pub(super) fn network_part(ip: Ip, prefix: u8) -> u32 {
    ip.number() & u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0)
}

/// Whether two subnets have addresses in common.
pub(super) fn overlaps(one: (Ip, u8), other: (Ip, u8)) -> bool {
    let prefix = one.1.min(other.1);
    network_part(one.0, prefix) == network_part(other.0, prefix)
}

impl EngineState {
    /// A network by name, id or id prefix.
    pub fn find_network(&self, name: &str) -> Option<&Network> {
        if let Some(found) = self.networks.get(name) {
            return Some(found);
        }
        if let Some(found) = self.networks.values().find(|network| network.name == name) {
            return Some(found);
        }
        let mut found = self.networks.values().filter(|network| !name.is_empty() && network.id.starts_with(name));
        match (found.next(), found.next()) {
            (Some(network), None) => Some(network),
            _ => None,
        }
    }

    /// The lowest address of a network that nobody has.
    pub(super) fn free_address(&self, network: &Network) -> Option<Ip> {
        let (base, prefix) = network.ip_range.or(network.subnet)?;
        let first = network_part(base, prefix);
        let last = first | u32::MAX.checked_shr(u32::from(prefix)).unwrap_or(0);
        let taken: Vec<Ip> = self.addresses(&network.id).collect();
        let subnet = network.subnet?;
        let whole = network_part(subnet.0, subnet.1);
        (first..last)
            .map(Ip::from_number)
            .find(|ip| ip.number() != whole && *ip != network.gateway && !taken.contains(ip))
    }

    /// The addresses that members of a network have.
    pub(super) fn addresses(&self, network: &str) -> impl Iterator<Item = Ip> {
        self.containers
            .values()
            .flat_map(|container| container.networks.values())
            .filter(move |endpoint| endpoint.network_id == network)
            .filter_map(|endpoint| endpoint.ip)
    }

    /// The lowest of docker's default address pools that overlaps no network: 172.17 to 172.31, then 192.168.
    pub(super) fn free_subnet(&self) -> Option<(Ip, u8)> {
        let class_b = (17..=31).map(|second| (Ip([172, second, 0, 0]), 16));
        let class_c = (0..=15).map(|third| (Ip([192, 168, third * 16, 0]), 20));
        class_b.chain(class_c).find(|subnet| {
            self.networks.values().filter_map(|network| network.subnet).all(|taken| !overlaps(taken, *subnet))
        })
    }
}
