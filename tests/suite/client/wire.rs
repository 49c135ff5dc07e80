//! What the stub engine sends, taken apart: lines of JSON, frames of multiplexed streams, progress, log lines.

use drydock::base::Time;
use drydock::engine::api::{DeleteItem, LogEntry, Progress, Stream};
use serde_json::Value;

pub(super) fn json_line(bytes: &mut Vec<u8>) -> Option<Value> {
    loop {
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let line: Vec<u8> = bytes.drain(..=end).collect();
        if let Ok(value) = serde_json::from_slice(&line) {
            return Some(value);
        }
    }
}

/// A frame of a multiplexed stream, or whatever came from a terminal.
pub(super) fn frame(bytes: &mut Vec<u8>, tty: bool) -> Option<(Stream, Vec<u8>)> {
    if tty {
        return (!bytes.is_empty()).then(|| (Stream::Stdout, std::mem::take(bytes)));
    }
    let size = u32::from_be_bytes(bytes.get(4..8)?.try_into().ok()?) as usize;
    if bytes.len() < size + 8 {
        return None;
    }
    let all: Vec<u8> = bytes.drain(..size + 8).collect();
    Some((if all[0] == 2 { Stream::Stderr } else { Stream::Stdout }, all[8..].to_vec()))
}

pub(super) fn progress(value: &Value) -> Progress {
    let text = |name: &str| value[name].as_str().unwrap_or("").to_owned();
    let detail = &value["progressDetail"];
    let aux = value.get("aux").cloned();
    Progress {
        id: text("id"),
        status: text("status"),
        stream: text("stream"),
        current: detail["current"].as_u64().unwrap_or(0),
        total: detail["total"].as_u64().unwrap_or(0),
        error: value["errorDetail"]["message"].as_str().or(value["error"].as_str()).map(str::to_owned),
        error_code: value["errorDetail"]["code"].as_i64(),
        aux,
    }
}

pub(super) fn deleted(value: &Value) -> Option<DeleteItem> {
    let text = |name: &str| value[name].as_str().map(str::to_owned);
    text("Deleted").map(DeleteItem::Deleted).or_else(|| text("Untagged").map(DeleteItem::Untagged))
}

/// A log line with its moment and its details before it.
pub(super) fn log_entry(stream: Stream, bytes: &[u8], detailed: bool) -> LogEntry {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let (moment, rest) = text.split_once(' ').unwrap_or(("", &text));
    let (details, rest) = if detailed { rest.split_once(' ').unwrap_or(("", rest)) } else { ("", rest) };
    let time = Time::parse_rfc3339(moment).unwrap_or_default();
    LogEntry { time, stream, bytes: rest.as_bytes().to_vec(), details: details.to_owned() }
}

pub(super) fn seconds(micros: u64) -> String {
    format!("{}.{:06}000", micros / 1_000_000, micros % 1_000_000)
}

pub(super) fn base64(text: &str) -> String {
    String::from_utf8_lossy(&base64_bytes(text)).into_owned()
}

/// The bytes behind base64.
pub(crate) fn base64_bytes(text: &str) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut group, mut bits) = (Vec::new(), 0_u32, 0);
    for digit in text.trim_end_matches('=').bytes() {
        let value = DIGITS.iter().position(|known| *known == digit).unwrap_or(0);
        group = (group << 6 | value as u32) & 0xff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((group >> bits) as u8);
        }
    }
    bytes
}
