//! What a lesson says in a terminal: plain text in lines of its width.

use std::fmt::Write;

use crate::lessons::{Action, Course, Lesson};
use crate::world::Note;

use super::lesson_view::LessonView;

/// The width to which text is filled.
const WIDTH: usize = 78;

/// The list of lessons.
pub(super) fn lessons(courses: &[Course]) -> String {
    let mut text = String::new();
    for course in courses {
        let _ = writeln!(text, "{}", course.title);
        for (number, entry) in course.lessons.iter().enumerate() {
            let _ = writeln!(text, "  {:2}  {:<28} {} ({} min)", number + 1, entry.name, entry.title, entry.minutes);
        }
    }
    if text.is_empty() { "There are no lessons.\n".to_owned() } else { text + "Begin one with: lesson NAME\n" }
}

/// A note as it is typed, and what is answered.
pub(super) fn note(lesson: &Lesson, note: &Note) -> (String, String) {
    match note {
        Note::Hint { number } => {
            let hint = lesson.hints.get(*number as usize).map_or("", |hint| &hint.text);
            ("hint".to_owned(), fill(hint))
        }
        Note::Predicted { question, answer } => {
            let line = format!("predict {}", answer + 1);
            let Some(one) = lesson.predictions.get(*question as usize) else { return (line, String::new()) };
            let verdict = if one.right == *answer as usize { "Yes." } else { "No:" };
            let right = one.options.get(one.right).map_or("", String::as_str);
            (line, fill(&format!("{verdict} {right}\n\n{}", one.text)))
        }
        Note::Solution => ("solution".to_owned(), solution(lesson)),
    }
}

fn solution(lesson: &Lesson) -> String {
    let mut text = String::new();
    for one in &lesson.solution {
        if !one.remark.is_empty() {
            text += &fill(&format!("# {}", one.remark));
        }
        let _ = writeln!(text, "{}", one.action.words());
        if let Action::File { text: content, .. } = &one.action {
            for line in content.lines() {
                let _ = writeln!(text, "  | {line}");
            }
        }
    }
    text
}

/// The goals and what is said about them.
pub(super) fn goals(view: &LessonView) -> String {
    let mut text = format!("{}\n", view.title);
    for goal in &view.goals {
        text += &fill(&format!("[{}] {}", if goal.met { 'x' } else { ' ' }, goal.text));
        if let Some(reason) = &goal.reason {
            text += &fill(&format!("    {}", reason.english()));
        }
    }
    for mistake in &view.mistakes {
        text += &fill(&format!("Note: {mistake}"));
    }
    if view.completed {
        let enough = if view.par > 0 { format!("; {} are enough", view.par) } else { String::new() };
        let _ = writeln!(text, "Solved with {} lines{enough}.\n", view.commands);
        text += &fill(&view.explain);
    }
    text
}

/// What the present step tells and asks.
pub(super) fn story(view: &LessonView) -> String {
    // Steps without goals are told together with the next one that has some.
    let has_goals = |step: usize| view.goals.iter().any(|goal| goal.step == step);
    let first = (0..view.step).rev().take_while(|step| !has_goals(*step)).last().unwrap_or(view.step);
    let mut text = String::new();
    for (number, step) in view.steps.iter().enumerate().take(view.step + 1).skip(first) {
        let _ = writeln!(text, "{} ({} of {})\n\n{}", step.title, number + 1, view.steps.len(), fill(&step.text));
    }
    if let Some(one) = view.predictions.iter().find(|one| one.step <= view.step && one.answer.is_none()) {
        text += &fill(&one.question);
        for (number, option) in one.options.iter().enumerate() {
            text += &fill(&format!("  {}  {option}", number + 1));
        }
        text += "Answer with: predict NUMBER\n";
    }
    text + "`goal` shows what is to be done, `hint` helps.\n"
}

/// Text in lines of a terminal's width. Lines that begin with a blank and those of fenced blocks stay as they are; the fences
/// are left out.
fn fill(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut fenced = false;
    let mut open = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            (fenced, open) = (!fenced, false);
            continue;
        }
        if fenced || line.trim().is_empty() {
            lines.push(if fenced { format!("    {line}") } else { String::new() });
            open = false;
            continue;
        }
        let listed = line.trim_start().starts_with("- ");
        let indent = line.len() - line.trim_start().len();
        if !open || listed || indent > 0 {
            lines.push(" ".repeat(indent.min(WIDTH / 2)));
        }
        open = true;
        for word in line.replace("**", "").split_whitespace() {
            let width = lines.last().map_or(0, |line| line.chars().count());
            if width + 1 + word.chars().count() > WIDTH && width > 0 {
                lines.push(String::new());
            }
            if let Some(last) = lines.last_mut() {
                if !last.trim().is_empty() {
                    last.push(' ');
                }
                last.push_str(word);
            }
        }
    }
    lines.into_iter().map(|line| line.trim_end().to_owned() + "\n").collect()
}
