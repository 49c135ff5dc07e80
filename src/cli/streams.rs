//! The client's side of attached containers: typed input goes in, output comes out, signals are passed on, and the terminal
//! is put back as it was. What a container does with them is the engine's affair.

use std::pin::pin;
use std::rc::Rc;

use crate::engine::api::{Api, AttachOptions, Attachment, Stream};
use crate::os::{Disposition, Either, FileHandle, Link, Process, Receiver, Signal, TtyMode, select};

use super::context::Cli;
use super::detach::{Detach, keys};
use super::failure::Outcome;

/// What a client attaches to.
pub(crate) struct Streams {
    /// Standard input is passed on.
    pub(crate) stdin: bool,
    /// Standard output is shown.
    pub(crate) stdout: bool,
    /// Standard error is shown.
    pub(crate) stderr: bool,
    /// The container or the exec has a terminal.
    pub(crate) tty: bool,
    /// The keys that leave it running, as typed.
    pub(crate) detach_keys: String,
}

/// Why copying ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The other side has no more output.
    Output,
    /// The keys were typed.
    Detached,
}

/// Docker's refusal to give a container's terminal something else for input.
pub(crate) fn check_tty(cli: &Cli, stdin: bool, tty: bool) -> Outcome {
    if stdin && tty && !cli.process().is_tty(0) {
        return Err("the input device is not a TTY".into());
    }
    Ok(())
}

/// The keys of `--detach-keys`, or of the settings.
pub(crate) fn detach_keys(cli: &Cli) -> String {
    let typed = cli.values().text("detach-keys");
    if typed.is_empty() { cli.config().text("detachKeys").to_owned() } else { typed.to_owned() }
}

/// The attachment of a container that has just been started; its input exists only now.
pub(crate) async fn with_input(
    api: &Rc<dyn Api>,
    id: &str,
    mut attachment: Attachment,
    streams: &Streams,
) -> Attachment {
    if streams.stdin && attachment.input.is_none() {
        let options = AttachOptions { stdin: true, ..AttachOptions::default() };
        if let Ok(late) = api.container_attach(id, options).await {
            (attachment.input, attachment.tty, attachment.link) = (late.input, late.tty, late.link);
        }
    }
    attachment
}

/// Copies in both directions until the output ends or the keys are typed.
pub(crate) async fn copy(cli: &Cli, attachment: Attachment, streams: &Streams) -> End {
    let process = cli.process();
    let Attachment { output, input, link, .. } = attachment;
    let terminal = Terminal::set(process, streams, link);
    let detach = Detach::new(keys(&streams.detach_keys).unwrap_or_default());
    let detach = (streams.stdin && streams.tty).then_some(detach);
    let typed = async {
        match input {
            Some(input) if streams.stdin => pass_on(process, &input, detach).await,
            _ => false,
        }
    };
    if !streams.stdout && !streams.stderr {
        // Nothing comes back; the input alone decides.
        let detached = typed.await;
        drop(terminal);
        return if detached { End::Detached } else { End::Output };
    }
    let mut shown = pin!(show(process, output, streams));
    let end = match select(shown.as_mut(), typed).await {
        Either::Left(()) => End::Output,
        Either::Right(true) => End::Detached,
        Either::Right(false) => {
            // The input has ended; the output has not.
            shown.await;
            End::Output
        }
    };
    drop(terminal);
    end
}

/// The client's terminal in the mode of the attached one; dropping it puts it back.
struct Terminal {
    process: Process,
    set: bool,
}

impl Terminal {
    fn set(process: &Process, streams: &Streams, link: Option<Link>) -> Self {
        let terminal = process.tty_of(0).filter(|_| streams.stdin);
        if let Some(tty) = terminal {
            let (mode, echo) = if streams.tty { (TtyMode::Raw, false) } else { (TtyMode::Cooked, true) };
            process.set_tty(tty, mode, echo, link);
        }
        Self { process: process.clone(), set: terminal.is_some() }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if let Some(tty) = self.process.tty_of(0).filter(|_| self.set) {
            self.process.set_tty(tty, TtyMode::Cooked, true, None);
        }
    }
}

async fn show(process: &Process, mut output: Receiver<(Stream, Vec<u8>)>, streams: &Streams) {
    while let Some((stream, bytes)) = output.recv().await {
        let (wanted, fd) = match stream {
            Stream::Stdout => (streams.stdout, 1),
            Stream::Stderr => (streams.stderr, if streams.tty { 1 } else { 2 }),
        };
        if wanted {
            let _ = process.write(fd, &bytes).await;
        }
    }
}

/// Passes standard input on up to its end; true when the keys were typed.
async fn pass_on(process: &Process, input: &FileHandle, mut detach: Option<Detach>) -> bool {
    loop {
        let Ok(bytes) = process.read(0, 4096).await else { return false };
        if bytes.is_empty() {
            return false;
        }
        let (bytes, left) = match &mut detach {
            Some(detach) => detach.take(&bytes),
            None => (bytes, false),
        };
        if !bytes.is_empty() && input.write(&bytes).await.is_err() {
            return false;
        }
        if left {
            return true;
        }
    }
}

/// The signals that a client passes on.
const PROXIED: [Signal; 7] =
    [Signal::HUP, Signal::INT, Signal::QUIT, Signal::TERM, Signal(10), Signal(12), Signal::WINCH];

/// Passes signals on to a container for as long as the client runs. The third Ctrl-C ends the client instead.
pub(crate) fn forward_signals(cli: &Cli, api: &Rc<dyn Api>, id: &str) {
    let process = cli.process().clone();
    for signal in PROXIED {
        process.on_signal(signal, Some(Disposition::Catch));
    }
    let (api, id) = (Rc::clone(api), id.to_owned());
    let own = process.clone();
    process.thread(async move {
        let mut ends = 0;
        loop {
            let signal = own.next_signal().await;
            ends += u32::from(matches!(signal, Signal::INT | Signal::TERM));
            if ends == 3 {
                own.err("\ngot 3 SIGTERM/SIGINTs, forcefully exiting\n").await;
                if let Some(tty) = own.tty_of(0) {
                    own.set_tty(tty, TtyMode::Cooked, true, None);
                }
                own.exit(1.into()).await;
            }
            // A container that has ended takes no signal; that is no news.
            let _ = api.container_kill(&id, &signal.name()).await;
        }
    });
}

/// Gives a container's terminal the size of the client's, now and whenever it changes.
pub(crate) async fn follow_size(cli: &Cli, api: &Rc<dyn Api>, id: &str) {
    if let Some((cols, rows)) = cli.process().tty_size(1) {
        let _ = api.container_resize(id, cols, rows).await;
    }
}
