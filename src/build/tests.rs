//! Whole builds on an engine with the real shell and programs.

use std::cell::RefCell;
use std::rc::Rc;

use super::*;
use crate::base::{Rng, Time};
use crate::engine::Engine;
use crate::engine::NoteKind;
use crate::hub::{Catalog, Hub, bundle};
use crate::os::Kernel;
use crate::vfs::{Content, Meta, Mounts, Node, Tree};

/// An engine and its builder on a fresh host.
struct Bench {
    engine: Engine,
    builder: Builder,
}

/// A build's end and what plain progress printed.
struct Outcome {
    result: Result<BuildResult, BuildFailure>,
    text: String,
}

impl Bench {
    fn new() -> Self {
        let seed = Rng::new(1);
        let kernel = Kernel::new(&seed, Time::START);
        let host = kernel.enter(|state| {
            let fs = state.vfs.add(Tree::default());
            let net = state.net.add_stack();
            state.add_namespace(None, "laptop", Mounts::with_root(fs, "ext4"), net)
        });
        kernel.set_programs(Rc::new(crate::programs::find));
        let engine = Engine::new(&kernel, host, &Hub::new(Catalog::load(bundle::EMBEDDED.as_bytes()).unwrap()), &seed);
        let builder = Builder::new(&engine);
        Self { engine, builder }
    }

    fn build(&self, options: BuildOptions) -> Outcome {
        let mut receiver = self.builder.build(options);
        let slot = Rc::new(RefCell::new(None));
        let done = Rc::clone(&slot);
        self.engine.kernel().spawn_service(async move {
            let mut display = Display::new(Mode::Plain);
            let mut text = String::new();
            while let Some((time, event)) = receiver.recv().await {
                text.push_str(&display.event(time, &event));
                if let BuildEvent::Finished(result) = event {
                    text.push_str(&display.finish(time, &result, false));
                    *done.borrow_mut() = Some(Outcome { result: *result, text });
                    return;
                }
            }
        });
        let kernel = self.engine.kernel();
        loop {
            kernel.run_ready();
            if let Some(outcome) = slot.borrow_mut().take() {
                return outcome;
            }
            let missing = kernel.enter(|state| state.missing.clone());
            for name in missing {
                let bytes = crate::hub::embedded::resource(&name).unwrap_or_default();
                kernel.provide(&name, bytes.as_bytes().to_vec());
            }
            let Some(next) = kernel.next_event() else { panic!("the build stands still") };
            kernel.advance_to(next);
        }
    }

    fn reasons(&self) -> Vec<String> {
        self.engine.look(|state| {
            let reason = |kind: &NoteKind| match kind {
                NoteKind::BuildStep { cached, reason, .. } => {
                    Some(if *cached { "cached".into() } else { reason.clone() })
                }
                _ => None,
            };
            state.notes.iter().filter_map(|note| reason(&note.kind)).collect()
        })
    }

    /// The text of a file in an image.
    fn file(&self, outcome: &Outcome, path: &str) -> Option<String> {
        let id = outcome.result.as_ref().ok()?.image.clone()?;
        self.engine.enter(|state| {
            let top = state.images.get(&id)?.layers.last().cloned();
            let node = state.tree_of(top.as_ref()).get_path(path).cloned()?;
            Some(String::from_utf8_lossy(&node.content()?.read()).into_owned())
        })
    }
}

fn folder(files: &[(&str, &str)]) -> Tree {
    let mut tree = Tree::default();
    for (path, text) in files {
        let meta = Meta { mode: 0o644, uid: 1000, gid: 1000, mtime: Time::START };
        tree.insert_path(path, Node::file(meta, Content::text(text)));
    }
    tree
}

fn options(dockerfile: &str, files: &[(&str, &str)]) -> BuildOptions {
    BuildOptions {
        dockerfile_name: "Dockerfile".to_owned(),
        dockerfile: Some(dockerfile.to_owned()),
        context: folder(files),
        context_key: "/home/learner/app".to_owned(),
        tags: vec!["app".to_owned()],
        ..BuildOptions::default()
    }
}

const APP: &str = "FROM alpine
WORKDIR /app
COPY package.json .
RUN cat package.json > installed
COPY . .
ENV PORT=3000
EXPOSE $PORT
CMD [\"node\", \"server.js\"]
";

#[test]
fn an_image_is_built_and_built_again_from_the_cache() {
    let bench = Bench::new();
    let files = [("/package.json", "{}\n"), ("/server.js", "1")];
    let first = bench.build(options(APP, &files));
    let image = first.result.as_ref().unwrap().image.clone().unwrap();
    assert_eq!(bench.file(&first, "/app/installed").as_deref(), Some("{}\n"));
    bench.engine.look(|state| {
        let image = &state.images[&image];
        let history: Vec<&str> = image.history.iter().rev().take(7).map(|step| &*step.created_by).collect();
        let expected = [
            "CMD [\"node\" \"server.js\"]",
            "EXPOSE map[3000/tcp:{}]",
            "ENV PORT=3000",
            "COPY . . # buildkit",
            "RUN /bin/sh -c cat package.json > installed # buildkit",
            "COPY package.json . # buildkit",
            "WORKDIR /app",
        ];
        assert_eq!(history, expected);
        assert_eq!(image.config.working_dir, "/app");
        assert!(state.tags.contains_key("docker.io/library/app:latest"));
        // The base image's layers are here, but there is no such image.
        assert_eq!(state.images.len(), 1);
    });
    assert_eq!(bench.engine.verify(), Vec::<String>::new());
    let again = bench.build(options(APP, &files));
    assert_eq!(again.result.unwrap().image, Some(image));
    assert_eq!(again.text.matches("CACHED").count(), 4, "{}", again.text);
    let changed = bench.build(options(APP, &[("/package.json", "{}\n"), ("/server.js", "2")]));
    assert_eq!(changed.text.matches("CACHED").count(), 3, "{}", changed.text);
    assert_eq!(bench.reasons().last().map(String::as_str), Some("server.js changed"));
}

#[test]
fn two_builders_make_the_same_image() {
    let image = || Bench::new().build(options(APP, &[("/package.json", "{}")])).result.unwrap().image;
    assert_eq!(image(), image());
}

#[test]
fn plain_progress_is_that_of_buildkit() {
    let bench = Bench::new();
    let outcome = bench.build(options("FROM scratch\nCOPY hello /\nCMD [\"/hello\"]\n", &[("/hello", "hi")]));
    let image = outcome.result.unwrap().image.unwrap();
    let expected = format!(
        "#0 building with \"default\" instance using docker driver

#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile: 78B done
#1 DONE 0.0s

#2 [internal] load .dockerignore
#2 transferring context: 2B done
#2 DONE 0.0s

#3 [internal] load build context
#3 transferring context: 34B done
#3 DONE 0.0s

#4 [1/1] COPY hello /
#4 DONE 0.0s

#5 exporting to image
#5 exporting layers 0.0s done
#5 writing image {image} done
#5 naming to docker.io/library/app done
#5 DONE 0.0s
"
    );
    assert_eq!(outcome.text, expected);
}

#[test]
fn a_failing_command_stops_the_build() {
    let bench = Bench::new();
    let outcome = bench.build(options("FROM alpine\nRUN echo no; exit 3\nRUN true\n", &[]));
    let failure = outcome.result.unwrap_err();
    let message = "process \"/bin/sh -c echo no; exit 3\" did not complete successfully: exit code: 3";
    assert_eq!((failure.message.as_str(), failure.exit_code), (message, Some(3)));
    assert_eq!(failure.log, ["no"]);
    assert!(outcome.text.contains("------\n > [2/3] RUN echo no; exit 3:\n0."), "{}", outcome.text);
    let end = format!(
        "------\nDockerfile:2\n--------------------\n   1 |     FROM alpine\n   2 | >>> RUN echo no; exit 3\n   3 |     RUN true\n   4 |     \n--------------------\nERROR: failed to build: failed to solve: {message}\n"
    );
    assert!(outcome.text.ends_with(&end), "{}", outcome.text);
}

#[test]
fn what_is_missing_is_said_in_docker_s_words() {
    let bench = Bench::new();
    let message = |dockerfile: &str| bench.build(options(dockerfile, &[])).result.unwrap_err().message;
    assert_eq!(
        message("FROM nosuchbase\n"),
        "nosuchbase: failed to resolve source metadata for docker.io/library/nosuchbase:latest: pull access denied, \
         repository does not exist or may require authorization: server message: insufficient_scope: authorization failed"
    );
    let copy = message("FROM scratch\nCOPY nosuch /\n");
    assert!(copy.starts_with("failed to compute cache key: failed to calculate checksum of ref "), "{copy}");
    assert!(copy.ends_with(": \"/nosuch\": not found"), "{copy}");
    assert_eq!(
        message("FROM scratch AS a\nCOPY --from=b / /\nFROM scratch AS b\nCOPY --from=a / /\n"),
        "circular dependency detected on stage: a"
    );
    let missing = bench.build(BuildOptions { dockerfile: None, ..options("", &[]) });
    assert_eq!(
        missing.result.unwrap_err().message,
        "failed to read dockerfile: open Dockerfile: no such file or directory"
    );
    let target = bench.build(BuildOptions { target: "foo".into(), ..options("FROM scratch\n", &[]) });
    assert_eq!(target.result.unwrap_err().message, "target stage \"foo\" could not be found");
}

#[test]
fn stages_are_built_as_needed_and_share_files() {
    let bench = Bench::new();
    let file = "FROM alpine AS build\nARG V=1\nRUN echo $V > /out\nFROM alpine AS unused\nRUN exit 1\nFROM scratch\nCOPY --from=build /out /\n";
    let first = bench.build(options(file, &[]));
    assert_eq!(bench.file(&first, "/out").as_deref(), Some("1\n"));
    assert!(first.text.contains("[build 2/2] RUN echo 1 > /out"), "{}", first.text);
    assert!(first.text.contains("[stage-2 1/1] COPY --from=build /out /"), "{}", first.text);
    assert!(!first.text.contains("unused"), "{}", first.text);
    // Another argument runs the command again; the file that it makes is the same, so the COPY is cached.
    let file = file.replace("echo $V", "echo 1");
    let second = bench.build(options(&file, &[]));
    assert!(second.text.contains("[stage-2 1/1] COPY --from=build /out /\n#"), "{}", second.text);
    assert!(second.text.contains("CACHED"), "{}", second.text);
    assert!(bench.reasons().iter().any(|reason| reason == "the instruction changed"));
}

#[test]
fn mounts_secrets_and_users() {
    let bench = Bench::new();
    let file = "FROM alpine
RUN --mount=type=secret,id=key cat /run/secrets/key > /len
RUN --mount=type=cache,target=/cache echo x >> /cache/count; cat /cache/count > /count
RUN --mount=type=bind,source=a.txt,target=/a.txt cat /a.txt > /b.txt
RUN <<EOF
echo one > /doc
echo two >> /doc
EOF
COPY <<EOF /conf
port=$PATH
EOF
USER 1000
RUN id -u > /tmp/who
";
    let mut asked = options(file, &[("/a.txt", "bound")]);
    asked.secrets = vec![("key".to_owned(), Rc::new(b"s3cret".to_vec()))];
    let outcome = bench.build(asked);
    let text = |path: &str| bench.file(&outcome, path).unwrap_or_else(|| format!("none\n{}", outcome.text));
    assert_eq!(text("/len"), "s3cret");
    assert_eq!(text("/count"), "x\n");
    assert_eq!(text("/b.txt"), "bound");
    assert_eq!(text("/doc"), "one\ntwo\n");
    assert_eq!(text("/conf"), "port=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n");
    assert_eq!(text("/tmp/who"), "1000\n");
    assert_eq!(bench.file(&outcome, "/run/secrets/key"), None);
    assert!(bench.builder.disk_usage().iter().any(|record| record["Type"] == "exec.cachemount"));
    let report = bench.builder.prune(true, &Vec::new());
    assert!(report.space_reclaimed > 0);
    assert!(bench.builder.disk_usage().is_empty());
}

#[test]
fn a_frontend_is_fetched_once() {
    let bench = Bench::new();
    let file = "# syntax=docker/dockerfile:1\nFROM scratch\nCOPY a /\n";
    let first = bench.build(options(file, &[("/a", "")]));
    assert!(
        first.text.contains("#2 resolve image config for docker-image://docker.io/docker/dockerfile:1\n#2 DONE 0.5s\n")
    );
    assert!(first.text.contains("#3 docker-image://docker.io/docker/dockerfile:1@sha256:4edf"), "{}", first.text);
    let second = bench.build(options(file, &[("/a", "")]));
    assert!(second.text.contains("\n#3 CACHED\n"), "{}", second.text);
}
