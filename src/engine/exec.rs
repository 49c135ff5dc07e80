//! Execs: further processes in a running container's namespace.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::os::{FileHandle, Launch, Link, Pid, Receiver, Sender, Tty, channel, join};

use super::api::{ApiError, ApiResult, Attachment, ErrorClass, ExecConfig, ExecState, Stream};
use super::container::{Container, Status};
use super::state::Engine;

/// An exec.
#[derive(Clone, Debug)]
pub struct Exec {
    /// 64 hexadecimal digits.
    pub id: String,
    /// The container's id.
    pub container: String,
    /// What to run.
    pub config: ExecConfig,
    /// Its process, 0 before it starts.
    pub pid: Pid,
    /// Whether it runs.
    pub running: bool,
    /// How it ended.
    pub exit_code: Option<i32>,
}

impl Engine {
    pub(super) fn create_exec(&self, name: &str, config: ExecConfig) -> ApiResult<String> {
        let container = self.find_container(name)?;
        self.check_exec(&container)?;
        if config.cmd.is_empty() {
            return Err(ApiError::invalid("no exec command specified"));
        }
        let id = self.fresh_id();
        let exec =
            Exec { id: id.clone(), container: container.clone(), config, pid: 0, running: false, exit_code: None };
        let command = exec.config.cmd.join(" ");
        self.enter(|state| state.execs.insert(id.clone(), exec));
        self.emit_container(&container, &format!("exec_create: {command}"), &[("execID", id.clone())]);
        Ok(id)
    }

    fn check_exec(&self, id: &str) -> ApiResult<()> {
        let (status, name) = self.with_container(id, |container| (container.state.status, container.name.clone()))?;
        match status {
            Status::Running => Ok(()),
            Status::Paused => {
                Err(ApiError::conflict(format!("Container {name} is paused, unpause the container before exec")))
            }
            Status::Restarting => {
                Err(ApiError::conflict(format!("Container {id} is restarting, wait until the container is running")))
            }
            _ => Err(ApiError::conflict(format!("container {id} is not running"))),
        }
    }

    pub(super) fn start_exec(&self, exec: &str, detach: bool) -> ApiResult<Option<Attachment>> {
        let exec = self.look(|state| state.execs.get(exec).cloned());
        let exec = exec.ok_or_else(|| ApiError::not_found("No such exec instance"))?;
        self.check_exec(&exec.container)?;
        if exec.pid != 0 {
            return Err(ApiError::conflict(format!("exec command {} has already run", exec.id)));
        }
        let Some(container) = self.look(|state| state.containers.get(&exec.container).cloned()) else {
            return Err(ApiError::not_found(format!("No such container: {}", exec.container)));
        };
        let Some(ns) = container.ns else { return Err(ApiError::conflict("container is not running")) };
        let mounts =
            self.0.kernel.enter(|state| state.namespaces.get(&ns).map(|n| n.mounts.clone())).unwrap_or_default();
        let user = if exec.config.user.is_empty() { &container.config.user } else { &exec.config.user };
        let (sender, output) = channel(&self.0.kernel);
        let end = |code: i32| {
            self.enter(|state| {
                if let Some(known) = state.execs.get_mut(&exec.id) {
                    (known.exit_code, known.running, known.pid) = (Some(code), false, u32::MAX);
                }
            });
        };
        let cred = match self.cred_of(&mounts, user, container.host_config.group_add.as_deref()) {
            Ok(cred) => cred,
            // The stream to the client stands already: the daemon writes into it what is wrong.
            Err(error) if !detach => {
                end(126);
                sender.send((Stream::Stdout, format!("{}\r\n", error.message).into_bytes()));
                return Ok(Some(Attachment { output, input: None, tty: None, link: None }));
            }
            Err(error) => return Err(error),
        };
        let cwd = [&exec.config.working_dir, &container.config.working_dir]
            .into_iter()
            .find(|dir| !dir.is_empty())
            .map_or("/", String::as_str);
        let env = self.exec_environment(&container, &exec, &mounts, &cred);
        let refuse = |why: &str| {
            end(if why.contains("permission denied") { 126 } else { 127 });
            format!("OCI runtime exec failed: exec failed: unable to start container process: {why}: unknown\r\n")
        };
        let is_dir =
            self.0.kernel.enter(|state| state.vfs.stat(&mounts, &cred, cwd).is_ok_and(|stat| stat.node.is_dir()));
        let exe = if is_dir {
            self.find_program(ns, &cred, cwd, &env, &exec.config.cmd[0])
        } else {
            Err(format!("chdir to cwd (\"{cwd}\") set in config.json failed: no such file or directory"))
        };
        let exe = match exe {
            Ok(exe) => exe,
            Err(why) => {
                let text = refuse(&why);
                if detach {
                    return Err(ApiError::new(ErrorClass::InvalidParameter, text.trim_end().to_owned()));
                }
                sender.send((Stream::Stdout, text.into_bytes()));
                return Ok(Some(Attachment { output, input: None, tty: None, link: None }));
            }
        };
        let streams = self.exec_streams(&exec.config, detach);
        let launch = Launch {
            ns,
            ppid: 0,
            pgid: None,
            tty: streams.tty,
            argv: exec.config.cmd.clone(),
            env: Rc::new(env),
            cwd: cwd.to_owned(),
            cred,
            fds: streams.fds.clone(),
            ignored: Vec::new(),
            init: false,
        };
        let pid = self.launch_or_complain(launch, &exe);
        if let Some(tty) = streams.tty {
            self.0.kernel.enter(|state| {
                if let Some(entry) = state.ttys.get_mut(&tty) {
                    entry.foreground = Some(pid);
                }
            });
        }
        self.enter(|state| {
            if let Some(known) = state.execs.get_mut(&exec.id) {
                (known.running, known.pid) = (true, pid);
            }
        });
        let command = exec.config.cmd.join(" ");
        self.emit_container(&exec.container, &format!("exec_start: {command}"), &[("execID", exec.id.clone())]);
        let (tty, link) = (streams.tty, streams.link);
        self.watch_exec(&exec, pid, streams.sources, sender);
        drop(streams.ends);
        Ok((!detach).then_some(Attachment { output, input: streams.input, tty, link }))
    }

    fn exec_environment(
        &self,
        container: &Container,
        exec: &Exec,
        mounts: &crate::vfs::Mounts,
        cred: &crate::vfs::Cred,
    ) -> Vec<(String, String)> {
        let mut as_run = container.clone();
        as_run.config.tty = exec.config.tty;
        let all = as_run.config.env.get_or_insert_default();
        for variable in exec.config.env.iter().flatten() {
            // A variable of the exec's own takes the place of the container's.
            let name = |text: &str| text.split('=').next().unwrap_or_default().to_owned();
            match all.iter_mut().find(|known| name(known) == name(variable)) {
                Some(known) => known.clone_from(variable),
                None => all.push(variable.clone()),
            }
        }
        self.environment(&as_run, mounts, cred)
    }

    fn exec_streams(&self, config: &ExecConfig, detach: bool) -> ExecStreams {
        let kernel = &self.0.kernel;
        if config.tty {
            let [rows, cols] = config.console_size.unwrap_or_default();
            let (cols, rows) = if cols == 0 { (80, 24) } else { (cols as u16, rows as u16) };
            let tty = kernel.enter(|state| state.add_tty(Tty::new(cols, rows)));
            let (master, slave) = kernel.open_tty(tty);
            let fds = BTreeMap::from([(0, slave.id()), (1, slave.id()), (2, slave.id())]);
            return ExecStreams {
                fds,
                input: (config.attach_stdin && !detach).then(|| master.clone()),
                link: Some(Link::Tty(tty)),
                sources: vec![(Stream::Stdout, master)],
                ends: vec![slave],
                tty: Some(tty),
            };
        }
        let (out, out_end) = kernel.pipe();
        let (err, err_end) = kernel.pipe();
        let (stdin, input) = if config.attach_stdin && !detach {
            let (read, write) = kernel.pipe();
            (read, Some(write))
        } else {
            (kernel.null(), None)
        };
        let fds = BTreeMap::from([(0, stdin.id()), (1, out_end.id()), (2, err_end.id())]);
        let link = input.as_ref().and_then(|input| kernel.pipe_of(input.id())).map(Link::Pipe);
        ExecStreams {
            fds,
            input,
            link,
            sources: vec![(Stream::Stdout, out), (Stream::Stderr, err)],
            ends: vec![stdin, out_end, err_end],
            tty: None,
        }
    }

    fn watch_exec(
        &self,
        exec: &Exec,
        pid: Pid,
        mut sources: Vec<(Stream, FileHandle)>,
        sender: Sender<(Stream, Vec<u8>)>,
    ) {
        let (engine, id, container) = (self.clone(), exec.id.clone(), exec.container.clone());
        let service = async move {
            let second = sources.pop();
            let first = sources.pop();
            let copy = async |source: Option<(Stream, FileHandle)>| {
                let Some((stream, handle)) = source else { return };
                while let Ok(bytes) = handle.read(16_384).await {
                    if bytes.is_empty() {
                        return;
                    }
                    sender.send((stream, bytes));
                }
            };
            let (status, _) = join(engine.0.kernel.wait_exit(pid), join(copy(first), copy(second))).await;
            let code = status.map_or(137, crate::os::ExitStatus::code);
            engine.enter(|state| {
                if let Some(known) = state.execs.get_mut(&id) {
                    (known.running, known.exit_code) = (false, Some(code));
                }
            });
            engine.emit_container(&container, "exec_die", &[("execID", id.clone()), ("exitCode", code.to_string())]);
        };
        self.0.kernel.spawn_service(service);
    }

    pub(super) fn inspect_exec(&self, exec: &str) -> ApiResult<ExecState> {
        let found = self.look(|state| {
            state.execs.get(exec).map(|exec| ExecState {
                id: exec.id.clone(),
                running: exec.running,
                exit_code: exec.exit_code.map(i64::from),
                container_id: exec.container.clone(),
                pid: exec.pid,
            })
        });
        found.ok_or_else(|| ApiError::not_found(format!("No such exec instance: {exec}")))
    }

    /// Runs a command in a container without a client; for health checks. The answer is its exit code and output.
    pub(super) async fn run_inside(&self, id: &str, cmd: Vec<String>) -> ApiResult<(i32, String)> {
        let config = ExecConfig { cmd, attach_stdout: true, attach_stderr: true, ..ExecConfig::default() };
        let exec = self.create_exec(id, config)?;
        let attachment = self.start_exec(&exec, false)?;
        let mut text = String::new();
        if let Some(mut attachment) = attachment {
            let output: &mut Receiver<_> = &mut attachment.output;
            while let Some((_, bytes)) = output.recv().await {
                text.push_str(&String::from_utf8_lossy(&bytes));
            }
        }
        let code = self.inspect_exec(&exec)?.exit_code.unwrap_or(0);
        Ok((code as i32, text))
    }
}

struct ExecStreams {
    fds: BTreeMap<u32, crate::os::FileId>,
    input: Option<FileHandle>,
    link: Option<Link>,
    sources: Vec<(Stream, FileHandle)>,
    ends: Vec<FileHandle>,
    tty: Option<crate::os::TtyId>,
}
