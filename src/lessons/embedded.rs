//! The courses inside the program. The first lesson travels with every front end; the rest is here for native ones and tests,
//! and the page fetches it from `static/lessons`.

use super::course::Course;
use super::lesson::Lesson;
use super::parse::parse;

/// The course and the name of the first lesson.
pub const FIRST: (&str, &str) = ("basics", "first-container");

/// The first lesson, which a first visit begins with.
pub fn first() -> Option<Lesson> {
    parse(FIRST.0, FIRST.1, include_bytes!("../../static/lessons/basics/first-container.md")).ok()
}

/// The list of the course that the first lesson is in.
pub fn first_course() -> Option<Course> {
    Course::parse(FIRST.0, include_bytes!("../../static/lessons/basics/index.md")).ok()
}

#[cfg(not(target_arch = "wasm32"))]
macro_rules! files {
    ($($name:literal)*) => {
        &[$((concat!("lessons/", $name, ".md"), include_str!(concat!("../../static/lessons/", $name, ".md")))),*]
    };
}

/// Resource names and contents, sorted; a test compares them with the folder.
#[cfg(not(target_arch = "wasm32"))]
pub const FILES: &[(&str, &str)] = files![
    "basics/a-first-build"
    "basics/a-node-app"
    "basics/alive-as-long-as-its-program"
    "basics/each-run-is-new"
    "basics/exit-codes"
    "basics/failed-runs-leave-containers"
    "basics/files-of-its-own"
    "basics/files-of-its-own.vi"
    "basics/first-container"
    "basics/first-container.vi"
    "basics/index"
    "basics/keyboard-and-screen"
    "basics/latest-is-a-name"
    "basics/leave-without-ending"
    "basics/look-inside-and-copy"
    "basics/node-in-a-container"
    "basics/not-a-small-machine"
    "basics/nothing-is-forgotten"
    "basics/one-image-many-containers"
    "basics/one-image-many-containers.vi"
    "basics/options-come-first"
    "basics/order-decides-the-cache"
    "basics/push-and-pull"
    "basics/removing-images"
    "basics/run-exec-attach"
    "basics/run-makes-a-new-one"
    "basics/shared-layers"
    "basics/stop-takes-ten-seconds"
    "basics/stopped-and-removed"
    "basics/the-build-context"
    "basics/the-hub-moves-on"
    "basics/update-a-container"
    "basics/what-logs-shows"
    "basics/when-what-runs"
];

/// One file's text by its resource name, `lessons/basics/first-container.md`.
#[cfg(not(target_arch = "wasm32"))]
pub fn resource(name: &str) -> Option<&'static str> {
    FILES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The lesson that a learner names: `course/name`, or the name alone where it is the only one.
#[cfg(not(target_arch = "wasm32"))]
pub fn lesson(name: &str) -> Option<Lesson> {
    let paths =
        FILES.iter().filter_map(|(path, text)| Some((path.strip_prefix("lessons/")?.strip_suffix(".md")?, text)));
    let mut found = paths.filter_map(|(path, text)| {
        let (course, own) = path.split_once('/')?;
        let fits = (path == name || own == name) && own != "index" && !own.contains('.');
        fits.then_some((course, own, text))
    });
    let (course, own, text) = found.next()?;
    if found.next().is_some() {
        return None;
    }
    parse(course, own, text.as_bytes()).ok()
}

/// All courses.
#[cfg(not(target_arch = "wasm32"))]
pub fn courses() -> Vec<Course> {
    let index = |(path, text): &(&str, &str)| {
        let course = path.strip_prefix("lessons/")?.strip_suffix("/index.md")?;
        Course::parse(course, text.as_bytes()).ok()
    };
    FILES.iter().filter_map(index).collect()
}
