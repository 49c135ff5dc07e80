//! Prompts: bash's backslash escapes in PS1, and the variables that all flavours expand there.

use super::Flavor;
use super::lexer::Parser;
use super::state::Shell;

impl Shell {
    /// The text of a prompt variable.
    pub(super) async fn prompt(&mut self, name: &str) -> String {
        let Some(raw) = self.vars.text(name).map(str::to_owned) else { return String::new() };
        let raw = if self.flavor == Flavor::Dash { raw } else { self.prompt_escapes(&raw) };
        if !raw.contains(['$', '`']) {
            return raw;
        }
        let mut parser = Parser::new(&raw, 1, self.flavor);
        let Ok(word) = parser.double_text(None) else { return raw };
        let (status, statuses) = (self.status, self.statuses.clone());
        let text = self.expand_text(&vec![super::ast::Part::Double(word)]).await.unwrap_or(raw);
        (self.status, self.statuses) = (status, statuses);
        text
    }

    fn prompt_escapes(&mut self, raw: &str) -> String {
        let mut out = String::new();
        let mut chars = raw.chars().peekable();
        while let Some(c) = chars.next() {
            if c != '\\' {
                out.push(c);
                continue;
            }
            let Some(kind) = chars.next() else {
                out.push('\\');
                break;
            };
            match kind {
                'u' => out.push_str(&self.user_name()),
                'h' => out.push_str(self.process.hostname().split('.').next().unwrap_or_default()),
                'H' => out.push_str(&self.process.hostname()),
                'w' => out.push_str(&self.short_directory()),
                'W' => {
                    let short = self.short_directory();
                    let last = if short == "~" { "~" } else { crate::vfs::path::base_name(&short) };
                    out.push_str(last);
                }
                // What follows may be expanded again: a dollar sign alone stays one.
                '$' => out.push_str(if self.process.cred().uid == 0 { "#" } else { "$" }),
                's' => out.push_str(crate::vfs::path::base_name(&self.name).trim_start_matches('-')),
                'v' => out.push_str("5.2"),
                'V' => out.push_str("5.2.15"),
                'n' => out.push('\n'),
                'r' => out.push('\r'),
                'a' => out.push('\x07'),
                'e' => out.push('\x1b'),
                'j' => out.push_str(&self.jobs.list.len().to_string()),
                '!' | '#' => out.push_str(&(self.history.len() + 1).to_string()),
                't' | 'A' | 'T' | '@' | 'd' => out.push_str(&self.clock(kind)),
                '[' | ']' => {}
                '0'..='7' => {
                    let mut value = kind.to_digit(8).unwrap_or(0);
                    for _ in 0..2 {
                        if let Some(digit) = chars.peek().and_then(|c| c.to_digit(8)) {
                            chars.next();
                            value = value * 8 + digit;
                        }
                    }
                    out.extend(char::from_u32(value));
                }
                '\\' => out.push('\\'),
                other => out.extend(['\\', other]),
            }
        }
        out
    }

    fn clock(&self, kind: char) -> String {
        let time = self.process.now().civil();
        let (hour, minute, second) = (time.hour, time.minute, time.second);
        let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
        match kind {
            'A' => format!("{hour:02}:{minute:02}"),
            'T' => format!("{twelve:02}:{minute:02}:{second:02}"),
            '@' => format!("{twelve:02}:{minute:02} {}", if hour < 12 { "AM" } else { "PM" }),
            'd' => {
                let day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][time.weekday as usize % 7];
                let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
                let month = months[(time.month as usize).saturating_sub(1) % 12];
                format!("{day} {month} {:02}", time.day)
            }
            _ => format!("{hour:02}:{minute:02}:{second:02}"),
        }
    }

    /// The name of the user, as `/etc/passwd` has it.
    pub(super) fn user_name(&self) -> String {
        let uid = self.process.cred().uid;
        let users = self.process.read_text("/etc/passwd").unwrap_or_default();
        let found = crate::os::users::parse_passwd(&users).into_iter().find(|user| user.uid == uid);
        match (found, self.flavor) {
            (Some(user), _) => user.name,
            (None, _) if uid == 0 => "root".to_owned(),
            (None, Flavor::Bash) => "I have no name!".to_owned(),
            (None, Flavor::Dash | Flavor::Ash) => uid.to_string(),
        }
    }

    /// The current directory with the home directory as `~`.
    fn short_directory(&mut self) -> String {
        let cwd = self.get("PWD").unwrap_or_else(|| self.process.cwd().to_string());
        let home = self.get("HOME").filter(|home| home.len() > 1).unwrap_or_default();
        match cwd.strip_prefix(&home) {
            Some(rest) if !home.is_empty() && (rest.is_empty() || rest.starts_with('/')) => format!("~{rest}"),
            _ => cwd,
        }
    }
}
