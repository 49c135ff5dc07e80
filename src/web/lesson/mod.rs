//! The lesson's panel: what is told, what is to be reached, and help. Its buttons put commands at the prompt and never run
//! one. Whether a goal is met, and why not, comes from `session`; where lessons come from is `machine`'s.

mod prose;
mod rail;

use std::rc::Rc;

use yew::prelude::*;

use super::element::{el, list};
use super::icon::{icon, icon_button, icon_that_says};
use super::machine::{Bus, Machine, lessons};
use super::state::Action;
use crate::session::lesson_view::{GoalView, LessonView, PredictionView};
use crate::session::words::count;
pub(super) use rail::{chip, rail};

/// The lesson as the page shows it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Panel {
    /// How it stands.
    pub(super) view: Rc<LessonView>,
    /// Its path, `basics/first-container`.
    pub(super) path: Rc<str>,
    /// Its course's title; empty for a lesson from elsewhere.
    pub(super) course: Rc<str>,
    /// The lesson after it: its path and its title.
    pub(super) next: Option<(String, String)>,
    /// How many moves of the solution were put at the prompt.
    pub(super) played: usize,
}

/// What the learner looks at in the panel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// The step that is shown, counted from 0.
    pub(super) step: usize,
    /// Whether the panel is open, where the learner chose that.
    pub(super) open: Option<bool>,
    /// Whether it is asked if the solution is wanted.
    pub(super) asking: bool,
}

/// Draws the panel.
pub(super) fn draw(panel: &Panel, look: &Look, bus: &Bus) -> Html {
    let view = &*panel.view;
    let at = look.step.min(view.steps.len().saturating_sub(1));
    let close = icon_button("collapse", "Close the lesson's panel", false, bus.on_click(Action::Lesson(Some(false))));
    let head = el("div")
        .class("row")
        .child(el("span").class("muted grow").text(&format!("Step {} of {}", at + 1, view.steps.len())).html())
        .child(icon_button(
            "undo",
            "Start this lesson again",
            view.commands == 0,
            bus.on_machine(Machine::reset_lesson),
        ))
        .child(close);
    let bars = view.steps.iter().enumerate().map(|(number, step)| {
        let bar = el("li").class(if step.done && (number <= view.step || view.completed) { "done" } else { "" });
        bar.maybe("aria-current", (number == at).then_some("step")).html()
    });
    let body = el("div")
        .class("lesson-body")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", "What the lesson tells")
        .child(head.html())
        .child(el("ol").class("progress").attr("aria-hidden", "true").children(bars.collect()).html())
        .child(story(view, at, bus))
        .children(
            view.predictions
                .iter()
                .enumerate()
                .filter(|(_, one)| one.step == at)
                .map(|(number, one)| prediction(number, one, bus))
                .collect(),
        )
        .child(goals(view, at))
        .children(view.mistakes.iter().map(|words| mistake(words, bus)).collect())
        .child(help(panel, look, at, bus))
        .maybe_child((at + 1 == view.steps.len() && view.completed).then(|| explain(view, bus)));
    el("aside")
        .class("lesson")
        .attr("aria-label", "Lesson")
        .child(rail(view, at, bus))
        .child(body.html())
        .child(foot(panel, at, bus))
        .html()
}

fn story(view: &LessonView, at: usize, bus: &Bus) -> Html {
    let Some(step) = view.steps.get(at) else { return Html::default() };
    let text = el("div").class("prose").child(prose::draw(&step.text, bus)).html();
    list(vec![el("h1").child(prose::inline(&step.title)).html(), text])
}

/// The goals of the step that is shown.
fn goals(view: &LessonView, at: usize) -> Html {
    let own: Vec<&GoalView> = view.goals.iter().filter(|goal| goal.step == at).collect();
    if own.is_empty() {
        return Html::default();
    }
    let met = own.iter().filter(|goal| goal.met).count();
    let head = el("h2").child(el("span").text("Goals").html());
    let head = head.child(el("span").attr("role", "status").text(&format!("{met} of {}", own.len())).html()).html();
    let items = own.iter().map(|goal| {
        let words = el("span").child(prose::inline(&goal.text));
        // Before anything was tried, a reason would only repeat the goal.
        let reason = goal.reason.as_ref().filter(|_| view.commands > 0);
        let reason = reason.map(|reason| el("small").class("reason").child(prose::inline(&reason.english())).html());
        let (class, sign) = if goal.met {
            ("done", icon_that_says("done", "Met:"))
        } else {
            ("todo", icon_that_says("todo", "Not met yet:"))
        };
        el("li").class(class).child(sign).child(words.maybe_child(reason).html()).html()
    });
    el("section").class("goals").child(head).child(el("ul").children(items.collect()).html()).html()
}

/// A question, or what was answered.
fn prediction(number: usize, one: &PredictionView, bus: &Bus) -> Html {
    let options = one.options.iter().enumerate().map(|(answer, words)| {
        let given = one.answer == Some(answer);
        let right = one.right == Some(answer);
        let sign = match (one.answer, right) {
            (Some(_), true) => icon_that_says("done", "Right:"),
            (Some(_), false) if given => icon_that_says("x", "Your answer:"),
            (None, _) | (Some(_), false) => icon("todo"),
        };
        let class = [("option", true), ("is-given", given), ("is-right", right)];
        let option = el("button").classes(&class).maybe("disabled", one.answer.map(|_| ""));
        let option = option.on_click(bus.on_machine(move |machine| machine.predict(number, answer)));
        option.child(sign).child(el("span").child(prose::inline(words)).html()).html()
    });
    let told = one.answer.map(|answer| {
        let first = if one.right == Some(answer) { "Right. " } else { "Not quite. " };
        el("div")
            .class("prose")
            .attr("role", "status")
            .child(el("b").text(first).html())
            .child(prose::draw(&one.text, bus))
            .html()
    });
    el("section")
        .class("predict")
        .attr("aria-label", "What do you expect?")
        .child(el("small").text("What do you expect?").html())
        .child(el("b").child(prose::inline(&one.question)).html())
        .children(options.collect())
        .maybe_child(told)
        .html()
}

fn mistake(words: &str, bus: &Bus) -> Html {
    let text = el("div").child(prose::draw(words, bus)).html();
    el("div").class("hint mistake").attr("role", "status").child(icon("warn")).child(text).html()
}

/// Hints that were shown, the button for the next, and after the last the way to the solution.
fn help(panel: &Panel, look: &Look, at: usize, bus: &Bus) -> Html {
    let view = &*panel.view;
    let own: Vec<_> = view.hints.iter().filter(|hint| hint.step == at).collect();
    let number = own.len();
    let cards = own.iter().enumerate().map(|(place, hint)| {
        let head = el("small").text(&format!("Hint {}", place + 1)).html();
        el("div").class("hint").child(head).child(prose::draw(&hint.text, bus)).html()
    });
    let cards = el("div").class("hints").attr("aria-live", "polite").children(cards.collect()).html();
    if !view.solution.is_empty() {
        return list(vec![cards, solution(panel, bus)]);
    }
    let more = view.hints_left > 0 && at == view.step && !view.completed;
    let hint = more.then(|| {
        let words = if number == 0 { "Hint" } else { "Next hint" };
        let button = el("button").class("btn").attr("title", "Alt+H");
        button.on_click(bus.on_machine(Machine::hint)).child(icon("hint")).text(words).html()
    });
    let done = view.hints_left == 0 && at == view.step && !view.completed && !look.asking;
    let ask = done.then(|| {
        let button = el("button").class("btn").on_click(bus.on_click(Action::AskSolution(true)));
        button.child(icon("eye")).text("Show solution").html()
    });
    let sure = (look.asking && !view.completed).then(|| {
        let yes = el("button").class("btn").on_click(bus.on_machine(Machine::show_solution));
        let no = el("button").class("btn quiet").on_click(bus.on_click(Action::AskSolution(false)));
        let words = el("span").class("grow").text("Show one way to do it?").html();
        let row = el("div").class("hint row").attr("role", "group").attr("aria-label", "Show the solution?");
        row.child(words).child(yes.text("Show").html()).child(no.text("Not yet").html()).html()
    });
    let row = el("div").class("row").maybe_child(hint).maybe_child(ask).html();
    list(vec![row, sure.unwrap_or_default(), cards])
}

/// The solution, one move after the other.
fn solution(panel: &Panel, bus: &Bus) -> Html {
    let view = &*panel.view;
    let moves = view.solution.iter().enumerate().map(|(number, one)| {
        let button = el("button").class("command").attr("title", &format!("Put at the prompt: {}", one.words));
        let button = button.on_click(bus.on_machine(move |machine| machine.solve(number)));
        let remark = (!one.remark.is_empty()).then(|| el("small").child(prose::inline(&one.remark)).html());
        el("li")
            .class(if number < panel.played { "done" } else { "" })
            .maybe("aria-current", (number == panel.played).then_some("step"))
            .maybe_child(remark)
            .child(button.child(icon("terminal")).child(el("span").text(&one.words).html()).html())
            .html()
    });
    let at = panel.played;
    let next = el("button").class("btn").maybe("disabled", (at >= view.solution.len()).then_some(""));
    let next = next.on_click(bus.on_machine(move |machine| machine.solve(at)));
    el("section")
        .class("solution")
        .attr("aria-label", "Solution")
        .child(el("h2").text("One way to do it").html())
        .child(el("ol").children(moves.collect()).html())
        .child(el("div").class("row").child(next.child(icon("next")).text("Next move to the prompt").html()).html())
        .html()
}

fn explain(view: &LessonView, bus: &Bus) -> Html {
    let typed = count(view.commands, "command");
    let par = if view.par > 0 { format!(" A good solution takes {}.", view.par) } else { String::new() };
    let hints = if view.hints_shown > 0 { format!(" and {}", count(view.hints_shown, "hint")) } else { String::new() };
    el("section")
        .class("prose done")
        .attr("aria-label", "Lesson done")
        .child(el("h2").child(icon("done")).text("Done").html())
        .child(el("p").class("muted").text(&format!("{typed}{hints}.{par}")).html())
        .child(prose::draw(&view.explain, bus))
        .html()
}

fn foot(panel: &Panel, at: usize, bus: &Bus) -> Html {
    let view = &*panel.view;
    let last = at + 1 >= view.steps.len();
    let back = el("button").class("btn quiet").maybe("disabled", (at == 0).then_some(""));
    let back = back.on_click(bus.on_click(Action::LessonStep(at.saturating_sub(1)))).child(icon("prev")).text("Back");
    let done = view.steps.get(at).is_some_and(|step| step.done);
    let onward = match (&panel.next, last) {
        (_, false) if done => {
            let next =
                el("button").class("btn").attr("title", "Alt+N").on_click(bus.on_click(Action::LessonStep(at + 1)));
            next.text("Next step").child(icon("next")).html()
        }
        (_, false) => {
            let skip = el("button").class("btn quiet").on_click(bus.on_click(Action::LessonStep(at + 1)));
            skip.attr("title", "Go on although not all goals are met").text("Skip").child(icon("next")).html()
        }
        (Some((path, title)), true) => {
            let path = path.clone();
            let next = el("button").class(if view.completed { "btn" } else { "btn quiet" }).attr("title", title);
            next.on_click(Callback::from(move |_: MouseEvent| lessons::open(&path)))
                .text("Next lesson")
                .child(icon("next"))
                .html()
        }
        (None, true) => Html::default(),
    };
    el("footer").child(back.html()).child(el("span").class("grow").html()).child(onward).html()
}
