//! `docker volume ls`: lists volumes.

use crate::base::order;
use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::format::{self, volume};
use crate::cli::kinds::{FILTER, SWITCH, TEXT};

/// The table of volumes that a cluster of machines shares.
const CLUSTER_TABLE: &str = "table {{.Name}}\t{{.Group}}\t{{.Driver}}\t{{.Availability}}\t{{.Status}}";

pub(crate) const COMMAND: Command = Command {
    names: &["volume ls", "volume list"],
    usage: "[OPTIONS]",
    args: Args::None,
    flags: &[&[
        Flag::long("cluster", &SWITCH).hidden(),
        Flag::new("filter", 'f', &FILTER),
        Flag::long("format", &TEXT),
        Flag::new("quiet", 'q', &SWITCH),
    ]],
    flags_first: false,
    examples: &["volume ls", "volume ls -q --filter dangling=true"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let api = cli.api("Get v1.50/volumes")?;
    let mut volumes = api.volume_list(values.filters("filter")).await?;
    let (quiet, cluster) = (values.switch("quiet"), values.switch("cluster"));
    let asked = match (values.text("format"), cli.config().text("volumesFormat")) {
        _ if cluster && quiet => "table",
        _ if cluster => CLUSTER_TABLE,
        ("", own) if !own.is_empty() && !quiet => own,
        ("", _) => "table",
        (typed, _) => typed,
    };
    if cluster {
        // There is no cluster, so none of the volumes is one of its.
        volumes.clear();
    }
    order::sort_by(&mut volumes, |a, b| order::natural_less(&a.name, &b.name));
    let rows = volumes.iter().map(volume::row).collect();
    cli.out(&format::write(volume::format(asked, quiet), volume::HEADINGS, rows)?).await;
    Ok(())
}
