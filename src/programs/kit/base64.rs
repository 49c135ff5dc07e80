//! Base64 of RFC 4648 with padding, for `base64` and HTTP's basic authentication.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Encodes bytes.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for part in bytes.chunks(3) {
        let number = part.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte)) << (8 * (3 - part.len()));
        for at in 0..4 {
            let digit = ALPHABET[(number >> (18 - 6 * at) & 63) as usize];
            out.push(if at > part.len() { '=' } else { char::from(digit) });
        }
    }
    out
}

/// Decodes a text, blanks left aside; what was decoded before an error comes with it.
pub(crate) fn decode(text: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
    let (mut out, mut number, mut count) = (Vec::new(), 0_u32, 0);
    for &byte in text.iter().filter(|byte| !byte.is_ascii_whitespace()) {
        if byte == b'=' {
            break;
        }
        let Some(digit) = ALPHABET.iter().position(|known| *known == byte) else { return Err(out) };
        number = number << 6 | digit as u32;
        count += 1;
        if count == 4 {
            out.extend_from_slice(&number.to_be_bytes()[1..]);
            (number, count) = (0, 0);
        }
    }
    match count {
        0 => {}
        2 => out.push((number >> 4) as u8),
        3 => out.extend_from_slice(&[(number >> 10) as u8, (number >> 2) as u8]),
        _ => return Err(out),
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for text in ["", "f", "fo", "foo", "foobar"] {
            assert_eq!(decode(encode(text.as_bytes()).as_bytes()).unwrap(), text.as_bytes());
        }
        assert_eq!(encode(b"fo"), "Zm8=");
        assert_eq!(decode(b"Zm9v!"), Err(b"foo".to_vec()));
    }
}
