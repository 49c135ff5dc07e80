//! File modes as programs print and read them: `drwxr-xr-x`, `755`, `u+x,go-w`.

use crate::vfs::{Device, Kind, Node};

/// The first column of `ls -l`.
pub(crate) fn kind_letter(node: &Node) -> char {
    match node.kind {
        Kind::File(_) => '-',
        Kind::Dir(_) => 'd',
        Kind::Symlink(_) => 'l',
        Kind::Device(_) => 'c',
        Kind::Socket(_) => 's',
    }
}

/// A mode in ten letters.
pub(crate) fn mode_text(node: &Node) -> String {
    let mode = node.meta.mode;
    let mut text = String::from(kind_letter(node));
    for (shift, special, letter) in [(6, 0o4000, 's'), (3, 0o2000, 's'), (0, 0o1000, 't')] {
        let bits = mode >> shift;
        text.push(if bits & 4 != 0 { 'r' } else { '-' });
        text.push(if bits & 2 != 0 { 'w' } else { '-' });
        text.push(match (bits & 1 != 0, mode & special != 0) {
            (true, true) => letter,
            (false, true) => letter.to_ascii_uppercase(),
            (true, false) => 'x',
            (false, false) => '-',
        });
    }
    text
}

/// The major and minor number of a device.
pub(crate) fn device_numbers(device: Device) -> (u32, u32) {
    match device {
        Device::Null => (1, 3),
        Device::Zero => (1, 5),
        Device::Full => (1, 7),
        Device::Random => (1, 9),
        Device::Tty => (5, 0),
        Device::Fd(_) => (136, 0),
    }
}

/// What a mode text makes of `mode`; `None` when the text is wrong.
pub(crate) fn apply(text: &str, mode: u32, is_dir: bool, umask: u32) -> Option<u32> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        let value = u32::from_str_radix(text, 8).ok().filter(|value| *value <= 0o7777)?;
        // A short number leaves the set-id bits of a directory alone, as GNU's chmod does.
        let kept = if is_dir && text.len() < 5 { mode & 0o6000 } else { 0 };
        return Some(value | kept);
    }
    let mut mode = mode;
    for clause in text.split(',') {
        mode = clause_of(clause, mode, is_dir, umask)?;
    }
    Some(mode)
}

fn clause_of(clause: &str, mut mode: u32, is_dir: bool, umask: u32) -> Option<u32> {
    let end = clause.find(['+', '-', '='])?;
    let mut who = 0;
    for letter in clause[..end].chars() {
        who |= match letter {
            'u' => 0o4700,
            'g' => 0o2070,
            'o' => 0o1007,
            'a' => 0o7777,
            _ => return None,
        };
    }
    let masked = if who == 0 { !umask & 0o777 | 0o7000 } else { 0o7777 };
    let who = if who == 0 { 0o7777 } else { who };
    let mut rest = clause[end..].chars().peekable();
    while let Some(operator) = rest.next() {
        let mut bits = 0;
        while let Some(letter) = rest.next_if(|c| !matches!(c, '+' | '-' | '=')) {
            bits |= match letter {
                'r' => 0o444,
                'w' => 0o222,
                'x' => 0o111,
                'X' if is_dir || mode & 0o111 != 0 => 0o111,
                'X' => 0,
                's' => 0o6000,
                't' => 0o1000,
                'u' => (mode >> 6 & 7) * 0o111,
                'g' => (mode >> 3 & 7) * 0o111,
                'o' => (mode & 7) * 0o111,
                _ => return None,
            };
        }
        // The sticky bit belongs to nobody in particular.
        let bits = bits & (who | bits & 0o1000) & masked;
        mode = match operator {
            '+' => mode | bits,
            '-' => mode & !bits,
            _ => mode & !(who & 0o777) | bits,
        };
    }
    Some(mode)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mode_texts_change_modes() {
        let cases = [("755", 0o644, 0o755), ("+x", 0o644, 0o755), ("u+x,g-r", 0o644, 0o704), ("go=", 0o777, 0o700)];
        for (text, before, after) in cases {
            assert_eq!(apply(text, before, false, 0o022), Some(after), "{text}");
        }
        assert_eq!(apply("a+X", 0o644, false, 0o022), Some(0o644));
        assert_eq!(apply("u=rwx,o=u", 0o600, false, 0), Some(0o707));
        assert_eq!(apply("+t", 0o755, true, 0o022), Some(0o1755));
        assert_eq!((apply("999", 0, false, 0), apply("u+q", 0, false, 0)), (None, None));
    }
}
