//! Scripts run on a small machine of the kernel. What they print was recorded from bash 5.2.15, dash 0.5.12 and busybox
//! 1.35 unless a test says otherwise.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::base::{Rng, Time, time::SECOND};
use crate::os::{ExitStatus, Kernel, Launch, Main, NsId, Pid, Process, Tty, TtyId, executable};
use crate::vfs::{Content, Cred, Mounts, Tree};

use super::Flavor;

fn program(name: &str) -> Option<Main> {
    let shell = |flavor| -> Main { Rc::new(move |process| Box::pin(super::main(process, flavor))) };
    Some(match name {
        "bash" => shell(Flavor::Bash),
        "dash" => shell(Flavor::Dash),
        "ash" => shell(Flavor::Ash),
        "cat" => Rc::new(|process: Process| {
            Box::pin(async move {
                let bytes = process.read_all(0).await.unwrap_or_default();
                let _ = process.write(1, &bytes).await;
                ExitStatus::OK
            })
        }),
        "sleep" => Rc::new(|process: Process| {
            Box::pin(async move {
                let seconds = process.args().first().and_then(|arg| arg.parse().ok()).unwrap_or(0);
                process.sleep(seconds * SECOND).await;
                ExitStatus::OK
            })
        }),
        "env" => Rc::new(|process: Process| {
            Box::pin(async move {
                for (name, value) in process.environment().iter() {
                    process.out(&format!("{name}={value}\n")).await;
                }
                ExitStatus::OK
            })
        }),
        _ => return None,
    })
}

/// A machine with the shells and a few programs.
struct Machine {
    kernel: Kernel,
    ns: NsId,
}

impl Machine {
    fn new() -> Self {
        let kernel = Kernel::new(&Rng::new(1), Time::START);
        kernel.set_programs(Rc::new(program));
        let ns = kernel.enter(|state| {
            let fs = state.vfs.add(Tree::default());
            let net = state.net.add_stack();
            state.add_namespace(None, "laptop", Mounts::with_root(fs, "ext4"), net)
        });
        let machine = Self { kernel, ns };
        for name in ["bash", "dash", "ash", "cat", "sleep", "env"] {
            machine.write(&format!("/bin/{name}"), executable(name, "1", 1000), 0o755);
        }
        machine.write("/etc/passwd", Content::text("learner:x:1000:1000::/home/learner:/bin/bash\n"), 0o644);
        machine.write("/home/learner/.keep", Content::empty(), 0o644);
        machine.kernel.enter(|state| {
            let mounts = state.namespaces[&ns].mounts.clone();
            let now = state.now;
            state.vfs.mkdir_all(&mounts, &Cred::root(), "/tmp", 0o777, now).unwrap();
            state.vfs.chmod(&mounts, &Cred::root(), "/tmp", 0o777).unwrap();
        });
        machine
    }

    fn write(&self, path: &str, content: Content, mode: u32) {
        self.kernel.enter(|state| {
            let mounts = state.namespaces[&self.ns].mounts.clone();
            let now = state.now;
            state.vfs.mkdir_all(&mounts, &Cred::root(), crate::vfs::path::dir_name(path), 0o755, now).unwrap();
            state.vfs.write(&mounts, &Cred::root(), path, content, mode, now).unwrap();
        });
    }

    fn launch(&self, args: &[&str], fds: BTreeMap<u32, crate::os::FileId>, tty: Option<TtyId>) -> Pid {
        let env = [("PATH", "/bin"), ("HOME", "/home/learner")];
        let cred = Cred { uid: 1000, gid: 1000, groups: Rc::from([]) };
        let launch = Launch {
            ns: self.ns,
            ppid: 0,
            pgid: None,
            tty,
            argv: args.iter().map(|arg| (*arg).to_owned()).collect(),
            env: Rc::new(env.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()),
            cwd: "/tmp".to_owned(),
            cred,
            fds,
            ignored: Vec::new(),
            init: false,
        };
        self.kernel.launch(launch, &format!("/bin/{}", args[0])).unwrap()
    }

    /// Runs a shell without a terminal: everything it prints, and how it ends within a minute.
    fn run(&self, args: &[&str]) -> (String, Option<i32>) {
        let (read, write) = self.kernel.pipe();
        let null = self.kernel.null();
        let pid = self.launch(args, BTreeMap::from([(0, null.id()), (1, write.id()), (2, write.id())]), None);
        drop(write);
        let printed: Rc<RefCell<Vec<u8>>> = Rc::default();
        let sink = Rc::clone(&printed);
        self.kernel.spawn_service(async move {
            loop {
                let bytes = read.read(4096).await.unwrap_or_default();
                if bytes.is_empty() {
                    return;
                }
                sink.borrow_mut().extend(bytes);
            }
        });
        self.kernel.advance_to(self.kernel.now().plus(60 * SECOND));
        let status = self.kernel.enter(|state| state.reap(pid)).map(ExitStatus::code);
        (String::from_utf8(printed.borrow().clone()).unwrap(), status)
    }
}

fn script(flavor: &str, text: &str) -> (String, Option<i32>) {
    Machine::new().run(&[flavor, "-c", text])
}

/// A shell on a terminal.
struct Session {
    machine: Machine,
    tty: TtyId,
}

impl Session {
    fn new(args: &[&str]) -> Self {
        let machine = Machine::new();
        let tty = machine.kernel.enter(|state| state.add_tty(Tty::new(80, 24)));
        let (_, slave) = machine.kernel.open_tty(tty);
        machine.launch(args, (0..3).map(|fd| (fd, slave.id())).collect(), Some(tty));
        machine.kernel.run_ready();
        Self { machine, tty }
    }

    /// Types keys, waits a second, and gives what the screen got.
    fn keys(&self, keys: &str) -> String {
        self.machine.kernel.enter(|state| state.type_at(self.tty, keys.as_bytes()));
        self.machine.kernel.advance_to(self.machine.kernel.now().plus(SECOND));
        let bytes = self.machine.kernel.enter(|state| state.drain_tty(self.tty, 1 << 20));
        String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
    }
}

#[test]
fn errors_have_each_flavours_words() {
    assert_eq!(script("bash", "foo"), ("bash: line 1: foo: command not found\n".to_owned(), Some(127)));
    assert_eq!(script("dash", "foo"), ("dash: 1: foo: not found\n".to_owned(), Some(127)));
    assert_eq!(script("ash", "foo"), ("ash: foo: not found\n".to_owned(), Some(127)));
    let syntax = "bash: -c: line 1: syntax error near unexpected token `)'\nbash: -c: line 1: `echo )'\n";
    assert_eq!(script("bash", "echo )"), (syntax.to_owned(), Some(2)));
    let syntax = "dash: 1: Syntax error: end of file unexpected (expecting \"fi\")\n";
    assert_eq!(script("dash", "if true; then echo a"), (syntax.to_owned(), Some(2)));
}

#[test]
fn words_pipes_and_loops_work_together() {
    let text =
        "x='a b'; for w in $x \"$x\"; do echo \"<$w>\"; done | cat > /tmp/f; cat < /tmp/f; echo $(cat /tmp/f </tmp/f)";
    assert_eq!(script("dash", text), ("<a>\n<b>\n<a b>\n<a> <b> <a b>\n".to_owned(), Some(0)));
    let text = "fact() { [ $1 -le 1 ] && echo 1 || echo $(($1 * $(fact $(($1 - 1))))); }; fact 6";
    for flavor in ["bash", "dash", "ash"] {
        assert_eq!(script(flavor, text), ("720\n".to_owned(), Some(0)));
    }
}

#[test]
fn the_last_program_takes_the_place_of_bash_and_ash_but_not_of_dash() {
    for (flavor, replaced) in [("bash", true), ("ash", true), ("dash", false)] {
        let machine = Machine::new();
        let null = machine.kernel.null();
        let pid = machine.launch(&[flavor, "-c", "true; sleep 9"], BTreeMap::from([(1, null.id())]), None);
        machine.kernel.advance_to(Time::START.plus(SECOND));
        let line = machine.kernel.enter(|state| state.processes[&pid].command_line());
        assert_eq!(line == "sleep 9", replaced, "{flavor}: {line}");
    }
}

#[test]
fn a_session_at_a_terminal() {
    let session = Session::new(&["bash"]);
    assert_eq!(session.keys("PS1='\\u@\\h:\\w\\$ '\n"), "bash-5.2$ PS1='\\u@\\h:\\w\\$ '\nlearner@laptop:/tmp$ ");
    assert_eq!(session.keys("cd; echo 'a\n"), "cd; echo 'a\n> ");
    assert_eq!(session.keys("b'\n"), "b'\na\nb\nlearner@laptop:~$ ");
    assert_eq!(session.keys("sleep 100\n"), "sleep 100\n");
    assert_eq!(session.keys("\x1a"), "^Z\n[1]+  Stopped                 sleep 100\nlearner@laptop:~$ ");
    assert_eq!(session.keys("fg\n"), "fg\nsleep 100\n");
    assert_eq!(session.keys("\x03"), "^C\nlearner@laptop:~$ ");
    assert_eq!(session.keys("echo $?; while true; do :; done\n"), "echo $?; while true; do :; done\n130\n");
    assert_eq!(session.keys("\x03"), "^C\nlearner@laptop:~$ ");
    assert_eq!(session.keys("nope\n"), "nope\nbash: nope: command not found\nlearner@laptop:~$ ");
    assert_eq!(session.keys("\x04"), "exit\n");
}
