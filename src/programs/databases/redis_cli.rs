//! `redis-cli`: one command, commands from a pipe, or a prompt.

use super::resp::{Reply, command};
use crate::os::{ExitStatus, LineInput, ProgramFuture};
use crate::programs::kit::Tool;
use crate::vfs::Errno;

/// Runs the client.
pub(in crate::programs) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

/// Splits a typed line at blanks outside quotes.
fn words(line: &str) -> Vec<String> {
    let (mut found, mut word, mut quote, mut open) = (Vec::new(), String::new(), None, false);
    for c in line.chars() {
        match (quote, c) {
            (Some(mark), c) if c == mark => quote = None,
            (None, '"' | '\'') => (quote, open) = (Some(c), true),
            (None, c) if c.is_whitespace() => {
                if open || !word.is_empty() {
                    found.push(std::mem::take(&mut word));
                }
                open = false;
            }
            (_, c) => word.push(c),
        }
    }
    if open || !word.is_empty() {
        found.push(word);
    }
    found
}

async fn run(mut tool: Tool) -> ExitStatus {
    let (mut host, mut port, mut password, mut raw) = ("127.0.0.1".to_owned(), 6379_u16, None, !tool.process.is_tty(1));
    let args = std::mem::take(&mut tool.args);
    let mut rest = args.iter();
    let mut typed = Vec::new();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "-h" => host = rest.next().cloned().unwrap_or_default(),
            "-p" => port = rest.next().and_then(|text| text.parse().ok()).unwrap_or(port),
            "-a" | "--pass" => password = rest.next().cloned(),
            "-n" => drop(rest.next()),
            "--raw" => raw = true,
            "--no-raw" => raw = false,
            "--no-auth-warning" => {}
            "-v" | "--version" => {
                let version = tool.process.version().to_string();
                tool.line(&format!("redis-cli {version}"));
                return tool.end().await;
            }
            word if word.starts_with('-') && typed.is_empty() => {
                tool.err(&format!("drydock: redis-cli {word} is not modelled\n"));
                tool.status = 1;
                return tool.end().await;
            }
            _ => typed.push(word.clone()),
        }
    }
    let mut client = Client { tool, host, port, password, raw, fd: None };
    if !typed.is_empty() {
        client.say(&typed).await;
        return client.tool.end().await;
    }
    client.connect().await;
    loop {
        let prompt = if client.fd.is_some() {
            format!("{}:{}> ", client.host, client.port)
        } else {
            "not connected> ".to_owned()
        };
        client.tool.flush().await;
        let typed = match client.tool.process.read_line(&prompt).await {
            LineInput::Line(line) => words(&line),
            LineInput::End | LineInput::Interrupted => return client.tool.end().await,
        };
        match typed.first().map(String::as_str) {
            None => {}
            Some("exit" | "quit" | "QUIT") => return client.tool.end().await,
            Some("clear") => client.tool.out("\u{1b}[H\u{1b}[2J"),
            Some(_) => client.say(&typed).await,
        }
        // What went wrong at the prompt was seen there.
        client.tool.status = 0;
    }
}

struct Client {
    tool: Tool,
    host: String,
    port: u16,
    password: Option<String>,
    raw: bool,
    fd: Option<u32>,
}

impl Client {
    async fn connect(&mut self) -> bool {
        if self.fd.is_some() {
            return true;
        }
        let process = self.tool.process.clone();
        let place = format!("{}:{}", self.host, self.port);
        let result = match process.resolve(&self.host).first() {
            Some(ip) => process.connect(*ip, self.port).await.map_err(|error| match error {
                Errno::ConnRefused => "Connection refused".to_owned(),
                error => error.to_string(),
            }),
            None => Err("Name or service not known".to_owned()),
        };
        match result {
            Ok(fd) => self.fd = Some(fd),
            Err(why) => {
                self.tool.err(&format!("Could not connect to Redis at {place}: {why}\n"));
                self.tool.status = 1;
                return false;
            }
        }
        if let Some(password) = self.password.clone() {
            self.tool.err(
                "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n",
            );
            let reply = self.ask(&["AUTH".to_owned(), password]).await;
            if let Some(Reply::Error(text)) = reply {
                self.tool.err(&format!("AUTH failed: {text}\n"));
            }
        }
        true
    }

    async fn ask(&mut self, words: &[String]) -> Option<Reply> {
        let fd = self.fd?;
        let process = self.tool.process.clone();
        process.handle(fd).ok()?.write(&command(words)).await.ok()?;
        let mut got = Vec::new();
        loop {
            if let Some((reply, _)) = Reply::read(&got) {
                return Some(reply);
            }
            let part = process.read(fd, 65_536).await.ok()?;
            if part.is_empty() {
                return None;
            }
            got.extend(part);
        }
    }

    /// Sends a command and shows the answer.
    async fn say(&mut self, words: &[String]) {
        if !self.connect().await {
            return;
        }
        let Some(reply) = self.ask(words).await else {
            self.fd = None;
            self.tool.err("Error: Server closed the connection\n");
            self.tool.status = 1;
            return;
        };
        if matches!(reply, Reply::Error(_)) {
            self.tool.status = 1;
        }
        let text = if self.raw { reply.raw() } else { reply.shown(0) };
        self.tool.line(&text);
        if !words[0].eq_ignore_ascii_case("subscribe") {
            return;
        }
        // From here on only messages come.
        let Some(fd) = self.fd else { return };
        let mut got = Vec::new();
        loop {
            self.tool.flush().await;
            while let Some((reply, length)) = Reply::read(&got) {
                got.drain(..length);
                let text = if self.raw { reply.raw() } else { reply.shown(0) };
                self.tool.line(&text);
            }
            self.tool.flush().await;
            match self.tool.process.read(fd, 65_536).await {
                Ok(part) if !part.is_empty() => got.extend(part),
                _ => return,
            }
        }
    }
}
