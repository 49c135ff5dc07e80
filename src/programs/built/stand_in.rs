//! The program that stands in for a compiled one: it prints and listens as its recipe says, and says on stderr that it is no
//! more than that.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use super::recipe::Recipe;
use crate::os::{ExitStatus, Ip, Process, ProgramFuture};
use crate::programs::http::media_type;
use crate::programs::http::server::{self, Request, Response, Service};
use crate::programs::kit::{Tool, dates};
use crate::vfs::{Errno, path};

/// What a route answers whose source does not say it plainly.
const UNKNOWN: &str = "This answer comes from a stand-in: compiled code does not run here.\n";

/// Runs the program of an executable.
pub(in crate::programs) fn main(tool: Tool) -> ProgramFuture {
    let recipe = Recipe::from_text(&tool.process.version());
    Box::pin(run(tool, recipe))
}

/// Runs a recipe.
pub(super) async fn run(mut tool: Tool, recipe: Recipe) -> ExitStatus {
    let language = &recipe.language;
    tool.process
        .simplify(&format!("a program in {language} does not run: a stand-in prints and listens as its source says"));
    tool.err(&format!(
        "drydock: a stand-in for a program in {language}: it prints and listens as its source says, no more\n"
    ));
    for line in &recipe.lines {
        match line.strip_prefix('\0') {
            Some(text) => {
                let time = dates::format(tool.process.now(), "%Y/%m/%d %H:%M:%S");
                tool.err(&format!("{time} {text}"));
            }
            None => tool.out(line),
        }
    }
    tool.flush().await;
    if recipe.port == 0 {
        return tool.end().await;
    }
    let variable = tool.process.env(&recipe.port_variable).and_then(|text| text.trim_start_matches(':').parse().ok());
    let port = variable.unwrap_or(recipe.port);
    let process = tool.process.clone();
    match process.listen(Ip::ANY, port) {
        Ok(listener) => {
            server::serve(process, listener, server::Slot::new(Rc::new(Answers(recipe)))).await;
            ExitStatus::OK
        }
        Err(error) => {
            let why = if error == Errno::AddrInUse { "address already in use".to_owned() } else { error.go_text() };
            tool.err(&format!("listen tcp :{port}: bind: {why}\n"));
            tool.status = 1;
            tool.end().await
        }
    }
}

struct Answers(Recipe);

impl Answers {
    fn find(&self, process: &Process, request: &Request) -> Response {
        let wanted = request.path();
        let text = |status, body: &str| {
            let kind = if body.trim_start().starts_with('<') {
                "text/html; charset=utf-8"
            } else {
                "text/plain; charset=utf-8"
            };
            let length = body.len().to_string();
            Response::new(status, &[("Content-Type", kind), ("Content-Length", &length)], body.as_bytes().to_vec())
        };
        if !self.0.folder.is_empty() {
            let folder = process.absolute(&self.0.folder);
            let mut place = format!("{}{}", folder.trim_end_matches('/'), path::absolute("/", &wanted));
            if process.is_dir(&place) {
                place = path::join(&place, "index.html");
            }
            if let Ok(content) = process.read_file(&place) {
                let body = content.read().to_vec();
                let (kind, length) = (media_type(&place).unwrap_or("text/plain"), body.len().to_string());
                return Response::new(200, &[("Content-Type", kind), ("Content-Length", &length)], body);
            }
        }
        let fits = |path: &str| path == wanted || path.len() > 1 && path.ends_with('/') && wanted.starts_with(path);
        let route = self.0.routes.iter().find(|(path, _)| fits(path));
        // Go's mux and the like give `/` what no other path takes.
        let route = route.or_else(|| self.0.routes.iter().find(|(path, _)| path == "/" && self.0.language == "Go"));
        match route {
            Some((_, Some(answer))) => text(200, answer),
            None if !self.0.routes.is_empty() => text(404, "404 page not found\n"),
            _ => text(200, UNKNOWN),
        }
    }
}

impl Service for Answers {
    fn answer<'a>(
        &'a self,
        process: &'a Process,
        request: &'a Request,
    ) -> Pin<Box<dyn Future<Output = Response> + 'a>> {
        Box::pin(async move { self.find(process, request) })
    }

    fn log(&self, _: &Process, _: &Request, _: &Response) -> Vec<(u32, String)> {
        Vec::new()
    }
}
