//! Whether a lesson is sound: its solution and other routes meet every goal, its start and near misses do not, each mistake's
//! example is seen, its hints are commands, and undo takes all of it back. For `drydock check` and the tests.

use std::rc::Rc;

use crate::base::time::SECOND;
use crate::lessons::{Action, Lesson, Move, TrialKind, check, refuses};

use super::lesson_view::LessonView;
use super::line::{PATIENCE, TYPING};
use super::live::Session;

/// How long a hint's command may take on a probe, in simulated microseconds.
const HINT_PATIENCE: u64 = SECOND;

/// How long a line that keeps the terminal does so before the next key, in simulated microseconds.
const KEPT: u64 = 5 * SECOND;

/// Gives named resources.
pub type Resources<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

/// What is wrong with a lesson, one line each; nothing when it is sound. `session` is any session: it is left in this
/// lesson's world.
pub fn prove(session: &mut Session, lesson: &Rc<Lesson>, resource: Resources<'_>) -> Vec<String> {
    let mut proof = Proof { session, lesson, resource, wrong: Vec::new() };
    if proof.begin() {
        proof.start();
        proof.hints();
        proof.solution();
        proof.mistakes();
        proof.trials();
    }
    proof.wrong
}

/// Begins a lesson with resources at hand; false when one is missing.
pub fn begin(session: &mut Session, lesson: &Rc<Lesson>, resource: Resources<'_>) -> bool {
    let mut whole = session.set_lesson(Some(Rc::clone(lesson)));
    while !whole {
        let missing = session.world().missing();
        for name in &missing {
            let Some(bytes) = resource(name) else { return false };
            session.provide(name, bytes);
        }
        if missing.is_empty() {
            return false;
        }
        whole = session.resume();
    }
    true
}

/// Does a move and waits until what it led to is done; what went wrong, in words. `next` is the move after it: where that is
/// a key, the line may keep the terminal.
pub fn act(session: &mut Session, one: &Move, next: Option<&Move>, resource: Resources<'_>) -> Result<(), String> {
    let words = one.action.words();
    match &one.action {
        Action::Shell(_) if !session.world().at_prompt(0) => {
            return Err(format!("`{words}` is typed where the host's prompt does not stand"));
        }
        Action::Inner(_) if session.world().at_prompt(0) => {
            return Err(format!("`{words}` is typed at the host's prompt"));
        }
        _ => {}
    }
    if let (Action::Shell(line), Some(lesson)) = (&one.action, session.lesson())
        && let Some(rule) = refuses(lesson, line)
    {
        return Err(format!("`{words}` is not allowed: `{rule}`"));
    }
    if !matches!(one.action, Action::Keys(_)) {
        session.advance(TYPING);
    }
    for input in one.action.inputs() {
        session.apply(input);
    }
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let kept = next.is_some_and(|next| matches!(next.action, Action::Keys(_)));
    let missing = session.settle(if kept { KEPT } else { PATIENCE }, resource, &mut out, &mut err);
    if let Some(name) = missing.first() {
        return Err(format!("`{words}` needs {name}, which is not there"));
    }
    if let Some(line) = String::from_utf8_lossy(&out).lines().find(|line| line.contains("is not modelled")) {
        return Err(format!("`{words}`: {}", line.trim()));
    }
    if !kept && !session.world().awaits_input(0) {
        return Err(format!("`{words}` does not come to an end"));
    }
    Ok(())
}

struct Proof<'a> {
    session: &'a mut Session,
    lesson: &'a Rc<Lesson>,
    resource: Resources<'a>,
    wrong: Vec<String>,
}

impl Proof<'_> {
    fn begin(&mut self) -> bool {
        let whole = begin(self.session, self.lesson, self.resource);
        if !whole {
            self.wrong
                .push(format!("the setup needs {}, which is not there", self.session.world().missing().join(" ")));
        }
        whole
    }

    fn view(&self) -> LessonView {
        self.session.lesson_view().unwrap_or_default()
    }

    /// Plays moves from the start.
    fn play(&mut self, moves: &[Move], what: &str) -> bool {
        if !self.begin() {
            return false;
        }
        for (at, one) in moves.iter().enumerate() {
            if let Err(text) = act(self.session, one, moves.get(at + 1), self.resource) {
                self.wrong.push(format!("{what}: {text}"));
                return false;
            }
        }
        // What was started has a moment to come up, as under a learner's hands.
        self.session.advance(TYPING);
        true
    }

    fn start(&mut self) {
        let failed = self.session.desk.failed.clone();
        self.wrong.extend(failed.iter().map(|line| format!("the setup's line `{line}` fails")));
        let view = self.view();
        for (number, _) in view.goals.iter().enumerate().filter(|(_, goal)| goal.met) {
            self.wrong.push(format!("goal {} is met before anything is done", number + 1));
        }
        for text in view.mistakes {
            self.wrong.push(format!("the start shows the mistake `{}`", first_line(&text)));
        }
    }

    fn all_met(&mut self, what: &str) {
        let view = self.view();
        for (number, goal) in view.goals.iter().enumerate() {
            if let Some(reason) = &goal.reason {
                let own = check::unmet(self.session.world(), &self.lesson.goals[number].checks);
                let reason = own.map_or_else(|| reason.english(), |own| own.english());
                self.wrong.push(format!("{what} does not meet goal {}: {reason}", number + 1));
            }
        }
        for text in view.mistakes {
            self.wrong.push(format!("{what} shows the mistake `{}`", first_line(&text)));
        }
    }

    fn solution(&mut self) {
        let lesson = Rc::clone(self.lesson);
        if !self.play(&lesson.solution, "the solution") {
            return;
        }
        self.all_met("the solution");
        let lines =
            lesson.solution.iter().filter(|one| matches!(one.action, Action::Shell(_) | Action::Inner(_))).count();
        if lesson.par > 0 && lines > lesson.par as usize {
            self.wrong.push(format!("the solution types {lines} lines, par is {}", lesson.par));
        }
        let steps = self.session.journal().entries.iter().filter(|entry| entry.input.is_step()).count();
        let end = self.session.journal().until;
        self.session.jump(0);
        for (number, _) in self.view().goals.iter().enumerate().filter(|(_, goal)| goal.met) {
            self.wrong.push(format!("goal {} stays met when everything is taken back", number + 1));
        }
        self.session.jump(steps);
        self.session.advance_to(end);
        self.all_met("the solution, taken back and done again,");
    }

    fn mistakes(&mut self) {
        let lesson = Rc::clone(self.lesson);
        for mistake in &lesson.mistakes {
            let name = first_line(&mistake.text);
            if self.play(&mistake.example, &format!("the example of `{name}`"))
                && let Some(reason) = check::unmet(self.session.world(), &mistake.checks)
            {
                self.wrong.push(format!("the example does not show the mistake `{name}`: {}", reason.english()));
            }
        }
    }

    fn trials(&mut self) {
        let lesson = Rc::clone(self.lesson);
        for trial in &lesson.trials {
            let name = format!("line {}: {}", trial.line, trial.title);
            if !self.play(&trial.moves, &name) {
                continue;
            }
            match &trial.kind {
                TrialKind::Route => self.all_met(&name),
                TrialKind::NearMiss(goals) => {
                    let view = self.view();
                    for goal in goals.iter().filter(|goal| view.goals.get(**goal).is_some_and(|goal| goal.met)) {
                        self.wrong.push(format!("{name} meets goal {}", goal + 1));
                    }
                }
            }
        }
    }

    /// The docker commands in hints are ones that the docker program understands.
    fn hints(&mut self) {
        for (number, hint) in self.lesson.hints.iter().enumerate() {
            for command in commands(&hint.text) {
                let mut probe = self.session.world().probe();
                let asked = loop {
                    let asked = probe.ask(0, &command, HINT_PATIENCE);
                    let Some(name) = asked.missing.first() else { break asked };
                    let Some(bytes) = (self.resource)(name) else { break asked };
                    probe.provide(name, bytes);
                };
                let text = String::from_utf8_lossy(&asked.output);
                let complaints =
                    ["unknown command", "unknown flag", "unknown shorthand", "syntax error", "needs an argument"];
                if let Some(line) = text.lines().find(|line| complaints.iter().any(|one| line.contains(one))) {
                    self.wrong.push(format!("hint {}: `{command}`: {}", number + 1, line.trim()));
                }
            }
        }
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// The commands that begin with `docker` in a text's code: in backquotes and in lines of fenced blocks.
fn commands(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            found.push(line.trim().trim_start_matches("$ ").to_owned());
        } else {
            found.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    found.retain(|command| command.starts_with("docker "));
    found
}
