//! The share menu: what is on the page as a link, a tag for a course page, Markdown or a transcript. It copies and shows
//! what it copied, so that it also works where a page may not write to the clipboard.

use yew::prelude::*;

use super::element::el;
use super::icon::icon;
use super::machine::Bus;
use super::{effects, link};
use crate::session::words::count;

/// A form in which a session is handed on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Link,
    Tag,
    Markdown,
    Transcript,
}

/// The forms with what their buttons say and what is said when one was copied.
const FORMS: [(Form, &str, &str); 4] = [
    (Form::Link, "Copy as link", "Link"),
    (Form::Tag, "Copy as tag", "Tag"),
    (Form::Markdown, "Copy as Markdown", "Markdown"),
    (Form::Transcript, "Copy as transcript", "Transcript"),
];

/// What was copied: its form, the text, and whether it is on the clipboard.
#[derive(Clone, PartialEq)]
struct Copied {
    what: &'static str,
    text: String,
    done: bool,
}

/// The menu's properties.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The world.
    pub(super) bus: Bus,
}

/// The button and what it opens.
#[component]
pub(super) fn Share(props: &Props) -> Html {
    let open = use_state_eq(|| false);
    let copied = use_state_eq(|| None::<Copied>);
    let toggle = {
        let (open, copied) = (open.clone(), copied.clone());
        Callback::from(move |_: MouseEvent| {
            copied.set(None);
            open.set(!*open);
        })
    };
    let onkeydown = {
        let open = open.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" && *open {
                event.prevent_default();
                open.set(false);
                effects::focus_first(".share > button");
            }
        }
    };
    let button = el("button")
        .class("btn quiet")
        .attr("aria-label", "Share")
        .attr("aria-expanded", if *open { "true" } else { "false" })
        .on_click(toggle)
        .child(icon("share"))
        .child(el("span").class("word").text("Share").html());
    html! {
        <div class="share" {onkeydown}>
            { button.html() }
            if *open { { menu(&copied, &props.bus) } }
        </div>
    }
}

fn menu(copied: &UseStateHandle<Option<Copied>>, bus: &Bus) -> Html {
    let buttons = FORMS.map(|(form, words, what)| {
        let (bus, copied) = (bus.clone(), copied.clone());
        let work = Callback::from(move |_: MouseEvent| {
            let (bus, copied) = (bus.clone(), copied.clone());
            effects::spawn(async move {
                let Some(text) = text_of(form, &bus).await else { return };
                let done = effects::copy(&text).await;
                copied.set(Some(Copied { what, text, done }));
            });
        });
        el("button").class("btn quiet").on_click(work).child(icon("copy")).text(words).html()
    });
    let said = copied.as_ref().map(|copied| {
        let letters = count(copied.text.chars().count(), "character");
        let words = if copied.done { "copied" } else { "shown: the browser keeps the clipboard closed" };
        html! {
            <>
                <p class="muted">{ format!("{} {words}, {letters}.", copied.what) }</p>
                <textarea readonly=true rows="4" aria-label="What was copied" value={copied.text.clone()} />
            </>
        }
    });
    el("div")
        .class("pop")
        .attr("role", "group")
        .attr("aria-label", "Share what is on the page")
        .children(buttons.to_vec())
        .child(el("div").attr("role", "status").maybe_child(said).html())
        .html()
}

async fn text_of(form: Form, bus: &Bus) -> Option<String> {
    let transcript = bus.machine.transcript();
    if form == Form::Transcript {
        return Some(format!("{transcript}\n"));
    }
    // A lesson's world begins with its setup, so the lesson itself is handed on, and not what was done in it.
    let link = if let Some(path) = bus.machine.lesson_path() {
        format!("{}?lesson={path}", effects::address())
    } else {
        let (packed, steps) = bus.machine.packed()?;
        link::link(&link::code(&packed).await?, steps)
    };
    Some(match form {
        Form::Link | Form::Transcript => link,
        Form::Tag => tag(&link),
        Form::Markdown => markdown(&transcript, &link),
    })
}

/// The tag for a course page: a frame with the link. A link is letters, digits and `-._:/?#=&`.
fn tag(link: &str) -> String {
    let address = link.replace('&', "&amp;");
    format!("<iframe src=\"{address}\" title=\"Drydock\" width=\"100%\" height=\"640\"></iframe>\n")
}

/// A fenced transcript with the link below it.
fn markdown(transcript: &str, link: &str) -> String {
    let mut fence = "```".to_owned();
    while transcript.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}console\n{transcript}\n{fence}\n\n[Open this in Drydock]({link})\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_keeps_fences_of_the_output_inside() {
        let text = markdown("$ cat a\n```", "https://a.example/#j=1.x");
        assert_eq!(text, "````console\n$ cat a\n```\n````\n\n[Open this in Drydock](https://a.example/#j=1.x)\n");
    }

    #[test]
    fn the_tag_is_a_frame_with_the_link() {
        let text = tag("https://a.example/lab/#j=1.x&s=3");
        assert!(text.starts_with("<iframe src=\"https://a.example/lab/#j=1.x&amp;s=3\" title="), "{text}");
    }
}
