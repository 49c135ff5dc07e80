//! Executables: a file whose content names its program and version, or a script with `#!`. The path does not count, so that
//! copies, links and `COPY --from` work as in life.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use crate::vfs::{Content, Cred, Errno, Kind, Mounts, Vfs, path};

use super::process::ExitStatus;
use super::sys_proc::Process;

/// A running program.
pub type ProgramFuture = Pin<Box<dyn Future<Output = ExitStatus>>>;

/// What a program does when it is started.
pub type Main = Rc<dyn Fn(Process) -> ProgramFuture>;

/// A program of the simulator: its name in executables' headers and what it does.
#[derive(Clone)]
pub struct Program {
    /// The name, as in `program:NAME@VERSION`.
    pub name: &'static str,
    /// What it does.
    pub main: Main,
}

/// Finds a program by name.
pub type Programs = Rc<dyn Fn(&str) -> Option<Main>>;

/// The content of an executable file.
pub fn executable(name: &str, version: &str, size: u64) -> Content {
    Content::declared(size, &format!("program:{name}@{version}"))
}

/// The program and version that a content names.
pub fn header(content: &Content) -> Option<(String, String)> {
    let Content::Declared { key, .. } = content else { return None };
    let (name, version) = key.strip_prefix("program:")?.split_once('@')?;
    Some((name.to_owned(), version.to_owned()))
}

/// What executing a file means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The program's name.
    pub program: String,
    /// Its version.
    pub version: String,
    /// The file that is executed in the end.
    pub exe: String,
    /// The whole command line, a script's interpreter included.
    pub argv: Vec<String>,
}

/// Why a file cannot be executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// The system call fails.
    Errno(Errno),
    /// A script's interpreter is missing.
    Interpreter(String),
}

impl LoadError {
    /// The system call's error.
    pub fn errno(&self) -> Errno {
        match self {
            Self::Errno(errno) => *errno,
            Self::Interpreter(_) => Errno::NoEnt,
        }
    }
}

/// Finds out what executing `exe` (an absolute path) with `argv` means.
pub fn load(vfs: &Vfs, mounts: &Mounts, cred: &Cred, exe: &str, argv: &[String]) -> Result<Loaded, LoadError> {
    let (mut exe, mut argv) = (exe.to_owned(), argv.to_vec());
    for depth in 0..5 {
        let missing = |errno| match (depth, errno) {
            (0, errno) => LoadError::Errno(errno),
            (_, Errno::NoEnt) => LoadError::Interpreter(exe.clone()),
            (_, errno) => LoadError::Errno(errno),
        };
        let stat = vfs.stat(mounts, cred, &exe).map_err(missing)?;
        let content = match &stat.node.kind {
            Kind::File(content) if stat.node.meta.allows(cred, 1) => content,
            _ => return Err(LoadError::Errno(Errno::Acces)),
        };
        if let Some((program, version)) = header(content) {
            return Ok(Loaded { program, version, exe: stat.path, argv });
        }
        let Content::Bytes(bytes) = content else { return Err(LoadError::Errno(Errno::NoExec)) };
        let Some(line) = bytes.strip_prefix(b"#!") else { return Err(LoadError::Errno(Errno::NoExec)) };
        let line = line.split(|byte| *byte == b'\n').next().unwrap_or_default();
        // A carriage return stays part of the name: the usual trouble with files written on Windows.
        let line = String::from_utf8_lossy(line);
        let line = line.trim_matches([' ', '\t']);
        let (interpreter, argument) = line.split_once([' ', '\t']).map_or((line, None), |(i, a)| (i, Some(a.trim())));
        let mut full = vec![interpreter.to_owned()];
        full.extend(argument.map(str::to_owned));
        // A script is handed to its interpreter by the name it was called by, which may be relative.
        full.push(match argv.first().filter(|name| depth == 0 && name.contains('/')) {
            Some(called) => called.clone(),
            None => exe.clone(),
        });
        full.extend(argv.into_iter().skip(1));
        argv = full;
        exe = path::absolute("/", interpreter);
    }
    Err(LoadError::Errno(Errno::Loop))
}

/// Looks a command up as a shell does: a name with a slash is a path, anything else is searched for in `search` (PATH).
/// An existing file that may not be executed gives EACCES when nothing better is found.
pub fn find(vfs: &Vfs, mounts: &Mounts, cred: &Cred, cwd: &str, search: &str, name: &str) -> Result<String, Errno> {
    let check = |candidate: &str| -> Result<String, Errno> {
        let stat = vfs.stat(mounts, cred, candidate)?;
        let runs = stat.node.content().is_some() && stat.node.meta.allows(cred, 1);
        if runs { Ok(candidate.to_owned()) } else { Err(Errno::Acces) }
    };
    if name.contains('/') {
        return check(&path::absolute(cwd, name));
    }
    if name.is_empty() {
        return Err(Errno::NoEnt);
    }
    let mut best = Errno::NoEnt;
    for dir in search.split(':') {
        let dir = if dir.is_empty() { cwd } else { dir };
        match check(&path::absolute(cwd, &path::join(dir, name))) {
            Ok(found) => return Ok(found),
            Err(Errno::Acces) => best = Errno::Acces,
            Err(_) => {}
        }
    }
    Err(best)
}
