//! `docker network ls`: lists networks.

use crate::base::order;
use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::format::{self, network};
use crate::cli::kinds::{FILTER, SWITCH, TEXT};

pub(crate) const COMMAND: Command = Command {
    names: &["network ls", "network list"],
    usage: "[OPTIONS]",
    args: Args::None,
    flags: &[&[
        Flag::new("filter", 'f', &FILTER),
        Flag::long("format", &TEXT),
        Flag::long("no-trunc", &SWITCH),
        Flag::new("quiet", 'q', &SWITCH),
    ]],
    flags_first: false,
    examples: &["network ls", "network ls --filter driver=bridge"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let api = cli.api("Get v1.50/networks")?;
    let mut networks = api.network_list(values.filters("filter")).await?;
    let quiet = values.switch("quiet");
    let asked = match (values.text("format"), cli.config().text("networksFormat")) {
        ("", own) if !own.is_empty() && !quiet => own,
        ("", _) => "table",
        (typed, _) => typed,
    };
    order::sort_by(&mut networks, |a, b| order::natural_less(&a.name, &b.name));
    let short = !values.switch("no-trunc");
    let rows = networks.iter().map(|summary| network::row(summary, short)).collect();
    cli.out(&format::write(network::format(asked, quiet), network::HEADINGS, rows)?).await;
    Ok(())
}
