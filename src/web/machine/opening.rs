//! A session from a link while it is played: a few milliseconds in each frame, so that the page can be used and left, and
//! for a bounded time, since anybody may have written it.

use crate::base::Time;
use crate::session::Session;
use crate::web::effects;
use crate::web::link::Linked;

/// How long it plays in one frame.
const FRAME_MS: f64 = 12.0;
/// How long it plays in all.
const LONGEST_MS: f64 = 20_000.0;
/// The simulated time in one piece, at first, at least and at most.
const PIECE_MICROS: (u64, u64, u64) = (200_000, 1_000, 3_600_000_000);

/// A session that is being played.
pub(super) struct Opening {
    steps: usize,
    all: usize,
    until: Time,
    spent_ms: f64,
    /// When the last frame began; none where it waited for the network, which takes as long as it takes.
    last_ms: Option<f64>,
    piece: u64,
}

/// How far it is.
pub(super) enum Progress {
    /// It goes on in the next frame.
    Going,
    /// It is done.
    Done,
    /// It was given up: so many steps of so many stand.
    GivenUp(usize, usize),
}

impl Opening {
    /// Begins to play what came in a link.
    pub(super) fn begin(session: &mut Session, linked: Linked) -> Self {
        let all = linked.journal.entries.iter().filter(|entry| entry.input.is_step()).count();
        let until = linked.journal.until;
        session.open(linked.journal);
        Self { steps: linked.steps, all, until, spent_ms: 0.0, last_ms: None, piece: PIECE_MICROS.0 }
    }

    /// Plays for a moment.
    pub(super) fn play(&mut self, session: &mut Session) -> Progress {
        let begun = effects::now_ms();
        // What is printed has to be drawn as well: the time between the frames counts.
        self.spent_ms += self.last_ms.map_or(0.0, |last| begun - last);
        let mut before = begun;
        loop {
            if session.catch_up(self.steps, self.until, self.piece) {
                return Progress::Done;
            }
            let now = effects::now_ms();
            let piece = if now - before < 2.0 { self.piece * 2 } else { self.piece / 2 };
            self.piece = piece.clamp(PIECE_MICROS.1, PIECE_MICROS.2);
            before = now;
            let waits = !session.world().missing().is_empty();
            if waits || now - begun > FRAME_MS {
                self.last_ms = (!waits).then_some(begun);
                break;
            }
        }
        if self.spent_ms > LONGEST_MS { Progress::GivenUp(session.steps(), self.all) } else { Progress::Going }
    }
}
