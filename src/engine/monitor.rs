//! Watching a running container: its output goes to its log and to whoever is attached, its end sets its state, frees what
//! it held, and asks the restart policy.

use std::rc::Rc;

use crate::base::time::{MILLI, SECOND};
use crate::os::{ExitStatus, FileHandle, Pid, join};

use super::api::{LogEntry, Stream, WaitCondition, WaitResponse};
use super::container::Status;
use super::start::Streams;
use super::state::Engine;

impl Engine {
    /// Starts the services of a container's life.
    pub(super) fn watch(&self, id: &str, pid: Pid, streams: Streams) {
        let (engine, id) = (self.clone(), id.to_owned());
        let service = async move {
            let Streams { stdout, stderr } = streams;
            let out = engine.copy_output(&id, Stream::Stdout, stdout);
            let err = async {
                if let Some(stderr) = stderr {
                    engine.copy_output(&id, Stream::Stderr, stderr).await;
                }
            };
            // All output is read before the end is told, as the daemon does.
            let (status, _) = join(engine.0.kernel.wait_exit(pid), join(out, err)).await;
            engine.ended(&id, status.unwrap_or(ExitStatus::Code(137))).await;
        };
        self.0.kernel.spawn_service(service);
    }

    async fn copy_output(&self, id: &str, stream: Stream, from: FileHandle) {
        while let Ok(bytes) = from.read(16_384).await {
            if bytes.is_empty() {
                return;
            }
            self.output(id, stream, &bytes);
        }
    }

    /// Records output and hands it to whoever is attached.
    fn output(&self, id: &str, stream: Stream, bytes: &[u8]) {
        let time = self.now();
        self.change(id, |container| {
            let logs = Rc::make_mut(&mut container.logs);
            let mut rest = bytes;
            while !rest.is_empty() {
                let end = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
                let (line, after) = rest.split_at(end);
                rest = after;
                // A line that comes in pieces is one entry.
                match logs.last_mut() {
                    Some(last)
                        if last.stream == stream && last.bytes.last() != Some(&b'\n') && last.bytes.len() < 16_384 =>
                    {
                        last.bytes.extend_from_slice(line);
                    }
                    _ => logs.push(LogEntry { time, stream, bytes: line.to_vec(), details: String::new() }),
                }
            }
        });
        let attached = self.0.runtime.borrow().outputs.get(id).cloned().unwrap_or_default();
        for sender in attached {
            sender.send((stream, bytes.to_vec()));
        }
        self.wake_log_followers(id);
    }

    fn wake_log_followers(&self, id: &str) {
        let followers = self.0.runtime.borrow().log_followers.get(id).cloned().unwrap_or_default();
        for follower in followers {
            follower.send(());
        }
    }

    /// The first process has ended and all its output was read.
    pub(super) async fn ended(&self, id: &str, status: ExitStatus) {
        let now = self.now();
        let code = status.code();
        let ns = self.look(|state| state.containers.get(id).and_then(|container| container.ns));
        let oom = self
            .0
            .kernel
            .enter(|state| ns.and_then(|ns| state.namespaces.get(&ns)).is_some_and(|namespace| namespace.oom_killed));
        let ns = self.change(id, |container| {
            container.state.oom_killed = oom;
            container.state.exit_code = code;
            container.state.finished = Some(now);
            container.state.pid = 0;
            // The end of the checks counts as bad health.
            if let Some(health) = &mut container.state.health {
                health.status = "unhealthy";
            }
            container.tty = None;
            container.ns.take()
        });
        if let Some(ns) = ns.flatten() {
            self.0.kernel.enter(|state| {
                let left: Vec<Pid> = state.processes_in(ns).map(|process| process.pid).collect();
                for pid in left {
                    state.end(pid, ExitStatus::Signal(crate::os::Signal::KILL));
                }
            });
        }
        self.unplug_all(id);
        let restart = self.restart_delay(id, code);
        self.change(id, |container| {
            container.state.status = if restart.is_some() { Status::Restarting } else { Status::Exited };
        });
        if oom {
            self.emit_container(id, "oom", &[]);
        }
        let lasted = self.look(|state| {
            let started = state.containers.get(id).and_then(|container| container.state.started);
            started.map_or(0, |started| now.since(started) / SECOND)
        });
        self.emit_container(id, "die", &[("execDuration", lasted.to_string()), ("exitCode", code.to_string())]);
        let closed = {
            let mut runtime = self.0.runtime.borrow_mut();
            let input = runtime.inputs.remove(id);
            let outputs = runtime.outputs.remove(id);
            let followers = if restart.is_some() { None } else { runtime.log_followers.remove(id) };
            (input, outputs, followers)
        };
        drop(closed);
        self.answer_waiters(id, code, false);
        if let Some(delay) = restart {
            self.restart_later(id, delay);
        } else if self.look(|state| state.containers.get(id).is_some_and(|c| c.host_config.auto_remove)) {
            self.0.kernel.sleep(10 * MILLI).await;
            self.forget(id, true);
        }
    }

    /// Whether and when a policy starts the container again: after 100 ms, doubled each time up to a minute.
    fn restart_delay(&self, id: &str, code: i32) -> Option<u64> {
        let now = self.now();
        self.look(|state| {
            let container = state.containers.get(id)?;
            let policy = &container.host_config.restart_policy;
            let wanted = match policy.name.as_str() {
                "always" | "unless-stopped" => true,
                "on-failure" => {
                    let tries = policy.maximum_retry_count;
                    code != 0 && (tries == 0 || i64::from(container.restart_count) < tries)
                }
                _ => false,
            };
            let count = if container.ran_long(now) { 0 } else { container.restart_count.min(10) };
            (wanted && !container.stopped_by_user).then(|| ((100 * MILLI) << count).min(60 * SECOND))
        })
    }

    fn restart_later(&self, id: &str, delay: u64) {
        let life = self.look(|state| state.containers.get(id).map(|container| container.life));
        let at = self.now().plus(delay);
        self.change(id, |container| container.restart_at = Some(at));
        let (engine, id) = (self.clone(), id.to_owned());
        self.0.kernel.spawn_service({
            let engine = engine.clone();
            async move {
                engine.0.kernel.sleep(delay).await;
                let due = engine.look(|state| {
                    state.containers.get(&id).is_some_and(|container| {
                        container.state.status == Status::Restarting
                            && Some(container.life) == life
                            && !container.stopped_by_user
                    })
                });
                if due {
                    engine.change(&id, |container| container.restart_count += 1);
                    let _ = engine.start_container(&id).await;
                }
            }
        });
    }

    /// Tells those who wait for the end, or for the removal, of a container.
    pub(super) fn answer_waiters(&self, id: &str, code: i32, removed: bool) {
        let answered: Vec<_> = {
            let mut runtime = self.0.runtime.borrow_mut();
            let (now, later) =
                std::mem::take(&mut runtime.waiters).into_iter().partition(|(waits_for, condition, _)| {
                    waits_for == id && (removed || *condition != WaitCondition::Removed)
                });
            runtime.waiters = later;
            now
        };
        for (_, _, sender) in answered {
            sender.send(WaitResponse { status_code: i64::from(code), error: None });
        }
    }
}
