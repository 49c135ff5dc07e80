//! `pip`: install, uninstall, list, freeze, show over a small simulated index. Each package has one version there; another
//! that is asked for with `==` is taken to look the same. Sizes of metadata are approximate. No package's code is here.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::Value;

use crate::base::order;
use crate::base::time::MILLI;
use crate::os::{ExitStatus, ProgramFuture, executable};
use crate::programs::kit::{Tool, net};
use crate::vfs::{Content, Errno, path};

/// A package of the index.
#[derive(Clone, Default)]
struct Wheel {
    name: String,
    version: String,
    /// `py3-none-any`
    tags: String,
    download: u64,
    installed: u64,
    requires: Vec<String>,
    bins: Vec<String>,
}

/// What is asked for: a name with its condition, and who asks.
#[derive(Clone)]
struct Requirement {
    text: String,
    name: String,
    exact: Option<String>,
    from: String,
}

/// Runs a command of pip.
pub(in crate::programs) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(async move { run(tool).await })
}

struct Pip {
    tool: Tool,
    quiet: bool,
    words: Vec<String>,
    files: Vec<String>,
    user: bool,
    override_managed: bool,
    yes: bool,
    no_warning: bool,
    upgrade: bool,
    no_deps: bool,
    /// Python's version: `3.12`.
    python: String,
    site: String,
    /// Where programs go.
    bin: String,
}

async fn run(mut tool: Tool) -> ExitStatus {
    let args = std::mem::take(&mut tool.args);
    let mut pip = Pip {
        tool,
        quiet: false,
        words: Vec::new(),
        files: Vec::new(),
        user: false,
        override_managed: false,
        yes: false,
        no_warning: false,
        upgrade: false,
        no_deps: false,
        python: String::new(),
        site: String::new(),
        bin: String::new(),
    };
    pip.find_python();
    let mut args = args.into_iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "-r" | "--requirement" => pip.files.extend(args.next()),
            "-q" | "--quiet" | "-qq" => pip.quiet = true,
            "--user" => pip.user = true,
            "-y" | "--yes" => pip.yes = true,
            "-U" | "--upgrade" => pip.upgrade = true,
            "--no-deps" => pip.no_deps = true,
            "--break-system-packages" => pip.override_managed = true,
            "--root-user-action=ignore" => pip.no_warning = true,
            "--root-user-action" => pip.no_warning = args.next().as_deref() == Some("ignore"),
            "-V" | "--version" => pip.words.insert(0, "--version".to_owned()),
            "-h" | "--help" => pip.words.insert(0, "help".to_owned()),
            "-i" | "--index-url" | "--extra-index-url" | "-c" | "--constraint" | "--timeout" | "--retries" | "-t"
            | "--target" | "--prefix" | "--trusted-host" | "--progress-bar" | "--cache-dir" | "-f" | "--find-links" => {
                drop(args.next());
            }
            other if other.starts_with("--requirement=") => pip.files.push(other[14..].to_owned()),
            other if other.starts_with("-r") && other.len() > 2 => pip.files.push(other[2..].to_owned()),
            other if other.starts_with('-') && other.len() > 1 && other != "-e" => {}
            _ => pip.words.push(arg),
        }
    }
    pip.no_warning |= pip.tool.process.env("PIP_ROOT_USER_ACTION").as_deref() == Some("ignore");
    pip.command().await;
    pip.tool.end().await
}

/// A package's name as the index files it: lower case, one dash for any run of `-_.`.
fn canonical(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        match c {
            '-' | '_' | '.' if out.ends_with('-') => {}
            '-' | '_' | '.' => out.push('-'),
            c => out.push(c.to_ascii_lowercase()),
        }
    }
    out
}

impl Requirement {
    /// Reads `name[extra]>=1,<2 ; marker`; `None` where the marker rules it out or there is no name.
    fn parse(text: &str, from: &str, python: &str) -> Option<Self> {
        let (spec, marker) = text.split_once(';').map_or((text, ""), |(spec, marker)| (spec, marker.trim()));
        if !marker_holds(marker, python) {
            return None;
        }
        let spec: String = spec.chars().filter(|c| !c.is_whitespace()).collect();
        let end = spec.find(['[', '=', '<', '>', '!', '~', '(', '@']).unwrap_or(spec.len());
        if end == 0 {
            return None;
        }
        let exact = spec.split_once("==").map(|(_, version)| version.split(',').next().unwrap_or_default().to_owned());
        let exact = exact.filter(|version| !version.contains('*'));
        Some(Self { name: canonical(&spec[..end]), exact, text: spec, from: from.to_owned() })
    }
}

/// Whether an environment marker holds: versions of Python are compared, Linux is the system, extras are never asked for.
fn marker_holds(marker: &str, python: &str) -> bool {
    let number =
        |text: &str| text.trim_matches(['"', '\'', ' ']).split('.').nth(1).and_then(|part| part.parse::<u32>().ok());
    marker.split(" and ").all(|part| {
        let words: Vec<&str> = part.trim_matches(['(', ')', ' ']).split_whitespace().collect();
        match words.as_slice() {
            ["python_version" | "python_full_version", op, wanted] => {
                let (Some(own), Some(wanted)) = (number(python), number(wanted)) else { return true };
                match *op {
                    "<" => own < wanted,
                    "<=" => own <= wanted,
                    ">" => own > wanted,
                    ">=" => own >= wanted,
                    "==" => own == wanted,
                    _ => true,
                }
            }
            ["extra", ..] => false,
            ["sys_platform" | "platform_system" | "os_name", "==", wanted] => {
                matches!(wanted.trim_matches(['"', '\'']), "linux" | "Linux" | "posix")
            }
            ["platform_python_implementation" | "implementation_name", "==", wanted] => {
                wanted.trim_matches(['"', '\'']).eq_ignore_ascii_case("cpython")
            }
            _ => true,
        }
    })
}

/// A wheel for a package that the index does not have.
fn stand_in(requirement: &Requirement) -> Wheel {
    let asked = requirement.text.split(['=', '>', '~']).next_back().unwrap_or_default();
    let asked: String = asked.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    Wheel {
        name: requirement.name.clone(),
        version: if asked.is_empty() { "1.0.0".to_owned() } else { asked },
        tags: "py3-none-any".to_owned(),
        download: 30_000,
        installed: 100_000,
        ..Wheel::default()
    }
}

/// A size as pip shows it.
fn size(bytes: u64) -> String {
    let tenths = |unit: u64| {
        let tenths = (bytes * 10 + unit / 2) / unit;
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    match bytes {
        1_000_001.. => format!("{} MB", tenths(1_000_000)),
        10_001.. => format!("{} kB", bytes / 1000),
        1_001.. => format!("{} kB", tenths(1000)),
        _ => format!("{bytes} bytes"),
    }
}

impl Pip {
    fn find_python(&mut self) {
        let found = self.tool.process.find("python3").or_else(|_| self.tool.process.find("python"));
        let exe = found.and_then(|exe| self.tool.process.stat(&exe)).map(|stat| stat.path).unwrap_or_default();
        let name = path::base_name(&exe).trim_start_matches("python").to_owned();
        let header = self.tool.process.read_file(&exe).ok().and_then(|content| crate::os::exec::header(&content));
        let version = header.map(|(_, version)| version).unwrap_or_default();
        let mut parts = version.split('.');
        let short = format!("{}.{}", parts.next().unwrap_or("3"), parts.next().unwrap_or("12"));
        self.python = if name.contains('.') { name } else { short };
        if exe.starts_with("/usr/local/") {
            self.site = format!("/usr/local/lib/python{}/site-packages", self.python);
            "/usr/local/bin".clone_into(&mut self.bin);
        } else if self.tool.process.exists("/etc/debian_version") {
            self.site = format!("/usr/local/lib/python{}/dist-packages", self.python);
            "/usr/local/bin".clone_into(&mut self.bin);
        } else {
            self.site = format!("/usr/lib/python{}/site-packages", self.python);
            "/usr/bin".clone_into(&mut self.bin);
        }
    }

    async fn command(&mut self) {
        let command = if self.words.is_empty() { "help".to_owned() } else { self.words.remove(0) };
        match command.as_str() {
            "install" => self.install().await,
            "uninstall" => self.uninstall().await,
            "list" => self.list(),
            "freeze" => {
                let rows = self.installed();
                for (name, version) in &rows {
                    self.tool.line(&format!("{name}=={version}"));
                }
            }
            "show" => self.show().await,
            "--version" => {
                let (version, python) = (self.version(), self.python.clone());
                let line = format!("pip {version} from {}/pip (python {python})", self.site);
                self.tool.line(&line);
            }
            "check" => self.tool.line("No broken requirements found."),
            "cache" | "config" | "debug" | "download" | "hash" | "index" | "inspect" | "search" | "wheel" | "lock"
            | "completion" => {
                self.tool.err(&format!("drydock: pip {command} is not modelled\n"));
                self.tool.status = 1;
            }
            "help" => {
                self.tool.out("\nUsage:   \n  pip <command> [options]\n\nCommands:\n");
                for (name, text) in [
                    ("install", "Install packages."),
                    ("uninstall", "Uninstall packages."),
                    ("freeze", "Output installed packages in requirements format."),
                    ("list", "List installed packages."),
                    ("show", "Show information about installed packages."),
                ] {
                    self.tool.line(&format!("  {name:<27} {text}"));
                }
            }
            _ => {
                self.tool.err(&format!("ERROR: unknown command \"{command}\"\n"));
                self.tool.status = 1;
            }
        }
    }

    /// pip's own version.
    fn version(&self) -> String {
        let version = self.tool.process.version().to_string();
        // `python -m pip` runs under Python's version, and one that came with a distribution under the distribution's.
        if self.tool.process.name().starts_with("python") { "26.1".to_owned() } else { version }
    }

    async fn index(&self) -> IndexMap<String, Wheel> {
        let bytes = self.tool.process.kernel().resource("packages/pip").await;
        let rows: IndexMap<String, Vec<Value>> = serde_json::from_slice(&bytes).unwrap_or_default();
        let own = format!("cp{}", self.python.replace('.', ""));
        let wheel = |(name, row): (String, Vec<Value>)| {
            let text = |at: usize| row.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
            let number = |at: usize| row.get(at).and_then(Value::as_u64).unwrap_or(0);
            let requires = row.get(4).and_then(Value::as_array).into_iter().flatten();
            let requires = requires.filter_map(Value::as_str).map(str::to_owned).collect();
            let bins = text(5).split_whitespace().map(str::to_owned).collect();
            // A wheel with compiled code is for one version of Python: here for whichever asks.
            let tags = text(1).replace("cp311", &own).replace("cp312", &own);
            let (version, download, installed) = (text(0), number(2), number(3));
            (name.clone(), Wheel { name, version, tags, download, installed, requires, bins })
        };
        rows.into_iter().map(wheel).collect()
    }

    /// Names and versions of what is installed, from the folders that say so.
    fn installed(&self) -> BTreeMap<String, String> {
        let names = self.tool.process.read_dir(&self.site).unwrap_or_default();
        let pairs = names.iter().filter_map(|name| name.strip_suffix(".dist-info")?.rsplit_once('-'));
        pairs.map(|(name, version)| (canonical(name), version.to_owned())).collect()
    }

    fn say(&mut self, text: &str) {
        if !self.quiet {
            self.tool.line(text);
        }
    }

    fn fail(&mut self, text: &str) {
        self.tool.err(text);
        self.tool.status = 1;
    }

    /// What the command line and its files ask for; `None` after an error.
    fn requirements(&mut self) -> Option<Vec<Requirement>> {
        let python = self.python.clone();
        let mut wanted = Vec::new();
        let mut words = std::mem::take(&mut self.words).into_iter();
        while let Some(word) = words.next() {
            let local = word == "-e" || word == "." || word.starts_with(['/', '.']) || word.contains("://");
            if local {
                let what = if word == "-e" { words.next().unwrap_or_default() } else { word };
                self.fail(&format!("drydock: pip install {what} is not modelled: only packages of the index are\n"));
                return None;
            }
            wanted.extend(Requirement::parse(&word, "", &python));
        }
        for file in self.files.clone() {
            let Ok(text) = self.tool.process.read_text(&file) else {
                self.fail(&format!(
                    "ERROR: Could not open requirements file: [Errno 2] No such file or directory: '{file}'\n"
                ));
                return None;
            };
            for (at, line) in text.lines().enumerate() {
                let line = line.split(" #").next().unwrap_or_default().trim();
                if line.is_empty() || line.starts_with(['#', '-']) {
                    continue;
                }
                let from = format!("-r {file} (line {})", at + 1);
                if !line.starts_with(|c: char| c.is_ascii_alphanumeric()) {
                    self.fail(&format!("ERROR: Invalid requirement: '{line}': Expected package name at the start of dependency specifier\n    {line}\n    ^ (from line {} of {file})\n", at + 1));
                    return None;
                }
                wanted.extend(Requirement::parse(line, &from, &python));
            }
        }
        Some(wanted)
    }

    async fn install(&mut self) {
        if self.words.is_empty() && self.files.is_empty() {
            return self.fail("ERROR: You must give at least one requirement to install (see \"pip help install\")\n");
        }
        let managed = format!("/usr/lib/python{}/EXTERNALLY-MANAGED", self.python);
        let distribution = !self.site.starts_with("/usr/local/lib") || self.site.ends_with("dist-packages");
        if !self.override_managed && (distribution || self.tool.process.exists(&managed)) {
            return self.refuse();
        }
        let root = self.tool.process.cred().uid == 0;
        if self.tool.process.access(path::dir_name(&self.site), 2).is_err() || self.user {
            if !self.user {
                self.say("Defaulting to user installation because normal site-packages is not writeable");
            }
            let home = self.tool.process.env("HOME").unwrap_or_else(|| "/".to_owned());
            self.site = format!("{home}/.local/lib/python{}/site-packages", self.python);
            self.bin = format!("{home}/.local/bin");
        }
        let Some(wanted) = self.requirements() else { return };
        let index = self.index().await;
        let Some(plan) = self.collect(wanted, &index).await else { return };
        for wheel in &plan {
            self.tool.process.sleep(wheel.download / 20).await;
            let line = format!("Downloading {} ({})", file_name(wheel), size(wheel.download));
            self.say(&line);
            self.tool.flush().await;
        }
        if !plan.is_empty() {
            let names: Vec<&str> = plan.iter().rev().map(|wheel| wheel.name.as_str()).collect();
            self.say(&format!("Installing collected packages: {}", names.join(", ")));
            self.tool.flush().await;
            for wheel in plan.iter().rev() {
                self.tool.process.sleep(20 * MILLI + wheel.installed / 100).await;
                if let Err(error) = self.unpack(wheel) {
                    return self.fail(&format!(
                        "ERROR: Could not install packages due to an OSError: {error}: '{}/{}'\n",
                        self.site, wheel.name
                    ));
                }
            }
            let mut done: Vec<String> = plan.iter().map(|wheel| format!("{}-{}", wheel.name, wheel.version)).collect();
            order::sort(&mut done);
            self.say(&format!("Successfully installed {}", done.join(" ")));
        }
        if root && !self.no_warning {
            self.tool.err(
                "WARNING: Running pip as the 'root' user can result in broken permissions and conflicting behaviour with the system \
                 package manager, possibly rendering your system unusable. It is recommended to use a virtual environment instead: \
                 https://pip.pypa.io/warnings/venv. Use the --root-user-action option if you know what you are doing and want to \
                 suppress this warning.\n",
            );
        }
    }

    /// A distribution's Python is not pip's to change.
    fn refuse(&mut self) {
        let tool = if self.tool.process.exists("/etc/debian_version") {
            "apt install\n    python3-xyz"
        } else {
            "apk add py3-xyz"
        };
        self.fail(&format!(
            "error: externally-managed-environment\n\n× This environment is externally managed\n╰─> To install Python packages \
             system-wide, try {tool}, where xyz is the package you are trying to\n    install.\n\nnote: If you believe this is a \
             mistake, please contact your Python installation or OS distribution provider. You can override this, at the risk of \
             breaking your Python installation or OS, by passing --break-system-packages.\nhint: See PEP 668 for the detailed \
             specification.\n"
        ));
    }

    /// Finds everything that is needed, asking package by package; each stands before what it needs.
    async fn collect(&mut self, wanted: Vec<Requirement>, index: &IndexMap<String, Wheel>) -> Option<Vec<Wheel>> {
        let have = self.installed();
        let online = net::is_up(&self.tool.process);
        let python = self.python.clone();
        let (mut plan, mut seen): (Vec<Wheel>, Vec<String>) = (Vec::new(), Vec::new());
        let mut made_up = Vec::new();
        let mut queue: std::collections::VecDeque<(Requirement, bool)> =
            wanted.into_iter().map(|requirement| (requirement, true)).collect();
        while let Some((requirement, top)) = queue.pop_front() {
            let from =
                if requirement.from.is_empty() { String::new() } else { format!(" (from {})", requirement.from) };
            if seen.contains(&requirement.name) {
                continue;
            }
            seen.push(requirement.name.clone());
            let there = have.get(&requirement.name);
            let keeps = there.is_some_and(|version| requirement.exact.as_ref().is_none_or(|exact| exact == version));
            if let Some(version) = there.filter(|_| keeps && !(self.upgrade && top)) {
                let line =
                    format!("Requirement already satisfied: {} in {}{from} ({version})", requirement.text, self.site);
                self.say(&line);
                continue;
            }
            // What a file or a package lists may be missing in the index: it was there for whoever wrote that.
            let listed = || (!requirement.from.is_empty()).then(|| stand_in(&requirement));
            let found = index.get(&requirement.name).cloned().or_else(listed);
            let Some(mut wheel) = found.filter(|_| online) else {
                return self.missing(&requirement, &from, online).await;
            };
            if !index.contains_key(&requirement.name) {
                made_up.push(requirement.name.clone());
            }
            if let Some(exact) = &requirement.exact {
                wheel.version.clone_from(exact);
            }
            self.say(&format!("Collecting {}{from}", requirement.text));
            self.tool.process.sleep(60 * MILLI).await;
            let metadata = (wheel.download / 40).clamp(1_100, 9_900);
            let line = format!("  Downloading {}.metadata ({})", file_name(&wheel), size(metadata));
            self.say(&line);
            self.tool.flush().await;
            let origin = if requirement.from.is_empty() {
                requirement.text.clone()
            } else {
                format!("{}->{}", requirement.text, requirement.from)
            };
            if !self.no_deps {
                let needs = wheel.requires.iter().filter_map(|text| Requirement::parse(text, &origin, &python));
                queue.extend(needs.map(|need| (need, false)));
            }
            plan.push(wheel);
        }
        if !made_up.is_empty() {
            let names = made_up.join(", ");
            self.tool.err(&format!("drydock: not in the simulated index, stand-ins are installed: {names}\n"));
        }
        Some(plan)
    }

    async fn missing(&mut self, requirement: &Requirement, from: &str, online: bool) -> Option<Vec<Wheel>> {
        if !online {
            for left in (0..5).rev() {
                self.tool.process.sleep(500 * MILLI).await;
                self.tool.err(&format!(
                    "WARNING: Retrying (Retry(total={left}, connect=None, read=None, redirect=None, status=None)) after connection broken by \
                     'NewConnectionError: Failed to establish a new connection: [Errno -3] Temporary failure in name resolution': \
                     /simple/{}/\n",
                    requirement.name
                ));
            }
        }
        self.fail(&format!(
            "ERROR: Could not find a version that satisfies the requirement {}{from} (from versions: none)\n",
            requirement.text
        ));
        if online {
            self.tool.err("drydock: the simulated index has the packages of courses and what they need\n");
        }
        self.fail(&format!("ERROR: No matching distribution found for {}\n", requirement.text));
        None
    }

    fn unpack(&self, wheel: &Wheel) -> Result<(), Errno> {
        let folder = wheel.name.replace('-', "_");
        self.delete(&wheel.name);
        let info = format!("{}/{folder}-{}.dist-info", self.site, wheel.version);
        let needs: String = wheel.requires.iter().flat_map(|need| ["Requires-Dist: ", need, "\n"]).collect();
        let text = format!("Metadata-Version: 2.4\nName: {}\nVersion: {}\n{needs}", wheel.name, wheel.version);
        super::put(&self.tool, &format!("{info}/METADATA"), Content::text(&text), 0o644)?;
        super::put(&self.tool, &format!("{info}/INSTALLER"), Content::text("pip\n"), 0o644)?;
        let code = Content::declared(wheel.installed, &format!("wheel:{}@{}", wheel.name, wheel.version));
        super::put(&self.tool, &format!("{}/{folder}/__init__.py", self.site), code, 0o644)?;
        for bin in &wheel.bins {
            super::put(&self.tool, &path::join(&self.bin, bin), executable(bin, &wheel.version, 240), 0o755)?;
        }
        Ok(())
    }

    /// Removes a package's files; whether there were any.
    fn delete(&self, name: &str) -> bool {
        let folder = name.replace('-', "_");
        let Some(version) = self.installed().get(name).cloned() else { return false };
        let info = format!("{}/{folder}-{version}.dist-info", self.site);
        for file in ["METADATA", "INSTALLER"] {
            let _ = self.tool.process.unlink(&path::join(&info, file));
        }
        let _ = self.tool.process.rmdir(&info);
        let _ = self.tool.process.unlink(&format!("{}/{folder}/__init__.py", self.site));
        let _ = self.tool.process.rmdir(&format!("{}/{folder}", self.site));
        true
    }

    async fn uninstall(&mut self) {
        let Some(wanted) = self.requirements() else { return };
        let index = self.index().await;
        for requirement in wanted {
            let Some(version) = self.installed().get(&requirement.name).cloned() else {
                self.tool.err(&format!("WARNING: Skipping {} as it is not installed.\n", requirement.name));
                continue;
            };
            let name = requirement.name;
            self.say(&format!("Found existing installation: {name} {version}"));
            self.say(&format!("Uninstalling {name}-{version}:"));
            if !self.yes {
                self.tool.out("Proceed (Y/n)? ");
                self.tool.flush().await;
                let mut answer = Vec::new();
                while let Ok(byte) = self.tool.process.read(0, 1).await {
                    if byte.is_empty() || byte == b"\n" {
                        break;
                    }
                    answer.extend(byte);
                }
                if !matches!(answer.first(), None | Some(b'y' | b'Y')) {
                    continue;
                }
            }
            self.delete(&name);
            for bin in index.get(&name).iter().flat_map(|wheel| &wheel.bins) {
                let _ = self.tool.process.unlink(&path::join(&self.bin, bin));
            }
            self.say(&format!("  Successfully uninstalled {name}-{version}"));
        }
    }

    fn list(&mut self) {
        let mut rows = self.installed();
        rows.insert("pip".to_owned(), self.version());
        let name = rows.keys().map(String::len).max().unwrap_or(7).max(7);
        let version = rows.values().map(String::len).max().unwrap_or(7).max(7);
        self.tool.line(&format!("{:<name$} Version", "Package"));
        self.tool.line(&format!("{} {}", "-".repeat(name), "-".repeat(version)));
        for (package, number) in rows {
            self.tool.line(&format!("{package:<name$} {number}"));
        }
    }

    async fn show(&mut self) {
        let index = self.index().await;
        let installed = self.installed();
        for word in self.words.clone() {
            let name = canonical(&word);
            let Some(version) = installed.get(&name) else {
                self.fail(&format!("WARNING: Package(s) not found: {word}\n"));
                continue;
            };
            let needs: Vec<String> = index
                .get(&name)
                .iter()
                .flat_map(|wheel| &wheel.requires)
                .filter_map(|need| Requirement::parse(need, "", &self.python))
                .map(|need| need.name)
                .collect();
            let line =
                format!("Name: {name}\nVersion: {version}\nLocation: {}\nRequires: {}", self.site, needs.join(", "));
            self.tool.line(&line);
        }
    }
}

fn file_name(wheel: &Wheel) -> String {
    format!("{}-{}-{}.whl", wheel.name.replace('-', "_"), wheel.version, wheel.tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_are_read() {
        let read = |text: &str| Requirement::parse(text, "", "3.12").map(|r| (r.name, r.exact));
        assert_eq!(read("Flask==2.0.1"), Some(("flask".into(), Some("2.0.1".into()))));
        assert_eq!(read("typing_extensions>=4 ; python_version < \"3.11\""), None);
        assert_eq!(read("uvicorn[standard] >= 0.3"), Some(("uvicorn".into(), None)));
        assert_eq!([900, 5_430, 103_424, 16_900_000].map(size), ["900 bytes", "5.4 kB", "103 kB", "16.9 MB"]);
    }
}
