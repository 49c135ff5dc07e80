//! What can happen to a JavaScript process: its start, terminal input, the clock, sockets, signals.

use serde::{Deserialize, Serialize};

use super::Bytes;

/// One thing that happened. Ids of servers and sockets that the VM opened are chosen by the VM; the driver chooses
/// the ids of accepted connections, starting at 1,000,000 so that the two never meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum JsEvent {
    /// The process begins. Always the first event, and only the first.
    Start(Box<JsStart>),
    /// Nothing happened: go on with what [`super::JsEffect::More`] left undone.
    Continue,
    /// The time asked for by [`super::JsEffect::Alarm`] has come.
    Alarm,
    /// The learner finished a line at the prompt that [`super::JsEffect::Prompt`] asked for, without its newline.
    Line {
        /// The line.
        text: String,
    },
    /// Ctrl-D on an empty line at the prompt.
    Eof,
    /// The line editor asks what the text before the cursor may become.
    Complete {
        /// The line up to the cursor.
        line: String,
    },
    /// Bytes from standard input; only after [`super::JsEffect::ReadStdin`].
    StdinData {
        /// The bytes.
        bytes: Bytes,
    },
    /// Standard input has ended.
    StdinEnd,
    /// A server socket listens now.
    Listening {
        /// Which server.
        server: u32,
        /// Where it listens, with the port that the system chose when 0 was asked for.
        local: Endpoint,
    },
    /// A server socket could not listen.
    ListenFailed {
        /// Which server.
        server: u32,
        /// The system's name of the error: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`.
        code: String,
    },
    /// Somebody connected to a server.
    Connection {
        /// Which server.
        server: u32,
        /// The new socket, numbered by the driver.
        socket: u32,
        /// The far end.
        remote: Endpoint,
        /// The near end.
        local: Endpoint,
    },
    /// A socket opened by [`super::JsEffect::Connect`] is connected.
    Connected {
        /// Which socket.
        socket: u32,
        /// The far end, after name resolution.
        remote: Endpoint,
        /// The near end.
        local: Endpoint,
    },
    /// A socket opened by [`super::JsEffect::Connect`] could not be connected.
    ConnectFailed {
        /// Which socket.
        socket: u32,
        /// `ECONNREFUSED`, `ENOTFOUND`, `EAI_AGAIN`, `EHOSTUNREACH`, `ETIMEDOUT`.
        code: String,
        /// The address tried; empty when the name was not found.
        address: String,
    },
    /// Bytes arrived at a socket.
    SocketData {
        /// Which socket.
        socket: u32,
        /// The bytes.
        bytes: Bytes,
    },
    /// The far end will send nothing more.
    SocketEnd {
        /// Which socket.
        socket: u32,
    },
    /// The socket is gone.
    SocketClosed {
        /// Which socket.
        socket: u32,
        /// `ECONNRESET` or `EPIPE` when it broke; empty when both ends had finished.
        code: String,
    },
    /// The answer to [`super::JsEffect::Lookup`].
    Resolved {
        /// Which question.
        id: u32,
        /// The addresses found, textual.
        addresses: Vec<String>,
        /// Empty when found; else `ENOTFOUND` or `EAI_AGAIN`.
        code: String,
    },
    /// A signal arrived for which the VM has asked by [`super::JsEffect::Handle`], or Ctrl-C at the REPL's prompt.
    Signal {
        /// Its name: `SIGINT`, `SIGTERM`, `SIGHUP`, `SIGUSR2`, `SIGWINCH` ...
        name: String,
    },
}

/// How the process was started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JsStart {
    /// What to run.
    pub mode: StartMode,
    /// `process.argv` from its third element on (and `-e`'s from its second): the arguments for the script.
    pub args: Vec<String>,
    /// `process.execPath`, e.g. `/usr/local/bin/node`.
    pub exec_path: String,
    /// Node's own options before the script, as typed.
    pub exec_argv: Vec<String>,
    /// Modules named by `-r` and `--require`, in order.
    pub preload: Vec<String>,
    /// The environment, in its order.
    pub env: Vec<(String, String)>,
    /// The working directory, absolute.
    pub cwd: String,
    /// The process id as the process sees it.
    pub pid: u32,
    /// The parent's id.
    pub ppid: u32,
    /// The release to be, without `v`: `26.5.0`. It comes from the image.
    pub version: String,
    /// Whether standard input, output and error are terminals.
    pub tty: [bool; 3],
    /// The terminal's width in columns, when there is one.
    pub columns: u16,
    /// The terminal's height in lines, when there is one.
    pub rows: u16,
}

/// What a VM runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StartMode {
    /// The prompt: `node` at a terminal, or `node -i`.
    Repl,
    /// `node -e CODE`, or `node -p CODE` which prints the value.
    Eval {
        /// The code.
        code: String,
        /// Whether the value is printed.
        print: bool,
    },
    /// `node FILE`: the path as typed; extension and `index.js` are found as for `require`.
    File {
        /// The path.
        path: String,
    },
    /// `node -` or `node < FILE`: all of standard input is the script, sent as [`JsEvent::StdinData`].
    Stdin,
    /// `node --check FILE`: only parse.
    Check {
        /// The path.
        path: String,
    },
}

/// One end of a connection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// The address, textual: `172.17.0.2`, `::`.
    pub address: String,
    /// The port.
    pub port: u16,
}
