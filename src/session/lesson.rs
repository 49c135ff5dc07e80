//! A lesson in a session: its world, what is asked about it at the prompt or by a front end, and what is answered there. What
//! was asked stays in the journal, so that a replay shows it and a grader sees it.

use std::rc::Rc;

use crate::lessons::{Course, Lesson, refuses};
use crate::world::{Input, Note, World};

use super::desk::{Wish, Words, words};
use super::journal::{Entry, Journal};
use super::lesson_text;
use super::lesson_view::{LessonView, Notes, lesson_view};
use super::line::{PATIENCE, TYPING};
use super::live::Session;

impl Session {
    /// Begins a lesson, or with none the sandbox, in a world of its own. False when a resource that the lesson's setup needs
    /// is not at hand: provide what [`World::missing`] names and call [`Session::resume`] until it is true.
    pub fn set_lesson(&mut self, lesson: Option<Rc<Lesson>>) -> bool {
        self.journal = Journal::new(self.settings.seed);
        self.journal.scenario = lesson.as_ref().map(|lesson| lesson.scenario()).unwrap_or_default();
        self.desk.lesson = lesson;
        self.undone.clear();
        self.replay()
    }

    /// The lesson; none in the sandbox.
    pub fn lesson(&self) -> Option<&Rc<Lesson>> {
        self.desk.lesson.as_ref()
    }

    /// Goes on with the same lesson in another language.
    pub fn translate_lesson(&mut self, lesson: Rc<Lesson>) {
        if self.desk.lesson.as_ref().is_some_and(|own| own.digest == lesson.digest) {
            self.desk.lesson = Some(lesson);
        }
    }

    /// How the lesson stands. Its checks run on probes, so it is asked for when a command has ended rather than at each
    /// moment; it changes nothing.
    pub fn lesson_view(&self) -> Option<LessonView> {
        let lesson = self.desk.lesson.as_ref()?;
        Some(lesson_view(lesson, &self.world, &self.journal))
    }

    /// From now on words about lessons (`goal`, `hint`, `undo` ...) are understood at the host's prompt.
    pub fn listen(&mut self, courses: Vec<Course>) {
        self.desk.courses = courses;
        self.desk.listens = true;
    }

    /// The courses that are known.
    pub fn courses(&self) -> &[Course] {
        &self.desk.courses
    }

    /// Shows the present step's next hint; its number in the lesson, none when there is none left.
    pub fn show_hint(&mut self) -> Option<usize> {
        let number = self.next_hint()?;
        self.note(None, Note::Hint { number: number as u32 });
        Some(number)
    }

    /// Answers a prediction; both are counted from 0.
    pub fn predict(&mut self, question: usize, answer: usize) {
        self.note(None, Note::Predicted { question: question as u32, answer: answer as u32 });
    }

    /// Shows the solution.
    pub fn show_solution(&mut self) {
        self.note(None, Note::Solution);
    }

    /// Takes all steps back; what was asked about the lesson stays asked.
    pub fn reset(&mut self) -> bool {
        let is_note = |entry: &Entry| matches!(entry.input, Input::Note { .. });
        let mut kept: Vec<Entry> = std::mem::take(&mut self.journal.entries).into_iter().filter(is_note).collect();
        for entry in &mut kept {
            // The answer shown at the prompt belonged to what is gone.
            entry.at = crate::base::Time::START;
            if let Input::Note { terminal, .. } = &mut entry.input {
                *terminal = None;
            }
        }
        self.journal.entries = kept;
        self.journal.until = crate::base::Time::START;
        self.undone.clear();
        self.replay()
    }

    /// The next thing that was wished at a prompt and that a front end has to do; [`Session::grant`] does what needs nothing
    /// from outside.
    pub fn take_wish(&mut self) -> Option<Wish> {
        self.desk.wishes.pop_front().map(|(_, _, wish)| wish)
    }

    /// Does what a wish asks for, and answers at the first terminal. A lesson by name is the caller's to find. False when a
    /// replay lacks a resource, see [`Session::load`].
    pub fn grant(&mut self, wish: &Wish) -> bool {
        let (whole, line, text) = match wish {
            Wish::Undo => {
                let last = self.journal.entries.iter().rev().find(|entry| entry.input.is_step());
                let text = match last.map(|entry| &entry.input) {
                    Some(Input::Line { text, .. }) => format!("Taken back: {text}\n"),
                    Some(_) => "Taken back.\n".to_owned(),
                    None => "There is nothing to take back.\n".to_owned(),
                };
                (last.is_none() || self.undo(), "undo", text)
            }
            Wish::Redo => {
                let done = self.redo();
                let text = if done { "" } else { "There is nothing to do again.\n" };
                if done {
                    return true;
                }
                (true, "redo", text.to_owned())
            }
            Wish::Reset => (self.reset(), "reset", "From the beginning.\n".to_owned()),
            Wish::Sandbox => {
                let whole = self.set_lesson(None);
                (whole, "sandbox", "No lesson: an empty machine to try things on.\n".to_owned())
            }
            Wish::Lessons => (true, "lessons", lesson_text::lessons(&self.desk.courses)),
            Wish::Lesson(_) => return true,
        };
        if whole {
            self.world.answer(0, line, &text);
        }
        whole
    }

    /// Tells at the first terminal that there is no such lesson.
    pub fn no_lesson(&mut self, name: &str) {
        let text = format!("drydock: there is no lesson {name}; `lessons` lists them\n");
        self.world.answer(0, &format!("lesson {name}"), &text);
    }

    // Within a session.

    /// Makes the world anew and plays the lesson's setup in it. False when a resource is missing.
    pub(super) fn begin_world(&mut self) -> bool {
        self.world = World::new(&self.settings, &self.catalog, self.js.clone());
        self.desk.failed.clear();
        let Some(lesson) = self.desk.lesson.clone() else { return true };
        if !self.wait_for_prompt() {
            return false;
        }
        for input in lesson.setup.iter().flat_map(|one| one.action.inputs()) {
            let typed = self.world.now().plus(TYPING);
            if !self.run_to(typed) {
                return false;
            }
            self.world.apply(&input);
            if !self.wait_for_prompt() {
                return false;
            }
            if let Input::Line { text, .. } = &input
                && self.world.at_prompt(0)
                && self.last_status() != 0
            {
                self.desk.failed.push(text.clone());
            }
        }
        self.world.clear_screen(0);
        true
    }

    /// Runs until the first terminal waits for input, or patience ends. False when a resource is missing.
    fn wait_for_prompt(&mut self) -> bool {
        let until = self.world.now().plus(PATIENCE);
        loop {
            let now = self.world.now();
            if !self.run_to(now) {
                return false;
            }
            if self.world.kernel().is_busy() {
                continue;
            }
            if self.world.awaits_input(0) {
                return true;
            }
            let Some(next) = self.world.kernel().next_event().filter(|next| *next <= until) else { return true };
            if !self.run_to(next) {
                return false;
            }
        }
    }

    /// Hands an input to the world, unless the lesson answers it.
    pub(super) fn put(&mut self, input: &Input) {
        if let Some(lesson) = &self.desk.lesson {
            match input {
                Input::Line { terminal, text } if self.world.at_prompt(*terminal) => {
                    if let Some(rule) = refuses(lesson, text) {
                        let answer =
                            format!("drydock: this lesson does without `{rule}`; in the sandbox it is allowed\n");
                        self.world.answer(*terminal, text, &answer);
                        return;
                    }
                }
                Input::Note { terminal: Some(terminal), note } => {
                    let (line, answer) = lesson_text::note(lesson, note);
                    self.world.answer(*terminal, &line, &answer);
                    return;
                }
                _ => {}
            }
        }
        self.world.apply(input);
    }

    /// Whether a line is about lessons; it is answered then.
    pub(super) fn asks_about_lesson(&mut self, input: &Input) -> bool {
        let Input::Line { terminal, text } = input else { return false };
        if !self.desk.listens || !self.world.at_prompt(*terminal) {
            return false;
        }
        let Some(asked) = words(text) else { return false };
        let Some(lesson) = self.desk.lesson.clone() else {
            match asked {
                Words::Wish(wish) => self.desk.wishes.push_back((*terminal, text.clone(), wish)),
                _ => self.world.answer(*terminal, text, "drydock: no lesson is open; `lessons` lists them\n"),
            }
            return true;
        };
        let say = |session: &mut Self, answer: &str| session.world.answer(*terminal, text, answer);
        match asked {
            Words::Wish(wish) => self.desk.wishes.push_back((*terminal, text.clone(), wish)),
            Words::Goal => {
                let answer = self.lesson_view().map(|view| lesson_text::goals(&view)).unwrap_or_default();
                say(self, &answer);
            }
            Words::Story => {
                let answer = self.lesson_view().map(|view| lesson_text::story(&view)).unwrap_or_default();
                say(self, &answer);
            }
            Words::Hint => match self.next_hint() {
                Some(number) => self.note(Some(*terminal), Note::Hint { number: number as u32 }),
                None => say(self, "There is no further hint for this step; `solution` shows one way.\n"),
            },
            Words::Predict(answer) => {
                let open = self.open_prediction();
                let fits = |one: &usize| (1..=lesson.predictions[*one].options.len()).contains(&answer);
                match open.filter(fits) {
                    Some(question) => {
                        let note = Note::Predicted { question: question as u32, answer: (answer - 1) as u32 };
                        self.note(Some(*terminal), note);
                    }
                    None => say(self, "drydock: nothing is asked that this answers; `lesson` shows what is asked\n"),
                }
            }
            Words::Solution => self.note(Some(*terminal), Note::Solution),
        }
        true
    }

    fn note(&mut self, terminal: Option<u32>, note: Note) {
        let entry = Entry { at: self.world.now(), input: Input::Note { terminal, note } };
        self.put(&entry.input);
        self.journal.entries.push(entry);
        self.outcomes.push(None);
        self.journal.until = self.world.now();
    }

    /// The first hint of the present step that was not shown.
    fn next_hint(&self) -> Option<usize> {
        let lesson = self.desk.lesson.as_ref()?;
        let step = self.lesson_view()?.step;
        let shown = Notes::of(&self.journal).hints;
        (0..lesson.hints.len()).find(|number| lesson.hints[*number].step == step && !shown.contains(number))
    }

    /// The first prediction up to the present step that has no answer.
    fn open_prediction(&self) -> Option<usize> {
        let view = self.lesson_view()?;
        view.predictions.iter().position(|one| one.step <= view.step && one.answer.is_none())
    }
}
