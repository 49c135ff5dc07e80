//! The keys that leave a container running: Ctrl-P Ctrl-Q, or what `--detach-keys` says.

/// The usual keys.
const USUAL: [u8; 2] = [16, 17];

/// Reads `ctrl-p,ctrl-q` and the like. The error is docker's message.
pub(crate) fn keys(text: &str) -> Result<Vec<u8>, String> {
    let key = |name: &str| match name.strip_prefix("ctrl-").map(str::as_bytes) {
        _ if name.len() == 1 => Some(name.as_bytes()[0]),
        _ if name == "DEL" => Some(127),
        Some([letter @ b'a'..=b'z']) => Some(letter - b'a' + 1),
        Some(b"@") => Some(0),
        Some([mark @ b'['..=b'_']) => Some(mark - b'[' + 27),
        _ => None,
    };
    text.split(',').map(|name| key(name).ok_or_else(|| format!("Unknown character: '{name}'"))).collect()
}

/// Watches typed bytes for the keys, holding back what may be their beginning.
pub(crate) struct Detach {
    keys: Vec<u8>,
    matched: usize,
}

impl Detach {
    /// Watches for `keys`, or for the usual ones when there are none.
    pub(crate) fn new(keys: Vec<u8>) -> Self {
        Self { keys: if keys.is_empty() { USUAL.to_vec() } else { keys }, matched: 0 }
    }

    /// Takes typed bytes; the answer is what goes on, and whether the keys were among them.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> (Vec<u8>, bool) {
        let mut passed = Vec::with_capacity(bytes.len());
        for &byte in bytes {
            if byte != self.keys[self.matched] {
                passed.extend(&self.keys[..self.matched]);
                self.matched = 0;
            }
            if byte == self.keys[self.matched] {
                self.matched += 1;
                if self.matched == self.keys.len() {
                    return (passed, true);
                }
            } else {
                passed.push(byte);
            }
        }
        (passed, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_are_found_and_others_go_on() {
        let mut detach = Detach::new(Vec::new());
        assert_eq!(detach.take(b"a\x10"), (b"a".to_vec(), false));
        assert_eq!(detach.take(b"b\x10\x10"), (b"\x10b\x10".to_vec(), false));
        assert_eq!(detach.take(b"\x11"), (Vec::new(), true));
        assert_eq!(keys("ctrl-a,x,ctrl-["), Ok(vec![1, b'x', 27]));
        assert_eq!(keys("shift-a").unwrap_err(), "Unknown character: 'shift-a'");
    }
}
