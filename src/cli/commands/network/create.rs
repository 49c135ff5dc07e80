//! `docker network create`: makes a network, with the client's checks of subnets, ranges and gateways.

use std::net::IpAddr;

use serde_json::{Map, Value};

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::kinds::{MAP, STRINGS, SWITCH, TEXT};
use crate::cli::options::create::pairs;
use crate::cli::options::env::LABEL;
use crate::cli::values::Values;
use crate::engine::api::NetworkCreate;

pub(crate) const COMMAND: Command = Command {
    names: &["network create"],
    usage: "[OPTIONS] NETWORK",
    args: Args::Exactly(1),
    flags: &[&[
        Flag::long("attachable", &SWITCH),
        Flag::long("aux-address", &MAP).default("map[]"),
        Flag::long("config-from", &TEXT).ignored(),
        Flag::long("config-only", &SWITCH).ignored(),
        Flag::new("driver", 'd', &TEXT).default("bridge"),
        Flag::long("gateway", &STRINGS),
        Flag::long("ingress", &SWITCH).ignored(),
        Flag::long("internal", &SWITCH),
        Flag::long("ip-range", &STRINGS),
        Flag::long("ipam-driver", &TEXT).default("default"),
        Flag::long("ipam-opt", &MAP).default("map[]"),
        Flag::long("ipv4", &SWITCH).default("true").ignored(),
        Flag::long("ipv6", &SWITCH).ignored(),
        Flag::long("label", &LABEL),
        Flag::new("opt", 'o', &MAP).default("map[]"),
        Flag::long("scope", &TEXT).ignored(),
        Flag::long("subnet", &STRINGS),
    ]],
    flags_first: false,
    examples: &["network create shop", "network create --subnet 10.5.0.0/16 --internal back"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let text = |flag: &str| values.text(flag).to_owned();
    let request = NetworkCreate {
        name: cli.arg(0).to_owned(),
        driver: text("driver"),
        scope: text("scope"),
        internal: values.switch("internal"),
        attachable: values.switch("attachable"),
        ingress: values.switch("ingress"),
        config_only: values.switch("config-only"),
        enable_ipv6: values.given("ipv6").map(|_| values.switch("ipv6")),
        enable_ipv4: values.given("ipv4").map(|_| values.switch("ipv4")),
        ipam_driver: text("ipam-driver"),
        ipam_options: pairs(values.list("ipam-opt")).unwrap_or_default(),
        ipam_config: addresses(values)?,
        options: pairs(values.list("opt")).unwrap_or_default(),
        labels: pairs(values.list("label")).unwrap_or_default(),
    };
    let id = cli.api("Post v1.50/networks/create")?.network_create(request).await?;
    cli.line(&id).await;
    Ok(())
}

/// `--subnet` with the range, gateway and further addresses that lie in each. The words are those of 28.2.2; where docker
/// gives several subnets in any order, they keep the order that they were typed in.
pub(crate) fn addresses(values: &Values) -> Outcome<Vec<Value>> {
    let subnets = values.split_list("subnet");
    let (ranges, gateways) = (values.split_list("ip-range"), values.split_list("gateway"));
    if subnets.len() < ranges.len() || subnets.len() < gateways.len() {
        return Err("every ip-range or gateway must have a corresponding subnet".into());
    }
    let mut configs: Vec<Map<String, Value>> = Vec::new();
    for (at, subnet) in subnets.iter().enumerate() {
        for other in &subnets[..at] {
            if holds(subnet, other)? || holds(other, subnet)? {
                return Err("multiple overlapping subnet configuration is not supported".into());
            }
        }
        configs.push(Map::from_iter([("Subnet".to_owned(), subnet.as_str().into())]));
    }
    for (field, one, many, every, list) in [
        ("IPRange", "range", "ranges", "on the same subnet", ranges),
        ("Gateway", "gateway", "gateways", "for the same subnet", gateways),
    ] {
        for address in list {
            let mut found = false;
            for (subnet, config) in subnets.iter().zip(&mut configs) {
                if !holds(subnet, &address)? {
                    continue;
                }
                if let Some(known) = config.get(field).and_then(Value::as_str) {
                    let both = format!("cannot configure multiple {many} ({address}, {known}) {every} ({subnet})");
                    return Err(both.into());
                }
                config.insert(field.to_owned(), address.as_str().into());
                found = true;
            }
            if !found {
                return Err(format!("no matching subnet for {one} {address}").into());
            }
        }
    }
    for (name, address) in
        pairs(values.list("aux-address")).unwrap_or_default().into_iter().filter(|(_, address)| !address.is_empty())
    {
        let mut found = false;
        for (subnet, config) in subnets.iter().zip(&mut configs) {
            if holds(subnet, &address)? {
                found = true;
                let known = config.entry("AuxiliaryAddresses").or_insert_with(|| Value::Object(Map::new()));
                known[name.as_str()] = address.as_str().into();
            }
        }
        if !found {
            return Err(format!("no matching subnet for aux-address {address}").into());
        }
    }
    Ok(configs.into_iter().map(Value::Object).collect())
}

/// Whether an address, or the address of a range, lies in a subnet.
fn holds(subnet: &str, address: &str) -> Outcome<bool> {
    let (base, prefix) = cidr(subnet).map_err(|failure| failure.after("invalid subnet: "))?;
    let address = if address.contains('/') { Some(cidr(address)?.0) } else { address.parse().ok() };
    let high = |bits: u128, width: u8| bits.checked_shr(u32::from(width - prefix)).unwrap_or(0);
    Ok(match (base, address) {
        (IpAddr::V4(base), Some(IpAddr::V4(ip))) => {
            high(u128::from(u32::from(base)), 32) == high(u128::from(u32::from(ip)), 32)
        }
        (IpAddr::V6(base), Some(IpAddr::V6(ip))) => high(u128::from(base), 128) == high(u128::from(ip), 128),
        _ => false,
    })
}

/// Go's `net.ParseCIDR`.
fn cidr(text: &str) -> Outcome<(IpAddr, u8)> {
    let parts =
        text.split_once('/').and_then(|(ip, bits)| Some((ip.parse::<IpAddr>().ok()?, bits.parse::<u8>().ok()?)));
    parts
        .filter(|(ip, bits)| *bits <= if ip.is_ipv4() { 32 } else { 128 })
        .ok_or_else(|| Failure::from(format!("invalid CIDR address: {text}")))
}
