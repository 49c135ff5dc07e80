//! System calls on descriptors: reading, writing, pipes and terminals. Paths are in `sys_fs`, sockets in `sys_net`.

use std::rc::Rc;

use crate::vfs::{Content, Device, Errno, Kind};

use super::executor::WaitKey;
use super::files::{FileHandle, FileId, OpenKind, PIPE_CAPACITY};
use super::kernel::Kernel;
use super::process::{ExitStatus, Pid};
use super::signal::Signal;
use super::state::State;
use super::sys_proc::Process;
use super::tty::{LineInput, Link, TtyId, TtyMode};

/// What an attempt at a system call gives.
enum Attempt<T> {
    Done(T),
    Wait(WaitKey),
}

impl Kernel {
    /// Reads from an open file, for a process or a service.
    pub(super) async fn read_file(&self, id: FileId, reader: Option<Pid>, max: usize) -> Result<Vec<u8>, Errno> {
        loop {
            match self.enter(|state| try_read(state, id, reader, max))? {
                Attempt::Done(bytes) => return Ok(bytes),
                Attempt::Wait(key) => self.wait_for(&[key]).await,
            }
        }
    }

    /// Writes all bytes to an open file.
    pub(super) async fn write_file(&self, id: FileId, mut bytes: &[u8]) -> Result<(), Errno> {
        loop {
            match self.enter(|state| try_write(state, id, bytes))? {
                Attempt::Done(written) if written >= bytes.len() => return Ok(()),
                Attempt::Done(written) => bytes = &bytes[written..],
                Attempt::Wait(key) => self.wait_for(&[key]).await,
            }
        }
    }
}

fn try_read(state: &mut State, id: FileId, reader: Option<Pid>, max: usize) -> Result<Attempt<Vec<u8>>, Errno> {
    let kind = state.files.get(&id).map(|file| file.kind.clone()).ok_or(Errno::BadF)?;
    match kind {
        OpenKind::PipeRead(pipe) | OpenKind::Socket { read: pipe, .. } => read_pipe(state, pipe, max),
        OpenKind::Tty(tty) => Ok(read_tty(state, tty, reader, max)),
        OpenKind::Master(tty) => {
            let entry = state.ttys.get_mut(&tty).ok_or(Errno::BadF)?;
            if entry.has_output() {
                return Ok(Attempt::Done(entry.drain(max)));
            }
            let used = state.files.values().any(|file| file.kind == OpenKind::Tty(tty));
            Ok(if used { Attempt::Wait(WaitKey::TtyOut(tty)) } else { Attempt::Done(Vec::new()) })
        }
        OpenKind::Regular { fs, inside, offset, .. } => {
            let node = state.vfs.tree(fs).and_then(|tree| tree.get(&inside)).ok_or(Errno::NoEnt)?;
            let bytes = node.content().ok_or(Errno::IsDir)?.read();
            let start = (offset as usize).min(bytes.len());
            let end = start.saturating_add(max).min(bytes.len());
            let part = bytes[start..end].to_vec();
            if let Some(OpenKind::Regular { offset, .. }) = state.files.get_mut(&id).map(|file| &mut file.kind) {
                *offset = end as u64;
            }
            Ok(Attempt::Done(part))
        }
        OpenKind::Device(Device::Zero | Device::Full) => Ok(Attempt::Done(vec![0; max.min(PIPE_CAPACITY)])),
        OpenKind::Device(Device::Random) => {
            let len = max.min(PIPE_CAPACITY);
            Ok(Attempt::Done((0..len).map(|_| state.rng.next_u64() as u8).collect()))
        }
        OpenKind::Device(Device::Null | Device::Tty | Device::Fd(_)) => Ok(Attempt::Done(Vec::new())),
        OpenKind::PipeWrite(_) | OpenKind::Listener(_) => Err(Errno::BadF),
    }
}

fn read_pipe(state: &mut State, pipe: u32, max: usize) -> Result<Attempt<Vec<u8>>, Errno> {
    let entry = state.pipes.get_mut(&pipe).ok_or(Errno::BadF)?;
    if !entry.buffer.is_empty() {
        let len = max.min(entry.buffer.len());
        let bytes = entry.buffer.drain(..len).collect();
        state.wakes.push(WaitKey::PipeWrite(pipe));
        return Ok(Attempt::Done(bytes));
    }
    match (entry.reset, entry.writers) {
        (true, _) => Err(Errno::ConnReset),
        (false, 0) => Ok(Attempt::Done(Vec::new())),
        (false, _) => Ok(Attempt::Wait(WaitKey::PipeRead(pipe))),
    }
}

fn read_tty(state: &mut State, tty: TtyId, reader: Option<Pid>, max: usize) -> Attempt<Vec<u8>> {
    if !may_read_tty(state, tty, reader) {
        return Attempt::Wait(WaitKey::TtyIn(tty));
    }
    match state.ttys.get_mut(&tty) {
        None => Attempt::Done(Vec::new()),
        Some(entry) => entry.take(max).map_or(Attempt::Wait(WaitKey::TtyIn(tty)), Attempt::Done),
    }
}

/// A process in the background waits until it is in the foreground.
fn may_read_tty(state: &State, tty: TtyId, reader: Option<Pid>) -> bool {
    let group = reader.and_then(|pid| state.processes.get(&pid)).map(|process| process.pgid);
    let foreground = state.ttys.get(&tty).and_then(|tty| tty.foreground);
    group.is_none() || foreground.is_none() || group == foreground
}

fn try_write(state: &mut State, id: FileId, bytes: &[u8]) -> Result<Attempt<usize>, Errno> {
    let kind = state.files.get(&id).map(|file| file.kind.clone()).ok_or(Errno::BadF)?;
    match kind {
        OpenKind::PipeWrite(pipe) | OpenKind::Socket { write: pipe, .. } => {
            let entry = state.pipes.get_mut(&pipe).ok_or(Errno::Pipe)?;
            if entry.readers == 0 || entry.reset {
                return Err(Errno::Pipe);
            }
            let room = PIPE_CAPACITY.saturating_sub(entry.buffer.len());
            if room == 0 && !bytes.is_empty() {
                return Ok(Attempt::Wait(WaitKey::PipeWrite(pipe)));
            }
            let len = room.min(bytes.len());
            entry.buffer.extend(&bytes[..len]);
            state.wakes.push(WaitKey::PipeRead(pipe));
            Ok(Attempt::Done(len))
        }
        OpenKind::Tty(tty) => {
            state.ttys.get_mut(&tty).ok_or(Errno::NxIo)?.print(bytes);
            state.wakes.push(WaitKey::TtyOut(tty));
            Ok(Attempt::Done(bytes.len()))
        }
        OpenKind::Master(tty) => {
            state.type_at(tty, bytes);
            Ok(Attempt::Done(bytes.len()))
        }
        OpenKind::Regular { writable: false, .. } | OpenKind::PipeRead(_) | OpenKind::Listener(_) => Err(Errno::BadF),
        OpenKind::Regular { .. } => write_regular(state, id, &kind, bytes),
        OpenKind::Device(Device::Full) => Err(Errno::NoSpc),
        OpenKind::Device(_) => Ok(Attempt::Done(bytes.len())),
    }
}

fn write_regular(state: &mut State, id: FileId, kind: &OpenKind, bytes: &[u8]) -> Result<Attempt<usize>, Errno> {
    let OpenKind::Regular { fs, inside, ino, offset, append, .. } = kind else { return Err(Errno::BadF) };
    let now = state.now;
    let room = state.vfs.room(*fs);
    let node = state.vfs.tree_mut(*fs).and_then(|tree| tree.get_mut(inside));
    // A file that was removed while open still takes writes; nobody will read them.
    let Some(node) = node.filter(|node| node.ino == *ino) else { return Ok(Attempt::Done(bytes.len())) };
    let Kind::File(content) = &mut node.kind else { return Err(Errno::IsDir) };
    let mut data = match content {
        Content::Bytes(data) => std::mem::take(data),
        Content::Declared { .. } => Rc::new(content.read().to_vec()),
    };
    let start = if *append { data.len() } else { *offset as usize };
    // What still fits is written; the next call then fails.
    let most = (data.len() as u64).saturating_add(room).saturating_sub(start as u64);
    let bytes = &bytes[..bytes.len().min(usize::try_from(most).unwrap_or(usize::MAX))];
    if bytes.is_empty() && most == 0 {
        *content = Content::from_bytes(data.to_vec());
        return Err(Errno::NoSpc);
    }
    let end = start.saturating_add(bytes.len());
    let target = Rc::make_mut(&mut data);
    if target.len() < end {
        target.resize(end, 0);
    }
    target[start..end].copy_from_slice(bytes);
    // Copying a declared file byte by byte keeps it a declared one.
    *content = match data.first() {
        Some(0x7f) => Content::from_bytes(data.to_vec()),
        _ => Content::Bytes(data),
    };
    node.meta.mtime = now;
    if let Some(OpenKind::Regular { offset, .. }) = state.files.get_mut(&id).map(|file| &mut file.kind) {
        *offset = end as u64;
    }
    Ok(Attempt::Done(bytes.len()))
}

/// A line that is being edited; the editor is gone with it, whether there was a line or not.
struct Editing<'a> {
    process: &'a Process,
    tty: TtyId,
    begun: bool,
}

impl Drop for Editing<'_> {
    fn drop(&mut self) {
        if self.begun {
            self.process.kernel().enter(|state| {
                if let Some(entry) = state.ttys.get_mut(&self.tty) {
                    entry.end_line();
                }
                state.wakes.push(WaitKey::TtyOut(self.tty));
            });
        }
    }
}

impl Process {
    fn file(&self, fd: u32) -> Result<FileId, Errno> {
        self.info(|info| info.fds.get(&fd).copied()).flatten().ok_or(Errno::BadF)
    }

    /// Reads at most `max` bytes; empty at the end of input.
    pub async fn read(&self, fd: u32, max: usize) -> Result<Vec<u8>, Errno> {
        self.charge(1).await;
        self.kernel().read_file(self.file(fd)?, Some(self.pid()), max).await
    }

    /// Reads everything up to the end of input.
    pub async fn read_all(&self, fd: u32) -> Result<Vec<u8>, Errno> {
        let mut all = Vec::new();
        loop {
            let part = self.read(fd, PIPE_CAPACITY).await?;
            if part.is_empty() {
                return Ok(all);
            }
            all.extend(part);
        }
    }

    /// Writes all bytes. A pipe that nobody reads kills the process, unless it handles SIGPIPE.
    pub async fn write(&self, fd: u32, bytes: &[u8]) -> Result<(), Errno> {
        self.charge(1).await;
        let id = self.file(fd)?;
        let result = self.kernel().write_file(id, bytes).await;
        // Whoever waits for it reads first, so that what comes through two pipes keeps its order.
        if self.kernel().pipe_of(id).is_some() {
            self.kernel().yield_now().await;
        }
        if result == Err(Errno::Pipe) {
            let (pid, ns) = (self.pid(), self.ns());
            let _ = self.kernel().enter(|state| state.signal(pid, Signal::PIPE, ns));
            self.charge(u32::MAX).await;
        }
        result
    }

    /// Prints to standard output; errors are the reader's loss.
    pub async fn out(&self, text: &str) {
        let _ = self.write(1, text.as_bytes()).await;
    }

    /// Prints to standard error.
    pub async fn err(&self, text: &str) {
        let _ = self.write(2, text.as_bytes()).await;
    }

    /// Prints `text` to standard error and fails with status `code`.
    pub async fn fail(&self, text: &str, code: u8) -> ExitStatus {
        self.err(text).await;
        ExitStatus::Code(code)
    }

    /// A new pipe's reading and writing descriptor.
    pub fn pipe(&self) -> (u32, u32) {
        let (read, write) = self.kernel().enter(|state| {
            let pipe = state.new_pipe();
            (state.open(OpenKind::PipeRead(pipe)), state.open(OpenKind::PipeWrite(pipe)))
        });
        (self.install(read), self.install(write))
    }

    /// Gives an open file the lowest free descriptor from 3 on; the process takes over the caller's hold.
    pub(super) fn install(&self, id: FileId) -> u32 {
        self.change(|info| {
            let fd = (3..u32::MAX).find(|fd| !info.fds.contains_key(fd)).unwrap_or(u32::MAX);
            info.fds.insert(fd, id);
            fd
        })
        .unwrap_or(u32::MAX)
    }

    /// The open file behind a descriptor, held by a handle of its own.
    pub fn handle(&self, fd: u32) -> Result<FileHandle, Errno> {
        let id = self.file(fd)?;
        self.kernel().enter(|state| state.hold(id));
        Ok(FileHandle::new(self.kernel(), id))
    }

    /// The open file's number behind a descriptor, to hand to a child.
    pub fn file_id(&self, fd: u32) -> Option<FileId> {
        self.file(fd).ok()
    }

    /// Makes `to` lead to what `from` leads to, closing `to` first.
    pub fn dup2(&self, from: u32, to: u32) -> Result<(), Errno> {
        let id = self.file(from)?;
        self.kernel().enter(|state| state.hold(id));
        let old = self.change(|info| info.fds.insert(to, id)).flatten();
        if let Some(old) = old {
            self.kernel().enter(|state| state.release(old));
        }
        Ok(())
    }

    /// Closes a descriptor.
    pub fn close(&self, fd: u32) {
        if let Some(id) = self.change(|info| info.fds.remove(&fd)).flatten() {
            self.kernel().enter(|state| state.release(id));
        }
    }

    // Terminals.

    /// The terminal behind a descriptor.
    pub fn tty_of(&self, fd: u32) -> Option<TtyId> {
        let id = self.file(fd).ok()?;
        self.kernel().enter(|state| match state.files.get(&id).map(|file| &file.kind) {
            Some(OpenKind::Tty(tty)) => Some(*tty),
            _ => None,
        })
    }

    /// Whether a descriptor is a terminal.
    pub fn is_tty(&self, fd: u32) -> bool {
        self.tty_of(fd).is_some()
    }

    /// Columns and rows of the terminal behind a descriptor.
    pub fn tty_size(&self, fd: u32) -> Option<(u16, u16)> {
        let tty = self.tty_of(fd)?;
        self.kernel().enter(|state| state.ttys.get(&tty).map(|tty| (tty.cols, tty.rows)))
    }

    /// Changes a terminal's discipline and echo.
    pub fn set_tty(&self, tty: TtyId, mode: TtyMode, echo: bool, link: Option<Link>) {
        self.kernel().enter(|state| {
            if let Some(entry) = state.ttys.get_mut(&tty) {
                (entry.mode, entry.echo, entry.link) = (mode, echo, link);
            }
        });
    }

    /// Makes a process group the one that the controlling terminal's keys reach.
    pub fn set_foreground(&self, pgid: Pid) {
        self.kernel().enter(|state| {
            let tty = state.processes.get(&self.pid()).and_then(|process| process.tty);
            if let Some(entry) = tty.and_then(|tty| state.ttys.get_mut(&tty)) {
                entry.foreground = Some(pgid);
                state.wakes.extend(tty.map(WaitKey::TtyIn));
            }
        });
    }

    /// Shows a prompt and waits for a line: edited at the front end when descriptor 0 is a terminal, read plainly (and
    /// without a prompt) otherwise.
    pub async fn read_line(&self, prompt: &str) -> LineInput {
        self.charge(1).await;
        let Some(tty) = self.tty_of(0) else { return self.read_plain_line().await };
        let mut editing = Editing { process: self, tty, begun: false };
        loop {
            let line = self.kernel().enter(|state| {
                let foreground = may_read_tty(state, tty, Some(self.pid()));
                let entry = state.ttys.get_mut(&tty)?;
                if foreground && !editing.begun {
                    entry.begin_line(prompt);
                    editing.begun = true;
                    state.wakes.push(WaitKey::TtyOut(tty));
                }
                let entry = state.ttys.get_mut(&tty).filter(|_| editing.begun)?;
                if std::mem::take(&mut entry.interrupted) { Some(LineInput::Interrupted) } else { entry.take_line() }
            });
            match line {
                Some(line) => return line,
                None => self.kernel().wait_for(&[WaitKey::TtyIn(tty)]).await,
            }
        }
    }

    /// One line from descriptor 0, byte by byte so that nothing after it is taken.
    async fn read_plain_line(&self) -> LineInput {
        let mut line = Vec::new();
        loop {
            match self.read(0, 1).await {
                Ok(byte) if byte == b"\n" => break,
                Ok(byte) if !byte.is_empty() => line.extend(byte),
                _ if line.is_empty() => return LineInput::End,
                _ => break,
            }
        }
        LineInput::Line(String::from_utf8_lossy(&line).into_owned())
    }
}
