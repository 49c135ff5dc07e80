//! Bytes and text: Node's encodings, the wire's form, digests.
#![expect(clippy::unnecessary_wraps, reason = "boa's signature of a native function")]

use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue};

use super::{array, bytes_of, string, text};
use crate::js::hash;
use crate::programs::js_runtime::Bytes;

/// `bytes(wire)`: the wire's form as a `Uint8Array`.
pub(super) fn from_wire(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let json = serde_json::Value::String(text(args, 0));
    let bytes = serde_json::from_value::<Bytes>(json).unwrap_or_default();
    array(&bytes.0, context)
}

const DIGITS: &[u8; 16] = b"0123456789abcdef";

fn base64(bytes: &[u8], url: bool) -> String {
    let wire = serde_json::to_value(Bytes([&[0xff, 0xff, 0xff], bytes].concat()));
    let text = wire.ok().and_then(|value| value.as_str().map(|text| text[5..].to_owned())).unwrap_or_default();
    // Bytes that are not UTF-8 travel as base64 without padding; the three in front are four of its digits.
    if url {
        return text.replace('+', "-").replace('/', "_");
    }
    let padding = (4 - text.len() % 4) % 4;
    text + &"===="[..padding]
}

fn from_base64(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() * 3 / 4);
    let (mut word, mut bits) = (0u32, 0u32);
    for byte in text.bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => continue,
        };
        word = word << 6 | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((word >> bits & 0xff) as u8);
        }
    }
    out
}

/// `enc(text, encoding)`: text as bytes in one of Node's encodings.
pub(super) fn encode(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(source) = args.get_or_undefined(0).as_string() else { return array(&[], context) };
    let bytes = match text(args, 1).as_str() {
        "latin1" | "ascii" => source.iter().map(|unit| (unit & 0xff) as u8).collect(),
        "utf16le" => source.iter().flat_map(u16::to_le_bytes).collect(),
        "hex" => {
            let digits: Vec<u8> = source
                .to_std_string_lossy()
                .chars()
                .map_while(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
                .collect();
            digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
        }
        "base64" => from_base64(&source.to_std_string_lossy()),
        _ => source.to_std_string_lossy().into_bytes(),
    };
    array(&bytes, context)
}

/// `dec(bytes, encoding)`: bytes as text in one of Node's encodings.
pub(super) fn decode(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let bytes = bytes_of(args.get_or_undefined(0), context);
    Ok(match text(args, 1).as_str() {
        "latin1" => {
            let units: Vec<u16> = bytes.iter().map(|byte| u16::from(*byte)).collect();
            JsString::from(units.as_slice()).into()
        }
        "ascii" => {
            let units: Vec<u16> = bytes.iter().map(|byte| u16::from(byte & 0x7f)).collect();
            JsString::from(units.as_slice()).into()
        }
        "utf16le" => {
            let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
            JsString::from(units.as_slice()).into()
        }
        "hex" => {
            let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|four| DIGITS[usize::from(four)]);
            string(&digits.map(char::from).collect::<String>())
        }
        "base64" => string(&base64(&bytes, false)),
        "base64url" => string(&base64(&bytes, true)),
        _ => string(&String::from_utf8_lossy(&bytes)),
    })
}

/// `hash(algorithm, bytes)`: a digest, or undefined when the algorithm is not known.
pub(super) fn hash(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let bytes = bytes_of(args.get_or_undefined(1), context);
    match hash::digest(&text(args, 0), &bytes) {
        Some(digest) => array(&digest, context),
        None => Ok(JsValue::undefined()),
    }
}
