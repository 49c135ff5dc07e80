//! The server of a bundler's development mode: files of a folder, and the page for every other path.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use crate::os::{Either, ExitStatus, Ip, Process, select};
use crate::programs::http::media_type;
use crate::programs::http::server::{self, Request, Response, Service};
use crate::programs::kit::Tool;
use crate::vfs::{Errno, path};

/// What is served.
pub(super) struct Site {
    /// The folder of files.
    pub(super) root: String,
    /// The page in it that stands for all paths; a stand-in's words where there is none.
    pub(super) page: String,
}

/// Serves until the process is ended, or with `leaves` until its input ends.
pub(super) async fn serve(mut tool: Tool, site: Site, ip: Ip, port: u16, leaves: bool) -> ExitStatus {
    tool.flush().await;
    let process = tool.process.clone();
    let listener = match process.listen(ip, port) {
        Ok(listener) => listener,
        Err(error) => {
            let code = if error == Errno::AddrInUse {
                "EADDRINUSE: address already in use"
            } else {
                "EACCES: permission denied"
            };
            tool.err(&format!("Error: listen {code} {ip}:{port}\n"));
            tool.status = 1;
            return tool.end().await;
        }
    };
    let serving = server::serve(process.clone(), listener, server::Slot::new(Rc::new(site)));
    let ended = async {
        while leaves && process.read(0, 4_096).await.is_ok_and(|bytes| !bytes.is_empty()) {}
        if !leaves {
            std::future::pending::<()>().await;
        }
    };
    match select(serving, ended).await {
        Either::Left(()) | Either::Right(()) => ExitStatus::OK,
    }
}

impl Service for Site {
    fn answer<'a>(
        &'a self,
        process: &'a Process,
        request: &'a Request,
    ) -> Pin<Box<dyn Future<Output = Response> + 'a>> {
        Box::pin(async move {
            let wanted = request.path();
            let own = format!("{}{}", self.root.trim_end_matches('/'), path::absolute("/", &wanted));
            let page = path::join(&self.root, &self.page);
            let found = [(own, wanted.len() > 1), (page, !self.page.is_empty())];
            let file = found
                .iter()
                .filter(|(_, asked)| *asked)
                .find_map(|(place, _)| Some((place, process.read_file(place).ok()?)));
            let (kind, body) = match file {
                Some((place, content)) => {
                    let text = String::from_utf8_lossy(&content.read()).replace("%PUBLIC_URL%", "");
                    (media_type(place).unwrap_or("text/plain"), text.into_bytes())
                }
                None => (
                    "text/html",
                    b"<!DOCTYPE html>This page comes from a stand-in: pages are not compiled here.\n".to_vec(),
                ),
            };
            let length = body.len().to_string();
            Response::new(200, &[("Content-Type", kind), ("Content-Length", &length)], body)
        })
    }

    fn log(&self, _: &Process, _: &Request, _: &Response) -> Vec<(u32, String)> {
        Vec::new()
    }
}
