//! Command line options as getopt_long reads them, from one line of text per program. What an option means is the program's
//! affair.

/// A program's options and usage lines.
pub(crate) struct Options {
    /// Items separated by spaces: a letter and long names joined by commas, then `:` when an argument is needed or `?` when
    /// it may be attached. `+` before an item: GNU only; `%`: BusyBox only. `^` alone: options end at the first operand.
    /// `#` alone: `-5` is an option of its own. The first name is the key.
    pub(crate) spec: &'static str,
    /// What follows the program's name in GNU's usage line.
    pub(crate) gnu: &'static str,
    /// What follows the program's name in BusyBox's usage line.
    pub(crate) busybox: &'static str,
}

/// What was found on a command line.
#[derive(Debug, Default)]
pub(crate) struct Opts {
    /// Options by key in order, with their arguments.
    pub(crate) found: Vec<(&'static str, String)>,
    /// The operands.
    pub(crate) rest: Vec<String>,
}

impl Opts {
    /// Whether an option was given.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.found.iter().any(|(found, _)| *found == key)
    }

    /// The last argument of an option.
    pub(crate) fn value(&self, key: &str) -> Option<&str> {
        self.found.iter().rev().find(|(found, _)| *found == key).map(|(_, value)| value.as_str())
    }

    /// All arguments of an option in order.
    pub(crate) fn values<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.found.iter().filter(move |(found, _)| *found == key).map(|(_, value)| value.as_str())
    }

    /// The last given of several options that exclude each other, or an empty text.
    pub(crate) fn last_of(&self, keys: &[&str]) -> &'static str {
        self.found.iter().rev().find(|(found, _)| keys.contains(found)).map_or("", |(key, _)| key)
    }
}

/// Why a command line is wrong.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// No such letter.
    Letter(char),
    /// No such long name.
    Long(String),
    /// A long name that begins several.
    Ambiguous(String, Vec<String>),
    /// A letter without its argument.
    LetterArgument(char),
    /// A long name without its argument.
    LongArgument(String),
    /// A long name with an argument that it does not take.
    NoArgument(String),
    /// `--help`
    Help,
    /// `--version`
    Version,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    Argument,
    Maybe,
}

struct Item {
    names: &'static str,
    takes: Takes,
}

impl Item {
    fn key(&self) -> &'static str {
        self.names.split(',').next().unwrap_or_default()
    }

    fn long_names(&self) -> impl Iterator<Item = &'static str> {
        self.names.split(',').filter(|name| name.len() > 1)
    }
}

struct Parser<'a> {
    items: Vec<Item>,
    first_operand_ends: bool,
    numbers: bool,
    args: &'a [String],
    at: usize,
    opts: Opts,
}

impl Options {
    /// Reads a command line without the program's name.
    pub(crate) fn parse(&self, args: &[String], busybox: bool) -> Result<Opts, Problem> {
        let (skip, ours) = if busybox { ('+', '%') } else { ('%', '+') };
        let words = self.spec.split_ascii_whitespace().filter(|word| *word == "+" || !word.starts_with(skip));
        let items = words.map(|word| {
            let word = if word.len() > 1 { word.trim_start_matches(ours) } else { word };
            match word.char_indices().last() {
                Some((at, ':')) if at > 0 => Item { names: &word[..at], takes: Takes::Argument },
                Some((at, '?')) if at > 0 => Item { names: &word[..at], takes: Takes::Maybe },
                _ => Item { names: word, takes: Takes::Nothing },
            }
        });
        let items: Vec<Item> = items.collect();
        let is = |mark: &str| items.iter().any(|item| item.names == mark);
        let (first_operand_ends, numbers) = (is("^"), is("#"));
        let mut parser = Parser { items, first_operand_ends, numbers, args, at: 0, opts: Opts::default() };
        parser.run()?;
        Ok(parser.opts)
    }
}

impl Parser<'_> {
    fn run(&mut self) -> Result<(), Problem> {
        while let Some(word) = self.args.get(self.at) {
            self.at += 1;
            if word == "--" {
                break;
            } else if let Some(long) = word.strip_prefix("--") {
                self.long(long)?;
            } else if word.len() > 1 && word.starts_with('-') {
                self.letters(&word[1..])?;
            } else if self.first_operand_ends {
                self.at -= 1;
                break;
            } else {
                self.opts.rest.push(word.clone());
            }
        }
        self.opts.rest.extend_from_slice(&self.args[self.at..]);
        Ok(())
    }

    fn letters(&mut self, letters: &str) -> Result<(), Problem> {
        if self.numbers && letters.bytes().all(|byte| byte.is_ascii_digit()) {
            self.opts.found.push(("#", letters.to_owned()));
            return Ok(());
        }
        for (at, letter) in letters.char_indices() {
            let name = &letters[at..at + letter.len_utf8()];
            let rest = &letters[at + letter.len_utf8()..];
            let item = self.items.iter().find(|item| item.names.split(',').any(|known| known == name));
            let Some(Item { names, takes }) = item.filter(|_| !matches!(letter, '#' | '^')) else {
                return Err(Problem::Letter(letter));
            };
            let key = names.split(',').next().unwrap_or_default();
            if *takes == Takes::Nothing {
                self.opts.found.push((key, String::new()));
                continue;
            }
            let mut value = rest.to_owned();
            if rest.is_empty() && *takes == Takes::Argument {
                value = self.args.get(self.at).cloned().ok_or(Problem::LetterArgument(letter))?;
                self.at += 1;
            }
            self.opts.found.push((key, value));
            return Ok(());
        }
        Ok(())
    }

    fn long(&mut self, word: &str) -> Result<(), Problem> {
        let (name, value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
        let named = |wanted: &dyn Fn(&str) -> bool| -> Vec<(&'static str, &Item)> {
            let pairs = self.items.iter().flat_map(|item| item.long_names().map(move |long| (long, item)));
            pairs.filter(|(long, _)| wanted(long)).collect()
        };
        let mut candidates = named(&|long| long == name);
        if candidates.is_empty() {
            candidates = named(&|long| long.starts_with(name));
        }
        let Some((long, item)) = candidates.first().copied() else {
            return Err(match name {
                "help" => Problem::Help,
                "version" => Problem::Version,
                _ => Problem::Long(name.to_owned()),
            });
        };
        if candidates.iter().any(|(_, other)| other.key() != item.key()) {
            let all = candidates.iter().map(|(long, _)| (*long).to_owned()).collect();
            return Err(Problem::Ambiguous(name.to_owned(), all));
        }
        let key = item.key();
        let value = match (item.takes, value) {
            (Takes::Nothing, Some(_)) => return Err(Problem::NoArgument(long.to_owned())),
            (_, Some(value)) => value.to_owned(),
            (Takes::Argument, None) => {
                self.at += 1;
                let next = self.args.get(self.at - 1);
                next.cloned().ok_or_else(|| Problem::LongArgument(long.to_owned()))?
            }
            (Takes::Nothing | Takes::Maybe, None) => String::new(),
        };
        self.opts.found.push((key, value));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(spec: &'static str, line: &str) -> Result<(String, String), Problem> {
        let args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let opts = Options { spec, gnu: "", busybox: "" }.parse(&args, false)?;
        let found: Vec<String> = opts.found.iter().map(|(key, value)| format!("{key}={value}")).collect();
        Ok((found.join(" "), opts.rest.join(" ")))
    }

    #[test]
    fn options_are_read_as_getopt_does() {
        let spec = "a,all n,lines: color? sort: size # +g %b";
        let ok = |found: &str, rest: &str| Ok((found.to_owned(), rest.to_owned()));
        assert_eq!(parse(spec, "x -an5 --lines=7 y -- -z"), ok("a= n=5 n=7", "x y -z"));
        assert_eq!(parse(spec, "-n 5 --col --color=auto -20 -g -"), ok("n=5 color= color=auto #=20 g=", "-"));
        assert_eq!(parse(spec, "-b"), Err(Problem::Letter('b')));
        assert_eq!(parse(spec, "--all=1"), Err(Problem::NoArgument("all".to_owned())));
        assert_eq!(parse(spec, "--s"), Err(Problem::Ambiguous("s".into(), vec!["sort".into(), "size".into()])));
        assert_eq!(parse(spec, "-n"), Err(Problem::LetterArgument('n')));
        assert_eq!(parse("^ u:", "-u A env -i"), ok("u=A", "env -i"));
    }
}
