//! What code asks of its process within a turn: files with the process's user and root, the clock, randomness, facts.

use crate::base::Time;
use crate::os::{Process, users};
use crate::programs::js_runtime::{
    Bytes, DirEntry, FileKind, FileStat, HostCall, HostReply, JsHost, NetInterface, SystemFacts, WriteMode,
};
use crate::programs::{ps, uname};
use crate::vfs::{Content, Device, Errno, Kind, Node};

/// The process that code runs in.
pub(super) struct Host(pub(super) Process);

impl JsHost for Host {
    fn call(&self, request: &HostCall) -> HostReply {
        self.answer(request).unwrap_or_else(|error| HostReply::Failed(error.name()))
    }
}

impl Host {
    fn answer(&self, request: &HostCall) -> Result<HostReply, Errno> {
        let process = &self.0;
        let done = |()| HostReply::Done;
        match request {
            HostCall::Now => Ok(HostReply::Number(process.now().0 as i64)),
            HostCall::Random { length } => Ok(HostReply::Data(Bytes(self.random(*length)))),
            HostCall::System => Ok(HostReply::System(Box::new(self.system()))),
            HostCall::ChangeDir { path } => process.chdir(path).map(done),
            HostCall::Read { path } => self.read(path).map(|bytes| HostReply::Data(Bytes(bytes))),
            HostCall::Write { path, bytes, mode, perm } => self.write(path, &bytes.0, *mode, *perm).map(done),
            HostCall::Truncate { path, length } => {
                let mut bytes = self.read(path)?;
                bytes.resize(usize::try_from(*length).unwrap_or(usize::MAX).min(1 << 28), 0);
                process.write_file(path, Content::from_bytes(bytes)).map(done)
            }
            HostCall::Stat { path, follow } => {
                let stat = if *follow { process.stat(path) } else { process.lstat(path) }?;
                Ok(HostReply::Stat(facts(&stat.node)))
            }
            HostCall::List { path } => self.list(path).map(HostReply::Entries),
            HostCall::MakeDir { path, perm } => process.mkdir(path, *perm).map(done),
            HostCall::Unlink { path } => process.unlink(path).map(done),
            HostCall::RemoveDir { path } => process.rmdir(path).map(done),
            HostCall::Rename { from, to } => process.rename(from, to).map(done),
            // Files have one name here: the second is a copy, as `ln` makes it.
            HostCall::Link { from, to } => {
                if process.lstat(to).is_ok() {
                    return Err(Errno::Exist);
                }
                let content = process.read_file(from)?;
                process.write_file(to, content).map(done)
            }
            HostCall::Symlink { target, path } => process.symlink(target, path).map(done),
            HostCall::ReadLink { path } => match &process.lstat(path)?.node.kind {
                Kind::Symlink(target) => Ok(HostReply::Text(target.to_string())),
                _ => Err(Errno::Inval),
            },
            HostCall::RealPath { path } => Ok(HostReply::Text(process.stat(path)?.path)),
            HostCall::Chmod { path, perm } => process.chmod(path, *perm).map(done),
            HostCall::Chown { path, uid, gid } => process.chown(path, Some(*uid), Some(*gid), true).map(done),
            HostCall::Utimes { path, mtime_us } => {
                process.set_mtime(path, Time(u64::try_from(*mtime_us).unwrap_or(0))).map(done)
            }
            HostCall::Access { path, mode: 0 } => process.stat(path).map(|_| HostReply::Done),
            HostCall::Access { path, mode } => process.access(path, *mode).map(done),
        }
    }

    fn random(&self, length: u32) -> Vec<u8> {
        let length = length.min(1 << 20);
        self.0.kernel().enter(|state| (0..length).map(|_| state.rng.next_u64() as u8).collect())
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Errno> {
        let stat = self.0.stat(path)?;
        match &stat.node.kind {
            Kind::Dir(_) => Err(Errno::IsDir),
            Kind::Device(Device::Null) => Ok(Vec::new()),
            Kind::File(_) => match self.0.read_file(path)? {
                Content::Bytes(bytes) => Ok(bytes.to_vec()),
                Content::Declared { .. } => Ok(Vec::new()),
            },
            Kind::Device(_) | Kind::Symlink(_) | Kind::Socket(_) => Err(Errno::NxIo),
        }
    }

    fn write(&self, path: &str, bytes: &[u8], mode: WriteMode, perm: u32) -> Result<(), Errno> {
        let process = &self.0;
        let there = process.stat(path).is_ok();
        if mode == WriteMode::New && process.lstat(path).is_ok() {
            return Err(Errno::Exist);
        }
        let mut all = if mode == WriteMode::Append && there { self.read(path)? } else { Vec::new() };
        all.extend_from_slice(bytes);
        process.write_file(path, Content::from_bytes(all))?;
        let umask = process.info(|info| info.umask).unwrap_or(0);
        if there || perm & 0o7777 == 0o666 { Ok(()) } else { process.chmod(path, perm & 0o7777 & !umask) }
    }

    fn list(&self, path: &str) -> Result<Vec<DirEntry>, Errno> {
        let entry = |name: String| {
            let full = crate::vfs::path::join(&self.0.absolute(path), &name);
            let kind = self.0.lstat(&full).map_or(FileKind::File, |stat| kind(&stat.node));
            DirEntry { name, kind }
        };
        Ok(self.0.read_dir(path)?.into_iter().map(entry).collect())
    }

    fn system(&self) -> SystemFacts {
        let process = &self.0;
        let (cred, ns, net) = (process.cred(), process.ns(), process.net());
        let users = users::parse_passwd(&process.read_text("/etc/passwd").unwrap_or_default());
        let user = users.into_iter().find(|user| user.uid == cred.uid);
        let (used, limit, mut interfaces) = process.kernel().enter(|state| {
            let used: u64 = state.processes.values().map(|other| other.memory).sum();
            let limit = state.namespaces.get(&ns).and_then(|namespace| namespace.memory_limit).unwrap_or(0);
            let stack = state.net.stacks.get(&net).map(|stack| stack.ifaces.clone()).unwrap_or_default();
            let shown = |iface: crate::os::Iface| NetInterface {
                name: iface.name,
                address: iface.ip.to_string(),
                prefix: iface.prefix,
                mac: iface.mac,
            };
            (used, limit, stack.into_iter().map(shown).collect::<Vec<_>>())
        });
        let mac = "00:00:00:00:00:00".to_owned();
        let local = NetInterface { name: "lo".to_owned(), address: "127.0.0.1".to_owned(), prefix: 8, mac };
        interfaces.insert(0, local);
        let total = ps::MEMORY * 1024;
        SystemFacts {
            hostname: process.hostname(),
            release: uname::RELEASE.to_owned(),
            version: uname::VERSION.to_owned(),
            machine: "x86_64".to_owned(),
            cpu_model: "Drydock Virtual CPU".to_owned(),
            cpus: uname::PROCESSORS,
            total_memory: total,
            free_memory: total.saturating_sub(used + (1 << 30)),
            memory_limit: limit,
            uptime_s: process.now().since(Time::START) / 1_000_000 + 3_600,
            resident: process.info(|info| info.memory).unwrap_or(0),
            cpu_us: process.info(|info| info.cpu).unwrap_or(0),
            uid: cred.uid,
            gid: cred.gid,
            user: user.as_ref().map_or_else(|| cred.uid.to_string(), |user| user.name.clone()),
            home: user.as_ref().map_or_else(|| "/".to_owned(), |user| user.home.clone()),
            shell: user.map(|user| user.shell).unwrap_or_default(),
            interfaces,
        }
    }
}

fn kind(node: &Node) -> FileKind {
    match &node.kind {
        Kind::File(_) => FileKind::File,
        Kind::Dir(_) => FileKind::Dir,
        Kind::Symlink(_) => FileKind::Link,
        Kind::Device(_) => FileKind::Device,
        Kind::Socket(_) => FileKind::Socket,
    }
}

fn facts(node: &Node) -> FileStat {
    let inner = node.entries().map_or(0, |entries| entries.values().filter(|entry| entry.is_dir()).count());
    FileStat {
        kind: kind(node),
        perm: node.meta.mode,
        uid: node.meta.uid,
        gid: node.meta.gid,
        size: node.size(),
        links: if node.is_dir() { 2 + inner as u32 } else { 1 },
        ino: node.ino,
        mtime_us: node.meta.mtime.0 as i64,
    }
}
