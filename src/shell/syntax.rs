//! What can be wrong with a script's text, and the words in which bash 5.2, dash 0.5.12 and busybox 1.35's ash say so
//! (recorded from these programs).

use super::Flavor;

/// What the end of the text left open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// A quote.
    Quote(char, u32),
    /// A backtick.
    Backtick(u32),
    /// The `}` of `${`.
    Brace(u32),
    /// The `)` of `$(`.
    Paren,
    /// The `))` of `$((`.
    Arith(u32),
    /// A here-document's delimiter.
    Here,
    /// The rest of a command; what is expected.
    Command(Option<&'static str>),
}

/// Why no command could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The text ended too early; more of it may help.
    Incomplete(Missing),
    /// As before, in a part of the text that is closed: more does not help.
    Closed(Missing),
    /// A token that does not belong there.
    Unexpected {
        /// The token as bash shows it.
        token: String,
        /// The token as dash and ash show it, with quotes where they have them.
        class: String,
        /// What dash and ash expected.
        expecting: Option<&'static str>,
    },
    /// What bash and the other two say, in full.
    Message(String, String),
    /// Nested too deeply to be read.
    TooDeep,
}

impl Failure {
    /// The failure of a closed part of a text.
    pub(super) fn closed(self) -> Self {
        match self {
            Self::Incomplete(missing) => Self::Closed(missing),
            other => other,
        }
    }

    /// The message without the shell's name and line. The answer's second part is the line that bash puts in front,
    /// where it is not the current one.
    pub(super) fn text(&self, flavor: Flavor) -> (String, Option<u32>) {
        match flavor {
            Flavor::Bash => self.bash_text(),
            Flavor::Dash => (format!("Syntax error: {}", self.posix_text(true)), None),
            Flavor::Ash => (format!("syntax error: {}", self.posix_text(false)), None),
        }
    }

    fn bash_text(&self) -> (String, Option<u32>) {
        let looking =
            |what: char, line: u32| (format!("unexpected EOF while looking for matching `{what}'"), Some(line));
        match self {
            Self::Incomplete(missing) | Self::Closed(missing) => match *missing {
                Missing::Quote(quote, line) => looking(quote, line),
                Missing::Backtick(line) => looking('`', line),
                Missing::Brace(line) => looking('}', line),
                Missing::Arith(line) => looking(')', line),
                Missing::Paren => ("unexpected EOF while looking for matching `)'".to_owned(), None),
                Missing::Here | Missing::Command(_) => ("syntax error: unexpected end of file".to_owned(), None),
            },
            Self::Unexpected { token, .. } => (format!("syntax error near unexpected token `{token}'"), None),
            Self::Message(bash, _) => (bash.clone(), None),
            Self::TooDeep => ("maximum nesting of commands exceeded".to_owned(), None),
        }
    }

    fn posix_text(&self, dash: bool) -> String {
        let expecting = |text: String, expecting: Option<&'static str>| match expecting {
            Some(wanted) => format!("{text} (expecting \"{wanted}\")"),
            None => text,
        };
        let unexpected = |what: &str| if dash { format!("{what} unexpected") } else { format!("unexpected {what}") };
        let text = match self {
            Self::Incomplete(missing) | Self::Closed(missing) => match missing {
                Missing::Quote(..) => "Unterminated quoted string".to_owned(),
                Missing::Backtick(_) => "EOF in backquote substitution".to_owned(),
                Missing::Brace(_) => "Missing '}'".to_owned(),
                Missing::Arith(_) => "Missing '))'".to_owned(),
                Missing::Paren => expecting(unexpected("end of file"), Some(")")),
                Missing::Here => unexpected("end of file"),
                Missing::Command(wanted) => expecting(unexpected("end of file"), *wanted),
            },
            Self::Unexpected { class, expecting: wanted, .. } => expecting(unexpected(class), *wanted),
            Self::Message(_, posix) => posix.clone(),
            Self::TooDeep => "Nesting too deep".to_owned(),
        };
        if dash || text.starts_with("EOF") {
            return text;
        }
        text.chars().take(1).flat_map(char::to_lowercase).chain(text.chars().skip(1)).collect()
    }
}
