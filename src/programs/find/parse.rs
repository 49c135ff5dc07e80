//! The command line of `find`: starting points, options, and the expression as a list of operations with jumps.

use crate::base::Time;
use crate::programs::kit::accounts::Accounts;
use crate::programs::kit::regex::{Regex, Syntax, Whole};
use crate::programs::kit::{Tool, modes};

/// A number that may be more than (`+`), less than (`-`) or exactly what is meant.
pub(super) struct Count(char, i64);

impl Count {
    pub(super) fn fits(&self, value: i64) -> bool {
        match self.0 {
            '+' => value > self.1,
            '-' => value < self.1,
            _ => value == self.1,
        }
    }
}

/// A question about a file.
pub(super) enum Test {
    /// A pattern for the last part, and whether case is ignored.
    Name(String, bool),
    Path(String, bool),
    Regex(Regex),
    Kind(String),
    /// In units of so many bytes.
    Size(u64, Count),
    Empty,
    /// In units of so many seconds.
    Age(u64, Count),
    Newer(Time),
    User(u32),
    Group(u32),
    NoUser,
    /// Exactly these bits, all of them (`-`), or any (`/`).
    Mode(u32, char),
    Access(u32),
    Links(Count),
    Inode(Count),
    LinkName(String),
}

/// Something done with a file.
pub(super) enum Action {
    Print(char),
    Prune,
    Quit,
    Delete,
    Exec { words: Vec<String>, batch: bool, ask: bool },
    Printf(String),
    List,
}

/// One operation on the truth so far.
pub(super) enum Op {
    Test(Test),
    Act(Action),
    Not,
    Set(bool),
    /// Jumps when false.
    Unless(usize),
    /// Jumps when true.
    When(usize),
}

/// A whole command line.
pub(super) struct Walk {
    pub(super) roots: Vec<String>,
    pub(super) follow: bool,
    pub(super) max_depth: usize,
    pub(super) min_depth: usize,
    pub(super) depth_first: bool,
    pub(super) ops: Vec<Op>,
}

struct Parser<'a> {
    tool: &'a Tool,
    words: std::iter::Peekable<std::vec::IntoIter<String>>,
    walk: Walk,
    acts: bool,
}

/// Reads the command line; the error is what to say.
pub(super) fn parse(tool: &mut Tool) -> Result<Walk, String> {
    let mut args = std::mem::take(&mut tool.args);
    let mut follow = false;
    while matches!(args.first().map(String::as_str), Some("-L" | "-H" | "-P")) {
        follow = args.remove(0) == "-L";
    }
    let first = args.iter().position(|arg| arg.starts_with('-') && arg.len() > 1 || matches!(arg.as_str(), "(" | "!"));
    let expression = args.split_off(first.unwrap_or(args.len()));
    if args.is_empty() {
        args.push(".".to_owned());
    }
    let walk = Walk { roots: args, follow, max_depth: usize::MAX, min_depth: 0, depth_first: false, ops: Vec::new() };
    let mut parser = Parser { tool, words: expression.into_iter().peekable(), walk, acts: false };
    if parser.words.peek().is_some() {
        parser.either()?;
        if let Some(word) = parser.words.next() {
            return Err(match word.as_str() {
                ")" => "you have too many ')'".to_owned(),
                _ => format!("paths must precede expression: {}", quote(&word)),
            });
        }
    }
    if !parser.acts {
        let end = parser.walk.ops.len() + 2;
        parser.walk.ops.extend([Op::Unless(end), Op::Act(Action::Print('\n'))]);
    }
    Ok(parser.walk)
}

/// The quotes of find's own messages.
fn quote(word: &str) -> String {
    format!("`{word}'")
}

impl Parser<'_> {
    fn peek(&mut self) -> &str {
        self.words.peek().map_or("", String::as_str)
    }

    fn either(&mut self) -> Result<(), String> {
        self.both()?;
        while matches!(self.peek(), "-o" | "-or") {
            self.words.next();
            let jump = self.walk.ops.len();
            self.walk.ops.push(Op::When(0));
            self.both()?;
            self.walk.ops[jump] = Op::When(self.walk.ops.len());
        }
        Ok(())
    }

    fn both(&mut self) -> Result<(), String> {
        self.one()?;
        loop {
            match self.peek() {
                "" | "-o" | "-or" | ")" | "," => return Ok(()),
                "-a" | "-and" => drop(self.words.next()),
                _ => {}
            }
            let jump = self.walk.ops.len();
            self.walk.ops.push(Op::Unless(0));
            self.one()?;
            self.walk.ops[jump] = Op::Unless(self.walk.ops.len());
        }
    }

    fn one(&mut self) -> Result<(), String> {
        let Some(word) = self.words.next() else {
            return Err("expected an expression".to_owned());
        };
        match word.as_str() {
            "!" | "-not" => {
                self.one()?;
                self.walk.ops.push(Op::Not);
            }
            "(" => {
                self.either()?;
                if self.words.next().as_deref() != Some(")") {
                    return Err(
                        "invalid expression; I was expecting to find a ')' somewhere but did not see one.".into()
                    );
                }
            }
            _ => {
                let op = self.primary(&word)?;
                self.walk.ops.push(op);
            }
        }
        Ok(())
    }

    fn argument(&mut self, word: &str) -> Result<String, String> {
        let missing = if self.tool.busybox {
            format!("option requires an argument -- '{}'", word.trim_start_matches('-'))
        } else {
            format!("missing argument to {}", quote(word))
        };
        self.words.next().ok_or(missing)
    }

    fn count(&mut self, word: &str) -> Result<Count, String> {
        let text = self.argument(word)?;
        let wrong = format!("invalid argument {} to {}", quote(&text), quote(word));
        let sign = text.chars().next().filter(|c| matches!(c, '+' | '-')).unwrap_or(' ');
        text.trim_start_matches(['+', '-']).parse().map(|number| Count(sign, number)).map_err(|_| wrong)
    }

    fn depth(&mut self, word: &str) -> Result<usize, String> {
        let text = self.argument(word)?;
        text.parse().map_err(|_| {
            format!("Expected a positive decimal integer argument to {word}, but got {}", self.tool.curved(&text))
        })
    }

    fn primary(&mut self, word: &str) -> Result<Op, String> {
        Ok(match word {
            "-maxdepth" => {
                self.walk.max_depth = self.depth(word)?;
                Op::Set(true)
            }
            "-mindepth" => {
                self.walk.min_depth = self.depth(word)?;
                Op::Set(true)
            }
            "-depth" | "-d" => {
                self.walk.depth_first = true;
                Op::Set(true)
            }
            "-follow" => {
                self.walk.follow = true;
                Op::Set(true)
            }
            "-xdev" | "-mount" | "-noleaf" | "-daystart" | "-true" | "-warn" | "-nowarn" => Op::Set(true),
            "-regextype" => {
                self.argument(word)?;
                Op::Set(true)
            }
            "-false" => Op::Set(false),
            "-print" | "-print0" | "-prune" | "-quit" | "-delete" | "-exec" | "-execdir" | "-ok" | "-okdir"
            | "-printf" | "-ls" => Op::Act(self.action(word)?),
            _ => Op::Test(self.test(word)?),
        })
    }

    fn action(&mut self, word: &str) -> Result<Action, String> {
        self.acts |= word != "-prune";
        Ok(match word {
            "-print" => Action::Print('\n'),
            "-print0" => Action::Print('\0'),
            "-prune" => Action::Prune,
            "-quit" => Action::Quit,
            "-ls" => Action::List,
            "-delete" => {
                self.walk.depth_first = true;
                Action::Delete
            }
            "-printf" => Action::Printf(self.argument(word)?),
            _ => {
                let mut words = Vec::new();
                loop {
                    let next = self.argument(word)?;
                    let batch = next == "+" && words.last().is_some_and(|last| last == "{}");
                    if next == ";" || batch {
                        let ask = word.starts_with("-ok");
                        return Ok(Action::Exec { words, batch, ask });
                    }
                    words.push(next);
                }
            }
        })
    }

    fn test(&mut self, word: &str) -> Result<Test, String> {
        Ok(match word {
            "-name" | "-iname" => Test::Name(self.argument(word)?, word == "-iname"),
            "-path" | "-wholename" | "-ipath" | "-iwholename" => {
                Test::Path(self.argument(word)?, word.starts_with("-i"))
            }
            "-lname" => Test::LinkName(self.argument(word)?),
            "-regex" | "-iregex" => {
                let pattern = self.argument(word)?;
                let syntax =
                    if pattern.contains('|') && !pattern.contains("\\|") { Syntax::Extended } else { Syntax::Basic };
                let regex = Regex::surrounded(&pattern, syntax, word == "-iregex", Whole::Line);
                Test::Regex(regex.map_err(|error| error.text(self.tool.busybox).to_owned())?)
            }
            "-type" => {
                let kinds = self.argument(word)?;
                if let Some(wrong) = kinds.chars().find(|c| !"fdlbcps,".contains(*c)) {
                    return Err(format!("Unknown argument to -type: {wrong}"));
                }
                Test::Kind(kinds)
            }
            "-size" => self.size(word)?,
            "-empty" => Test::Empty,
            "-mtime" | "-ctime" | "-atime" => Test::Age(86_400, self.count(word)?),
            "-mmin" | "-cmin" | "-amin" => Test::Age(60, self.count(word)?),
            "-newer" => {
                let name = self.argument(word)?;
                let stat = self.tool.process.stat(&name);
                Test::Newer(stat.map_err(|error| format!("{}: {error}", self.tool.curved(&name)))?.node.meta.mtime)
            }
            "-user" | "-uid" => {
                let name = self.argument(word)?;
                let accounts = Accounts::read(&self.tool.process);
                let uid = accounts.user(&name).map(|user| user.uid).or_else(|| name.parse().ok());
                Test::User(uid.ok_or_else(|| format!("{} is not the name of a known user", self.tool.curved(&name)))?)
            }
            "-group" | "-gid" => {
                let name = self.argument(word)?;
                let gid = Accounts::read(&self.tool.process).gid(&name);
                Test::Group(
                    gid.ok_or_else(|| format!("{} is not the name of an existing group", self.tool.curved(&name)))?,
                )
            }
            "-nouser" => Test::NoUser,
            "-perm" => {
                let text = self.argument(word)?;
                let sign = text.chars().next().filter(|c| matches!(c, '-' | '/' | '+')).unwrap_or(' ');
                let bits = modes::apply(text.trim_start_matches(['-', '/', '+']), 0, false, 0);
                let bits = bits.ok_or_else(|| format!("invalid mode {}", self.tool.curved(&text)))?;
                Test::Mode(bits, if sign == '+' { '/' } else { sign })
            }
            "-executable" => Test::Access(1),
            "-readable" => Test::Access(4),
            "-writable" => Test::Access(2),
            "-links" => Test::Links(self.count(word)?),
            "-inum" => Test::Inode(self.count(word)?),
            _ if self.tool.busybox => return Err(format!("unrecognized: {word}")),
            _ if word.starts_with('-') => return Err(format!("unknown predicate {}", quote(word))),
            _ => return Err(format!("paths must precede expression: {}", quote(word))),
        })
    }

    fn size(&mut self, word: &str) -> Result<Test, String> {
        let text = self.argument(word)?;
        let sign = text.chars().next().filter(|c| matches!(c, '+' | '-')).unwrap_or(' ');
        let digits = text.trim_start_matches(['+', '-']);
        let (digits, unit) = match digits.chars().last() {
            Some('c') => (&digits[..digits.len() - 1], 1),
            Some('w') => (&digits[..digits.len() - 1], 2),
            Some('b') => (&digits[..digits.len() - 1], 512),
            Some('k') => (&digits[..digits.len() - 1], 1 << 10),
            Some('M') => (&digits[..digits.len() - 1], 1 << 20),
            Some('G') => (&digits[..digits.len() - 1], 1 << 30),
            _ => (digits, 512),
        };
        let number = digits.parse().map_err(|_| format!("Invalid argument `{text}' to -size"))?;
        Ok(Test::Size(unit, Count(sign, number)))
    }
}
