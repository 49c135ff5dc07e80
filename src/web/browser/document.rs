//! A page of the world as a document for a frame: its style sheets and pictures put into it, nothing from outside, and a
//! few lines that tell the page around it of links and forms. The text is hostile until proven otherwise: it is only cut
//! at tags, never understood.

use std::rc::Rc;

/// What is loaded and run in the frame: nothing, but for [`BRIDGE`], which is named by its digest.
const POLICY: &str = "default-src 'none'; script-src 'sha256-";
const POLICY_END: &str =
    "'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; base-uri 'none'";

/// Tells the page around the frame of clicks on links and of forms. The frame has no origin, so it can do no more.
const BRIDGE: &str = include_str!("bridge.js");

/// A part of a page: its link as written, its type and its content.
pub(in crate::web) type Part = (String, String, Rc<Vec<u8>>);

/// A start tag in a text.
struct Tag<'a> {
    start: usize,
    end: usize,
    name: String,
    /// Names in lower case, values, and where the values stand.
    attributes: Vec<(String, &'a str, usize)>,
}

impl Tag<'_> {
    fn get(&self, name: &str) -> Option<(&str, usize)> {
        self.attributes.iter().find(|(known, ..)| known == name).map(|(_, value, at)| (*value, *at))
    }

    /// The link to a part of the page, if the tag has one.
    fn part(&self) -> Option<(&str, usize)> {
        let sheet = |rel: &str| rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("stylesheet"));
        match self.name.as_str() {
            "link" if self.get("rel").is_some_and(|(rel, _)| sheet(rel)) => self.get("href"),
            "img" => self.get("src"),
            _ => None,
        }
        .filter(|(link, _)| !link.is_empty() && !link.starts_with("data:"))
    }
}

/// The start tags of a text. Comments are skipped.
fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|found| at + found) {
        if text[start..].starts_with("<!--") {
            at = text[start..].find("-->").map_or(text.len(), |end| start + end + 3);
            continue;
        }
        let rest = &text[start + 1..];
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        at = start + 1 + length;
        if length > 0 {
            let attributes = attributes(text, &mut at);
            tags.push(Tag { start, end: at, name: rest[..length].to_ascii_lowercase(), attributes });
        }
    }
    tags
}

/// Reads attributes up to the tag's end, which `at` then is.
fn attributes<'a>(text: &'a str, at: &mut usize) -> Vec<(String, &'a str, usize)> {
    let mut attributes = Vec::new();
    let skip = |at: &mut usize, skipped: &[char]| {
        *at += text[*at..].find(|c| !skipped.contains(&c)).unwrap_or(text.len() - *at);
    };
    loop {
        skip(at, &[' ', '\t', '\r', '\n', '/']);
        if *at >= text.len() || text[*at..].starts_with('>') {
            *at = (*at + 1).min(text.len());
            return attributes;
        }
        let rest = &text[*at..];
        let end = rest.find([' ', '\t', '\r', '\n', '/', '=', '>']).filter(|end| *end > 0);
        let length = end.unwrap_or_else(|| rest.chars().next().map_or(0, char::len_utf8));
        let name = rest[..length].to_ascii_lowercase();
        *at += length;
        skip(at, &[' ', '\t', '\r', '\n']);
        let (mut value, mut place) = ("", *at);
        if text[*at..].starts_with('=') {
            *at += 1;
            skip(at, &[' ', '\t', '\r', '\n']);
            let quote = text[*at..].chars().next().filter(|c| matches!(c, '"' | '\''));
            place = *at + usize::from(quote.is_some());
            let rest = &text[place..];
            let end = match quote {
                Some(quote) => rest.find(quote),
                None => rest.find([' ', '\t', '\r', '\n', '>']),
            };
            let length = end.unwrap_or(rest.len());
            value = &rest[..length];
            *at = (place + length + usize::from(quote.is_some() && end.is_some())).min(text.len());
        }
        attributes.push((name, value, place));
    }
}

/// The links to style sheets and pictures that a page needs, each once.
pub(in crate::web) fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for tag in tags(text) {
        if let Some((link, _)) = tag.part().filter(|(link, _)| !parts.iter().any(|known| known == link)) {
            parts.push(link.to_owned());
        }
    }
    parts
}

/// The page with its parts put into it; a part that did not come stays a link that leads nowhere.
pub(in crate::web) fn with_parts(text: &str, parts: &[Part]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for tag in tags(text) {
        let Some((link, place)) = tag.part() else { continue };
        let Some((_, kind, bytes)) = parts.iter().find(|(known, ..)| known == link) else { continue };
        if tag.name == "link" {
            out.push_str(&text[at..tag.start]);
            out.push_str("<style>");
            out.push_str(&String::from_utf8_lossy(bytes).replace("</", "<\\/"));
            out.push_str("</style>");
            at = tag.end;
        } else {
            out.push_str(&text[at..place]);
            let kind = kind.split(';').next().unwrap_or_default();
            let safe = kind.chars().all(|c| c.is_ascii_alphanumeric() || "/+-.".contains(c));
            out.push_str("data:");
            out.push_str(if safe && !kind.is_empty() { kind } else { "image/png" });
            out.push_str(";base64,");
            out.push_str(&base64(bytes));
            at = place + link.len();
        }
    }
    out.push_str(&text[at..]);
    out
}

/// The document for the frame.
pub(in crate::web) fn framed(body: &str) -> String {
    let digest = base64(&sha2::Digest::finalize(<sha2::Sha256 as sha2::Digest>::new_with_prefix(BRIDGE)));
    let guard = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}{digest}{POLICY_END}\">");
    format!("<!doctype html>{guard}<script>{BRIDGE}</script>{body}")
}

/// Bytes in base64.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let letter = LETTERS[(group >> (18 - place * 6) & 63) as usize];
            out.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_and_pictures_are_put_into_the_page() {
        let text = "<head><!-- <img src=no> --><LINK rel='stylesheet' href=\"styles.css\"></head><img alt=x src=/logo.png><a href=y>";
        assert_eq!(parts(text), ["styles.css", "/logo.png"]);
        let sheet = ("styles.css".to_owned(), "text/css".to_owned(), Rc::new(b"a{}</style>".to_vec()));
        let logo = ("/logo.png".to_owned(), "image/png".to_owned(), Rc::new(b"Man".to_vec()));
        let wanted = "<head><!-- <img src=no> --><style>a{}<\\/style></style></head>\
            <img alt=x src=data:image/png;base64,TWFu><a href=y>";
        assert_eq!(with_parts(text, &[sheet, logo]), wanted);
    }

    #[test]
    fn base64_is_that_of_rfc_4648() {
        assert_eq!(
            ["", "f", "fo", "foo", "foob"].map(|text| base64(text.as_bytes())),
            ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]
        );
    }

    #[test]
    fn broken_markup_is_taken_as_it_comes() {
        for text in
            ["<", "<img", "<img src", "<img src=", "<img src='", "<a =>", "< a>é<", "<img src=\"é", "<!--", "<p/ö>"]
        {
            assert_eq!(with_parts(text, &[]), text);
            let _ = parts(text);
        }
    }
}
