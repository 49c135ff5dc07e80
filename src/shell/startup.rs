//! Where a shell begins: its command line, its first variables and its start-up files. Running text is in `script`, reading
//! it from a terminal or a pipe in `input`.

use crate::os::{ExitStatus, Process};

use super::Flavor;
use super::state::{Flow, Mode, OPTIONS, Shell, Step};
use super::vars::Value;

/// Runs a shell: the process's command line says what it reads.
pub async fn main(process: Process, flavor: Flavor) -> ExitStatus {
    let mut shell = Shell::new(&process, flavor);
    let args = process.args();
    let invocation = match shell.options_of(&args) {
        Ok(invocation) => invocation,
        Err(message) => {
            shell.print_error(&message);
            shell.flush().await;
            return ExitStatus::Code(2);
        }
    };
    shell.set_up();
    let step = shell.read_commands(invocation, &args).await;
    shell.finish(step).await
}

/// What the command line asks for.
struct Invocation {
    command: bool,
    stdin: bool,
    login: bool,
    no_files: bool,
    /// Where the operands begin.
    operands: usize,
}

impl Shell {
    fn options_of(&mut self, args: &[String]) -> Result<Invocation, String> {
        let login = self.name.starts_with('-');
        let mut invocation = Invocation { command: false, stdin: false, login, no_files: false, operands: args.len() };
        let mut at = 0;
        while let Some(arg) = args.get(at) {
            let on = arg.starts_with('-');
            if arg.len() < 2 || !(on || arg.starts_with('+')) {
                if arg == "-" {
                    at += 1;
                }
                break;
            }
            at += 1;
            if arg == "--" {
                break;
            }
            match (arg.as_str(), self.flavor) {
                ("--login", _) => invocation.login = true,
                ("--norc" | "--noprofile", Flavor::Bash) => invocation.no_files = true,
                ("--posix" | "--noediting" | "--restricted", Flavor::Bash) => {}
                ("--version", Flavor::Bash) => return Err(VERSION.to_owned()),
                (long, _) if long.starts_with("--") => {
                    return Err(match self.flavor {
                        Flavor::Bash => format!("{}: {long}: invalid option\n", self.name),
                        Flavor::Dash => format!("{}: 0: Illegal option --\n", self.name),
                        Flavor::Ash => format!("{}: illegal option --\n", self.name),
                    });
                }
                _ => {
                    for letter in arg[1..].chars() {
                        match letter {
                            'c' => invocation.command = true,
                            's' => invocation.stdin = true,
                            'l' => invocation.login = true,
                            'o' | 'O' => {
                                let name = args.get(at).cloned().unwrap_or_default();
                                at += 1;
                                if letter == 'o' {
                                    self.set_named(&name, on)?;
                                }
                            }
                            _ => self.set_letter(letter, on)?,
                        }
                    }
                }
            }
        }
        invocation.operands = at;
        let terminal = self.process.is_tty(0) && self.process.is_tty(2);
        let reads_stdin = !invocation.command && (invocation.stdin || at >= args.len());
        if reads_stdin && terminal {
            self.options.set('i', true);
        }
        self.mode = match (invocation.command, reads_stdin) {
            (true, _) => Mode::Command,
            (false, true) if self.options.has('i') => Mode::Interactive,
            (false, true) => Mode::Stdin,
            (false, false) => Mode::File,
        };
        if self.options.has('i') {
            self.options.set('m', self.process.is_tty(0));
        }
        Ok(invocation)
    }

    fn set_letter(&mut self, letter: char, on: bool) -> Result<(), String> {
        let known = OPTIONS.iter().any(|(known, _)| *known == letter && letter != 'o');
        if known {
            self.options.set(letter, on);
            return Ok(());
        }
        Err(match self.flavor {
            Flavor::Bash => format!("{}: -{letter}: invalid option\n", self.name),
            Flavor::Dash => format!("{}: 0: Illegal option -{letter}\n", self.name),
            Flavor::Ash => format!("{}: illegal option -{letter}\n", self.name),
        })
    }

    fn set_named(&mut self, name: &str, on: bool) -> Result<(), String> {
        match OPTIONS.iter().find(|(letter, known)| *known == name && (*letter != 'o' || self.flavor != Flavor::Dash)) {
            Some((letter, _)) => {
                self.options.set(*letter, on);
                Ok(())
            }
            None if name == "posix" || name == "emacs" || name == "vi" => Ok(()),
            None => Err(match self.flavor {
                Flavor::Bash => format!("{}: {name}: invalid option name\n", self.name),
                Flavor::Dash => format!("{}: 0: Illegal option -o {name}\n", self.name),
                Flavor::Ash => format!("{}: illegal option -o {name}\n", self.name),
            }),
        }
    }

    /// Sets a variable when the shell starts; one that is exported stays so.
    fn define(&mut self, name: &str, value: &str, exported: bool) {
        let var = self.vars.entry(name);
        var.value = Value::Text(value.to_owned());
        var.exported |= exported;
    }

    /// Variables that a shell sets when it starts.
    fn set_up(&mut self) {
        let cwd = self.process.cwd().to_string();
        let bash = self.flavor == Flavor::Bash;
        let user = self.process.cred().uid;
        self.options.set('h', bash);
        self.define("IFS", " \t\n", false);
        self.define("OPTIND", "1", false);
        self.define("PS4", "+ ", false);
        self.define("PWD", &cwd, true);
        self.define("PPID", &self.parent_number().to_string(), false);
        if self.options.has('i') || !bash {
            let ps1 = match self.flavor {
                Flavor::Bash => "\\s-\\v\\$ ",
                Flavor::Dash if user == 0 => "# ",
                Flavor::Dash => "$ ",
                Flavor::Ash => "\\w \\$ ",
            };
            self.define("PS1", ps1, false);
            self.define("PS2", "> ", false);
        }
        if self.flavor != Flavor::Dash {
            let level = self.vars.text("SHLVL").and_then(|level| level.parse::<i64>().ok()).unwrap_or(0);
            self.define("SHLVL", &(level.wrapping_add(1)).to_string(), true);
        }
        if self.vars.get("PATH").is_none() {
            let path = if self.flavor == Flavor::Ash { "/sbin:/usr/sbin:/bin:/usr/bin" } else { DEFAULT_PATH };
            self.define("PATH", path, self.flavor == Flavor::Ash);
        }
        if bash {
            self.define("BASH", "/bin/bash", false);
            self.define("BASH_VERSION", "5.2.15(1)-release", false);
            self.define("OSTYPE", "linux-gnu", false);
            self.define("HOSTTYPE", "x86_64", false);
            for name in ["UID", "EUID"] {
                self.define(name, &user.to_string(), false);
                self.vars.entry(name).readonly = true;
            }
            if self.vars.get("HOSTNAME").is_none() {
                self.define("HOSTNAME", &self.process.hostname(), false);
            }
        }
        if self.options.has('i') {
            self.survive_signals();
        }
        if self.options.has('m') {
            self.take_terminal();
        }
    }

    /// The parent's number as the shell sees it; 0 when it is outside of the namespace.
    fn parent_number(&self) -> u32 {
        let own = self.process.pid();
        self.process.kernel().enter(|state| {
            let process = state.processes.get(&own);
            let parent = process.and_then(|process| state.processes.get(&process.ppid));
            parent.filter(|parent| process.is_some_and(|own| own.ns == parent.ns)).map_or(0, |parent| parent.ns_pid)
        })
    }

    async fn read_commands(&mut self, invocation: Invocation, args: &[String]) -> Step {
        let operands = args.get(invocation.operands..).unwrap_or_default();
        self.start_up_files(&invocation).await?;
        if self.mode == Mode::Command {
            let Some((text, rest)) = operands.split_first() else {
                let text = match self.flavor {
                    Flavor::Bash => "-c: option requires an argument".to_owned(),
                    Flavor::Dash => "0: -c requires an argument".to_owned(),
                    Flavor::Ash => "-c requires an argument".to_owned(),
                };
                let message = format!("{}: {text}\n", self.name);
                self.print_error(&message);
                self.status = 2;
                return Err(Flow::Exit);
            };
            if let Some((name, params)) = rest.split_first() {
                self.name.clone_from(name);
                self.params = params.to_vec();
            }
            // Debian's dash keeps itself around the last command, the other two do not.
            let tail = self.flavor != Flavor::Dash;
            return self.run_text(text, tail).await;
        }
        if self.mode == Mode::File {
            let Some((path, params)) = operands.split_first() else { return Ok(()) };
            self.params = params.to_vec();
            return self.run_file(path).await;
        }
        self.params = operands.to_vec();
        self.run_input().await
    }

    /// Start-up files: a login shell's profile, and the run-commands file of an interactive bash.
    async fn start_up_files(&mut self, invocation: &Invocation) -> Step {
        if invocation.no_files {
            return Ok(());
        }
        let home = self.get("HOME").unwrap_or_default();
        let interactive = self.options.has('i');
        let mut files = Vec::new();
        if invocation.login {
            files.push("/etc/profile".to_owned());
            let own: &[&str] =
                if self.flavor == Flavor::Bash { &[".bash_profile", ".bash_login", ".profile"] } else { &[".profile"] };
            let own = own.iter().map(|name| format!("{home}/{name}")).find(|path| self.process.exists(path));
            files.extend(own);
        } else if interactive && self.flavor == Flavor::Bash {
            files.extend(["/etc/bash.bashrc".to_owned(), format!("{home}/.bashrc")]);
        } else if interactive {
            files.extend(self.get("ENV"));
        } else if self.flavor == Flavor::Bash {
            files.extend(self.get("BASH_ENV"));
        }
        for path in files {
            if let Ok(text) = self.process.read_text(&path) {
                match self.run_string(&text, Some(&path)).await {
                    Ok(()) | Err(Flow::Abort | Flow::Return) => {}
                    Err(flow) => return Err(flow),
                }
            }
        }
        Ok(())
    }
}

/// What bash sets PATH to when it is not set.
const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// `bash --version`, its first line; the licence is left out.
const VERSION: &str = "GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\n";
