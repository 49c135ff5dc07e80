//! The editor: a real text field over a coloured copy of its text, and what is wrong with the file below it. It hands
//! every change to the world's draft; the world takes it when the focus leaves or a command starts.

use std::rc::Rc;

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::paint;
use crate::dockerfile::{Diagnostic, Severity};
use crate::web::effects;
use crate::web::icon::icon_that_says;
use crate::web::machine::Bus;

/// The editor's properties.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The file's path.
    pub(super) path: String,
    /// Its content in the world.
    pub(super) text: Rc<str>,
    /// The world.
    pub(super) bus: Bus,
}

/// The editor.
#[component]
pub(super) fn Editor(props: &Props) -> Html {
    let area = use_node_ref();
    let text = use_state_eq(|| props.text.to_string());
    let change = {
        let (text, bus, path) = (text.clone(), props.bus.clone(), props.path.clone());
        Callback::from(move |new: String| {
            bus.machine.draft(&path, &new);
            text.set(new);
        })
    };
    {
        let (text, area) = (text.clone(), area.clone());
        use_effect_with(Rc::clone(&props.text), move |saved| {
            if let Some(area) = area.cast::<HtmlTextAreaElement>().filter(|area| area.value() != **saved) {
                area.set_value(saved);
            }
            text.set(saved.to_string());
        });
    }
    let oninput = {
        let (area, change) = (area.clone(), change.clone());
        move |_: InputEvent| {
            if let Some(area) = area.cast::<HtmlTextAreaElement>() {
                change.emit(area.value());
            }
        }
    };
    let onblur = {
        let bus = props.bus.clone();
        move |_: FocusEvent| bus.machine.save_draft()
    };
    let remarks = use_memo((props.path.clone(), (*text).clone()), |(path, text)| paint::remarks(path, text));
    let onkeydown = {
        let (area, remarks) = (area.clone(), Rc::clone(&remarks));
        move |event: KeyboardEvent| {
            let Some(area) = area.cast::<HtmlTextAreaElement>().filter(|_| event.key() == "F8") else { return };
            event.prevent_default();
            go_to_next(&area, &remarks);
        }
    };
    let fix = {
        let (area, text, change, bus) = (area.clone(), text.clone(), change, props.bus.clone());
        move |remark: &Diagnostic| {
            let mended = remark.fix.as_ref().map(|fix| fix.apply(&text));
            let (area, change, bus) = (area.clone(), change.clone(), bus.clone());
            Callback::from(move |_: MouseEvent| {
                if let (Some(area), Some(mended)) = (area.cast::<HtmlTextAreaElement>(), mended.clone()) {
                    area.set_value(&mended);
                    change.emit(mended);
                    bus.machine.save_draft();
                }
            })
        }
    };
    let name = props.path.rsplit('/').next().unwrap_or_default().to_owned();
    html! {
        <>
            <div class="editor">
                <div class="sheet">
                    <ol class="numbers" aria-hidden="true">
                        { for (1..=text.split('\n').count()).map(|number| html! { <li>{ number }</li> }) }
                    </ol>
                    <div class="paper">
                        <pre aria-hidden="true">{ for paint::lines(&props.path, &text, &remarks) }</pre>
                        <textarea ref={area} aria-label={name} {oninput} {onblur} {onkeydown} spellcheck="false"
                            autocapitalize="off" autocomplete="off" wrap="off" />
                    </div>
                </div>
            </div>
            if !remarks.is_empty() {
                <ul class="problems" aria-label="Problems">
                    { for remarks.iter().map(|remark| problem(remark, fix(remark))) }
                </ul>
            }
        </>
    }
}

fn problem(remark: &Diagnostic, onclick: Callback<MouseEvent>) -> Html {
    let words = if remark.severity == Severity::Error { "Error" } else { "Warning" };
    let rule = if remark.rule.is_empty() { String::new() } else { format!("{}: ", remark.rule) };
    html! {
        <li class={classes!("problem", (remark.severity == Severity::Error).then_some("is-error"))}>
            { icon_that_says("warn", words) }
            <b>{ format!("Line {}", remark.lines.first) }</b>
            <span title={remark.detail}>{ format!("{rule}{}", remark.message) }</span>
            <span class="grow"></span>
            if let Some(fix) = &remark.fix {
                <button class="btn quiet small" title={fix.title.clone()} {onclick}>{ "Fix" }</button>
            }
        </li>
    }
}

/// Moves the caret to the next line with a remark, and from the last to the first.
fn go_to_next(area: &HtmlTextAreaElement, remarks: &[Diagnostic]) {
    let field = effects::field(area);
    let before: String =
        char::decode_utf16(field.text.encode_utf16().take(field.caret)).filter_map(Result::ok).collect();
    let line = before.matches('\n').count() as u32 + 1;
    let next = remarks.iter().find(|remark| remark.lines.first > line).or(remarks.first());
    if let Some(next) = next {
        let lines = field.text.split('\n').take(next.lines.first.saturating_sub(1) as usize);
        let caret: usize = lines.map(|line| line.encode_utf16().count() + 1).sum();
        effects::set_caret(area, caret);
    }
}
