//! Lessons on the page: which one is open, where its text comes from, and what a learner asks for beside the world. How a
//! lesson stands is `session`'s to say. Another lesson is another visit of the page, so that each has a journal of its own.

use std::rc::Rc;

use super::{Action, Inner, Machine};
use crate::lessons::embedded::{self, FIRST};
use crate::lessons::{self, Action as Deed, Course, Lesson, MAX_BYTES};
use crate::session::{Session, Wish};
use crate::web::effects;
use crate::web::lesson::Panel;

/// Where the page remembers what was open last: a lesson's path, or the sandbox.
const PLACE_KEY: &str = "drydock:place";
/// The sandbox as a place.
pub(in crate::web) const SANDBOX: &str = "sandbox";
/// Under which key the sandbox's journal was kept before there were lessons.
const SANDBOX_KEY: &str = "drydock:journal:sandbox";

/// What the page opens with.
pub(super) struct Place {
    /// The lesson; none for the sandbox.
    pub(super) lesson: Option<Rc<Lesson>>,
    /// What is wrong with what was asked for.
    pub(super) notice: Option<String>,
}

impl Place {
    /// What the address asks for, else what was open last, else on a first visit the first lesson.
    pub(super) async fn find() -> Self {
        let asked = effects::query("lesson");
        let last = || effects::load(PLACE_KEY);
        let old = || effects::load(SANDBOX_KEY).map(|_| SANDBOX.to_owned());
        let name = asked.clone().or_else(last).or_else(old);
        let name = name.unwrap_or_else(|| format!("{}/{}", FIRST.0, FIRST.1));
        if name == SANDBOX {
            return Self { lesson: None, notice: None };
        }
        match fetch(&name).await {
            Ok(lesson) => Self { lesson: Some(Rc::new(lesson)), notice: None },
            Err(words) => Self { lesson: embedded::first().map(Rc::new), notice: Some(words) },
        }
    }

    /// Under which name the journal is kept.
    pub(super) fn world(&self) -> String {
        match &self.lesson {
            Some(lesson) if lesson.course.is_empty() => format!("lesson {} {}", lesson.name, lesson.digest.short()),
            Some(lesson) => format!("lesson {}", lesson.path()),
            None => SANDBOX.to_owned(),
        }
    }

    /// Remembers it for the next visit, unless it came from elsewhere.
    pub(super) fn remember(&self) {
        match &self.lesson {
            Some(lesson) if lesson.course.is_empty() => false,
            Some(lesson) => effects::store(PLACE_KEY, &lesson.path()),
            None => effects::store(PLACE_KEY, SANDBOX),
        };
    }
}

/// A lesson by its path in the courses, or by the address of a file.
async fn fetch(name: &str) -> Result<Lesson, String> {
    let none = || format!("There is no lesson {}.", shown(name));
    if name.contains("://") || name.ends_with(".md") {
        let bytes = effects::fetch(name).await.ok_or_else(none)?;
        if bytes.len() > MAX_BYTES {
            return Err(format!("The lesson {} is longer than {} kB.", shown(name), MAX_BYTES / 1000));
        }
        let file = name.rsplit('/').next().unwrap_or(name).trim_end_matches(".md");
        return read("", file, &bytes);
    }
    let (course, own) = name.split_once('/').unwrap_or((FIRST.0, name));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !plain(course) || !plain(own) {
        return Err(none());
    }
    if (course, own) == FIRST {
        return embedded::first().ok_or_else(none);
    }
    let bytes = effects::fetch(&format!("static/lessons/{course}/{own}.md")).await.ok_or_else(none)?;
    read(course, own, &bytes)
}

fn read(course: &str, name: &str, bytes: &[u8]) -> Result<Lesson, String> {
    lessons::parse(course, name, bytes).map_err(|problems| {
        let first =
            problems.first().map(|problem| format!(" line {}: {}", problem.line, problem.text)).unwrap_or_default();
        format!("The lesson {} cannot be read:{first}", shown(name))
    })
}

/// What somebody wrote into an address, cut to what a bar can show.
fn shown(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).take(60).collect()
}

/// Goes to another lesson, or to the sandbox.
pub(in crate::web) fn open(path: &str) {
    effects::store(PLACE_KEY, path);
    effects::leave_for_start();
}

/// Goes to the first lesson.
pub(in crate::web) fn open_first() {
    open(&format!("{}/{}", FIRST.0, FIRST.1));
}

impl Machine {
    /// The next hint.
    pub(in crate::web) fn hint(&self) {
        self.ask(|inner| {
            inner.session.show_hint();
        });
    }

    /// An answer to a question.
    pub(in crate::web) fn predict(&self, question: usize, answer: usize) {
        self.ask(|inner| inner.session.predict(question, answer));
    }

    /// The solution.
    pub(in crate::web) fn show_solution(&self) {
        self.ask(|inner| inner.session.show_solution());
    }

    fn ask(&self, work: impl FnOnce(&mut Inner)) {
        self.with(|inner| {
            work(inner);
            inner.stale = true;
        });
    }

    /// One move of the solution: a line goes to the prompt, what is no line is done.
    pub(in crate::web) fn solve(&self, number: usize) {
        let deed = self.inner.borrow().as_ref().and_then(|inner| {
            let lesson = inner.session.lesson()?;
            Some(lesson.solution.get(number)?.action.clone())
        });
        let Some(deed) = deed else { return };
        match &deed {
            Deed::Shell(line) | Deed::Inner(line) => self.say(Action::Propose(line.clone())),
            deed => self.with(|inner| deed.inputs().into_iter().for_each(|input| inner.session.apply(input))),
        }
        self.with(|inner| {
            inner.played = inner.played.max(number + 1);
            inner.stale = true;
        });
    }

    /// The lesson from its beginning.
    pub(in crate::web) fn reset_lesson(&self) {
        self.travel(Session::reset);
    }

    /// Does what was wished for at the prompt.
    pub(super) fn grant_wishes(&self) {
        loop {
            let wish = self.inner.borrow_mut().as_mut().and_then(|inner| inner.session.take_wish());
            match wish {
                None => return,
                Some(Wish::Sandbox) => open(SANDBOX),
                Some(Wish::Lesson(name)) => self.wish_lesson(&name),
                Some(wish) => {
                    if let Some(inner) = self.inner.borrow_mut().as_mut() {
                        let generation = inner.session.generation();
                        let whole = inner.session.grant(&wish);
                        if inner.session.generation() != generation {
                            inner.replaying = !whole;
                            inner.narration = None;
                            inner.files.forget();
                            inner.visits.forget();
                        }
                        (inner.before, inner.looked_ms) = (None, 0.0);
                    }
                }
            }
        }
    }

    fn wish_lesson(&self, name: &str) {
        let path = self.inner.borrow_mut().as_mut().and_then(|inner| {
            let found = find(inner.session.courses(), name);
            if found.is_none() {
                inner.session.no_lesson(name);
            }
            found
        });
        if let Some(path) = path {
            open(&path);
        }
    }
}

/// The path of the lesson that is named.
fn find(courses: &[Course], name: &str) -> Option<String> {
    let paths = courses.iter().flat_map(|course| course.lessons.iter().map(move |entry| (course, entry)));
    let mut paths = paths.map(|(course, entry)| (format!("{}/{}", course.name, entry.name), &entry.name));
    paths.find(|(path, own)| path == name || *own == name).map(|(path, _)| path)
}

impl Inner {
    /// Looks at how the lesson stands.
    pub(super) fn look_at_lesson(&mut self) {
        self.stale = false;
        let Some(view) = self.session.lesson_view() else { return };
        if self.lesson.as_ref().is_some_and(|panel| *panel.view == view && panel.played == self.played) {
            return;
        }
        let path = if view.course.is_empty() { view.name.clone() } else { format!("{}/{}", view.course, view.name) };
        let course = self.session.courses().iter().find(|course| course.name == view.course);
        let next = course.and_then(|course| {
            let entry = course.next(&view.name)?;
            Some((format!("{}/{}", course.name, entry.name), entry.title.clone()))
        });
        let title = course.map(|course| course.title.clone()).unwrap_or_default();
        self.lesson =
            Some(Panel { view: Rc::new(view), path: path.into(), course: title.into(), next, played: self.played });
    }
}
