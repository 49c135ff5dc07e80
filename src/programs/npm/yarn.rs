//! `yarn`, the classic one that node's images bring: install, add, remove, scripts. It shares npm's registry and tree;
//! what it prints was recorded from yarn 1.22.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::install::{Changes, split_spec};
use super::manifest::Manifest;
use super::registry::Registry;
use super::semver::Version;
use super::tree::{self, Tree, Unresolved};
use super::{Flags, Npm, find_prefix, yarn_lock};
use crate::base::order;
use crate::os::{ExitStatus, ProgramFuture};
use crate::programs::kit::Tool;
use crate::programs::kit::text::shell_quote;
use crate::vfs::{Content, path};

/// Runs a command of yarn.
pub(in crate::programs) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

/// What the options say beyond npm's.
#[derive(Default)]
struct Options {
    frozen: bool,
    silent: bool,
}

async fn run(mut tool: Tool) -> ExitStatus {
    let mut options = Options::default();
    let mut flags = Flags::default();
    let mut words: Vec<String> = Vec::new();
    let mut args = std::mem::take(&mut tool.args).into_iter();
    while let Some(arg) = args.next() {
        // What follows a script's name is the script's.
        let script = words.first().is_some_and(|first| !COMMANDS.contains(&first.as_str()))
            || words.len() > 1 && words[0] == "run";
        match arg.as_str() {
            _ if script => words.push(arg),
            "-v" | "--version" => {
                let version = tool.process.version().to_string();
                tool.line(&version);
                return tool.end().await;
            }
            "-D" | "--dev" => flags.save_dev = true,
            "-E" | "--exact" => flags.save_exact = true,
            "-y" | "--yes" => flags.yes = true,
            "-s" | "--silent" => options.silent = true,
            "--frozen-lockfile" => options.frozen = true,
            "--production" | "--prod" | "--production=true" => flags.omit_dev = true,
            "--cwd" => {
                if let Some(folder) = args.next() {
                    let _ = tool.process.chdir(&folder);
                }
            }
            "-h" | "--help" => words.insert(0, "help".to_owned()),
            other if other.starts_with('-') => {}
            _ => words.push(arg),
        }
    }
    flags.omit_dev |= tool.process.env("NODE_ENV").is_some_and(|value| value == "production");
    let prefix = find_prefix(&tool);
    let mut npm = Npm { tool, prefix, flags, words, rest: Vec::new(), version: (11, 0) };
    npm.yarn(&options).await;
    npm.tool.end().await
}

/// Commands of yarn's own; any other word is a script.
const COMMANDS: [&str; 22] = [
    "add", "audit", "cache", "config", "create", "dlx", "exec", "global", "help", "init", "install", "list", "node",
    "outdated", "pack", "publish", "remove", "run", "set", "up", "upgrade", "why",
];

impl Npm {
    async fn yarn(&mut self, options: &Options) {
        let started = self.tool.process.now();
        let command = if self.words.is_empty() { "install".to_owned() } else { self.words.remove(0) };
        let named = if COMMANDS.contains(&command.as_str()) { command.as_str() } else { "run" };
        if !options.silent {
            let version = self.tool.process.version().to_string();
            self.tool.line(&format!("yarn {named} v{version}"));
        }
        let result = match command.as_str() {
            "install" if !self.words.is_empty() => Err(format!(
                "`install` has been replaced with `add` to add new dependencies. Run \"yarn add {}\" instead.",
                self.words.join(" ")
            )),
            "install" => self.yarn_install(options).await,
            "add" if self.words.is_empty() => Err("Missing list of packages to add to your project.".to_owned()),
            "add" => self.yarn_add(options).await,
            "remove" if self.words.is_empty() => Err("Not enough arguments, expected at least 1.".to_owned()),
            "remove" => self.yarn_remove().await,
            "global" => self.yarn_global().await,
            "init" => self.yarn_init(),
            "run" if self.words.is_empty() => self.yarn_scripts(),
            "run" => {
                let name = self.words.remove(0);
                self.yarn_run(&name, options).await
            }
            name if named == "run" => self.yarn_run(name, options).await,
            name => {
                self.tool
                    .err(&format!("drydock: yarn {name} is not modelled: use install, add, remove, run or init\n"));
                self.tool.status = 1;
                return;
            }
        };
        match result {
            Ok(()) if options.silent => {}
            Ok(()) => {
                let micros = self.tool.process.now().since(started);
                self.tool.line(&format!("Done in {}.{:02}s.", micros / 1_000_000, micros / 10_000 % 100));
            }
            Err(problem) => {
                self.tool.err(&format!("error {problem}\n"));
                self.tool.line(&format!(
                    "info Visit https://yarnpkg.com/en/docs/cli/{named} for documentation about this command."
                ));
                self.tool.status = self.tool.status.max(1);
            }
        }
    }

    /// The project's package.json, an empty one where there is none.
    fn yarn_manifest(&mut self) -> Result<Option<Manifest>, String> {
        let file = path::join(&self.prefix, "package.json");
        let Ok(text) = self.tool.process.read_text(&file) else { return Ok(None) };
        match serde_json::from_str(&text) {
            Ok(Value::Object(value)) => {
                let manifest = Manifest { value };
                if manifest.text("license").is_empty() && manifest.value.get("private") != Some(&json!(true)) {
                    self.tool.err("warning package.json: No license field\n");
                }
                Ok(Some(manifest))
            }
            Ok(_) => Err("package.json: not an object".to_owned()),
            Err(error) => Err(format!("SyntaxError: {file}: {error}")),
        }
    }

    /// The name and version in a warning about a missing license, once the packages are being looked up.
    fn yarn_license(&mut self, manifest: &Manifest) {
        let unnamed = manifest.label().is_empty() || !manifest.text("license").is_empty();
        if !unnamed && manifest.value.get("private") != Some(&json!(true)) {
            self.tool.err(&format!("warning {}: No license field\n", manifest.label()));
        }
    }

    async fn yarn_install(&mut self, options: &Options) -> Result<(), String> {
        let manifest = self.yarn_manifest()?.unwrap_or(Manifest { value: Map::new() });
        let before = self.yarn_locked();
        if before.is_none() {
            self.tool.line("info No lockfile found.");
        }
        self.yarn_mixed();
        let registry = self.registry().await;
        self.tool.line("[1/4] Resolving packages...");
        let lock = before.unwrap_or_default();
        let known = yarn_lock::read(&lock);
        let needs = manifest.needs();
        let fits = |(name, range): (&String, &String)| known.contains_key(&format!("{name}@{range}"));
        if options.frozen && !lock.is_empty() && !needs.prod.iter().chain(&needs.dev).all(fits) {
            return Err("Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`.".to_owned());
        }
        let tree = Self::yarn_tree(&registry, &manifest, &lock, &[])?;
        let same = !lock.is_empty() && self.installed(&registry) == self.wanted(&tree);
        if same {
            self.tool.line("success Already up-to-date.");
            return Ok(());
        }
        self.yarn_license(&manifest);
        self.yarn_reify(&tree).await?;
        if !options.frozen {
            self.yarn_save(&manifest, &tree, &lock);
        }
        Ok(())
    }

    async fn yarn_add(&mut self, _options: &Options) -> Result<(), String> {
        let mut manifest = self.yarn_manifest()?.unwrap_or(Manifest { value: Map::new() });
        let lock = self.yarn_locked();
        if lock.is_none() {
            self.tool.line("info No lockfile found.");
        }
        self.yarn_mixed();
        let registry = self.registry().await;
        self.tool.line("[1/4] Resolving packages...");
        let list = if self.flags.save_dev { "devDependencies" } else { "dependencies" };
        let specs: Vec<(String, Option<String>)> = self.words.iter().map(|spec| split_spec(spec)).collect();
        for (name, wanted) in &specs {
            let range = wanted.clone().unwrap_or_else(|| "latest".to_owned());
            let release = registry.choose(name, &range).map_err(|_| {
                self.tool.err(&format!("drydock: the simulated npm registry has no package {name}\n"));
                match wanted {
                    Some(range) if !registry.versions(name).is_empty() => {
                        format!("Couldn't find any versions for \"{name}\" that matches \"{range}\"")
                    }
                    _ => format!("Couldn't find package \"{name}\" on the \"npm\" registry."),
                }
            })?;
            let range = match wanted {
                Some(range) if range != "latest" => range.clone(),
                _ if self.flags.save_exact => release.version.clone(),
                _ => format!("^{}", release.version),
            };
            manifest.add(list, name, &range);
        }
        let names: Vec<String> = specs.into_iter().map(|(name, _)| name).collect();
        let lock = lock.unwrap_or_default();
        let tree = Self::yarn_tree(&registry, &manifest, &lock, &names)?;
        let had = self.installed(&registry);
        self.yarn_license(&manifest);
        self.yarn_reify(&tree).await?;
        self.write_manifest(&manifest);
        self.yarn_save(&manifest, &tree, &lock);
        let label = |placed: &tree::Placed| format!("{}@{}", placed.release.name, placed.release.version);
        let direct: Vec<String> =
            names.iter().filter_map(|name| tree.get(&format!("node_modules/{name}")).map(label)).collect();
        let mut new: Vec<String> = tree
            .iter()
            .filter(|(place, placed)| had.get(*place) != Some(placed))
            .map(|(_, placed)| label(placed))
            .collect();
        order::sort(&mut new);
        new.dedup();
        let plural = if new.len() == 1 { "dependency" } else { "dependencies" };
        self.tool.line(&format!("success Saved {} new {plural}.", new.len()));
        for (title, list) in [("Direct", direct), ("All", new)] {
            self.tool.line(&format!("info {title} dependencies"));
            self.tool.out(&branches(&list));
        }
        Ok(())
    }

    async fn yarn_remove(&mut self) -> Result<(), String> {
        let mut manifest = self.yarn_manifest()?.unwrap_or(Manifest { value: Map::new() });
        for name in std::mem::take(&mut self.words) {
            self.tool.line(&format!("[1/2] Removing module {name}..."));
            if !manifest.remove(&name) {
                return Err("This module isn't specified in a package.json file.".to_owned());
            }
        }
        let registry = self.registry().await;
        self.tool.line("[2/2] Regenerating lockfile and installing missing dependencies...");
        let lock = self.yarn_locked().unwrap_or_default();
        let tree = Self::yarn_tree(&registry, &manifest, &lock, &[])?;
        self.yarn_license(&manifest);
        self.reify(&tree).await;
        self.write_manifest(&manifest);
        self.yarn_write(&yarn_lock::write(&manifest.needs(), &tree));
        self.tool.line("success Uninstalled packages.");
        Ok(())
    }

    /// `yarn global add`: npm's global folder stands in for yarn's.
    async fn yarn_global(&mut self) -> Result<(), String> {
        if self.words.first().is_none_or(|word| word != "add") {
            return Err("drydock: of yarn global only add is modelled".to_owned());
        }
        self.words.remove(0);
        self.flags.global = true;
        let registry = self.registry().await;
        for step in ["[1/4] Resolving", "[2/4] Fetching", "[3/4] Linking"] {
            self.tool.line(&format!("{step} {}...", if step.contains('3') { "dependencies" } else { "packages" }));
        }
        self.tool.line("[4/4] Building fresh packages...");
        for spec in std::mem::take(&mut self.words) {
            let (name, wanted) = split_spec(&spec);
            let release = registry
                .choose(&name, wanted.as_deref().unwrap_or("latest"))
                .map_err(|_| format!("Couldn't find package \"{name}\" on the \"npm\" registry."))?;
            let mut changes = Changes::default();
            self.put_globally(&registry, &name, &release, &mut changes);
            if self.tool.status != 0 {
                return Err("EACCES: permission denied, mkdir '/usr/local/lib/node_modules'".to_owned());
            }
            self.wait(&changes).await;
            self.tool.line(&format!("success Installed \"{name}@{}\" with binaries:", release.version));
            for bin in &release.bins {
                self.tool.line(&format!("      - {bin}"));
            }
        }
        Ok(())
    }

    fn yarn_init(&mut self) -> Result<(), String> {
        if !self.flags.yes {
            return Err("drydock: yarn init without -y is not modelled: it asks questions".to_owned());
        }
        let text = "warning The yes flag has been set. This will automatically answer yes to all questions, which may have security \
                    implications.\n";
        self.tool.err(text);
        let cwd = self.tool.process.cwd().to_string();
        let name = path::base_name(&cwd).to_lowercase().replace(' ', "-");
        let value = json!({"name": name, "version": "1.0.0", "main": "index.js", "license": "MIT"});
        if let Value::Object(map) = value {
            self.write_json(&path::join(&cwd, "package.json"), &map);
        }
        self.tool.line("success Saved package.json");
        Ok(())
    }

    // Scripts.

    fn yarn_scripts(&mut self) -> Result<(), String> {
        let manifest = self.yarn_manifest()?.ok_or_else(|| self.yarn_nothing())?;
        let bins = self.tool.process.read_dir(&path::join(&self.prefix, "node_modules/.bin")).unwrap_or_default();
        if !bins.is_empty() {
            self.tool.line(&format!("info Commands available from binary scripts: {}", bins.join(", ")));
        }
        let mut text = String::from("info Project commands\n");
        for (name, script) in manifest.pairs("scripts") {
            let _ = write!(text, "   - {name}\n      {script}\n");
        }
        self.tool.out(&text);
        self.tool.err("error No command specified.\n");
        Ok(())
    }

    fn yarn_nothing(&self) -> String {
        format!("Couldn't find a package.json file in \"{}\"", self.tool.process.cwd())
    }

    async fn yarn_run(&mut self, name: &str, options: &Options) -> Result<(), String> {
        let manifest = self.yarn_manifest()?.ok_or_else(|| self.yarn_nothing())?;
        let scripts = manifest.pairs("scripts");
        let local = path::join(&self.prefix, &format!("node_modules/.bin/{name}"));
        let mut commands = Vec::new();
        if let Some(script) = scripts.get(name) {
            for one in [format!("pre{name}"), name.to_owned(), format!("post{name}")] {
                commands.extend(if one == name { Some(script) } else { scripts.get(&one) }.cloned());
            }
        } else if self.tool.process.exists(&local) {
            commands.push(local);
        } else {
            return Err(format!("Command \"{name}\" not found."));
        }
        let args: Vec<String> = std::mem::take(&mut self.words).iter().map(|arg| shell_quote(arg, false)).collect();
        let own = usize::from(scripts.contains_key(&format!("pre{name}")));
        for (at, mut command) in commands.into_iter().enumerate() {
            if at == own && !args.is_empty() {
                let _ = write!(command, " {}", args.join(" "));
            }
            if !options.silent {
                self.tool.line(&format!("$ {command}"));
            }
            self.tool.flush().await;
            let env = self.environment(&manifest, name);
            let status = self.shell(&command, env).await;
            self.tool.status = status.code() as u8;
            match status {
                ExitStatus::Code(0) => {}
                ExitStatus::Code(code) => return Err(format!("Command failed with exit code {code}.")),
                ExitStatus::Signal(signal) => {
                    return Err(format!("Command failed with signal \"SIG{}\".", signal.name()));
                }
            }
        }
        Ok(())
    }

    // Lock file and tree.

    fn yarn_locked(&self) -> Option<String> {
        self.tool.process.read_text(&path::join(&self.prefix, "yarn.lock")).ok()
    }

    fn yarn_mixed(&mut self) {
        if self.tool.process.exists(&path::join(&self.prefix, "package-lock.json")) {
            let text = "warning package-lock.json found. Your project contains lock files generated by tools other than Yarn. It is advised \
                        not to mix package managers in order to avoid resolution inconsistencies caused by unsynchronized lock files. To \
                        clear this warning, remove package-lock.json.\n";
            self.tool.err(text);
        }
    }

    fn yarn_tree(registry: &Registry, manifest: &Manifest, lock: &str, strict: &[String]) -> Result<Tree, String> {
        let kept = yarn_lock::kept(&yarn_lock::read(lock), registry);
        tree::build(registry, &manifest.needs(), &kept, strict).map_err(|unresolved: Unresolved| {
            let Unresolved { name, wanted, .. } = unresolved;
            if Version::parse(&wanted).is_some() || !registry.versions(&name).is_empty() {
                format!("Couldn't find any versions for \"{name}\" that matches \"{wanted}\"")
            } else {
                format!("Couldn't find package \"{name}\" on the \"npm\" registry.")
            }
        })
    }

    /// What of a tree gets installed.
    fn wanted(&self, tree: &Tree) -> Tree {
        let mut wanted = tree.clone();
        wanted.retain(|_, placed| !(self.flags.omit_dev && placed.dev));
        wanted
    }

    async fn yarn_reify(&mut self, tree: &Tree) -> Result<(), String> {
        self.tool.line("[2/4] Fetching packages...");
        self.tool.flush().await;
        self.reify(tree).await;
        if self.tool.status != 0 {
            return Err(format!(
                "An unexpected error occurred: \"EACCES: permission denied, mkdir '{}'\".",
                self.prefix
            ));
        }
        self.tool.line("[3/4] Linking dependencies...");
        self.tool.line("[4/4] Building fresh packages...");
        Ok(())
    }

    fn yarn_save(&mut self, manifest: &Manifest, tree: &Tree, before: &str) {
        let lock = yarn_lock::write(&manifest.needs(), tree);
        if lock != before {
            self.yarn_write(&lock);
            self.tool.line("success Saved lockfile.");
        }
    }

    fn yarn_write(&mut self, lock: &str) {
        let _ = self.tool.process.write_file(&path::join(&self.prefix, "yarn.lock"), Content::text(lock));
    }
}

/// A list drawn as the branches of a tree.
fn branches(list: &[String]) -> String {
    let mut out = String::new();
    for (at, item) in list.iter().enumerate() {
        let _ = writeln!(out, "{} {item}", if at + 1 == list.len() { "└─" } else { "├─" });
    }
    out
}
