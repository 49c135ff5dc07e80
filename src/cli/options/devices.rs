//! Devices: `--device`, `--gpus`, `--device-read-bps`, `--blkio-weight-device` and their kin. The model has none of them;
//! they are checked so that a mistake is told as docker tells it.

use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::base::glob::clean_path;
use crate::base::units::{Ulimit, ram_in_bytes};
use crate::cli::kinds::{Kind, unsigned};
use crate::dockerfile::csv;
use crate::engine::api::DeviceRequest;

/// `--device-read-bps` and `--device-write-bps`
pub(crate) const BPS: Kind = Kind::many("list", |text| rate_bps(text).map(|_| text.to_owned()));
/// `--device-read-iops` and `--device-write-iops`
pub(crate) const IOPS: Kind = Kind::many("list", |text| rate_iops(text).map(|_| text.to_owned()));
/// `--blkio-weight-device`
pub(crate) const WEIGHT: Kind = Kind::many("list", |text| weight(text).map(|_| text.to_owned()));
/// `--device-cgroup-rule`
pub(crate) const RULE: Kind = Kind::many("list", rule);
/// `--gpus`
pub(crate) const GPUS: Kind = Kind::many("gpu-request", |text| gpus(text).map(|_| text.to_owned()));
/// `--ulimit`
pub(crate) const ULIMIT: Kind = Kind::many("ulimit", |text| Ulimit::parse(text).map(|_| text.to_owned()));
/// `--sysctl`
pub(crate) const SYSCTL: Kind = Kind::many("map", sysctl);
/// `--attach`
pub(crate) const ATTACH: Kind = Kind::many("list", attach);

fn attach(text: &str) -> Result<String, String> {
    let lower = text.to_lowercase();
    if matches!(lower.as_str(), "stdin" | "stdout" | "stderr") {
        return Ok(lower);
    }
    Err("valid streams are STDIN, STDOUT and STDERR".to_owned())
}

/// A device's path and what follows the colon.
fn device_value(text: &str) -> Result<(&str, &str), String> {
    let parts = text.split_once(':').filter(|(path, _)| !path.is_empty());
    let (path, value) = parts.ok_or_else(|| format!("bad format: {text}"))?;
    if path.starts_with("/dev/") { Ok((path, value)) } else { Err(format!("bad format for device path: {text}")) }
}

/// `DEVICE:BYTES`
pub(crate) fn rate_bps(text: &str) -> Result<Value, String> {
    let (path, value) = device_value(text)?;
    match ram_in_bytes(value) {
        Ok(rate) if rate >= 0 => Ok(json!({"Path": path, "Rate": rate})),
        _ => Err(format!(
            "invalid rate for device: {text}. The correct format is <device-path>:<number>[<unit>]. Number must be a \
             positive integer. Unit is optional and can be kb, mb, or gb"
        )),
    }
}

/// `DEVICE:OPERATIONS`
pub(crate) fn rate_iops(text: &str) -> Result<Value, String> {
    let (path, value) = device_value(text)?;
    match value.parse::<u64>() {
        Ok(rate) if !value.starts_with('+') => Ok(json!({"Path": path, "Rate": rate})),
        _ => Err(format!(
            "invalid rate for device: {text}. The correct format is <device-path>:<number>. Number must be a positive \
             integer"
        )),
    }
}

/// `DEVICE:WEIGHT`
pub(crate) fn weight(text: &str) -> Result<Value, String> {
    let (path, value) = device_value(text)?;
    match unsigned(value, u64::from(u16::MAX)).ok().and_then(|weight| weight.parse::<u16>().ok()) {
        Some(weight @ (0 | 10..=1000)) => Ok(json!({"Path": path, "Weight": weight})),
        _ => Err(format!("invalid weight for device: {text}")),
    }
}

fn rule(text: &str) -> Result<String, String> {
    let number = |text: &str| text == "*" || !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = text.split(' ').collect();
    let fits = match parts[..] {
        [kind, numbers, mode] => {
            matches!(kind, "a" | "b" | "c")
                && numbers.split_once(':').is_some_and(|(major, minor)| number(major) && number(minor))
                && (1..=3).contains(&mode.len())
                && mode.bytes().all(|b| b"rwm".contains(&b))
        }
        _ => false,
    };
    if fits { Ok(text.to_owned()) } else { Err(format!("invalid device cgroup format '{text}'")) }
}

fn sysctl(text: &str) -> Result<String, String> {
    const KERNEL: [&str; 8] = ["msgmax", "msgmnb", "msgmni", "sem", "shmall", "shmmax", "shmmni", "shm_rmid_forced"];
    let name = text.split_once('=').map_or("", |(name, _)| name);
    let kernel = name.strip_prefix("kernel.").is_some_and(|rest| KERNEL.contains(&rest));
    if kernel || name.starts_with("net.") || name.starts_with("fs.mqueue.") {
        return Ok(text.to_owned());
    }
    Err(format!("sysctl '{text}' is not allowed"))
}

/// A GPU request.
pub(crate) fn gpus(text: &str) -> Result<DeviceRequest, String> {
    let mut request = DeviceRequest { count: 1, ..DeviceRequest::default() };
    let (mut seen, mut counted): (Vec<String>, bool) = (Vec::new(), false);
    for field in csv::fields(text)? {
        let (name, value) = field.split_once('=').map_or((field.as_str(), None), |(name, value)| (name, Some(value)));
        if seen.iter().any(|known| known == name) {
            return Err(format!("gpu request key '{name}' can be specified only once"));
        }
        seen.push(name.to_owned());
        match (name, value) {
            (count, None) | ("count", Some(count)) => {
                seen.push("count".to_owned());
                (request.count, counted) = (gpu_count(count)?, true);
            }
            ("driver", Some(value)) => value.clone_into(&mut request.driver),
            ("device", Some(value)) => {
                request.device_ids = Some(value.split(',').map(str::to_owned).collect());
            }
            ("capabilities", Some(value)) => {
                let mut all: Vec<String> = value.split(',').map(str::to_owned).collect();
                all.push("gpu".to_owned());
                request.capabilities = vec![all];
            }
            ("options", Some(value)) => {
                let fields = csv::fields(value).map_err(|why| format!("failed to read gpu options: {why}"))?;
                let pair = |field: &String| {
                    let (name, value) = field.split_once('=').unwrap_or((field, ""));
                    (name.to_owned(), value.to_owned())
                };
                request.options = fields.iter().map(pair).collect::<IndexMap<_, _>>();
            }
            _ => return Err(format!("unexpected key '{name}' in '{field}'")),
        }
    }
    if !counted && request.device_ids.is_some() {
        request.count = 0;
    }
    if request.capabilities.is_empty() {
        request.capabilities = vec![vec!["gpu".to_owned()]];
    }
    Ok(request)
}

fn gpu_count(text: &str) -> Result<i64, String> {
    match text {
        "all" => Ok(-1),
        _ => text
            .parse()
            .map_err(|_| format!("invalid count ({text}): value must be either \"all\" or an integer: invalid syntax")),
    }
}

/// Whether a device is named by a vendor's kind (CDI), as `vendor.com/class=name` is.
fn is_cdi(text: &str) -> bool {
    let Some((kind, name)) = text.split_once('=') else { return false };
    let Some((vendor, class)) = kind.split_once('/') else { return false };
    let plain = |text: &str, marks: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.ends_with(|c: char| c.is_ascii_alphanumeric())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || marks.contains(c))
    };
    plain(vendor, "_-.") && plain(class, "_-") && !name.is_empty()
}

fn is_mode(text: &str) -> bool {
    let count = |c: char| text.matches(c).count();
    !text.is_empty() && text.len() == count('r') + count('w') + count('m') && "rwm".chars().all(|c| count(c) <= 1)
}

/// Checks `[HOST:]CONTAINER[:MODE]` and cleans its path.
pub(crate) fn device_path(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > 3 || parts[0].is_empty() {
        return Err(format!("bad format for path: {text}"));
    }
    let (inside, whole) = match parts[..] {
        [path] => (path, clean_path(path)),
        [path, mode] if is_mode(mode) => (path, format!("{}:{mode}", clean_path(path))),
        [host, path] => (path, format!("{host}:{}", clean_path(path))),
        [_, _, mode] if !is_mode(mode) => return Err(format!("bad mode specified: {mode}")),
        [host, path, mode] => (path, format!("{host}:{path}:{mode}")),
        _ => return Err(format!("bad format for path: {text}")),
    };
    if inside.starts_with('/') { Ok(whole) } else { Err(format!("{inside} is not an absolute path")) }
}

/// The devices of `--device` in the API's shape, and the request for those that a vendor's kind names.
pub(crate) fn devices(texts: &[String]) -> Result<(Vec<Value>, Option<DeviceRequest>), String> {
    let (mut mapped, mut named) = (Vec::new(), Vec::new());
    for text in texts {
        if is_cdi(text) {
            named.push(text.clone());
            continue;
        }
        let path = device_path(text)?;
        let parts: Vec<&str> = path.split(':').collect();
        let (host, inside, mode) = match parts[..] {
            [path] => (path, path, "rwm"),
            [path, mode] if is_mode(mode) => (path, path, mode),
            [host, path] => (host, path, "rwm"),
            [host, path, mode] => (host, path, mode),
            _ => return Err(format!("invalid device specification: {path}")),
        };
        mapped.push(json!({"PathOnHost": host, "PathInContainer": inside, "CgroupPermissions": mode}));
    }
    let request = DeviceRequest { driver: "cdi".to_owned(), device_ids: Some(named), ..DeviceRequest::default() };
    let none = request.device_ids.as_ref().is_some_and(Vec::is_empty);
    Ok((mapped, (!none).then_some(request)))
}
