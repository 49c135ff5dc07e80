//! Probes: what is asked in a copy of a world answers as the world would, and the world and its journal stay as they are.

use drydock::base::time::SECOND;
use drydock::hub::embedded;
use drydock::lessons::{Check, check};
use drydock::session::{Session, look};
use drydock::world::{PageState, Request, Settings};

use super::transcripts::{js, resource};

fn after(lines: &[&str]) -> Session {
    let mut session = Session::new(Settings::default(), embedded::catalog().unwrap(), js());
    session.begin(60 * SECOND, &resource);
    for line in lines {
        session.play(line, 60 * SECOND, &resource);
    }
    session
}

fn get(port: u16) -> Request {
    Request { method: "GET".to_owned(), host: "localhost".to_owned(), port, path: "/".to_owned(), ..Request::default() }
}

fn body(state: PageState) -> String {
    match state {
        PageState::Answer { status: 200, body, .. } => String::from_utf8_lossy(&body).into_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_a_probe_does_is_not_seen_in_the_world() {
    let session = after(&["docker run -d --name web -p 8080:80 nginx:alpine", "echo one > a"]);
    let before = (look::view(session.world()), session.journal().clone(), session.world().now());
    let mut probe = session.world().probe();
    let asked = probe.ask(0, "docker exec web sh -c 'echo x > /x'; docker rm -f web; rm a; docker ps -aq", 20 * SECOND);
    assert_eq!((asked.status, String::from_utf8_lossy(&asked.output).as_ref()), (Some(0), "web\n"));
    assert!(look::view(&probe).hosts[0].containers.is_empty());
    assert_eq!((look::view(session.world()), session.journal().clone(), session.world().now()), before);
    assert_eq!(session.world().read(0, "/home/learner/a").as_deref(), Some("one\n"));
    let asked =
        session.world().probe().ask(0, "docker exec web ls /x; docker ps --format '{{.Names}} {{.Status}}'", SECOND);
    let text = String::from_utf8_lossy(&asked.output).into_owned();
    assert!(text.contains("No such file") && text.contains("web Up"), "{text}");
}

#[test]
fn what_does_not_end_is_left_alone() {
    let session = after(&["docker run -dit --name sh alpine"]);
    for line in ["sleep 1000", "while :; do sleep 1; done", "docker logs -f sh", "docker wait sh"] {
        assert_eq!(session.world().probe().ask(0, line, 2 * SECOND).status, None, "{line}");
    }
    // A container that starts within the probe runs in it.
    let asked = session.world().probe().ask(0, "docker run --rm alpine cat /etc/hostname", 5 * SECOND);
    assert_eq!((asked.status, asked.output.len()), (Some(0), 13));
}

#[test]
fn one_look_has_a_limit() {
    let session = after(&[]);
    let command = |line: &str| Check::Command { command: line.to_owned(), output: None, status: 0 };
    let look = check::Look::new(session.world());
    assert_eq!(look.unmet(&[command("true")]), None);
    for _ in 0..100 {
        let reason = look.unmet(&[command("while :; do :; done")]).unwrap();
        assert_eq!(reason.english(), "`while :; do :; done` does not come to an end by itself.");
    }
    // Nothing more is asked then, and nothing is taken for met.
    let refused = Check::Get { url: "x".to_owned(), request: get(1), body: None, status: None };
    assert!(look.unmet(&[command("true")]).is_some() && look.unmet(&[refused]).is_some());
}

#[test]
fn servers_answer_a_probe_with_their_files_as_they_are() {
    let session = after(&[
        "docker pull -q alpine",
        "docker run -d --name web -p 8080:80 nginx:alpine",
        "docker exec web sh -c 'echo changed > /usr/share/nginx/html/index.html'",
        "docker network create net",
        "docker network connect net web",
    ]);
    assert_eq!(body(session.world().probe().request(0, &get(8080), 5 * SECOND)), "changed\n");
    assert_eq!(session.world().probe().request(0, &get(8081), 5 * SECOND), PageState::Refused);
    let asked = session.world().probe().ask(
        0,
        "curl -s localhost:8080; docker run --rm --network net alpine wget -qO- web",
        5 * SECOND,
    );
    assert_eq!(String::from_utf8_lossy(&asked.output), "changed\nchanged\n");
}

#[cfg(feature = "node")]
#[test]
fn a_node_app_answers_a_probe() {
    let mut session = after(&["docker build -q -t my-app my-app", "docker run -d --name app -p 3000:3000 my-app"]);
    session.advance(SECOND);
    let text = body(session.world().probe().request(0, &get(3000), 5 * SECOND));
    assert!(text.contains("My course goal"), "{text}");
}

#[test]
#[expect(
    clippy::disallowed_types,
    reason = "it prints how long a probe takes on this machine and asserts nothing about it"
)]
fn probes_are_quick() {
    let lines: Vec<String> =
        (0..20).map(|n| format!("docker run -d --name web{n} -p {}:80 nginx:alpine", 8000 + n)).collect();
    let session = after(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let world = session.world();
    let time = |name: &str, ask: &dyn Fn()| {
        let begun = std::time::Instant::now();
        for _ in 0..10 {
            ask();
        }
        println!("probe with 20 containers: {name} {} us", begun.elapsed().as_micros() / 10);
    };
    time("copy", &|| drop(world.probe()));
    time("docker ps", &|| assert_eq!(world.probe().ask(0, "docker ps -q", SECOND).status, Some(0)));
    time("docker exec", &|| assert_eq!(world.probe().ask(0, "docker exec web3 ls /", SECOND).status, Some(0)));
    time("GET", &|| drop(body(world.probe().request(0, &get(8003), SECOND))));
}
