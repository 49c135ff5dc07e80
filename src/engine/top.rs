//! `docker top`: the host's own `ps`, run with the options that were asked for, and of what it prints the container's lines.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::os::{Launch, Pid, ProcessInfo};
use crate::vfs::Cred;

use super::api::{ApiError, ApiResult, TopResponse};
use super::container::Status;
use super::state::Engine;

impl Engine {
    pub(super) async fn top(&self, name: &str, args: &[String]) -> ApiResult<TopResponse> {
        let id = self.find_container(name)?;
        let (status, ns) = self.with_container(&id, |container| (container.state.status, container.ns))?;
        let ns = match (status, ns) {
            (Status::Running | Status::Paused, Some(ns)) => ns,
            (Status::Restarting, _) => {
                return Err(ApiError::conflict(format!(
                    "Container {id} is restarting, wait until the container is running"
                )));
            }
            _ => return Err(ApiError::conflict(format!("container {id} is not running"))),
        };
        let pids: Vec<Pid> = self
            .0
            .kernel
            .enter(|state| state.processes_in(ns).filter(|p| p.is_alive()).map(|p: &ProcessInfo| p.pid).collect());
        let mut words: Vec<String> = args.iter().flat_map(|arg| arg.split(' ')).map(str::to_owned).collect();
        if words.iter().all(String::is_empty) {
            words = vec!["-ef".to_owned()];
        }
        let list: Vec<String> = pids.iter().map(ToString::to_string).collect();
        let quick = [words.clone(), vec![format!("-q{}", list.join(","))]].concat();
        // Some options do not go together with a list of processes, so they are tried without.
        let printed = match self.run_ps(&quick).await {
            Ok(printed) => printed,
            Err(_) => self.run_ps(&words).await?,
        };
        parse(&printed, &list)
    }

    /// Runs the host's `ps`; the error has the first line of what it complained of.
    async fn run_ps(&self, words: &[String]) -> ApiResult<String> {
        let kernel = &self.0.kernel;
        let (out, out_end) = kernel.pipe();
        let (err, err_end) = kernel.pipe();
        let stdin = kernel.null();
        let launch = Launch {
            ns: self.0.host,
            ppid: 0,
            pgid: None,
            tty: None,
            argv: [vec!["ps".to_owned()], words.to_vec()].concat(),
            env: Rc::default(),
            cwd: "/".to_owned(),
            cred: Cred::root(),
            fds: BTreeMap::from([(0, stdin.id()), (1, out_end.id()), (2, err_end.id())]),
            ignored: Vec::new(),
            init: false,
        };
        let pid = kernel
            .launch(launch, "/usr/bin/ps")
            .map_err(|_| ApiError::system("ps: exec: \"ps\": executable file not found in $PATH"))?;
        drop((out_end, err_end));
        let mut printed = Vec::new();
        while let Ok(part) = out.read(65_536).await
            && !part.is_empty()
        {
            printed.extend(part);
        }
        let status = kernel.wait_exit(pid).await;
        if status.is_some_and(|status| status.code() == 0) {
            return Ok(String::from_utf8_lossy(&printed).into_owned());
        }
        let complaint = err.read(65_536).await.unwrap_or_default();
        let complaint = String::from_utf8_lossy(&complaint).into_owned();
        let why = complaint.lines().next().filter(|line| !line.is_empty()).unwrap_or("exit status 1");
        Err(ApiError::system(format!("ps: {why}")))
    }
}

/// The titles and the lines of the processes in `pids`; what a line has too many goes to the last column.
fn parse(printed: &str, pids: &[String]) -> ApiResult<TopResponse> {
    let mut lines = printed.lines();
    let titles: Vec<String> = lines.next().unwrap_or_default().split_ascii_whitespace().map(str::to_owned).collect();
    let place = titles.iter().position(|title| title == "PID");
    let place = place.ok_or_else(|| ApiError::system("Couldn't find PID field in ps output"))?;
    let last = titles.len() - 1;
    let mut processes = Vec::new();
    for line in lines.filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_ascii_whitespace().collect();
        let Some(pid) = words.get(place) else { continue };
        if !pids.iter().any(|known| known == pid) {
            continue;
        }
        let mut row: Vec<String> = words.iter().take(last).map(|word| (*word).to_owned()).collect();
        row.push(words.get(last..).unwrap_or_default().join(" "));
        processes.push(row);
    }
    Ok(TopResponse { titles, processes })
}
