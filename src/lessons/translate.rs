//! A translation: the same lesson in other words. It holds texts alone; checks, setup, solution and trials are the original's.

use super::lesson::Lesson;
use super::parse::{Problem, done, read};

/// The lesson in the language of a translation's file.
pub fn translate(original: &Lesson, locale: &str, bytes: &[u8]) -> Result<Lesson, Vec<Problem>> {
    let (words, mut problems) = read(&original.course, &original.name, locale, bytes)?;
    let counts = [
        ("steps", original.steps.len(), words.steps.len()),
        ("goals", original.goals.len(), words.goals.len()),
        ("mistakes", original.mistakes.len(), words.mistakes.len()),
        ("hints", original.hints.len(), words.hints.len()),
        ("predictions", original.predictions.len(), words.predictions.len()),
    ];
    for (what, wanted, found) in counts {
        if wanted != found {
            problems.push(Problem::new(0, format!("the original has {wanted} {what}, the translation has {found}")));
        }
    }
    let mut lesson = original.clone();
    locale.clone_into(&mut lesson.locale);
    (lesson.title, lesson.summary, lesson.explain) = (words.title, words.summary, words.explain);
    lesson.steps = words.steps;
    for (own, said) in lesson.goals.iter_mut().zip(words.goals) {
        (own.text, own.otherwise) = (said.text, said.otherwise);
    }
    for (own, said) in lesson.mistakes.iter_mut().zip(words.mistakes) {
        own.text = said.text;
    }
    for (own, said) in lesson.hints.iter_mut().zip(words.hints) {
        own.text = said.text;
    }
    for (own, said) in lesson.predictions.iter_mut().zip(words.predictions) {
        if own.options.len() != said.options.len() || own.right != said.right {
            problems.push(Problem::new(0, format!("the answers of `{}` are not the original's", said.question)));
        }
        (own.question, own.options, own.text) = (said.question, said.options, said.text);
    }
    done(lesson, problems)
}
