//! What the daemon refuses before it makes a container: values out of range and options that exclude each other. The texts
//! and their order are moby's (`daemon/container.go`, `daemon/daemon_unix.go`, `runconfig`).

use crate::base::time::MILLI;

use super::api::{ApiError, ApiResult, ContainerConfig, HostConfig, RestartPolicy};

const SIX_MEGABYTES: i64 = 6 * 1024 * 1024;
/// A millisecond in nanoseconds.
const LEAST_SPAN: i64 = (MILLI * 1_000) as i64;
/// Options of the usual logging driver.
const LOG_OPTIONS: [&str; 8] =
    ["max-file", "max-size", "compress", "labels", "labels-regex", "env", "env-regex", "tag"];

/// Refuses options that a network mode excludes; `config` is the request's own, without the image's defaults.
pub(super) fn request(config: &ContainerConfig, host: &HostConfig) -> ApiResult<()> {
    network_mode(host, config).map_or(Ok(()), |why| Err(ApiError::invalid(why)))
}

/// Refuses what else the daemon refuses.
pub(super) fn container(config: &ContainerConfig, host: &HostConfig) -> ApiResult<()> {
    let refusal =
        common(config, host).or_else(|| resources(host, false).map(str::to_owned)).or_else(|| platform(config, host));
    refusal.map_or(Ok(()), |why| Err(ApiError::invalid(why)))
}

fn network_mode(host: &HostConfig, config: &ContainerConfig) -> Option<String> {
    let linked = host.links.as_ref().is_some_and(|links| !links.is_empty());
    if host.network_mode == "host" && linked {
        return Some(
            "conflicting options: host type networking can't be used with links. This would result in undefined \
             behavior"
                .to_owned(),
        );
    }
    let other = host.network_mode.strip_prefix("container:")?;
    let exposed = config.exposed_ports.as_ref().is_some_and(|ports| !ports.is_empty());
    let extra = host.extra_hosts.as_ref().is_some_and(|hosts| !hosts.is_empty());
    let what = if other.is_empty() {
        return Some("invalid network mode: invalid container format container:<name|id>".to_owned());
    } else if !config.hostname.is_empty() {
        "hostname and the network mode"
    } else if linked {
        "container type network can't be used with links. This would result in undefined behavior"
    } else if !host.dns.is_empty() {
        "dns and the network mode"
    } else if extra {
        "custom host-to-IP mapping and the network mode"
    } else if !host.port_bindings.is_empty() || host.publish_all_ports {
        "port publishing and the container type network mode"
    } else if exposed {
        "port exposing and the container type network mode"
    } else {
        return None;
    };
    Some(format!("conflicting options: {what}"))
}

fn common(config: &ContainerConfig, host: &HostConfig) -> Option<String> {
    let dir = &config.working_dir;
    if !dir.is_empty() && !dir.starts_with('/') {
        return Some(format!("the working directory '{dir}' is invalid, it needs to be an absolute path"));
    }
    let signal = &config.stop_signal;
    if !signal.is_empty() && crate::os::Signal::parse(signal).is_none() {
        return Some(format!("invalid signal: {signal}"));
    }
    if let Some(check) = &config.healthcheck {
        let spans = [("Interval", check.interval), ("Timeout", check.timeout)];
        let later = [("StartPeriod", check.start_period), ("StartInterval", check.start_interval)];
        let short = |(_, span): &&(&str, i64)| *span != 0 && *span < LEAST_SPAN;
        if let Some((name, _)) = spans.iter().find(short) {
            return Some(format!("{name} in Healthcheck cannot be less than 1ms"));
        }
        if check.retries < 0 {
            return Some("Retries in Healthcheck cannot be negative".to_owned());
        }
        if let Some((name, _)) = later.iter().find(short) {
            return Some(format!("{name} in Healthcheck cannot be less than 1ms"));
        }
    }
    if host.auto_remove && !matches!(host.restart_policy.name.as_str(), "" | "no") {
        return Some("can't create 'AutoRemove' container with restart policy".to_owned());
    }
    restart_policy(&host.restart_policy)
}

/// What is wrong with a restart policy.
pub(super) fn restart_policy(policy: &RestartPolicy) -> Option<String> {
    let why = match policy.name.as_str() {
        "" | "no" | "always" | "unless-stopped" if policy.maximum_retry_count != 0 => {
            "maximum retry count can only be used with 'on-failure'".to_owned()
        }
        "on-failure" if policy.maximum_retry_count < 0 => "maximum retry count cannot be negative".to_owned(),
        "" | "no" | "always" | "unless-stopped" | "on-failure" => return None,
        other => {
            format!("unknown policy '{other}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'")
        }
    };
    Some(format!("invalid restart policy: {why}"))
}

/// What is wrong with the limits; an update may set the swap alone.
pub(super) fn resources(host: &HostConfig, update: bool) -> Option<&'static str> {
    let (memory, swap, reserved) = (host.memory, host.memory_swap, host.memory_reservation);
    if memory != 0 && memory < SIX_MEGABYTES {
        return Some("Minimum memory limit allowed is 6MB");
    }
    if memory > 0 && swap > 0 && swap < memory {
        return Some("Minimum memoryswap limit should be larger than memory limit, see usage");
    }
    if memory == 0 && swap > 0 && !update {
        return Some("You should always set the Memory limit when using Memoryswap limit, see usage");
    }
    if reserved > 0 && reserved < SIX_MEGABYTES {
        return Some("Minimum memory reservation allowed is 6MB");
    }
    if memory > 0 && reserved > memory {
        return Some("Minimum memory limit can not be less than memory reservation limit, see usage");
    }
    if host.nano_cpus > 0 && host.cpu_period > 0 {
        return Some("Conflicting options: Nano CPUs and CPU Period cannot both be set");
    }
    if host.nano_cpus > 0 && host.cpu_quota > 0 {
        return Some("Conflicting options: Nano CPUs and CPU Quota cannot both be set");
    }
    None
}

fn platform(config: &ContainerConfig, host: &HostConfig) -> Option<String> {
    const LONGEST: usize = 64;
    if config.hostname.len() > LONGEST {
        let name = crate::base::quote::quote(&config.hostname);
        return Some(format!("hostname {name} is too long (maximum {LONGEST} bytes)"));
    }
    if host.shm_size < 0 {
        return Some("SHM size can not be less than 0".to_owned());
    }
    if !(-1_000..=1_000).contains(&host.oom_score_adj) {
        return Some(format!("Invalid value {}, range for oom score adj is [-1000, 1000]", host.oom_score_adj));
    }
    let log = &host.log_config;
    let unknown = log.config.keys().find(|name| !LOG_OPTIONS.contains(&name.as_str()));
    match (log.kind.as_str(), unknown) {
        ("json-file", Some(name)) => Some(format!("unknown log opt '{name}' for json-file log driver")),
        _ => None,
    }
}
