//! What a lesson does not allow at the host's prompt. It keeps to the point of the lesson; it is no fence.

use super::lesson::Lesson;

/// The beginning of a command in `line` that the lesson forbids, or does not have among those that it allows.
pub fn refuses(lesson: &Lesson, line: &str) -> Option<String> {
    let commands = line.split([';', '|', '&', '\n']).map(|part| part.split_whitespace().collect::<Vec<_>>());
    for words in commands.filter(|words| !words.is_empty()) {
        let begins = |rule: &String| {
            let rule: Vec<&str> = rule.split_whitespace().collect();
            words.starts_with(&rule)
        };
        if let Some(rule) = lesson.forbid.iter().find(|rule| begins(rule)) {
            return Some(rule.clone());
        }
        if !lesson.allow.is_empty() && !lesson.allow.iter().any(begins) {
            return Some(words[0].to_owned());
        }
    }
    None
}
