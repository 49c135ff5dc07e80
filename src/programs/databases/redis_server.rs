//! `redis-server`: keys in memory, kept in `dump.rdb` when it is stopped in an orderly way. Messages between clients go round.

use std::cell::RefCell;
use std::rc::Rc;

use super::redis_data::Data;
use super::resp::Reply;
use crate::os::{Disposition, Either, ExitStatus, Ip, Process, ProgramFuture, Signal, select};
use crate::programs::kit::{Tool, dates};
use crate::vfs::{Content, Errno};

/// Runs the server.
pub(in crate::programs) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

/// What the connections share.
struct Server {
    process: Process,
    data: RefCell<Data>,
    file: String,
    password: Option<String>,
    /// Channels and the descriptors of who listens to them.
    listeners: RefCell<Vec<(String, u32)>>,
}

/// The configuration file that a command line names, and what it sets itself.
fn command_line(args: &[String]) -> (String, Vec<(String, String)>) {
    let (mut config, mut settings) = (String::new(), Vec::new());
    let mut words = args.iter().peekable();
    while let Some(word) = words.next() {
        let Some(name) = word.strip_prefix("--") else {
            config.clone_from(word);
            continue;
        };
        let mut values = Vec::new();
        while let Some(value) = words.next_if(|word| !word.starts_with("--")) {
            values.push(value.clone());
        }
        settings.push((name.to_owned(), values.join(" ")));
    }
    (config, settings)
}

async fn run(mut tool: Tool) -> ExitStatus {
    let (mut port, mut password, mut dir) = (6379_u16, None, tool.process.cwd().to_string());
    let version = tool.process.version().to_string();
    if tool.args.iter().any(|arg| arg == "--version" || arg == "-v") {
        tool.line(&format!("Redis server v={version} sha=00000000:0 malloc=jemalloc-5.3.0 bits=64"));
        return tool.end().await;
    }
    let (config, mut settings) = command_line(&tool.args);
    if !config.is_empty() {
        let Ok(text) = tool.process.read_text(&config) else {
            tool.err(&format!(
                "{} # Fatal error, can't open config file '{config}': No such file or directory\n",
                stamp(&tool.process, 'C')
            ));
            tool.status = 1;
            return tool.end().await;
        };
        let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
        let pairs = lines
            .filter_map(|line| line.split_once(' '))
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
        settings.splice(0..0, pairs);
    }
    for (name, value) in &settings {
        match name.as_str() {
            "port" => port = value.parse().unwrap_or(port),
            "requirepass" => password = Some(value.trim_matches('"').to_owned()).filter(|text| !text.is_empty()),
            "dir" => dir = tool.process.absolute(value),
            _ => {}
        }
    }
    let process = tool.process.clone();
    let log = |tool: &mut Tool, role: char, mark: char, text: &str| {
        let line = format!("{} {mark} {text}", stamp(&tool.process, role));
        tool.line(&line);
    };
    let pid = process.own_pid();
    log(&mut tool, 'C', '*', "oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo");
    log(
        &mut tool,
        'C',
        '*',
        &format!("Redis version={version}, bits=64, commit=00000000, modified=0, pid={pid}, just started"),
    );
    if config.is_empty() {
        log(
            &mut tool,
            'C',
            '#',
            "Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf",
        );
    } else {
        log(&mut tool, 'C', '*', "Configuration loaded");
    }
    log(&mut tool, 'M', '*', "monotonic clock: POSIX clock_gettime");
    let listener = match process.listen(Ip::ANY, port) {
        Ok(listener) => listener,
        Err(error) => {
            let why =
                if error == Errno::AddrInUse { "bind: Address already in use".to_owned() } else { error.to_string() };
            log(&mut tool, 'M', '#', &format!("Warning: Could not create server TCP listening socket *:{port}: {why}"));
            log(&mut tool, 'M', '#', "Failed listening on port, aborting.");
            tool.status = 1;
            return tool.end().await;
        }
    };
    log(&mut tool, 'M', '*', &format!("Running mode=standalone, port={port}."));
    log(&mut tool, 'M', '*', "Server initialized");
    let file = crate::vfs::path::join(&dir, "dump.rdb");
    let data = process.read_text(&file).map(|text| Data::load(&text)).unwrap_or_default();
    if process.exists(&file) {
        log(&mut tool, 'M', '*', &format!("Loading RDB produced by version {version}"));
        log(&mut tool, 'M', '*', &format!("Done loading RDB, keys loaded: {}, keys expired: 0.", data.len()));
        log(&mut tool, 'M', '*', "DB loaded from disk: 0.000 seconds");
    }
    log(&mut tool, 'M', '*', "Ready to accept connections tcp");
    tool.flush().await;
    for signal in [Signal::TERM, Signal::INT] {
        process.on_signal(signal, Some(Disposition::Catch));
    }
    process.on_signal(Signal::PIPE, Some(Disposition::Ignore));
    process.change(|info| info.memory = 9 << 20);
    let server = Rc::new(Server {
        process: process.clone(),
        data: RefCell::new(data),
        file,
        password,
        listeners: RefCell::default(),
    });
    let signal = match select(accept(&server, listener), process.next_signal()).await {
        Either::Left(()) => Signal::TERM,
        Either::Right(signal) => signal,
    };
    say_goodbye(&mut tool, &server, signal);
    tool.end().await
}

/// Saves and says so.
fn say_goodbye(tool: &mut Tool, server: &Server, signal: Signal) {
    let log = |tool: &mut Tool, mark: char, text: &str| {
        let line = format!("{} {mark} {text}", stamp(&tool.process, 'M'));
        tool.line(&line);
    };
    let (pid, seconds) = (tool.process.own_pid(), tool.process.now().0 / 1_000_000);
    tool.line(&format!("{pid}:signal-handler ({seconds}) Received SIG{} scheduling shutdown...", signal.name()));
    log(tool, '*', "User requested shutdown...");
    log(tool, '*', "Saving the final RDB snapshot before exiting.");
    match server.save() {
        Ok(()) => log(tool, '*', "DB saved on disk"),
        Err(error) => log(tool, '#', &format!("Failed opening the temp RDB file for saving: {error}")),
    }
    log(tool, '#', "Redis is now ready to exit, bye bye...");
}

/// `1:M 01 Oct 2026 09:00:00.000`
fn stamp(process: &Process, role: char) -> String {
    let now = process.now();
    let time = dates::format(now, "%d %b %Y %H:%M:%S");
    format!("{}:{role} {time}.{:03}", process.own_pid(), now.0 / 1_000 % 1_000)
}

async fn accept(server: &Rc<Server>, listener: u32) {
    while let Ok((fd, _)) = server.process.accept(listener).await {
        let own = Rc::clone(server);
        server.process.thread(async move {
            own.converse(fd).await;
            own.listeners.borrow_mut().retain(|(_, listener)| *listener != fd);
            own.process.close(fd);
        });
    }
}

impl Server {
    fn save(&self) -> Result<(), Errno> {
        self.process.write_file(&self.file, Content::text(&self.data.borrow().dump()))
    }

    async fn converse(&self, fd: u32) {
        let (mut buffer, mut known) = (Vec::new(), self.password.is_none());
        loop {
            while let Some((words, length)) = take_command(&buffer) {
                buffer.drain(..length);
                let name =
                    words.first().map(|word| String::from_utf8_lossy(word).to_ascii_uppercase()).unwrap_or_default();
                if words.is_empty() {
                    continue;
                }
                let mut out = Vec::new();
                for reply in self.answer(&name, &words, fd, &mut known).await {
                    reply.write(&mut out);
                }
                let Ok(handle) = self.process.handle(fd) else { return };
                if handle.write(&out).await.is_err() || name == "QUIT" {
                    return;
                }
            }
            match self.process.read(fd, 65_536).await {
                Ok(part) if !part.is_empty() => buffer.extend(part),
                _ => return,
            }
        }
    }

    async fn answer(&self, name: &str, words: &[Vec<u8>], fd: u32, known: &mut bool) -> Vec<Reply> {
        let word = |at: usize| words.get(at).map(|word| String::from_utf8_lossy(word).into_owned()).unwrap_or_default();
        if name == "AUTH" {
            let right = self.password.as_deref() == Some(word(words.len() - 1).as_str());
            *known |= right;
            return vec![match (&self.password, right) {
                (_, true) => Reply::ok(),
                (None, false) => Reply::Error("ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?".to_owned()),
                (Some(_), false) => Reply::Error("WRONGPASS invalid username-password pair or user is disabled.".to_owned()),
            }];
        }
        if !*known && name != "QUIT" {
            return vec![Reply::Error("NOAUTH Authentication required.".to_owned())];
        }
        if let Some(reply) = self.data.borrow_mut().run(words, self.process.now().0) {
            return vec![reply];
        }
        vec![match name {
            "SUBSCRIBE" => {
                let mut replies = Vec::new();
                for at in 1..words.len() {
                    let mut listeners = self.listeners.borrow_mut();
                    listeners.push((word(at), fd));
                    let count = listeners.iter().filter(|(_, listener)| *listener == fd).count();
                    replies.push(Reply::Array(vec![
                        Reply::text("subscribe"),
                        Reply::text(&word(at)),
                        Reply::Int(count as i64),
                    ]));
                }
                return replies;
            }
            "PUBLISH" => {
                let listeners: Vec<u32> = self
                    .listeners
                    .borrow()
                    .iter()
                    .filter(|(channel, _)| *channel == word(1))
                    .map(|(_, fd)| *fd)
                    .collect();
                let mut bytes = Vec::new();
                let message = Reply::Bulk(words.get(2).cloned().unwrap_or_default());
                Reply::Array(vec![Reply::text("message"), Reply::text(&word(1)), message]).write(&mut bytes);
                for fd in &listeners {
                    if let Ok(handle) = self.process.handle(*fd) {
                        let _ = handle.write(&bytes).await;
                    }
                }
                Reply::Int(listeners.len() as i64)
            }
            "SAVE" | "BGSAVE" => match self.save() {
                Ok(()) if name == "SAVE" => Reply::ok(),
                Ok(()) => Reply::Status("Background saving started".to_owned()),
                Err(error) => Reply::Error(format!("ERR {error}")),
            },
            "INFO" => {
                let keys = self.data.borrow().len();
                let version = self.process.version();
                Reply::text(&format!(
                    "# Server\r\nredis_version:{version}\r\nredis_mode:standalone\r\n\r\n# Keyspace\r\ndb0:keys={keys},expires=0,avg_ttl=0\r\n"
                ))
            }
            "QUIT" | "CLIENT" => Reply::ok(),
            "HELLO" => Reply::Error("NOPROTO unsupported protocol version".to_owned()),
            "COMMAND" | "CONFIG" => Reply::Array(Vec::new()),
            _ => {
                let args = words
                    .iter()
                    .skip(1)
                    .fold(String::new(), |args, word| format!("{args}'{}' ", String::from_utf8_lossy(word)));
                Reply::Error(format!("ERR unknown command '{}', with args beginning with: {args}", word(0)))
            }
        }]
    }
}

/// A command at the front of what arrived, and how long it is; typed lines count too.
fn take_command(bytes: &[u8]) -> Option<(Vec<Vec<u8>>, usize)> {
    if bytes.first() == Some(&b'*') {
        let (Reply::Array(all), length) = Reply::read(bytes)? else { return None };
        let words = all.into_iter().filter_map(|reply| if let Reply::Bulk(word) = reply { Some(word) } else { None });
        return Some((words.collect(), length));
    }
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let line = String::from_utf8_lossy(&bytes[..end]).into_owned();
    Some((line.split_whitespace().map(|word| word.as_bytes().to_vec()).collect(), end + 1))
}
