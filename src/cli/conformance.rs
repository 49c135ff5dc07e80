//! Parts of the client as functions over JSON, for conformance cases that ask for them alone: the values of single options,
//! and listings of given objects. No command uses it, so it is in no page.

use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use crate::base::Time;
use crate::engine::api::{
    ContainerSummary, DiskUsage, FsChange, HistoryItem, ImageSummary, NetworkSummary, SearchItem, VolumeSummary,
};

use super::failure::Outcome;
use super::format::{self, container, diff, disk_usage, history, image, network, ports, search, stats, text, volume};
use super::kinds;
use super::options::{self, devices, env, hosts, mounts};

/// How a listing is asked for.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// `--format`
    pub format: String,
    /// `--quiet`
    pub quiet: bool,
    /// `--size`
    pub size: bool,
    /// `--digests`
    pub digests: bool,
    /// `--verbose`
    pub verbose: bool,
    /// `--human`
    pub human: bool,
    /// Whether long texts are cut.
    pub short: bool,
}

/// What an option makes of a value, or its complaint; `None` for an option that cannot be tried alone. Relative paths of
/// mounts are marked with `abspath:`.
pub fn option(kind: &str, value: &str) -> Option<Result<Json, String>> {
    let ok = |_| json!("ok");
    Some(match kind {
        "add_host" => hosts::add_host(value).map(Json::from),
        "blkio_weight_device" => devices::weight(value),
        "cpus" => kinds::cpus(value).map(Json::from),
        "device_bps" => devices::rate_bps(value),
        "device_iops" => devices::rate_iops(value),
        "device_path" => devices::device_path(value).map(ok),
        "dns_search" => hosts::dns_search(value).map(ok),
        "gpus" => devices::gpus(value).map(|request| json!([request])),
        "ip_address" => hosts::ip_address(value).map(Json::from),
        "label" => env::label(value).map(Json::from),
        "link" => hosts::link(value).map(|_| json!("ok")),
        "mount" => mounts::mount(value, &|path| format!("abspath:{path}"))
            .map(|mount| serde_json::to_value(mount).unwrap_or_default()),
        "network_opt" => options::network::attachment(value).map(|network| {
            json!([{
                "Target": network.target, "Aliases": network.aliases, "DriverOpts": network.driver_opts,
                "Links": network.links, "IPv4Address": network.ipv4, "IPv6Address": network.ipv6,
                "LinkLocalIPs": network.link_local, "MacAddress": network.mac, "GwPriority": network.gw_priority,
            }])
        }),
        "parse_link" => hosts::link(value).map(|(name, alias)| json!([name, alias])),
        "publish_notation" => options::ports::notation(value).map(Json::from),
        "volume_spec" => mounts::volume_spec(value).map(|volume| {
            json!({
                "Type": if volume.bind { "bind" } else { "volume" }, "Source": volume.source,
                "Target": volume.target, "ReadOnly": volume.read_only, "Volume": { "NoCopy": volume.no_copy },
                "has_source": !volume.source.is_empty(),
            })
        }),
        _ => return None,
    })
}

/// A variable as `--env` sends it, with the value that a bare name has in the client's own environment.
pub fn variable(text: &str, environment: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
    let checked = env::env(text)?;
    Ok(env::resolve(&[checked], environment).concat())
}

fn all<T: DeserializeOwned>(input: &Json) -> Vec<T> {
    let read = |json: &Json| {
        let mut json = json.clone();
        // The cases name ids as Go does.
        if let Some(id) = json.as_object_mut().and_then(|fields| fields.shift_remove("ID")) {
            json["Id"] = id;
        }
        if let Some(fields) = json.as_object_mut() {
            fields.retain(|_, value| !value.is_null());
        }
        serde_json::from_value(json).ok()
    };
    input.as_array().into_iter().flatten().filter_map(read).collect()
}

/// Lists given objects as the command of that kind would; `None` for a kind of listing that there is not.
pub fn listing(kind: &str, input: &Json, asked: &Listing, now: Time) -> Option<Result<String, String>> {
    let Listing { format: typed, quiet, size, digests, verbose, human, short } = asked.clone();
    let shown: Outcome<String> = match kind {
        "container" => {
            let rows = all::<ContainerSummary>(input).iter().map(|own| container::row(own, now, short)).collect();
            format::write(&container::format(&typed, quiet, size), container::HEADINGS, rows)
        }
        "image" => {
            let template = image::format(&typed, quiet, digests);
            let rows = all::<ImageSummary>(input);
            let rows = rows.iter().flat_map(|own| image::rows(own, now, short, digests, &template)).collect();
            format::write(&template, image::HEADINGS, rows)
        }
        "volume" => {
            let rows = all::<VolumeSummary>(input).iter().map(volume::row).collect();
            format::write(volume::format(&typed, quiet), volume::HEADINGS, rows)
        }
        "network" => {
            let rows = all::<NetworkSummary>(input).iter().map(|own| network::row(own, short)).collect();
            format::write(network::format(&typed, quiet), network::HEADINGS, rows)
        }
        "diff" => {
            let rows = all::<FsChange>(input).iter().map(diff::row).collect();
            format::write(&typed, diff::HEADINGS, rows)
        }
        "stats" => {
            let rows = input.as_array().into_iter().flatten().map(|own| sample(own).row(short)).collect();
            format::write(stats::format(&typed), stats::HEADINGS, rows)
        }
        "search" => {
            let rows = input.as_array().into_iter().flatten().map(|own| search::row(&found(own), short)).collect();
            format::write(search::format(&typed), search::HEADINGS, rows)
        }
        "history" => {
            let rows = all::<HistoryItem>(input).iter().map(|own| history::row(own, now, short, human)).collect();
            format::write(history::format(&typed, quiet, human), history::HEADINGS, rows)
        }
        "disk_usage" => {
            let usage = DiskUsage {
                layers_size: input["LayersSize"].as_i64().unwrap_or(0),
                images: all(&input["Images"]),
                containers: all(&input["Containers"]),
                volumes: all(&input["Volumes"]),
                build_cache: input["BuildCache"].as_array().cloned().unwrap_or_default(),
            };
            disk_usage::show(&usage, now, &typed, verbose)
        }
        "displayable_ports" => Ok(ports::show(&all(input))),
        "truncate_id" => Ok(text::short_id(input.as_str().unwrap_or("")).to_owned()),
        "ellipsis" => {
            let width = input["width"].as_u64().and_then(|width| usize::try_from(width).ok()).unwrap_or(0);
            Ok(text::ellipsis(input["s"].as_str().unwrap_or(""), width))
        }
        _ => return None,
    };
    Some(shown.map_err(|failure| failure.text))
}

fn found(json: &Json) -> SearchItem {
    let text = |name: &str, lower: &str| json[name].as_str().or(json[lower].as_str()).unwrap_or("").to_owned();
    SearchItem {
        name: text("Name", "name"),
        description: text("Description", "description"),
        star_count: json["StarCount"].as_i64().unwrap_or(0),
        is_official: json["IsOfficial"] == true,
        is_automated: false,
    }
}

fn sample(json: &Json) -> stats::Stats {
    let text = |name: &str| json[name].as_str().unwrap_or("").to_owned();
    let number = |name: &str| json[name].as_f64().unwrap_or(0.0);
    stats::Stats {
        container: text("Container"),
        name: text("Name"),
        id: text("ID"),
        cpu_percent: number("CPUPercentage"),
        memory: number("Memory"),
        memory_limit: number("MemoryLimit"),
        memory_percent: number("MemoryPercentage"),
        network_rx: number("NetworkRx"),
        network_tx: number("NetworkTx"),
        block_read: number("BlockRead"),
        block_write: number("BlockWrite"),
        pids: json["PidsCurrent"].as_u64().unwrap_or(0),
        invalid: json["IsInvalid"] == true,
    }
}
