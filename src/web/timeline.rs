//! The timeline: what was done so far, step by step, and the way back.

use yew::prelude::*;

use super::element::el;
use super::icon::{icon_button, icon_that_says};
use super::machine::Bus;
use super::speed;
use super::state::{Action, State, Step};
use crate::world::{Input, Key};

/// Steps that are shown; older ones are behind them.
const SHOWN: usize = 12;

/// Draws the timeline, and the map's tools at its end.
pub(super) fn draw(state: &State, bus: &Bus) -> Html {
    let last = state.steps.len();
    let first = last.saturating_sub(SHOWN);
    let start = Step { label: "start".to_owned(), line: "The beginning".to_owned(), failed: false };
    let begin = (first == 0).then(|| step(0, &start, last, bus));
    let steps = state.steps.iter().enumerate().skip(first).map(|(index, one)| step(index + 1, one, last, bus));
    let (undo, redo, zoom) = (bus.clone(), bus.clone(), state.zoom);
    let tools = el("div").class("map-tools").attr("role", "toolbar").attr("aria-label", "Map view");
    let tools = tools
        .child(icon_button("minus", "Zoom out", zoom <= 50, bus.on_click(Action::Zoom(zoom.saturating_sub(25)))))
        .child(icon_button("plus", "Zoom in", zoom >= 150, bus.on_click(Action::Zoom(zoom + 25))))
        .child(icon_button("fit", "Fit the whole map", zoom == 100, bus.on_click(Action::Zoom(100))));
    el("nav")
        .class("timeline")
        .attr("aria-label", "Timeline")
        .child(icon_button("undo", "Undo the last step", last == 0, Callback::from(move |_| undo.machine.undo())))
        .child(icon_button("redo", "Redo the step", !state.can_redo, Callback::from(move |_| redo.machine.redo())))
        .child(speed::draw(state.speed, bus))
        .child(el("ol").children(begin.into_iter().chain(steps).collect()).html())
        .child(tools.html())
        .html()
}

fn step(index: usize, step: &Step, last: usize, bus: &Bus) -> Html {
    let tick = el("span").class("tick").maybe_child(step.failed.then(|| icon_that_says("x", "failed")));
    let words = el("span").class("what").text(&step.label);
    let jump = bus.clone();
    let inner = el("button")
        .class("step")
        .attr("title", &step.line)
        .on_click(Callback::from(move |_| jump.machine.jump(index)))
        .child(tick.html())
        .child(words.html());
    el("li")
        .key(&index.to_string())
        .class(if step.failed { "is-failed" } else { "" })
        .maybe("aria-current", (index == last).then_some("step"))
        .child(inner.html())
        .html()
}

/// The step that an input is; `status` is what its command ended with, if that is known.
pub(super) fn step_of(input: &Input, status: Option<i32>) -> Step {
    let line = match input {
        Input::Line { text, .. } => text.clone(),
        Input::Key { key, .. } => match key {
            Key::CtrlC => "Ctrl-C",
            Key::CtrlD => "Ctrl-D",
            Key::CtrlP => "Ctrl-P",
            Key::CtrlQ => "Ctrl-Q",
            Key::CtrlZ => "Ctrl-Z",
            Key::CtrlBackslash => "Ctrl-\\",
        }
        .to_owned(),
        Input::Raw { text, .. } => format!("key {}", text.escape_debug()),
        Input::File { path, .. } => format!("edit {}", name(path)),
        Input::Rename { from, .. } => format!("rename {}", name(from)),
        Input::Folder { path, .. } => format!("folder {}", name(path)),
        Input::Browse { request, .. } => format!("visit :{}{}", request.port, request.path),
        Input::Fault { .. } | Input::Note { .. } | Input::Open { .. } | Input::Resize { .. } => String::new(),
    };
    let label = if matches!(input, Input::Line { .. }) { label(&line) } else { cut(&line) };
    Step { label, line, failed: status.is_some_and(|status| status != 0) }
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A few words for a line: the verb and what it is about.
fn label(line: &str) -> String {
    let mut words = line.split_whitespace().filter(|word| *word != "sudo").peekable();
    let first = words.next().unwrap_or_default();
    if first != "docker" {
        return cut(&[first, words.next().unwrap_or_default()].join(" "));
    }
    let groups = ["builder", "buildx", "container", "image", "network", "system", "volume"];
    let mut verb = words.next().unwrap_or_default().to_owned();
    if groups.contains(&verb.as_str()) {
        verb = words.next().map_or(verb, str::to_owned);
    }
    let rest: Vec<&str> = words.collect();
    let named = |flag: &str| rest.iter().position(|word| *word == flag).and_then(|at| rest.get(at + 1)).copied();
    let about = match verb.as_str() {
        "run" | "create" => named("--name"),
        "build" => named("-t").or_else(|| named("--tag")),
        _ => None,
    };
    let about = about.or_else(|| rest.iter().find(|word| !word.starts_with('-')).copied()).unwrap_or_default();
    let about = about.rsplit('/').next().unwrap_or(about);
    cut(format!("{verb} {about}").trim_end())
}

fn cut(text: &str) -> String {
    let mut cut: String = text.trim_end().chars().take(18).collect();
    if cut.chars().count() < text.trim_end().chars().count() {
        cut.push('…');
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn labels_name_verb_and_thing() {
        assert_eq!(label("docker run -d --name web2 -p 3002:3000 my-app:1"), "run web2");
        assert_eq!(label("sudo docker image rm node:24"), "rm node:24");
        assert_eq!(label("docker build -t my-app:1 ."), "build my-app:1");
        assert_eq!(label("docker ps"), "ps");
        assert_eq!(label("cat Dockerfile | grep x"), "cat Dockerfile");
    }
}
