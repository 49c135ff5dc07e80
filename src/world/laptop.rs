//! What a host has on its disk beyond its distribution: accounts, a home folder, docker; and the network at home that hosts
//! are plugged into. The learner's laptop has the example app, or files of its own.

use std::rc::Rc;

use crate::base::Time;
use crate::os::net::Net;
use crate::os::{Iface, Ip, LinkId, NetId, executable};
use crate::programs;
use crate::vfs::{Content, Device, Kind, Meta, Node, Tree};

use super::Files;

/// Docker's plugins, as its packages install them. Those that are not modelled are there to say so.
const PLUGINS: [(&str, &str); 4] =
    [("docker-buildx", "0.24.0"), ("docker-compose", "2.36.2"), ("docker-init", "1.4.0"), ("docker-scout", "1.17.1")];

/// Ubuntu 24.04's Python.
const PYTHON: &str = "3.12.3";

/// The learner's user and group number.
pub(super) const LEARNER: u32 = 1000;
/// The group that may talk to the engine.
const DOCKER: u32 = 999;

/// The example app: what the first lessons build.
const APP: [(&str, &str); 3] = [
    ("my-app/Dockerfile", include_str!("../../static/world/my-app/Dockerfile")),
    ("my-app/app-code/package.json", include_str!("../../static/world/my-app/app-code/package.json")),
    ("my-app/app-code/server.js", include_str!("../../static/world/my-app/app-code/server.js")),
];

const BASHRC: &str = "PS1='\\u@\\h:\\w\\$ '\nalias ll='ls -alF'\nalias la='ls -A'\nalias l='ls -CF'\n";

/// A host as it is furnished.
pub(super) struct Furniture<'a> {
    /// The host's name.
    pub(super) name: &'a str,
    /// All hosts with their addresses, which know each other by name.
    pub(super) neighbours: &'a [(String, Ip)],
    /// The service number of the engine's socket.
    pub(super) socket: u32,
    /// The files of `~/work`.
    pub(super) work: Option<&'a Files>,
    /// Whether the example app lies in the home folder when there are no such files.
    pub(super) app: bool,
}

/// Furnishes a distribution's files for the learner.
pub(super) fn furnish(mut tree: Tree, host: &Furniture<'_>, now: Time) -> Tree {
    let (hostname, socket) = (host.name, host.socket);
    let file = |mode, text: &str| Node::file(Meta::root(mode, now), Content::text(text));
    let learner = |node: Node| Node { meta: Meta { uid: LEARNER, gid: LEARNER, ..node.meta }, ..node };
    let read = |tree: &Tree, path: &str| {
        let bytes = tree.get_path(path).and_then(|node| node.content().map(Content::read)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    for (path, mode, line) in [
        ("/etc/passwd", 0o644, "learner:x:1000:1000:Learner,,,:/home/learner:/bin/bash\n"),
        ("/etc/group", 0o644, "docker:x:999:learner\nlearner:x:1000:\n"),
    ] {
        let kept: String = read(&tree, path)
            .lines()
            .filter(|line| !line.contains(":1000:"))
            .fold(String::new(), |text, line| text + line + "\n");
        tree.insert_path(path, file(mode, &(kept + line)));
    }
    tree.insert_path("/etc/hostname", file(0o644, &format!("{hostname}\n")));
    let neighbours = host.neighbours.iter().filter(|(name, _)| name != hostname);
    let own = format!("127.0.0.1\tlocalhost\n127.0.1.1\t{hostname}\n");
    let hosts = neighbours.fold(own, |text, (name, ip)| text + &format!("{ip}\t{name}\n"));
    tree.insert_path("/etc/hosts", file(0o644, &hosts));
    tree.insert_path("/etc/resolv.conf", file(0o644, "nameserver 127.0.0.53\noptions edns0 trust-ad\nsearch .\n"));
    for (name, mode, device) in [
        ("null", 0o666, Device::Null),
        ("zero", 0o666, Device::Zero),
        ("full", 0o666, Device::Full),
        ("random", 0o666, Device::Random),
        ("urandom", 0o666, Device::Random),
        ("tty", 0o666, Device::Tty),
        ("stdin", 0o777, Device::Fd(0)),
        ("stdout", 0o777, Device::Fd(1)),
        ("stderr", 0o777, Device::Fd(2)),
    ] {
        let node = Node { ino: 0, meta: Meta::root(mode, now), kind: Kind::Device(device) };
        tree.insert_path(&format!("/dev/{name}"), node);
    }
    // `/var/run` is a link to `/run`, so the socket goes to the real folder.
    let meta = Meta { mode: 0o660, uid: 0, gid: DOCKER, mtime: now };
    tree.insert_path("/run/docker.sock", Node { ino: 0, meta, kind: Kind::Socket(socket) });
    if tree.get_path("/var/run").is_none() {
        tree.insert_path("/var/run", Node::symlink("/run", now));
    }
    for name in programs::all().iter().filter(|entry| entry.is_on_hosts()).map(|entry| entry.name) {
        let path = format!("/usr/bin/{name}");
        if tree.get_path(&path).is_none() {
            let version = if name == "python3" { PYTHON } else { "host" };
            tree.insert_path(&path, Node::file(Meta::root(0o755, now), executable(name, version, 150_000)));
        }
    }
    tree.insert_path("/usr/bin/docker", Node::file(Meta::root(0o755, now), executable("docker", "28.2.2", 42_000_000)));
    for (plugin, version) in PLUGINS {
        let path = format!("/usr/libexec/docker/cli-plugins/{plugin}");
        tree.insert_path(&path, Node::file(Meta::root(0o755, now), executable(plugin, version, 60_000_000)));
    }
    for dir in ["/tmp", "/var/tmp"] {
        if tree.get_path(dir).is_none() {
            tree.insert_path(dir, Node::dir(Meta::root(0o1777, now)));
        }
    }
    tree.insert_path("/home/learner", learner(Node::dir(Meta::root(0o750, now))));
    tree.insert_path("/home/learner/.bashrc", learner(file(0o644, BASHRC)));
    let files: Files = if let Some(files) = host.work {
        tree.insert_path("/home/learner/work", learner(Node::dir(Meta::root(0o755, now))));
        files.iter().map(|(path, bytes)| (format!("work/{path}"), Rc::clone(bytes))).collect()
    } else {
        let app = APP.iter().filter(|_| host.app);
        app.map(|(path, text)| ((*path).to_owned(), Rc::new(text.as_bytes().to_vec()))).collect()
    };
    for (path, bytes) in files {
        put_owned(&mut tree, &format!("/home/learner/{path}"), bytes, now);
    }
    tree
}

/// Puts a file of the learner's, with folders of the learner's.
fn put_owned(tree: &mut Tree, path: &str, bytes: Rc<Vec<u8>>, now: Time) {
    let meta = |mode| Meta { mode, uid: LEARNER, gid: LEARNER, mtime: now };
    let parts: Vec<&str> = crate::vfs::path::components(path).collect();
    for depth in 3..parts.len() {
        if tree.get(&parts[..depth]).is_none() {
            tree.insert(&parts[..depth], Node::dir(meta(0o755)));
        }
    }
    let mode = if bytes.starts_with(b"#!") { 0o755 } else { 0o644 };
    tree.insert(&parts, Node::file(meta(mode), Content::Bytes(bytes)));
}

/// The network at home: hosts and the router that stands for the way out.
#[derive(Clone, Copy)]
pub(super) struct Lan {
    link: LinkId,
    router: NetId,
}

/// The address of the router; hosts come from [`address`].
const ROUTER: Ip = Ip([192, 168, 1, 1]);

/// The address of a host by its number.
pub(super) fn address(number: u32) -> Ip {
    Ip([192, 168, 1, 20_u8.saturating_add(number as u8)])
}

impl Lan {
    /// The network with nothing but its router, behind which there is nothing.
    pub(super) fn new(net: &mut Net) -> Self {
        let lan = Self { link: LinkId(net.fresh()), router: net.add_stack() };
        lan.plug(net, lan.router, "eth0", ROUTER, 1);
        lan
    }

    /// Plugs a host in.
    pub(super) fn connect(self, net: &mut Net, stack: NetId, number: u32) {
        self.plug(net, stack, "eth0", address(number), 0x56 + number);
        if let Some(own) = net.stacks.get_mut(&stack) {
            own.gateway = Some(self.router);
        }
    }

    fn plug(self, net: &mut Net, stack: NetId, name: &str, ip: Ip, mac: u32) {
        let iface = Iface {
            name: name.to_owned(),
            link: self.link,
            ip,
            prefix: 24,
            mac: format!("52:54:00:12:34:{:02x}", mac & 0xff),
            dns: false,
            aliases: Vec::new(),
        };
        if let Some(own) = net.stacks.get_mut(&stack) {
            own.ifaces.push(iface);
        }
    }
}
