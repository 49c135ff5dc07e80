//! The command line after the command's name, read as docker's flag library (pflag) reads it: clusters of letters,
//! `--flag=value` and `--flag value`, `--` and where flags end. What a value means is its kind's affair.

use std::collections::BTreeMap;

use crate::base::quote::{quote, quote_char};

use super::command::{Command, Flag};

/// The flags and arguments that were typed.
#[derive(Clone, Default)]
pub(crate) struct Values {
    command: Option<&'static Command>,
    set: BTreeMap<&'static str, Vec<String>>,
    /// The arguments.
    pub(crate) args: Vec<String>,
    /// `--help` was among the flags.
    pub(crate) help: bool,
    /// What is said about deprecated flags, a line each.
    pub(crate) notices: Vec<String>,
    /// Flags that were typed and have no effect here, as they are called.
    pub(crate) ignored: Vec<&'static str>,
}

impl Values {
    /// Whether the flag was typed.
    pub(crate) fn is_set(&self, flag: &str) -> bool {
        self.set.contains_key(flag)
    }

    /// Whether a switch is on.
    pub(crate) fn switch(&self, flag: &str) -> bool {
        self.text(flag) == "true"
    }

    /// The last value, or the flag's own; empty when there is none.
    pub(crate) fn text(&self, flag: &str) -> &str {
        let own = || self.command.and_then(|command| command.flag(flag)).map_or("", |flag| flag.default);
        self.given(flag).unwrap_or_else(own)
    }

    /// The last value if the flag was typed.
    pub(crate) fn given(&self, flag: &str) -> Option<&str> {
        self.set.get(flag).and_then(|values| values.last()).map(String::as_str)
    }

    /// The last value as a number, or the flag's own; 0 when there is none.
    pub(crate) fn int(&self, flag: &str) -> i64 {
        self.text(flag).parse().unwrap_or(0)
    }

    /// All values.
    pub(crate) fn list(&self, flag: &str) -> &[String] {
        self.set.get(flag).map_or(&[], Vec::as_slice)
    }

    /// All values of a flag that takes several at a time, split at commas.
    pub(crate) fn split_list(&self, flag: &str) -> Vec<String> {
        self.list(flag).iter().flat_map(|value| value.split(',')).map(str::to_owned).collect()
    }

    /// The values of a list of `name=value` conditions by name, without repetitions.
    pub(crate) fn filters(&self, flag: &str) -> Vec<(String, Vec<String>)> {
        let mut filters: Vec<(String, Vec<String>)> = Vec::new();
        for (name, value) in self.list(flag).iter().filter_map(|text| text.split_once('=')) {
            match filters.iter_mut().find(|(known, _)| known == name) {
                Some((_, values)) if values.iter().any(|known| known == value) => {}
                Some((_, values)) => values.push(value.to_owned()),
                None => filters.push((name.to_owned(), vec![value.to_owned()])),
            }
        }
        filters
    }

    /// Reads the words after the command's name. The error is pflag's message.
    pub(crate) fn parse(command: &'static Command, words: &[String]) -> Result<Self, String> {
        let mut values = Self { command: Some(command), ..Self::default() };
        let mut rest = words.iter();
        while let Some(word) = rest.next() {
            if word.len() < 2 || !word.starts_with('-') {
                values.args.push(word.clone());
                if command.flags_first {
                    break;
                }
            } else if word == "--" {
                break;
            } else if let Some(long) = word.strip_prefix("--") {
                values.long(command, word, long, &mut rest)?;
            } else {
                values.cluster(command, &word[1..], &mut rest)?;
            }
        }
        values.args.extend(rest.cloned());
        values.help |= values.given("help") == Some("true");
        Ok(values)
    }

    /// Reads a long flag.
    fn long<'a>(
        &mut self,
        command: &Command,
        word: &str,
        long: &str,
        rest: &mut impl Iterator<Item = &'a String>,
    ) -> Result<(), String> {
        if long.starts_with(['-', '=']) {
            return Err(format!("bad flag syntax: {word}"));
        }
        let (name, value) = long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value)));
        let Some(flag) = command.flag(name) else {
            return if name == "help" { self.asked_for_help(value) } else { Err(format!("unknown flag: --{name}")) };
        };
        let value = match value {
            Some(value) => value.to_owned(),
            None if flag.kind.switch => "true".to_owned(),
            None => rest.next().cloned().ok_or_else(|| format!("flag needs an argument: {word}"))?,
        };
        self.take(flag, &value)
    }

    fn asked_for_help(&mut self, value: Option<&str>) -> Result<(), String> {
        let asked = super::kinds::parse_bool(value.unwrap_or("true"))
            .map_err(|why| format!("invalid argument {} for \"--help\" flag: {why}", quote(value.unwrap_or(""))))?;
        self.help |= asked;
        Ok(())
    }

    /// Reads letters that follow one dash.
    fn cluster<'a>(
        &mut self,
        command: &Command,
        letters: &str,
        rest: &mut impl Iterator<Item = &'a String>,
    ) -> Result<(), String> {
        for (at, letter) in letters.char_indices() {
            let after = &letters[at + letter.len_utf8()..];
            let Some(flag) = command.letter(letter) else {
                if letter == 'h' {
                    self.notices.push("Flag shorthand -h has been deprecated, use --help".to_owned());
                    self.help = true;
                    continue;
                }
                return Err(format!("unknown shorthand flag: {} in -{}", quote_char(letter, false), &letters[at..]));
            };
            if let Some(value) = after.strip_prefix('=').filter(|value| !value.is_empty()) {
                return self.take(flag, value);
            }
            if flag.kind.switch {
                self.take(flag, "true")?;
                continue;
            }
            let value = match after {
                "" => rest.next().cloned().ok_or_else(|| {
                    format!("flag needs an argument: {} in -{}", quote_char(letter, false), &letters[at..])
                })?,
                after => after.to_owned(),
            };
            return self.take(flag, &value);
        }
        Ok(())
    }

    fn take(&mut self, flag: &'static Flag, value: &str) -> Result<(), String> {
        let called = if flag.short == '\0' { String::new() } else { format!("-{}, ", flag.short) };
        let kept = (flag.kind.check)(value)
            .map_err(|why| format!("invalid argument {} for \"{called}--{}\" flag: {why}", quote(value), flag.long))?;
        let values = self.set.entry(flag.stored_as).or_default();
        if !flag.kind.many {
            values.clear();
        }
        values.push(kept);
        if !flag.deprecated.is_empty() {
            self.notices.push(format!("Flag --{} has been deprecated, {}", flag.long, flag.deprecated));
        }
        if flag.ignored && !self.ignored.contains(&flag.long) {
            self.ignored.push(flag.long);
        }
        Ok(())
    }
}
