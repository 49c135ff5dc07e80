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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_look_at_the_beginning_of_each_command() {
        let small = include_bytes!("../../tests/lessons/small.md");
        let mut lesson = super::super::parse("tests", "small", small).unwrap();
        assert_eq!(refuses(&lesson, "docker  kill first").as_deref(), Some("docker kill"));
        assert_eq!(refuses(&lesson, "true && docker kill x | cat").as_deref(), Some("docker kill"));
        assert_eq!(refuses(&lesson, "echo docker kill"), None);
        lesson.allow = ["docker run".to_owned(), "ls".to_owned()].to_vec();
        assert_eq!(refuses(&lesson, "ls -l; docker run alpine"), None);
        assert_eq!(refuses(&lesson, "ls; docker ps").as_deref(), Some("docker"));
        assert_eq!(refuses(&lesson, "  "), None);
    }
}
