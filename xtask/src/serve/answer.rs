//! One HTTP request in, one answer out. Only GET and HEAD of files below one folder.

use std::fs;
use std::path::{Path, PathBuf};

/// The whole answer to a request, as bytes to send.
pub(super) fn answer(request: &str, folder: &Path) -> Vec<u8> {
    let mut words = request.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if !matches!(method, "GET" | "HEAD") {
        return message("405 Method Not Allowed", "text/plain", b"only GET and HEAD\n", true);
    }
    let found = file(target, folder).and_then(|path| Some((fs::read(&path).ok()?, media_type(&path))));
    match found {
        Some((body, kind)) => message("200 OK", kind, &body, method == "GET"),
        None => message("404 Not Found", "text/plain", b"no such file\n", method == "GET"),
    }
}

fn message(status: &str, kind: &str, body: &[u8], with_body: bool) -> Vec<u8> {
    // no-store: the next build must show at once.
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nCache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
    );
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(if with_body { body } else { &[] });
    bytes
}

/// The file that a request's target names; None for one that climbs out of the folder.
fn file(target: &str, folder: &Path) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?;
    let decoded = decode(path.strip_prefix('/')?)?;
    let mut file = folder.to_path_buf();
    for part in decoded.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." || part.contains(['\\', ':', '\0']) {
            return None;
        }
        file.push(part);
    }
    if file.is_dir() {
        file.push("index.html");
    }
    Some(file)
}

/// Replaces `%41` by `A`; None where that gives no text.
fn decode(path: &str) -> Option<String> {
    let mut pieces = path.split('%');
    let mut bytes = pieces.next()?.as_bytes().to_vec();
    for piece in pieces {
        bytes.push(u8::from_str_radix(piece.get(..2)?, 16).ok()?);
        bytes.extend_from_slice(&piece.as_bytes()[2..]);
    }
    String::from_utf8(bytes).ok()
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "md" | "txt" => "text/plain; charset=utf-8",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        // Browsers compile while they download only under this exact type.
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{answer, file};

    fn answered(request: &str) -> String {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        String::from_utf8_lossy(&answer(request, folder)).into_owned()
    }

    #[test]
    fn files_come_with_their_type() {
        let got = answered("GET /Cargo%2etoml?v=1 HTTP/1.1\r\n\r\n");
        assert!(got.starts_with("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"), "{got}");
        assert!(got.contains("name = \"xtask\""));
        assert!(answered("HEAD /Cargo.toml HTTP/1.1\r\n\r\n").ends_with("\r\n\r\n"));
    }

    #[test]
    fn what_is_not_there_is_refused() {
        for target in ["/none", "/../Cargo.toml", "/%2e%2e/Cargo.toml", "/%", "/%ff", "Cargo.toml", ""] {
            let got = answered(&format!("GET {target} HTTP/1.1\r\n\r\n"));
            assert!(got.starts_with("HTTP/1.1 404 Not Found"), "{target}: {got}");
        }
        assert!(answered("POST / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405"));
    }

    #[test]
    fn folders_give_their_index() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(file("/src/", folder), Some(folder.join("src").join("index.html")));
    }
}
