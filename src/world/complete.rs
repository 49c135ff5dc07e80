//! Tab at a shell's prompt: what could stand at the caret. It reads the world and changes nothing, so that it needs no place
//! in a journal. The words come from the shell's builtins, programs, files and variables, and for docker from its commands
//! and the engine's names.

use crate::base::order;
use crate::cli::{self, Fits, Names};
use crate::os::{Link, ProcessInfo};
use crate::shell::complete::{Point, builtin_names, point, quoted};
use crate::vfs::path;

use super::World;

/// The most words that are worth showing.
const SHOWN: usize = 60;

/// What Tab does to a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// From which byte to the caret the line is replaced.
    pub start: usize,
    /// What comes there: as much as all that fits has in common.
    pub text: String,
    /// What fits, when it is more than one, as it is shown.
    pub options: Vec<String>,
}

/// Programs that read command lines.
const SHELLS: [&str; 5] = ["ash", "bash", "busybox", "dash", "sh"];

impl World {
    /// Completes the line in front of the caret; `None` where no shell reads it or nothing fits.
    pub fn complete(&self, terminal: u32, line: &str) -> Option<Completion> {
        let reader = self.reader(terminal)?;
        let point = point(line);
        let fits = self.fitting(terminal, &reader, &point);
        let mut found: Vec<String> = fits.words.into_iter().filter(|word| word.starts_with(&point.word)).collect();
        let mut shown = found.clone();
        if fits.files {
            let files = self.files(&reader, &point.word);
            let skip = point.word.rfind('/').map_or(0, |at| at + 1);
            shown.extend(files.iter().map(|file| file[skip..].to_owned()));
            found.extend(files);
        }
        order::sort(&mut found);
        found.dedup();
        order::sort(&mut shown);
        shown.dedup();
        let common = common(&found)?;
        // A whole word is followed by a blank, unless it goes on.
        let end = match found.as_slice() {
            [_] if !common.ends_with(['/', ':', '=']) => {
                point.quote.map_or_else(|| " ".to_owned(), |quote| format!("{quote} "))
            }
            _ => String::new(),
        };
        let variable = common.starts_with('$') && point.quote.is_none();
        let text = if variable { common } else { quoted(&common, point.quote) } + &end;
        let options = if found.len() > 1 { shown.into_iter().take(SHOWN).collect() } else { Vec::new() };
        Some(Completion { start: point.start, text, options })
    }

    /// The shell that waits for the line.
    fn reader(&self, terminal: u32) -> Option<ProcessInfo> {
        let own = self.terminals.get(terminal as usize)?.tty;
        self.kernel.enter(|state| {
            let mut tty = own;
            while let Some(Link::Tty(next)) = state.ttys.get(&tty)?.link {
                tty = next;
            }
            let entry = state.ttys.get(&tty)?;
            entry.prompt.as_ref()?;
            let process = state.processes.get(&entry.foreground?)?;
            SHELLS.contains(&&*process.program).then(|| process.clone())
        })
    }

    fn fitting(&self, terminal: u32, reader: &ProcessInfo, point: &Point) -> Fits {
        if let Some(name) = point.word.strip_prefix('$').filter(|_| point.quote != Some('\'')) {
            let names = reader.env.iter().map(|(known, _)| known).filter(|known| known.starts_with(name));
            return Fits { words: names.map(|name| format!("${name}")).collect(), files: false };
        }
        let files = Fits { words: Vec::new(), files: true };
        match point.words.first().map(String::as_str) {
            _ if point.redirected => files,
            None if !point.word.contains('/') => Fits { words: self.programs(reader), files: false },
            Some("docker") if self.hosts.iter().any(|host| host.ns == reader.ns) => {
                let fits = cli::complete(&point.words[1..], &point.word, &self.names(terminal));
                // A path is a file wherever it stands.
                Fits { files: fits.files || point.word.starts_with(['.', '/', '~']), ..fits }
            }
            Some("which" | "type" | "man" | "command") => Fits { words: self.programs(reader), files: false },
            _ => files,
        }
    }

    /// The names of commands: builtins and what PATH leads to.
    fn programs(&self, reader: &ProcessInfo) -> Vec<String> {
        let mut names: Vec<String> = builtin_names().into_iter().map(str::to_owned).collect();
        self.kernel.enter(|state| {
            let Some(ns) = state.namespaces.get(&reader.ns) else { return };
            for folder in reader.env("PATH").unwrap_or_default().split(':') {
                names.extend(state.vfs.read_dir(&ns.mounts, &reader.cred, folder).unwrap_or_default());
            }
        });
        names
    }

    /// The files that a begun path can mean; folders end in `/`. The part up to the last `/` stays as it was typed.
    fn files(&self, reader: &ProcessInfo, word: &str) -> Vec<String> {
        let (typed, begun) = word.rfind('/').map_or(("", word), |at| word.split_at(at + 1));
        let home = reader.env("HOME").unwrap_or("/");
        let folder = match typed.strip_prefix("~/") {
            Some(rest) => path::join(home, rest),
            None => path::join(&reader.cwd, typed),
        };
        self.kernel.enter(|state| {
            let Some(ns) = state.namespaces.get(&reader.ns) else { return Vec::new() };
            let names = state.vfs.read_dir(&ns.mounts, &reader.cred, &folder).unwrap_or_default();
            let fits = |name: &String| name.starts_with(begun) && (begun.starts_with('.') || !name.starts_with('.'));
            let whole = |name: String| {
                let stat = state.vfs.stat(&ns.mounts, &reader.cred, &path::join(&folder, &name));
                let slash = if stat.is_ok_and(|stat| stat.node.is_dir()) { "/" } else { "" };
                format!("{typed}{name}{slash}")
            };
            names.into_iter().filter(fits).map(whole).collect()
        })
    }

    fn names(&self, terminal: u32) -> Names {
        let host = self.terminals.get(terminal as usize).and_then(|terminal| self.hosts.get(terminal.host));
        let Some(host) = host else { return Names::default() };
        host.engine.look(|state| Names {
            containers: state.containers.values().map(|one| (one.name.clone(), one.state.is_running())).collect(),
            images: state.images.values().flat_map(|image| state.names_of(&image.id).0).collect(),
            networks: state.networks.values().map(|network| network.name.clone()).collect(),
            volumes: state
                .volumes
                .values()
                .filter(|volume| !volume.anonymous)
                .map(|volume| volume.name.clone())
                .collect(),
        })
    }
}

/// The longest text that all words begin with; `None` without words.
fn common(words: &[String]) -> Option<String> {
    let first = words.first()?;
    let same = |other: &String| first.char_indices().zip(other.chars()).take_while(|((_, a), b)| a == b).count();
    let count = words.iter().map(same).min().unwrap_or(0);
    Some(first.chars().take(count).collect())
}

#[cfg(test)]
mod tests {
    use super::super::{Settings, World};

    fn tab(line: &str) -> String {
        let catalog = crate::hub::embedded::catalog().unwrap();
        let world = World::new(&Settings::default(), &catalog, None);
        let found = world.complete(0, line).unwrap_or_default();
        let line = format!("{}{}", &line[..found.start.min(line.len())], found.text);
        if found.options.is_empty() { line } else { format!("{line} [{}]", found.options.join(" ")) }
    }

    #[test]
    fn commands_files_and_names_are_completed() {
        assert_eq!(tab("dock"), "docker [docker docker-compose]");
        assert_eq!(tab("docker net"), "docker network ");
        assert_eq!(tab("docker network ins"), "docker network inspect ");
        assert_eq!(tab("docker network inspect b"), "docker network inspect bridge ");
        assert_eq!(tab("docker run --vol"), "docker run --volume [--volume --volume-driver --volumes-from]");
        assert_eq!(tab("cat my"), "cat my-app/");
        assert_eq!(tab("cat my-app/app-code/s"), "cat my-app/app-code/server.js ");
        assert_eq!(tab("cd ~/my"), "cd ~/my-app/");
        assert_eq!(tab("docker build m"), "docker build my-app/");
        assert_eq!(tab("echo $HOM"), "echo $HOME ");
        assert_eq!(tab("docker rm nothing"), "");
    }
}
