//! The language of `static/hub/rootfs/*.txt`: which steps of an image's history put which files into their layer. Parsing
//! only; what the lines do is in `build`.
//!
//! ```text
//! @ # debian.sh --arch 'amd64' out/ '{CODENAME}'   a section: applies to a layer whose step has all these texts (`&&`
//! @ has=IS_NODE && COPY docker-entrypoint.sh       between them); `{NAME}` captures a variable; `has=` asks for one
//!                                                  that a layer below set, `repo=` for the repository (only where no
//!                                                  other one shares the layer) and `disk>` for a larger layer
//! : posix                                          a block, to be used by sections
//! = BASH 5.2.37                                    sets a variable, for this layer and those above it
//! use posix                                        the lines of a block
//! d 1777 /tmp                                      a directory: mode, path, optionally uid:gid
//! f 644 /etc/issue                                 a file: mode, path, optionally uid:gid; its lines follow
//! |Debian GNU/Linux ${CODENAME} \n \l
//! + /etc/apt/sources.list                          more lines for a file that a lower layer has
//! l /bin usr/bin                                   a symbolic link: path, target
//! L /bin/ /bin/busybox ash cat ls                  many links in a folder to one target
//! x /usr/bin/node 70% node@${NODE_VERSION}         a program: path, size (or share of the layer), name and version
//! X /usr/bin/ 9.7 ls=151344 cat=43888              many programs of one version in a folder
//! b /usr/lib/libc.so.6 2003408                     a file of declared size
//! u nginx 101 101 /nonexistent /bin/false          a user: name, uid, gid, home, shell
//! k /home/node 1000:1000                           the files of /etc/skel, for a home
//! g nginx 101                                      a group: name, gid
//! * /usr/lib/libbulk.so 40                         fills what is left of the layer's size, by weight
//! ```

use std::collections::BTreeMap;
use std::rc::Rc;

/// All sections and blocks.
#[derive(Debug, Default)]
pub(super) struct Spec {
    /// The sections in the files' order.
    pub(super) sections: Vec<Section>,
    blocks: BTreeMap<String, Rc<[Line]>>,
}

/// One section: when it applies and what it does.
#[derive(Debug)]
pub(super) struct Section {
    conditions: Vec<Condition>,
    /// What it does.
    pub(super) lines: Vec<Line>,
}

#[derive(Debug)]
enum Condition {
    /// The step's text contains this; braces capture.
    Step(String),
    /// The image's repository.
    Repository(String),
    /// A section of a layer below set this variable.
    Has(String),
    /// The layer takes more than this on disk, in bytes.
    Larger(u64),
}

/// One instruction and the text lines that follow it.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// The first word.
    pub(super) verb: String,
    /// The rest of the line.
    pub(super) rest: String,
    /// The lines that started with `|`, each ended by a line feed.
    pub(super) text: String,
}

/// What a layer is looked up by.
pub(super) struct Subject<'a> {
    /// The step's text.
    pub(super) created_by: &'a str,
    /// The repository's name.
    pub(super) repository: &'a str,
    /// The layer's bytes on disk.
    pub(super) disk_size: u64,
    /// What the layers below set.
    pub(super) variables: &'a BTreeMap<String, String>,
}

impl Spec {
    /// Adds a file's sections and blocks.
    pub(super) fn add(&mut self, text: &str) {
        let mut target: Option<Target> = None;
        for line in text.lines() {
            let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
            match verb {
                "" | "#" => {}
                "@" | ":" => {
                    self.close(target.take());
                    target = Some(if verb == "@" {
                        Target::Section(Section::new(rest))
                    } else {
                        Target::Block(rest.trim().to_owned(), Vec::new())
                    });
                }
                _ => {
                    let Some(lines) = target.as_mut().map(Target::lines) else { continue };
                    match (line.strip_prefix('|'), lines.last_mut()) {
                        (Some(text), Some(last)) => {
                            last.text.push_str(text);
                            last.text.push('\n');
                        }
                        _ => lines.push(Line {
                            verb: verb.to_owned(),
                            rest: rest.trim().to_owned(),
                            text: String::new(),
                        }),
                    }
                }
            }
        }
        self.close(target);
    }

    fn close(&mut self, target: Option<Target>) {
        match target {
            Some(Target::Section(section)) => self.sections.push(section),
            Some(Target::Block(name, lines)) => {
                self.blocks.insert(name, Rc::from(lines));
            }
            None => {}
        }
    }

    /// The lines of a block.
    pub(super) fn block(&self, name: &str) -> Option<&Rc<[Line]>> {
        self.blocks.get(name)
    }
}

enum Target {
    Section(Section),
    Block(String, Vec<Line>),
}

impl Target {
    fn lines(&mut self) -> &mut Vec<Line> {
        match self {
            Self::Section(section) => &mut section.lines,
            Self::Block(_, lines) => lines,
        }
    }
}

impl Section {
    fn new(header: &str) -> Self {
        let condition = |text: &str| match text.trim() {
            text if text.starts_with("repo=") => Condition::Repository(text["repo=".len()..].to_owned()),
            text if text.starts_with("has=") => Condition::Has(text["has=".len()..].to_owned()),
            text if text.starts_with("disk>") => Condition::Larger(text["disk>".len()..].parse().unwrap_or(0)),
            text => Condition::Step(text.to_owned()),
        };
        Self { conditions: header.split(" && ").map(condition).collect(), lines: Vec::new() }
    }

    /// The captured variables if the section applies.
    pub(super) fn matches(&self, subject: &Subject<'_>) -> Option<Vec<(String, String)>> {
        let mut captured = Vec::new();
        for condition in &self.conditions {
            let holds = match condition {
                Condition::Step(pattern) => find(pattern, subject.created_by, &mut captured),
                Condition::Repository(name) => subject.repository == name,
                Condition::Has(name) => subject.variables.contains_key(name),
                Condition::Larger(bytes) => subject.disk_size > *bytes,
            };
            if !holds {
                return None;
            }
        }
        Some(captured)
    }
}

/// Whether `text` contains `pattern`, in which one `{NAME}` stands for the characters up to what follows it.
fn find(pattern: &str, text: &str, captured: &mut Vec<(String, String)>) -> bool {
    let Some((before, rest)) = pattern.split_once('{') else { return text.contains(pattern) };
    let Some((name, after)) = rest.split_once('}') else { return text.contains(pattern) };
    let Some(start) = text.find(before).map(|at| at + before.len()) else { return false };
    let Some(length) = text[start..].find(after) else { return false };
    captured.push((name.to_owned(), text[start..start + length].to_owned()));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_apply_to_steps_and_capture() {
        let mut spec = Spec::default();
        spec.add(
            "# remark\n: shared\nd 755 /x\n@ repo=alpine && ADD alpine-{V}-x86\n= A b\nf 644 /etc/issue\n|one\n|\n",
        );
        let variables = BTreeMap::new();
        let created_by = "ADD alpine-3.24-x86_64 /";
        let subject = Subject { created_by, repository: "alpine", disk_size: 1, variables: &variables };
        let section = &spec.sections[0];
        assert_eq!(section.matches(&subject), Some(vec![("V".to_owned(), "3.24".to_owned())]));
        assert_eq!(section.matches(&Subject { repository: "node", ..subject }), None);
        assert_eq!((section.lines[1].verb.as_str(), section.lines[1].text.as_str()), ("f", "one\n\n"));
        assert_eq!(spec.block("shared").map(|lines| lines.len()), Some(1));
    }
}
