//! Stopping, killing, pausing, renaming and removing containers, with the daemon's refusals.

use crate::base::time::{MILLI, SECOND};
use crate::os::{Either, Receiver, Signal, channel, select};

use super::api::{ApiError, ApiResult, RemoveOptions, WaitCondition, WaitResponse};
use super::container::Status;
use super::events::NoteKind;
use super::state::Engine;

impl Engine {
    /// Asks politely, then kills: the stop signal, the grace, SIGKILL.
    pub(super) async fn stop_container(&self, id: &str, signal: Option<&str>, timeout: Option<i64>) -> ApiResult<()> {
        let (status, own, grace) =
            self.with_container(id, |c| (c.state.status, c.config.stop_signal.clone(), c.stop_timeout()))?;
        self.change(id, |container| container.stopped_by_user = true);
        match status {
            Status::Running | Status::Paused => {}
            Status::Restarting => {
                self.change(id, |container| container.state.status = Status::Exited);
                return Ok(());
            }
            _ => return Ok(()),
        }
        let name = signal.filter(|text| !text.is_empty()).unwrap_or(&own);
        let signal = match name {
            "" => Signal::TERM,
            name => Signal::parse(name).ok_or_else(|| ApiError::invalid(format!("invalid signal: {name}")))?,
        };
        let mut ended = self.wait_for(id, WaitCondition::NextExit)?;
        self.send_signal(id, signal);
        if status == Status::Paused {
            self.freeze(id, false);
        }
        let grace = timeout.unwrap_or(grace);
        let finished = if grace < 0 {
            ended.recv().await;
            true
        } else {
            let limit = self.0.kernel.sleep(grace.unsigned_abs() * SECOND);
            matches!(select(ended.recv(), limit).await, Either::Left(_))
        };
        if !finished {
            self.send_signal(id, Signal::KILL);
            ended.recv().await;
        }
        self.emit_container(id, "stop", &[]);
        Ok(())
    }

    fn send_signal(&self, id: &str, signal: Signal) {
        let pid = self.look(|state| state.containers.get(id).map_or(0, |container| container.state.pid));
        let host = self.0.host;
        let _ = self.0.kernel.enter(|state| state.signal(pid, signal, host));
        self.emit_container(id, "kill", &[("signal", signal.0.to_string())]);
    }

    pub(super) async fn kill_container(&self, name: &str, signal: &str) -> ApiResult<()> {
        let id = self.find_container(name)?;
        let signal = match signal {
            "" => Signal::KILL,
            text => Signal::parse(text).ok_or_else(|| ApiError::invalid(format!("invalid signal: {text}")))?,
        };
        let status = self.with_container(&id, |container| container.state.status)?;
        if !matches!(status, Status::Running | Status::Paused) {
            return Err(ApiError::conflict(format!("cannot kill container: {name}: container {id} is not running")));
        }
        if signal == Signal::KILL {
            self.change(&id, |container| container.stopped_by_user = true);
            let mut ended = self.wait_for(&id, WaitCondition::NextExit)?;
            self.send_signal(&id, signal);
            if status == Status::Paused {
                self.freeze(&id, false);
            }
            ended.recv().await;
        } else {
            if matches!(signal, Signal::TERM | Signal::INT | Signal::QUIT) {
                self.change(&id, |container| container.stopped_by_user = true);
            }
            self.send_signal(&id, signal);
        }
        Ok(())
    }

    pub(super) async fn restart_container(
        &self,
        name: &str,
        signal: Option<&str>,
        timeout: Option<i64>,
    ) -> ApiResult<()> {
        let id = self.find_container(name)?;
        let auto_remove = self.with_container(&id, |container| container.host_config.auto_remove)?;
        // The container survives its own stop.
        self.change(&id, |container| container.host_config.auto_remove = false);
        let stopped = self.stop_container(&id, signal, timeout).await;
        self.change(&id, |container| container.host_config.auto_remove = auto_remove);
        stopped?;
        self.start_container(&id).await.map_err(|error| ApiError {
            message: format!("Cannot restart container {name}: {}", error.message),
            ..error
        })?;
        self.emit_container(&id, "restart", &[]);
        Ok(())
    }

    fn freeze(&self, id: &str, frozen: bool) {
        let ns = self.look(|state| state.containers.get(id).and_then(|container| container.ns));
        if let Some(ns) = ns {
            self.0.kernel.enter(|state| state.set_frozen(ns, frozen));
        }
    }

    pub(super) fn pause_container(&self, name: &str) -> ApiResult<()> {
        let id = self.find_container(name)?;
        match self.with_container(&id, |container| container.state.status)? {
            Status::Running => {}
            Status::Paused => return Err(ApiError::conflict(format!("container {id} is already paused"))),
            Status::Restarting => {
                return Err(ApiError::conflict(format!(
                    "Container {id} is restarting, wait until the container is running"
                )));
            }
            _ => return Err(ApiError::conflict(format!("container {id} is not running"))),
        }
        self.freeze(&id, true);
        self.change(&id, |container| container.state.status = Status::Paused);
        self.emit_container(&id, "pause", &[]);
        Ok(())
    }

    pub(super) fn unpause_container(&self, name: &str) -> ApiResult<()> {
        let id = self.find_container(name)?;
        if self.with_container(&id, |container| container.state.status)? != Status::Paused {
            return Err(ApiError::conflict(format!("Container {id} is not paused")));
        }
        self.change(&id, |container| container.state.status = Status::Running);
        self.freeze(&id, false);
        self.emit_container(&id, "unpause", &[]);
        Ok(())
    }

    /// The end of a container, told once.
    pub(super) fn wait_for(&self, name: &str, condition: WaitCondition) -> ApiResult<Receiver<WaitResponse>> {
        let id = self.find_container(name)?;
        let (sender, receiver) = channel(&self.0.kernel);
        let (running, code) = self.with_container(&id, |c| (c.state.is_running(), c.state.exit_code))?;
        if condition == WaitCondition::NotRunning && !running {
            sender.send(WaitResponse { status_code: i64::from(code), error: None });
        } else {
            self.0.runtime.borrow_mut().waiters.push((id, condition, sender));
        }
        Ok(receiver)
    }

    pub(super) async fn remove_container(&self, name: &str, options: RemoveOptions) -> ApiResult<()> {
        let id = self.find_container(name)?;
        let plain = name.strip_prefix('/').unwrap_or(name);
        if options.link {
            return Err(ApiError::not_found(format!("could not get parent of {plain}")));
        }
        let status = self.with_container(&id, |container| container.state.status)?;
        let refuse = |why: &str| {
            let message = format!("cannot remove container \"{plain}\": {why}");
            let (time, held_by) = (self.now(), vec![id.clone()]);
            self.enter(|state| state.note(time, NoteKind::Refused { message: message.clone(), held_by }));
            Err(ApiError::conflict(message))
        };
        match status {
            Status::Removing => {
                return Err(ApiError::conflict(format!("removal of container {plain} is already in progress")));
            }
            Status::Paused if !options.force => return refuse("container is paused and must be unpaused first"),
            Status::Running if !options.force => {
                return refuse("container is running: stop the container before removing or force remove");
            }
            Status::Restarting if !options.force => {
                return refuse("container is restarting: stop the container before removing or force remove");
            }
            Status::Running | Status::Paused => {
                self.change(&id, |container| {
                    container.stopped_by_user = true;
                    container.host_config.auto_remove = false;
                });
                let mut ended = self.wait_for(&id, WaitCondition::NextExit)?;
                self.send_signal(&id, Signal::KILL);
                if status == Status::Paused {
                    self.freeze(&id, false);
                }
                ended.recv().await;
            }
            Status::Restarting | Status::Created | Status::Exited | Status::Dead => {}
        }
        self.0.kernel.sleep(20 * MILLI).await;
        self.forget(&id, options.volumes);
        Ok(())
    }

    /// Takes a container that does not run out of the books.
    pub(super) fn forget(&self, id: &str, volumes: bool) {
        self.emit_container(id, "destroy", &[]);
        let removed = self.enter(|state| {
            state.execs.retain(|_, exec| exec.container != id);
            state.containers.shift_remove(id)
        });
        let Some(container) = removed else { return };
        self.0.kernel.enter(|state| {
            state.vfs.drop_tree(container.fs);
            state.vfs.drop_tree(container.etc);
        });
        if volumes {
            for point in container.mounts.iter().filter(|point| point.kind == "volume") {
                if self.look(|state| state.volumes.get(&point.name).is_some_and(|volume| volume.anonymous)) {
                    let _ = self.remove_volume(&point.name, false);
                }
            }
        }
        self.answer_waiters(id, container.state.exit_code, true);
    }
}
