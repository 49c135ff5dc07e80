//! Redirections: they change the shell's own descriptors, and are undone after the command.

use std::collections::BTreeMap;

use crate::os::{FileHandle, FileId, OpenFlags, Process};
use crate::vfs::Errno;

use super::Flavor;
use super::ast::{Redir, RedirKind, Word};
use super::state::{Flow, Shell};

/// Descriptors as they were, to be put back.
#[derive(Default)]
pub(super) struct Saved(Vec<(u32, Option<FileHandle>)>);

/// More than this in a here-document is written by a service while the command reads it, in bytes.
const HERE_IN_PIPE: usize = 60_000;

impl Shell {
    /// The shell's open files by descriptor, to hand to a child.
    pub(super) fn descriptors(&self) -> BTreeMap<u32, FileId> {
        self.process.info(|info| info.fds.clone()).unwrap_or_default()
    }

    /// Makes redirections. `None` when one failed: that was reported, the status is set and nothing is changed.
    pub(super) async fn redirect(&mut self, redirs: &[Redir]) -> Result<Option<Saved>, Flow> {
        let mut saved = Saved::default();
        for redir in redirs {
            match self.redirect_one(redir, &mut saved).await {
                Ok(true) => {}
                Ok(false) => {
                    self.restore(saved);
                    self.status = if self.flavor == Flavor::Dash { 2 } else { 1 };
                    return Ok(None);
                }
                Err(flow) => {
                    self.restore(saved);
                    return Err(flow);
                }
            }
        }
        Ok(Some(saved))
    }

    /// Puts descriptors back.
    pub(super) fn restore(&mut self, saved: Saved) {
        for (fd, handle) in saved.0.into_iter().rev() {
            match handle {
                Some(handle) => put(&self.process, fd, &handle),
                None => self.process.close(fd),
            }
        }
    }

    fn save(&self, fd: u32, saved: &mut Saved) {
        saved.0.push((fd, self.process.handle(fd).ok()));
    }

    async fn redirect_one(&mut self, redir: &Redir, saved: &mut Saved) -> Result<bool, Flow> {
        let word = |kind: &RedirKind| match kind {
            RedirKind::Read(word)
            | RedirKind::Write(word, _)
            | RedirKind::Append(word)
            | RedirKind::ReadWrite(word)
            | RedirKind::Dup(_, word)
            | RedirKind::Both(_, word) => Some(word.clone()),
            RedirKind::Here(_) | RedirKind::HereString(_) => None,
        };
        let target = match word(&redir.kind) {
            None => String::new(),
            Some(word) => match self.redirection_target(&word).await? {
                Some(target) => target,
                None => return Ok(false),
            },
        };
        match &redir.kind {
            RedirKind::Read(_) => Ok(self.open_at(&target, OpenFlags::READ, redir.fd.unwrap_or(0), saved)),
            RedirKind::Write(_, force) => {
                let mut flags = OpenFlags::WRITE;
                let regular = || self.process.stat(&target).is_ok_and(|stat| stat.node.content().is_some());
                if self.options.has('C') && !force && regular() {
                    flags.exclusive = true;
                }
                Ok(self.open_at(&target, flags, redir.fd.unwrap_or(1), saved))
            }
            RedirKind::Append(_) => Ok(self.open_at(&target, OpenFlags::APPEND, redir.fd.unwrap_or(1), saved)),
            RedirKind::ReadWrite(_) => {
                let flags = OpenFlags { write: true, create: true, ..OpenFlags::READ };
                Ok(self.open_at(&target, flags, redir.fd.unwrap_or(0), saved))
            }
            RedirKind::Both(append, _) => Ok(self.open_both(&target, *append, saved)),
            RedirKind::Dup(output, _) => {
                let number = target.parse::<u32>();
                if self.flavor != Flavor::Dash && *output && redir.fd.is_none() && number.is_err() && target != "-" {
                    return Ok(self.open_both(&target, false, saved));
                }
                Ok(self.duplicate(&target, redir.fd.unwrap_or(u32::from(*output)), saved))
            }
            RedirKind::Here(body) => {
                let text = match body.get() {
                    Some(word) => self.expand_text(word).await?,
                    None => String::new(),
                };
                self.here(&text, redir.fd.unwrap_or(0), saved).await;
                Ok(true)
            }
            RedirKind::HereString(word) => {
                let text = self.expand_text(word).await?;
                self.here(&format!("{text}\n"), redir.fd.unwrap_or(0), saved).await;
                Ok(true)
            }
        }
    }

    /// The file's name. bash matches it against files when that gives one name.
    async fn redirection_target(&mut self, word: &Word) -> Result<Option<String>, Flow> {
        if self.flavor != Flavor::Bash {
            return Ok(Some(self.expand_text(word).await?));
        }
        let mut args = self.expand_words(std::slice::from_ref(word)).await?;
        if args.len() == 1 {
            return Ok(args.pop());
        }
        let text = super::lexer::plain_text(word);
        self.complain(&format!("{text}: ambiguous redirect"));
        Ok(None)
    }

    fn open_at(&mut self, path: &str, flags: OpenFlags, fd: u32, saved: &mut Saved) -> bool {
        self.save(fd, saved);
        match self.process.open(path, flags) {
            Ok(opened) => {
                if opened != fd {
                    let _ = self.process.dup2(opened, fd);
                    self.process.close(opened);
                }
                true
            }
            Err(errno) => {
                saved.0.pop();
                self.complain_of_file(path, flags.create, errno);
                false
            }
        }
    }

    fn open_both(&mut self, path: &str, append: bool, saved: &mut Saved) -> bool {
        let flags = if append { OpenFlags::APPEND } else { OpenFlags::WRITE };
        if !self.open_at(path, flags, 1, saved) {
            return false;
        }
        self.save(2, saved);
        self.process.dup2(1, 2).is_ok()
    }

    fn duplicate(&mut self, target: &str, fd: u32, saved: &mut Saved) -> bool {
        if target == "-" {
            self.save(fd, saved);
            self.process.close(fd);
            return true;
        }
        let (number, moves) = match target.strip_suffix('-') {
            Some(number) if self.flavor == Flavor::Bash => (number, true),
            _ => (target, false),
        };
        let Ok(from) = number.parse::<u32>() else {
            match self.flavor {
                Flavor::Bash => self.complain(&format!("{target}: ambiguous redirect")),
                Flavor::Dash => self.complain("Syntax error: Bad fd number"),
                Flavor::Ash => self.complain("syntax error: bad fd number"),
            }
            return false;
        };
        self.save(fd, saved);
        if self.process.dup2(from, fd).is_err() {
            saved.0.pop();
            self.complain(&format!("{from}: Bad file descriptor"));
            return false;
        }
        if moves && from != fd {
            self.save(from, saved);
            self.process.close(from);
        }
        true
    }

    async fn here(&mut self, text: &str, fd: u32, saved: &mut Saved) {
        self.save(fd, saved);
        let (read, write) = self.process.kernel().pipe();
        let bytes = text.as_bytes().to_vec();
        if bytes.len() <= HERE_IN_PIPE {
            let _ = write.write(&bytes).await;
        } else {
            self.process.kernel().spawn_service(async move {
                let _ = write.write(&bytes).await;
            });
        }
        put(&self.process, fd, &read);
    }

    fn complain_of_file(&mut self, path: &str, create: bool, errno: Errno) {
        let missing = matches!(errno, Errno::NoEnt);
        let text = match (self.flavor, create) {
            (Flavor::Bash, _) if errno == Errno::Exist => format!("{path}: cannot overwrite existing file"),
            (Flavor::Bash, _) => format!("{path}: {errno}"),
            (Flavor::Dash, true) if missing => format!("cannot create {path}: Directory nonexistent"),
            (Flavor::Dash, true) => format!("cannot create {path}: {errno}"),
            (Flavor::Dash, false) if missing => format!("cannot open {path}: No such file"),
            (Flavor::Dash, false) => format!("cannot open {path}: {errno}"),
            (Flavor::Ash, true) if missing => format!("can't create {path}: nonexistent directory"),
            (Flavor::Ash, true) => format!("can't create {path}: {errno}"),
            (Flavor::Ash, false) if missing => format!("can't open {path}: no such file"),
            (Flavor::Ash, false) => format!("can't open {path}: {errno}"),
        };
        self.complain(&text);
    }
}

/// Makes a descriptor lead to what a handle holds.
fn put(process: &Process, fd: u32, handle: &FileHandle) {
    let id = handle.id();
    process.kernel().enter(|state| state.hold(id));
    if let Some(old) = process.change(|info| info.fds.insert(fd, id)).flatten() {
        process.kernel().enter(|state| state.release(old));
    }
}
