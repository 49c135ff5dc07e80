//! Rows of `docker stats`, and the figures in them, computed from the API's samples as docker computes them.

use serde_json::Value as Json;

use crate::base::float::plain_form;
use crate::base::units::{bytes_size, human_size_with_precision};

use super::text::id;
use super::{Headings, Row};

pub(crate) const HEADINGS: Headings = &[
    ("Container", "CONTAINER"),
    ("Name", "NAME"),
    ("ID", "CONTAINER ID"),
    ("CPUPerc", "CPU %"),
    ("MemUsage", "MEM USAGE / LIMIT"),
    ("MemPerc", "MEM %"),
    ("NetIO", "NET I/O"),
    ("BlockIO", "BLOCK I/O"),
    ("PIDs", "PIDS"),
];

/// The template behind what was asked for.
pub(crate) fn format(asked: &str) -> &str {
    match asked {
        "table" => {
            "table {{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}"
        }
        template => template,
    }
}

/// What one container uses. Floats only because the figures are shown as such; nothing is decided by them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Stats {
    /// The container as it was named.
    pub(crate) container: String,
    /// The name with its slash.
    pub(crate) name: String,
    /// The id.
    pub(crate) id: String,
    /// Processor time in percent of one processor.
    pub(crate) cpu_percent: f64,
    /// Memory in bytes.
    pub(crate) memory: f64,
    /// The most memory in bytes.
    pub(crate) memory_limit: f64,
    /// Memory in percent of the most.
    pub(crate) memory_percent: f64,
    /// Bytes received.
    pub(crate) network_rx: f64,
    /// Bytes sent.
    pub(crate) network_tx: f64,
    /// Bytes read from disks.
    pub(crate) block_read: f64,
    /// Bytes written to disks.
    pub(crate) block_write: f64,
    /// Processes.
    pub(crate) pids: u64,
    /// Nothing is known.
    pub(crate) invalid: bool,
}

impl Stats {
    /// Reads a sample of the API.
    pub(crate) fn of_sample(container: &str, sample: &Json) -> Self {
        let number = |value: &Json| value.as_f64().unwrap_or(0.0);
        let cpu = &sample["cpu_stats"];
        let before = &sample["precpu_stats"];
        let delta = |name: &str| number(&cpu[name]) - number(&before[name]);
        let used = number(&cpu["cpu_usage"]["total_usage"]) - number(&before["cpu_usage"]["total_usage"]);
        let system = delta("system_cpu_usage");
        let processors = match number(&cpu["online_cpus"]) {
            0.0 => cpu["cpu_usage"]["percpu_usage"].as_array().map_or(0.0, |list| list.len() as f64),
            count => count,
        };
        let memory = &sample["memory_stats"];
        let (usage, limit) = (number(&memory["usage"]), number(&memory["limit"]));
        let cache = &memory["stats"];
        let old = &cache["total_inactive_file"];
        let idle = number(if old.is_null() || number(old) >= usage { &cache["inactive_file"] } else { old });
        let memory = if idle < usage { usage - idle } else { usage };
        let networks = sample["networks"].as_object();
        let network = |name: &str| networks.into_iter().flatten().fold(0.0, |sum, (_, own)| sum + number(&own[name]));
        let entries = sample["blkio_stats"]["io_service_bytes_recursive"].as_array();
        let block = |first: char| {
            let mut own = entries.into_iter().flatten();
            let is = |entry: &Json| entry["op"].as_str().is_some_and(|op| op.to_ascii_lowercase().starts_with(first));
            own.by_ref().filter(|entry| is(entry)).fold(0.0, |sum, entry| sum + number(&entry["value"]))
        };
        let text = |name: &str| sample[name].as_str().unwrap_or("").to_owned();
        Self {
            container: container.to_owned(),
            name: text("name"),
            id: text("id"),
            cpu_percent: if system > 0.0 && used > 0.0 { used / system * processors * 100.0 } else { 0.0 },
            memory,
            memory_limit: limit,
            memory_percent: if limit > 0.0 { memory / limit * 100.0 } else { 0.0 },
            network_rx: network("rx_bytes"),
            network_tx: network("tx_bytes"),
            block_read: block('r'),
            block_write: block('w'),
            pids: sample["pids_stats"]["current"].as_u64().unwrap_or(0),
            invalid: false,
        }
    }

    /// The row.
    pub(crate) fn row(&self, short: bool) -> Row {
        let shown = |text: String| if self.invalid { "--".to_owned() } else { text };
        let pair =
            |a: f64, b: f64| format!("{} / {}", human_size_with_precision(a, 3), human_size_with_precision(b, 3));
        let memory = format!("{} / {}", bytes_size(self.memory), bytes_size(self.memory_limit));
        let name = self.name.get(1..).filter(|name| !name.is_empty()).unwrap_or("--");
        Row::new(
            "*container.statsContext",
            vec![
                ("Container", self.container.as_str().into()),
                ("Name", name.into()),
                ("ID", id(&self.id, short).into()),
                ("CPUPerc", shown(format!("{}%", plain_form(self.cpu_percent, Some(2)))).into()),
                ("MemUsage", if self.invalid { "-- / --".into() } else { memory.into() }),
                ("MemPerc", shown(format!("{}%", plain_form(self.memory_percent, Some(2)))).into()),
                ("NetIO", shown(pair(self.network_rx, self.network_tx)).into()),
                ("BlockIO", shown(pair(self.block_read, self.block_write)).into()),
                ("PIDs", shown(self.pids.to_string()).into()),
            ],
        )
    }
}
