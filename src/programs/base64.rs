//! `base64`: bytes as letters and back.

use super::kit::{Filter, Next, Options, Tool, base64};

const OPTIONS: Options =
    Options { spec: "d,decode i,ignore-garbage w,wrap:", gnu: "[OPTION]... [FILE]", busybox: "[-d] [-w COL] [FILE]" };

struct Coder {
    decode: bool,
    wrap: usize,
    bytes: Vec<u8>,
}

/// Encodes or decodes its input.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&OPTIONS) else { return Next::Done };
    let wrap = opts.value("w").map_or(Some(76), |text| text.parse().ok());
    let Some(wrap) = wrap else {
        let text = format!("invalid wrap size: {}", tool.curved(opts.value("w").unwrap_or_default()));
        return tool.fail(&text);
    };
    Next::Filter(Box::new(Coder { decode: opts.has("d"), wrap, bytes: Vec::new() }), opts.rest)
}

impl Filter for Coder {
    fn line(&mut self, _tool: &mut Tool, line: &[u8]) -> bool {
        self.bytes.extend_from_slice(line);
        true
    }

    fn finish(&mut self, tool: &mut Tool) {
        if self.decode {
            let decoded = base64::decode(&self.bytes);
            let (Ok(bytes) | Err(bytes)) = &decoded;
            tool.bytes(bytes);
            if decoded.is_err() {
                tool.warn(if tool.busybox { "truncated input" } else { "invalid input" });
            }
            return;
        }
        let text = base64::encode(&self.bytes);
        if self.wrap == 0 {
            tool.out(&text);
            return;
        }
        for part in text.as_bytes().chunks(self.wrap) {
            tool.bytes(part);
            tool.out("\n");
        }
    }
}
