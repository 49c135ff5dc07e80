//! Connections that became streams: a container's or an exec's output goes to the client, what the client sends goes in.

use crate::engine::Engine;
use crate::engine::api::{Api, AttachOptions, Attachment};
use crate::os::{Either, FileHandle, Kernel, Receiver, TtyId, select};

use super::answer::Answer;

/// How long to wait before asking again for the input of a container that has not started, in simulated microseconds.
const RETRY: u64 = 1_000;

/// Copies in both directions until the output ends.
pub(super) async fn copy(
    engine: &Engine,
    kernel: &Kernel,
    container: Option<&str>,
    is_tty: bool,
    attachment: Attachment,
    answer: &Answer,
    typed: &mut Receiver<Vec<u8>>,
) {
    let Attachment { mut output, input, tty, .. } = attachment;
    let show = async {
        while let Some((stream, bytes)) = output.recv().await {
            answer.output(is_tty, stream, &bytes);
        }
    };
    let feed = async {
        let mut ends = Ends { engine, kernel, container, input, tty };
        while let Some(bytes) = typed.recv().await {
            ends.feed(&bytes).await;
        }
    };
    let mut show = std::pin::pin!(show);
    if let Either::Right(()) = select(show.as_mut(), feed).await {
        // The client sends no more; its output goes on.
        show.await;
    }
}

/// Where input goes.
struct Ends<'a> {
    engine: &'a Engine,
    kernel: &'a Kernel,
    container: Option<&'a str>,
    input: Option<FileHandle>,
    tty: Option<TtyId>,
}

impl Ends<'_> {
    async fn feed(&mut self, bytes: &[u8]) {
        // A container that starts after its client attached has its input only then.
        while let Some(container) = self.container.filter(|_| self.input.is_none()) {
            let options = AttachOptions { stdin: true, ..AttachOptions::default() };
            match self.engine.container_attach(container, options).await {
                Ok(late) if late.input.is_some() => (self.input, self.tty) = (late.input, late.tty),
                Ok(_) => self.kernel.sleep(RETRY).await,
                Err(_) => return,
            }
        }
        if let Some(tty) = self.tty {
            // A terminal's Enter key sends a carriage return.
            let bytes: Vec<u8> = bytes.iter().map(|byte| if *byte == b'\r' { b'\n' } else { *byte }).collect();
            self.kernel.enter(|state| state.type_at(tty, &bytes));
        } else if let Some(input) = &self.input {
            let _ = input.write(bytes).await;
        }
    }
}
