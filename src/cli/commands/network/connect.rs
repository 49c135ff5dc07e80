//! `docker network connect`: puts a container into a network.

use indexmap::IndexMap;

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::{INT, STRINGS, TEXT};
use crate::cli::options::hosts::LINK;
use crate::engine::api::{EndpointSettings, IpamConfig};

pub(crate) const COMMAND: Command = Command {
    names: &["network connect"],
    usage: "[OPTIONS] NETWORK CONTAINER",
    args: Args::Exactly(2),
    flags: &[&[
        Flag::long("alias", &STRINGS),
        Flag::long("driver-opt", &STRINGS),
        Flag::long("gw-priority", &INT),
        Flag::long("ip", &TEXT),
        Flag::long("ip6", &TEXT).ignored(),
        Flag::long("link", &LINK),
        Flag::long("link-local-ip", &STRINGS).ignored(),
    ]],
    flags_first: false,
    examples: &["network connect shop web", "network connect --alias db shop postgres"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let mut driver_opts = IndexMap::new();
    for text in values.split_list("driver-opt") {
        let pair = text.split_once('=').map(|(name, value)| (name.trim(), value.trim()));
        let (name, value) = pair
            .filter(|(name, _)| !name.is_empty())
            .ok_or_else(|| "invalid key/value pair format in driver options".to_owned())?;
        driver_opts.insert(name.to_owned(), value.to_owned());
    }
    let list = |list: Vec<String>| (!list.is_empty()).then_some(list);
    let endpoint = EndpointSettings {
        ipam_config: Some(IpamConfig {
            ipv4_address: values.text("ip").to_owned(),
            ipv6_address: values.text("ip6").to_owned(),
            link_local_ips: values.split_list("link-local-ip"),
        }),
        links: list(values.list("link").to_vec()),
        aliases: list(values.split_list("alias")),
        driver_opts: Some(driver_opts),
        gw_priority: values.int("gw-priority"),
        ..EndpointSettings::default()
    };
    let api = cli.api("Post v1.50/networks/connect")?;
    api.network_connect(cli.arg(0), cli.arg(1), endpoint).await?;
    Ok(())
}
