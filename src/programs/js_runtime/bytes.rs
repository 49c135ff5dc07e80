//! Bytes in JSON without an array of numbers: text stays text, everything else is base64.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A run of bytes. In JSON it is a string: `t` and the text when it is valid UTF-8, `b` and base64 otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl From<&str> for Bytes {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }
}

impl Bytes {
    /// The bytes as text, with U+FFFD for what is not UTF-8.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0).into_owned()
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = match std::str::from_utf8(&self.0) {
            Ok(text) => ["t", text].concat(),
            Err(_) => ["b", &encode(&self.0)].concat(),
        };
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if let Some(plain) = text.strip_prefix('t') {
            return Ok(Self(plain.as_bytes().to_vec()));
        }
        text.strip_prefix('b').and_then(decode).map(Self).ok_or_else(|| D::Error::custom("bytes"))
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            let six = word >> (18 - 6 * place) & 63;
            out.push(char::from(ALPHABET[six as usize]));
        }
    }
    out
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    for chunk in text.as_bytes().chunks(4) {
        let mut word = 0u32;
        for byte in chunk {
            let six = ALPHABET.iter().position(|known| known == byte)?;
            word = word << 6 | u32::try_from(six).ok()?;
        }
        word <<= 6 * (4 - chunk.len());
        out.extend_from_slice(&word.to_be_bytes()[1..chunk.len()]);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_comes_back() {
        for length in 0..9u8 {
            let bytes = Bytes((0..length).map(|n| 0xf0 ^ n.wrapping_mul(37)).collect());
            let json = serde_json::to_string(&bytes).unwrap();
            assert_eq!(serde_json::from_str::<Bytes>(&json).unwrap(), bytes, "{json}");
        }
        assert_eq!(serde_json::to_string(&Bytes::from("hé\n")).unwrap(), r#""thé\n""#);
    }
}
