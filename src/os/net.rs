//! Network stacks: interfaces on links, the way out, listeners, forwarded ports and names. Bytes travel in pipes; packets,
//! routing tables and UDP are not modelled.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

use crate::vfs::Errno;

/// A network stack's number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct NetId(pub u32);

/// A listener's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListenerId(pub u32);

/// A link's number: everything on one link reaches everything else on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkId(pub u32);

/// An IPv4 address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ip(pub [u8; 4]);

impl Ip {
    /// All addresses of a host.
    pub const ANY: Self = Self([0; 4]);
    /// The loopback address.
    pub const LOCALHOST: Self = Self([127, 0, 0, 1]);

    /// Reads `a.b.c.d`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(|part| part.parse::<u8>().ok());
        let ip = [parts.next()??, parts.next()??, parts.next()??, parts.next()??];
        parts.next().is_none().then_some(Self(ip))
    }

    /// Whether it is in 127.0.0.0/8.
    pub fn is_loopback(self) -> bool {
        self.0[0] == 127
    }

    /// As a number, the first byte highest.
    pub fn number(self) -> u32 {
        u32::from_be_bytes(self.0)
    }

    /// From a number, the first byte highest.
    pub fn from_number(number: u32) -> Self {
        Self(number.to_be_bytes())
    }
}

impl fmt::Display for Ip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second, third, fourth] = self.0;
        write!(f, "{first}.{second}.{third}.{fourth}")
    }
}

/// A network interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Iface {
    /// `eth0`, `docker0`, ...
    pub name: String,
    /// What it is plugged into.
    pub link: LinkId,
    /// Its address.
    pub ip: Ip,
    /// Bits of the network part.
    pub prefix: u8,
    /// Its hardware address, `02:42:ac:11:00:02`.
    pub mac: String,
    /// Names that resolve on this interface's link are asked for here, as docker's embedded DNS does.
    pub dns: bool,
    /// Names that only this stack has for others on the link, with what they stand for.
    pub aliases: Vec<(String, String)>,
}

impl Iface {
    /// Whether an address lies in the interface's network.
    fn covers(&self, ip: Ip) -> bool {
        let shift = 32 - u32::from(self.prefix.min(32));
        self.ip.number().checked_shr(shift) == ip.number().checked_shr(shift)
    }
}

/// A host's port that leads into another stack, as docker publishes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forward {
    /// The host's address, [`Ip::ANY`] for all.
    pub ip: Ip,
    /// The host's port.
    pub port: u16,
    /// Whether it is UDP, which nothing connects to.
    pub udp: bool,
    /// Where it leads.
    pub target: NetId,
    /// The port there.
    pub target_port: u16,
}

/// One network stack.
#[derive(Clone, Debug, Default)]
pub struct NetStack {
    /// Interfaces beside loopback.
    pub ifaces: Vec<Iface>,
    /// Published ports.
    pub forwards: Vec<Forward>,
    /// The default route: the stack that passes on what is for no link of this one, a host for its containers. Without it
    /// such an address is refused at once.
    pub gateway: Option<NetId>,
}

impl NetStack {
    /// Whether an interface has the address.
    fn has(&self, ip: Ip) -> bool {
        self.ifaces.iter().any(|iface| iface.ip == ip)
    }
}

/// A server's end: connections that nobody has accepted yet wait here.
#[derive(Clone, Debug)]
pub struct Listener {
    /// The stack.
    pub net: NetId,
    /// The address, [`Ip::ANY`] for all.
    pub ip: Ip,
    /// The port.
    pub port: u16,
    /// Waiting connections: the pipe that the server reads, the pipe that it writes, the peer.
    pub backlog: VecDeque<(u32, u32, Ip)>,
}

/// The names on one link.
#[derive(Clone, Debug, Default)]
pub struct Zone {
    /// The network's name, which may follow each of the others behind a dot.
    pub domain: String,
    /// Names with their addresses.
    pub names: BTreeMap<String, Vec<Ip>>,
    /// The one name of each address.
    pub hosts: BTreeMap<Ip, String>,
}

impl Zone {
    /// The addresses of a name, with or without the domain.
    fn find(&self, name: &str) -> Option<&Vec<Ip>> {
        let bare = || name.strip_suffix(&self.domain)?.strip_suffix('.');
        self.names.get(name).or_else(|| self.names.get(bare()?))
    }
}

/// All stacks of the machine.
#[derive(Clone, Debug, Default)]
pub struct Net {
    /// Stacks by number.
    pub stacks: BTreeMap<NetId, NetStack>,
    /// Listeners by number.
    pub listeners: BTreeMap<ListenerId, Listener>,
    /// What docker's DNS knows of each link that has it.
    pub zones: BTreeMap<LinkId, Zone>,
    pub(super) next: u32,
}

/// Where a connection leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// To a server.
    Listener(ListenerId),
    /// Into a proxy whose own connection fails: the client is accepted, then reset.
    Reset,
}

impl Net {
    /// A fresh number for a stack, listener or link.
    pub fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    /// Adds a stack with loopback only.
    pub fn add_stack(&mut self) -> NetId {
        let id = NetId(self.fresh());
        self.stacks.insert(id, NetStack::default());
        id
    }

    /// The stack that has `ip` on a link that `from` is plugged into.
    fn neighbour(&self, from: &NetStack, ip: Ip) -> Option<NetId> {
        let links: Vec<LinkId> = from.ifaces.iter().map(|iface| iface.link).collect();
        let has = |stack: &NetStack| stack.ifaces.iter().any(|iface| iface.ip == ip && links.contains(&iface.link));
        self.stacks.iter().find(|(_, stack)| has(stack)).map(|(id, _)| *id)
    }

    /// The stack that has `ip`, seen from another: itself, a neighbour, its gateway, or a neighbour of the gateway on the way
    /// on from there. A host passes nothing from one of its bridges to another.
    fn find(&self, from: NetId, ip: Ip) -> Result<NetId, Errno> {
        let stack = self.stacks.get(&from).ok_or(Errno::NetUnreach)?;
        if ip.is_loopback() || stack.has(ip) {
            return Ok(from);
        }
        if let Some(found) = self.neighbour(stack, ip) {
            return Ok(found);
        }
        let on_link = stack.ifaces.iter().any(|iface| iface.covers(ip));
        if on_link {
            return Err(Errno::HostUnreach);
        }
        let id = stack.gateway.ok_or(Errno::NetUnreach)?;
        let gateway = self.stacks.get(&id).ok_or(Errno::NetUnreach)?;
        if gateway.has(ip) {
            return Ok(id);
        }
        let next = gateway.gateway.and_then(|next| self.stacks.get(&next)).ok_or(Errno::TimedOut)?;
        let uplinks: Vec<Iface> = gateway
            .ifaces
            .iter()
            .filter(|own| next.ifaces.iter().any(|iface| iface.link == own.link))
            .cloned()
            .collect();
        let on_uplink = uplinks.iter().any(|iface| iface.covers(ip));
        let beyond = NetStack { ifaces: uplinks, ..NetStack::default() };
        self.neighbour(&beyond, ip).ok_or(if on_uplink { Errno::HostUnreach } else { Errno::TimedOut })
    }

    fn listener_at(&self, net: NetId, ip: Ip, port: u16) -> Option<ListenerId> {
        let fits = |l: &Listener| l.net == net && l.port == port && (l.ip == Ip::ANY || l.ip == ip);
        self.listeners.iter().find(|(_, listener)| fits(listener)).map(|(id, _)| *id)
    }

    /// Whether something has `ip`, seen from a stack: what `ping` asks.
    pub fn reach(&self, from: NetId, ip: Ip) -> Result<(), Errno> {
        if ip == Ip::ANY { Ok(()) } else { self.find(from, ip).map(|_| ()) }
    }

    /// Where a connection from `from` to `ip`:`port` ends.
    pub fn route(&self, from: NetId, ip: Ip, port: u16) -> Result<Route, Errno> {
        let ip = if ip == Ip::ANY { Ip::LOCALHOST } else { ip };
        let target = self.find(from, ip)?;
        if let Some(listener) = self.listener_at(target, ip, port) {
            return Ok(Route::Listener(listener));
        }
        let forwards = self.stacks.get(&target).map_or(&[][..], |stack| &stack.forwards[..]);
        let forward = forwards
            .iter()
            .find(|forward| !forward.udp && forward.port == port && (forward.ip == Ip::ANY || forward.ip == ip));
        match forward {
            None => Err(Errno::ConnRefused),
            Some(forward) => {
                let inner = self.stacks.get(&forward.target).and_then(|stack| stack.ifaces.first());
                let address = inner.map_or(Ip::LOCALHOST, |iface| iface.ip);
                Ok(self.listener_at(forward.target, address, forward.target_port).map_or(Route::Reset, Route::Listener))
            }
        }
    }

    /// Whether something already owns `port` at `ip` in a stack.
    pub fn is_taken(&self, net: NetId, ip: Ip, port: u16, udp: bool) -> bool {
        let clash = |other: Ip| other == ip || other == Ip::ANY || ip == Ip::ANY;
        let listens = !udp && self.listeners.values().any(|l| l.net == net && l.port == port && clash(l.ip));
        let forwards = self.stacks.get(&net).map_or(&[][..], |stack| &stack.forwards[..]);
        listens || forwards.iter().any(|f| f.udp == udp && f.port == port && clash(f.ip))
    }

    /// The addresses of a name as a stack's DNS gives them; `/etc/hosts` is the caller's affair.
    pub fn lookup(&self, from: NetId, name: &str) -> Vec<Ip> {
        let ifaces = self.stacks.get(&from).map_or(&[][..], |stack| &stack.ifaces[..]);
        let alias = |iface: &&Iface| {
            let (_, target) = iface.aliases.iter().find(|(alias, _)| alias == name)?;
            self.zones.get(&iface.link)?.find(target).cloned()
        };
        let zones = self.zones_of(from);
        let found = ifaces.iter().find_map(|iface| alias(&iface));
        found.or_else(|| zones.into_iter().find_map(|zone| zone.find(name).cloned())).unwrap_or_default()
    }

    /// The name of an address, as a stack's DNS gives it: with its network's.
    pub fn name_of(&self, from: NetId, ip: Ip) -> Option<String> {
        let zones = self.zones_of(from);
        zones.into_iter().find_map(|zone| zone.hosts.get(&ip).map(|name| format!("{name}.{}", zone.domain)))
    }

    fn zones_of(&self, from: NetId) -> Vec<&Zone> {
        let ifaces = self.stacks.get(&from).map_or(&[][..], |stack| &stack.ifaces[..]);
        ifaces.iter().filter(|iface| iface.dns).filter_map(|iface| self.zones.get(&iface.link)).collect()
    }
}
