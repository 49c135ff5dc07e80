//! What is known of a docker command before it runs: its spellings, usage, flags and arguments. Help, usage errors and
//! completion derive from these values; the prose of the help is a resource (`static/help.txt`), not part of the program.

use std::future::Future;
use std::pin::Pin;

use super::context::Cli;
use super::failure::Outcome;
use super::kinds::Kind;

/// A running command.
pub(crate) type Run = Pin<Box<dyn Future<Output = Outcome>>>;

/// A command.
pub(crate) struct Command {
    /// The words after `docker`, the usual spelling first: `container ls`, `container list`, `container ps`, `ps`.
    pub(crate) names: &'static [&'static str],
    /// What follows the name on the usage line.
    pub(crate) usage: &'static str,
    /// How many arguments it takes.
    pub(crate) args: Args,
    /// Its flags by name. Those of several lists are looked up in their order and shown together.
    pub(crate) flags: &'static [&'static [Flag]],
    /// Flags end at the first argument.
    pub(crate) flags_first: bool,
    /// Command lines to try, without `docker`; they are shown by the palette.
    pub(crate) examples: &'static [&'static str],
    /// What it does.
    pub(crate) run: fn(Cli) -> Run,
}

/// How many arguments a command takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Args {
    /// None.
    None,
    /// Just so many.
    Exactly(u8),
    /// So many or more.
    AtLeast(u8),
    /// So many or fewer.
    AtMost(u8),
    /// From so many to so many.
    Range(u8, u8),
}

/// A flag.
pub(crate) struct Flag {
    /// The long name.
    pub(crate) long: &'static str,
    /// The letter; `'\0'` for none.
    pub(crate) short: char,
    /// What values it takes.
    pub(crate) kind: &'static Kind,
    /// The value without the flag, as help shows it; empty for the kind's own.
    pub(crate) default: &'static str,
    /// Left out of the help.
    pub(crate) hidden: bool,
    /// What is said when it is used, after `Flag --x has been deprecated, `.
    pub(crate) deprecated: &'static str,
    /// The model ignores it and says so.
    pub(crate) ignored: bool,
    /// The flag that it is another name of; itself otherwise.
    pub(crate) stored_as: &'static str,
}

impl Flag {
    /// A flag with a letter, `'\0'` for none.
    pub(crate) const fn new(long: &'static str, short: char, kind: &'static Kind) -> Self {
        Self { long, short, kind, default: "", hidden: false, deprecated: "", ignored: false, stored_as: long }
    }

    /// A flag without a letter.
    pub(crate) const fn long(long: &'static str, kind: &'static Kind) -> Self {
        Self::new(long, '\0', kind)
    }

    /// The same with a default value.
    pub(crate) const fn default(self, default: &'static str) -> Self {
        Self { default, ..self }
    }

    /// The same, left out of the help.
    pub(crate) const fn hidden(self) -> Self {
        Self { hidden: true, ..self }
    }

    /// The same, deprecated and left out of the help.
    pub(crate) const fn deprecated(self, advice: &'static str) -> Self {
        Self { hidden: true, deprecated: advice, ..self }
    }

    /// The same, as another name of the flag `long` that the help does not tell.
    pub(crate) const fn another_name_of(self, long: &'static str) -> Self {
        Self { hidden: true, stored_as: long, ..self }
    }

    /// The same, accepted without effect.
    pub(crate) const fn ignored(self) -> Self {
        Self { ignored: true, ..self }
    }
}

impl Command {
    /// The flag called `long`.
    pub(crate) fn flag(&self, long: &str) -> Option<&'static Flag> {
        self.all_flags().find(|flag| flag.long == long)
    }

    /// The flag with the letter `short`.
    pub(crate) fn letter(&self, short: char) -> Option<&'static Flag> {
        self.all_flags().find(|flag| flag.short == short)
    }

    /// Every flag.
    pub(crate) fn all_flags(&self) -> impl Iterator<Item = &'static Flag> {
        self.flags.iter().flat_map(|list| list.iter())
    }

    /// How the command is called in messages when it was typed as `words`: an alias within its group goes by the usual
    /// name, a spelling without the group by its own. Recorded from 28.2.2.
    pub(crate) fn spelled(&self, words: &str) -> &'static str {
        let usual = self.names[0];
        let group = |name: &str| name.rsplit_once(' ').map(|(group, _)| group.to_owned());
        let same = self.names.iter().find(|name| **name == words).copied().unwrap_or(usual);
        self.names.iter().find(|name| group(name) == group(same)).copied().unwrap_or(usual)
    }
}

impl Args {
    /// What is wrong with `count` arguments, and the word that leads to the help (`Run`, `See` or, by a slip of 28.2.2,
    /// `SRun`).
    pub(crate) fn complaint(self, count: usize) -> Option<(String, &'static str)> {
        let plural = |number: u8| if number == 1 { "argument" } else { "arguments" };
        let (low, high, text, lead) = match self {
            Self::None => (0, 0, "accepts no arguments".to_owned(), "Run"),
            Self::Exactly(n) => (n, n, format!("requires {n} {}", plural(n)), "Run"),
            Self::AtLeast(n) => (n, u8::MAX, format!("requires at least {n} {}", plural(n)), "See"),
            Self::AtMost(n) => (0, n, format!("requires at most {n} {}", plural(n)), "SRun"),
            Self::Range(low, high) => {
                (low, high, format!("requires at least {low} and at most {high} {}", plural(high)), "Run")
            }
        };
        let fits = count >= usize::from(low) && (high == u8::MAX || count <= usize::from(high));
        (!fits).then_some((text, lead))
    }
}
