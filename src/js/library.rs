//! Node's own library: which modules there are, and their texts.

use std::path::Path;

use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsNativeError, JsResult, Script, Source};

/// The library's modules by name, sorted. Each text is one function expression.
const MODULES: &[(&str, &str)] = &[
    ("args", include_str!("lib/args.js")),
    ("assert", include_str!("lib/assert.js")),
    ("async_hooks", include_str!("lib/async_hooks.js")),
    ("boot", include_str!("lib/boot.js")),
    ("buffer", include_str!("lib/buffer.js")),
    ("child_process", include_str!("lib/child_process.js")),
    ("console", include_str!("lib/console.js")),
    ("crypto", include_str!("lib/crypto.js")),
    ("deep", include_str!("lib/deep.js")),
    ("dns", include_str!("lib/dns.js")),
    ("dns/promises", include_str!("lib/dns_promises.js")),
    ("events", include_str!("lib/events.js")),
    ("fs", include_str!("lib/fs.js")),
    ("fs/promises", include_str!("lib/fs_promises.js")),
    ("http", include_str!("lib/http.js")),
    ("https", include_str!("lib/https.js")),
    ("json", include_str!("lib/json.js")),
    ("locale", include_str!("lib/locale.js")),
    ("net", include_str!("lib/net.js")),
    ("os", include_str!("lib/os.js")),
    ("path", include_str!("lib/path.js")),
    ("perf_hooks", include_str!("lib/perf_hooks.js")),
    ("querystring", include_str!("lib/querystring.js")),
    ("readline", include_str!("lib/readline.js")),
    ("readline/promises", include_str!("lib/readline_promises.js")),
    ("repl", include_str!("lib/repl.js")),
    ("stream", include_str!("lib/stream.js")),
    ("stream/promises", include_str!("lib/stream_promises.js")),
    ("string_decoder", include_str!("lib/string_decoder.js")),
    ("table", include_str!("lib/table.js")),
    ("timers/promises", include_str!("lib/timers_promises.js")),
    ("tty", include_str!("lib/tty.js")),
    ("url", include_str!("lib/url.js")),
    ("util", include_str!("lib/util.js")),
    ("v8", include_str!("lib/v8.js")),
    ("vm", include_str!("lib/vm.js")),
    ("web", include_str!("lib/web.js")),
];

/// A module's text.
pub(super) fn text(name: &str) -> Option<&'static str> {
    MODULES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// Compiles a module of the library to its function.
pub(super) fn compile(name: &str, context: &mut Context) -> JsResult<JsFunction> {
    let missing = || JsNativeError::error().with_message(format!("no such library module: {name}"));
    let text = text(name).ok_or_else(missing)?;
    let path = format!("node:{name}");
    let source = Source::from_bytes(text).with_path(Path::new(&path));
    let value = Script::parse(source, None, context)?.evaluate(context)?;
    value.as_object().and_then(JsFunction::from_object).ok_or_else(|| missing().into())
}
