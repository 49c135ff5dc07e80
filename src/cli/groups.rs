//! The groups of commands, and the commands of docker that are left out on purpose.

use crate::os::Process;

/// A group of commands, for example `docker container`.
pub(crate) struct Group {
    /// Its name.
    pub(crate) name: &'static str,
    /// The plugin that it comes from, empty for docker's own.
    plugin: &'static str,
}

impl Group {
    /// What follows its name in messages; its help always has `COMMAND`.
    pub(crate) fn usage(&self) -> &'static str {
        if self.name == "volume" { "COMMAND" } else { "" }
    }

    /// What marks a plugin in the help.
    pub(crate) const fn mark(&self) -> &'static str {
        if self.plugin.is_empty() { "" } else { "*" }
    }
}

/// The groups in the help's order.
pub(crate) const GROUPS: &[Group] = &[
    Group { name: "builder", plugin: "" },
    Group { name: "buildx", plugin: "docker-buildx" },
    Group { name: "container", plugin: "" },
    Group { name: "context", plugin: "" },
    Group { name: "image", plugin: "" },
    Group { name: "network", plugin: "" },
    Group { name: "system", plugin: "" },
    Group { name: "volume", plugin: "" },
];

/// The folders that hold plugins, after the user's own.
const PLUGIN_DIRS: [&str; 4] = [
    "/usr/local/lib/docker/cli-plugins",
    "/usr/local/libexec/docker/cli-plugins",
    "/usr/lib/docker/cli-plugins",
    "/usr/libexec/docker/cli-plugins",
];

const SWARM: &str = "a single engine is modelled, not a cluster of them";

/// Commands that the model leaves out, with the reason.
const NOT_MODELLED: &[(&str, &str)] = &[
    ("bake", "builds are started one by one"),
    ("buildx bake", "builds are started one by one"),
    ("buildx create", "there is one builder, the engine's own"),
    ("buildx dial-stdio", "there is one builder, the engine's own"),
    ("buildx history", "builds are not recorded"),
    ("buildx imagetools", "images for several platforms are not modelled"),
    ("buildx install", "docker build is buildx's already"),
    ("buildx rm", "there is one builder, the engine's own"),
    ("buildx stop", "there is one builder, the engine's own"),
    ("buildx uninstall", "docker build is buildx's already"),
    ("buildx use", "there is one builder, the engine's own"),
    ("checkpoint", "a process cannot be written to disk and brought back"),
    ("config", SWARM),
    ("context create", "there is one engine to talk to"),
    ("context export", "there is one engine to talk to"),
    ("context import", "there is one engine to talk to"),
    ("context rm", "there is one engine to talk to"),
    ("context update", "there is one engine to talk to"),
    ("machine", "virtual machines are not modelled"),
    ("manifest", "images for several platforms are not modelled"),
    ("node", SWARM),
    ("plugin", "the engine has no plugins"),
    ("secret", SWARM),
    ("service", SWARM),
    ("stack", SWARM),
    ("swarm", SWARM),
    ("trust", "images are not signed"),
];

/// Plugins that the model leaves out, with the reason. Without the plugin's file the command is unknown, as in life.
const PLUGINS_NOT_MODELLED: &[(&str, &str)] = &[
    ("compose", "each container is started by its own command here"),
    ("init", "it asks about your project and writes files for it; write them in the editor"),
    ("scout", "known security holes are not modelled"),
];

/// The group called `name`, if it is installed.
pub(crate) fn find(process: &Process, name: &str) -> Option<&'static Group> {
    let group = GROUPS.iter().find(|group| group.name == name)?;
    (group.plugin.is_empty() || has_plugin(process, group.plugin)).then_some(group)
}

/// Whether a plugin of docker is installed: a file in one of the folders for it.
pub(crate) fn has_plugin(process: &Process, file: &str) -> bool {
    plugin_path(process, file).is_some()
}

fn plugin_path(process: &Process, file: &str) -> Option<String> {
    let home = process.env("HOME").unwrap_or_default();
    let own = format!("{home}/.docker/cli-plugins/{file}");
    let shared = PLUGIN_DIRS.iter().map(|dir| format!("{dir}/{file}"));
    std::iter::once(own).chain(shared).find(|path| process.exists(path))
}

/// A plugin as `docker info` tells of it.
pub(crate) struct Plugin {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it calls itself.
    pub(crate) title: &'static str,
    /// The version that came with docker 28.2.2.
    pub(crate) version: &'static str,
    /// Its file.
    pub(crate) path: String,
}

/// The plugins that are installed.
pub(crate) fn plugins(process: &Process) -> Vec<Plugin> {
    let known = [("buildx", "Docker Buildx", "v0.24.0"), ("compose", "Docker Compose", "v2.36.2")];
    let installed = known.into_iter().filter_map(|(name, title, version)| {
        let path = plugin_path(process, &format!("docker-{name}"))?;
        Some(Plugin { name, title, version, path })
    });
    installed.collect()
}

/// The command that a line names and the model leaves out, with the reason.
pub(crate) fn not_modelled(process: &Process, words: &[String]) -> Option<(&'static str, &'static str)> {
    let names = |name: &str| {
        let mut parts = name.split(' ').zip(words);
        name.split(' ').count() <= words.len() && parts.all(|(part, word)| part == word)
    };
    let plugin = |name: &str| words.first().is_some_and(|word| word == name);
    let own = NOT_MODELLED.iter().find(|(name, _)| names(name));
    let installed =
        || PLUGINS_NOT_MODELLED.iter().find(|(name, _)| plugin(name) && has_plugin(process, &format!("docker-{name}")));
    let (name, why) = own.or_else(installed)?;
    let needs_buildx = name.starts_with("buildx") && !has_plugin(process, "docker-buildx");
    (!needs_buildx).then_some((*name, *why))
}
