//! Redis's protocol: commands and replies as bytes, and how `redis-cli` shows a reply.

use std::fmt::Write;

/// A reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// `+OK`
    Status(String),
    Error(String),
    Int(i64),
    Bulk(Vec<u8>),
    Nil,
    Array(Vec<Reply>),
}

impl Reply {
    /// `OK`
    pub(super) fn ok() -> Self {
        Self::Status("OK".to_owned())
    }

    /// A text.
    pub(super) fn text(text: &str) -> Self {
        Self::Bulk(text.as_bytes().to_vec())
    }

    /// As it goes over the wire.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Status(text) => out.extend(format!("+{text}\r\n").bytes()),
            Self::Error(text) => out.extend(format!("-{text}\r\n").bytes()),
            Self::Int(number) => out.extend(format!(":{number}\r\n").bytes()),
            Self::Nil => out.extend(b"$-1\r\n"),
            Self::Bulk(bytes) => {
                out.extend(format!("${}\r\n", bytes.len()).bytes());
                out.extend(bytes);
                out.extend(b"\r\n");
            }
            Self::Array(all) => {
                out.extend(format!("*{}\r\n", all.len()).bytes());
                for reply in all {
                    reply.write(out);
                }
            }
        }
    }

    /// Reads one from the front of what arrived, with its length; none while it is not whole.
    pub(super) fn read(bytes: &[u8]) -> Option<(Self, usize)> {
        let end = bytes.windows(2).position(|pair| pair == b"\r\n")?;
        let line = String::from_utf8_lossy(bytes.get(1..end)?).into_owned();
        let after = end + 2;
        let count = || usize::try_from(line.parse::<i64>().unwrap_or(-1)).ok();
        Some(match bytes.first()? {
            b'+' => (Self::Status(line), after),
            b'-' => (Self::Error(line), after),
            b':' => (Self::Int(line.parse().unwrap_or(0)), after),
            b'$' => match count() {
                None => (Self::Nil, after),
                Some(length) => {
                    bytes.get(after + length + 1)?;
                    (Self::Bulk(bytes[after..after + length].to_vec()), after + length + 2)
                }
            },
            _ => {
                let (mut all, mut at) = (Vec::new(), after);
                for _ in 0..count().unwrap_or(0) {
                    let (reply, length) = Self::read(bytes.get(at..)?)?;
                    all.push(reply);
                    at += length;
                }
                (Self::Array(all), at)
            }
        })
    }

    /// As `redis-cli` shows it to people.
    pub(super) fn shown(&self, indent: usize) -> String {
        match self {
            Self::Status(text) => text.clone(),
            Self::Error(text) => format!("(error) {text}"),
            Self::Int(number) => format!("(integer) {number}"),
            Self::Nil => "(nil)".to_owned(),
            Self::Bulk(bytes) => quoted(bytes),
            Self::Array(all) if all.is_empty() => "(empty array)".to_owned(),
            Self::Array(all) => {
                let width = all.len().to_string().len();
                let mut out = String::new();
                for (at, reply) in all.iter().enumerate() {
                    let margin = if at == 0 { String::new() } else { format!("\n{}", " ".repeat(indent)) };
                    let _ = write!(out, "{margin}{:>width$}) {}", at + 1, reply.shown(indent + width + 2));
                }
                out
            }
        }
    }

    /// As `redis-cli` prints it into a pipe.
    pub(super) fn raw(&self) -> String {
        match self {
            Self::Bulk(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Self::Int(number) => number.to_string(),
            Self::Nil => String::new(),
            Self::Array(all) => all.iter().map(Self::raw).collect::<Vec<_>>().join("\n"),
            Self::Status(text) | Self::Error(text) => text.clone(),
        }
    }
}

fn quoted(bytes: &[u8]) -> String {
    let mut out = String::from("\"");
    for byte in bytes {
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            0x20..=0x7e => out.push(char::from(*byte)),
            _ => drop(write!(out, "\\x{byte:02x}")),
        }
    }
    out.push('"');
    out
}

/// A command as it goes over the wire.
pub(super) fn command(words: &[String]) -> Vec<u8> {
    let mut out = Vec::new();
    Reply::Array(words.iter().map(|word| Reply::text(word)).collect()).write(&mut out);
    out
}
