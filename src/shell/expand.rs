//! Expansion of words: tilde, parameters, command substitution, arithmetic; then fields and file names. Operators of
//! `${...}` are in `params`.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use crate::os::{ExitStatus, Spawn};

use super::Flavor;
use super::ast::{Command, List, Part, RedirKind, Word};
use super::fields::{Fields, glob};
use super::state::{Flow, Shell};
use super::{brace, state};

/// A future that borrows the shell.
pub(super) type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Where a part of a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In the script's own text.
    Plain,
    /// In double quotes.
    Quoted,
    /// In the word of `${x:-word}`: cut as an expansion is.
    Inside,
}

impl Shell {
    /// Expands words to arguments.
    pub(super) async fn expand_words(&mut self, words: &[Word]) -> Result<Vec<String>, Flow> {
        let mut args = Vec::new();
        for word in words {
            if self.flavor == Flavor::Bash {
                for word in brace::expand(word) {
                    self.expand_word(&word, &mut args).await?;
                }
            } else {
                self.expand_word(word, &mut args).await?;
            }
        }
        Ok(args)
    }

    async fn expand_word(&mut self, word: &Word, args: &mut Vec<String>) -> Result<(), Flow> {
        // Most words are plain text: they need none of what follows.
        if let [Part::Lit(text)] = word.as_slice()
            && !text.contains(['*', '?', '[', '~'])
        {
            args.push(text.clone());
            return Ok(());
        }
        let mut fields = Fields::new(Some(self.ifs()));
        let word = self.tilde_of_argument(word);
        self.expand_parts(&word, Place::Plain, &mut fields).await?;
        for field in fields.finish() {
            if !field.globs || self.options.has('f') {
                args.push(field.text);
                continue;
            }
            let dots = self.shopts.get("dotglob") == Some(&true);
            let found = glob(&self.process, &field.pattern, dots);
            if found.is_empty() {
                if self.shopts.get("nullglob") != Some(&true) {
                    args.push(field.text);
                }
            } else {
                args.extend(found);
            }
        }
        Ok(())
    }

    /// Expands a word to one text: neither cut nor matched against files.
    pub(super) async fn expand_text(&mut self, word: &Word) -> Result<String, Flow> {
        let mut fields = Fields::new(None);
        let word = self.tilde(word, false);
        self.expand_parts(&word, Place::Plain, &mut fields).await?;
        Ok(fields.finish_one().text)
    }

    /// Expands the right side of an assignment, where a tilde counts after colons too.
    pub(super) async fn expand_value(&mut self, word: &Word) -> Result<String, Flow> {
        let mut fields = Fields::new(None);
        let word = self.tilde(word, true);
        self.expand_parts(&word, Place::Plain, &mut fields).await?;
        Ok(fields.finish_one().text)
    }

    /// Expands a word to a pattern, quoted characters escaped.
    pub(super) async fn expand_pattern(&mut self, word: &Word) -> Result<String, Flow> {
        let mut fields = Fields::new(None);
        let word = self.tilde(word, false);
        self.expand_parts(&word, Place::Plain, &mut fields).await?;
        Ok(fields.finish_one().pattern)
    }

    /// Expands an arithmetic expression's text and evaluates it.
    pub(super) async fn expand_arith(&mut self, command: &str, word: &Word) -> Result<i64, Flow> {
        let mut fields = Fields::new(None);
        self.expand_parts(word, Place::Quoted, &mut fields).await?;
        self.arith_for(command, &fields.finish_one().text)
    }

    /// Expands and evaluates the expression of `((...))`.
    pub(super) async fn expand_condition(&mut self, word: &Word) -> Result<i64, Flow> {
        let mut fields = Fields::new(None);
        self.expand_parts(word, Place::Quoted, &mut fields).await?;
        let text = fields.finish_one().text;
        self.trace_compound(|_| format!("(( {text} ))"));
        self.arith_for("((: ", &text)
    }

    /// Adds the parts of a word to the fields.
    pub(super) fn expand_parts<'a>(
        &'a mut self,
        parts: &'a [Part],
        place: Place,
        fields: &'a mut Fields,
    ) -> Boxed<'a, Result<(), Flow>> {
        Box::pin(async move {
            for part in parts {
                match part {
                    Part::Lit(text) => match place {
                        Place::Plain => fields.literal(text),
                        Place::Quoted => fields.quoted(text),
                        Place::Inside => fields.expansion(text),
                    },
                    Part::Quoted(text) => fields.quoted(text),
                    Part::Double(inner) => {
                        // `"$@"` without parameters is no field at all.
                        let nothing = matches!(inner.as_slice(), [Part::Param(param)] if param.name == "@" || param.index.is_some());
                        if !nothing {
                            fields.quoted("");
                        }
                        self.expand_parts(inner, Place::Quoted, fields).await?;
                    }
                    Part::Param(param) => Box::pin(self.expand_param(param, place == Place::Quoted, fields)).await?,
                    Part::Command(list) => {
                        let text = Box::pin(self.substitute(list)).await?;
                        add(fields, &text, place);
                    }
                    Part::Arith(word) => {
                        let value = self.expand_arith("", word).await?;
                        add(fields, &value.to_string(), place);
                    }
                    Part::Bad(text) => {
                        return Err(self.bad_substitution(text));
                    }
                }
            }
            Ok(())
        })
    }

    /// Reports a `${...}` that means nothing.
    pub(super) fn bad_substitution(&mut self, text: &str) -> Flow {
        match self.flavor {
            Flavor::Bash => self.complain(&format!("{text}: bad substitution")),
            Flavor::Dash => self.complain("Bad substitution"),
            Flavor::Ash => self.complain("syntax error: bad substitution"),
        }
        self.fatal(if self.flavor == Flavor::Bash { 1 } else { 2 })
    }

    // Tilde.

    /// bash replaces a tilde after `name=` in arguments too.
    fn tilde_of_argument(&mut self, word: &Word) -> Word {
        if let (Flavor::Bash, Some(Part::Lit(text))) = (self.flavor, word.first())
            && let Some((name, value)) = text.split_once('=')
            && super::words::is_name(name)
            && value.contains('~')
        {
            let mut rest = word.clone();
            rest[0] = Part::Lit(value.to_owned());
            let mut out = vec![Part::Lit(format!("{name}="))];
            out.extend(self.tilde(&rest, true));
            return out;
        }
        self.tilde(word, false)
    }

    /// Replaces `~` and `~user` at the beginning; in assignments also after colons.
    fn tilde(&mut self, word: &Word, assignment: bool) -> Word {
        let tilde = |part: &Part| matches!(part, Part::Lit(text) if text.contains('~'));
        if !word.iter().any(tilde) {
            return word.clone();
        }
        let mut out = Word::new();
        for (number, part) in word.iter().enumerate() {
            let Part::Lit(text) = part else {
                out.push(part.clone());
                continue;
            };
            let last = number + 1 == word.len();
            let pieces: Vec<&str> = if assignment { text.split(':').collect() } else { vec![text] };
            for (at, piece) in pieces.iter().enumerate() {
                if at > 0 {
                    out.push(Part::Lit(":".to_owned()));
                }
                let begins = at > 0 || number == 0;
                let name = piece.strip_prefix('~').map(|rest| rest.split('/').next().unwrap_or_default());
                // A quoted part right after the name makes it plain text.
                let whole = name.is_some_and(|name| name.len() + 1 < piece.len() || last || at + 1 < pieces.len());
                match name.filter(|_| begins && whole).and_then(|name| Some((name, self.home_of(name)?))) {
                    Some((name, home)) => {
                        out.push(Part::Quoted(home));
                        out.push(Part::Lit(piece[name.len() + 1..].to_owned()));
                    }
                    None => out.push(Part::Lit((*piece).to_owned())),
                }
            }
        }
        out.retain(|part| !matches!(part, Part::Lit(text) if text.is_empty()));
        out
    }

    fn home_of(&mut self, name: &str) -> Option<String> {
        match name {
            "" => self.get("HOME"),
            "+" => Some(self.process.cwd().to_string()),
            "-" => self.get("OLDPWD"),
            name => {
                let users = crate::os::users::parse_passwd(&self.process.read_text("/etc/passwd").ok()?);
                users.into_iter().find(|user| user.name == name).map(|user| user.home)
            }
        }
    }

    // Command substitution.

    /// What a list of commands prints, without newlines at its end.
    async fn substitute(&mut self, list: &Rc<List>) -> Result<String, Flow> {
        let bytes = match self.file_of(list).await? {
            Some(bytes) => bytes,
            None => Box::pin(self.output_of(list)).await,
        };
        let text = String::from_utf8_lossy(&bytes).replace('\0', "");
        Ok(text.trim_end_matches('\n').to_owned())
    }

    /// `$(< file)`: the file itself.
    async fn file_of(&mut self, list: &Rc<List>) -> Result<Option<Vec<u8>>, Flow> {
        let [and_or] = list.as_slice() else { return Ok(None) };
        let ([node], []) = (and_or.first.commands.as_slice(), and_or.rest.as_slice()) else { return Ok(None) };
        let (Command::Simple(simple), [redir]) = (&node.command, node.redirs.as_slice()) else { return Ok(None) };
        let RedirKind::Read(word) = &redir.kind else { return Ok(None) };
        if !simple.words.is_empty() || !simple.assigns.is_empty() || self.flavor != Flavor::Bash {
            return Ok(None);
        }
        let path = self.expand_text(word).await?;
        match self.process.read_file(&path) {
            Ok(content) => {
                self.substituted = Some(0);
                Ok(Some(content.read().to_vec()))
            }
            Err(errno) => {
                self.complain(&format!("{path}: {errno}"));
                self.substituted = Some(1);
                Ok(Some(Vec::new()))
            }
        }
    }

    async fn output_of(&mut self, list: &Rc<List>) -> Vec<u8> {
        self.flush().await;
        let (read, write) = self.process.pipe();
        let mut fds = self.descriptors();
        if let Some(id) = fds.remove(&write) {
            fds.insert(1, id);
        }
        fds.remove(&read);
        let list = Rc::clone(list);
        let spawn = Spawn { fds: Some(fds), ..Spawn::default() };
        let child = self.fork(spawn, move |mut inner| {
            inner.substitutions += 1;
            Box::pin(async move {
                let step = inner.run_list(&list, true).await;
                inner.finish(step).await
            })
        });
        self.process.close(write);
        let bytes = self.process.read_all(read).await.unwrap_or_default();
        self.process.close(read);
        let status = match child {
            Some(child) => self.process.wait(child).await,
            None => ExitStatus::FAIL,
        };
        self.substituted = Some(status.code() as u8);
        self.status = status.code() as u8;
        bytes
    }

    /// A copy of the shell for a subshell: traps are gone but for ignored signals.
    pub(super) fn subshell(&self) -> Self {
        let mut inner = self.clone();
        inner.traps.retain(|event, action| action.is_empty() && matches!(event, state::Event::Signal(_)));
        inner.is_subshell = true;
        inner.output.clear();
        if self.flavor == Flavor::Dash {
            inner.jobs.forget();
        }
        inner.options.set('m', false);
        inner.options.set('i', false);
        inner
    }
}

fn add(fields: &mut Fields, text: &str, place: Place) {
    if place == Place::Quoted { fields.quoted(text) } else { fields.expansion(text) }
}
