//! A few words for a layer's brick, from the line of history that made it: what a pulled layer brings, or the instruction
//! that built one here. The whole line stays in `LayerView::created_by`.

/// The longest label; the page cuts what does not fit its brick.
const LONGEST: usize = 40;

/// Labels of the layers of an image from elsewhere, given its history from the oldest line on: each line and whether it
/// made no layer. One label for each line that made one.
pub fn pulled<'a>(history: impl Iterator<Item = (&'a str, bool)>) -> Vec<String> {
    let mut labels = Vec::new();
    // `ENV NODE_VERSION=24.1.0` says what the next layer installs, as most published images are written.
    let mut version = None;
    for (line, empty) in history {
        let line = clean(line);
        if empty {
            // The first of several is what the image is about.
            version = version.or_else(|| declared_version(line));
        } else {
            labels.push(short(brings(line, version.take())));
        }
    }
    labels
}

/// The label of a layer that was built here: its instruction as it was written, as far as history keeps that.
pub fn built(line: &str) -> String {
    let line = clean(line);
    let label = match shell_command(line) {
        Some(command) => format!("RUN {command}"),
        None if line.is_empty() => "commit".to_owned(),
        None => line.to_owned(),
    };
    short(label.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The line without what builders add to it.
fn clean(line: &str) -> &str {
    let line = line.trim();
    let line = line.strip_suffix("# buildkit").unwrap_or(line).trim_end();
    line.strip_prefix("/bin/sh -c #(nop)").unwrap_or(line).trim_start()
}

/// What the shell runs, for a line that ran one.
fn shell_command(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("RUN ").unwrap_or(line).trim_start();
    // `|1 VERSION=2 /bin/sh -c ...` names the build's arguments first.
    let at = if rest.starts_with('|') { rest.find("/bin/sh -c ")? } else { 0 };
    let shells = ["/bin/sh -c ", "/bin/bash -c ", "/bin/bash -o pipefail -c ", "/bin/ash -eo pipefail -c "];
    shells.iter().find_map(|shell| rest[at..].strip_prefix(shell)).map(str::trim)
}

/// `ENV NAME_VERSION=1.2` as its name and version.
fn declared_version(line: &str) -> Option<(&str, &str)> {
    let (name, version) = line.strip_prefix("ENV ")?.split_once('=')?;
    let name = name.strip_suffix("_VERSION")?;
    Some((name, version.split_whitespace().next().unwrap_or(version)))
}

/// What a pulled layer brings.
fn brings(line: &str, version: Option<(&str, &str)>) -> String {
    let Some(command) = shell_command(line) else { return brings_files(line) };
    let words: Vec<&str> = command.split_whitespace().collect();
    // What is installed says most, unless it only serves to build what the version before it names.
    let installed = packages(&words);
    if let Some((name, version)) = version {
        return format!("{} {version}", name.to_ascii_lowercase());
    }
    match installed.len() {
        0 => {}
        6.. if installed.iter().any(|name| matches!(*name, "autoconf" | "g++" | "gcc")) => {
            return "build tools".to_owned();
        }
        _ => return installed.join(", "),
    }
    if let Some(user) = user(&words) {
        return format!("user {user}");
    }
    let parts = command.split([';', '&', '|']).map(str::trim);
    let says = |part: &&str| {
        let first = part.split_whitespace().next().unwrap_or_default();
        !first.is_empty() && !first.contains('=') && !matches!(first, "set" | "echo" | "export" | "[" | "if" | ".")
    };
    let first = parts.clone().find(says);
    match first.unwrap_or(command) {
        part if part.starts_with("ln ") => "links".to_owned(),
        part if part.starts_with('{') => "settings".to_owned(),
        part if part.starts_with("for key") => "signing keys".to_owned(),
        part if part.starts_with("mkdir ") || part.starts_with("install -d") => {
            format!("folder {}", part.split_whitespace().next_back().unwrap_or_default())
        }
        part => part.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// What a layer of files brings.
fn brings_files(line: &str) -> String {
    if let Some(rest) = line.strip_prefix("# debian.sh") {
        let release =
            rest.split('\'').rev().find(|part| part.chars().all(|c| c.is_ascii_lowercase()) && !part.is_empty());
        return format!("debian {}", release.unwrap_or("base"));
    }
    let mut words = line.split_whitespace();
    let verb = words.next().unwrap_or_default();
    let mut paths: Vec<&str> = words.filter(|word| !word.starts_with("--")).collect();
    if !matches!(verb, "ADD" | "COPY") || paths.is_empty() {
        return line.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let source = paths.remove(0);
    let target = paths.last().copied().unwrap_or_default();
    let base = |path: &str| path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
    if let Some(rest) = source.strip_prefix("alpine-minirootfs-") {
        return format!("alpine {}", rest.split('-').next().unwrap_or_default());
    }
    // The classic builder names the content by a digest, so only the place tells what it is.
    let named = source.starts_with("file:") || source.starts_with("multi:") || source.starts_with("dir:");
    match (target, named) {
        ("/", _) => "base files".to_owned(),
        (_, true) if target.ends_with('/') => format!("files in {}", base(target)),
        (_, true) => base(target),
        _ if base(source).is_empty() || source == "." => base(target),
        _ => base(source),
    }
}

/// The packages that a command installs.
fn packages<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let installs = |at: &usize| match words[*at] {
        "install" => matches!(words[at.saturating_sub(1)], "apt-get" | "apt" | "yum" | "dnf" | "microdnf" | "tdnf"),
        "add" => words[at.saturating_sub(1)] == "apk",
        _ => false,
    };
    let Some(start) = (1..words.len()).find(installs) else { return Vec::new() };
    let mut skip = false;
    let mut found = Vec::new();
    for word in &words[start + 1..] {
        if matches!(*word, ";" | "&&" | "||" | "|") {
            break;
        }
        let plain = !std::mem::take(&mut skip) && !word.starts_with(['-', '$', '"', '\'', '.']);
        skip = matches!(*word, "--virtual" | "-t");
        let name = word.trim_end_matches(';').split(['=', '<', '>', '~']).next().unwrap_or_default();
        if plain && !name.is_empty() {
            found.push(name);
        }
        if word.ends_with(';') {
            break;
        }
    }
    found
}

/// The user that a command makes.
fn user<'a>(words: &[&'a str]) -> Option<&'a str> {
    let start = words.iter().position(|word| matches!(*word, "useradd" | "adduser"))?;
    let end = words[start + 1..].iter().position(|word| matches!(*word, "&&" | ";" | "||") || word.ends_with(';'));
    let part = words[start + 1..]
        .iter()
        .take(end.map_or(usize::MAX, |end| end + 1))
        .filter(|word| !matches!(**word, "&&" | ";" | "||"));
    let mut names =
        part.map(|word| word.trim_end_matches(';')).filter(|word| !word.starts_with(['-', '/', '$', '"', '.']));
    names.next_back()
}

fn short(label: String) -> String {
    if label.is_empty() || label.starts_with("umoci ") {
        return "base files".to_owned();
    }
    match label.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", label[..end].trim_end()),
        None => label,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pulled_layers_say_what_they_bring() {
        let history = [
            ("# debian.sh --arch 'amd64' out/ 'trixie' '@1782172800'", false),
            (
                "RUN /bin/sh -c set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tca-certificates \t\tcurl \t; \tapt-get dist-clean # buildkit",
                false,
            ),
            (
                "RUN /bin/sh -c groupadd --gid 1000 node   && useradd --uid 1000 --gid node --create-home node # buildkit",
                false,
            ),
            ("ENV NODE_VERSION=26.5.0", true),
            ("RUN /bin/sh -c ARCH= && dpkgArch=\"$(dpkg --print-architecture)\" && ... # buildkit", false),
            ("COPY docker-entrypoint.sh /usr/local/bin/ # buildkit", false),
            ("CMD [\"node\"]", true),
        ];
        let labels = ["debian trixie", "ca-certificates, curl", "user node", "node 26.5.0", "docker-entrypoint.sh"];
        assert_eq!(pulled(history.into_iter()), labels);
        assert_eq!(pulled([("/bin/sh -c #(nop) ADD file:0a1b in / ", false)].into_iter()), ["base files"]);
        let alpine = "RUN /bin/sh -c set -x     && addgroup -g 101 -S nginx     && adduser -S -D -H -u 101 nginx nginx";
        assert_eq!(pulled([(alpine, false)].into_iter()), ["user nginx"]);
    }

    #[test]
    fn built_layers_say_their_instruction() {
        assert_eq!(built("RUN /bin/sh -c npm install # buildkit"), "RUN npm install");
        assert_eq!(built("COPY . . # buildkit"), "COPY . .");
        assert_eq!(built("WORKDIR /app"), "WORKDIR /app");
        assert_eq!(built("RUN |1 V=1 /bin/sh -c echo $V # buildkit"), "RUN echo $V");
        assert_eq!(built("/bin/sh -c npm install"), "RUN npm install");
        assert_eq!(built(""), "commit");
    }
}
