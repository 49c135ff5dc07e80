//! Conditions: `test`, `[` and `[[ ]]`.

use crate::base::glob::shell_match;
use crate::vfs::{Kind, Node};

use super::Flavor;
use super::ast::Cond;
use super::compound::{is_binary, is_unary};
use super::expand::Boxed;
use super::state::{Flow, Shell};

/// A condition's truth, or what is wrong with it.
type Truth = Result<bool, String>;

impl Shell {
    /// `test` with its arguments. The error is a message for the builtin.
    pub(super) fn test(&mut self, args: &[String]) -> Truth {
        let words: Vec<&str> = args.iter().map(String::as_str).collect();
        self.test_words(&words)
    }

    /// Decides by the number of arguments first, as POSIX has it.
    fn test_words(&mut self, words: &[&str]) -> Truth {
        match words {
            [] => Ok(false),
            [word] => Ok(!word.is_empty()),
            ["!", word] => Ok(word.is_empty()),
            [op, word] if is_unary(op) => Ok(self.test_unary(op, word)),
            [op, second] => Err(match self.flavor {
                Flavor::Bash => format!("{op}: unary operator expected"),
                Flavor::Dash => format!("{op}: unexpected operator"),
                Flavor::Ash => format!("{second}: unknown operand"),
            }),
            [left, op, right] if is_binary(op) && *op != "=~" => self.test_binary(left, op, right),
            [left, "-a", right] => Ok(!left.is_empty() && !right.is_empty()),
            [left, "-o", right] => Ok(!left.is_empty() || !right.is_empty()),
            ["!", rest @ ..] if rest.len() < 4 => Ok(!self.test_words(rest)?),
            ["(", word, ")"] => Ok(!word.is_empty()),
            [first, op, _] => Err(match self.flavor {
                Flavor::Bash => format!("{op}: binary operator expected"),
                Flavor::Dash => format!("{first}: unexpected operator"),
                Flavor::Ash => format!("{op}: unknown operand"),
            }),
            _ => {
                let mut at = 0;
                let truth = self.test_or(words, &mut at)?;
                match words.get(at) {
                    None => Ok(truth),
                    Some(word) => Err(match self.flavor {
                        Flavor::Bash => "too many arguments".to_owned(),
                        Flavor::Dash => format!("{}: unexpected operator", words[at.saturating_sub(1)]),
                        Flavor::Ash => format!("{word}: unknown operand"),
                    }),
                }
            }
        }
    }

    fn test_or(&mut self, words: &[&str], at: &mut usize) -> Truth {
        let mut truth = self.test_and(words, at)?;
        while words.get(*at) == Some(&"-o") {
            *at += 1;
            truth |= self.test_and(words, at)?;
        }
        Ok(truth)
    }

    fn test_and(&mut self, words: &[&str], at: &mut usize) -> Truth {
        let mut truth = self.test_primary(words, at)?;
        while words.get(*at) == Some(&"-a") {
            *at += 1;
            truth &= self.test_primary(words, at)?;
        }
        Ok(truth)
    }

    fn test_primary(&mut self, words: &[&str], at: &mut usize) -> Truth {
        let mut negated = false;
        while words.get(*at) == Some(&"!") {
            *at += 1;
            negated = !negated;
        }
        let rest = &words[(*at).min(words.len())..];
        let truth = match rest {
            [] => return Err("argument expected".to_owned()),
            [left, op, right, ..] if is_binary(op) => {
                *at += 3;
                self.test_binary(left, op, right)?
            }
            ["(", ..] if rest.len() > 2 => {
                *at += 1;
                // Brackets nest as deep as the command line is long: the parser of words has bounded that.
                let inner = self.test_group(words, at)?;
                if words.get(*at) != Some(&")") {
                    return Err("`)' expected".to_owned());
                }
                *at += 1;
                inner
            }
            [op, word, ..] if is_unary(op) => {
                *at += 2;
                self.test_unary(op, word)
            }
            [word, ..] => {
                *at += 1;
                !word.is_empty()
            }
        };
        Ok(truth != negated)
    }

    fn test_group(&mut self, words: &[&str], at: &mut usize) -> Truth {
        if *at > 100 {
            return Err("too many arguments".to_owned());
        }
        self.test_or(words, at)
    }

    fn test_binary(&mut self, left: &str, op: &str, right: &str) -> Truth {
        let text = match op {
            "=" | "==" => Some(left == right),
            "!=" => Some(left != right),
            "<" => Some(left < right),
            ">" => Some(left > right),
            "-nt" | "-ot" | "-ef" => Some(self.test_files(left, op, right)),
            _ => None,
        };
        if let Some(truth) = text {
            return Ok(truth);
        }
        let (left, right) = (self.integer(left)?, self.integer(right)?);
        Ok(compare(left, op, right))
    }

    fn integer(&self, text: &str) -> Result<i64, String> {
        text.trim().parse().map_err(|_| match self.flavor {
            Flavor::Bash => format!("{text}: integer expression expected"),
            Flavor::Dash => format!("Illegal number: {text}"),
            Flavor::Ash => format!("{text}: bad number"),
        })
    }

    fn test_files(&self, left: &str, op: &str, right: &str) -> bool {
        let (left, right) = (self.process.stat(left), self.process.stat(right));
        match (op, left, right) {
            ("-nt", Ok(left), Ok(right)) => left.node.meta.mtime > right.node.meta.mtime,
            ("-ot", Ok(left), Ok(right)) => left.node.meta.mtime < right.node.meta.mtime,
            ("-nt", Ok(_), Err(_)) | ("-ot", Err(_), Ok(_)) => true,
            ("-ef", Ok(left), Ok(right)) => left.path == right.path,
            _ => false,
        }
    }

    fn test_unary(&mut self, op: &str, word: &str) -> bool {
        let process = &self.process;
        let node = |check: fn(&Node) -> bool| process.stat(word).is_ok_and(|stat| check(&stat.node));
        match op {
            "-n" => !word.is_empty(),
            "-z" => word.is_empty(),
            "-e" | "-a" => process.stat(word).is_ok(),
            "-f" => node(|node| node.content().is_some()),
            "-d" => node(Node::is_dir),
            "-s" => node(|node| node.size() > 0),
            "-c" => node(|node| matches!(node.kind, Kind::Device(_))),
            "-S" => node(|node| matches!(node.kind, Kind::Socket(_))),
            "-u" => node(|node| node.meta.mode & 0o4000 != 0),
            "-g" => node(|node| node.meta.mode & 0o2000 != 0),
            "-k" => node(|node| node.meta.mode & 0o1000 != 0),
            "-O" => process.stat(word).is_ok_and(|stat| stat.node.meta.uid == process.cred().uid),
            "-G" => process.stat(word).is_ok_and(|stat| process.cred().in_group(stat.node.meta.gid)),
            "-L" | "-h" => process.lstat(word).is_ok_and(|stat| matches!(stat.node.kind, Kind::Symlink(_))),
            "-r" => process.access(word, 4).is_ok(),
            "-w" => process.access(word, 2).is_ok(),
            "-x" => process.access(word, 1).is_ok(),
            "-t" => word.parse().is_ok_and(|fd| process.is_tty(fd)),
            "-v" => self.parameter(word).is_some(),
            "-o" => super::state::OPTIONS.iter().any(|(letter, name)| *name == word && self.options.has(*letter)),
            _ => false,
        }
    }

    /// `[[ ]]`: words are expanded as the expression needs them.
    pub(super) fn eval_cond<'a>(&'a mut self, cond: &'a Cond) -> Boxed<'a, Result<Truth, Flow>> {
        Box::pin(async move {
            Ok(match cond {
                Cond::Word(word) => Ok(!self.expand_text(word).await?.is_empty()),
                Cond::Not(inner) => self.eval_cond(inner).await?.map(|truth| !truth),
                Cond::And(left, right) => match self.eval_cond(left).await? {
                    Ok(true) => self.eval_cond(right).await?,
                    other => other,
                },
                Cond::Or(left, right) => match self.eval_cond(left).await? {
                    Ok(false) => self.eval_cond(right).await?,
                    other => other,
                },
                Cond::Unary(op, word) => {
                    let word = self.expand_text(word).await?;
                    self.trace_compound(|shell| format!("[[ {op} {} ]]", shell.trace_quote(&word)));
                    Ok(self.test_unary(op, &word))
                }
                Cond::Binary(op, left, right) => {
                    let left = self.expand_text(left).await?;
                    match op.as_str() {
                        "=" | "==" | "!=" => {
                            let pattern = self.expand_pattern(right).await?;
                            self.trace_compound(|_| format!("[[ {left} {op} {pattern} ]]"));
                            Ok(shell_match(&pattern, &left) == (op != "!="))
                        }
                        "=~" => {
                            let pattern = self.expand_pattern(right).await?;
                            Ok(self.match_regex(&left, &pattern))
                        }
                        "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge" => {
                            let right = self.expand_text(right).await?;
                            let (left, right) = (self.arith_for("[[: ", &left)?, self.arith_for("[[: ", &right)?);
                            Ok(compare(left, op, right))
                        }
                        _ => {
                            let right = self.expand_text(right).await?;
                            self.test_binary(&left, op, &right)
                        }
                    }
                }
            })
        })
    }
}

fn compare(left: i64, op: &str, right: i64) -> bool {
    match op {
        "-eq" => left == right,
        "-ne" => left != right,
        "-lt" => left < right,
        "-le" => left <= right,
        "-gt" => left > right,
        _ => left >= right,
    }
}
