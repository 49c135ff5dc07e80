//! How fast the world's time runs in the page: the button that chooses it, and how much time a look at the world lets
//! pass. The choice is the front end's affair and never part of a journal.

use yew::prelude::*;

use super::effects;
use super::element::el;
use super::machine::Bus;
use super::state::Action;
use crate::session::Session;

/// Where the choice is stored.
const KEY: &str = "drydock:speed";
/// The most simulated time in one step, so that a page that slept does not wake in a far future.
const STEP_MAX_MICROS: u64 = 1_000_000;
/// How much simulated time is tried at once where all of it is to pass.
const LEAP_MICROS: u64 = 100_000;
/// How long a page may be at that before it draws again.
const LEAP_MS: f64 = 12.0;

/// How fast simulated time runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Speed {
    /// As fast as the learner's.
    #[default]
    Real,
    /// Ten times as fast.
    Fast,
    /// Nothing is waited for: time leaps until the next prompt.
    Instant,
    /// Time stands still.
    Paused,
}

impl Speed {
    /// The choice that was stored.
    pub(super) fn kept() -> Self {
        match effects::load(KEY).as_deref() {
            Some("fast") => Self::Fast,
            Some("instant") => Self::Instant,
            _ => Self::Real,
        }
    }

    /// Stores the choice. A pause is for now only: a page that opens and stands still would look broken.
    pub(super) fn keep(self) {
        let name = match self {
            Self::Real | Self::Paused => "real",
            Self::Fast => "fast",
            Self::Instant => "instant",
        };
        effects::store(KEY, name);
    }

    fn next(self) -> Self {
        match self {
            Self::Real => Self::Fast,
            Self::Fast => Self::Instant,
            Self::Instant => Self::Paused,
            Self::Paused => Self::Real,
        }
    }

    /// The sign on the button, and the speed in words.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Real => ("1×", "as it is"),
            Self::Fast => ("10×", "ten times as fast"),
            Self::Instant => ("»", "no waiting"),
            Self::Paused => ("❚❚", "stopped"),
        }
    }

    /// Lets the world's time pass for `micros` of the page's. `rests` says when there is nothing to wait for.
    pub(super) fn pass(self, session: &mut Session, micros: u64, rests: impl Fn(&Session) -> bool) {
        match self {
            Self::Real => session.advance(micros.min(STEP_MAX_MICROS)),
            Self::Fast => session.advance(micros.saturating_mul(10).min(10 * STEP_MAX_MICROS)),
            Self::Paused => {}
            Self::Instant if rests(session) => session.advance(micros.min(STEP_MAX_MICROS)),
            Self::Instant => {
                let end = effects::now_ms() + LEAP_MS;
                while !rests(session) && session.world().missing().is_empty() && effects::now_ms() < end {
                    session.advance(LEAP_MICROS);
                }
            }
        }
    }
}

/// Draws the button.
pub(super) fn draw(speed: Speed, bus: &Bus) -> Html {
    let (sign, now) = speed.words();
    let next = speed.next();
    let title = format!("Time runs {now}. Change to: {}", next.words().1);
    el("button")
        .class("btn speed")
        .attr("type", "button")
        .attr("title", &title)
        .attr("aria-label", &title)
        .on_click(bus.on_click(Action::Speed(next)))
        .text(sign)
        .html()
}
