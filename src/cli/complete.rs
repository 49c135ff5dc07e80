//! What could stand next in a docker command line: subcommands, flags and their values, and the names of what there is. It
//! reads the commands' values and a list of names; it asks no engine and runs nothing.

use super::command::{Command, Flag};
use super::commands;
use super::dispatch::ROOT;
use super::groups::GROUPS;
use crate::base::order;

/// The names of what a docker engine has at this moment.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Containers by name, and whether they run.
    pub containers: Vec<(String, bool)>,
    /// Images by repository and tag.
    pub images: Vec<String>,
    /// Networks.
    pub networks: Vec<String>,
    /// Named volumes.
    pub volumes: Vec<String>,
}

/// What fits at a place of a command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fits {
    /// The words that fit, without regard to what is typed already.
    pub words: Vec<String>,
    /// Files of the host fit too.
    pub files: bool,
}

impl Fits {
    fn words(words: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { words: words.into_iter().map(Into::into).collect(), files: false }
    }

    fn files() -> Self {
        Self { words: Vec::new(), files: true }
    }
}

/// What fits after the words that follow `docker`, where `word` has been begun.
pub fn complete(words: &[String], word: &str, names: &Names) -> Fits {
    let mut rest = words;
    // Global flags come first.
    while let Some(first) = rest.first().filter(|first| first.starts_with('-')) {
        let flag = ROOT.all_flags().find(|flag| is_called(flag, first));
        let skip = flag.map_or(1, |flag| if flag.kind.switch || first.contains('=') { 1 } else { 2 });
        rest = rest.get(skip..).unwrap_or_default();
    }
    let Some(first) = rest.first() else {
        return if word.starts_with('-') { Fits::words(flags(&ROOT)) } else { Fits::words(top_level()) };
    };
    // The builder is a plugin that the short spelling is handed to.
    if rest[0] == "build" || rest.len() > 1 && rest[1] == "build" && matches!(rest[0].as_str(), "image" | "builder") {
        let after = if rest[0] == "build" { 1 } else { 2 };
        return commands::find("buildx build")
            .map_or_else(Fits::default, |command| in_command(command, &rest[after..], word, names));
    }
    if let Some(command) = commands::find(first) {
        return in_command(command, &rest[1..], word, names);
    }
    let Some(group) = GROUPS.iter().find(|group| group.name == first) else { return Fits::default() };
    match rest.get(1).and_then(|second| commands::find(&format!("{} {second}", group.name))) {
        Some(command) => in_command(command, &rest[2..], word, names),
        None if rest.len() == 1 => Fits::words(of_group(group.name)),
        None => Fits::default(),
    }
}

fn top_level() -> Vec<&'static str> {
    let short = commands::ALL.iter().flat_map(|command| command.names).copied().filter(|name| !name.contains(' '));
    let mut names: Vec<&str> = short.chain(GROUPS.iter().map(|group| group.name)).chain(["build", "help"]).collect();
    order::sort(&mut names);
    names.dedup();
    names
}

/// The usual names of a group's commands.
fn of_group(group: &str) -> Vec<&'static str> {
    let usual =
        commands::ALL.iter().filter_map(|command| command.names.first()?.strip_prefix(group)?.strip_prefix(' '));
    let mut names: Vec<&str> = usual.collect();
    order::sort(&mut names);
    names
}

fn flags(command: &Command) -> Vec<String> {
    let shown = command.all_flags().filter(|flag| !flag.hidden).map(|flag| format!("--{}", flag.long));
    let mut flags: Vec<String> = shown.chain(["--help".to_owned()]).collect();
    order::sort(&mut flags);
    flags
}

/// Whether `word` is the flag, alone or with its value.
fn is_called(flag: &Flag, word: &str) -> bool {
    let name = word.split('=').next().unwrap_or(word);
    if let Some(long) = name.strip_prefix("--") {
        return long == flag.long;
    }
    // In a cluster only the last letter can take the next word.
    flag.short != '\0' && name.starts_with('-') && name.ends_with(flag.short)
}

fn in_command(command: &Command, words: &[String], word: &str, names: &Names) -> Fits {
    let (mut arguments, mut ended, mut at) = (Vec::new(), false, 0);
    while let Some(next) = words.get(at) {
        at += 1;
        if ended || !next.starts_with('-') || next == "-" {
            arguments.push(next.as_str());
            ended |= command.flags_first;
        } else if next == "--" {
            ended = true;
        } else if let Some(flag) = command.all_flags().find(|flag| is_called(flag, next))
            && !flag.kind.switch
            && !next.contains('=')
        {
            if at == words.len() {
                return of_flag(command, flag, names);
            }
            at += 1;
        }
    }
    if word.starts_with('-') && !ended {
        if let Some((name, _)) = word.split_once('=')
            && let Some(flag) = command.all_flags().find(|flag| is_called(flag, name))
        {
            let fits = of_flag(command, flag, names);
            return Fits { words: fits.words.iter().map(|value| format!("{name}={value}")).collect(), files: false };
        }
        return Fits::words(flags(command));
    }
    of_argument(command.names[0], &arguments, names)
}

fn of_flag(command: &Command, flag: &Flag, names: &Names) -> Fits {
    let all = || names.containers.iter().map(|(name, _)| name.clone());
    match flag.stored_as {
        "network" if command.names[0].starts_with("container") => {
            Fits::words(names.networks.iter().cloned().chain(all().map(|name| format!("container:{name}"))))
        }
        "network" => Fits::words(names.networks.iter().cloned()),
        "volumes-from" | "link" => Fits::words(all()),
        "volume" => Fits { words: names.volumes.iter().map(|name| format!("{name}:")).collect(), files: true },
        "restart" => Fits::words(["always", "no", "on-failure", "unless-stopped"]),
        "pull" => Fits::words(["always", "missing", "never"]),
        "progress" => Fits::words(["auto", "plain", "quiet", "rawjson", "tty"]),
        "platform" => Fits::words(["linux/amd64", "linux/arm64"]),
        "driver" if command.names[0].starts_with("network") => {
            Fits::words(["bridge", "host", "ipvlan", "macvlan", "none"])
        }
        "format" => Fits::words(["json", "table"]),
        "type" => Fits::words(["container", "image", "network", "volume"]),
        "file" | "env-file" | "output" | "input" | "cidfile" | "iidfile" | "label-file" | "config" => Fits::files(),
        _ => Fits::default(),
    }
}

fn of_argument(command: &str, before: &[&str], names: &Names) -> Fits {
    let fresh = |name: &String| !before.contains(&name.as_str());
    let containers = |runs: Option<bool>| {
        let fits =
            names.containers.iter().filter(|(name, running)| fresh(name) && runs.is_none_or(|runs| runs == *running));
        Fits::words(fits.map(|(name, _)| name.clone()))
    };
    let images = || Fits::words(names.images.iter().filter(|name| fresh(name)).cloned());
    let first = before.is_empty();
    match command {
        "container start" => containers(Some(false)),
        "container stop" | "container kill" | "container pause" | "container restart" | "container stats" => {
            containers(Some(true))
        }
        "container attach" | "container exec" | "container top" | "container port" if first => containers(Some(true)),
        "container rm" | "container wait" | "container inspect" | "container unpause" | "container update" => {
            containers(None)
        }
        "container logs" | "container diff" | "container rename" | "container commit" | "container export" if first => {
            containers(None)
        }
        "container cp" => {
            let words = names.containers.iter().map(|(name, _)| format!("{name}:")).collect();
            Fits { words, files: true }
        }
        "container run" | "container create" | "image history" | "image push" | "image pull" if first => images(),
        "image rm" | "image inspect" | "image save" => images(),
        "image tag" if before.len() < 2 => images(),
        "image load" | "image import" | "buildx build" | "image build" => Fits::files(),
        "network rm" | "network inspect" => Fits::words(names.networks.iter().filter(|name| fresh(name)).cloned()),
        "network connect" | "network disconnect" if first => Fits::words(names.networks.iter().cloned()),
        "network connect" | "network disconnect" if before.len() == 1 => containers(None),
        "volume rm" | "volume inspect" => Fits::words(names.volumes.iter().filter(|name| fresh(name)).cloned()),
        "inspect" | "system inspect" => {
            let all = names
                .containers
                .iter()
                .map(|(name, _)| name)
                .chain(&names.images)
                .chain(&names.networks)
                .chain(&names.volumes);
            Fits::words(all.filter(|name| fresh(name)).cloned())
        }
        // The program in a container has arguments of its own.
        _ => Fits::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(line: &str, word: &str) -> Vec<String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let names = Names {
            containers: vec![("web".into(), true), ("old".into(), false)],
            images: vec!["nginx:latest".into()],
            networks: vec!["bridge".into(), "my-net".into()],
            volumes: vec!["data".into()],
        };
        let mut found = complete(&words, word, &names).words;
        found.retain(|found| found.starts_with(word));
        found
    }

    #[test]
    fn what_fits_comes_from_the_commands_and_from_what_there_is() {
        assert_eq!(fit("", "sta"), ["start", "stats"]);
        assert_eq!(fit("volume", ""), ["create", "inspect", "ls", "prune", "rm", "update"]);
        assert_eq!(fit("stop", ""), ["web"]);
        assert_eq!(fit("start", ""), ["old"]);
        assert_eq!(fit("container rm -f web", ""), ["old"]);
        assert_eq!(fit("run", "--na"), ["--name"]);
        assert_eq!(fit("run -it --network", "my"), ["my-net"]);
        assert_eq!(fit("run --network=x -d", ""), ["nginx:latest"]);
        assert_eq!(fit("run -dit", ""), ["nginx:latest"]);
        assert_eq!(fit("run nginx", ""), [] as [String; 0]);
        assert_eq!(fit("run", "--restart=a"), ["--restart=always"]);
        assert_eq!(fit("-D exec", ""), ["web"]);
        assert_eq!(fit("inspect", "n"), ["nginx:latest"]);
        assert_eq!(fit("network connect my-net", ""), ["web", "old"]);
    }
}
