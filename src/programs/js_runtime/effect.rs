//! What a JavaScript process wants done, in the order in which it was wanted.

use serde::{Deserialize, Serialize};

use super::Bytes;

/// One wish of a VM. None of them answers within the turn; answers come back as [`super::JsEvent`]s.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum JsEffect {
    /// Write to standard output (1) or standard error (2).
    Write {
        /// The descriptor.
        fd: u32,
        /// What to write.
        bytes: Bytes,
    },
    /// The code computed for this long: carry out the effects after it that much simulated time later.
    Spend {
        /// Microseconds.
        us: u64,
    },
    /// The slice of work was used up but code still runs: let time pass (a [`JsEffect::Spend`] came before), look for
    /// signals, then take a turn with [`super::JsEvent::Continue`]. Always the last effect.
    More,
    /// The code has passed its limit of steps and counts as an endless loop: the process only burns CPU from now on.
    /// No further turn does anything. Always the last effect.
    Busy,
    /// The process ends with this code; the VM is done.
    Exit {
        /// 0 to 255.
        code: i32,
    },
    /// The process ends by a signal that it sent itself (`process.kill(process.pid)`, `process.abort()`).
    Die {
        /// The signal's name.
        signal: String,
    },
    /// Take the next turn with [`super::JsEvent::Alarm`] at this time, or at none; replaces the alarm before.
    Alarm {
        /// Microseconds since the Unix epoch on the clock of [`super::HostCall::Now`].
        at_us: Option<i64>,
    },
    /// Ask for a line with this prompt. Nothing else reads the terminal meanwhile; an empty prompt is possible.
    Prompt {
        /// The prompt, such as `> `.
        text: String,
    },
    /// The answer to [`super::JsEvent::Complete`].
    Completions {
        /// The part of the line that the items replace.
        word: String,
        /// What it may become, sorted.
        items: Vec<String>,
    },
    /// Read standard input from now on (`true`), or stop. Data comes as [`super::JsEvent::StdinData`].
    ReadStdin {
        /// Whether to read.
        on: bool,
    },
    /// `process.stdin.setRawMode`.
    RawMode {
        /// Whether single keys are delivered.
        on: bool,
    },
    /// From now on this signal is delivered as an event (`true`), or has its default effect again.
    Handle {
        /// Its name.
        signal: String,
        /// Whether it is handled.
        on: bool,
    },
    /// Send a signal to another process.
    Kill {
        /// The process, as this process sees it; negative for a group.
        pid: i32,
        /// The signal's name, or `0`.
        signal: String,
    },
    /// Listen on a port; answered by `Listening` or `ListenFailed`.
    Listen {
        /// The VM's id for the server.
        server: u32,
        /// The address; empty means all (`::` as Node shows it).
        host: String,
        /// The port, or 0 for any.
        port: u16,
    },
    /// Stop listening. Connections already accepted live on.
    CloseServer {
        /// Which server.
        server: u32,
    },
    /// Connect to somebody; answered by `Connected` or `ConnectFailed`.
    Connect {
        /// The VM's id for the socket.
        socket: u32,
        /// A name or an address.
        host: String,
        /// The port.
        port: u16,
    },
    /// Send bytes.
    SocketWrite {
        /// Which socket.
        socket: u32,
        /// The bytes.
        bytes: Bytes,
    },
    /// Send nothing more; what the far end still sends is read.
    SocketEnd {
        /// Which socket.
        socket: u32,
    },
    /// Drop the socket at once.
    SocketDestroy {
        /// Which socket.
        socket: u32,
    },
    /// Find a name's addresses; answered by `Resolved`.
    Lookup {
        /// The VM's id for the question.
        id: u32,
        /// The name.
        host: String,
    },
}
