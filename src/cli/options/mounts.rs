//! Mounts: `--volume` and `--mount`, with the words of 28.2.2. What a path means on the host is looked up by the caller.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::base::units::ram_in_bytes;
use crate::cli::kinds::{Kind, parse_bool};
use crate::dockerfile::csv;
use crate::engine::api::{MountSpec, TmpfsOptions, VolumeOptions};

/// `--mount`
pub(crate) const MOUNT: Kind =
    Kind::many("mount", |text| mount(text, &|path| path.to_owned()).map(|_| text.to_owned()));

/// What `--volume` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct VolumeSpec {
    /// A host path or a volume's name; empty for an anonymous volume.
    pub(crate) source: String,
    /// The path in the container.
    pub(crate) target: String,
    /// Whether the source is a host path.
    pub(crate) bind: bool,
    /// `ro`
    pub(crate) read_only: bool,
    /// `nocopy`
    pub(crate) no_copy: bool,
}

/// Reads `[SOURCE:]TARGET[:OPTIONS]`; a drive letter's colon separates nothing.
pub(crate) fn volume_spec(spec: &str) -> Result<VolumeSpec, String> {
    let mut volume = VolumeSpec::default();
    if spec.is_empty() {
        return Err("invalid empty volume spec".to_owned());
    }
    if spec.len() <= 2 {
        spec.clone_into(&mut volume.target);
        return Ok(volume);
    }
    let mut part = String::new();
    let mut chars = spec.chars();
    loop {
        let next = chars.next();
        let drive = part.chars().count() == 1 && part.chars().all(char::is_alphabetic);
        match next {
            Some(':') if drive => part.push(':'),
            Some(':') | None => {
                let taken = std::mem::take(&mut part);
                fill(&mut volume, taken, next.is_none()).map_err(|why| format!("invalid spec: {spec}: {why}"))?;
            }
            Some(c) => part.push(c),
        }
        if next.is_none() {
            break;
        }
    }
    volume.bind = is_path(&volume.source);
    Ok(volume)
}

fn fill(volume: &mut VolumeSpec, part: String, last: bool) -> Result<(), &'static str> {
    if part.is_empty() {
        return Err("empty section between colons");
    }
    if volume.source.is_empty() {
        if last { volume.target = part } else { volume.source = part }
    } else if volume.target.is_empty() {
        volume.target = part;
    } else if !last {
        return Err("too many colons");
    } else {
        for option in part.split(',') {
            match option {
                "ro" => volume.read_only = true,
                "rw" => volume.read_only = false,
                "nocopy" => volume.no_copy = true,
                _ => {}
            }
        }
    }
    Ok(())
}

fn is_path(source: &str) -> bool {
    let mut chars = source.chars();
    match (chars.next(), chars.next()) {
        (Some('.' | '/' | '~'), _) => true,
        (Some(drive), Some(':')) => drive.is_alphabetic(),
        _ => source.starts_with("\\\\"),
    }
}

/// Reads `type=...,source=...,target=...`; `absolute` completes a relative source.
pub(crate) fn mount(text: &str, absolute: &dyn Fn(&str) -> String) -> Result<MountSpec, String> {
    let mut mount = MountSpec { kind: "volume".to_owned(), ..MountSpec::default() };
    let mut bind = Map::new();
    for field in csv::fields(text)? {
        let (name, value) = field.split_once('=').map_or((field.as_str(), None), |(name, value)| (name, Some(value)));
        let name = name.to_lowercase();
        let Some(value) = value else {
            match name.as_str() {
                "readonly" | "ro" => mount.read_only = true,
                "volume-nocopy" => volume(&mut mount).no_copy = true,
                "bind-nonrecursive" => {
                    bind.insert("NonRecursive".to_owned(), true.into());
                }
                _ => return Err(format!("invalid field '{field}' must be a key=value pair")),
            }
            continue;
        };
        let wrong = || format!("invalid value for {name}: {value}");
        let boolean = || parse_bool(value).map_err(|_| wrong());
        match name.as_str() {
            "type" => mount.kind = value.to_lowercase(),
            "source" | "src" => {
                mount.source = if value.starts_with('.') { absolute(value) } else { value.to_owned() };
            }
            "target" | "dst" | "destination" => value.clone_into(&mut mount.target),
            "readonly" | "ro" => mount.read_only = boolean()?,
            "consistency" => mount.consistency = value.to_lowercase(),
            "bind-propagation" => {
                bind.insert("Propagation".to_owned(), value.to_lowercase().into());
            }
            "bind-nonrecursive" => {
                bind.insert("NonRecursive".to_owned(), boolean()?.into());
            }
            "bind-recursive" => recursive(&mut bind, &name, value)?,
            "volume-subpath" => value.clone_into(&mut volume(&mut mount).subpath),
            "volume-nocopy" => volume(&mut mount).no_copy = boolean()?,
            "volume-label" => pair(volume(&mut mount).labels.get_or_insert_default(), value),
            "volume-driver" => driver(&mut mount)["Name"] = value.into(),
            "volume-opt" => driver_option(driver(&mut mount), value),
            "tmpfs-size" => tmpfs(&mut mount).size_bytes = ram_in_bytes(value).map_err(|_| wrong())?,
            "tmpfs-mode" => {
                tmpfs(&mut mount).mode = Some(u32::from_str_radix(value, 8).map_err(|_| wrong())?);
            }
            _ => return Err(format!("unexpected key '{name}' in '{field}'")),
        }
    }
    finish(mount, bind)
}

fn finish(mut mount: MountSpec, bind: Map<String, Value>) -> Result<MountSpec, String> {
    if mount.kind.is_empty() {
        return Err("type is required".to_owned());
    }
    if mount.target.is_empty() {
        return Err("target is required".to_owned());
    }
    let used = [
        ("volume", mount.volume_options.is_some()),
        ("bind", !bind.is_empty()),
        ("tmpfs", mount.tmpfs_options.is_some()),
    ];
    if let Some((kind, _)) = used.iter().find(|(kind, used)| *used && *kind != mount.kind) {
        return Err(format!("cannot mix '{kind}-*' options with mount type '{}'", mount.kind));
    }
    let is = |name: &str| bind.get(name) == Some(&Value::Bool(true));
    let requires = |option: &str, what: &str| {
        Err(format!("option 'bind-recursive={option}' requires '{what}' to be specified in conjunction"))
    };
    if is("ReadOnlyNonRecursive") && !mount.read_only {
        return requires("writable", "readonly");
    }
    if is("ReadOnlyForceRecursive") && !mount.read_only {
        return requires("readonly", "readonly");
    }
    if is("ReadOnlyForceRecursive") && bind.get("Propagation").and_then(Value::as_str) != Some("rprivate") {
        return requires("readonly", "bind-propagation=rprivate");
    }
    mount.bind_options = (!bind.is_empty()).then_some(Value::Object(bind));
    Ok(mount)
}

fn recursive(bind: &mut Map<String, Value>, name: &str, value: &str) -> Result<(), String> {
    let option = match value {
        "enabled" => return Ok(()),
        "disabled" => "NonRecursive",
        "writable" => "ReadOnlyNonRecursive",
        "readonly" => "ReadOnlyForceRecursive",
        _ => {
            return Err(format!(
                "invalid value for {name}: {value} (must be \"enabled\", \"disabled\", \"writable\", or \"readonly\")"
            ));
        }
    };
    bind.insert(option.to_owned(), true.into());
    Ok(())
}

fn volume(mount: &mut MountSpec) -> &mut VolumeOptions {
    mount.volume_options.get_or_insert_default()
}

fn tmpfs(mount: &mut MountSpec) -> &mut TmpfsOptions {
    mount.tmpfs_options.get_or_insert_default()
}

fn driver(mount: &mut MountSpec) -> &mut Value {
    volume(mount).driver_config.get_or_insert_with(|| Value::Object(Map::new()))
}

fn driver_option(driver: &mut Value, text: &str) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    if !name.is_empty() {
        if driver["Options"].is_null() {
            driver["Options"] = Value::Object(Map::new());
        }
        driver["Options"][name] = value.into();
    }
}

fn pair(pairs: &mut IndexMap<String, String>, text: &str) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    if !name.is_empty() {
        pairs.insert(name.to_owned(), value.to_owned());
    }
}
