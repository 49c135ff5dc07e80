//! Links: what `#j=` in the page's address stands for, and the link that stands for what is on the page. The journal's
//! form is `session::share`'s; squeezing is the browser's.

use super::effects;
use crate::base::Digest;
use crate::session::Journal;
use crate::session::share::{self, Refusal, TEXT_MAX};

/// What the squeezed text begins with: the link's own version.
const VERSION: &str = "1.";
/// The longest fragment that is looked at, in letters.
const CODE_MAX: usize = 200_000;

/// A session that came in a link.
#[derive(Clone, Debug)]
pub(super) struct Linked {
    /// What happened.
    pub(super) journal: Journal,
    /// How many steps are to stand; all where the link does not say.
    pub(super) steps: usize,
    /// Under which name what is done from here on is kept.
    pub(super) world: String,
}

/// What the page's address asks for; `None` when it carries no session.
pub(super) async fn asked() -> Option<Result<Linked, Refusal>> {
    let code = effects::fragment("j")?;
    Some(match read(&code).await {
        Ok(journal) => {
            let steps = effects::fragment("s").and_then(|step| step.parse().ok()).unwrap_or(usize::MAX);
            let world = format!("link-{}", Digest::of(code.as_bytes()).short());
            Ok(Linked { journal, steps, world })
        }
        Err(refusal) => Err(refusal),
    })
}

/// Reads the session that a link or an attribute carries.
pub(super) async fn read(code: &str) -> Result<Journal, Refusal> {
    if code.len() > CODE_MAX {
        return Err(Refusal::TooLarge);
    }
    let Some(squeezed) = code.strip_prefix(VERSION) else {
        let later = code.split_once('.').is_some_and(|(version, _)| version.parse::<u32>().is_ok_and(|v| v > 1));
        return Err(if later { Refusal::Newer } else { Refusal::Damaged });
    };
    let text = effects::expand(squeezed, TEXT_MAX).await.map_err(|()| Refusal::Damaged)?;
    share::unpack(&text.ok_or(Refusal::TooLarge)?)
}

/// The code for a packed journal.
pub(super) async fn code(packed: &str) -> Option<String> {
    effects::squeeze(packed).await.map(|squeezed| format!("{VERSION}{squeezed}"))
}

/// The link for a code; `steps` are named where more can be taken again.
pub(super) fn link(code: &str, steps: Option<usize>) -> String {
    let steps = steps.map(|steps| format!("&s={steps}")).unwrap_or_default();
    format!("{}#j={code}{steps}", effects::address())
}
