//! The PORTS cell of `docker ps`: neighbouring ports are drawn together, host addresses before container ports.

use crate::base::order;
use std::fmt::Write as _;

use crate::engine::api::PortSummary;

/// Ports that follow one another on one address.
struct Group {
    ip: String,
    kind: String,
    first: u16,
    last: u16,
}

/// The ports in words, for example `80/tcp, 0.0.0.0:9000-9002->9000-9002/tcp`.
pub(crate) fn show(ports: &[PortSummary]) -> String {
    let mut ports = ports.to_vec();
    order::sort_by_key(&mut ports, |port| {
        (port.private_port, port.ip.clone(), port.public_port.unwrap_or(0), port.kind.clone())
    });
    let (mut done, mut open, mut mapped): (Vec<String>, Vec<Group>, Vec<String>) = Default::default();
    for port in ports {
        let public = port.public_port.unwrap_or(0);
        if !port.ip.is_empty() && public != port.private_port {
            mapped.push(format!("{}->{}/{}", join(&port.ip, &public.to_string()), port.private_port, port.kind));
            continue;
        }
        match open.iter_mut().find(|group| group.ip == port.ip && group.kind == port.kind) {
            None => {
                let (first, last) = (port.private_port, port.private_port);
                open.push(Group { ip: port.ip, kind: port.kind, first, last });
            }
            Some(group) if group.last.checked_add(1) == Some(port.private_port) => group.last = port.private_port,
            Some(group) => {
                done.push(group.show());
                (group.first, group.last) = (port.private_port, port.private_port);
            }
        }
    }
    done.extend(open.iter().map(Group::show));
    done.extend(mapped);
    done.join(", ")
}

impl Group {
    fn show(&self) -> String {
        let mut range = self.first.to_string();
        if self.last != self.first {
            let _ = write!(range, "-{}", self.last);
        }
        if !self.ip.is_empty() {
            range = format!("{}->{range}", join(&self.ip, &range));
        }
        format!("{range}/{}", self.kind)
    }
}

/// An address and a port; IPv6 addresses go in brackets.
pub(crate) fn join(ip: &str, port: &str) -> String {
    if ip.contains(':') { format!("[{ip}]:{port}") } else { format!("{ip}:{port}") }
}
