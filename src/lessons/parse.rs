//! Reading a lesson's file. The text may come from anywhere: whatever it holds, the answer is a lesson or what is wrong with
//! it, line by line.

use crate::base::Digest;

use super::actions::{self, Action, Move};
use super::blocks::{Block, blocks};
use super::check::{self, Check};
use super::lesson::{Goal, Hint, Lesson, Mistake, Prediction, Step, Trial, TrialKind};
use super::sections::{self, Fences, Section};

/// The longest file, in bytes.
pub const MAX_BYTES: usize = 64 * 1024;
/// The most of anything that is listed: steps, goals, hints and so on.
const MAX_LIST: usize = 50;
/// The most moves of a solution, example or trial.
const MAX_MOVES: usize = 200;
/// The most problems that are told.
const MAX_PROBLEMS: usize = 50;

/// Something wrong with a lesson's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, counted from 1; 0 for the whole file.
    pub line: usize,
    /// What is wrong.
    pub text: String,
}

impl Problem {
    pub(super) fn new(line: usize, text: impl Into<String>) -> Self {
        Self { line, text: text.into() }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.line == 0 { f.write_str(&self.text) } else { write!(f, "line {}: {}", self.line, self.text) }
    }
}

/// Reads a lesson. `course` may be empty; `name` is the file's name without its ending.
pub fn parse(course: &str, name: &str, bytes: &[u8]) -> Result<Lesson, Vec<Problem>> {
    let (mut lesson, mut problems) = read(course, name, "en", bytes)?;
    let mut want = |wanted: bool, text: &str| {
        if !wanted {
            problems.push(Problem::new(0, text));
        }
    };
    want(!lesson.goals.is_empty(), "there are no goals");
    want(!lesson.solution.is_empty(), "there is no solution");
    for goal in lesson.goals.iter().filter(|goal| goal.checks.is_empty()) {
        want(false, &format!("the goal `{}` has no `check` block", goal.text));
    }
    for mistake in lesson.mistakes.iter().filter(|one| one.checks.is_empty() || one.example.is_empty()) {
        want(false, &format!("the mistake `{}` needs a `check` and an `example` block", mistake.text));
    }
    let goals = lesson.goals.len();
    for trial in &lesson.trials {
        if let TrialKind::NearMiss(missed) = &trial.kind
            && missed.iter().any(|goal| *goal >= goals)
        {
            problems.push(Problem::new(trial.line, format!("there are {goals} goals")));
        }
    }
    lesson.digest = Digest::of(bytes);
    done(lesson, problems)
}

/// What was read, unless something is wrong with it.
pub(super) fn done<T>(read: T, mut problems: Vec<Problem>) -> Result<T, Vec<Problem>> {
    problems.truncate(MAX_PROBLEMS);
    if problems.is_empty() { Ok(read) } else { Err(problems) }
}

/// Reads what an original and a translation have in common.
pub(super) fn read(
    course: &str,
    name: &str,
    locale: &str,
    bytes: &[u8],
) -> Result<(Lesson, Vec<Problem>), Vec<Problem>> {
    if bytes.len() > MAX_BYTES {
        return Err(vec![Problem::new(0, format!("a lesson has at most {MAX_BYTES} bytes"))]);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Err(vec![Problem::new(0, "a lesson is UTF-8 text")]);
    };
    if let Some(at) = text.lines().position(|line| line.chars().any(|one| one.is_control() && one != '\t')) {
        return Err(vec![Problem::new(at + 1, "control characters have no place in a lesson")]);
    }
    let mut problems = Vec::new();
    let parts = sections::cut(text, &mut problems);
    let mut reader = Reader { lesson: empty(course, name, locale), problems };
    for (key, value, line) in &parts.front {
        reader.front(key, value, *line);
    }
    if reader.lesson.title.is_empty() {
        reader.problem(1, "the front matter needs a title");
    }
    let mut seen: Vec<&str> = Vec::new();
    for section in &parts.sections {
        if seen.contains(&section.name) {
            reader.problem(section.number, format!("there are two sections `{}`", section.name));
            continue;
        }
        seen.push(section.name);
        reader.section(section);
    }
    reader.check_steps();
    let Reader { lesson, problems } = reader;
    Ok((lesson, problems))
}

fn empty(course: &str, name: &str, locale: &str) -> Lesson {
    Lesson {
        course: course.to_owned(),
        name: name.to_owned(),
        locale: locale.to_owned(),
        title: String::new(),
        summary: String::new(),
        minutes: 5,
        par: 0,
        allow: Vec::new(),
        forbid: Vec::new(),
        needs_node: false,
        steps: Vec::new(),
        setup: Vec::new(),
        goals: Vec::new(),
        mistakes: Vec::new(),
        hints: Vec::new(),
        predictions: Vec::new(),
        solution: Vec::new(),
        explain: String::new(),
        trials: Vec::new(),
        digest: Digest::of(&[]),
    }
}

struct Reader {
    lesson: Lesson,
    problems: Vec<Problem>,
}

/// `[2] words`: the step, counted from 0, and the words.
fn step_of(text: &str) -> (usize, String) {
    let numbered = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    match numbered.and_then(|(number, rest)| Some((number.parse::<usize>().ok()?.checked_sub(1)?, rest))) {
        Some((step, rest)) => (step, rest.trim().to_owned()),
        None => (0, text.trim().to_owned()),
    }
}

impl Reader {
    fn problem(&mut self, line: usize, text: impl Into<String>) {
        self.problems.push(Problem::new(line, text));
    }

    fn front(&mut self, key: &str, value: &str, line: usize) {
        let list = || value.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect();
        match key {
            "title" => value.clone_into(&mut self.lesson.title),
            "summary" => value.clone_into(&mut self.lesson.summary),
            "allow" => self.lesson.allow = list(),
            "forbid" => self.lesson.forbid = list(),
            "needs" if value == "node" => self.lesson.needs_node = true,
            "needs" => self.problem(line, "nothing but `node` can be needed"),
            "minutes" | "par" => match value.parse::<u32>() {
                Ok(number) if (1..=600).contains(&number) => {
                    let place = if key == "par" { &mut self.lesson.par } else { &mut self.lesson.minutes };
                    *place = number;
                }
                _ => self.problem(line, format!("{key} is a number from 1 to 600")),
            },
            _ => self.problem(
                line,
                format!("no such key: {key}; there are title, summary, minutes, par, allow, forbid, needs"),
            ),
        }
    }

    fn section(&mut self, section: &Section<'_>) {
        match section.name {
            "Story" => self.story(section),
            "Explain" => self.lesson.explain = sections::join(&section.lines),
            "Setup" => self.lesson.setup = self.moves(&blocks(&section.lines)),
            "Solution" => self.lesson.solution = self.moves(&blocks(&section.lines)),
            "Goals" => self.goals(section),
            "Mistakes" => self.mistakes(section),
            "Hints" => self.hints(section),
            "Predict" => self.predictions(section),
            "Trials" => self.trials(section),
            name => {
                let list = "Story, Setup, Goals, Mistakes, Hints, Predict, Solution, Explain, Trials";
                self.problem(section.number, format!("no such section: {name}; there are {list}"));
            }
        }
        let lists = [
            self.lesson.steps.len(),
            self.lesson.goals.len(),
            self.lesson.mistakes.len(),
            self.lesson.hints.len(),
            self.lesson.predictions.len(),
            self.lesson.trials.len(),
        ];
        if lists.iter().any(|length| *length > MAX_LIST) {
            self.problem(section.number, format!("at most {MAX_LIST} of each"));
        }
    }

    fn story(&mut self, section: &Section<'_>) {
        let mut fences = Fences::default();
        let mut start = 0;
        let mut title: Option<&str> = None;
        for (index, line) in section.lines.iter().enumerate() {
            let heading = (!fences.inside(line.text)).then(|| line.text.strip_prefix("### ")).flatten();
            if let Some(heading) = heading {
                self.step(title, &section.lines[start..index]);
                (start, title) = (index + 1, Some(heading.trim()));
            }
        }
        self.step(title, &section.lines[start..]);
    }

    fn step(&mut self, title: Option<&str>, lines: &[sections::Line<'_>]) {
        let text = sections::join(lines);
        if title.is_some() || !text.is_empty() {
            let title = title.unwrap_or(&self.lesson.title).to_owned();
            self.lesson.steps.push(Step { title, text });
        }
    }

    /// The moves of the fenced blocks among the pieces; other pieces are the author's remarks.
    fn moves(&mut self, pieces: &[Block<'_>]) -> Vec<Move> {
        let mut moves = Vec::new();
        for piece in pieces {
            if let Block::Fence { number, info, lines } = piece {
                self.fence(*number, info, lines, &mut moves);
            }
        }
        moves
    }

    fn fence(&mut self, number: usize, info: &str, lines: &[&str], moves: &mut Vec<Move>) {
        let read = match info.split_once(' ').unwrap_or((info, "")) {
            ("console" | "example", "") => actions::console(lines),
            ("fault", "") => actions::faults(lines),
            ("file", path) => {
                let Some(path) = actions::absolute(path.trim()) else {
                    self.problem(number, format!("`{path}` is no absolute path; `~/` is the learner's home"));
                    return;
                };
                let text = if lines.is_empty() { String::new() } else { lines.join("\n") + "\n" };
                Ok(vec![Move { remark: String::new(), action: Action::File { path, text } }])
            }
            _ => {
                self.problem(
                    number,
                    format!("a block `{info}` has no place here; there are console, file PATH, fault"),
                );
                return;
            }
        };
        match read {
            Ok(more) => moves.extend(more),
            Err((line, text)) => self.problem(number + 1 + line, text),
        }
        if moves.len() > MAX_MOVES {
            self.problem(number, format!("more than {MAX_MOVES} moves"));
            moves.truncate(MAX_MOVES);
        }
    }

    fn checks(&mut self, number: usize, lines: &[&str]) -> Vec<Check> {
        match check::parse(lines) {
            Ok(checks) => checks,
            Err((line, text)) => {
                self.problem(number + 1 + line, text);
                Vec::new()
            }
        }
    }

    fn goals(&mut self, section: &Section<'_>) {
        for piece in blocks(&section.lines) {
            match piece {
                Block::Item { text, .. } => {
                    let (step, text) = step_of(&text);
                    self.lesson.goals.push(Goal { step, text, checks: Vec::new(), otherwise: None });
                }
                Block::Fence { number, info: "check", lines } => {
                    let checks = self.checks(number, &lines);
                    match self.lesson.goals.last_mut() {
                        Some(goal) if goal.checks.is_empty() => goal.checks = checks,
                        _ => self.problem(number, "one `check` block belongs to one goal"),
                    }
                }
                Block::Fence { number, info, .. } => self.problem(number, format!("`{info}` is no block of a goal")),
                Block::Heading { number, .. } => self.problem(number, "goals have no headings"),
                Block::Text { text } => self.otherwise(section.number, &text),
            }
        }
        // The reason may stand in the item itself.
        for goal in &mut self.lesson.goals {
            if let Some((text, reason)) = goal.text.split_once("\n\nOtherwise: ") {
                goal.otherwise = Some(reason.replace('\n', " "));
                goal.text = text.to_owned();
            }
            goal.text = goal.text.replace('\n', " ");
        }
    }

    /// A goal's reason behind its check.
    fn otherwise(&mut self, line: usize, text: &str) {
        match (self.lesson.goals.last_mut(), text.strip_prefix("Otherwise: ")) {
            (Some(goal), Some(reason)) => goal.otherwise = Some(reason.replace('\n', " ")),
            _ => self.problem(line, "a goal is a list item, its `check` block and, if you like, `Otherwise: reason`"),
        }
    }

    fn mistakes(&mut self, section: &Section<'_>) {
        for piece in blocks(&section.lines) {
            match piece {
                Block::Item { text, .. } => {
                    self.lesson.mistakes.push(Mistake { text, checks: Vec::new(), example: Vec::new() });
                }
                Block::Fence { number, info: "check", lines } => {
                    let checks = self.checks(number, &lines);
                    if let Some(mistake) = self.lesson.mistakes.last_mut() {
                        mistake.checks.extend(checks);
                    }
                }
                Block::Fence { number, info, lines } => {
                    let mut moves = Vec::new();
                    self.fence(number, info, &lines, &mut moves);
                    match self.lesson.mistakes.last_mut() {
                        Some(mistake) => mistake.example.extend(moves),
                        None => self.problem(number, "the block belongs to no mistake"),
                    }
                }
                Block::Heading { number, .. } => self.problem(number, "mistakes have no headings"),
                Block::Text { .. } => self.problem(section.number, "a mistake is a list item with its blocks"),
            }
        }
    }

    fn hints(&mut self, section: &Section<'_>) {
        for piece in blocks(&section.lines) {
            match piece {
                Block::Item { text, .. } => {
                    let (step, text) = step_of(&text);
                    self.lesson.hints.push(Hint { step, text });
                }
                Block::Fence { lines, .. } => {
                    // A block in a hint stays part of its text.
                    if let Some(hint) = self.lesson.hints.last_mut() {
                        hint.text.extend(["\n\n```\n", &lines.join("\n"), "\n```"]);
                    }
                }
                Block::Heading { number, .. } => self.problem(number, "hints have no headings"),
                Block::Text { .. } => self.problem(section.number, "hints are list items"),
            }
        }
    }

    fn predictions(&mut self, section: &Section<'_>) {
        let mut rights: Vec<(usize, usize)> = Vec::new();
        for piece in blocks(&section.lines) {
            if let Block::Heading { text, number } = piece {
                let (step, question) = step_of(text);
                let (options, right, text) = (Vec::new(), 0, String::new());
                self.lesson.predictions.push(Prediction { step, question, options, right, text });
                rights.push((number, 0));
                continue;
            }
            let (Some(last), Some((_, right))) = (self.lesson.predictions.last_mut(), rights.last_mut()) else {
                self.problem(section.number, "a prediction begins with its question, `### [1] What ...?`");
                return;
            };
            match piece {
                Block::Item { text, number } => {
                    let marked = text.strip_prefix("(x) ");
                    let Some(option) = marked.or_else(|| text.strip_prefix("( ) ")) else {
                        self.problem(number, "an answer is `- ( ) words`, the right one `- (x) words`");
                        continue;
                    };
                    if marked.is_some() {
                        last.right = last.options.len();
                        *right += 1;
                    }
                    last.options.push(option.trim().replace('\n', " "));
                }
                Block::Text { text } => {
                    if !last.text.is_empty() {
                        last.text += "\n\n";
                    }
                    last.text += &text;
                }
                Block::Fence { number, .. } => self.problem(number, "a prediction has no blocks"),
                Block::Heading { .. } => {}
            }
        }
        let wrong: Vec<usize> = rights
            .iter()
            .zip(&self.lesson.predictions)
            .filter(|((_, right), one)| *right != 1 || one.options.len() < 2)
            .map(|((number, _), _)| *number)
            .collect();
        for number in wrong {
            self.problem(number, "a prediction has two or more answers, one of them right");
        }
    }

    fn trials(&mut self, section: &Section<'_>) {
        for piece in blocks(&section.lines) {
            match piece {
                Block::Heading { number, text } => match trial_kind(text) {
                    Some((kind, title)) => {
                        self.lesson.trials.push(Trial { kind, title, moves: Vec::new(), line: number });
                    }
                    None => self.problem(number, "a trial is `### Route: words` or `### Near miss 1, 2: words`"),
                },
                Block::Fence { number, info, lines } => {
                    let mut moves = Vec::new();
                    self.fence(number, info, &lines, &mut moves);
                    match self.lesson.trials.last_mut() {
                        Some(trial) => trial.moves.extend(moves),
                        None => self.problem(number, "the block belongs to no trial"),
                    }
                }
                Block::Item { number, .. } => self.problem(number, "a trial is a heading with its blocks"),
                Block::Text { .. } => {}
            }
        }
    }

    fn check_steps(&mut self) {
        let lesson = &self.lesson;
        let steps = lesson.steps.len();
        let named = lesson.goals.iter().map(|one| one.step);
        let named = named.chain(lesson.hints.iter().map(|one| one.step));
        let most = named.chain(lesson.predictions.iter().map(|one| one.step)).max().unwrap_or(0);
        if steps == 0 {
            self.problem(0, "there is no story");
        } else if most >= steps {
            self.problem(0, format!("something belongs to step {}; there are {steps}", most + 1));
        }
    }
}

/// `Route: words` or `Near miss 1, 2: words`.
fn trial_kind(heading: &str) -> Option<(TrialKind, String)> {
    let (kind, title) = heading.split_once(':').unwrap_or((heading, ""));
    let kind = match kind.trim() {
        "Route" => TrialKind::Route,
        other => {
            let goals = other.strip_prefix("Near miss")?.split(',');
            let goals =
                goals.map(|one| one.trim().parse::<usize>().ok()?.checked_sub(1)).collect::<Option<Vec<_>>>()?;
            TrialKind::NearMiss(goals)
        }
    };
    Some((kind, title.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = include_str!("../../tests/lessons/small.md");

    #[test]
    fn a_lesson_is_read_whole() {
        let lesson = parse("tests", "small", SMALL.as_bytes()).unwrap();
        assert_eq!((lesson.title.as_str(), lesson.minutes, lesson.par), ("A first container", 3, 2));
        assert_eq!(lesson.steps.len(), 2);
        assert_eq!(lesson.goals.len(), 2);
        assert_eq!(lesson.goals[1].step, 1);
        assert_eq!(lesson.goals[1].otherwise.as_deref(), Some("The container is still running."));
        assert_eq!(lesson.mistakes[0].example.len(), 1);
        assert_eq!((lesson.predictions[0].right, lesson.predictions[0].options.len()), (1, 2));
        assert!(lesson.hints[1].text.contains("docker stop"));
        assert_eq!(lesson.trials[1].kind, TrialKind::NearMiss(vec![1]));
        assert_eq!(lesson.forbid, ["docker kill"]);
    }

    #[test]
    fn hostile_text_is_refused_and_never_harms() {
        let mut seed = crate::base::Rng::new(7);
        let lines: Vec<&str> = SMALL.lines().collect();
        for round in 0..2_000 {
            // Lines left out, doubled, cut and swapped with one another.
            let mut text = String::new();
            for (index, line) in lines.iter().enumerate() {
                match seed.below(12) {
                    0 => {}
                    1 => text.push_str(lines[seed.below(lines.len() as u64) as usize]),
                    2 => text.push_str(line.get(..seed.below(line.len() as u64 + 1) as usize).unwrap_or("")),
                    _ => text.push_str(line),
                }
                text.push(if index % 37 == round % 37 { '\u{e9}' } else { '\n' });
            }
            let _ = parse("", "x", text.as_bytes());
            let bytes: Vec<u8> = (0..seed.below(200)).map(|_| seed.next_u64() as u8).collect();
            assert!(parse("", "x", &bytes).is_err());
        }
        assert!(parse("", "x", &vec![b'a'; MAX_BYTES + 1]).is_err());
    }

    #[test]
    fn problems_name_their_line() {
        let text = SMALL.replace("container first stopped", "container first flying");
        let line = text.lines().position(|line| line.contains("flying")).unwrap() + 1;
        let problems = parse("", "x", text.as_bytes()).unwrap_err();
        assert_eq!(problems[0].line, line);
        assert!(parse("", "x", b"---\ntitle: a\n").unwrap_err()[0].to_string().starts_with("line 1: "));
    }
}
