//! Playing a journal piece by piece, so that a page stays alive meanwhile and can stop: what comes in a link may be long,
//! and nobody vouches for it. Replays of one's own journal are in `live`.

use crate::base::Time;

use super::journal::{Entry, Journal};
use super::live::Session;

impl Session {
    /// Begins anew with a journal of which nothing has happened yet: all of it waits for [`Session::catch_up`].
    pub fn open(&mut self, mut journal: Journal) {
        self.generation += 1;
        self.settings.seed = journal.seed;
        self.desk.lesson = None;
        self.begin_world();
        self.outcomes.clear();
        self.undone = std::mem::take(&mut journal.entries);
        self.undone.reverse();
        journal.until = Time::START;
        self.journal = journal;
    }

    /// How many steps stand.
    pub fn steps(&self) -> usize {
        self.journal.entries.iter().filter(|entry| entry.input.is_step()).count()
    }

    /// The steps that can be taken again, the next one last.
    pub fn undone(&self) -> &[Entry] {
        &self.undone
    }

    /// Plays on until `steps` steps stand and what they led to has happened, that is up to the step after them, or up to
    /// `until` after the last one. At most `micros` of simulated time pass. Whether there is nothing more to play; while a
    /// resource is missing nothing happens.
    pub fn catch_up(&mut self, steps: usize, until: Time, micros: u64) -> bool {
        let limit = self.world().now().plus(micros);
        let next = self.undone.last().map(|entry| (entry.at, entry.input.is_step()));
        let target = next.map_or(until, |(at, _)| at);
        self.advance_to(target.min(limit));
        if self.world().now() < target {
            return false;
        }
        match next {
            Some((_, step)) if !(step && self.steps() >= steps) => {
                self.redo();
                false
            }
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::embedded;
    use crate::session::look;
    use crate::world::{Input, Settings};

    fn session() -> Session {
        Session::new(Settings::default(), embedded::catalog().unwrap(), None)
    }

    fn played(session: &mut Session, steps: usize, until: Time) {
        for _ in 0..10_000 {
            if session.catch_up(steps, until, 100_000) {
                return;
            }
        }
        panic!("it does not end");
    }

    #[test]
    fn a_journal_in_pieces_is_the_journal_at_once() {
        let mut first = session();
        for line in ["echo one > a", "sleep 2; cat a", "ls", "rm a"] {
            first.advance(1_500_000);
            first.apply(Input::Line { terminal: 0, text: line.to_owned() });
        }
        first.advance(3_000_000);
        let journal = first.journal().clone();
        let until = journal.until;
        let mut second = session();
        second.open(journal.clone());
        played(&mut second, usize::MAX, until);
        assert_eq!(second.journal(), &journal);
        assert_eq!(second.world_mut().drain(0), first.world_mut().drain(0));
        assert_eq!(look::view(second.world()), look::view(first.world()));

        let mut third = session();
        third.open(journal.clone());
        played(&mut third, 2, until);
        assert_eq!((third.steps(), third.undone().len()), (2, 2));
        assert!(third.can_redo());
    }
}
