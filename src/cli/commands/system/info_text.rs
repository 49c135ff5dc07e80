//! What `docker info` prints without a template, line by line as 28.2.2 does.

use std::fmt::Write as _;

use serde_json::Value as Json;

use crate::base::order;
use crate::base::units;

/// Lines of a name and a value.
struct Lines(String);

impl Lines {
    fn add(&mut self, name: &str, value: &str) {
        let _ = writeln!(self.0, " {name}: {value}");
    }

    /// A line, unless it has no value.
    fn some(&mut self, name: &str, value: &Json) {
        if let Some(value) = value.as_str().filter(|value| !value.is_empty()) {
            self.add(name, value);
        }
    }

    fn any(&mut self, name: &str, value: &Json) {
        self.add(name, &value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    }

    /// A heading and what is below it, each indented by `indent`; nothing without any.
    fn list(&mut self, name: &str, indent: &str, items: Vec<String>) {
        if !items.is_empty() {
            let _ = writeln!(self.0, " {name}:");
        }
        for item in items {
            let _ = writeln!(self.0, "{indent}{item}");
        }
    }
}

fn texts(list: &Json) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect()
}

/// The client's part, down to the heading of the engine's.
pub(super) fn client(info: &Json) -> String {
    let text = |json: &Json, name: &str| json[name].as_str().unwrap_or("").to_owned();
    let mut out = format!("Client:\n Version:    {}\n Context:    {}\n", text(info, "Version"), text(info, "Context"));
    let _ = writeln!(out, " Debug Mode: {}", info["Debug"]);
    for (at, plugin) in info["Plugins"].as_array().into_iter().flatten().enumerate() {
        out.push_str(if at == 0 { " Plugins:\n" } else { "" });
        let of = |name: &str| text(plugin, name);
        let _ = writeln!(out, "  {}: {} ({})", of("Name"), of("ShortDescription"), of("Vendor"));
        let _ = writeln!(out, "    Version:  {}\n    Path:     {}", of("Version"), of("Path"));
    }
    out + "\nServer:\n"
}

/// The engine's part. Where docker prints runtimes in any order, they are sorted.
pub(super) fn server(info: &Json, user: Option<&str>, debug: bool) -> String {
    let mut lines = Lines(String::new());
    for (name, field) in [
        ("Containers", "Containers"),
        (" Running", "ContainersRunning"),
        (" Paused", "ContainersPaused"),
        (" Stopped", "ContainersStopped"),
        ("Images", "Images"),
    ] {
        lines.any(name, &info[field]);
    }
    lines.some("Server Version", &info["ServerVersion"]);
    lines.some("Storage Driver", &info["Driver"]);
    for pair in info["DriverStatus"].as_array().into_iter().flatten() {
        lines.add(&format!(" {}", pair[0].as_str().unwrap_or("")), pair[1].as_str().unwrap_or(""));
    }
    lines.some("Logging Driver", &info["LoggingDriver"]);
    lines.some("Cgroup Driver", &info["CgroupDriver"]);
    lines.some("Cgroup Version", &info["CgroupVersion"]);
    let plugins = ["Volume", "Network", "Authorization", "Log"].into_iter().map(|kind| (kind, &info["Plugins"][kind]));
    let plugins = plugins.filter(|(kind, list)| *kind != "Authorization" || !texts(list).is_empty());
    lines.list("Plugins", "  ", plugins.map(|(kind, list)| format!("{kind}: {}", texts(list).join(" "))).collect());
    lines.list("CDI spec directories", "  ", texts(&info["CDISpecDirs"]));
    lines.any("Swarm", &info["Swarm"]["LocalNodeState"]);
    let mut runtimes: Vec<&str> =
        info["Runtimes"].as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    order::sort(&mut runtimes);
    if !runtimes.is_empty() {
        lines.add("Runtimes", &runtimes.join(" "));
        lines.any("Default Runtime", &info["DefaultRuntime"]);
    }
    if info["OSType"] == "linux" {
        lines.any("Init Binary", &info["InitBinary"]);
        lines.any("containerd version", &info["ContainerdCommit"]["ID"]);
        lines.any("runc version", &info["RuncCommit"]["ID"]);
        lines.any("init version", &info["InitCommit"]["ID"]);
        lines.list(
            "Security Options",
            "  ",
            texts(&info["SecurityOptions"]).iter().flat_map(|text| security(text)).collect(),
        );
    }
    lines.some("Kernel Version", &info["KernelVersion"]);
    lines.some("Operating System", &info["OperatingSystem"]);
    lines.some("OSType", &info["OSType"]);
    lines.some("Architecture", &info["Architecture"]);
    lines.any("CPUs", &info["NCPU"]);
    lines.add("Total Memory", &units::bytes_size(info["MemTotal"].as_f64().unwrap_or(0.0)));
    lines.some("Name", &info["Name"]);
    lines.some("ID", &info["ID"]);
    lines.any("Docker Root Dir", &info["DockerRootDir"]);
    lines.any("Debug Mode", &info["Debug"]);
    if debug || info["Debug"] == true {
        lines.any(" File Descriptors", &info["NFd"]);
        lines.any(" Goroutines", &info["NGoroutines"]);
        lines.any(" System Time", &info["SystemTime"]);
        lines.any(" EventsListeners", &info["NEventsListener"]);
    }
    lines.some("HTTP Proxy", &info["HttpProxy"]);
    lines.some("HTTPS Proxy", &info["HttpsProxy"]);
    lines.some("No Proxy", &info["NoProxy"]);
    if let Some(user) = user {
        lines.add("Username", user);
    }
    lines.list("Labels", "  ", texts(&info["Labels"]));
    lines.any("Experimental", &info["ExperimentalBuild"]);
    let registries = &info["RegistryConfig"];
    let insecure = registries["IndexConfigs"].as_object().into_iter().flatten();
    let mut names: Vec<String> =
        insecure.filter(|(_, config)| config["Secure"] == false).map(|(name, _)| name.clone()).collect();
    names.extend(texts(&registries["InsecureRegistryCIDRs"]));
    lines.list("Insecure Registries", "  ", names);
    lines.list("Registry Mirrors", "  ", texts(&registries["Mirrors"]));
    lines.any("Live Restore Enabled", &info["LiveRestoreEnabled"]);
    lines.some("Product License", &info["ProductLicense"]);
    lines.0 + "\n"
}

/// `name=seccomp,profile=builtin` as a name and the line of its profile.
fn security(text: &str) -> Vec<String> {
    let part = |part: &str| match part.split_once('=') {
        Some(("name", name)) => Some(name.to_owned()),
        Some(("profile", profile)) => Some(format!(" Profile: {profile}")),
        _ => None,
    };
    text.split(',').filter_map(part).collect()
}
