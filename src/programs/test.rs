//! `test` and `[` as programs; shells have their own.

use super::kit::{Next, Tool, modes};

/// Tests a condition.
pub(super) fn main(tool: &mut Tool) -> Next {
    let mut words = tool.args.clone();
    if tool.name == "[" && words.pop().as_deref() != Some("]") {
        let text = format!("missing {}", tool.curved("]"));
        tool.warn(&text);
        tool.status = 2;
        return Next::Done;
    }
    let mut test = Test { tool, words: &words, at: 0 };
    let result = match words.as_slice() {
        [] => Ok(false),
        _ => test.whole(),
    };
    match result {
        Ok(truth) => tool.status = u8::from(!truth),
        Err(text) => {
            tool.warn(&text);
            tool.status = 2;
        }
    }
    Next::Done
}

struct Test<'a> {
    tool: &'a Tool,
    words: &'a [String],
    at: usize,
}

impl Test<'_> {
    fn word(&self, ahead: usize) -> Option<&str> {
        self.words.get(self.at + ahead).map(String::as_str)
    }

    fn whole(&mut self) -> Result<bool, String> {
        let truth = self.or()?;
        match self.word(0) {
            None => Ok(truth),
            // One word too many where an operator was expected.
            Some(word) => Err(match self.tool.busybox {
                true => format!("{word}: unknown operand"),
                false if self.at == 1 => format!("{}: binary operator expected", self.tool.curved(word)),
                false => format!("extra argument {}", self.tool.curved(word)),
            }),
        }
    }

    fn or(&mut self) -> Result<bool, String> {
        let mut truth = self.and()?;
        while self.word(0) == Some("-o") {
            self.at += 1;
            truth |= self.and()?;
        }
        Ok(truth)
    }

    fn and(&mut self) -> Result<bool, String> {
        let mut truth = self.not()?;
        while self.word(0) == Some("-a") {
            self.at += 1;
            truth &= self.not()?;
        }
        Ok(truth)
    }

    fn not(&mut self) -> Result<bool, String> {
        if self.word(0) == Some("!") && self.word(1).is_some() && !self.is_binary(1) {
            self.at += 1;
            return Ok(!self.not()?);
        }
        self.primary()
    }

    fn is_binary(&self, at: usize) -> bool {
        let known = ["=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"];
        self.word(at).is_some_and(|word| known.contains(&word)) && self.word(at + 1).is_some()
    }

    fn primary(&mut self) -> Result<bool, String> {
        let Some(first) = self.word(0).map(str::to_owned) else {
            return Err(format!("missing argument after {}", self.tool.curved(&self.words[self.words.len() - 1])));
        };
        if self.is_binary(1) {
            let (operator, right) = (self.word(1).unwrap_or_default(), self.word(2).unwrap_or_default());
            let result = self.binary(&first, operator, right);
            self.at += 3;
            return result;
        }
        if first == "(" && self.word(1).is_some() {
            self.at += 1;
            let truth = self.or()?;
            if self.word(0) != Some(")") {
                return Err(format!("{} expected", self.tool.curved(")")));
            }
            self.at += 1;
            return Ok(truth);
        }
        if let (Some(letter), Some(operand)) = (first.strip_prefix('-'), self.word(1))
            && letter.len() == 1
        {
            let truth = self.unary(letter, operand);
            if let Some(truth) = truth {
                self.at += 2;
                return Ok(truth);
            }
            if self.words.len() == 2 {
                return Err(format!("{}: unary operator expected", self.tool.curved(&first)));
            }
        }
        self.at += 1;
        Ok(!first.is_empty())
    }

    fn unary(&self, letter: &str, operand: &str) -> Option<bool> {
        let process = &self.tool.process;
        let node = || process.stat(operand).ok().map(|stat| stat.node);
        let kind = |wanted: char| node().is_some_and(|node| modes::kind_letter(&node) == wanted);
        Some(match letter {
            "n" => !operand.is_empty(),
            "z" => operand.is_empty(),
            "e" | "a" => node().is_some(),
            "f" => kind('-'),
            "d" => kind('d'),
            "c" => kind('c'),
            "S" => kind('s'),
            "b" | "p" => false,
            "h" | "L" => process.lstat(operand).is_ok_and(|stat| modes::kind_letter(&stat.node) == 'l'),
            "s" => node().is_some_and(|node| node.size() > 0),
            "r" => process.access(operand, 4).is_ok(),
            "w" => process.access(operand, 2).is_ok(),
            "x" => process.access(operand, 1).is_ok(),
            "u" => node().is_some_and(|node| node.meta.mode & 0o4000 != 0),
            "g" => node().is_some_and(|node| node.meta.mode & 0o2000 != 0),
            "k" => node().is_some_and(|node| node.meta.mode & 0o1000 != 0),
            "O" => node().is_some_and(|node| node.meta.uid == process.cred().uid),
            "G" => node().is_some_and(|node| node.meta.gid == process.cred().gid),
            "t" => operand.parse().is_ok_and(|fd| process.is_tty(fd)),
            _ => return None,
        })
    }

    fn binary(&self, left: &str, operator: &str, right: &str) -> Result<bool, String> {
        let number = |text: &str| {
            let quoted = self.tool.curved(text);
            let wrong =
                if self.tool.busybox { format!("{text}: bad number") } else { format!("invalid integer {quoted}") };
            text.trim().parse::<i64>().map_err(|_| wrong)
        };
        let stat = |name: &str| self.tool.process.stat(name).ok();
        let time = |name: &str| stat(name).map(|stat| stat.node.meta.mtime);
        Ok(match operator {
            "=" | "==" => left == right,
            "!=" => left != right,
            "<" => left < right,
            ">" => left > right,
            "-eq" => number(left)? == number(right)?,
            "-ne" => number(left)? != number(right)?,
            "-lt" => number(left)? < number(right)?,
            "-le" => number(left)? <= number(right)?,
            "-gt" => number(left)? > number(right)?,
            "-ge" => number(left)? >= number(right)?,
            "-nt" => time(left) > time(right),
            "-ot" => time(left) < time(right),
            _ => stat(left).zip(stat(right)).is_some_and(|(a, b)| a.path == b.path),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn conditions() {
        let m = Machine::gnu().file("a", "x");
        for (line, code) in [
            ("test -f a", 0),
            ("test -d a", 1),
            ("test a = b -o 1 -lt 2", 0),
            ("test ! -e nope", 0),
            ("[ x ]", 0),
            ("test", 1),
            ("test ( -n a )", 0),
        ] {
            assert_eq!(m.run(line).code, code, "{line}");
        }
        assert_eq!(m.bad("test 1 -eq a"), ("test: invalid integer 'a'\n".into(), 2));
        assert_eq!(m.bad("[ x"), ("[: missing ']'\n".into(), 2));
        assert_eq!(m.bad("test 1 -foo 2").0, "test: '-foo': binary operator expected\n");
    }
}
