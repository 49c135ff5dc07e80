//! Which parts of an instruction have their variables expanded before it is carried out, and in which order. ARG is left
//! out: its values are expanded one by one as they are declared. So is EXPOSE, whose words are split afterwards.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::{Instruction, Pair};
use crate::dockerfile::expand::{Env, Lexer};

/// An instruction with its variables replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expansion {
    /// The instruction. After an error the parts not reached are as they were.
    pub instruction: Instruction,
    /// The variables that were not set.
    pub unmatched: BTreeSet<String>,
    /// What docker would stop with.
    pub error: Option<String>,
}

impl Instruction {
    /// Replaces the variables as BuildKit does before it carries an instruction out.
    pub fn expand(&self, escape: char, env: Env) -> Expansion {
        let words = Expander { lexer: Lexer::new(escape), env, unmatched: RefCell::default() };
        // The content of here-documents keeps its quotes, and the backslash is its escape whatever the file says.
        let raw = Lexer { ignore_quotes: true, ..Lexer::new('\\') };
        let mut instruction = self.clone();
        let mut error = words.instruction(&mut instruction).err();
        let files = match &mut instruction {
            Self::Add(add) => Some(&mut add.heredocs),
            Self::Copy(copy) => Some(&mut copy.heredocs),
            _ => None,
        };
        let contents = Expander { lexer: raw, env, unmatched: words.unmatched };
        if error.is_none() {
            let mut expanded = files.into_iter().flatten().filter(|file| file.expand);
            error = expanded.try_for_each(|file| contents.replace(&mut file.content)).err();
        }
        Expansion { instruction, unmatched: contents.unmatched.into_inner(), error }
    }
}

struct Expander<'a> {
    lexer: Lexer,
    env: Env<'a>,
    unmatched: RefCell<BTreeSet<String>>,
}

impl Expander<'_> {
    fn word(&self, text: &str) -> Result<String, String> {
        let (found, result) = self.lexer.trace(text, self.env);
        self.unmatched.borrow_mut().extend(found.unmatched);
        result.map(|()| found.text)
    }

    fn replace(&self, text: &mut String) -> Result<(), String> {
        *text = self.word(text)?;
        Ok(())
    }

    fn optional(&self, text: &mut Option<String>) -> Result<(), String> {
        text.iter_mut().try_for_each(|text| self.replace(text))
    }

    fn all(&self, texts: &mut [String]) -> Result<(), String> {
        texts.iter_mut().try_for_each(|text| self.replace(text))
    }

    fn pairs(&self, pairs: &mut [Pair]) -> Result<(), String> {
        pairs.iter_mut().try_for_each(|pair| {
            self.replace(&mut pair.name)?;
            self.replace(&mut pair.value)
        })
    }

    fn instruction(&self, instruction: &mut Instruction) -> Result<(), String> {
        match instruction {
            Instruction::Add(add) => {
                self.optional(&mut add.chown)?;
                self.optional(&mut add.chmod)?;
                self.optional(&mut add.checksum)?;
                self.all(&mut add.sources)?;
                self.replace(&mut add.dest)
            }
            Instruction::Copy(copy) => {
                self.optional(&mut copy.chown)?;
                self.optional(&mut copy.chmod)?;
                self.all(&mut copy.sources)?;
                self.replace(&mut copy.dest)
            }
            Instruction::Env(env) => self.pairs(&mut env.pairs),
            Instruction::Label(label) => self.pairs(&mut label.pairs),
            Instruction::Run(run) => run.mounts(&|text| self.word(text)).map(|_| ()),
            Instruction::StopSignal(stop) => self.replace(&mut stop.signal),
            Instruction::User(user) => self.replace(&mut user.user),
            Instruction::Volume(volume) => self.all(&mut volume.paths),
            Instruction::Workdir(workdir) => self.replace(&mut workdir.path),
            Instruction::Arg(_)
            | Instruction::Cmd(_)
            | Instruction::Entrypoint(_)
            | Instruction::Expose(_)
            | Instruction::From(_)
            | Instruction::HealthCheck(_)
            | Instruction::Maintainer(_)
            | Instruction::OnBuild(_)
            | Instruction::Shell(_) => Ok(()),
        }
    }
}
