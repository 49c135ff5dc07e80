//! `md5sum`, `sha1sum`, `sha256sum` and `sha512sum`: digests of files, and checking them.

use sha2::Digest;

use super::kit::{Filter, Next, Options, Tool, filter};
use crate::vfs::Errno;

const OPTIONS: Options = Options {
    spec: "b,binary c,check t,text s,status +quiet +ignore-missing w,warn +tag +strict",
    gnu: "[OPTION]... [FILE]...",
    busybox: "[-c[sw]] [FILE]...",
};

struct Sums {
    name: String,
    check: bool,
    silent: bool,
    quiet: bool,
    bytes: Vec<u8>,
    failed: usize,
    missing: usize,
}

/// Prints or checks digests.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&OPTIONS) else { return Next::Done };
    let sums = Sums {
        name: tool.name.clone(),
        check: opts.has("c"),
        silent: opts.has("s"),
        quiet: opts.has("quiet"),
        bytes: Vec::new(),
        failed: 0,
        missing: 0,
    };
    Next::Filter(Box::new(sums), opts.rest)
}

impl Sums {
    fn digest(&self, bytes: &[u8]) -> String {
        let digest: Vec<u8> = match self.name.as_str() {
            "md5sum" => md5(bytes).to_vec(),
            "sha1sum" => sha1(bytes).to_vec(),
            "sha512sum" => sha2::Sha512::digest(bytes).to_vec(),
            _ => sha2::Sha256::digest(bytes).to_vec(),
        };
        digest
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|half| char::from_digit(half.into(), 16))
            .collect()
    }

    fn check_line(&mut self, tool: &mut Tool, line: &str) {
        let Some((wanted, name)) = line.split_once([' ', '\t']) else { return };
        let name = name.trim_start_matches([' ', '*']);
        let verdict = match tool.process.read_file(name) {
            Ok(content) if self.digest(&content.read()) == wanted.to_ascii_lowercase() => "OK",
            Ok(_) => {
                self.failed += 1;
                "FAILED"
            }
            Err(error) => {
                self.missing += 1;
                let text =
                    if tool.busybox { format!("can't open '{name}': {error}") } else { format!("{name}: {error}") };
                tool.warn(&text);
                if tool.busybox { "FAILED" } else { "FAILED open or read" }
            }
        };
        if !(self.silent || self.quiet && verdict == "OK") {
            tool.line(&format!("{name}: {verdict}"));
        }
    }
}

impl Filter for Sums {
    fn line(&mut self, tool: &mut Tool, line: &[u8]) -> bool {
        if self.check {
            let text = String::from_utf8_lossy(filter::chomp(line)).into_owned();
            self.check_line(tool, &text);
        } else {
            self.bytes.extend_from_slice(line);
        }
        true
    }

    fn end(&mut self, tool: &mut Tool, name: &str) {
        if !self.check {
            let digest = self.digest(&self.bytes);
            tool.line(&format!("{digest}  {name}"));
            self.bytes.clear();
        }
    }

    fn finish(&mut self, tool: &mut Tool) {
        let bad = if tool.busybox { self.failed + self.missing } else { self.failed };
        if bad + self.missing > 0 {
            tool.status = 1;
        }
        if self.silent {
            return;
        }
        if !tool.busybox && self.missing > 0 {
            let files = if self.missing == 1 { "listed file" } else { "listed files" };
            tool.note(&format!("WARNING: {} {files} could not be read", self.missing));
        }
        if bad > 0 {
            let plural = if bad == 1 { "computed checksum did" } else { "computed checksums did" };
            tool.note(&format!("WARNING: {bad} {plural} NOT match"));
        }
    }

    fn failed(&mut self, tool: &mut Tool, name: &str, _trouble: super::kit::Trouble, error: Errno) {
        let text = if tool.busybox { format!("can't open '{name}': {error}") } else { format!("{name}: {error}") };
        tool.warn(&text);
    }
}

/// A message with its padding, for both of the old algorithms.
fn padded(bytes: &[u8], length: [u8; 8]) -> Vec<u8> {
    let mut message = bytes.to_vec();
    message.push(0x80);
    while message.len() % 64 != 56 {
        message.push(0);
    }
    message.extend_from_slice(&length);
    message
}

fn word(bytes: &[u8], at: usize) -> [u8; 4] {
    [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]
}

/// MD5 of RFC 1321.
pub(crate) fn md5(bytes: &[u8]) -> [u8; 16] {
    const SHIFTS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
    let mut state: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for block in padded(bytes, (bytes.len() as u64 * 8).to_le_bytes()).chunks(64) {
        let [mut a, mut b, mut c, mut d] = state;
        for (step, constant) in SINES.iter().enumerate() {
            let (mixed, at) = match step / 16 {
                0 => ((b & c) | (!b & d), step),
                1 => ((d & b) | (!d & c), (5 * step + 1) % 16),
                2 => (b ^ c ^ d, (3 * step + 5) % 16),
                _ => (c ^ (b | !d), (7 * step) % 16),
            };
            let sum =
                a.wrapping_add(mixed).wrapping_add(*constant).wrapping_add(u32::from_le_bytes(word(block, at * 4)));
            (a, d, c) = (d, c, b);
            b = b.wrapping_add(sum.rotate_left(SHIFTS[step / 16][step % 4]));
        }
        for (total, part) in state.iter_mut().zip([a, b, c, d]) {
            *total = total.wrapping_add(part);
        }
    }
    let mut out = [0; 16];
    for (at, part) in state.iter().enumerate() {
        out[at * 4..at * 4 + 4].copy_from_slice(&part.to_le_bytes());
    }
    out
}

/// SHA-1 of RFC 3174.
#[expect(clippy::many_single_char_names, reason = "they are called so in the standard")]
pub(crate) fn sha1(bytes: &[u8]) -> [u8; 20] {
    let mut state: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    for block in padded(bytes, (bytes.len() as u64 * 8).to_be_bytes()).chunks(64) {
        let mut words = [0_u32; 80];
        for (at, slot) in words.iter_mut().enumerate().take(16) {
            *slot = u32::from_be_bytes(word(block, at * 4));
        }
        for at in 16..80 {
            words[at] = (words[at - 3] ^ words[at - 8] ^ words[at - 14] ^ words[at - 16]).rotate_left(1);
        }
        let [mut a, mut b, mut c, mut d, mut e] = state;
        for (step, part) in words.iter().enumerate() {
            let (mixed, constant) = match step / 20 {
                0 => ((b & c) | (!b & d), 0x5a82_7999),
                1 => (b ^ c ^ d, 0x6ed9_eba1),
                2 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6_u32),
            };
            let sum = a.rotate_left(5).wrapping_add(mixed).wrapping_add(e).wrapping_add(constant).wrapping_add(*part);
            (e, d, c, b, a) = (d, c, b.rotate_left(30), a, sum);
        }
        for (total, part) in state.iter_mut().zip([a, b, c, d, e]) {
            *total = total.wrapping_add(part);
        }
    }
    let mut out = [0; 20];
    for (at, part) in state.iter().enumerate() {
        out[at * 4..at * 4 + 4].copy_from_slice(&part.to_be_bytes());
    }
    out
}

/// The whole parts of 2^32 times the sine of 1 to 64, as RFC 1321 lists them.
const SINES: [u32; 64] = [
    0xd76a_a478,
    0xe8c7_b756,
    0x2420_70db,
    0xc1bd_ceee,
    0xf57c_0faf,
    0x4787_c62a,
    0xa830_4613,
    0xfd46_9501,
    0x6980_98d8,
    0x8b44_f7af,
    0xffff_5bb1,
    0x895c_d7be,
    0x6b90_1122,
    0xfd98_7193,
    0xa679_438e,
    0x49b4_0821,
    0xf61e_2562,
    0xc040_b340,
    0x265e_5a51,
    0xe9b6_c7aa,
    0xd62f_105d,
    0x0244_1453,
    0xd8a1_e681,
    0xe7d3_fbc8,
    0x21e1_cde6,
    0xc337_07d6,
    0xf4d5_0d87,
    0x455a_14ed,
    0xa9e3_e905,
    0xfcef_a3f8,
    0x676f_02d9,
    0x8d2a_4c8a,
    0xfffa_3942,
    0x8771_f681,
    0x6d9d_6122,
    0xfde5_380c,
    0xa4be_ea44,
    0x4bde_cfa9,
    0xf6bb_4b60,
    0xbebf_bc70,
    0x289b_7ec6,
    0xeaa1_27fa,
    0xd4ef_3085,
    0x0488_1d05,
    0xd9d4_d039,
    0xe6db_99e5,
    0x1fa2_7cf8,
    0xc4ac_5665,
    0xf429_2244,
    0x432a_ff97,
    0xab94_23a7,
    0xfc93_a039,
    0x655b_59c3,
    0x8f0c_cc92,
    0xffef_f47d,
    0x8584_5dd1,
    0x6fa8_7e4f,
    0xfe2c_e6e0,
    0xa301_4314,
    0x4e08_11a1,
    0xf753_7e82,
    0xbd3a_f235,
    0x2ad7_d2bb,
    0xeb86_d391,
];

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn digests_are_right() {
        let m = Machine::gnu().file("a", "abc").file("list", "900150983cd24fb0d6963f7d28e17f72  a\n");
        assert_eq!(m.ok("md5sum a"), "900150983cd24fb0d6963f7d28e17f72  a\n");
        assert_eq!(m.ok("sha1sum a"), "a9993e364706816aba3e25717850c26c9cd0d89d  a\n");
        assert_eq!(
            m.run_with("sha256sum", "abc").out,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  -\n"
        );
        assert!(m.ok("sha512sum a").starts_with("ddaf35a193617abacc417349ae204131"));
        assert_eq!(m.ok("md5sum -c list"), "a: OK\n");
        let ran = m.run_with("md5sum -c", "00  a\n");
        assert_eq!((ran.out.as_str(), ran.code), ("a: FAILED\n", 1));
        assert_eq!(ran.err, "md5sum: WARNING: 1 computed checksum did NOT match\n");
    }
}
