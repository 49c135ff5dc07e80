//! Starting other programs from a program. Shell syntax is not known here.

use std::collections::BTreeMap;

use crate::os::{ExitStatus, FileId, Pid, Spawn, exec::LoadError};
use crate::vfs::Errno;

use super::tool::Tool;

impl Tool {
    /// Starts a child by command name, with descriptors and environment of the caller's choice.
    pub(crate) fn spawn(
        &self,
        words: &[String],
        env: Option<Vec<(String, String)>>,
        fds: Option<BTreeMap<u32, FileId>>,
    ) -> Result<Pid, LoadError> {
        let name = words.first().map_or("", String::as_str);
        let exe = self.process.find(name).map_err(LoadError::Errno)?;
        self.process.spawn(&exe, Spawn { argv: words.to_vec(), env, fds, ..Spawn::default() })
    }

    /// Says that a program cannot be started; the answer is the status for that.
    pub(crate) fn cannot_run(&mut self, name: &str, error: &LoadError) -> u8 {
        let errno = error.errno();
        let text = if self.busybox {
            format!("can't execute '{name}': {errno}")
        } else {
            format!("{}: {errno}", self.curved(name))
        };
        self.note(&text);
        if errno == Errno::NoEnt { 127 } else { 126 }
    }
}

/// Runs a program in place of this one.
pub(crate) async fn instead(mut tool: Tool, words: &[String], env: Vec<(String, String)>) -> ExitStatus {
    tool.flush().await;
    let name = words.first().map_or("", String::as_str);
    let error = match tool.process.find(name) {
        Ok(exe) => tool.process.exec(&exe, words, env).await,
        Err(errno) => LoadError::Errno(errno),
    };
    tool.status = tool.cannot_run(name, &error);
    tool.end().await
}
