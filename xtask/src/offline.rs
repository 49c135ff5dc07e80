//! The service worker that keeps the page usable without a network: written beside the built page with the list of its
//! files. A page and all that it loads come from one build, so a worker answers from its own build's files only; a new
//! one takes over when the last tab of the old one is closed.

use std::fs;
use std::path::Path;

use crate::place;

/// The worker's script; `VERSION` and `FILES` are put in.
const WORKER: &str = r#"// Keeps this build's files, so that the page opens without a network after the first visit. Written by `cargo xtask build`.

const PREFIX = `drydock ${self.registration.scope} `;
const NAME = `${PREFIX}VERSION`;
const FILES = [FILES
];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: "no-cache" })))));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith(PREFIX) && name !== NAME;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(self.registration.scope)) return;
  const kept = caches.open(NAME).then((cache) => cache.match(request, { ignoreSearch: request.mode === "navigate" }));
  event.respondWith(kept.then((answer) => answer ?? fetch(request)));
});
"#;

/// The lines that the page's script ends with: the worker is asked for at the first key, as nothing else is fetched ahead,
/// and never by a page inside another.
pub(crate) const REGISTRATION: &str = r#"
if (window === top && "serviceWorker" in navigator) {
    const keep = () => navigator.serviceWorker.register(new URL("sw.js", import.meta.url)).catch(() => {});
    addEventListener("keydown", () => setTimeout(keep, 3000), { capture: true, once: true });
}
"#;

/// Writes dist/sw.js for the files that are in dist/ now.
///
/// # Errors
/// Where a file cannot be read or written.
pub(crate) fn worker() -> Result<(), String> {
    let dist = place::dist();
    let mut files = Vec::new();
    collect(&dist, "", &mut files)?;
    files.retain(|(name, _)| name != "sw.js");
    files.sort();
    let version =
        files.iter().fold(0_u64, |hash, (name, digest)| hash.rotate_left(5) ^ place::fnv(name.as_bytes()) ^ digest);
    // The page itself is asked for by its folder's address.
    let names =
        ["./"].into_iter().chain(files.iter().map(|(name, _)| name.as_str()).filter(|name| *name != "index.html"));
    let list = names.map(|name| format!("\n  {name:?},")).collect::<Vec<_>>().concat();
    let script = WORKER.replace("VERSION", &format!("{version:016x}")).replace("[FILES", &format!("[{list}"));
    fs::write(dist.join("sw.js"), script).map_err(|error| format!("dist/sw.js: {error}"))
}

/// Names below a folder, with slashes, and digests of what is in them.
fn collect(folder: &Path, prefix: &str, found: &mut Vec<(String, u64)>) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(failed)?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), found)?;
        } else {
            let bytes = fs::read(entry.path()).map_err(failed)?;
            found.push((name, place::fnv(&bytes)));
        }
    }
    Ok(())
}
