//! `xargs`: runs a command with arguments read from standard input. One command at a time, whatever `-P` says.

use super::kit::{Options, Tool};
use crate::os::{ExitStatus, ProgramFuture};

const OPTIONS: Options = Options {
    spec: "^ 0,null d,delimiter: I: i? n,max-args: L: l? P,max-procs: r,no-run-if-empty t,verbose p,interactive s,max-chars: x \
           a,arg-file:",
    gnu: "[OPTION]... COMMAND [INITIAL-ARGS]...",
    busybox: "[OPTIONS] [PROG ARGS]",
};

/// Runs commands.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

async fn run(mut tool: Tool) -> ExitStatus {
    let Some(opts) = tool.options(&OPTIONS) else { return tool.end().await };
    let mut command = opts.rest.clone();
    if command.is_empty() {
        command.push("echo".to_owned());
    }
    let bytes = match opts.value("a") {
        Some(file) => match tool.process.read_file(file) {
            Ok(content) => content.read().to_vec(),
            Err(error) => {
                let text = format!("Cannot open input file {}: {error}", tool.curved(file));
                tool.fail(&text);
                return tool.end().await;
            }
        },
        None => tool.process.read_all(0).await.unwrap_or_default(),
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let replace = opts.value("I").or(opts.value("i")).map(|mark| if mark.is_empty() { "{}" } else { mark });
    let delimiter = if opts.has("0") { Some('\0') } else { opts.value("d").and_then(delimiter) };
    let by_line = replace.is_some() || opts.has("L") || opts.has("l");
    let items = match (delimiter, by_line) {
        (Some(c), _) => {
            let mut items: Vec<String> = text.split(c).map(str::to_owned).collect();
            if items.last().is_some_and(String::is_empty) {
                items.pop();
            }
            items
        }
        (None, true) => text.lines().map(|line| line.trim_start().to_owned()).filter(|line| !line.is_empty()).collect(),
        (None, false) => match words(&text) {
            Ok(items) => items,
            Err(quote) => {
                let kind = if quote == '"' { "double" } else { "single" };
                let text = format!(
                    "unmatched {kind} quote; by default quotes are special to xargs unless you use the -0 option"
                );
                tool.fail(if tool.busybox { "unmatched quote" } else { &text });
                return tool.end().await;
            }
        },
    };
    let size = opts.value("n").or(opts.value("L")).and_then(|text| text.parse::<usize>().ok());
    let size = if replace.is_some() || opts.has("l") { 1 } else { size.unwrap_or(5_000).max(1) };
    // GNU runs the command once without input, unless told not to; BusyBox does too.
    let nothing = [Vec::new()];
    let chunks: Vec<Vec<String>> = items.chunks(size).map(<[String]>::to_vec).collect();
    let empty = chunks.is_empty() && !opts.has("r") && replace.is_none();
    for chunk in if empty { &nothing[..] } else { &chunks[..] } {
        let words: Vec<String> = match replace {
            Some(mark) => command.iter().map(|word| word.replace(mark, &chunk[0])).collect(),
            None if by_line => {
                let split = chunk.iter().flat_map(|line| line.split_whitespace().map(str::to_owned));
                command.iter().cloned().chain(split).collect()
            }
            None => command.iter().chain(chunk).cloned().collect(),
        };
        if opts.has("t") {
            tool.err(&format!("{}\n", words.join(" ")));
        }
        tool.flush().await;
        if !execute(&mut tool, &words).await {
            break;
        }
    }
    tool.end().await
}

/// Runs one command; false when no other is to be run.
async fn execute(tool: &mut Tool, words: &[String]) -> bool {
    let code = match tool.spawn(words, None, None) {
        Ok(pid) => tool.process.wait(pid).await.code(),
        Err(error) => {
            let name = words.first().cloned().unwrap_or_default();
            let errno = error.errno();
            tool.note(&format!("{name}: {errno}"));
            tool.status = if errno == crate::vfs::Errno::NoEnt { 127 } else { 126 };
            return false;
        }
    };
    match code {
        0 => true,
        255 => {
            tool.note(&format!("{}: exited with status 255; aborting", words.first().map_or("", String::as_str)));
            tool.status = 124;
            false
        }
        128.. => {
            tool.status = 125;
            false
        }
        _ => {
            tool.status = 123;
            true
        }
    }
}

fn delimiter(text: &str) -> Option<char> {
    match text {
        "\\n" => Some('\n'),
        "\\0" => Some('\0'),
        "\\t" => Some('\t'),
        other => other.chars().next(),
    }
}

/// Words with quotes and backslashes; the error is the quote without an end.
fn words(text: &str) -> Result<Vec<String>, char> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (Some(open), '\n') => return Err(open),
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '\\') => word.get_or_insert_default().extend(chars.next()),
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.map_or(Ok(words), Err)
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn commands_are_built() {
        let m = Machine::gnu().file("a", "1\n").file("b", "2\n");
        let out = |line: &str, input: &str| m.run_with(line, input).out;
        assert_eq!(out("xargs", "a 'b c'\nd\\ e"), "a b c d e\n");
        assert_eq!(out("xargs -n 1 echo x", "1 2"), "x 1\nx 2\n");
        assert_eq!(out("xargs -I{} echo <{}>", "a b\nc"), "<a b>\n<c>\n");
        assert_eq!(out("xargs cat", "a b"), "1\n2\n");
        assert_eq!((out("xargs echo x", ""), out("xargs -r echo x", "")), ("x\n".into(), String::new()));
        let ran = m.run_with("xargs nope", "a");
        assert_eq!((ran.err.as_str(), ran.code), ("xargs: nope: No such file or directory\n", 127));
        assert_eq!(m.run_with("xargs false", "a").code, 123);
    }
}
