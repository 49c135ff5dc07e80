//! Deterministic tar: the ustar form of layers and trees, their digests, and reading archives back. Compression is not
//! modelled.

use std::rc::Rc;

use crate::base::{Digest, Time, digest::Hasher};

use super::layer::{Change, Layer};
use super::node::{Content, Kind, Meta, Node};
use super::path;

const BLOCK: usize = 512;

/// One member of an archive: a relative name and its inode. A whiteout is an empty file named `.wh.<name>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The name without a leading slash; directories end in one.
    pub name: String,
    /// The inode; directories come without entries.
    pub node: Rc<Node>,
}

/// The members of a layer in path order.
pub fn members(layer: &Layer) -> Vec<Member> {
    let member = |(path, change): (&String, &Change)| match change {
        Change::Put(node) => {
            let slash = if node.is_dir() { "/" } else { "" };
            Member { name: format!("{}{slash}", path.trim_start_matches('/')), node: Rc::clone(node) }
        }
        Change::Whiteout => {
            let (dir, name) = (path::dir_name(path).trim_start_matches('/'), path::base_name(path));
            let name = if dir.is_empty() { format!(".wh.{name}") } else { format!("{dir}/.wh.{name}") };
            Member { name, node: Rc::new(Node::file(Meta::root(0, Time::default()), Content::empty())) }
        }
    };
    layer.changes.iter().map(member).collect()
}

/// The digest of a layer: SHA-256 over its tar, declared files by their header line (size and key).
pub fn layer_digest(layer: &Layer) -> Digest {
    let mut hasher = Hasher::default();
    for member in members(layer) {
        write_member(&member, &mut |bytes| hasher.update(bytes));
    }
    hasher.update(&[0; 2 * BLOCK]);
    hasher.finish()
}

/// An archive's bytes. Declared files come out as their header line.
pub fn write(members: &[Member]) -> Vec<u8> {
    let mut out = Vec::new();
    for member in members {
        write_member(member, &mut |bytes| out.extend_from_slice(bytes));
    }
    out.resize(out.len() + 2 * BLOCK, 0);
    out
}

fn write_member(member: &Member, out: &mut dyn FnMut(&[u8])) {
    let node = &member.node;
    let (flag, link) = match &node.kind {
        Kind::File(_) => (b'0', ""),
        Kind::Symlink(target) => (b'2', &**target),
        Kind::Device(_) | Kind::Socket(_) => (b'3', ""),
        Kind::Dir(_) => (b'5', ""),
    };
    let body = node.content().map(Content::read).unwrap_or_default();
    for (kind, text) in [(b'L', member.name.as_str()), (b'K', link)] {
        if text.len() > 100 {
            // GNU long name: a member of its own before the real one.
            let meta = Meta::root(0, Time::default());
            out(&header("././@LongLink", &meta, kind, "", text.len() as u64 + 1));
            padded(text.as_bytes(), 1, out);
        }
    }
    out(&header(&member.name, &node.meta, flag, link, body.len() as u64));
    padded(&body, 0, out);
}

fn padded(body: &[u8], zeros: usize, out: &mut dyn FnMut(&[u8])) {
    out(body);
    let used = body.len() + zeros;
    let fill = zeros + (BLOCK - used % BLOCK) % BLOCK;
    out(&[0; 2 * BLOCK][..fill]);
}

fn header(name: &str, meta: &Meta, flag: u8, link: &str, size: u64) -> [u8; BLOCK] {
    let mut block = [0_u8; BLOCK];
    let mut field = |at: usize, text: &[u8], len: usize| {
        let text = &text[..text.len().min(len)];
        block[at..at + text.len()].copy_from_slice(text);
    };
    field(0, name.as_bytes(), 100);
    field(100, format!("{:07o}", meta.mode).as_bytes(), 8);
    field(108, format!("{:07o}", meta.uid).as_bytes(), 8);
    field(116, format!("{:07o}", meta.gid).as_bytes(), 8);
    field(124, format!("{size:011o}").as_bytes(), 12);
    field(136, format!("{:011o}", meta.mtime.secs()).as_bytes(), 12);
    field(148, b"        ", 8);
    field(156, &[flag], 1);
    field(157, link.as_bytes(), 100);
    field(257, b"ustar\x0000", 8);
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

/// Why an archive cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TarError {
    /// It ends in the middle of a member.
    UnexpectedEof,
    /// A header is no tar header.
    BadHeader,
}

/// How the key of a declared content begins that is an archive in hexadecimal digits.
const SIZED: &str = "tar:";

/// An archive that stands for more bytes than it has, because files in it are declared: a declared content of `size` bytes
/// with the archive in its key, which [`read`] knows.
pub fn sized(archive: Vec<u8>, size: u64) -> Vec<u8> {
    if size <= archive.len() as u64 {
        return archive;
    }
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    let digits = archive.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]);
    let key: String = SIZED.chars().chain(digits).collect();
    Content::declared(size, &key).read().to_vec()
}

/// The archive in a content that [`sized`] made.
fn unsized_archive(bytes: &[u8]) -> Option<Vec<u8>> {
    let Content::Declared { key, .. } = Content::from_bytes(bytes.to_vec()) else { return None };
    let digits = key.strip_prefix(SIZED)?.as_bytes();
    let half = |digit: u8| char::from(digit).to_digit(16);
    digits.chunks(2).map(|pair| Some((half(*pair.first()?)? << 4 | half(*pair.get(1)?)?) as u8)).collect()
}

/// Reads an archive written by [`write`] or by any tar of the ustar or GNU form.
pub fn read(bytes: &[u8]) -> Result<Vec<Member>, TarError> {
    let inner = bytes.first().filter(|first| **first == 0x7f).and_then(|_| unsized_archive(bytes));
    let bytes = inner.as_deref().unwrap_or(bytes);
    let (mut at, mut found, mut long_name, mut long_link) = (0, Vec::new(), None, None);
    while let Some(block) = bytes.get(at..at + BLOCK) {
        at += BLOCK;
        if block.iter().all(|byte| *byte == 0) {
            return Ok(found);
        }
        let size = octal(&block[124..136]).ok_or(TarError::BadHeader)? as usize;
        let body = bytes.get(at..at.saturating_add(size)).ok_or(TarError::UnexpectedEof)?;
        at += size.div_ceil(BLOCK) * BLOCK;
        match block[156] {
            b'L' => long_name = Some(text(body)),
            b'K' => long_link = Some(text(body)),
            flag => {
                let name = long_name.take().unwrap_or_else(|| long_form(block));
                let link = long_link.take().unwrap_or_else(|| text(&block[157..257]));
                if let Some(node) = node_of(block, flag, &link, body)? {
                    found.push(Member { name, node: Rc::new(node) });
                }
            }
        }
    }
    if found.is_empty() { Err(TarError::UnexpectedEof) } else { Ok(found) }
}

fn node_of(block: &[u8], flag: u8, link: &str, body: &[u8]) -> Result<Option<Node>, TarError> {
    let number = |range: std::ops::Range<usize>| octal(&block[range]).ok_or(TarError::BadHeader);
    let meta = Meta {
        mode: number(100..108)? as u32 & 0o7777,
        uid: number(108..116)? as u32,
        gid: number(116..124)? as u32,
        mtime: Time::from_secs(number(136..148)?),
    };
    Ok(match flag {
        0 | b'0' | b'7' => Some(Node::file(meta, Content::from_bytes(body.to_vec()))),
        b'2' => Some(Node { meta, ..Node::symlink(link, meta.mtime) }),
        b'5' => Some(Node::dir(meta)),
        _ => None,
    })
}

/// The name with its ustar prefix.
fn long_form(block: &[u8]) -> String {
    let (name, prefix) = (text(&block[..100]), text(&block[345..500]));
    if prefix.is_empty() || &block[257..262] != b"ustar" { name } else { format!("{prefix}/{name}") }
}

fn text(field: &[u8]) -> String {
    let end = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
    String::from_utf8_lossy(&field[..end]).into_owned()
}

fn octal(field: &[u8]) -> Option<u64> {
    let text = text(field);
    let text = text.trim();
    if text.is_empty() { Some(0) } else { u64::from_str_radix(text, 8).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vfs::{Tree, layer};

    #[test]
    fn archives_read_back() {
        let mut tree = Tree::default();
        let meta = Meta { mode: 0o640, uid: 1000, gid: 7, mtime: Time::START };
        let long = format!("/srv/{}/leaf", "x".repeat(120));
        tree.insert_path(&long, Node::file(meta, Content::text("leaf")));
        tree.insert_path("/link", Node::symlink("srv", Time::START));
        let change = layer::diff(&Tree::default(), &tree);
        let found = members(&change);
        let back = read(&write(&found)).unwrap();
        assert_eq!(back.len(), 4);
        assert!(back.iter().zip(&found).all(|(a, b)| a.name == b.name && a.node.same_as(&b.node)));
        assert_eq!(layer_digest(&change), layer_digest(&layer::diff(&Tree::default(), &tree)));
        assert_eq!(read(b"short"), Err(TarError::UnexpectedEof));
    }

    #[test]
    fn a_declared_file_counts_by_size_and_key() {
        let digest = |size, key| {
            let mut tree = Tree::default();
            tree.insert_path("/f", Node::file(Meta::root(0o644, Time::START), Content::declared(size, key)));
            layer_digest(&layer::diff(&Tree::default(), &tree))
        };
        assert_eq!(digest(5, "a"), digest(5, "a"));
        assert_ne!(digest(5, "a"), digest(6, "a"));
        assert_ne!(digest(5, "a"), digest(5, "b"));
    }
}
