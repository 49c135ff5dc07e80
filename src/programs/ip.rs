//! `ip`, `ifconfig`, `ss` and `netstat`: interfaces, addresses, routes and listening ports. They show and change nothing.

use super::kit::{Next, Tool};
use crate::base::order;
use crate::os::{Iface, Ip};

/// The stack's interfaces.
fn ifaces(tool: &Tool) -> Vec<Iface> {
    let net = tool.process.net();
    tool.process
        .kernel()
        .enter(|state| state.net.stacks.get(&net).map(|stack| stack.ifaces.clone()).unwrap_or_default())
}

/// The highest address of an interface's network.
fn broadcast(iface: &Iface) -> Ip {
    let hosts = u32::MAX.checked_shr(u32::from(iface.prefix)).unwrap_or(0);
    Ip::from_number(iface.ip.number() | hosts)
}

/// The lowest address of an interface's network.
fn network(iface: &Iface) -> Ip {
    let hosts = u32::MAX.checked_shr(u32::from(iface.prefix)).unwrap_or(0);
    Ip::from_number(iface.ip.number() & !hosts)
}

/// The network's first address, where docker puts the gateway.
fn gateway(iface: &Iface) -> Ip {
    Ip::from_number(network(iface).number() + 1)
}

/// `ip address`, `ip route`, `ip link`, `ip neighbour`.
pub(super) fn main(tool: &mut Tool) -> Next {
    let brief = tool.args.iter().any(|arg| arg == "-br" || arg == "-brief");
    let args: Vec<String> = tool.args.iter().filter(|arg| !arg.starts_with('-')).cloned().collect();
    let Some(object) = args.first() else {
        let text = if tool.busybox {
            format!("{}\n\nUsage: ip [OPTIONS] address|route|link|tunnel|neigh|rule [ARGS]\n", tool.banner())
        } else {
            "Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\nwhere  OBJECT := { address | link | neighbour | route }\n"
                .to_owned()
        };
        tool.err(&text);
        tool.status = if tool.busybox { 1 } else { 255 };
        return Next::Done;
    };
    let is = |full: &str| full.starts_with(object.as_str());
    let verb = args.get(1).map_or("show", String::as_str);
    let shows = ["show", "list", "ls", "s", "sh", "l"].contains(&verb);
    let device =
        args.iter().skip(1).rfind(|arg| !["show", "list", "ls", "dev", "s", "sh", "l"].contains(&arg.as_str()));
    let known = is("address") || is("route") || is("link");
    if !(shows || known) || ["add", "del", "set", "get", "flush"].contains(&verb) {
        tool.err(&format!("drydock: ip {object} {verb} is not modelled: networks are docker's affair here\n"));
        tool.status = 1;
        return Next::Done;
    }
    if is("address") || is("link") {
        let addresses = is("address");
        show(tool, addresses, brief, device.map(String::as_str));
    } else if is("route") {
        for (at, iface) in ifaces(tool).iter().enumerate() {
            if at == 0 {
                tool.line(&format!("default via {} dev {} ", gateway(iface), iface.name));
            }
        }
        for iface in ifaces(tool) {
            let line = format!(
                "{}/{} dev {} proto kernel scope link src {} ",
                network(&iface),
                iface.prefix,
                iface.name,
                iface.ip
            );
            let line = if tool.busybox { line.replace(" proto kernel", "") } else { line };
            tool.line(&line.replace("  ", " "));
        }
    } else if !is("neighbour") {
        tool.err(&format!("Object \"{object}\" is unknown, try \"ip help\".\n"));
        tool.status = 1;
    }
    Next::Done
}

fn show(tool: &mut Tool, addresses: bool, brief: bool, device: Option<&str>) {
    let all = ifaces(tool);
    let host = tool.process.is_host();
    let wanted = |name: &str| device.is_none_or(|device| device == name || device.starts_with(&format!("{name}@")));
    if let Some(device) = device.filter(|device| *device != "lo" && !all.iter().any(|iface| iface.name == *device)) {
        let text = if tool.busybox {
            format!("can't find device '{device}'")
        } else {
            format!("Device \"{device}\" does not exist.")
        };
        if tool.busybox {
            tool.warn(&text);
        } else {
            tool.err(&format!("{text}\n"));
            tool.status = 1;
        }
        return;
    }
    if brief {
        if wanted("lo") {
            tool.line("lo               UNKNOWN        127.0.0.1/8 ");
        }
        for iface in all.iter().filter(|iface| wanted(&iface.name)) {
            let name = if host { iface.name.clone() } else { format!("{}@if{}", iface.name, iface.link.0 + 2) };
            tool.line(&format!("{name:<16} UP             {}/{} ", iface.ip, iface.prefix));
        }
        return;
    }
    if wanted("lo") {
        tool.line("1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000");
        tool.line("    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00");
        if addresses {
            tool.line("    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever");
        }
    }
    for (at, iface) in all.iter().enumerate().filter(|(_, iface)| wanted(&iface.name)) {
        let (number, peer) = (at + 2, iface.link.0 + at as u32 + 3);
        let name = if host { iface.name.clone() } else { format!("{}@if{peer}", iface.name) };
        let tail = if host { "" } else { " link-netnsid 0" };
        tool.line(&format!(
            "{number}: {name}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default "
        ));
        tool.line(&format!("    link/ether {} brd ff:ff:ff:ff:ff:ff{tail}", iface.mac));
        if addresses {
            let (ip, prefix) = (iface.ip, iface.prefix);
            tool.line(&format!("    inet {ip}/{prefix} brd {} scope global {}", broadcast(iface), iface.name));
            tool.line("       valid_lft forever preferred_lft forever");
        }
    }
}

/// `ifconfig`
pub(super) fn ifconfig(tool: &mut Tool) -> Next {
    let device = tool.args.iter().find(|arg| !arg.starts_with('-')).cloned();
    let all = ifaces(tool);
    let wanted = |name: &str| device.as_ref().is_none_or(|device| device == name);
    let mut found = false;
    for iface in all.iter().filter(|iface| wanted(&iface.name)) {
        found = true;
        let (name, ip, cast) = (&iface.name, iface.ip, broadcast(iface));
        let mask = Ip::from_number(!u32::MAX.checked_shr(u32::from(iface.prefix)).unwrap_or(0));
        let text = if tool.busybox {
            format!(
                "{name:<10}Link encap:Ethernet  HWaddr {}  \n          inet addr:{ip}  Bcast:{cast}  Mask:{mask}\n          UP BROADCAST \
                 RUNNING MULTICAST  MTU:1500  Metric:1\n          RX packets:0 errors:0 dropped:0 overruns:0 frame:0\n          TX \
                 packets:0 errors:0 dropped:0 overruns:0 carrier:0\n          collisions:0 txqueuelen:0 \n          RX bytes:0 (0.0 \
                 B)  TX bytes:0 (0.0 B)\n\n",
                iface.mac.to_uppercase()
            )
        } else {
            format!(
                "{name}: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500\n        inet {ip}  netmask {mask}  broadcast {cast}\n        \
                 ether {}  txqueuelen 0  (Ethernet)\n        RX packets 0  bytes 0 (0.0 B)\n        RX errors 0  dropped 0  overruns 0  \
                 frame 0\n        TX packets 0  bytes 0 (0.0 B)\n        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0\n\n",
                iface.mac
            )
        };
        tool.out(&text);
    }
    if wanted("lo") {
        tool.out(if tool.busybox {
            "lo        Link encap:Local Loopback  \n          inet addr:127.0.0.1  Mask:255.0.0.0\n          UP LOOPBACK RUNNING  MTU:65536  \
             Metric:1\n          RX packets:0 errors:0 dropped:0 overruns:0 frame:0\n          TX packets:0 errors:0 dropped:0 overruns:0 \
             carrier:0\n          collisions:0 txqueuelen:1000 \n          RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)\n\n"
        } else {
            "lo: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536\n        inet 127.0.0.1  netmask 255.0.0.0\n        loop  txqueuelen 1000  (Local \
             Loopback)\n        RX packets 0  bytes 0 (0.0 B)\n        RX errors 0  dropped 0  overruns 0  frame 0\n        TX packets 0  \
             bytes 0 (0.0 B)\n        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0\n\n"
        });
    } else if !found {
        let device = device.unwrap_or_default();
        let text = if tool.busybox {
            format!("{device}: error fetching interface information: Device not found")
        } else {
            "error fetching interface information: Device not found".to_owned()
        };
        if tool.busybox {
            return tool.fail(&text);
        }
        return tool.fail_plain(&format!("{device}: {text}\n"));
    }
    Next::Done
}

/// `ss` and `netstat`: the ports that are listened at, docker's published ones included.
pub(super) fn sockets(tool: &mut Tool) -> Next {
    let letters: String = tool.args.iter().filter_map(|arg| arg.strip_prefix('-')).collect();
    let listening = letters.contains('l') || letters.contains('a');
    let net = tool.process.net();
    let mut ports: Vec<(Ip, u16)> = tool.process.kernel().enter(|state| {
        let own = state.net.listeners.values().filter(|listener| listener.net == net).map(|l| (l.ip, l.port));
        let stack = state.net.stacks.get(&net);
        let published =
            stack.iter().flat_map(|stack| &stack.forwards).filter(|forward| !forward.udp).map(|f| (f.ip, f.port));
        own.chain(published).collect()
    });
    order::sort_by_key(&mut ports, |(ip, port)| (*port, *ip));
    ports.dedup();
    if tool.name == "netstat" {
        let kind = if letters.contains('a') {
            "servers and established"
        } else if listening {
            "only servers"
        } else {
            "w/o servers"
        };
        tool.line(&format!("Active Internet connections ({kind})"));
        tool.line("Proto Recv-Q Send-Q Local Address           Foreign Address         State      ");
        for (ip, port) in ports.iter().filter(|_| listening) {
            tool.line(&format!(
                "tcp        0      0 {:<23} 0.0.0.0:*               LISTEN     ",
                format!("{ip}:{port}")
            ));
        }
        return Next::Done;
    }
    let heading = "State      Recv-Q     Send-Q         Local Address:Port          Peer Address:Port    Process    ";
    tool.line(if letters.contains('t') {
        heading
    } else {
        "Netid    State     Recv-Q    Send-Q        Local Address:Port         Peer Address:Port    Process    "
    });
    for (ip, port) in ports.iter().filter(|_| listening) {
        let family = if letters.contains('t') { "" } else { "tcp      " };
        tool.line(&format!(
            "{family}LISTEN     0          4096           {ip:>13}:{port:<13} 0.0.0.0:*                  ",
            ip = ip.to_string()
        ));
    }
    Next::Done
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn loopback_and_listeners_are_shown() {
        let m = Machine::gnu();
        assert!(m.ok("ip addr").contains("inet 127.0.0.1/8 scope host lo"));
        assert!(m.ok("ifconfig lo").starts_with("lo: flags=73<UP,LOOPBACK,RUNNING>"));
        assert_eq!(m.bad("ip addr show eth9").0, "Device \"eth9\" does not exist.\n");
        m.start("python3 -m http.server 8765");
        assert!(m.ok("netstat -tln").contains("0.0.0.0:8765            0.0.0.0:*               LISTEN"));
    }
}
