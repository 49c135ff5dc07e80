//! Health checks: a command run in the container every so often, and what its results make of the container.

use crate::base::duration::go_duration;
use crate::base::time::SECOND;
use crate::os::{Either, select};

use super::api::HealthConfig;
use super::container::Status;
use super::state::Engine;

impl Engine {
    /// Starts the checks of a container's life.
    pub(super) fn watch_health(&self, id: &str) {
        let found = self.look(|state| {
            let container = state.containers.get(id)?;
            let check = container.config.healthcheck.clone()?;
            Some((container.life, command(&check, container.config.shell.as_deref())?, check))
        });
        let Some((life, command, check)) = found else { return };
        let (engine, id) = (self.clone(), id.to_owned());
        self.0.kernel.spawn_service({
            let engine = engine.clone();
            async move { engine.check_health(&id, life, &command, &check).await }
        });
    }

    async fn check_health(&self, id: &str, life: u32, command: &[String], check: &HealthConfig) {
        let nanos = |value: i64, default: u64| if value > 0 { value.unsigned_abs() / 1_000 } else { default };
        let interval = nanos(check.interval, 30 * SECOND);
        let timeout = nanos(check.timeout, 30 * SECOND);
        let start_period = nanos(check.start_period, 0);
        let start_interval = nanos(check.start_interval, 5 * SECOND);
        let retries = if check.retries > 0 { check.retries as u32 } else { 3 };
        let started = self.now();
        loop {
            let starting = self.now().since(started) < start_period;
            self.0.kernel.sleep(if starting { start_interval.min(interval) } else { interval }).await;
            let alive = self.look(|state| {
                state.containers.get(id).filter(|c| c.life == life).map(|container| container.state.status)
            });
            match alive {
                Some(Status::Running) => {}
                Some(Status::Paused) => continue,
                _ => return,
            }
            let begun = self.now();
            let run = self.run_inside(id, command.to_vec());
            let (code, output) = match select(run, self.0.kernel.sleep(timeout)).await {
                Either::Left(Ok(result)) => result,
                Either::Left(Err(_)) => return,
                Either::Right(()) => {
                    let span = go_duration(i64::try_from(timeout * 1_000).unwrap_or(i64::MAX));
                    (-1, format!("Health check exceeded timeout ({span})"))
                }
            };
            let ended = self.now();
            let in_start = begun.since(started) < start_period;
            let changed = self.change(id, |container| {
                if container.life != life {
                    return None;
                }
                let health = container.state.health.as_mut()?;
                let before = health.status;
                health.log.push((begun, ended, code, output));
                if health.log.len() > 5 {
                    health.log.remove(0);
                }
                if code == 0 {
                    health.failing_streak = 0;
                    health.status = "healthy";
                } else if !(in_start && health.status == "starting") {
                    health.failing_streak += 1;
                    if health.failing_streak >= retries {
                        health.status = "unhealthy";
                    }
                }
                (before != health.status).then_some(health.status)
            });
            match changed {
                None => return,
                Some(Some(status)) => self.emit_container(id, &format!("health_status: {status}"), &[]),
                Some(None) => {}
            }
        }
    }
}

/// The command of a check; `None` when there is none.
fn command(check: &HealthConfig, shell: Option<&[String]>) -> Option<Vec<String>> {
    let (kind, rest) = check.test.split_first()?;
    match kind.as_str() {
        "CMD" => Some(rest.to_vec()),
        "CMD-SHELL" => {
            let mut command = shell.map_or_else(|| vec!["/bin/sh".to_owned(), "-c".to_owned()], <[String]>::to_vec);
            command.push(rest.first()?.clone());
            Some(command)
        }
        _ => None,
    }
}
