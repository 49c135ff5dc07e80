//! `read` and `mapfile`: input of a script.

use std::collections::BTreeMap;

use crate::os::TtyMode;

use super::super::Flavor;
use super::super::state::{Flow, Shell};
use super::super::vars::Value;
use super::super::words::is_name;
use super::Outcome;

/// The options of `read`.
struct Options {
    raw: bool,
    silent: bool,
    prompt: String,
    delimiter: u8,
    most: Option<usize>,
    array: Option<String>,
    fd: u32,
    timeout: Option<u64>,
}

impl Shell {
    pub(super) async fn builtin_read(&mut self, args: &[String]) -> Outcome {
        let (options, names) = match self.read_options(args) {
            Ok(parsed) => parsed,
            Err(status) => return Ok(status),
        };
        for name in names.iter().chain(&options.array) {
            if !is_name(name) {
                match self.flavor {
                    Flavor::Bash => self.complain_of("read", &format!("`{name}': not a valid identifier")),
                    Flavor::Dash => self.complain_of("read", &format!("{name}: bad variable name")),
                    Flavor::Ash => self.complain(&format!("read: '{name}': bad variable name")),
                }
                return if self.flavor == Flavor::Dash { Err(self.fatal(2)) } else { Ok(1) };
            }
        }
        let tty = self.process.tty_of(options.fd);
        if tty.is_some() && !options.prompt.is_empty() {
            self.print_error(&options.prompt);
        }
        self.flush().await;
        let quiet = tty.filter(|_| options.silent || options.most.is_some());
        if let Some(tty) = quiet {
            let mode = if options.most.is_some() { TtyMode::Raw } else { TtyMode::Cooked };
            self.process.set_tty(tty, mode, !options.silent, None);
        }
        let input = self.read_input(&options).await;
        if let Some(tty) = quiet {
            self.process.set_tty(tty, TtyMode::Cooked, true, None);
        }
        let (bytes, ended) = input?;
        let status = match ended {
            End::Delimiter => 0,
            End::Input => 1,
            End::Timeout => 142,
        };
        let (text, escaped) = unescape(&String::from_utf8_lossy(&bytes), options.raw);
        self.assign_fields(&options, &names, &text, &escaped)?;
        Ok(status)
    }

    fn read_options(&mut self, args: &[String]) -> Result<(Options, Vec<String>), u8> {
        let mut options = Options {
            raw: false,
            silent: false,
            prompt: String::new(),
            delimiter: b'\n',
            most: None,
            array: None,
            fd: 0,
            timeout: None,
        };
        let mut at = 0;
        while let Some(arg) = args.get(at).filter(|arg| arg.len() > 1 && arg.starts_with('-')) {
            at += 1;
            if arg == "--" {
                break;
            }
            let mut letters = arg[1..].char_indices();
            while let Some((place, letter)) = letters.next() {
                let takes = "pdntuaNi".contains(letter) && !(self.flavor == Flavor::Dash && letter != 'p');
                if !takes {
                    match letter {
                        'r' => options.raw = true,
                        's' if self.flavor != Flavor::Dash => options.silent = true,
                        'e' if self.flavor == Flavor::Bash => {}
                        _ => return Err(self.bad_read_option(letter)),
                    }
                    continue;
                }
                let glued = &arg[1 + place + 1..];
                let value = if glued.is_empty() {
                    at += 1;
                    args.get(at - 1).cloned().unwrap_or_default()
                } else {
                    glued.to_owned()
                };
                match letter {
                    'p' => options.prompt = value,
                    'd' => options.delimiter = value.bytes().next().unwrap_or(0),
                    'n' | 'N' => options.most = value.parse().ok(),
                    't' => options.timeout = value.parse::<f64>().ok().map(|seconds| (seconds * 1e6) as u64),
                    'u' => options.fd = value.parse().unwrap_or(0),
                    'a' => options.array = Some(value),
                    _ => {}
                }
                let _ = letters.by_ref().count();
            }
        }
        Ok((options, args.get(at..).unwrap_or_default().to_vec()))
    }

    fn bad_read_option(&mut self, letter: char) -> u8 {
        match self.flavor {
            Flavor::Bash => {
                self.complain_of("read", &format!("-{letter}: invalid option"));
                self.print_error(
                    "read: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]\n",
                );
            }
            Flavor::Dash => self.complain_of("read", &format!("Illegal option -{letter}")),
            Flavor::Ash => self.complain_of("read", &format!("illegal option -{letter}")),
        }
        2
    }

    /// Reads byte by byte, so that nothing after the line is taken from the commands that follow.
    async fn read_input(&mut self, options: &Options) -> Result<(Vec<u8>, End), Flow> {
        let process = self.process.clone();
        let deadline = options.timeout.map(|micros| process.now().plus(micros));
        let mut bytes = Vec::new();
        let mut escaped = false;
        loop {
            if options.most.is_some_and(|most| String::from_utf8_lossy(&bytes).chars().count() >= most) {
                return Ok((bytes, End::Delimiter));
            }
            let timer = async {
                match deadline {
                    Some(deadline) => process.sleep(deadline.since(process.now())).await,
                    None => std::future::pending().await,
                }
            };
            let other = crate::os::select(process.next_signal(), timer);
            let byte = match crate::os::select(process.read(options.fd, 1), other).await {
                crate::os::Either::Left(byte) => byte.unwrap_or_default(),
                crate::os::Either::Right(crate::os::Either::Left(signal)) => {
                    self.on_signal(signal).await?;
                    continue;
                }
                crate::os::Either::Right(crate::os::Either::Right(())) => return Ok((bytes, End::Timeout)),
            };
            let Some(byte) = byte.first().copied() else { return Ok((bytes, End::Input)) };
            if byte == options.delimiter && !escaped {
                return Ok((bytes, End::Delimiter));
            }
            // A backslash before the newline joins two lines.
            if escaped && byte == b'\n' && !options.raw {
                bytes.pop();
                escaped = false;
                continue;
            }
            escaped = byte == b'\\' && !escaped && !options.raw;
            if byte != 0 {
                bytes.push(byte);
            }
        }
    }

    fn assign_fields(&mut self, options: &Options, names: &[String], text: &str, escaped: &[bool]) -> Result<(), Flow> {
        let ifs = self.ifs();
        if let Some(array) = &options.array {
            let fields = split(text, escaped, &ifs, usize::MAX);
            let elements: BTreeMap<i64, String> =
                fields.into_iter().enumerate().map(|(at, field)| (at as i64, field)).collect();
            self.check_writable(array)?;
            self.vars.entry(array).value = Value::Array(elements);
            return Ok(());
        }
        if names.is_empty() {
            return self.set("REPLY", text);
        }
        let mut fields = split(text, escaped, &ifs, names.len()).into_iter();
        for name in names {
            self.set(name, &fields.next().unwrap_or_default())?;
        }
        Ok(())
    }

    pub(super) async fn builtin_mapfile(&mut self, args: &[String]) -> Outcome {
        let strip = args.iter().any(|arg| arg == "-t");
        let name = args.iter().find(|arg| !arg.starts_with('-')).map_or("MAPFILE", String::as_str);
        let bytes = self.process.read_all(0).await.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let lines = text.split_inclusive('\n').map(|line| if strip { line.trim_end_matches('\n') } else { line });
        let array = lines.enumerate().map(|(at, line)| (at as i64, line.to_owned())).collect();
        self.check_writable(name)?;
        self.vars.entry(name).value = Value::Array(array);
        Ok(0)
    }
}

/// Why reading stopped.
enum End {
    Delimiter,
    Input,
    Timeout,
}

/// Takes backslashes away; the second part says which characters they stood before.
fn unescape(text: &str, raw: bool) -> (String, Vec<bool>) {
    let (mut out, mut escaped) = (String::new(), Vec::new());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\\' && !raw {
            if let Some(next) = chars.next() {
                out.push(next);
                escaped.push(true);
            }
        } else {
            out.push(c);
            escaped.push(false);
        }
    }
    (out, escaped)
}

/// Cuts a line into at most `count` fields; the last one takes the rest.
fn split(text: &str, escaped: &[bool], ifs: &str, count: usize) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let separates = |at: usize| ifs.contains(chars[at]) && !escaped[at];
    let blank = |at: usize| separates(at) && matches!(chars[at], ' ' | '\t' | '\n');
    let (mut at, mut end) = (0, chars.len());
    while at < end && blank(at) {
        at += 1;
    }
    while end > at && blank(end - 1) {
        end -= 1;
    }
    let mut fields = Vec::new();
    while at < end {
        if fields.len() + 1 == count {
            let rest: String = chars[at..end].iter().collect();
            // One separator at the very end belongs to the field before it.
            let single = separates(end - 1) && !(at..end - 1).any(separates);
            fields.push(if single { chars[at..end - 1].iter().collect() } else { rest });
            return fields;
        }
        let start = at;
        while at < end && !separates(at) {
            at += 1;
        }
        fields.push(chars[start..at].iter().collect());
        while at < end && blank(at) {
            at += 1;
        }
        if at < end && separates(at) {
            at += 1;
            while at < end && blank(at) {
                at += 1;
            }
        }
    }
    fields
}
