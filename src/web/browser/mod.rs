//! The browser panel: what answers on localhost, through the world. The page that comes back is shown in a frame without
//! scripts and without an origin.

pub(super) mod document;

use std::rc::Rc;

use yew::prelude::*;

use super::effects;
use super::element::el;
use super::icon::{icon, icon_button};
use super::machine::Bus;
use crate::session::View;
use crate::session::view::ContainerState;

/// A page that was asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Visit {
    /// Its address.
    pub(super) url: String,
    /// What came back.
    pub(super) answer: Answer,
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Answer {
    /// Nothing was asked for.
    #[default]
    None,
    /// It is on its way.
    Waiting,
    /// A page.
    Page {
        /// The status with its reason, `200 OK`.
        status: String,
        /// Whether the body is HTML.
        html: bool,
        /// The body.
        body: Rc<str>,
    },
    /// Nobody listens there.
    Refused,
    /// The connection broke off.
    Reset,
    /// There is no such host.
    Unknown,
}

/// Asks for an address.
pub(super) fn go(bus: &Bus, url: &str) {
    bus.machine.browse(url);
}

/// Draws the panel.
pub(super) fn draw(visit: &Visit, view: &View, bus: &Bus) -> Vec<Html> {
    let onsubmit = {
        let bus = bus.clone();
        move |event: SubmitEvent| {
            if let Some(typed) = effects::submitted(&event) {
                go(&bus, &address(&typed));
            }
        }
    };
    let (again, back, url) = (bus.clone(), bus.clone(), visit.url.clone());
    let nothing = visit.url.is_empty();
    let reload = icon_button("reload", "Reload", nothing, Callback::from(move |_| go(&again, &url)));
    let back = icon_button("prev", "Back", nothing, Callback::from(move |_| back.machine.browse_back()));
    let url = if nothing { "http://localhost:3000/".to_owned() } else { visit.url.clone() };
    let form = html! {
        <form class="address" {onsubmit}>
            { back }{ reload }
            <input class="url" aria-label="Address" value={url} spellcheck="false" autocomplete="off" />
        </form>
    };
    let trail = el("div").class("trail").attr("role", "status").children(trail(visit));
    vec![form, page(visit, view, bus), trail.html()]
}

/// Follows links and sends forms of the page that is shown.
#[hook]
pub(super) fn use_frame(bus: &Bus) {
    let bus = bus.clone();
    use_effect_with((), move |()| {
        let listening = effects::on_message(move |text| {
            let Ok((name, link, method, fields)) = serde_json::from_str::<(String, String, String, String)>(&text)
            else {
                return;
            };
            if name != "drydock" {
                return;
            }
            if method == "POST" {
                bus.machine.follow(&link, "POST", fields);
            } else if fields.is_empty() {
                bus.machine.follow(&link, "GET", String::new());
            } else {
                let path = link.split('?').next().unwrap_or_default();
                bus.machine.follow(&format!("{path}?{fields}"), "GET", String::new());
            }
        });
        move || drop(listening)
    });
}

/// A full address for what was typed.
fn address(typed: &str) -> String {
    let typed = typed.trim();
    let rest = typed.strip_prefix("http://").unwrap_or(typed);
    let rest = if rest.starts_with(':') { format!("localhost{rest}") } else { rest.to_owned() };
    if rest.contains('/') { format!("http://{rest}") } else { format!("http://{rest}/") }
}

fn page(visit: &Visit, view: &View, bus: &Bus) -> Html {
    let page = || el("div").class("page");
    let line = |words: &str| el("p").text(words).html();
    match &visit.answer {
        Answer::Page { html: true, body, .. } => {
            let document = document::framed(body);
            let title = format!("Page of {}", visit.url);
            // Scripts are allowed for the bridge alone: the document's policy lets nothing else run.
            html! { <iframe class="page-frame" sandbox="allow-scripts allow-forms" srcdoc={document} {title} /> }
        }
        Answer::Page { body, .. } => el("pre").class("page plain").text(body).html(),
        Answer::Waiting => page().child(line("Waiting for an answer …")).html(),
        Answer::None => {
            let words = "Pages that containers publish on this host open here.";
            page().child(line(words)).child(published(view, bus)).html()
        }
        Answer::Refused | Answer::Reset | Answer::Unknown => {
            let host = visit.url.trim_start_matches("http://").split('/').next().unwrap_or_default();
            let (words, code) = match visit.answer {
                Answer::Unknown => (format!("{host}’s server IP address could not be found."), "ERR_NAME_NOT_RESOLVED"),
                Answer::Reset => ("The connection was reset.".to_owned(), "ERR_CONNECTION_RESET"),
                _ => (format!("{host} refused to connect."), "ERR_CONNECTION_REFUSED"),
            };
            page()
                .child(el("h2").text("This site can’t be reached").html())
                .child(line(&words))
                .child(el("p").class("muted").text(code).html())
                .child(published(view, bus))
                .html()
        }
    }
}

/// The ports that are published, to choose from.
fn published(view: &View, bus: &Bus) -> Html {
    let containers = view.hosts.iter().flat_map(|host| &host.containers);
    let live = containers.filter(|container| container.state == ContainerState::Running);
    let ports = live.flat_map(|container| container.ports.iter().map(move |port| (container, port)));
    let ports: Vec<Html> = ports
        .map(|(container, port)| {
            let (bus, place) = (bus.clone(), format!("localhost:{}", port.host_port));
            let url = format!("http://{place}/");
            let button = el("button").class("link mono").on_click(Callback::from(move |_| go(&bus, &url))).text(&place);
            let note = format!("{}, port {}", container.name, port.container_port);
            el("li").child(button.html()).child(el("span").class("muted").text(&note).html()).html()
        })
        .collect();
    if ports.is_empty() {
        return el("p").class("muted").text("No container publishes a port now.").html();
    }
    el("ul").children(ports).html()
}

fn trail(visit: &Visit) -> Vec<Html> {
    let host = visit.url.trim_start_matches("http://").split('/').next().unwrap_or_default();
    let host = el("span").text(host).html();
    match &visit.answer {
        Answer::None => Vec::new(),
        Answer::Waiting => vec![host],
        Answer::Page { status, .. } => vec![host, el("span").class("ok").text(status).html()],
        Answer::Refused | Answer::Reset | Answer::Unknown => {
            let words = if visit.answer == Answer::Refused { "refused" } else { "no answer" };
            vec![host, el("span").class("bad").child(icon("x")).text(words).html()]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn addresses_are_completed() {
        assert_eq!(address("localhost:3000"), "http://localhost:3000/");
        assert_eq!(address(" :80/a "), "http://localhost:80/a");
        assert_eq!(address("http://localhost:8080/x?y"), "http://localhost:8080/x?y");
    }
}
