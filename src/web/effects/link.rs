//! The page's address and what is copied out of it: its query and fragment, texts squeezed into links and back, and the
//! clipboard. What a link says is not known here.

use gloo::events::EventListener;
use wasm_bindgen::prelude::*;
use web_sys::UrlSearchParams;

use super::{Listening, window};

/// A value in the address's query.
pub(in crate::web) fn query(name: &str) -> Option<String> {
    let search = window()?.location().search().ok()?;
    UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

/// Loads the page anew without query and fragment.
pub(in crate::web) fn leave_for_start() {
    if let Some(window) = window() {
        let _ = window.location().set_href(&address());
    }
}

/// A value in the address's fragment, which is written as a query is.
pub(in crate::web) fn fragment(name: &str) -> Option<String> {
    let hash = window()?.location().hash().ok()?;
    UrlSearchParams::new_with_str(hash.trim_start_matches('#')).ok()?.get(name)
}

/// The page's address without query and fragment.
pub(in crate::web) fn address() -> String {
    let location = window().map(|window| window.location());
    let parts = location.and_then(|location| Some((location.origin().ok()?, location.pathname().ok()?)));
    parts.map(|(origin, path)| format!("{origin}{path}")).unwrap_or_default()
}

/// Loads the page anew.
pub(in crate::web) fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}

/// Calls `work` when the fragment was changed by hand or by a link within the page.
pub(in crate::web) fn on_fragment(work: impl Fn() + 'static) -> Option<Listening> {
    let window = window()?;
    let listener = EventListener::new(&window, "hashchange", move |_| work());
    Some(Box::new(listener))
}

/// Squeezes a text into letters, digits, `-` and `_`.
pub(in crate::web) async fn squeeze(text: &str) -> Option<String> {
    squeeze_text(text).await.ok()?.as_string()
}

/// The text that was squeezed: an error when it is no such thing, `None` when it is longer than `limit` bytes.
pub(in crate::web) async fn expand(code: &str, limit: usize) -> Result<Option<String>, ()> {
    expand_text(code, limit as u32).await.map(|text| text.as_string()).map_err(|_| ())
}

/// Puts a text on the clipboard; false where the page may not.
pub(in crate::web) async fn copy(text: &str) -> bool {
    copy_text(text).await.is_ok()
}

#[wasm_bindgen(inline_js = r#"
export const squeeze_text = async (text) => {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

export const expand_text = async (code, limit) => {
  const letters = atob(code.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts).text();
    size += value.length;
    if (size > limit) {
      reader.cancel();
      return null;
    }
    parts.push(value);
  }
};

export const copy_text = (text) => navigator.clipboard.writeText(text);
"#)]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn squeeze_text(text: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn expand_text(code: &str, limit: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn copy_text(text: &str) -> Result<JsValue, JsValue>;
}
