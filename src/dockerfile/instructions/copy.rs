//! COPY and ADD: files into the image.

use super::flags::{FlagKind, Flags};
use crate::dockerfile::heredoc::parse_heredoc;
use crate::dockerfile::tree::{Node, chomp};

/// A file whose content stands in the Dockerfile, from a here-document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlineFile {
    /// The file's name: the here-document's word.
    pub name: String,
    /// The content; leading tabs are off if it was written `<<-`, variables are not expanded.
    pub content: String,
    /// Whether variables in the content are to be expanded.
    pub expand: bool,
}

/// `COPY [flags] SOURCE... DEST`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copy {
    /// The paths to copy, variables not expanded.
    pub sources: Vec<String>,
    /// The files given in place.
    pub heredocs: Vec<InlineFile>,
    /// Where to, variables not expanded.
    pub dest: String,
    /// `--from`: a stage's name or number, an image or a named context.
    pub from: Option<String>,
    /// `--chown`, variables not expanded.
    pub chown: Option<String>,
    /// `--chmod`, variables not expanded.
    pub chmod: Option<String>,
    /// `--link`.
    pub link: bool,
    /// `--parents`.
    pub parents: bool,
    /// Every `--exclude`.
    pub excludes: Vec<String>,
}

/// `ADD [flags] SOURCE... DEST`: COPY with URLs, git repositories and archives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Add {
    /// The paths, URLs or repositories to add, variables not expanded.
    pub sources: Vec<String>,
    /// The files given in place.
    pub heredocs: Vec<InlineFile>,
    /// Where to, variables not expanded.
    pub dest: String,
    /// `--chown`, variables not expanded.
    pub chown: Option<String>,
    /// `--chmod`, variables not expanded.
    pub chmod: Option<String>,
    /// `--link`.
    pub link: bool,
    /// `--keep-git-dir`, if it was given.
    pub keep_git_dir: Option<bool>,
    /// `--checksum`, variables not expanded.
    pub checksum: Option<String>,
    /// `--unpack`, if it was given.
    pub unpack: Option<bool>,
    /// Every `--exclude`.
    pub excludes: Vec<String>,
}

impl Copy {
    pub(super) fn parse(node: &Node, words: &[String]) -> Result<Self, String> {
        at_least_two("COPY", words)?;
        let flags = Flags::parse(
            &node.flags,
            &[
                ("chown", FlagKind::Text),
                ("from", FlagKind::Text),
                ("chmod", FlagKind::Text),
                ("link", FlagKind::Switch),
                ("exclude", FlagKind::List),
                ("parents", FlagKind::Switch),
            ],
        )?;
        let (sources, heredocs, dest) = sources_and_dest("COPY", node, words)?;
        Ok(Self {
            sources,
            heredocs,
            dest,
            from: flags.some_text("from"),
            chown: flags.some_text("chown"),
            chmod: flags.some_text("chmod"),
            link: flags.switch("link").unwrap_or(false),
            parents: flags.switch("parents").unwrap_or(false),
            excludes: flags.list("exclude"),
        })
    }
}

impl Add {
    pub(super) fn parse(node: &Node, words: &[String]) -> Result<Self, String> {
        at_least_two("ADD", words)?;
        let flags = Flags::parse(
            &node.flags,
            &[
                ("chown", FlagKind::Text),
                ("chmod", FlagKind::Text),
                ("link", FlagKind::Switch),
                ("keep-git-dir", FlagKind::Switch),
                ("checksum", FlagKind::Text),
                ("unpack", FlagKind::Switch),
                ("exclude", FlagKind::List),
            ],
        )?;
        let (sources, heredocs, dest) = sources_and_dest("ADD", node, words)?;
        Ok(Self {
            sources,
            heredocs,
            dest,
            chown: flags.some_text("chown"),
            chmod: flags.some_text("chmod"),
            link: flags.switch("link").unwrap_or(false),
            keep_git_dir: flags.switch("keep-git-dir"),
            checksum: flags.some_text("checksum"),
            unpack: flags.switch("unpack"),
            excludes: flags.list("exclude"),
        })
    }
}

fn at_least_two(keyword: &str, words: &[String]) -> Result<(), String> {
    if words.len() < 2 {
        return Err(format!(
            "{keyword} requires at least two arguments, but only one was provided. Destination could not be determined"
        ));
    }
    Ok(())
}

type SourcesAndDest = (Vec<String>, Vec<InlineFile>, String);

fn sources_and_dest(keyword: &str, node: &Node, words: &[String]) -> Result<SourcesAndDest, String> {
    let (dest, words) = words.split_last().map_or((String::new(), words), |(dest, rest)| (dest.clone(), rest));
    if let Ok(Some(_)) = parse_heredoc(&dest) {
        return Err(format!("{keyword} cannot accept a heredoc as a destination"));
    }
    let mut sources = Vec::new();
    let mut files = Vec::new();
    for word in words {
        let Ok(Some(announced)) = parse_heredoc(word) else {
            sources.push(word.clone());
            continue;
        };
        // Of two here-documents with one name BuildKit takes the last for both.
        let read = node.heredocs.iter().rev().find(|heredoc| heredoc.name == announced.name);
        let content = read.map_or("", |heredoc| heredoc.content.as_str());
        let content = if announced.chomp { chomp(content) } else { content.to_owned() };
        files.push(InlineFile { name: announced.name, content, expand: announced.expand });
    }
    Ok((sources, files, dest))
}
