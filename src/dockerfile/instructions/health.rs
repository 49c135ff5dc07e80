//! HEALTHCHECK: how docker finds out whether a container still does its work.

use super::at_least_one;
use super::flags::{FlagKind, Flags};
use crate::base::duration::parse_go_duration;
use crate::base::quote::quote;
use crate::dockerfile::tree::Node;

/// `HEALTHCHECK [flags] CMD COMMAND` or `HEALTHCHECK NONE`. Times are in nanoseconds, 0 for docker's default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HealthCheck {
    /// As the image's configuration has it: `NONE`, or `CMD` and the words, or `CMD-SHELL` and the line.
    pub test: Vec<String>,
    /// `--interval`.
    pub interval_ns: i64,
    /// `--timeout`.
    pub timeout_ns: i64,
    /// `--start-period`.
    pub start_period_ns: i64,
    /// `--start-interval`.
    pub start_interval_ns: i64,
    /// `--retries`.
    pub retries: i32,
}

impl HealthCheck {
    pub(super) fn parse(node: &Node, words: &[String]) -> Result<Self, String> {
        let Some((kind, command)) = words.split_first() else { return Err(at_least_one("HEALTHCHECK")) };
        let kind = kind.to_uppercase();
        if kind == "NONE" {
            if !command.is_empty() {
                return Err("HEALTHCHECK NONE takes no arguments".into());
            }
            return Ok(Self { test: vec![kind], ..Self::default() });
        }
        let known = ["interval", "timeout", "start-period", "start-interval", "retries"];
        let flags = Flags::parse(&node.flags, &known.map(|name| (name, FlagKind::Text)))?;
        if kind != "CMD" {
            return Err(format!("Unknown type {} in HEALTHCHECK (try CMD)", quote(&kind)));
        }
        if command.is_empty() {
            return Err("Missing command after HEALTHCHECK CMD".into());
        }
        let mut test = vec![if node.json { kind } else { "CMD-SHELL".into() }];
        if node.json {
            test.extend_from_slice(command);
        } else {
            test.push(command.join(" "));
        }
        Ok(Self {
            test,
            interval_ns: interval(&flags, "interval")?,
            timeout_ns: interval(&flags, "timeout")?,
            start_period_ns: interval(&flags, "start-period")?,
            start_interval_ns: interval(&flags, "start-interval")?,
            retries: retries(&flags.text("retries"))?,
        })
    }
}

fn interval(flags: &Flags, name: &str) -> Result<i64, String> {
    let text = flags.text(name);
    if text.is_empty() {
        return Ok(0);
    }
    let nanoseconds = parse_go_duration(&text)?;
    if nanoseconds != 0 && nanoseconds < 1_000_000 {
        return Err(format!("Interval \"{name}\" cannot be less than 1ms"));
    }
    Ok(nanoseconds)
}

fn retries(text: &str) -> Result<i32, String> {
    if text.is_empty() {
        return Ok(0);
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let failed = |what: &str| Err(format!("strconv.ParseInt: parsing {}: {what}", quote(text)));
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return failed("invalid syntax");
    }
    match text.parse::<i32>() {
        Err(_) => failed("value out of range"),
        Ok(negative) if negative < 0 => Err(format!("--retries cannot be negative ({negative})")),
        Ok(retries) => Ok(retries),
    }
}
