//! A container as plain data and its state machine's words. What moves it from state to state is in `start`, `monitor` and
//! `lifecycle`.

use std::rc::Rc;

use indexmap::IndexMap;

use crate::base::{Digest, Time, time::SECOND, units};
use crate::os::{NetId, NsId, Pid, TtyId};
use crate::vfs::{FsId, Tree};

use super::api::{ContainerConfig, HostConfig, LogEntry, MountPoint};
use super::network::Endpoint;

/// What a container is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Made and never started.
    Created,
    /// Its first process runs.
    Running,
    /// Its processes are frozen.
    Paused,
    /// It ended and will be started again.
    Restarting,
    /// It is being removed.
    Removing,
    /// Its first process ended.
    Exited,
    /// Its removal failed half-way.
    Dead,
}

impl Status {
    /// The word in `inspect` and in filters.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Restarting => "restarting",
            Self::Removing => "removing",
            Self::Exited => "exited",
            Self::Dead => "dead",
        }
    }
}

/// How a container stands.
#[derive(Clone, Debug)]
pub struct ContainerState {
    /// What it is doing.
    pub status: Status,
    /// Whether it was killed for its memory.
    pub oom_killed: bool,
    /// Its first process, 0 for none.
    pub pid: Pid,
    /// How that ended last.
    pub exit_code: i32,
    /// Why it could not start.
    pub error: String,
    /// When it started last.
    pub started: Option<Time>,
    /// When it ended last.
    pub finished: Option<Time>,
    /// Its health, when it has a check.
    pub health: Option<Health>,
}

/// A container's health.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// `starting`, `healthy` or `unhealthy`.
    pub status: &'static str,
    /// Failures in a row.
    pub failing_streak: u32,
    /// The last five checks: start, end, exit code, output.
    pub log: Vec<(Time, Time, i32, String)>,
}

impl ContainerState {
    /// Never started.
    pub fn created() -> Self {
        Self {
            status: Status::Created,
            oom_killed: false,
            pid: 0,
            exit_code: 0,
            error: String::new(),
            started: None,
            finished: None,
            health: None,
        }
    }

    /// Whether its processes exist, frozen or not.
    pub fn is_running(&self) -> bool {
        matches!(self.status, Status::Running | Status::Paused | Status::Restarting)
    }

    /// The STATUS column: `Up 2 minutes (healthy)`, `Exited (0) 3 seconds ago`. Recorded from moby's container state.
    pub fn text(&self, now: Time) -> String {
        let ago = |at: Option<Time>| units::human_duration(now.since(at.unwrap_or(now)));
        match self.status {
            Status::Running => {
                let health = match &self.health {
                    Some(health) if health.status == "starting" => " (health: starting)".to_owned(),
                    Some(health) => format!(" ({})", health.status),
                    None => String::new(),
                };
                format!("Up {}{health}", ago(self.started))
            }
            Status::Paused => format!("Up {} (Paused)", ago(self.started)),
            Status::Restarting => format!("Restarting ({}) {} ago", self.exit_code, ago(self.finished)),
            Status::Removing => "Removal In Progress".to_owned(),
            Status::Dead => "Dead".to_owned(),
            Status::Created => "Created".to_owned(),
            Status::Exited if self.finished.is_none() => String::new(),
            Status::Exited => format!("Exited ({}) {} ago", self.exit_code, ago(self.finished)),
        }
    }
}

/// One container.
#[derive(Clone, Debug)]
pub struct Container {
    /// 64 hexadecimal digits.
    pub id: String,
    /// The name without a slash.
    pub name: String,
    /// When it was made.
    pub created: Time,
    /// The program.
    pub path: String,
    /// Its arguments.
    pub args: Vec<String>,
    /// What would hold on any host, image defaults merged in.
    pub config: ContainerConfig,
    /// What depends on the host.
    pub host_config: HostConfig,
    /// The image.
    pub image: Digest,
    /// How it stands.
    pub state: ContainerState,
    /// Its root file system.
    pub fs: FsId,
    /// The files it began with: the difference is its writable layer.
    pub base: Tree,
    /// Files that docker mounts over `/etc/hosts` and its like.
    pub etc: FsId,
    /// Mounts beside those.
    pub mounts: Vec<MountPoint>,
    /// Its place in each network, by the network's name.
    pub networks: IndexMap<String, Endpoint>,
    /// Its network stack while it runs.
    pub net: Option<NetId>,
    /// Its namespace while it runs.
    pub ns: Option<NsId>,
    /// Its terminal while it runs.
    pub tty: Option<TtyId>,
    /// Ports on the host while it runs, `80/tcp` with address and port.
    pub ports: IndexMap<String, Vec<(String, u16)>>,
    /// What it printed.
    pub logs: Rc<Vec<LogEntry>>,
    /// How often a policy restarted it.
    pub restart_count: u32,
    /// Whether someone stopped it, so that no policy restarts it.
    pub stopped_by_user: bool,
    /// The moment it is to be started again.
    pub restart_at: Option<Time>,
    /// Grows with each start, so that a service of an earlier life knows that it is over.
    pub life: u32,
}

impl Container {
    /// The first twelve digits of the id.
    pub fn short_id(&self) -> &str {
        &self.id[..12]
    }

    /// Seconds that `stop` waits.
    pub fn stop_timeout(&self) -> i64 {
        self.config.stop_timeout.unwrap_or(10)
    }

    /// Whether it runs for at least ten seconds, after which a policy counts its restarts anew.
    pub fn ran_long(&self, now: Time) -> bool {
        self.state.started.is_some_and(|started| now.since(started) > 10 * SECOND)
    }
}
