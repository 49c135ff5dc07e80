//! The loop of a JavaScript process: an event goes in, effects are carried out in order, the next event is waited for.

use std::rc::Rc;

use super::host::Host;
use super::sockets::Sockets;
use super::terminal::Terminal;
use crate::base::Time;
use crate::base::time::MILLI;
use crate::os::{Disposition, Either, ExitStatus, Process, Receiver, Sender, Signal, channel, select};
use crate::programs::js_runtime::{JsEffect, JsEvent, JsRuntime, JsStart, JsVm, turn};

/// How long an endless loop burns the processor before it looks up, in microseconds.
const BURN: u64 = 100 * MILLI;

/// How a turn ended.
enum After {
    /// Something must happen.
    Wait,
    /// Code still runs.
    More,
    /// Code will run for ever.
    Busy,
    /// The process is over.
    End(ExitStatus),
}

struct Driver {
    process: Process,
    vm: Box<dyn JsVm>,
    events: Receiver<JsEvent>,
    sender: Sender<JsEvent>,
    alarm: Option<Time>,
    /// Whether code still runs from the turn before.
    running: bool,
    terminal: Terminal,
    sockets: Sockets,
}

/// Runs a process from its start to its end.
pub(super) async fn drive(process: Process, runtime: &dyn JsRuntime, start: JsStart) -> ExitStatus {
    let vm = runtime.start(Rc::new(Host(process.clone())));
    let (sender, events) = channel(process.kernel());
    let terminal = Terminal::new(&process, &sender);
    let sockets = Sockets::new(&process, &sender);
    let mut driver = Driver { process, vm, events, sender, alarm: None, running: false, terminal, sockets };
    let mut event = JsEvent::Start(Box::new(start));
    loop {
        event = match driver.take(&event).await {
            After::Wait => driver.next_event().await,
            After::More => match driver.process.take_signal() {
                Some(signal) => signalled(signal),
                None => JsEvent::Continue,
            },
            After::Busy => loop {
                driver.process.change(|info| info.cpu += BURN);
                driver.process.sleep(BURN).await;
            },
            After::End(status) => {
                driver.terminal.leave();
                return status;
            }
        };
    }
}

fn signalled(signal: Signal) -> JsEvent {
    JsEvent::Signal { name: format!("SIG{}", signal.name()) }
}

impl Driver {
    /// One turn, and what it wants.
    async fn take(&mut self, event: &JsEvent) -> After {
        // A signal while code runs does not end that code: it goes on afterwards.
        let running = self.running && matches!(event, JsEvent::Signal { .. });
        let mut after = if running { After::More } else { After::Wait };
        for effect in turn(&mut *self.vm, event) {
            match effect {
                JsEffect::More => after = After::More,
                JsEffect::Busy => after = After::Busy,
                JsEffect::Exit { code } => {
                    self.sockets.flush().await;
                    after = After::End(ExitStatus::from(code));
                    break;
                }
                JsEffect::Die { signal } => {
                    if let Some(status) = self.die(&signal) {
                        after = After::End(status);
                        break;
                    }
                }
                other => self.carry_out(other).await,
            }
        }
        self.running = matches!(after, After::More);
        after
    }

    /// The process sends itself a signal; the first one of a container survives what it does not handle.
    fn die(&self, name: &str) -> Option<ExitStatus> {
        let signal = Signal::parse(name)?;
        let (pid, ns) = (self.process.pid(), self.process.ns());
        let first = self.process.kernel().enter(|state| {
            state.namespaces.get(&ns).is_some_and(|namespace| namespace.parent.is_some() && namespace.init == Some(pid))
        });
        (!first || name == "SIGABRT").then_some(ExitStatus::Signal(signal))
    }

    async fn carry_out(&mut self, effect: JsEffect) {
        match effect {
            JsEffect::Write { fd, bytes } => {
                let _ = self.process.write(fd, &bytes.0).await;
            }
            JsEffect::Spend { us } => {
                self.process.change(|info| info.cpu += us);
                self.process.sleep(us).await;
            }
            JsEffect::Alarm { at_us } => self.alarm = at_us.map(|at| Time(u64::try_from(at).unwrap_or(0))),
            JsEffect::Prompt { text } => self.terminal.prompt(text).await,
            JsEffect::ReadStdin { on } => self.terminal.read(on),
            JsEffect::RawMode { on } => self.terminal.raw(on),
            JsEffect::Handle { signal, on } => {
                if let Some(signal) = Signal::parse(&signal) {
                    self.process.on_signal(signal, on.then_some(Disposition::Catch));
                }
            }
            JsEffect::Kill { pid, signal } => self.kill(pid, &signal),
            JsEffect::Listen { server, host, port } => self.sockets.listen(server, &host, port),
            JsEffect::CloseServer { server } => self.sockets.close_server(server),
            JsEffect::Connect { socket, host, port } => self.sockets.connect(socket, host, port),
            JsEffect::SocketWrite { socket, bytes } => self.sockets.write(socket, bytes.0),
            JsEffect::SocketEnd { socket } => self.sockets.end(socket),
            JsEffect::SocketDestroy { socket } => self.sockets.destroy(socket),
            JsEffect::Lookup { id, host } => {
                let event = self.sockets.lookup(id, &host);
                self.sender.send(event);
            }
            // The turn's ends were dealt with, and nobody asks for completions yet.
            JsEffect::Completions { .. }
            | JsEffect::More
            | JsEffect::Busy
            | JsEffect::Exit { .. }
            | JsEffect::Die { .. } => {}
        }
    }

    /// Sends a signal to a process, or to each member of a group.
    fn kill(&self, pid: i32, name: &str) {
        let Some(signal) = Signal::parse(name) else { return };
        let number = pid.unsigned_abs();
        if pid > 0 {
            let _ = self.process.kill(number, signal);
        } else {
            let group = if pid == 0 { self.process.info(|info| info.pgid) } else { self.process.pid_of(number) };
            self.process.kernel().enter(|state| state.signal_group(group.unwrap_or(0), signal));
        }
    }

    /// Waits for what comes first. What is due goes before what arrived.
    async fn next_event(&mut self) -> JsEvent {
        loop {
            let now = self.process.now();
            if self.alarm.is_some_and(|at| at <= now) {
                self.alarm = None;
                return JsEvent::Alarm;
            }
            if let Some(signal) = self.process.take_signal() {
                return signalled(signal);
            }
            if let Some(event) = self.events.try_recv() {
                return event;
            }
            let alarm = async {
                match self.alarm {
                    Some(at) => self.process.sleep(at.since(now)).await,
                    None => std::future::pending().await,
                }
            };
            let arrived = select(self.events.recv(), self.process.next_signal());
            match select(arrived, alarm).await {
                Either::Left(Either::Left(Some(event))) => return event,
                Either::Left(Either::Right(signal)) => return signalled(signal),
                Either::Left(Either::Left(None)) | Either::Right(()) => {}
            }
        }
    }
}
