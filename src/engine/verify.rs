//! The engine's invariants, for tests: what must hold after every command.

use crate::base::order;
use crate::os::Kernel;

use super::container::Status;
use super::state::{Engine, EngineState};

/// Every broken invariant in words; empty when all hold.
fn broken(state: &EngineState) -> Vec<String> {
    let mut found = Vec::new();
    for (chain, layer) in &state.layers {
        if layer.parent.as_ref().is_some_and(|parent| !state.layers.contains_key(parent)) {
            found.push(format!("layer {chain} stands on nothing"));
        }
    }
    for (id, image) in &state.images {
        for chain in image.layers.iter().filter(|chain| !state.layers.contains_key(*chain)) {
            found.push(format!("image {id} lacks layer {chain}"));
        }
    }
    for (name, id) in state.tags.iter().chain(&state.digests) {
        if !state.images.contains_key(id) {
            found.push(format!("{name} names no image"));
        }
    }
    let mut names: Vec<&str> = state.containers.values().map(|container| container.name.as_str()).collect();
    order::sort(&mut names);
    for pair in names.windows(2).filter(|pair| pair[0] == pair[1]) {
        found.push(format!("two containers are called {}", pair[0]));
    }
    for container in state.containers.values() {
        for point in container.mounts.iter().filter(|point| point.kind == "volume") {
            if !state.volumes.contains_key(&point.name) {
                found.push(format!("container {} mounts no volume {}", container.name, point.name));
            }
        }
        if matches!(container.state.status, Status::Running | Status::Paused) != container.ns.is_some() {
            found.push(format!(
                "container {} is {} with the wrong namespace",
                container.name,
                container.state.status.word()
            ));
        }
    }
    found
}

impl Engine {
    /// Every broken invariant in words; empty when all hold.
    pub fn verify(&self) -> Vec<String> {
        let mut found = self.look(broken);
        let used = self.look(|state| state.containers.values().filter_map(|c| c.ns).collect::<Vec<_>>());
        let kernel: &Kernel = self.kernel();
        found.extend(kernel.enter(|state| {
            let host = state.namespaces.get(&self.host()).map(|host| host.net).unwrap_or_default();
            let forwards = state.net.stacks.get(&host).map_or(&[][..], |stack| &stack.forwards[..]);
            let mut ports: Vec<_> = forwards.iter().map(|f| (f.udp, f.port, f.ip)).collect();
            order::sort(&mut ports);
            let twice = ports
                .windows(2)
                .filter(|pair| pair[0] == pair[1])
                .map(|pair| format!("port {} is bound twice", pair[0].1));
            let mut all: Vec<String> = twice.collect();
            for ns in used {
                if !state.processes_in(ns).any(crate::os::ProcessInfo::is_alive) {
                    all.push(format!("namespace {} of a running container has no process", ns.0));
                }
            }
            all
        }));
        found
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::Pin;
    use std::rc::Rc;

    use super::*;
    use crate::base::time::SECOND;
    use crate::base::{Rng, Time};
    use crate::engine::api::{Api, ApiResult, ContainerConfig, CreateRequest, ListOptions, RemoveOptions};
    use crate::hub::{Catalog, Hub, bundle};
    use crate::os::{ExitStatus, Main};
    use crate::vfs::{Mounts, Tree};

    /// An engine on a host, with one program that prints and one that sleeps.
    fn engine() -> Engine {
        let seed = Rng::new(1);
        let kernel = Kernel::new(&seed, Time::START);
        let host = kernel.enter(|state| {
            let fs = state.vfs.add(Tree::default());
            let net = state.net.add_stack();
            state.add_namespace(None, "laptop", Mounts::with_root(fs, "ext4"), net)
        });
        kernel.set_programs(Rc::new(|name| {
            let main: Main = match name {
                "hello" | "hello-world" => Rc::new(|process| {
                    Box::pin(async move {
                        process.out("Hello from Docker!\n").await;
                        ExitStatus::OK
                    })
                }),
                "nginx" => Rc::new(|process| {
                    Box::pin(async move {
                        process.sleep(1000 * SECOND).await;
                        ExitStatus::OK
                    })
                }),
                _ => return None,
            };
            Some(main)
        }));
        Engine::new(&kernel, host, &Hub::new(Catalog::load(bundle::EMBEDDED.as_bytes()).unwrap()), &seed)
    }

    /// Runs one operation to its end.
    fn run<T: 'static>(engine: &Engine, call: impl FnOnce(Engine) -> Pin<Box<dyn Future<Output = T>>>) -> T {
        let done = Rc::new(std::cell::RefCell::new(None));
        let (slot, future) = (Rc::clone(&done), call(engine.clone()));
        engine.kernel().spawn_service(async move {
            let value = future.await;
            *slot.borrow_mut() = Some(value);
        });
        while done.borrow().is_none() {
            engine.kernel().run_ready();
            let Some(next) = engine.kernel().next_event() else { break };
            engine.kernel().advance_to(next);
        }
        done.borrow_mut().take().unwrap()
    }

    async fn pull(engine: &Engine, name: &str) -> ApiResult<Vec<String>> {
        let mut progress = engine.image_pull(name, None, "", false).await?;
        let mut lines = Vec::new();
        while let Some(message) = progress.recv().await {
            lines.push(format!("{} {}", message.id, message.status));
        }
        Ok(lines)
    }

    async fn create(engine: &Engine, image: &str, name: &str, entrypoint: Option<&str>) -> ApiResult<String> {
        let entrypoint = entrypoint.map(|program| vec![program.to_owned()]);
        let config = ContainerConfig { image: image.to_owned(), entrypoint, ..ContainerConfig::default() };
        let request = CreateRequest { name: Some(name.to_owned()), config, ..CreateRequest::default() };
        engine.container_create(request).await.map(|response| response.id)
    }

    #[test]
    fn hello_world_runs_once_and_holds_its_image() {
        let engine = engine();
        run(&engine, |engine| {
            Box::pin(async move {
                let lines = pull(&engine, "docker.io/library/hello-world:latest").await.unwrap();
                assert_eq!(lines.first().map(String::as_str), Some("latest Pulling from library/hello-world"));
                assert_eq!(
                    lines.last().map(String::as_str),
                    Some(" Status: Downloaded newer image for hello-world:latest")
                );
                let id = create(&engine, "hello-world", "one", None).await.unwrap();
                let mut ended = engine.container_wait(&id, crate::engine::api::WaitCondition::NextExit).unwrap();
                engine.container_start("one").await.unwrap();
                assert_eq!(ended.recv().await.map(|answer| answer.status_code), Some(0));
                let logs = engine.look(|state| state.containers[&id].logs.clone());
                assert_eq!(logs[0].bytes, b"Hello from Docker!\n");
                let refused = engine.image_remove("hello-world", false, false).await.unwrap_err();
                assert!(
                    refused
                        .message
                        .starts_with("conflict: unable to remove repository reference \"hello-world\" (must force)")
                );
                engine.container_remove("one", RemoveOptions::default()).await.unwrap();
                assert_eq!(engine.image_remove("hello-world", false, false).await.unwrap().len(), 4);
            })
        });
        assert_eq!(engine.verify(), Vec::<String>::new());
    }

    #[test]
    fn a_process_that_ignores_the_stop_signal_is_killed_after_the_grace() {
        let engine = engine();
        run(&engine, |engine| {
            Box::pin(async move {
                pull(&engine, "docker.io/library/nginx:latest").await.unwrap();
                create(&engine, "nginx", "web", Some("nginx")).await.unwrap();
                engine.container_start("web").await.unwrap();
                assert_eq!(engine.verify(), Vec::<String>::new());
                let before = engine.kernel().now();
                let refused = engine.container_remove("web", RemoveOptions::default()).await.unwrap_err();
                assert!(refused.message.contains("container is running: stop the container before removing"));
                engine.container_stop("web", None, None).await.unwrap();
                assert!(engine.kernel().now().since(before) >= 10 * SECOND);
                let list = engine.container_list(ListOptions { all: true, ..ListOptions::default() }).await.unwrap();
                assert_eq!(list[0].status, "Exited (137) Less than a second ago");
                let missing = create(&engine, "nope", "x", None).await.unwrap_err();
                assert_eq!(missing.message, "No such image: nope:latest");
            })
        });
        assert_eq!(engine.verify(), Vec::<String>::new());
    }
}
