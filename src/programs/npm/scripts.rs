//! The scripts of package.json: `npm start`, `npm test`, `npm run`; and `npm init`.

use std::fmt::Write;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::Npm;
use super::manifest::Manifest;
use crate::os::{Disposition, Either, ExitStatus, Signal, Spawn, select};
use crate::vfs::path;

impl Npm {
    /// Runs a script with those before and after it.
    pub(super) async fn script(&mut self, name: &str) {
        let Some(manifest) = self.manifest() else { return };
        let mut scripts = manifest.pairs("scripts");
        let server = path::join(&self.prefix, "server.js");
        if name == "start" && !scripts.contains_key("start") && self.tool.process.exists(&server) {
            scripts.insert("start".to_owned(), "node server.js".to_owned());
        }
        let restarts = name == "restart" && !scripts.contains_key("restart");
        if !scripts.contains_key(name) && !restarts {
            if name == "env" {
                for (name, value) in self.environment(&manifest, name) {
                    self.tool.line(&format!("{name}={value}"));
                }
            } else if !self.flags.if_present {
                self.missing_script(name, &scripts);
            }
            return;
        }
        let mut args = std::mem::take(&mut self.words);
        args.append(&mut self.rest);
        let names = if restarts {
            ["stop", "start", ""].map(str::to_owned)
        } else {
            [format!("pre{name}"), name.to_owned(), format!("post{name}")]
        };
        for one in &names {
            if self.tool.status == 0 && (scripts.contains_key(one) || one == name && !restarts) {
                let own = if one == name { args.as_slice() } else { &[] };
                self.run_one(&manifest, &scripts, one, own).await;
            }
        }
    }

    /// Runs one script of the manifest.
    pub(super) async fn run_script(&mut self, manifest: &Manifest, name: &str, args: &[String]) {
        let scripts = manifest.pairs("scripts");
        self.run_one(manifest, &scripts, name, args).await;
    }

    async fn run_one(&mut self, manifest: &Manifest, scripts: &IndexMap<String, String>, name: &str, args: &[String]) {
        let Some(script) = scripts.get(name) else { return };
        let quoted: Vec<String> = args.iter().map(|arg| crate::programs::kit::text::shell_quote(arg, false)).collect();
        let command = if args.is_empty() { script.clone() } else { format!("{script} {}", quoted.join(" ")) };
        if !self.flags.silent {
            let label = manifest.label();
            let blank = if label.is_empty() { "" } else { " " };
            // npm 6 named the folder too.
            let place = if self.version.0 < 7 { format!(" {}", self.prefix) } else { String::new() };
            self.tool.out(&format!("\n> {label}{blank}{name}{place}\n> {command}\n\n"));
        }
        self.tool.flush().await;
        let env = self.environment(manifest, name);
        let status = self.shell(&command, env).await;
        self.tool.status = status.code() as u8;
        if status.is_ok() || self.flags.silent {
            return;
        }
        let label = manifest.label();
        if self.version.0 < 7 {
            let code = status.code();
            let text = format!(
                "code ELIFECYCLE\nerrno {code}\n{label} {name}: `{command}`\nExit status {code}\n\nFailed at the {label} {name} script.\nThis is \
                 probably not a problem with npm. There is likely additional logging output above."
            );
            self.fail(&text, code as u8);
        } else if let ExitStatus::Signal(signal) = status {
            let text =
                format!("path {}\ncommand failed\nsignal SIG{}\ncommand sh -c {command}", self.prefix, signal.name());
            self.fail(&text, status.code() as u8);
        }
    }

    /// The environment of scripts: npm's own variables, and the commands of installed packages in PATH.
    pub(super) fn environment(&self, manifest: &Manifest, name: &str) -> Vec<(String, String)> {
        let mut env = (*self.tool.process.environment()).clone();
        let mut set = |name: &str, value: String| {
            env.retain(|(known, _)| known != name);
            env.push((name.to_owned(), value));
        };
        let search = self.tool.process.env("PATH").unwrap_or_default();
        set("PATH", format!("{}/.bin:{search}", path::join(&self.prefix, "node_modules")));
        set("npm_lifecycle_event", name.to_owned());
        set("npm_package_name", manifest.text("name").to_owned());
        set("npm_package_version", manifest.text("version").to_owned());
        set("npm_package_json", path::join(&self.prefix, "package.json"));
        set("npm_command", "run-script".to_owned());
        set("npm_node_execpath", "/usr/local/bin/node".to_owned());
        set("npm_execpath", "/usr/local/lib/node_modules/npm/bin/npm-cli.js".to_owned());
        set("INIT_CWD", self.tool.process.cwd().to_string());
        env
    }

    /// Runs a command line with the shell. Signals are passed on to it.
    pub(super) async fn shell(&mut self, command: &str, env: Vec<(String, String)>) -> ExitStatus {
        let process = self.tool.process.clone();
        let argv = vec!["sh".to_owned(), "-c".to_owned(), command.to_owned()];
        let exe = process.find("sh").unwrap_or_else(|_| "/bin/sh".to_owned());
        let spawn = Spawn { argv, env: Some(env), cwd: Some(self.prefix.clone()), ..Spawn::default() };
        let child = match process.spawn(&exe, spawn) {
            Ok(child) => child,
            Err(error) => {
                let text = format!(
                    "code ENOENT\nsyscall spawn sh\npath {}\nerrno -2\nenoent spawn sh {}",
                    self.prefix,
                    error.errno()
                );
                self.fail(&text, 254);
                return ExitStatus::Code(254);
            }
        };
        for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
            process.on_signal(signal, Some(Disposition::Catch));
        }
        let ns = process.ns();
        loop {
            match select(process.wait(child), process.next_signal()).await {
                Either::Left(status) => return status,
                Either::Right(signal) => process.kernel().enter(|state| {
                    let _ = state.signal(child, signal, ns);
                }),
            }
        }
    }

    fn missing_script(&mut self, name: &str, scripts: &IndexMap<String, String>) {
        let mut text = format!("Missing script: \"{name}\"\n");
        let near: Vec<&String> = scripts.keys().filter(|known| distance(known, name) <= 2).take(3).collect();
        if !near.is_empty() {
            let what = if near.len() == 1 { "this" } else { "one of these" };
            let _ = write!(text, "\nDid you mean {what}?\n");
            for known in near {
                let _ = writeln!(text, "  npm run {known} # run the \"{known}\" package script");
            }
        }
        text.push_str("\nTo see a list of scripts, run:\n  npm run");
        if self.version.0 < 7 {
            text = format!("missing script: {name}");
        }
        self.fail(&text, 1);
    }

    pub(super) fn list_scripts(&mut self) {
        let Some(manifest) = self.manifest() else { return };
        let scripts = manifest.pairs("scripts");
        let lifecycle = |name: &str| {
            let base = name.strip_prefix("pre").or_else(|| name.strip_prefix("post")).unwrap_or(name);
            ["start", "stop", "restart", "test", "install", "publish", "prepare", "version"].contains(&base)
        };
        let (own, others): (Vec<_>, Vec<_>) = scripts.iter().partition(|(name, _)| lifecycle(name));
        let label = manifest.label();
        if !own.is_empty() {
            self.tool.line(&format!("Lifecycle scripts included in {label}:"));
        }
        for (name, script) in &own {
            self.tool.line(&format!("  {name}\n    {script}"));
        }
        if !others.is_empty() {
            self.tool.line(if own.is_empty() {
                "Scripts available via `npm run`:"
            } else {
                "available via `npm run`:"
            });
        }
        for (name, script) in &others {
            self.tool.line(&format!("  {name}\n    {script}"));
        }
    }

    /// `npm init`: writes a package.json. Questions are asked only without `-y`.
    pub(super) async fn init(&mut self) {
        if let Some(what) = self.words.first() {
            let text = format!("drydock: npm init {what} is not modelled: it would download and run create-{what}\n");
            self.tool.err(&text);
            self.tool.status = 1;
            return;
        }
        let cwd = self.tool.process.cwd();
        self.prefix = cwd.to_string();
        let file = path::join(&cwd, "package.json");
        let mut value: Map<String, Value> = self
            .tool
            .process
            .read_text(&file)
            .ok()
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        let name = path::base_name(&cwd).to_lowercase().replace(' ', "-");
        let mut answers = [name.as_str(), "1.0.0", "", "index.js", "", "", "", "ISC"].map(str::to_owned);
        if !self.flags.yes {
            let intro = "This utility will walk you through creating a package.json file.\nIt only covers the most common items, and tries to \
                         guess sensible defaults.\n\nSee `npm help init` for definitive documentation on these fields\nand exactly what they \
                         do.\n\nUse `npm install <pkg>` afterwards to install a package and\nsave it as a dependency in the package.json \
                         file.\n\nPress ^C at any time to quit.\n";
            self.tool.out(intro);
            let questions = [
                "package name",
                "version",
                "description",
                "entry point",
                "test command",
                "git repository",
                "keywords",
                "author",
                "license",
            ];
            let slots = [0, 1, 2, 3, 4, 9, 5, 6, 7];
            for (question, slot) in questions.iter().zip(slots) {
                let default = answers.get(slot).cloned().unwrap_or_default();
                let shown = if default.is_empty() { String::new() } else { format!("({default}) ") };
                let Some(answer) = self.ask_line(&format!("{question}: {shown}")).await else { return };
                if let Some(place) = answers.get_mut(slot).filter(|_| !answer.is_empty()) {
                    *place = answer;
                }
            }
        }
        let test = if answers[4].is_empty() { "echo \"Error: no test specified\" && exit 1" } else { &answers[4] };
        let keywords: Vec<&str> = answers[5].split([' ', ',']).filter(|word| !word.is_empty()).collect();
        let fields = [
            ("name", json!(answers[0])),
            ("version", json!(answers[1])),
            ("description", json!(answers[2])),
            ("main", json!(answers[3])),
            ("scripts", json!({"test": test})),
            ("keywords", json!(keywords)),
            ("author", json!(answers[6])),
            ("license", json!(answers[7])),
        ];
        for (name, field) in fields {
            value.entry(name).or_insert(field);
        }
        if self.version.0 >= 11 {
            value.entry("type").or_insert(json!("commonjs"));
        }
        let text = serde_json::to_string_pretty(&value).unwrap_or_default();
        if self.flags.yes {
            self.write_json(&file, &value);
            self.tool.out(&format!("Wrote to {file}:\n\n{text}\n\n\n"));
            return;
        }
        self.tool.out(&format!("About to write to {file}:\n\n{text}\n\n\n"));
        match self.ask_line("Is this OK? (yes) ").await {
            Some(answer) if answer.is_empty() || answer.starts_with(['y', 'Y']) => self.write_json(&file, &value),
            _ => self.tool.out("Aborted.\n"),
        }
    }

    /// Asks a question; `None` at the end of input.
    async fn ask_line(&mut self, question: &str) -> Option<String> {
        self.tool.out(question);
        self.tool.flush().await;
        let mut line = Vec::new();
        loop {
            let byte = self.tool.process.read(0, 1).await.ok()?;
            match byte.first() {
                None if line.is_empty() => return None,
                None | Some(b'\n') => return Some(String::from_utf8_lossy(&line).trim().to_owned()),
                Some(byte) => line.push(*byte),
            }
        }
    }
}

/// How many letters must change to make one word of another.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let next = (corner + usize::from(x != *y)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row[b.len()]
}
