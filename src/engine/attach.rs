//! Attaching clients to a container's standard streams.

use crate::os::channel;

use super::api::{ApiError, ApiResult, AttachOptions, Attachment, LogsOptions};
use super::container::Status;
use super::state::Engine;

impl Engine {
    pub(super) fn attach(&self, name: &str, options: AttachOptions) -> ApiResult<Attachment> {
        let id = self.find_container(name)?;
        let (status, open_stdin, tty, once) =
            self.with_container(&id, |c| (c.state.status, c.config.open_stdin, c.config.tty, c.config.stdin_once))?;
        if status == Status::Paused {
            return Err(ApiError::conflict(format!("container {id} is paused, unpause the container before attach")));
        }
        if status == Status::Restarting {
            return Err(ApiError::conflict(format!(
                "container {id} is restarting, wait until the container is running"
            )));
        }
        if options.stdout || options.stderr {
            self.emit_container(&id, "attach", &[]);
        }
        let (sender, output) = channel(&self.0.kernel);
        if options.logs {
            let logs = LogsOptions { stdout: options.stdout, stderr: options.stderr, ..LogsOptions::default() };
            for entry in self.read_logs(&id, &logs) {
                sender.send((entry.stream, entry.bytes));
            }
        }
        if options.stdout || options.stderr {
            self.0.runtime.borrow_mut().outputs.entry(id.clone()).or_default().push(sender);
        }
        let wants_input = options.stdin && (open_stdin || tty);
        let link = if wants_input { self.link_of(&id) } else { None };
        let input = match (wants_input, once && !tty) {
            (false, _) => None,
            // The input ends with the first client that has it: the engine keeps no end of its own.
            (true, true) => self.0.runtime.borrow_mut().inputs.remove(&id),
            (true, false) => self.0.runtime.borrow().inputs.get(&id).cloned(),
        };
        let tty = self.with_container(&id, |container| container.tty)?;
        Ok(Attachment { output, input, tty, link })
    }

    /// The input of a container that started after its client attached: the client asks again then.
    pub fn input_of(&self, name: &str) -> ApiResult<Attachment> {
        self.attach(name, AttachOptions { stdin: true, ..AttachOptions::default() })
    }
}
