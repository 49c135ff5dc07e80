//! `cd`, `pwd` and `dirs`. The shell keeps the way it came by in PWD; the kernel knows the place itself.

use crate::vfs::{Errno, path};

use super::super::Flavor;
use super::super::state::Shell;
use super::Outcome;

impl Shell {
    pub(super) fn builtin_cd(&mut self, args: &[String]) -> Outcome {
        let mut physical = false;
        let mut rest = args;
        while let Some((option, others)) = rest.split_first() {
            match option.as_str() {
                "-P" => physical = true,
                "-L" => physical = false,
                "--" => {
                    rest = others;
                    break;
                }
                _ => break,
            }
            rest = others;
        }
        if rest.len() > 1 && self.flavor == Flavor::Bash {
            self.complain_of("cd", "too many arguments");
            return Ok(1);
        }
        let (target, shown) = match rest.first().map(String::as_str) {
            None => match self.get("HOME") {
                Some(home) => (home, false),
                None if self.flavor == Flavor::Bash => {
                    self.complain_of("cd", "HOME not set");
                    return Ok(1);
                }
                None => return Ok(0),
            },
            Some("-") => match self.get("OLDPWD") {
                Some(old) => (old, true),
                None if self.flavor == Flavor::Bash => {
                    self.complain_of("cd", "OLDPWD not set");
                    return Ok(1);
                }
                None => (".".to_owned(), true),
            },
            Some(target) => (target.to_owned(), false),
        };
        if target.is_empty() {
            return Ok(0);
        }
        self.change_directory(&target, physical, shown)
    }

    fn change_directory(&mut self, target: &str, physical: bool, shown: bool) -> Outcome {
        let here = self.get("PWD").unwrap_or_else(|| self.process.cwd().to_string());
        // By default `..` goes back the way one came, through a link as well.
        let logical = path::absolute(&here, target);
        let result = if physical { self.process.chdir(target) } else { self.process.chdir(&logical) };
        if let Err(errno) = result {
            return Ok(self.cannot_change(target, errno));
        }
        let now = if physical { self.process.cwd().to_string() } else { logical };
        self.set("OLDPWD", &here)?;
        self.set("PWD", &now)?;
        if self.flavor == Flavor::Bash {
            self.vars.entry("OLDPWD").exported = true;
        }
        if shown {
            self.print(&format!("{now}\n"));
        }
        Ok(0)
    }

    fn cannot_change(&mut self, target: &str, errno: Errno) -> u8 {
        match self.flavor {
            Flavor::Bash => self.complain_of("cd", &format!("{target}: {errno}")),
            Flavor::Dash => self.complain_of("cd", &format!("can't cd to {target}")),
            Flavor::Ash => self.complain_of("cd", &format!("can't cd to {target}: {errno}")),
        }
        if self.flavor == Flavor::Bash { 1 } else { 2 }
    }

    pub(super) fn builtin_pwd(&mut self, args: &[String]) -> u8 {
        let physical = args.first().is_some_and(|arg| arg == "-P");
        let cwd = self.process.cwd().to_string();
        let logical = self.get("PWD").filter(|pwd| !physical && pwd.starts_with('/'));
        let text = logical.unwrap_or(cwd);
        self.print(&format!("{text}\n"));
        0
    }

    pub(super) fn builtin_dirs(&mut self) -> u8 {
        let text = self.get("PWD").unwrap_or_else(|| self.process.cwd().to_string());
        self.print(&format!("{text}\n"));
        0
    }
}
