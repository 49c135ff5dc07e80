//! Signal numbers, names and default actions on Linux. Delivery is in `kernel`.

/// A signal by number, 1 to 64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signal(pub u8);

/// What a signal does to a process that does not handle it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The process ends.
    Terminate,
    /// Nothing happens.
    Ignore,
    /// The process stops running until SIGCONT.
    Stop,
    /// A stopped process runs on.
    Continue,
}

/// Names without `SIG`, at the place of their number less one.
const NAMES: [&str; 31] = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
    "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO",
    "PWR", "SYS",
];

impl Signal {
    /// Hang-up: the terminal closed.
    pub const HUP: Self = Self(1);
    /// Ctrl-C.
    pub const INT: Self = Self(2);
    /// Ctrl-backslash.
    pub const QUIT: Self = Self(3);
    /// Cannot be caught or ignored.
    pub const KILL: Self = Self(9);
    /// A write to a pipe that nobody reads.
    pub const PIPE: Self = Self(13);
    /// The polite request to end.
    pub const TERM: Self = Self(15);
    /// A child ended or stopped.
    pub const CHLD: Self = Self(17);
    /// Run on.
    pub const CONT: Self = Self(18);
    /// Stop; cannot be caught or ignored.
    pub const STOP: Self = Self(19);
    /// Ctrl-Z.
    pub const TSTP: Self = Self(20);
    /// The terminal's size changed.
    pub const WINCH: Self = Self(28);

    /// Reads `9`, `KILL`, `SIGKILL` or `sigkill`; real-time signals as `RTMIN+2`, `RTMAX-1`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(number) = text.parse::<u8>() {
            return (1..=64).contains(&number).then_some(Self(number));
        }
        let upper = text.to_ascii_uppercase();
        let name = upper.strip_prefix("SIG").unwrap_or(&upper);
        if let Some(at) = NAMES.iter().position(|known| *known == name) {
            return Some(Self(at as u8 + 1));
        }
        let number = match name {
            "CLD" => Some(17),
            "POLL" => Some(29),
            "IOT" => Some(6),
            "RTMIN" => Some(34),
            "RTMAX" => Some(64),
            _ => None,
        };
        let offset = |prefix: &str, base: i32, sign: i32| {
            let rest: i32 = name.strip_prefix(prefix)?.parse().ok()?;
            u8::try_from(base + sign * rest).ok().filter(|number| (34..=64).contains(number))
        };
        number.or_else(|| offset("RTMIN+", 34, 1)).or_else(|| offset("RTMAX-", 64, -1)).map(Self)
    }

    /// The name without `SIG`, for example `TERM`.
    pub fn name(self) -> String {
        match NAMES.get(usize::from(self.0).wrapping_sub(1)) {
            Some(name) => (*name).to_owned(),
            None => format!("RTMIN+{}", self.0.saturating_sub(34)),
        }
    }

    /// What a shell prints when a job died of it, for example `Terminated`.
    pub const fn death_text(self) -> &'static str {
        match self.0 {
            1 => "Hangup",
            3 => "Quit",
            4 => "Illegal instruction",
            6 => "Aborted",
            8 => "Floating point exception",
            9 => "Killed",
            10 => "User defined signal 1",
            11 => "Segmentation fault",
            12 => "User defined signal 2",
            14 => "Alarm clock",
            15 => "Terminated",
            _ => "",
        }
    }

    /// The default action.
    pub const fn action(self) -> Action {
        match self.0 {
            17 | 23 | 28 => Action::Ignore,
            18 => Action::Continue,
            19..=22 => Action::Stop,
            _ => Action::Terminate,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_agree() {
        for number in 1..=31 {
            assert_eq!(Signal::parse(&Signal(number).name()), Some(Signal(number)));
        }
        assert_eq!(Signal::parse("SIGTERM"), Some(Signal::TERM));
        assert_eq!(Signal::parse("rtmin+2"), Some(Signal(36)));
        assert_eq!(Signal::parse("0"), None);
        assert_eq!(Signal::parse("FOO"), None);
    }
}
