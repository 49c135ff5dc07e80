//! Reads and writes WebAssembly modules as far as the page's file needs it: sections, and code with its function numbers
//! exchanged. It checks no types and knows no proposal that rustc's output does not use: what it does not know is an error.

/// A section's number and content, without its length.
pub(super) type Section<'a> = (u8, &'a [u8]);

pub(super) const TYPES: u8 = 1;
pub(super) const IMPORTS: u8 = 2;
pub(super) const FUNCTIONS: u8 = 3;
pub(super) const TABLES: u8 = 4;
pub(super) const MEMORIES: u8 = 5;
pub(super) const GLOBALS: u8 = 6;
pub(super) const EXPORTS: u8 = 7;
pub(super) const START: u8 = 8;
pub(super) const ELEMENTS: u8 = 9;
pub(super) const CODE: u8 = 10;

/// What an import or export can be.
pub(super) const FUNCTION: u8 = 0;
pub(super) const TABLE: u8 = 1;
pub(super) const MEMORY: u8 = 2;
pub(super) const GLOBAL: u8 = 3;

const MAGIC: &[u8] = b"\0asm\x01\0\0\0";

/// A place in some bytes; reading past their end is an error.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(super) fn is_done(&self) -> bool {
        self.at >= self.bytes.len()
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// What was read since `start`.
    pub(super) fn since(&self, start: usize) -> &'a [u8] {
        &self.bytes[start..self.at]
    }

    pub(super) fn rest(&mut self) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        self.at = self.bytes.len();
        rest
    }

    pub(super) fn byte(&mut self) -> Result<u8, String> {
        let byte = *self.bytes.get(self.at).ok_or("the wasm file ends early")?;
        self.at += 1;
        Ok(byte)
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], String> {
        let end = self.at.checked_add(count).ok_or("a length is too large")?;
        let bytes = self.bytes.get(self.at..end).ok_or("the wasm file ends early")?;
        self.at = end;
        Ok(bytes)
    }

    /// An unsigned LEB128 number.
    pub(super) fn number(&mut self) -> Result<u32, String> {
        let mut value = 0_u32;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= u32::from(byte & 0x7f).wrapping_shl(shift);
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err("a number is too long".to_owned())
    }

    /// Steps over a LEB128 number of any width and sign.
    fn skip_number(&mut self) -> Result<(), String> {
        while self.byte()? & 0x80 != 0 {}
        Ok(())
    }

    /// Bytes behind their length: a name, a body, a section.
    pub(super) fn counted(&mut self) -> Result<&'a [u8], String> {
        let count = self.number()? as usize;
        self.take(count)
    }

    pub(super) fn text(&mut self) -> Result<String, String> {
        Ok(String::from_utf8_lossy(self.counted()?).into_owned())
    }

    /// Steps over the limits of a table or memory and returns the least size.
    pub(super) fn limits(&mut self) -> Result<u32, String> {
        let flags = self.byte()?;
        let least = self.number()?;
        if flags & 1 != 0 {
            self.number()?;
        }
        Ok(least)
    }
}

/// The sections of a module, in order.
pub(super) fn sections(module: &[u8]) -> Result<Vec<Section<'_>>, String> {
    let mut reader = Reader::new(module.strip_prefix(MAGIC).ok_or("no wasm module of version 1")?);
    let mut found = Vec::new();
    while !reader.is_done() {
        found.push((reader.byte()?, reader.counted()?));
    }
    Ok(found)
}

/// A module under construction.
pub(super) struct Writer(Vec<u8>);

impl Writer {
    pub(super) fn new() -> Self {
        Self(MAGIC.to_vec())
    }

    pub(super) fn section(&mut self, id: u8, content: &[u8]) {
        self.0.push(id);
        counted(&mut self.0, content);
    }

    /// A section that is a list of entries; none where it is empty.
    pub(super) fn list(&mut self, id: u8, entries: &[Vec<u8>]) {
        if !entries.is_empty() {
            self.section(id, &vector(entries));
        }
    }

    pub(super) fn done(self) -> Vec<u8> {
        self.0
    }
}

/// Entries behind their count.
pub(super) fn vector(entries: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    number(&mut out, entries.len());
    out.extend(entries.iter().flatten());
    out
}

/// Writes an unsigned LEB128 number.
pub(super) fn number(out: &mut Vec<u8>, value: impl TryInto<u32>) {
    let mut value = value.try_into().unwrap_or(u32::MAX);
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

/// Writes the operand of `i32.const`, for a value that is not negative.
pub(super) fn signed(out: &mut Vec<u8>, mut value: u32) {
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 && low & 0x40 == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

/// Writes bytes behind their length.
pub(super) fn counted(out: &mut Vec<u8>, bytes: &[u8]) {
    number(out, bytes.len());
    out.extend_from_slice(bytes);
}

/// A function's body again, with each function number exchanged by `exchange`.
pub(super) fn with_functions(body: &[u8], mut exchange: impl FnMut(u32) -> u32) -> Result<Vec<u8>, String> {
    let mut reader = Reader::new(body);
    let mut out = Vec::with_capacity(body.len());
    for _ in 0..reader.number()? {
        reader.number()?;
        reader.byte()?;
    }
    let mut copied = 0;
    while !reader.is_done() {
        let opcode = reader.byte()?;
        if matches!(opcode, CALL | RETURN_CALL | REF_FUNC) {
            out.extend_from_slice(&body[copied..reader.position()]);
            number(&mut out, exchange(reader.number()?));
            copied = reader.position();
        } else {
            operands(&mut reader, opcode)?;
        }
    }
    out.extend_from_slice(&body[copied..]);
    Ok(out)
}

pub(super) const CALL: u8 = 0x10;
const RETURN_CALL: u8 = 0x12;
const REF_FUNC: u8 = 0xd2;

/// Steps over an instruction's operands, function numbers apart.
fn operands(reader: &mut Reader, opcode: u8) -> Result<(), String> {
    match opcode {
        // Control without operands, parametric, comparison, arithmetic and conversion.
        0x00 | 0x01 | 0x05 | 0x0b | 0x0f | 0x1a | 0x1b | 0x45..=0xc4 | 0xd1 => Ok(()),
        // One number: block types, branches, locals, globals, tables, memory size, constants, null.
        0x02..=0x04 | 0x0c | 0x0d | 0x20..=0x26 | 0x3f..=0x42 | 0xd0 => reader.skip_number(),
        0x0e => {
            for _ in 0..=reader.number()? {
                reader.number()?;
            }
            Ok(())
        }
        // Two numbers: indirect calls with type and table, loads and stores with alignment and offset.
        0x11 | 0x13 | 0x28..=0x3e => {
            reader.number()?;
            reader.number().map(drop)
        }
        0x1c => reader.counted().map(drop),
        0x43 => reader.take(4).map(drop),
        0x44 => reader.take(8).map(drop),
        0xfc => match reader.number()? {
            0..=7 => Ok(()),
            // Fills, table sizes and growth.
            11 | 15..=17 => reader.number().map(drop),
            // Copies of memory and tables.
            10 | 14 => {
                reader.number()?;
                reader.number().map(drop)
            }
            other => Err(format!("instruction 0xfc {other} is not known here")),
        },
        other => Err(format!("instruction 0x{other:02x} is not known here")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Reader, number, signed, with_functions};

    #[test]
    fn numbers_are_read_as_written() {
        for value in [0, 1, 63, 64, 127, 128, 8191, 8192, 1 << 20, u32::MAX] {
            let mut out = Vec::new();
            number(&mut out, value);
            assert_eq!(Reader::new(&out).number(), Ok(value));
        }
        let written = |value| {
            let mut out = Vec::new();
            signed(&mut out, value);
            out
        };
        // The sixth bit is the sign, so 64 takes a second byte.
        assert_eq!((written(63), written(64)), (vec![0x3f], vec![0xc0, 0x00]));
    }

    #[test]
    fn only_function_numbers_are_exchanged() {
        // One group of locals; i32.const 16, call 16, if, call 300, end, end.
        let body = [1, 2, 0x7f, 0x41, 0x10, 0x10, 0x10, 0x04, 0x40, 0x10, 0xac, 0x02, 0x0b, 0x0b];
        let mut seen = Vec::new();
        let again = with_functions(&body, |function| {
            seen.push(function);
            7
        });
        assert_eq!(again, Ok(vec![1, 2, 0x7f, 0x41, 0x10, 0x10, 7, 0x04, 0x40, 0x10, 7, 0x0b, 0x0b]));
        assert_eq!(seen, [16, 300]);
        assert!(with_functions(&[0, 0xfd], |function| function).is_err());
    }
}
