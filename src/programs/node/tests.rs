//! The driver over a made-up runtime: what a real one would want is written down in each test.

use std::cell::RefCell;
use std::rc::Rc;

use super::options::{self, Command};
use crate::os::{Tty, executable};
use crate::programs::js_runtime::{
    Bytes, HostCall, HostReply, JsEffect, JsEvent, JsHost, JsRuntime, JsVm, StartMode, WriteMode,
};
use crate::programs::kit::testing::Machine;

type Play = Rc<dyn Fn(&JsEvent, &dyn JsHost) -> Vec<JsEffect>>;

/// A runtime whose every process does what a function says.
struct Fake(Play);

struct Vm(Play, Rc<dyn JsHost>);

impl JsRuntime for Fake {
    fn start(&self, host: Rc<dyn JsHost>) -> Box<dyn JsVm> {
        Box::new(Vm(Rc::clone(&self.0), host))
    }
}

impl JsVm for Vm {
    fn turn(&mut self, event: &str) -> String {
        let event = serde_json::from_str(event).unwrap();
        serde_json::to_string(&(self.0)(&event, &*self.1)).unwrap()
    }
}

fn machine(play: impl Fn(&JsEvent, &dyn JsHost) -> Vec<JsEffect> + 'static) -> Machine {
    let machine = Machine::gnu().content("/usr/bin/node", executable("node", "20.1.0", 90_000_000));
    machine.ok("chmod 755 /usr/bin/node");
    machine.kernel.provide("node", Vec::new());
    let play: Play = Rc::new(play);
    machine.kernel.set_programs(Rc::new(move |name| {
        if name != "node" {
            return crate::programs::find(name);
        }
        let play = Rc::clone(&play);
        Some(Rc::new(move |process| super::main(process, Some(Rc::new(Fake(Rc::clone(&play)))))))
    }));
    machine
}

fn print(text: &str) -> JsEffect {
    JsEffect::Write { fd: 1, bytes: Bytes::from(text) }
}

#[test]
fn the_command_line_says_what_runs() {
    let args = |line: &str| line.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let mode = |line: &str| match options::parse(args(line), "") {
        Ok(Command::Run(asked)) => (asked.mode, asked.args.join(" "), asked.own.join(" ")),
        other => panic!("{line}: {other:?}"),
    };
    let text = str::to_owned;
    assert_eq!(mode(""), (None, text(""), text("")));
    assert_eq!(mode("a.js -v x").0, Some(StartMode::File { path: text("a.js") }));
    assert_eq!(mode("a.js -v x").1, "-v x");
    assert_eq!(mode("-p 1+1 x").0, Some(StartMode::Eval { code: text("1+1"), print: true }));
    assert_eq!(mode("-r dotenv/config --no-warnings -e 1").2, "-r --no-warnings -e");
    assert_eq!(mode("- x").0, Some(StartMode::Stdin));
    assert_eq!(mode("--check a.js").0, Some(StartMode::Check { path: text("a.js") }));
    let wrong = |line: &str| options::parse(args(line), "").unwrap_err();
    assert_eq!(wrong("--foo"), "bad option: --foo");
    assert_eq!(wrong("-e"), "-e requires an argument");
    let mut env = vec![(text("A"), text("old"))];
    options::add_variables(&mut env, "A=new\n# no\nexport B = \"x y\" # z\nC=1 # one\n");
    assert_eq!(env[1..], [(text("B"), text("x y")), (text("C"), text("1"))]);
}

#[test]
fn effects_are_carried_out_in_simulated_time() {
    let m = machine(|event, host| match event {
        JsEvent::Start(start) => {
            let HostReply::Number(now) = host.call(&HostCall::Now) else { panic!("no clock") };
            let text = format!("{} {}\n", start.version, start.args.join(","));
            vec![print(&text), JsEffect::Spend { us: 1_000 }, JsEffect::Alarm { at_us: Some(now + 2_000_000) }]
        }
        JsEvent::Alarm => vec![print("late\n"), JsEffect::More],
        JsEvent::Continue => vec![JsEffect::Exit { code: 3 }],
        other => panic!("{other:?}"),
    });
    let before = m.kernel.now();
    let ran = m.run("node x.js one two");
    assert_eq!((ran.out.as_str(), ran.code), ("20.1.0 one,two\nlate\n", 3));
    assert_eq!(m.kernel.now().since(before) / 1_000, 2_025);
    assert_eq!(m.ok("node --version"), "v20.1.0\n");
    assert_eq!(m.bad("node --bad"), ("node: bad option: --bad\n".to_owned(), 9));
}

#[test]
fn files_are_those_of_the_process() {
    let m = machine(|event, host| match event {
        JsEvent::Start(_) => {
            let ask = |call| format!("{:?}\n", host.call(&call));
            let path = "a.txt".to_owned();
            let write = |mode| HostCall::Write { path: "a.txt".to_owned(), bytes: "two".into(), mode, perm: 0o600 };
            let all = [
                ask(write(WriteMode::New)),
                ask(write(WriteMode::New)),
                ask(write(WriteMode::Append)),
                ask(HostCall::Read { path }),
                ask(HostCall::List { path: "/tmp".to_owned() }),
                ask(HostCall::Read { path: "/tmp".to_owned() }),
                ask(HostCall::Access { path: "nope".to_owned(), mode: 0 }),
            ];
            vec![print(&all.concat()), JsEffect::Exit { code: 0 }]
        }
        other => panic!("{other:?}"),
    });
    let expected = "Done\nFailed(\"EEXIST\")\nDone\nData(Bytes([116, 119, 111, 116, 119, 111]))\nEntries([])\n\
                    Failed(\"EISDIR\")\nFailed(\"ENOENT\")\n";
    assert_eq!(m.ok("node x.js"), expected);
    assert_eq!(m.ok("ls -l a.txt").split(' ').next(), Some("-rw-------"));
}

#[test]
fn a_server_answers_and_a_client_is_refused() {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let log = Rc::clone(&seen);
    let m = machine(move |event, _| match event {
        JsEvent::Start(_) => vec![JsEffect::Listen { server: 1, host: String::new(), port: 3000 }],
        JsEvent::Listening { local, .. } => {
            assert_eq!((local.address.as_str(), local.port), ("::", 3000));
            vec![JsEffect::Connect { socket: 7, host: "localhost".to_owned(), port: 81 }]
        }
        JsEvent::ConnectFailed { code, address, .. } => {
            log.borrow_mut().push(format!("{code} {address}"));
            Vec::new()
        }
        JsEvent::Connection { socket, remote, .. } => {
            log.borrow_mut().push(remote.address.clone());
            let bytes = Bytes::from("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello\n");
            vec![JsEffect::SocketWrite { socket: *socket, bytes }, JsEffect::SocketEnd { socket: *socket }]
        }
        JsEvent::SocketClosed { code, .. } => {
            log.borrow_mut().push(format!("closed {code}"));
            Vec::new()
        }
        JsEvent::SocketData { .. } | JsEvent::SocketEnd { .. } => Vec::new(),
        other => panic!("{other:?}"),
    });
    m.start("node server.js");
    m.run("sleep 1");
    assert_eq!(m.ok("curl -s localhost:3000"), "hello\n");
    m.run("sleep 1");
    assert_eq!(*seen.borrow(), ["ECONNREFUSED 127.0.0.1", "::ffff:127.0.0.1", "closed "]);
}

#[test]
fn the_prompt_is_a_line_editor() {
    let m = machine(|event, _| match event {
        JsEvent::Start(start) if start.mode == StartMode::Repl => vec![JsEffect::Prompt { text: "> ".to_owned() }],
        JsEvent::Line { text } => vec![print(&format!("{text}!\n")), JsEffect::Prompt { text: "> ".to_owned() }],
        JsEvent::Signal { name } => vec![print(&format!("{name}\n")), JsEffect::Prompt { text: "> ".to_owned() }],
        JsEvent::Eof => vec![print("\n"), JsEffect::Exit { code: 0 }],
        other => panic!("{other:?}"),
    });
    let tty = m.kernel.enter(|state| state.add_tty(Tty::new(80, 24)));
    let pid = m.start_at("node", tty);
    let later = |micros| m.kernel.advance_to(m.kernel.now().plus(micros));
    later(1_000_000);
    m.kernel.enter(|state| state.type_at(tty, b"1+1\n"));
    later(1_000);
    m.kernel.enter(|state| state.type_at(tty, b"\x03"));
    later(1_000);
    m.kernel.enter(|state| state.type_at(tty, b"\x04"));
    later(1_000);
    let screen = m.kernel.enter(|state| state.drain_tty(tty, 999));
    assert_eq!(String::from_utf8_lossy(&screen), "> 1+1\r\n1+1!\r\n> ^C\r\nSIGINT\r\n> \r\n");
    assert_eq!(m.kernel.enter(|state| state.reap(pid)), Some(crate::os::ExitStatus::OK));
}
