//! From the flags of `docker run` to the engine's request, with the checks that the client makes and the words of 28.2.2.

use indexmap::IndexMap;
use serde_json::Value;

use crate::base::order;
use crate::base::units::Ulimit;
use crate::cli::failure::Outcome;
use crate::cli::values::Values;
use crate::engine::api::{
    self, ContainerConfig, CreateRequest, Empty, HealthConfig, HostConfig, LogConfig, NetworkingConfig, RestartPolicy,
};
use crate::os::Process;
use crate::vfs::path;

use super::{devices, endpoints, env, hosts, mounts, ports};

/// Reads the flags. The arguments are the image and the command.
pub(crate) fn request(process: &Process, values: &Values) -> Outcome<CreateRequest> {
    let text = |flag: &str| values.text(flag).to_owned();
    if !values.text("mac-address").is_empty() && !hosts::is_mac(values.text("mac-address")) {
        return Err(format!("{} is not a valid mac address", values.text("mac-address")).into());
    }
    let swappiness = values.int("memory-swappiness");
    if swappiness != -1 && !(0..=100).contains(&swappiness) {
        return Err(format!("invalid value: {swappiness}. Valid memory swappiness range is 0-100").into());
    }
    let (binds, volumes) = volumes(process, values)?;
    let ports = ports::read(values.list("publish"), values.list("expose"))?;
    let (mapped, named) = devices::devices(values.list("device"))?;
    let (variables, labels) = environment(process, values)?;
    modes(values)?;
    let restart_policy = restart(values.text("restart"))?;
    let log_config = logging(values)?;
    let security = security(values)?;
    let storage = storage(values)?;
    let health = health(values)?;
    let mut requests: Vec<api::DeviceRequest> =
        values.list("gpus").iter().filter_map(|text| devices::gpus(text).ok()).collect();
    requests.extend(named);
    if values.switch("rm") && !matches!(restart_policy.name.as_str(), "" | "no") {
        return Err("conflicting options: cannot specify both --restart and --rm".into());
    }
    let attached = |stream: &str| values.list("attach").iter().any(|name| name == stream);
    let default = !values.is_set("attach");
    let (open_stdin, attach_stdin) = (values.switch("interactive"), attached("stdin") || values.switch("interactive"));
    let mut args = values.args.iter().cloned();
    let image = args.next().unwrap_or_default();
    let command: Vec<String> = args.collect();
    let config = ContainerConfig {
        hostname: text("hostname"),
        domainname: text("domainname"),
        user: text("user"),
        attach_stdin,
        attach_stdout: default || attached("stdout"),
        attach_stderr: default || attached("stderr"),
        exposed_ports: (!ports.exposed.is_empty()).then_some(ports.exposed),
        tty: values.switch("tty"),
        open_stdin,
        stdin_once: open_stdin && attach_stdin,
        env: (!variables.is_empty()).then_some(variables),
        cmd: (!command.is_empty()).then_some(command),
        healthcheck: health,
        image,
        volumes: Some(volumes),
        working_dir: text("workdir"),
        entrypoint: values.given("entrypoint").map(|program| vec![program.to_owned()]),
        labels: Some(labels),
        stop_signal: text("stop-signal"),
        stop_timeout: values.given("stop-timeout").map(|_| values.int("stop-timeout")),
        ..ContainerConfig::default()
    };
    let lists = |flag: &str| Some(values.list(flag).to_vec()).filter(|list| !list.is_empty());
    let host_config = HostConfig {
        binds: (!binds.is_empty()).then_some(binds),
        container_id_file: text("cidfile"),
        log_config,
        network_mode: endpoints::mode(values),
        port_bindings: ports.bindings,
        restart_policy,
        auto_remove: values.switch("rm"),
        volume_driver: text("volume-driver"),
        volumes_from: lists("volumes-from"),
        annotations: pairs(values.list("annotation")),
        cap_add: lists("cap-add"),
        cap_drop: lists("cap-drop"),
        dns: values.list("dns").to_vec(),
        dns_options: values.list("dns-option").to_vec(),
        dns_search: values.list("dns-search").to_vec(),
        extra_hosts: lists("add-host"),
        group_add: lists("group-add"),
        links: lists("link"),
        oom_score_adj: values.int("oom-score-adj"),
        pid_mode: text("pid"),
        privileged: values.switch("privileged"),
        publish_all_ports: values.switch("publish-all"),
        readonly_rootfs: values.switch("read-only"),
        security_opt: (!security.is_empty()).then_some(security),
        storage_opt: (!storage.is_empty()).then_some(storage),
        tmpfs: tmpfs(values.list("tmpfs")),
        uts_mode: text("uts"),
        userns_mode: text("userns"),
        sysctls: pairs(values.list("sysctl")),
        device_requests: (!requests.is_empty()).then_some(requests),
        devices: mapped,
        mounts: mount_specs(process, values),
        ..resources(values)
    };
    let name = Some(text("name")).filter(|name| !name.is_empty());
    let networking = NetworkingConfig { endpoints_config: endpoints::read(values)? };
    Ok(CreateRequest { name, config, host_config, networking, platform: text("platform") })
}

/// Limits and shares, over the engine's own values.
fn resources(values: &Values) -> HostConfig {
    let own = HostConfig::default();
    let or = |flag: &str, own: String| values.given(flag).map_or(own, str::to_owned);
    let structs = |flag: &str, read: fn(&str) -> Result<Value, String>| {
        values.list(flag).iter().filter_map(|text| read(text).ok()).collect()
    };
    let ulimit = |text: &String| {
        let limit = Ulimit::parse(text).ok()?;
        Some(api::Ulimit { name: limit.name, hard: limit.hard, soft: limit.soft })
    };
    let mut ulimits: Vec<api::Ulimit> = values.list("ulimit").iter().filter_map(ulimit).collect();
    order::sort_by(&mut ulimits, |a, b| (a.name.cmp(&b.name)).is_lt());
    HostConfig {
        ipc_mode: or("ipc", own.ipc_mode),
        cgroupns_mode: or("cgroupns", own.cgroupns_mode),
        shm_size: if values.is_set("shm-size") { values.int("shm-size") } else { own.shm_size },
        runtime: or("runtime", own.runtime),
        isolation: values.text("isolation").to_owned(),
        cpu_shares: values.int("cpu-shares"),
        memory: values.int("memory"),
        nano_cpus: values.int("cpus"),
        cgroup_parent: values.text("cgroup-parent").to_owned(),
        blkio_weight: u16::try_from(values.int("blkio-weight")).unwrap_or(0),
        blkio_weight_device: structs("blkio-weight-device", devices::weight),
        blkio_device_read_bps: structs("device-read-bps", devices::rate_bps),
        blkio_device_write_bps: structs("device-write-bps", devices::rate_bps),
        blkio_device_read_iops: structs("device-read-iops", devices::rate_iops),
        blkio_device_write_iops: structs("device-write-iops", devices::rate_iops),
        cpu_period: values.int("cpu-period"),
        cpu_quota: values.int("cpu-quota"),
        cpu_realtime_period: values.int("cpu-rt-period"),
        cpu_realtime_runtime: values.int("cpu-rt-runtime"),
        cpuset_cpus: values.text("cpuset-cpus").to_owned(),
        cpuset_mems: values.text("cpuset-mems").to_owned(),
        device_cgroup_rules: Some(values.list("device-cgroup-rule").to_vec()).filter(|rules| !rules.is_empty()),
        memory_reservation: values.int("memory-reservation"),
        memory_swap: values.int("memory-swap"),
        memory_swappiness: Some(values.int("memory-swappiness")).filter(|value| *value != -1),
        oom_kill_disable: values.switch("oom-kill-disable").then_some(true),
        init: values.given("init").map(|_| values.switch("init")),
        pids_limit: Some(values.int("pids-limit")).filter(|limit| *limit != 0),
        ulimits,
        ..own
    }
}

/// `--volume`: binds as the engine takes them, and anonymous volumes by path.
fn volumes(process: &Process, values: &Values) -> Outcome<(Vec<String>, IndexMap<String, Empty>)> {
    let (mut binds, mut anonymous): (Vec<String>, _) = (Vec::new(), IndexMap::new());
    for text in values.list("volume") {
        let volume = mounts::volume_spec(text)?;
        if volume.source.is_empty() {
            anonymous.insert(text.clone(), Empty {});
            continue;
        }
        let bind = match text.split_once(':').filter(|(host, _)| volume.bind && host.starts_with('.')) {
            Some((host, rest)) => format!("{}:{rest}", path::absolute(&process.cwd(), host)),
            None => text.clone(),
        };
        if !binds.contains(&bind) {
            binds.push(bind);
        }
    }
    order::sort_map(&mut anonymous);
    Ok((binds, anonymous))
}

fn mount_specs(process: &Process, values: &Values) -> Option<Vec<api::MountSpec>> {
    let absolute = |source: &str| path::absolute(&process.cwd(), source);
    let specs: Vec<_> = values.list("mount").iter().filter_map(|text| mounts::mount(text, &absolute).ok()).collect();
    (!specs.is_empty()).then_some(specs)
}

fn environment(process: &Process, values: &Values) -> Outcome<(Vec<String>, IndexMap<String, String>)> {
    let own = |name: &str| process.env(name);
    let typed = env::resolve(values.list("env"), &own);
    let variables = env::of_files(process, values.list("env-file"), Some(&own), typed)?;
    let labels = env::of_files(process, values.list("label-file"), None, values.list("label").to_vec())?;
    Ok((variables, pairs(&labels).unwrap_or_default()))
}

/// `name=value` texts as a sorted map; `None` when there are none.
pub(crate) fn pairs(texts: &[String]) -> Option<IndexMap<String, String>> {
    let pair = |text: &String| {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        (name.to_owned(), value.to_owned())
    };
    let mut pairs: IndexMap<String, String> = texts.iter().map(pair).collect();
    order::sort_map(&mut pairs);
    (!pairs.is_empty()).then_some(pairs)
}

fn tmpfs(texts: &[String]) -> Option<IndexMap<String, String>> {
    let mut paths: IndexMap<String, String> = IndexMap::new();
    for text in texts {
        let (path, options) = text.split_once(':').unwrap_or((text, ""));
        paths.insert(path.to_owned(), options.to_owned());
    }
    (!paths.is_empty()).then_some(paths)
}

/// The modes that are a choice of few words.
fn modes(values: &Values) -> Outcome {
    let one_of = |flag: &str, words: &[&str]| words.contains(&values.text(flag));
    let container = values.text("pid").strip_prefix("container:").is_some_and(|name| !name.is_empty());
    if !one_of("pid", &["", "host"]) && !container {
        return Err("--pid: invalid PID mode".into());
    }
    if !one_of("uts", &["", "host"]) {
        return Err("--uts: invalid UTS mode".into());
    }
    if !one_of("userns", &["", "host"]) {
        return Err("--userns: invalid USER mode".into());
    }
    if !one_of("cgroupns", &["", "host", "private"]) {
        return Err("--cgroupns: invalid CGROUP mode".into());
    }
    Ok(())
}

/// `--restart`
pub(crate) fn restart(text: &str) -> Outcome<RestartPolicy> {
    let (name, count) = match text.split_once(':') {
        Some(("", _)) => return Err("invalid restart policy format: no policy provided before colon".into()),
        Some((name, count)) => (name, count),
        None => (text, ""),
    };
    let maximum_retry_count = match count {
        "" => 0,
        count => count
            .parse()
            .map_err(|_| "invalid restart policy format: maximum retry count must be an integer".to_owned())?,
    };
    Ok(RestartPolicy { name: name.to_owned(), maximum_retry_count })
}

fn logging(values: &Values) -> Outcome<LogConfig> {
    let (driver, options) = (values.text("log-driver"), values.list("log-opt"));
    if driver == "none" && !options.is_empty() {
        return Err(format!("invalid logging opts for driver {driver}").into());
    }
    let config = pairs(options).unwrap_or_default();
    Ok(LogConfig { kind: if driver.is_empty() { LogConfig::default().kind } else { driver.to_owned() }, config })
}

fn security(values: &Values) -> Outcome<Vec<String>> {
    let mut options = Vec::new();
    for option in values.list("security-opt") {
        let pair = option.split_once('=').or_else(|| option.split_once(':'));
        let value = pair.map_or("", |(_, value)| value);
        let name = pair.map_or(option.as_str(), |(name, _)| name);
        if value.is_empty() && name != "no-new-privileges" {
            return Err(format!("Invalid --security-opt: {}", crate::base::quote::quote(option)).into());
        }
        if option != "systempaths=unconfined" {
            options.push(option.clone());
        }
    }
    Ok(options)
}

fn storage(values: &Values) -> Outcome<IndexMap<String, String>> {
    let options = values.list("storage-opt");
    if options.iter().any(|option| !option.contains('=')) {
        return Err("invalid storage option".into());
    }
    Ok(pairs(options).unwrap_or_default())
}

fn health(values: &Values) -> Outcome<Option<HealthConfig>> {
    const NUMBERS: [&str; 5] =
        ["health-interval", "health-timeout", "health-retries", "health-start-period", "health-start-interval"];
    let command = values.text("health-cmd");
    let set = !command.is_empty() || NUMBERS.iter().any(|flag| values.int(flag) != 0);
    if values.switch("no-healthcheck") {
        if set {
            return Err("--no-healthcheck conflicts with --health-* options".into());
        }
        return Ok(Some(HealthConfig { test: vec!["NONE".to_owned()], ..HealthConfig::default() }));
    }
    if let Some(flag) = NUMBERS.iter().find(|flag| values.int(flag) < 0) {
        return Err(format!("--{flag} cannot be negative").into());
    }
    let test = if command.is_empty() { Vec::new() } else { vec!["CMD-SHELL".to_owned(), command.to_owned()] };
    Ok(set.then(|| HealthConfig {
        test,
        interval: values.int("health-interval"),
        timeout: values.int("health-timeout"),
        start_period: values.int("health-start-period"),
        start_interval: values.int("health-start-interval"),
        retries: values.int("health-retries"),
    }))
}
