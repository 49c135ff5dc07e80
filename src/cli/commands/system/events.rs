//! `docker events`: what happens in the engine, as it happens.

use crate::base::timestamp;
use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::format::{JSON, event};
use crate::cli::kinds::{FILTER, TEXT};
use crate::engine::api::Event;
use crate::gotemplate::{Options, Template};

pub(crate) const COMMAND: Command = Command {
    names: &["system events", "events"],
    usage: "[OPTIONS]",
    args: Args::None,
    flags: &[&[
        Flag::new("filter", 'f', &FILTER),
        Flag::long("format", &TEXT),
        Flag::long("since", &TEXT),
        Flag::long("until", &TEXT),
    ]],
    flags_first: false,
    examples: &["events", "events --since 10m --until 0s --filter type=container"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let template =
        template(values.text("format")).map_err(|why| Failure::new(format!("Error parsing format: {why}"), 64))?;
    let moment = |flag: &str| match values.text(flag) {
        "" => Ok(None),
        text => timestamp::parse(text, cli.now()).map(|time| Some(time.0)),
    };
    let (since, until) = (moment("since")?, moment("until")?);
    let api = cli.api("Get v1.50/events")?;
    let mut events = api.events(since, until, values.filters("filter")).await?;
    while let Some(event) = events.recv().await {
        let line = match &template {
            None => event::line(&event),
            Some(template) => show(template, &event)?,
        };
        if cli.process().write(1, line.as_bytes()).await.is_err() {
            break;
        }
    }
    Ok(())
}

/// The template of `--format`, tried on an empty event; none for docker's own lines.
fn template(format: &str) -> Result<Option<Template>, String> {
    let text = match format {
        "" => return Ok(None),
        "json" => JSON,
        text => text,
    };
    let template = Template::parse("", text)?;
    show(&template, &Event::default())?;
    Ok(Some(template))
}

fn show(template: &Template, event: &Event) -> Result<String, String> {
    let mut line = String::new();
    template.execute(&event::value(event), Options::default(), &mut line)?;
    line.push('\n');
    Ok(line)
}
