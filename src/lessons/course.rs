//! Courses: which lessons there are and in which order, read from a course's `index.md`. Its front matter has the course's
//! title and summary, its list the lessons' names.

use super::blocks::{Block, blocks};
use super::parse::{MAX_BYTES, Problem, done};
use super::sections;

/// A lesson of a course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The lesson's name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// How many minutes it takes.
    pub minutes: u32,
}

/// A course.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// The folder.
    pub name: String,
    /// The title.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// The lessons in their order.
    pub lessons: Vec<Entry>,
}

impl Course {
    /// Reads an `index.md`: under `## Lessons` each item is `name: title (4 min)`.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        let text = std::str::from_utf8(bytes).ok().filter(|text| text.len() <= MAX_BYTES);
        let Some(text) = text else { return Err(vec![Problem::new(0, "an index is UTF-8 text of at most 64 kB")]) };
        let mut problems = Vec::new();
        let parts = sections::cut(text, &mut problems);
        let mut course = Self { name: name.to_owned(), ..Self::default() };
        for (key, value, line) in parts.front {
            match key {
                "title" => value.clone_into(&mut course.title),
                "summary" => value.clone_into(&mut course.summary),
                _ => problems.push(Problem::new(line, format!("no such key: {key}; there are title and summary"))),
            }
        }
        for section in &parts.sections {
            for piece in blocks(&section.lines) {
                let Block::Item { number, text } = piece else { continue };
                match entry(&text) {
                    Some(entry) => course.lessons.push(entry),
                    None => problems.push(Problem::new(number, "a lesson is `- name: title (4 min)`")),
                }
            }
        }
        done(course, problems)
    }

    /// The lesson after one.
    pub fn next(&self, name: &str) -> Option<&Entry> {
        let at = self.lessons.iter().position(|entry| entry.name == name)?;
        self.lessons.get(at + 1)
    }
}

fn entry(text: &str) -> Option<Entry> {
    let (name, rest) = text.split_once(':')?;
    let (title, minutes) = rest.trim().strip_suffix(" min)")?.rsplit_once('(')?;
    let fits =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let entry = Entry { name: name.to_owned(), title: title.trim().to_owned(), minutes: minutes.parse().ok()? };
    fits.then_some(entry)
}
