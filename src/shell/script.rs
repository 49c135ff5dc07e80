//! Running text: a script file, the text of `-c`, of `eval` and of traps; and reports of text that is no script.

use std::rc::Rc;

use crate::vfs::Errno;

use super::Flavor;
use super::expand::Boxed;
use super::lexer::Parser;
use super::state::{Flow, Mode, Shell, Step};
use super::syntax::Failure;

impl Shell {
    /// Runs a script file.
    pub(super) async fn run_file(&mut self, path: &str) -> Step {
        let found = match self.process.read_file(path) {
            Err(Errno::NoEnt) if !path.contains('/') && self.flavor == Flavor::Bash => {
                self.locate(path).and_then(|found| self.process.read_file(&found))
            }
            other => other,
        };
        let content = match found {
            Ok(content) => content,
            Err(errno) => {
                let (name, missing) = (self.name.clone(), errno == Errno::NoEnt);
                let text = match self.flavor {
                    Flavor::Bash if errno == Errno::IsDir => format!("{path}: {path}: Is a directory\n"),
                    Flavor::Bash => format!("{name}: {path}: {errno}\n"),
                    Flavor::Dash if missing => format!("{name}: 0: cannot open {path}: No such file\n"),
                    Flavor::Dash => format!("{name}: 0: cannot open {path}: {errno}\n"),
                    Flavor::Ash => format!("{name}: can't open '{path}': {errno}\n"),
                };
                self.print_error(&text);
                self.status = match self.flavor {
                    Flavor::Bash if !missing => 126,
                    Flavor::Bash => 127,
                    Flavor::Dash | Flavor::Ash => 2,
                };
                return Err(Flow::Exit);
            }
        };
        path.clone_into(&mut self.name);
        let text = String::from_utf8_lossy(&content.read()).into_owned();
        self.run_text(&text, false).await
    }

    /// Runs a whole text line by line. With `tail` nothing comes after it.
    pub(super) async fn run_text(&mut self, text: &str, tail: bool) -> Step {
        let mut parser = Parser::new(text, 1, self.flavor);
        loop {
            if self.is_interactive() || self.flavor != Flavor::Bash {
                parser.aliases = Some(Rc::clone(&self.aliases));
            }
            let line = match parser.next_line() {
                Ok(Some(line)) => line,
                Ok(None) => return Ok(()),
                Err(failure) => return Err(self.report_syntax(&failure, &parser)),
            };
            self.warn_cut_off(&mut parser);
            let last = parser.at >= parser.text.len();
            let last = last || self.flavor == Flavor::Bash && parser.text[parser.at..].trim().is_empty();
            match self.run_list(&line, tail && last).await {
                // bash drops the line and reads on; what -c was given ends.
                Err(Flow::Abort) if self.mode == Mode::File && !self.is_subshell => {}
                Ok(()) | Err(Flow::Break(_) | Flow::Continue(_)) => {}
                Err(Flow::Return) if self.returnable == 0 => return Ok(()),
                Err(flow) => return Err(flow),
            }
        }
    }

    /// Runs a text within the shell: of `eval`, of a trap, of a sourced file.
    pub(super) fn run_string<'a>(&'a mut self, text: &'a str, source: Option<&'a str>) -> Boxed<'a, Step> {
        Box::pin(async move {
            let line = self.line;
            let first = if source.is_some() { 1 } else { line };
            let mut parser = Parser::new(text, first, self.flavor);
            self.sources.extend(source.map(str::to_owned));
            self.depth += 1;
            self.stacked += 1;
            let mut step = Ok(());
            if self.depth > 2_000 {
                self.complain("maximum eval nesting level exceeded");
                step = Err(self.fatal(1));
            }
            let mut ran = false;
            while step.is_ok() {
                parser.aliases = Some(Rc::clone(&self.aliases));
                match parser.next_line() {
                    Ok(Some(list)) => {
                        self.warn_cut_off(&mut parser);
                        ran = true;
                        step = self.run_list(&list, false).await;
                    }
                    Ok(None) => break,
                    Err(failure) => {
                        let flow = self.report_syntax(&failure, &parser);
                        ran = true;
                        // bash goes on after a builtin that could not read its text.
                        step = if self.flavor == Flavor::Bash { Ok(()) } else { Err(flow) };
                        break;
                    }
                }
            }
            if !ran && step.is_ok() {
                self.status = 0;
            }
            self.depth -= 1;
            self.stacked -= 1;
            if source.is_some() {
                self.sources.pop();
            }
            self.line = line;
            step
        })
    }

    /// bash warns of a here-document without its end.
    pub(super) fn warn_cut_off(&mut self, parser: &mut Parser) {
        for (line, delimiter) in std::mem::take(&mut parser.cut_off) {
            if self.flavor == Flavor::Bash {
                let what =
                    format!("warning: here-document at line {line} delimited by end-of-file (wanted `{delimiter}')");
                self.complain(&what);
            }
        }
    }

    /// Reports a text that is no shell script.
    pub(super) fn report_syntax(&mut self, failure: &Failure, parser: &Parser) -> Flow {
        let (text, at) = failure.text(self.flavor);
        let unended = !parser.text.is_empty() && !parser.text.ends_with('\n');
        let at_end = matches!(failure, Failure::Incomplete(_) | Failure::Closed(_));
        let line = at.unwrap_or(parser.line + u32::from(at_end && unended && self.flavor == Flavor::Bash));
        // The newline that ended a line was taken already.
        let taken = matches!(failure, Failure::Unexpected { class, .. } if class == "newline");
        self.line = line.saturating_sub(u32::from(taken)).max(1);
        let builtin = self.builtin.clone();
        let mut prefix = self.prefix();
        if self.flavor == Flavor::Bash && !self.is_interactive() {
            let of = match (&builtin, self.mode) {
                (Some(name), _) if name == "eval" => "eval: ",
                (_, Mode::Command) if self.sources.is_empty() => "-c: ",
                _ => "",
            };
            let name = self.sources.last().unwrap_or(&self.name);
            prefix = format!("{name}: {of}line {}: ", self.line);
        } else if let (Some(name), Flavor::Dash | Flavor::Ash) = (&builtin, self.flavor) {
            prefix = match self.flavor {
                Flavor::Ash => format!("{}: {name}: line {}: ", self.name, self.line),
                _ => format!("{prefix}{name}: "),
            };
        }
        self.print_error(&format!("{prefix}{text}\n"));
        if let (Failure::Unexpected { .. }, Flavor::Bash, false) = (failure, self.flavor, self.is_interactive()) {
            let source =
                parser.text.lines().nth(self.line.saturating_sub(parser.first_line) as usize).unwrap_or_default();
            self.print_error(&format!("{prefix}`{source}'\n"));
        }
        self.fatal(2)
    }
}
