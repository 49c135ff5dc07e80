//! Random sessions on two hosts that share the Hub: whatever is typed, the engines' books stay right after each line, nothing
//! panics, and the journal replays to the same world. The lines come from a seed, which a failure names; `DRYDOCK_SEEDS=N` tries more of them.

use drydock::base::{Digest, Rng};
use drydock::hub::embedded;
use drydock::session::{Journal, Session, look};
use drydock::world::{Input, Settings, Streams};

/// Lines in a session.
const LINES: usize = 200;
/// Sessions.
const SEEDS: u64 = 3;
/// How long a line may take, in simulated microseconds.
const PATIENCE: u64 = 20_000_000;

const HOSTS: [&str; 2] = ["laptop", "server"];
const IMAGES: [&str; 10] = [
    "alpine",
    "busybox",
    "hello-world",
    "nginx:alpine",
    "mine/app:1",
    "mine/app:2",
    "nosuch",
    "alpine:3.20",
    "learner/app:1",
    "learner/app",
];
const NAMES: [&str; 6] = ["web", "db", "cache", "lab", "proxy", "job"];
const VOLUMES: [&str; 3] = ["notes", "data", "tmp"];
const NETWORKS: [&str; 4] = ["shop", "back", "bridge", "none"];
const PORTS: [&str; 4] = ["8080:80", "8081:80", "80", "127.0.0.1:9000:80/udp"];

/// What a line is made of: words in braces are drawn from the lists.
const FORMS: [&str; 53] = [
    "docker run -d --name {name} {image} sleep 300",
    "docker run -d --name {name} -p {port} {image}",
    "docker run -d --name {name} -v {volume}:/data --network {network} alpine sleep 300",
    "docker run --rm {image} echo hello",
    "docker run --rm -v {volume}:/data alpine sh -c 'echo x >> /data/log'",
    "docker run --name {name} --restart on-failure:2 alpine false",
    "docker run -d --name {name} --restart always alpine sleep 2",
    "docker create --name {name} -p {port} {image}",
    "docker run -d --rm --name {name} alpine sleep 5",
    "docker run -d --name {name} --memory 16m -v /cache alpine sleep 300",
    "docker start {name}",
    "docker stop -t 1 {name}",
    "docker kill {name}",
    "docker restart -t 0 {name}",
    "docker pause {name}",
    "docker unpause {name}",
    "docker rm {name}",
    "docker rm -f {name} {name}",
    "docker rm -fv {name}",
    "docker rename {name} {name}",
    "docker exec {name} sh -c 'echo $RANDOM > /tmp/file; rm -f /etc/motd'",
    "docker exec -d {name} sleep 3",
    "docker commit {name} mine/app:1",
    "docker commit -c 'ENV A=1' {name} mine/app:2",
    "docker tag {image} mine/app:1",
    "docker tag {image} {image}",
    "docker rmi {image}",
    "docker rmi -f {image}",
    "docker pull -q {image}",
    "docker tag {image} learner/app:1",
    "docker push -q learner/app:1",
    "docker push -a learner/app",
    "docker pull -a learner/app",
    "docker run -d --name {name} --pull always learner/app:1 sleep 60",
    "docker run --rm --network container:{name} alpine sh -c 'wget -qO- laptop:8080 || ping -c 1 server'",
    "curl -s -m 2 server:8080 | head -3",
    "docker cp my-app {name}:/srv",
    "docker cp {name}:/etc/hostname .",
    "docker volume create {volume}",
    "docker volume rm {volume}",
    "docker network create {network}",
    "docker network rm {network}",
    "docker network connect {network} {name}",
    "docker network disconnect {network} {name}",
    "docker container prune -f",
    "docker image prune -f",
    "docker volume prune -af",
    "docker system prune -f",
    "docker update --restart no {name}",
    "printf 'FROM {image}\\nRUN echo {name} > /made\\nCMD sleep 9\\n' | docker build -q -t mine/app:2 -",
    "docker build -q -t mine/app:1 --build-arg A={name} - < Dockerfile",
    "sleep 4",
    "docker wait {name}",
];

fn line(rng: &mut Rng) -> String {
    let mut pick = |list: &[&str]| list[rng.below(list.len() as u64) as usize].to_owned();
    let mut line = pick(&FORMS);
    while let Some((before, rest)) = line.split_once('{') {
        let Some((kind, after)) = rest.split_once('}') else { break };
        let word = match kind {
            "image" => pick(&IMAGES),
            "name" => pick(&NAMES),
            "volume" => pick(&VOLUMES),
            "network" => pick(&NETWORKS),
            "port" => pick(&PORTS),
            other => unreachable!("{other} is no list"),
        };
        line = format!("{before}{word}{after}");
    }
    line
}

fn resource(name: &str) -> Option<Vec<u8>> {
    embedded::resource(name).map(|text| text.as_bytes().to_vec())
}

fn world(seed: u64) -> Session {
    let hosts = HOSTS.map(str::to_owned).to_vec();
    let settings = Settings { seed, hosts, streams: Streams::Merged, ..Settings::default() };
    Session::new(settings, embedded::catalog().unwrap(), None)
}

/// What every host looks like, in one digest.
fn hash(session: &Session) -> Digest {
    Digest::of(serde_json::to_string(&look::view(session.world())).unwrap().as_bytes())
}

/// A terminal on each host with an account on the Hub, and a Dockerfile beside it.
fn begin(session: &mut Session) {
    session.begin(PATIENCE, &resource);
    session.apply(Input::Open { host: 1 });
    session.begin_at(1, PATIENCE, &resource);
    for terminal in [0, 1] {
        for line in [
            "printf 'FROM alpine\\nARG A\\nRUN echo $A > /a\\nVOLUME /v\\n' > Dockerfile",
            "echo secret | docker login -u learner --password-stdin",
        ] {
            session.play_at(terminal, line, PATIENCE, &resource);
        }
    }
}

#[test]
fn random_sessions_keep_the_books() {
    let seeds = std::env::var("DRYDOCK_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(SEEDS);
    let mut statuses = [0; 2];
    for seed in 1..=seeds {
        let mut rng = Rng::new(seed);
        let mut session = world(seed);
        begin(&mut session);
        for number in 0..LINES {
            let line = line(&mut rng);
            let terminal = rng.below(HOSTS.len() as u64) as u32;
            let played = session.play_at(terminal, &line, PATIENCE, &resource);
            let place = HOSTS[terminal as usize];
            assert!(session.world().at_prompt(terminal), "seed {seed}, line {number} on {place}: {line} does not end");
            statuses[usize::from(played.exit_code != Some(0))] += 1;
            for host in session.world().hosts() {
                let broken = host.engine.verify();
                let what = broken.join("\n");
                assert!(broken.is_empty(), "seed {seed}, line {number} on {place}: {line}\n{}: {what}", host.name);
            }
        }
        let mut again = world(99);
        assert!(again.load(Journal::from_json(&session.journal().to_json()).unwrap()), "the journal replays whole");
        assert_eq!(hash(&session), hash(&again), "seed {seed}");
    }
    println!(
        "properties: {seeds} sessions of {LINES} lines on {} hosts; {} lines worked, {} were refused",
        HOSTS.len(),
        statuses[0],
        statuses[1]
    );
    assert!(statuses[0] > statuses[1] / 4, "most lines should do something");
}
