//! Servers and connections of a JavaScript process. What the code writes waits in a queue of the connection, so that a peer
//! that does not read holds nobody up.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::os::{Either, Ip, Process, Receiver, Sender, channel, select};
use crate::programs::js_runtime::{Bytes, Endpoint, JsEvent};
use crate::vfs::Errno;

/// How much is read at once, in bytes.
const CHUNK: usize = 65_536;
/// The first id of an accepted connection.
const ACCEPTED: u32 = 1_000_000;

/// A connection, or one in the making.
struct Connection {
    /// Its descriptor once it stands.
    fd: Option<u32>,
    /// What is to be sent; none once the code has ended it.
    queue: Option<Sender<Vec<u8>>>,
    /// Dropping one ends its task: reading, then writing.
    stop: Vec<Sender<()>>,
    /// The code has dropped it: what it wrote is still sent, and nothing more is heard of it.
    dropped: bool,
    /// Whether the far end has sent everything, and this end.
    ended: (bool, bool),
}

/// The near ends of a connection's tasks.
struct Ends {
    queue: Receiver<Vec<u8>>,
    stop: [Receiver<()>; 2],
}

#[derive(Default)]
struct Table {
    connections: BTreeMap<u32, Connection>,
    servers: BTreeMap<u32, (u32, Sender<()>)>,
    accepted: u32,
}

/// All sockets of a process.
#[derive(Clone)]
pub(super) struct Sockets {
    process: Process,
    events: Sender<JsEvent>,
    table: Rc<RefCell<Table>>,
}

/// An address as code sees it on a socket for both families.
fn shown(ip: Ip, mapped: bool) -> String {
    if mapped { format!("::ffff:{ip}") } else { ip.to_string() }
}

impl Sockets {
    /// None yet.
    pub(super) fn new(process: &Process, events: &Sender<JsEvent>) -> Self {
        Self { process: process.clone(), events: events.clone(), table: Rc::default() }
    }

    /// Lets everything be sent that can be sent at once.
    pub(super) async fn flush(&self) {
        if !self.table.borrow().connections.is_empty() {
            self.process.sleep(1).await;
        }
    }

    /// The addresses of a name.
    pub(super) fn lookup(&self, id: u32, host: &str) -> JsEvent {
        let addresses: Vec<String> = self.process.resolve(host).iter().map(Ip::to_string).collect();
        let code = if addresses.is_empty() { self.not_found() } else { "" };
        JsEvent::Resolved { id, addresses, code: code.to_owned() }
    }

    /// Why a name has no address: nobody knows it, or nobody can be asked.
    fn not_found(&self) -> &'static str {
        if self.own_address().is_some() { "ENOTFOUND" } else { "EAI_AGAIN" }
    }

    fn own_address(&self) -> Option<Ip> {
        let net = self.process.net();
        self.process.kernel().enter(|state| Some(state.net.stacks.get(&net)?.ifaces.first()?.ip))
    }

    /// A number as the system would pick it for the near end of a connection.
    fn port(&self) -> u16 {
        32_768 + (self.process.kernel().fresh_number() % 28_232) as u16
    }

    // Servers.

    /// Listens; the answer is an event.
    pub(super) fn listen(&self, server: u32, host: &str, port: u16) {
        let event = match self.open(server, host, port) {
            Ok(local) => JsEvent::Listening { server, local },
            Err(code) => JsEvent::ListenFailed { server, code },
        };
        self.events.send(event);
    }

    fn open(&self, server: u32, host: &str, port: u16) -> Result<Endpoint, String> {
        let (ip, address) = match host {
            "" | "::" => (Ip::ANY, "::".to_owned()),
            "::1" => (Ip::LOCALHOST, "::1".to_owned()),
            host => {
                let ip = *self.process.resolve(host).first().ok_or_else(|| self.not_found().to_owned())?;
                (ip, ip.to_string())
            }
        };
        let net = self.process.net();
        let own = self.process.kernel().enter(|state| {
            state.net.stacks.get(&net).is_some_and(|stack| stack.ifaces.iter().any(|iface| iface.ip == ip))
        });
        if ip != Ip::ANY && !ip.is_loopback() && !own {
            return Err("EADDRNOTAVAIL".to_owned());
        }
        let fd = self.process.listen(ip, port).map_err(Errno::name)?;
        let port = self.process.listening_port(fd).unwrap_or(port);
        let (stop, mut stopped) = channel(self.process.kernel());
        self.table.borrow_mut().servers.insert(server, (fd, stop));
        let (own, local) = (self.clone(), Endpoint { address: address.clone(), port });
        self.process.thread(async move {
            while let Either::Right(Ok((fd, peer))) = select(stopped.recv(), own.process.accept(fd)).await {
                own.accepted(server, fd, peer, port, address == "::");
            }
        });
        Ok(local)
    }

    fn accepted(&self, server: u32, fd: u32, peer: Ip, port: u16, mapped: bool) {
        let socket = {
            let mut table = self.table.borrow_mut();
            table.accepted += 1;
            ACCEPTED + table.accepted - 1
        };
        let local = if peer.is_loopback() { Ip::LOCALHOST } else { self.own_address().unwrap_or(Ip::LOCALHOST) };
        let ends = self.add(socket);
        self.events.send(JsEvent::Connection {
            server,
            socket,
            remote: Endpoint { address: shown(peer, mapped), port: self.port() },
            local: Endpoint { address: shown(local, mapped), port },
        });
        self.attach(socket, fd, ends);
    }

    /// Stops listening.
    pub(super) fn close_server(&self, server: u32) {
        let found = self.table.borrow_mut().servers.remove(&server);
        if let Some((fd, _stop)) = found {
            self.process.close(fd);
        }
    }

    // Connections.

    /// Connects; the answer is an event.
    pub(super) fn connect(&self, socket: u32, host: String, port: u16) {
        let (own, ends) = (self.clone(), self.add(socket));
        self.process.thread(async move {
            let addresses = match host.as_str() {
                "::1" => vec![Ip::LOCALHOST],
                host => own.process.resolve(host),
            };
            let (mut code, mut address) = (own.not_found().to_owned(), String::new());
            for ip in addresses {
                match own.process.connect(ip, port).await {
                    Ok(fd) => {
                        if !own.table.borrow().connections.contains_key(&socket) {
                            return own.process.close(fd);
                        }
                        let near = if ip.is_loopback() { None } else { own.own_address() };
                        own.events.send(JsEvent::Connected {
                            socket,
                            remote: Endpoint { address: ip.to_string(), port },
                            local: Endpoint { address: near.unwrap_or(Ip::LOCALHOST).to_string(), port: own.port() },
                        });
                        return own.attach(socket, fd, ends);
                    }
                    Err(error) => (code, address) = (error.name(), ip.to_string()),
                }
            }
            let known = own.table.borrow_mut().connections.remove(&socket).is_some();
            if known {
                own.events.send(JsEvent::ConnectFailed { socket, code, address });
            }
        });
    }

    /// Enters a connection that may already be written to.
    fn add(&self, socket: u32) -> Ends {
        let kernel = self.process.kernel();
        let (queue, waiting) = channel(kernel);
        let ((one, first), (two, second)) = (channel(kernel), channel(kernel));
        let connection =
            Connection { fd: None, queue: Some(queue), stop: vec![one, two], dropped: false, ended: (false, false) };
        self.table.borrow_mut().connections.insert(socket, connection);
        Ends { queue: waiting, stop: [first, second] }
    }

    /// Starts to carry bytes both ways.
    fn attach(&self, socket: u32, fd: u32, ends: Ends) {
        if let Some(connection) = self.table.borrow_mut().connections.get_mut(&socket) {
            connection.fd = Some(fd);
        }
        let [mut reading, mut writing] = ends.stop;
        let (own, mut queue) = (self.clone(), ends.queue);
        self.process.thread(async move {
            loop {
                match select(reading.recv(), own.process.read(fd, CHUNK)).await {
                    Either::Left(_) => return,
                    Either::Right(Ok(bytes)) if bytes.is_empty() => break,
                    Either::Right(Ok(bytes)) => {
                        own.events.send(JsEvent::SocketData { socket, bytes: Bytes(bytes) });
                    }
                    Either::Right(Err(error)) => return own.gone(socket, &error.name()),
                }
            }
            own.events.send(JsEvent::SocketEnd { socket });
            own.finish(socket, (true, false));
        });
        let own = self.clone();
        self.process.thread(async move {
            while let Some(bytes) = queue.recv().await {
                match select(writing.recv(), own.process.write(fd, &bytes)).await {
                    Either::Left(_) => return,
                    Either::Right(Ok(())) => {}
                    Either::Right(Err(error)) => return own.gone(socket, &error.name()),
                }
            }
            if own.table.borrow().connections.contains_key(&socket) {
                own.process.shutdown(fd);
                own.finish(socket, (false, true));
            }
        });
    }

    /// Notes that one direction is done; with the second the connection is gone.
    fn finish(&self, socket: u32, (far, near): (bool, bool)) {
        let over = self.table.borrow_mut().connections.get_mut(&socket).is_some_and(|connection| {
            connection.ended.0 |= far;
            connection.ended.1 |= near;
            connection.ended == (true, true) || connection.dropped && connection.ended.1
        });
        if over {
            self.gone(socket, "");
        }
    }

    fn gone(&self, socket: u32, code: &str) {
        let dropped = self.table.borrow().connections.get(&socket).is_some_and(|connection| connection.dropped);
        if self.remove(socket) && !dropped {
            self.events.send(JsEvent::SocketClosed { socket, code: code.to_owned() });
        }
    }

    fn remove(&self, socket: u32) -> bool {
        let found = self.table.borrow_mut().connections.remove(&socket);
        if let Some(fd) = found.as_ref().and_then(|connection| connection.fd) {
            self.process.close(fd);
        }
        found.is_some()
    }

    /// Queues bytes.
    pub(super) fn write(&self, socket: u32, bytes: Vec<u8>) {
        if let Some(queue) = self.table.borrow().connections.get(&socket).and_then(|known| known.queue.as_ref()) {
            queue.send(bytes);
        }
    }

    /// Ends the near end's sending once the queue is empty.
    pub(super) fn end(&self, socket: u32) {
        let queue = self.table.borrow_mut().connections.get_mut(&socket).and_then(|known| known.queue.take());
        drop(queue);
    }

    /// Drops a connection; nothing more is heard of it. What was written before is with the kernel in life, so it is sent.
    pub(super) fn destroy(&self, socket: u32) {
        let mut table = self.table.borrow_mut();
        let found =
            table.connections.get_mut(&socket).filter(|connection| connection.fd.is_some() && !connection.ended.1);
        let Some(connection) = found else {
            drop(table);
            self.remove(socket);
            return;
        };
        connection.dropped = true;
        let reading = connection.stop.drain(..1).next();
        let queue = connection.queue.take();
        // They wake tasks, which look at the table.
        drop(table);
        drop((reading, queue));
    }
}
