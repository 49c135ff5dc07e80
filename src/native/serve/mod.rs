//! `drydock serve-engine`: the simulated engine behind the Engine API (v1.50) on a loopback address, for the real docker
//! client. One thread owns the world; each connection has a thread that only reads and writes. BuildKit's own protocol is
//! not spoken: `DOCKER_BUILDKIT=0` builds with the classic builder.

mod answer;
mod connection;
mod containers;
mod filters;
mod http;
mod images;
mod routes;
mod streams;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};
use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use crate::base::Time;
use crate::os;
use crate::session::{PATIENCE, Session};
use crate::world::{Settings, Streams};

use super::resources;
use answer::Answer;
use connection::Message;

/// How often the world is looked after while nothing is asked.
const TICK: Duration = Duration::from_millis(5);
/// How long a client that only waits is left to leave before time runs on for it.
const GRACE: Duration = Duration::from_millis(250);

/// How simulated time runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// As fast as the host's.
    Real,
    /// Freely while something is asked, not at all otherwise.
    Free,
}

/// The host's clock, to the second.
pub fn host_now() -> Time {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Time::from_secs(since.unwrap_or_default().as_secs())
}

/// A server that runs in a thread.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    messages: Sender<Message>,
    world: Option<std::thread::JoinHandle<()>>,
}

impl Server {
    /// Starts a server with a fresh world whose clock begins at `begin`; the client reckons ages by the host's clock. Only loopback addresses are listened at: the simulator asks nobody who he is.
    ///
    /// # Errors
    /// Where the address is no loopback address or cannot be listened at.
    pub fn start(listen: &str, seed: u64, begin: Time, clock: Clock) -> std::io::Result<Self> {
        let listener = TcpListener::bind(listen)?;
        let address = listener.local_addr()?;
        if !address.ip().is_loopback() {
            let text = format!("{listen} is no loopback address: whoever reaches the engine may use it");
            return Err(Error::new(ErrorKind::InvalidInput, text));
        }
        let (messages, inbox) = channel();
        let outbox: Sender<Message> = messages.clone();
        std::thread::spawn(move || accept(&listener, &outbox));
        let world = std::thread::spawn(move || run(seed, begin, clock, &inbox));
        Ok(Self { address, messages, world: Some(world) })
    }

    /// Does something with the session in its thread and waits for the result; `None` when the server has ended.
    pub fn with<R: Send + 'static>(&self, call: impl FnOnce(&mut Session) -> R + Send + 'static) -> Option<R> {
        let (sender, result) = channel();
        let work = Box::new(move |session: &mut Session| {
            let _ = sender.send(call(session));
        });
        self.messages.send(Message::Do(work)).ok()?;
        result.recv().ok()
    }

    /// Waits until the server ends, which it does when it is told to.
    pub fn wait(mut self) {
        if let Some(world) = self.world.take() {
            let _ = world.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.messages.send(Message::Stop);
        if let Some(world) = self.world.take() {
            let _ = world.join();
        }
    }
}

fn accept(listener: &TcpListener, messages: &Sender<Message>) {
    let next = Arc::new(AtomicU64::new(1));
    for stream in listener.incoming().flatten() {
        let (messages, next) = (messages.clone(), Arc::clone(&next));
        std::thread::spawn(move || {
            let _ = connection::serve(&stream, &messages, &|| next.fetch_add(1, Ordering::Relaxed));
        });
    }
}

/// A request under way.
struct Open {
    /// Ends the task that answers it, when dropped.
    _cancel: os::Sender<()>,
    /// Where typed input goes.
    input: os::Sender<Vec<u8>>,
    /// Whether it only waits for something to happen.
    waits: Rc<Cell<bool>>,
    /// Whether its task has ended.
    done: Rc<Cell<bool>>,
}

fn run(seed: u64, begin: Time, clock: Clock, inbox: &Receiver<Message>) {
    let settings = Settings { seed, start: begin, streams: Streams::Piped, ..Settings::default() };
    let mut session = Session::new(settings, resources::catalog(), resources::js());
    session.begin(PATIENCE, &resources::resource);
    let open: RefCell<BTreeMap<u64, Open>> = RefCell::default();
    let mut last = Instant::now();
    let mut asked = Instant::now();
    loop {
        let pause = if clock == Clock::Free && !open.borrow().is_empty() { Duration::from_millis(1) } else { TICK };
        match inbox.recv_timeout(pause) {
            Ok(Message::Asked { id, request, answer }) => {
                asked = Instant::now();
                let started = start(&session, request, Answer::new(answer));
                open.borrow_mut().insert(id, started);
            }
            Ok(Message::Input { id, bytes }) => {
                asked = Instant::now();
                let mut open = open.borrow_mut();
                if bytes.is_empty() {
                    // The client will send no more; what it is sent goes on.
                    if let Some(request) = open.get_mut(&id) {
                        request.input = os::channel(session.world().kernel()).0;
                    }
                } else if let Some(request) = open.get(&id) {
                    request.input.send(bytes);
                }
            }
            Ok(Message::Left { id }) => {
                open.borrow_mut().remove(&id);
            }
            Ok(Message::Do(work)) => work(&mut session),
            Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {}
        }
        let passed = last.elapsed().as_micros() as u64;
        last = Instant::now();
        settle(&mut session, if clock == Clock::Real { passed } else { 0 });
        open.borrow_mut().retain(|_, request| !request.done.get());
        if clock == Clock::Free {
            let busy = open.borrow().values().any(|request| !request.waits.get());
            let waiting = !open.borrow().is_empty() && asked.elapsed() > GRACE;
            if busy || waiting {
                leap(&mut session);
            }
        }
        session.world_mut().drain(0);
        session.world_mut().drain_pipes(0);
    }
}

/// Lets time pass and hands in what the world asks for.
fn settle(session: &mut Session, micros: u64) {
    session.advance(micros);
    loop {
        let missing = session.world().missing();
        let known = missing.iter().filter_map(|name| Some((name, resources::resource(name)?)));
        let mut any = false;
        for (name, bytes) in known {
            session.provide(name, bytes);
            any = true;
        }
        if !any {
            return;
        }
        session.advance(0);
    }
}

/// Goes on to the next thing that happens.
fn leap(session: &mut Session) {
    let kernel = session.world().kernel();
    let now = kernel.now();
    if let Some(next) = kernel.next_event() {
        session.advance_to(next.max(now));
        settle(session, 0);
    }
}

/// Starts the task that answers a request.
fn start(session: &Session, request: http::Request, answer: Answer) -> Open {
    let world = session.world();
    let kernel = world.kernel().clone();
    let (cancel, mut cancelled) = os::channel::<()>(&kernel);
    let (input, typed) = os::channel(&kernel);
    let (waits, done) = (Rc::new(Cell::new(false)), Rc::new(Cell::new(false)));
    let open = Open { _cancel: cancel, input, waits: Rc::clone(&waits), done: Rc::clone(&done) };
    if let Some(host) = world.hosts().first() {
        let call = routes::Call { engine: host.engine.clone(), kernel: kernel.clone(), request, answer, typed, waits };
        kernel.spawn_service(async move {
            os::select(routes::answer(call), cancelled.recv()).await;
            done.set(true);
        });
    }
    open
}
