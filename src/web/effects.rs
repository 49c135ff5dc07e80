//! All side effects of the page: the DOM beyond what Yew draws, timers, storage, the network. Nothing here decides what
//! the page shows; the clock of the world is not here either.
#![expect(clippy::disallowed_methods, reason = "this is the one file of the page that touches the browser")]

mod link;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, HtmlElement, HtmlTextAreaElement, Storage, Window};

use super::terminal::keys::{Field, Stroke};
pub(super) use link::{address, copy, expand, fragment, leave_for_start, on_fragment, query, reload, squeeze};

/// The browser's window; there is one wherever the page runs.
fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
}

/// The element that the page is drawn into.
pub(super) fn root() -> Option<Element> {
    document()?.get_element_by_id("app")
}

/// Milliseconds since the page began to load.
pub(super) fn now_ms() -> f64 {
    window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// Keeps the browser from sending a form and tells what its first field holds.
pub(super) fn submitted(event: &web_sys::SubmitEvent) -> Option<String> {
    event.prevent_default();
    let form = event.target()?.dyn_into::<Element>().ok()?;
    let field = form.query_selector("input").ok().flatten()?;
    Some(field.dyn_into::<web_sys::HtmlInputElement>().ok()?.value())
}

/// Leaves a mark that performance tools and tests can read.
pub(super) fn mark(name: &str) {
    if let Some(performance) = window().and_then(|window| window.performance()) {
        let _ = performance.mark(name);
    }
}

/// Calls `work` before the next frame is drawn, or after a while where no frames are drawn (a hidden page).
pub(super) fn next_frame(work: impl FnOnce() + 'static) {
    let work = Rc::new(Cell::new(Some(work)));
    let again = Rc::clone(&work);
    let run = move || {
        if let Some(work) = again.take() {
            work();
        }
    };
    let once = Closure::once_into_js(run.clone());
    let asked = window().is_some_and(|window| window.request_animation_frame(once.unchecked_ref()).is_ok());
    if !asked || document().is_some_and(|document| document.hidden()) {
        Timeout::new(200, run).forget();
    }
}

/// Calls `work` after `millis` milliseconds.
pub(super) fn after(millis: u32, work: impl FnOnce() + 'static) {
    Timeout::new(millis, work).forget();
}

/// Something the page listens to; dropping it ends that.
pub(super) type Listening = Box<dyn std::any::Any>;

/// Calls `work` whenever the page is hidden or left.
pub(super) fn on_leave(work: impl Fn() + 'static) -> Option<Listening> {
    let window = window()?;
    let listener = EventListener::new(&window, "pagehide", move |_| work());
    Some(Box::new(listener))
}

// ── colours ──────────────────────────────────────────────────────────────────

const DARK: &str = "(prefers-color-scheme: dark)";

/// Whether the system asks for dark colours.
pub(super) fn prefers_dark() -> bool {
    window().and_then(|window| window.match_media(DARK).ok().flatten()).is_some_and(|query| query.matches())
}

/// Calls `work` when the system's colours change.
pub(super) fn on_system_theme(work: impl Fn() + 'static) -> Option<Listening> {
    let query = window()?.match_media(DARK).ok().flatten()?;
    let listener = EventListener::new(&query, "change", move |_| work());
    Some(Box::new(listener))
}

/// Paints the page light or dark.
pub(super) fn paint(theme: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute("data-theme", theme);
    }
}

// ── storage ──────────────────────────────────────────────────────────────────

fn storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}

/// What is stored under a key.
pub(super) fn load(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Stores a text; false when there is no storage or it is full.
pub(super) fn store(key: &str, text: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, text).is_ok())
}

/// Drops what is stored under a key.
pub(super) fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

/// What this tab alone remembers under a key, across reloads.
pub(super) fn load_for_tab(key: &str) -> Option<String> {
    window()?.session_storage().ok().flatten()?.get_item(key).ok().flatten()
}

/// Remembers a text for this tab alone.
pub(super) fn store_for_tab(key: &str, text: &str) {
    if let Some(storage) = window().and_then(|window| window.session_storage().ok().flatten()) {
        let _ = storage.set_item(key, text);
    }
}

/// A channel to the other tabs of this site.
pub(super) struct Tabs {
    channel: web_sys::BroadcastChannel,
    _listener: EventListener,
}

impl Tabs {
    /// Opens the channel; `hear` gets what other tabs say. `None` where the browser has none.
    pub(super) fn open(hear: impl Fn(String) + 'static) -> Option<Self> {
        let channel = web_sys::BroadcastChannel::new("drydock").ok()?;
        let listener = EventListener::new(&channel, "message", move |event| {
            let data = event.dyn_ref::<web_sys::MessageEvent>().and_then(|event| event.data().as_string());
            if let Some(text) = data {
                hear(text);
            }
        });
        Some(Self { channel, _listener: listener })
    }

    /// Says something to all other tabs.
    pub(super) fn say(&self, text: &str) {
        let _ = self.channel.post_message(&JsValue::from_str(text));
    }
}

/// A number that no other tab has.
pub(super) fn random_number() -> u32 {
    (js_sys::Math::random() * f64::from(u32::MAX)) as u32
}

// ── keys and pointers ────────────────────────────────────────────────────────

/// Calls `work` with every key that is pressed on the page.
pub(super) fn on_key(work: impl Fn(&web_sys::KeyboardEvent) + 'static) -> Option<Listening> {
    let window = window()?;
    let options = gloo::events::EventListenerOptions::enable_prevent_default();
    let listener = EventListener::new_with_options(&window, "keydown", options, move |event| {
        if let Some(event) = event.dyn_ref() {
            work(event);
        }
    });
    Some(Box::new(listener))
}

/// Whether the focus is where text is typed.
pub(super) fn is_typing() -> bool {
    let focused = document().and_then(|document| document.active_element());
    focused.is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA"))
}

/// Moves the focus to the first element on the page that the selector names; false when there is none in sight.
pub(super) fn focus_first(selector: &str) -> bool {
    let found = document().and_then(|document| document.query_selector(selector).ok().flatten());
    let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) else { return false };
    element.offset_parent().is_some() && element.focus().is_ok()
}

/// Whether the focus is inside an element that the selector names.
pub(super) fn is_focus_in(selector: &str) -> bool {
    let focused = document().and_then(|document| document.active_element());
    focused.and_then(|element| element.closest(selector).ok().flatten()).is_some()
}

/// Lets an element get all movements of a pointer until it is released.
pub(super) fn capture(event: &web_sys::PointerEvent) {
    if let Some(element) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

/// The distance from a pointer to the lower edge of the page.
pub(super) fn below(event: &web_sys::PointerEvent) -> i32 {
    let height = window().and_then(|window| window.inner_height().ok()).and_then(|height| height.as_f64());
    height.map_or(0, |height| height as i32) - event.client_y()
}

// ── elements ─────────────────────────────────────────────────────────────────

/// Watches an element's size and tells it in whole CSS pixels, at once and after each change.
pub(super) fn watch_size(element: &Element, tell: impl Fn(i32, i32) + 'static) -> Option<Listening> {
    let watched = element.clone();
    let work = move || tell(watched.client_width(), watched.client_height());
    work();
    let closure = Closure::<dyn FnMut()>::new(work);
    let observer = web_sys::ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
    observer.observe(element);
    Some(Box::new(Watch { observer, _closure: closure }))
}

struct Watch {
    observer: web_sys::ResizeObserver,
    _closure: Closure<dyn FnMut()>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Moves the focus to an element without scrolling to it.
pub(super) fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}

/// Moves the focus to the first element inside `inside` that the selector names.
pub(super) fn focus_in(inside: &Element, selector: &str) {
    let found = inside.query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// The value of an attribute of the element that has the focus.
pub(super) fn focused_attribute(name: &str) -> Option<String> {
    document()?.active_element()?.get_attribute(name)
}

/// Whether the end of a scrolled element is in sight.
pub(super) fn at_end(element: &Element) -> bool {
    element.scroll_height() - element.scroll_top() - element.client_height() < 40
}

/// Scrolls an element to its end.
pub(super) fn scroll_to_end(element: &Element) {
    element.set_scroll_top(element.scroll_height());
}

/// Whether the reader has selected text on the page.
pub(super) fn has_selection() -> bool {
    let selection = window().and_then(|window| window.get_selection().ok().flatten());
    selection.is_some_and(|selection| !selection.is_collapsed())
}

/// The text field and its caret.
pub(super) fn field(area: &HtmlTextAreaElement) -> Field {
    let (start, end) = (area.selection_start().ok().flatten(), area.selection_end().ok().flatten());
    let caret = end.unwrap_or(0) as usize;
    Field { text: area.value(), caret, selection: start != end || has_selection() }
}

/// Puts text and caret into the field.
pub(super) fn set_field(area: &HtmlTextAreaElement, text: &str, caret: usize) {
    area.set_value(text);
    let caret = caret as u32;
    let _ = area.set_selection_range(caret, caret);
    fit_field(area);
}

/// Moves the focus and the caret into a field.
pub(super) fn set_caret(area: &HtmlTextAreaElement, caret: usize) {
    focus(area);
    let _ = area.set_selection_range(caret as u32, caret as u32);
}

/// Makes a field as high as its text.
pub(super) fn fit_field(area: &HtmlTextAreaElement) {
    let style = area.style();
    let _ = style.set_property("block-size", "auto");
    let height = area.scroll_height();
    let _ = style.set_property("block-size", &format!("{height}px"));
}

/// A key event as plain data.
pub(super) fn stroke(event: &web_sys::KeyboardEvent) -> Stroke {
    let (control, alt, meta) = (event.ctrl_key(), event.alt_key(), event.meta_key());
    Stroke {
        key: event.key(),
        control: control && !alt && !meta,
        alt: alt && !control && !meta,
        other: meta || control && alt,
        shift: event.shift_key(),
    }
}

// ── files from the page's own folder ─────────────────────────────────────────

/// Fetches a file beside the page.
pub(super) async fn fetch(path: &str) -> Option<Vec<u8>> {
    use wasm_bindgen_futures::JsFuture;
    let response = JsFuture::from(window()?.fetch_with_str(path)).await.ok()?;
    let response: web_sys::Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// Imports a JavaScript module beside the page.
pub(super) async fn import(path: &str) -> Option<JsValue> {
    let base = document()?.base_uri().ok().flatten()?;
    let address = web_sys::Url::new_with_base(path, &base).ok()?.href();
    import_module(&address).await.ok()
}

#[wasm_bindgen(inline_js = "export const import_module = (address) => import(address);")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn import_module(address: &str) -> Result<JsValue, JsValue>;
}

/// Runs something that waits.
pub(super) fn spawn(work: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(work);
}

/// Waits.
pub(super) async fn wait(millis: u32) {
    gloo::timers::future::TimeoutFuture::new(millis).await;
}

/// Calls `work` with every text that a frame of this page sends.
pub(super) fn on_message(work: impl Fn(String) + 'static) -> Option<Listening> {
    let window = window()?;
    let listener = EventListener::new(&window, "message", move |event| {
        let Some(event) = event.dyn_ref::<web_sys::MessageEvent>() else { return };
        let frame = document().and_then(|document| document.query_selector("iframe.page-frame").ok().flatten());
        let frame = frame.and_then(|frame| frame.dyn_into::<web_sys::HtmlIFrameElement>().ok());
        let inside = frame.and_then(|frame| frame.content_window());
        let from = event.source();
        if let (Some(inside), Some(from), Some(text)) = (inside, from, event.data().as_string())
            && JsValue::from(inside) == JsValue::from(from)
        {
            work(text);
        }
    });
    Some(Box::new(listener))
}

/// How many letters of the terminal's type stand side by side in an element.
pub(super) fn columns(element: &Element) -> Option<u16> {
    let probe = document()?.create_element("span").ok()?;
    probe.set_text_content(Some("0000000000"));
    probe.set_attribute("style", "position:absolute;visibility:hidden").ok()?;
    element.append_child(&probe).ok()?;
    let letter = probe.get_bounding_client_rect().width() / 10.0;
    probe.remove();
    let room = f64::from(element.client_width()) - 28.0;
    (letter > 0.0 && room > 0.0).then(|| (room / letter) as u16)
}

thread_local! {
    static KEPT: RefCell<Vec<Listening>> = const { RefCell::new(Vec::new()) };
}

/// Keeps something alive as long as the page.
pub(super) fn keep(listening: Option<Listening>) {
    KEPT.with_borrow_mut(|kept| kept.extend(listening));
}
