//! `sed`: edits lines by a script. Reading a script is in `parse`; carrying one out is in `run`.

mod parse;
mod run;

use super::kit::{Next, Options, Tool};

const OPTIONS: Options = Options {
    spec: "n,quiet,silent e,expression: f,file: E,regexp-extended r i,in-place? s,separate u,unbuffered z,null-data posix \
           l: debug sandbox follow-symlinks b,binary",
    gnu: "[OPTION]... {script-only-if-no-other-script} [input-file]...",
    busybox: "[-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...\n   or: sed [-i[SFX]] [-nrE] CMD [FILE]...",
};

/// Edits its inputs.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(mut opts) = tool.options(&OPTIONS) else { return Next::Done };
    let mut scripts: Vec<String> = Vec::new();
    for (key, value) in &opts.found {
        match *key {
            "e" => scripts.push(value.clone()),
            "f" => match tool.process.read_text(value) {
                Ok(text) => scripts.push(text.trim_end_matches('\n').to_owned()),
                Err(error) => {
                    let what = if tool.busybox {
                        format!("can't open '{value}'")
                    } else {
                        format!("couldn't open file {value}")
                    };
                    return tool.fail(&format!("{what}: {error}"));
                }
            },
            _ => {}
        }
    }
    if scripts.is_empty() {
        if opts.rest.is_empty() {
            if tool.busybox {
                return tool.usage_error("", &OPTIONS);
            }
            let usage = format!("Usage: {} {}\n", tool.name, OPTIONS.gnu);
            return tool.fail_plain(&usage);
        }
        scripts.push(opts.rest.remove(0));
    }
    let quiet = opts.has("n") || scripts[0].starts_with("#n\n") || scripts[0] == "#n";
    let extended = opts.has("E") || opts.has("r");
    // An `a` at the end of one -e goes on in the next.
    let script = scripts.join("\n");
    let commands = match parse::Parser::parse(&script, extended) {
        Ok(commands) => commands,
        Err((text, _)) if tool.busybox => {
            let text = match text.as_str() {
                "unterminated `s' command" => "unmatched '/'".to_owned(),
                text if text.starts_with("unknown command") => {
                    format!(
                        "unsupported command {}",
                        text.trim_start_matches("unknown command: `").trim_end_matches('\'')
                    )
                }
                text => format!("bad option in substitution expression: {text}"),
            };
            return tool.fail(&text);
        }
        Err((text, _)) if text.starts_with("can't find label") => return tool.fail(&format!("-e {text}")),
        Err((text, at)) => {
            let number = script.chars().take(at).filter(|c| *c == '\n').count() + 1;
            let line: usize = script.split('\n').take(number - 1).map(|line| line.chars().count() + 1).sum();
            return tool.fail(&format!("-e expression #{number}, char {}: {text}", at - line.min(at)));
        }
    };
    let in_place = opts.value("i").map(str::to_owned);
    let separate = in_place.is_some() || opts.has("s");
    let sed = run::Sed::new(commands, quiet, separate, in_place);
    Next::Filter(Box::new(sed), opts.rest)
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    fn sed(line: &str, input: &str) -> String {
        Machine::gnu().run_with(&format!("sed {line}"), input).out
    }

    #[test]
    fn lines_are_edited() {
        for (line, input, wanted) in [
            ("s/a/b/", "aa\n", "ba\n"),
            ("s/a/b/g", "aa", "bb"),
            ("-E 's/(a+)(b)/\\2[&]\\1/'", "aab\n", "b[aab]aa\n"),
            ("-n 2p", "1\n2\n3\n", "2\n"),
            ("-n '$='", "1\n2\n3\n", "3\n"),
            ("2,3d", "1\n2\n3\n4\n", "1\n4\n"),
            ("'/b/,$d'", "a\nb\nc\n", "a\n"),
            ("'2!d'", "1\n2\n3\n", "2\n"),
            ("-n '/start/,/end/{/start/!p}'", "x\nstart\na\nend\ny\n", "a\nend\n"),
            ("'2i new'", "1\n2\n", "1\nnew\n2\n"),
            ("'$a last'", "1\n", "1\nlast\n"),
            ("'1c\\changed'", "1\n2\n", "changed\n2\n"),
            ("2q", "1\n2\n3\n", "1\n2\n"),
            ("y/abc/xyz/", "cab\n", "zxy\n"),
            ("'N;s/\\n/-/'", "1\n2\n3\n", "1-2\n3\n"),
            ("':a;N;$!ba;s/\\n/,/g'", "1\n2\n3\n", "1,2,3\n"),
            ("-n 'h;n;G;p'", "1\n2\n", "2\n1\n"),
            ("'1!G;h;$!d'", "1\n2\n3\n", "3\n2\n1\n"),
            ("'s|/usr|/opt|;s/O/0/2I'", "/usr/oo\n", "/opt/0o\n"),
            ("'s/.*/\\U&x/;s/X/\\ly/'", "ab\n", "ABy\n"),
            ("-e s/a/1/ -e s/b/2/", "ab\n", "12\n"),
            ("'0~2d'", "1\n2\n3\n4\n", "1\n3\n"),
            ("'s/x*/-/g'", "abc\n", "-a-b-c-\n"),
            ("'s/[/]/:/g'", "a/b\n", "a:b\n"),
            ("-n 's/a/b/p'", "a\nc\n", "b\n"),
            ("'2,+1d'", "1\n2\n3\n4\n", "1\n4\n"),
        ] {
            assert_eq!(sed(line, input), wanted, "{line}");
        }
    }

    #[test]
    fn files_are_edited_in_place() {
        let m = Machine::gnu().file("a", "one\n").file("b", "one\n");
        assert_eq!(m.ok("sed -i.bak 1s/one/two/ a b"), "");
        assert_eq!(
            (m.read("a"), m.read("b"), m.read("a.bak")),
            (Some("two\n".into()), Some("two\n".into()), Some("one\n".into()))
        );
    }

    #[test]
    fn errors() {
        let m = Machine::gnu();
        assert_eq!(m.bad("sed s/a x").0, "sed: -e expression #1, char 3: unterminated `s' command\n");
        assert_eq!(m.bad("sed k x").0, "sed: -e expression #1, char 1: unknown command: `k'\n");
        assert_eq!(m.bad("sed p nope"), ("sed: can't read nope: No such file or directory\n".into(), 2));
        assert_eq!(m.bad("sed s/a/b/k x").0, "sed: -e expression #1, char 7: unknown option to `s'\n");
        assert_eq!(Machine::busybox().bad("sed s/a").0, "sed: unmatched '/'\n");
    }
}
