//! Making, joining, leaving and removing networks; published ports.

use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::base::order;
use crate::os::{Iface, Ip, NetId, net::Forward};

use super::api::{ApiError, ApiResult, EndpointSettings, Filters, NetworkCreate, NetworkSummary, PortBinding};
use super::container::{Container, Status};
use super::filters;
use super::network::{Endpoint, Network, mac_of, network_part, overlaps, parse_subnet};
use super::state::Engine;

/// What an engine says that is asked for something only a cluster has.
pub(super) const NO_SWARM: &str = "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" \
                                   to connect this node to swarm and try again.";

impl Engine {
    /// bridge, host and none.
    pub(super) fn add_default_networks(&self) {
        let options = IndexMap::from(
            [
                ("com.docker.network.bridge.default_bridge", "true"),
                ("com.docker.network.bridge.enable_icc", "true"),
                ("com.docker.network.bridge.enable_ip_masquerade", "true"),
                ("com.docker.network.bridge.host_binding_ipv4", "0.0.0.0"),
                ("com.docker.network.bridge.name", "docker0"),
                ("com.docker.network.driver.mtu", "1500"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        for (name, driver, options) in
            [("bridge", "bridge", options), ("host", "host", IndexMap::new()), ("none", "null", IndexMap::new())]
        {
            let request =
                NetworkCreate { name: name.to_owned(), driver: driver.to_owned(), options, ..NetworkCreate::default() };
            let _ = self.make_network(&request, true);
        }
    }

    pub(super) fn make_network(&self, request: &NetworkCreate, predefined: bool) -> ApiResult<String> {
        let NetworkCreate { name, driver, .. } = request;
        let driver = if driver.is_empty() { "bridge".to_owned() } else { driver.clone() };
        if name.trim().is_empty() {
            return Err(ApiError::invalid("invalid network name: name is empty"));
        }
        if self.look(|state| state.networks.values().any(|network| network.name == *name)) {
            return Err(ApiError::conflict(format!("network with name {name} already exists")));
        }
        if !predefined {
            match driver.as_str() {
                "bridge" => {}
                "host" | "null" => {
                    let word = if driver == "host" { "host" } else { "null" };
                    return Err(ApiError::new(
                        super::api::ErrorClass::Forbidden,
                        format!("only one instance of \"{word}\" network is allowed"),
                    ));
                }
                "overlay" => {
                    return Err(ApiError::new(super::api::ErrorClass::Unavailable, NO_SWARM));
                }
                "ipvlan" | "macvlan" => {
                    let why = format!("drydock: the {driver} driver is not modelled: the host has no network to share");
                    return Err(ApiError::new(super::api::ErrorClass::NotImplemented, why));
                }
                other => return Err(ApiError::not_found(format!("plugin \"{other}\" not found"))),
            }
        }
        let subnet = self.choose_subnet(&driver, request)?;
        let gateway = subnet.map(|(subnet, _, gateway)| {
            gateway.unwrap_or_else(|| Ip::from_number(network_part(subnet.0, subnet.1) + 1))
        });
        let id = self.fresh_id();
        let link = self.fresh_link();
        let ipam_config: Vec<Value> = match (subnet, request.ipam_config.is_empty()) {
            (Some((subnet, _, _)), true) => vec![
                json!({"Subnet": format!("{}/{}", subnet.0, subnet.1), "Gateway": gateway.unwrap_or_default().to_string()}),
            ],
            (_, _) => request.ipam_config.clone(),
        };
        let ipam_driver = if request.ipam_driver.is_empty() { "default" } else { &request.ipam_driver };
        let own_options = if request.ipam_options.is_empty() && (driver != "bridge" || predefined) {
            Value::Null
        } else {
            json!(request.ipam_options)
        };
        let config = if subnet.is_none() { Value::Null } else { Value::Array(ipam_config) };
        let ipam = json!({"Driver": ipam_driver, "Options": own_options, "Config": config});
        let network = Network {
            id: id.clone(),
            name: name.clone(),
            created: self.now(),
            driver,
            internal: request.internal,
            attachable: request.attachable,
            link,
            subnet: subnet.map(|(subnet, _, _)| subnet),
            chosen_subnet: !request.ipam_config.is_empty(),
            gateway: gateway.unwrap_or_default(),
            ip_range: subnet.and_then(|(_, range, _)| range),
            ipam,
            options: request.options.clone(),
            labels: request.labels.clone(),
        };
        if let Some((subnet, _, _)) = subnet {
            let iface = Iface {
                name: network.bridge(),
                link,
                ip: network.gateway,
                prefix: subnet.1,
                mac: mac_of(network.gateway),
                dns: false,
                aliases: Vec::new(),
            };
            let host = self.0.host_net;
            self.0.kernel.enter(|state| {
                if let Some(stack) = state.net.stacks.get_mut(&host) {
                    stack.ifaces.push(iface);
                }
            });
        }
        let attributes =
            IndexMap::from([("name".to_owned(), name.clone()), ("type".to_owned(), network.driver.clone())]);
        self.enter(|state| state.networks.insert(id.clone(), network));
        if !predefined {
            self.emit("network", "create", &id, attributes);
        }
        Ok(id)
    }

    /// The subnet asked for, or a free one; with the range for addresses and the gateway where asked for.
    #[expect(clippy::type_complexity, reason = "a subnet, a range and a gateway are three plain things")]
    fn choose_subnet(
        &self,
        driver: &str,
        request: &NetworkCreate,
    ) -> ApiResult<Option<((Ip, u8), Option<(Ip, u8)>, Option<Ip>)>> {
        if driver != "bridge" {
            return Ok(None);
        }
        let text = |key: &str| request.ipam_config.first().and_then(|c| c[key].as_str()).filter(|t| !t.is_empty());
        let subnet = match text("Subnet") {
            Some(subnet) => {
                let parsed = parse_subnet(subnet);
                let parsed = parsed.ok_or_else(|| {
                    ApiError::invalid(format!(
                        "invalid network config:\ninvalid subnet {subnet}: invalid CIDR block notation"
                    ))
                })?;
                let base = Ip::from_number(network_part(parsed.0, parsed.1));
                if base != parsed.0 {
                    return Err(ApiError::invalid(format!(
                        "invalid network config:\ninvalid subnet {subnet}: it should be {base}/{}",
                        parsed.1
                    )));
                }
                let taken = self.look(|state| {
                    state.networks.values().filter_map(|network| network.subnet).any(|taken| overlaps(taken, parsed))
                });
                if taken {
                    return Err(ApiError::new(
                        super::api::ErrorClass::Forbidden,
                        "invalid pool request: Pool overlaps with other one on this address space",
                    ));
                }
                parsed
            }
            None => self
                .look(super::state::EngineState::free_subnet)
                .ok_or_else(|| ApiError::not_found("all predefined address pools have been fully subnetted"))?,
        };
        Ok(Some((subnet, text("IPRange").and_then(parse_subnet), text("Gateway").and_then(Ip::parse))))
    }

    /// The ids of the networks that a name means, for the client's errors.
    pub(super) fn network_id(&self, name: &str) -> ApiResult<String> {
        let found = self.look(|state| state.find_network(name).map(|network| network.id.clone()));
        found.ok_or_else(|| ApiError::not_found(format!("network {name} not found")))
    }

    pub(super) fn network_summary(network: &Network) -> NetworkSummary {
        NetworkSummary {
            name: network.name.clone(),
            id: network.id.clone(),
            created: network.created.rfc3339_nano(),
            scope: "local".to_owned(),
            driver: network.driver.clone(),
            enable_ipv4: true,
            enable_ipv6: false,
            ipam: network.ipam.clone(),
            internal: network.internal,
            attachable: network.attachable,
            ingress: false,
            config_from: json!({"Network": ""}),
            config_only: false,
            containers: json!({}),
            options: network.options.clone(),
            labels: network.labels.clone(),
        }
    }

    pub(super) fn list_networks(&self, asked: &Filters) -> ApiResult<Vec<NetworkSummary>> {
        filters::check(asked, filters::NETWORKS)?;
        let dangling = filters::boolean(asked, "dangling")?;
        if let Some(kind) =
            filters::values(asked, "type").iter().find(|kind| !matches!(kind.as_str(), "builtin" | "custom"))
        {
            return Err(ApiError::invalid(format!("invalid filter: 'type'='{kind}'")));
        }
        let fits = |network: &&Network, used: bool| {
            filters::any(asked, "name", |value| network.name.contains(value))
                && filters::any(asked, "id", |value| network.id.starts_with(value))
                && filters::any(asked, "driver", |value| network.driver == value)
                && filters::any(asked, "scope", |value| value == "local")
                && filters::any(asked, "type", |value| (value == "builtin") == network.is_predefined())
                && filters::labels(asked, &network.labels)
                && dangling.is_none_or(|dangling| dangling != used && !(dangling && network.is_predefined()))
        };
        let found: Vec<Network> = self.look(|state| {
            let used = |network: &Network| state.addresses(&network.id).next().is_some();
            state.networks.values().filter(|network| fits(network, used(network))).cloned().collect()
        });
        Ok(found.iter().map(Self::network_summary).collect())
    }

    pub(super) fn inspect_network(&self, name: &str) -> ApiResult<Value> {
        let id = self.network_id(name)?;
        let network = self.look(|state| state.networks.get(&id).cloned());
        let Some(network) = network else { return Err(ApiError::not_found(format!("network {name} not found"))) };
        let members: serde_json::Map<String, Value> = self.look(|state| {
            let place = |container: &Container| {
                let endpoint = container.networks.values().find(|e| e.network_id == id && !e.id.is_empty())?;
                let address = endpoint.ip.map(|ip| format!("{ip}/{}", endpoint.prefix)).unwrap_or_default();
                let value = json!({
                    "Name": container.name, "EndpointID": endpoint.id, "MacAddress": endpoint.mac,
                    "IPv4Address": address, "IPv6Address": "",
                });
                Some((container.id.clone(), value))
            };
            state.containers.values().filter_map(place).collect()
        });
        let summary = NetworkSummary { containers: Value::Object(members), ..Self::network_summary(&network) };
        Ok(serde_json::to_value(summary).unwrap_or_default())
    }

    pub(super) fn delete_network(&self, name: &str) -> ApiResult<()> {
        let id = self.network_id(name)?;
        let Some(network) = self.look(|state| state.networks.get(&id).cloned()) else { return Ok(()) };
        if network.is_predefined() {
            return Err(ApiError::new(
                super::api::ErrorClass::Forbidden,
                format!("{} is a pre-defined network and cannot be removed", network.name),
            ));
        }
        let members: Vec<String> = self.look(|state| {
            let joined = |c: &&Container| c.networks.values().any(|e| e.network_id == id && !e.id.is_empty());
            state
                .containers
                .values()
                .filter(joined)
                .map(|c| {
                    let endpoint = c.networks.values().find(|e| e.network_id == id).map_or("", |e| e.id.as_str());
                    format!("name:\"{}\" id:\"{}\"", c.name, endpoint.get(..12).unwrap_or_default())
                })
                .collect()
        });
        if !members.is_empty() {
            return Err(ApiError::new(
                super::api::ErrorClass::Forbidden,
                format!(
                    "error while removing network: network {} has active endpoints ({})",
                    network.name,
                    members.join(", ")
                ),
            ));
        }
        self.enter(|state| state.networks.shift_remove(&id));
        let host = self.0.host_net;
        self.0.kernel.enter(|state| {
            if let Some(stack) = state.net.stacks.get_mut(&host) {
                stack.ifaces.retain(|iface| iface.link != network.link);
            }
            state.net.zones.remove(&network.link);
        });
        let attributes = IndexMap::from([("name".to_owned(), network.name), ("type".to_owned(), network.driver)]);
        self.emit("network", "destroy", &id, attributes);
        Ok(())
    }

    // Containers' places.

    /// Plugs a container that starts into all its networks and publishes its ports. What was done is undone on an error.
    pub(super) fn plug_in_all(&self, id: &str) -> ApiResult<NetId> {
        let Some(container) = self.look(|state| state.containers.get(id).cloned()) else { return Ok(NetId(0)) };
        let mode = container.host_config.network_mode.as_str();
        if mode == "host" {
            return Ok(self.0.host_net);
        }
        if let Some(other) = mode.strip_prefix("container:") {
            let net = self.with_container(other, |other| (other.state.is_running(), other.net, other.id.clone()))?;
            return match net {
                (_, _, other) if other == id => Err(ApiError::system("cannot join own network")),
                (true, Some(net), _) => Ok(net),
                (_, _, other) => {
                    Err(ApiError::conflict(format!("cannot join network of a non running container: {other}")))
                }
            };
        }
        let net = self.0.kernel.enter(|state| state.net.add_stack());
        self.change(id, |container| container.net = Some(net));
        let names: Vec<String> = container.networks.keys().cloned().collect();
        let plugged = names.iter().try_for_each(|name| self.plug_in(id, name, net));
        if let Err(error) = plugged.and_then(|()| self.publish(id, net)) {
            self.unplug_all(id);
            let message = format!("failed to set up container networking: {}", error.message);
            return Err(ApiError::new(error.class, message));
        }
        Ok(net)
    }

    /// Plugs a container's stack into one network.
    fn plug_in(&self, id: &str, name: &str, net: NetId) -> ApiResult<()> {
        let network_id = self.network_id(name)?;
        let endpoint_id = self.fresh_id();
        let plugged = self.enter(|state| {
            let network = state.networks.get(&network_id).cloned()?;
            let asked = state.containers.get(id)?.networks.get(name)?.asked.clone();
            let wanted = asked.ipam_config.as_ref().and_then(|config| Ip::parse(&config.ipv4_address));
            let taken = wanted.is_some_and(|ip| state.addresses(&network_id).any(|other| other == ip));
            if taken {
                return Some(Err(ApiError::new(super::api::ErrorClass::Forbidden, "Address already in use")));
            }
            let ip = wanted.or_else(|| state.free_address(&network));
            let container = state.containers.get_mut(id)?;
            let mut dns_names = Vec::new();
            if network.has_dns() {
                dns_names.push(container.name.clone());
                dns_names.extend(asked.aliases.clone().unwrap_or_default());
                dns_names.push(container.id[..12].to_owned());
                let mut seen = Vec::new();
                dns_names.retain(|name| {
                    !seen.contains(name) && {
                        seen.push(name.clone());
                        true
                    }
                });
            }
            let endpoint = container.networks.get_mut(name)?;
            endpoint.network_id.clone_from(&network_id);
            endpoint.id = endpoint_id;
            endpoint.ip = ip;
            endpoint.mac = match (asked.mac_address.is_empty(), ip) {
                (false, _) => asked.mac_address.clone(),
                (true, ip) => ip.map(mac_of).unwrap_or_default(),
            };
            endpoint.gateway = network.subnet.map(|_| network.gateway).filter(|_| !network.internal);
            endpoint.prefix = network.subnet.map_or(0, |subnet| subnet.1);
            endpoint.dns_names = dns_names;
            Some(Ok((network, endpoint.clone())))
        });
        let (network, endpoint) = match plugged {
            None => return Ok(()),
            Some(result) => result?,
        };
        if let Some(ip) = endpoint.ip {
            let host = self.0.host_net;
            let links = endpoint.asked.links.iter().flatten().filter(|_| network.has_dns());
            let aliases = links
                .map(|link| super::links::parse(link))
                .map(|(name, alias)| (alias.to_owned(), name.to_owned()))
                .collect();
            self.0.kernel.enter(|state| {
                if let Some(stack) = state.net.stacks.get_mut(&net) {
                    if endpoint.gateway.is_some() {
                        stack.gateway = Some(host);
                    }
                    let iface = Iface {
                        name: format!("eth{}", stack.ifaces.len()),
                        link: network.link,
                        ip,
                        prefix: endpoint.prefix,
                        mac: endpoint.mac.clone(),
                        dns: network.has_dns(),
                        aliases,
                    };
                    stack.ifaces.push(iface);
                }
                if let Some(first) = endpoint.dns_names.first() {
                    let zone = state.net.zones.entry(network.link).or_default();
                    zone.domain.clone_from(&network.name);
                    zone.hosts.insert(ip, first.clone());
                    for name in &endpoint.dns_names {
                        zone.names.entry(name.clone()).or_default().push(ip);
                    }
                }
            });
        }
        let attributes = IndexMap::from([
            ("container".to_owned(), id.to_owned()),
            ("name".to_owned(), network.name.clone()),
            ("type".to_owned(), network.driver.clone()),
        ]);
        self.emit("network", "connect", &network.id, attributes);
        Ok(())
    }

    /// Takes a container out of all its networks and frees its ports; the places stay for the next start.
    pub(super) fn unplug_all(&self, id: &str) {
        let Some(container) = self.look(|state| state.containers.get(id).cloned()) else { return };
        for name in container.networks.keys() {
            self.unplug(id, name);
        }
        let (host, own) = (self.0.host_net, container.net);
        let shared = container.host_config.network_mode.starts_with("container:");
        if let Some(net) = own.filter(|net| *net != host && !shared) {
            self.0.kernel.enter(|state| {
                state.net.stacks.remove(&net);
                if let Some(stack) = state.net.stacks.get_mut(&host) {
                    stack.forwards.retain(|forward| forward.target != net);
                }
            });
        }
        self.change(id, |container| {
            container.net = None;
            container.ports.clear();
        });
    }

    fn unplug(&self, id: &str, name: &str) {
        let old = self.change(id, |container| {
            let net = container.net;
            let endpoint = container.networks.get_mut(name)?;
            let old = endpoint.clone();
            *endpoint = Endpoint { network_id: old.network_id.clone(), ..Endpoint::asked(old.asked.clone()) };
            let leads_out = container.networks.values().any(|endpoint| endpoint.gateway.is_some());
            Some((old, net, leads_out))
        });
        let Some(Some((old, net, leads_out))) = old else { return };
        if old.id.is_empty() {
            return;
        }
        let network = self.look(|state| state.networks.get(&old.network_id).cloned());
        let Some(network) = network else { return };
        self.0.kernel.enter(|state| {
            if let Some(stack) = net.and_then(|net| state.net.stacks.get_mut(&net)) {
                stack.ifaces.retain(|iface| iface.link != network.link);
                stack.gateway = stack.gateway.filter(|_| leads_out);
            }
            if let Some(zone) = state.net.zones.get_mut(&network.link) {
                for addresses in zone.names.values_mut() {
                    addresses.retain(|ip| Some(*ip) != old.ip);
                }
                zone.names.retain(|_, addresses| !addresses.is_empty());
                zone.hosts.retain(|ip, _| Some(*ip) != old.ip);
            }
        });
        let attributes = IndexMap::from([
            ("container".to_owned(), id.to_owned()),
            ("name".to_owned(), network.name.clone()),
            ("type".to_owned(), network.driver.clone()),
        ]);
        self.emit("network", "disconnect", &network.id, attributes);
    }

    /// Publishes the ports of a container that starts.
    fn publish(&self, id: &str, net: NetId) -> ApiResult<()> {
        let Some(container) = self.look(|state| state.containers.get(id).cloned()) else { return Ok(()) };
        // Ports are published over a network with a way out: an internal one publishes nothing.
        let Some(endpoint) = container.networks.values().find(|endpoint| endpoint.gateway.is_some()).cloned() else {
            return Ok(());
        };
        let mut wanted = container.host_config.port_bindings.clone();
        if container.host_config.publish_all_ports {
            for port in container.config.exposed_ports.iter().flatten().map(|(port, _)| port) {
                wanted.entry(port.clone()).or_insert_with(|| vec![PortBinding::default()]);
            }
        }
        order::sort_map(&mut wanted);
        let mut published: IndexMap<String, Vec<(String, u16)>> = IndexMap::new();
        for (port, bindings) in wanted {
            let (number, proto) = port.split_once('/').unwrap_or((&port, "tcp"));
            let target_port: u16 = number.parse().map_err(|_| ApiError::invalid(format!("invalid port: {port}")))?;
            let bindings = if bindings.is_empty() { vec![PortBinding::default()] } else { bindings };
            for binding in bindings {
                let forward = |ip, port| Forward { ip, port, udp: proto == "udp", target: net, target_port };
                let host_port = self.bind(&container.name, &endpoint, &binding, proto, target_port, &forward)?;
                let list = published.entry(port.clone()).or_default();
                if binding.host_ip.is_empty() {
                    list.push(("0.0.0.0".to_owned(), host_port));
                    list.push(("::".to_owned(), host_port));
                } else {
                    list.push((binding.host_ip.clone(), host_port));
                }
            }
        }
        self.change(id, |container| container.ports = published);
        Ok(())
    }

    /// Takes one host port.
    fn bind(
        &self,
        name: &str,
        endpoint: &Endpoint,
        binding: &PortBinding,
        proto: &str,
        target_port: u16,
        forward: &dyn Fn(Ip, u16) -> Forward,
    ) -> ApiResult<u16> {
        let ip = Ip::parse(&binding.host_ip).unwrap_or(Ip::ANY);
        let udp = proto == "udp";
        let host = self.0.host_net;
        let (first, last) = crate::base::ports::parse_range(&binding.host_port).unwrap_or_default();
        let taken = |port: u16| self.0.kernel.enter(|state| state.net.is_taken(host, ip, port, udp));
        let chosen = if first == 0 {
            let mut port = self.look(|state| state.next_port);
            while taken(port) && port < 60_999 {
                port += 1;
            }
            self.enter(|state| state.next_port = if port >= 60_999 { 32_768 } else { port + 1 });
            Some(port)
        } else {
            (first..=last).find(|port| !taken(*port))
        };
        let Some(port) = chosen else {
            let by_docker = self.0.kernel.enter(|state| {
                state
                    .net
                    .stacks
                    .get(&host)
                    .is_some_and(|stack| stack.forwards.iter().any(|f| f.port == first && f.udp == udp))
            });
            let why = if by_docker {
                format!("Bind for {ip}:{first} failed: port is already allocated")
            } else {
                let inner = endpoint.ip.unwrap_or_default();
                format!(
                    "failed to bind host port for {ip}:{first}:{inner}:{target_port}/{proto}: address already in use"
                )
            };
            return Err(ApiError::system(format!(
                "driver failed programming external connectivity on endpoint {name} ({}): {why}",
                endpoint.id
            )));
        };
        self.0.kernel.enter(|state| {
            if let Some(stack) = state.net.stacks.get_mut(&host) {
                stack.forwards.push(forward(ip, port));
            }
        });
        Ok(port)
    }

    /// Checks an address that is asked for in a network, which need not exist yet.
    pub(super) fn check_endpoint(&self, name: &str, asked: &EndpointSettings) -> ApiResult<()> {
        let config = asked.ipam_config.clone().unwrap_or_default();
        let (address, long) = (config.ipv4_address.as_str(), config.ipv6_address.as_str());
        let invalid = |why: String| Err(ApiError::invalid(format!("invalid endpoint settings:\n{why}")));
        // Nobody has such an address here, but a wrong one is refused.
        if !long.is_empty() && long.parse::<std::net::Ipv6Addr>().is_err() {
            return invalid(format!("invalid IPv6 address: {long}"));
        }
        if address.is_empty() {
            return Ok(());
        }
        let network = self.look(|state| state.find_network(name).cloned());
        let predefined = matches!(name, "bridge" | "default" | "host" | "none");
        let why = match (Ip::parse(address), network) {
            _ if predefined => "user specified IP address is supported on user defined networks only".to_owned(),
            (None, _) => format!("invalid IPv4 address: {address}"),
            (Some(_), Some(network)) if !network.chosen_subnet => {
                "user specified IP address is supported only when connecting to networks with user configured subnets"
                    .to_owned()
            }
            (Some(ip), Some(network)) if !network.subnet.is_some_and(|subnet| overlaps(subnet, (ip, 32))) => {
                format!("no configured subnet contains IP address {ip}")
            }
            (Some(_), _) => return Ok(()),
        };
        invalid(why)
    }

    pub(super) fn connect_container(&self, network: &str, container: &str, asked: EndpointSettings) -> ApiResult<()> {
        let network_id = self.network_id(network)?;
        let id = self.find_container(container)?;
        let name = self.look(|state| state.networks.get(&network_id).map(|n| n.name.clone())).unwrap_or_default();
        let (running, known, net, mode) = self.with_container(&id, |c| {
            (c.state.status, c.networks.contains_key(&name), c.net, c.host_config.network_mode.clone())
        })?;
        if name == "host" && mode != "host" {
            return Err(ApiError::invalid(
                "container cannot be disconnected from host network or connected to host network",
            ));
        }
        if mode == "host" {
            return Err(ApiError::invalid(
                "container sharing network namespace with another container or host cannot be connected to any other network",
            ));
        }
        if known {
            let container = self.with_container(&id, |c| c.name.clone())?;
            return Err(ApiError::new(
                super::api::ErrorClass::Forbidden,
                format!("endpoint with name {container} already exists in network {name}"),
            ));
        }
        self.check_endpoint(&name, &asked)?;
        self.change(&id, |c| c.networks.insert(name.clone(), Endpoint::asked(asked)));
        if let (Status::Running | Status::Paused, Some(net)) = (running, net) {
            if let Err(error) = self.plug_in(&id, &name, net) {
                self.change(&id, |c| c.networks.shift_remove(&name));
                return Err(error);
            }
            if self.with_container(&id, |c| c.ports.is_empty())? {
                // The first network with a way out brings the ports that were asked for at the start.
                self.publish(&id, net)?;
            }
        }
        self.write_hosts(&id);
        Ok(())
    }

    pub(super) fn disconnect_container(&self, network: &str, container: &str, force: bool) -> ApiResult<()> {
        let network_id = self.network_id(network)?;
        let id = self.find_container(container)?;
        let name = self.look(|state| state.networks.get(&network_id).map(|n| n.name.clone())).unwrap_or_default();
        if name == "host" {
            return Err(ApiError::invalid(
                "container cannot be disconnected from host network or connected to host network",
            ));
        }
        let known = self.with_container(&id, |c| c.networks.contains_key(&name))?;
        if !known {
            return if force {
                Ok(())
            } else {
                Err(ApiError::new(
                    super::api::ErrorClass::Forbidden,
                    format!("container {id} is not connected to network {name}"),
                ))
            };
        }
        self.unplug(&id, &name);
        self.change(&id, |c| c.networks.shift_remove(&name));
        self.write_hosts(&id);
        Ok(())
    }
}
