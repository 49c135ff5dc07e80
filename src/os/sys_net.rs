//! System calls on sockets and names. Streams only; a socket is read and written like any descriptor.

use crate::vfs::Errno;

use super::executor::WaitKey;
use super::files::OpenKind;
use super::net::{Ip, Listener, ListenerId, NetId};
use super::sys_proc::Process;

impl Process {
    /// The process's network stack.
    pub fn net(&self) -> NetId {
        let ns = self.ns();
        self.kernel().enter(|state| state.namespaces.get(&ns).map(|namespace| namespace.net).unwrap_or_default())
    }

    /// The addresses of a name: a literal address, `/etc/hosts`, then DNS. Empty when the name is unknown.
    pub fn resolve(&self, name: &str) -> Vec<Ip> {
        if let Some(ip) = Ip::parse(name) {
            return vec![ip];
        }
        let hosts = self.read_text("/etc/hosts").unwrap_or_default();
        for line in hosts.lines() {
            let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
            let address = words.next().and_then(Ip::parse);
            if let Some(ip) = address.filter(|_| words.any(|word| word == name)) {
                return vec![ip];
            }
        }
        let net = self.net();
        self.kernel().enter(|state| state.net.lookup(net, name))
    }

    /// Connects to an address; the answer is a descriptor.
    pub async fn connect(&self, ip: Ip, port: u16) -> Result<u32, Errno> {
        self.charge(1).await;
        let net = self.net();
        let result = self.kernel().enter(|state| state.connect(net, ip, port));
        match result {
            Ok(id) => Ok(self.install(id)),
            Err(error) => {
                // An address that nothing answers for takes its time to fail.
                let wait = match error {
                    Errno::HostUnreach => 3_000_000,
                    Errno::TimedOut => 130_000_000,
                    _ => 0,
                };
                self.kernel().sleep(wait).await;
                Err(error)
            }
        }
    }

    /// Listens at a port; the answer is a descriptor for [`Process::accept`]. Port 0 takes a free one.
    pub fn listen(&self, ip: Ip, port: u16) -> Result<u32, Errno> {
        let net = self.net();
        if port != 0 && port < 1024 && self.cred().uid != 0 && self.is_host() {
            return Err(Errno::Acces);
        }
        let id = self.kernel().enter(|state| {
            let port = match port {
                0 => (32_768..u16::MAX).find(|port| !state.net.is_taken(net, ip, *port, false)).unwrap_or(0),
                port => port,
            };
            if state.net.is_taken(net, ip, port, false) {
                return Err(Errno::AddrInUse);
            }
            let id = ListenerId(state.net.fresh());
            state.net.listeners.insert(id, Listener { net, ip, port, backlog: std::collections::VecDeque::new() });
            Ok(state.open(OpenKind::Listener(id)))
        })?;
        Ok(self.install(id))
    }

    /// The port that a listening descriptor has.
    pub fn listening_port(&self, fd: u32) -> Option<u16> {
        let id = self.file_id(fd)?;
        self.kernel().enter(|state| match state.files.get(&id).map(|file| &file.kind) {
            Some(OpenKind::Listener(listener)) => state.net.listeners.get(listener).map(|listener| listener.port),
            _ => None,
        })
    }

    /// Sends nothing more through a socket; what the peer still sends can be read.
    pub fn shutdown(&self, fd: u32) {
        let Some(id) = self.file_id(fd) else { return };
        self.kernel().enter(|state| state.shut_down(id));
    }

    /// Waits for a connection; the answer is its descriptor and the peer's address.
    pub async fn accept(&self, fd: u32) -> Result<(u32, Ip), Errno> {
        self.charge(1).await;
        loop {
            let id = self.file_id(fd).ok_or(Errno::BadF)?;
            let attempt = self.kernel().enter(|state| {
                let listener = match state.files.get(&id).map(|file| &file.kind) {
                    Some(OpenKind::Listener(listener)) => *listener,
                    _ => return Err(Errno::Inval),
                };
                let waiting = state.net.listeners.get_mut(&listener).and_then(|entry| entry.backlog.pop_front());
                let Some((read, write, peer)) = waiting else { return Ok(Err(listener)) };
                let socket = state.open(OpenKind::Socket { read, write, peer });
                // The waiting connection's own count goes over to the socket.
                for (pipe, reader) in [(read, true), (write, false)] {
                    if let Some(entry) = state.pipes.get_mut(&pipe) {
                        if reader {
                            entry.readers -= 1;
                        } else {
                            entry.writers -= 1;
                        }
                    }
                }
                Ok(Ok((socket, peer)))
            })?;
            match attempt {
                Ok((socket, peer)) => return Ok((self.install(socket), peer)),
                Err(listener) => self.kernel().wait_for(&[WaitKey::Listener(listener)]).await,
            }
        }
    }
}
