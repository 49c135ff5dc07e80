//! `awk`: patterns and actions over lines. A useful part of the language: no functions of one's own, no `getline`, no pipes,
//! no `system`, no `sin` and its kin; whole exponents only. A run ends after a great many steps.

mod lex;
mod parse;
mod run;
mod text;

use super::kit::{Next, Options, Tool};

const OPTIONS: Options = Options {
    spec: "^ F,field-separator: v,assign: f,file: e,source: W? version",
    gnu: "[POSIX or GNU style options] [--] 'program' file ...",
    busybox: "[OPTIONS] [AWK_PROGRAM] [FILE]...",
};

/// Runs a program over its inputs.
pub(super) fn main(tool: &mut Tool) -> Next {
    tool.trouble = if tool.busybox { 1 } else { 2 };
    // Debian's is mawk, whatever it is called by.
    if !tool.busybox && tool.process.info(|info| &*info.program == "mawk") == Some(true) {
        "mawk".clone_into(&mut tool.name);
    }
    let Some(mut opts) = tool.options(&OPTIONS) else { return Next::Done };
    if opts.has("version") || opts.value("W") == Some("version") {
        let version = tool.process.version();
        let name = if tool.busybox { format!("{}\n", tool.banner()) } else { format!("{} {version}\n", tool.name) };
        tool.out(&name);
        return Next::Done;
    }
    let mut source = String::new();
    for file in opts.values("f") {
        match tool.process.read_text(file) {
            Ok(text) => source += &(text + "\n"),
            Err(error) => {
                let text = if tool.busybox {
                    format!("can't open '{file}': {error}")
                } else {
                    format!("cannot open {file} ({error})")
                };
                return tool.fail(&text);
            }
        }
    }
    source.extend(opts.values("e"));
    if source.is_empty() {
        if opts.rest.is_empty() {
            if tool.busybox {
                return tool.usage_error("", &OPTIONS);
            }
            let text = format!("usage: {} [Options] [Program] [file ...]\n", tool.name);
            return tool.fail_plain(&text);
        }
        source = opts.rest.remove(0);
    }
    let program = match parse::program(&source) {
        Ok(program) => program,
        Err(parse::Trouble::NotModelled(what)) => {
            tool.err(&format!("drydock: awk's {what} is not modelled\n"));
            tool.status = 1;
            return Next::Done;
        }
        Err(parse::Trouble::Syntax(line, near)) => {
            let near = if near.is_empty() { "end of program".to_owned() } else { near };
            let text = if tool.busybox {
                format!("cmd. line:{line}: Unexpected token")
            } else {
                format!("line {line}: syntax error at or near {near}")
            };
            return tool.fail(&text);
        }
    };
    let mut awk = run::Awk::new(tool, program);
    if let Some(separator) = opts.value("F") {
        awk.set_text("FS", &text::escapes(if separator == "t" { "\\t" } else { separator }));
    }
    for pair in opts.values("v") {
        if let Some((name, value)) = pair.split_once('=') {
            awk.set_input(name, &text::escapes(value));
        }
    }
    let is_pair = |word: &String| {
        let name = word.split_once('=').map_or("", |(name, _)| name);
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let (pairs, inputs): (Vec<String>, Vec<String>) = opts.rest.into_iter().partition(is_pair);
    for pair in pairs {
        if let Some((name, value)) = pair.split_once('=') {
            awk.set_input(name, &text::escapes(value));
        }
    }
    if !awk.begin(tool) {
        return Next::Done;
    }
    Next::Filter(Box::new(awk), inputs)
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    fn awk(line: &str, input: &str) -> String {
        let ran = Machine::gnu().run_with(line, input);
        assert_eq!((ran.err.as_str(), ran.code), ("", 0), "{line}");
        ran.out
    }

    #[test]
    fn lines_and_fields() {
        let table = "ID NAME SIZE\n1 web 20\n2 db 7\n";
        assert_eq!(awk("awk '{print $2}'", table), "NAME\nweb\ndb\n");
        assert_eq!(awk("awk 'NR>1 {s += $3} END {print s, NR, NF}'", table), "27 3 3\n");
        assert_eq!(awk("awk '/web/ {print $NF; next} NR==1{print toupper($1)}'", table), "ID\n20\n");
        assert_eq!(awk("awk -F: -v OFS=- '{$1=$1; print}'", "a:b:c\n"), "a-b-c\n");
        assert_eq!(awk("awk '$3 ~ /^[0-9]+$/ && $3 > 10'", table), "1 web 20\n");
        assert_eq!(awk("awk 'NR==1,/web/ {print NR}'", table), "1\n2\n");
    }

    #[test]
    fn statements_and_functions() {
        assert_eq!(
            awk("awk 'BEGIN {for (i = 1; i <= 3; i++) printf \"%d:%s \", i, i * i; print \"\"}'", ""),
            "1:1 2:4 3:9 \n"
        );
        assert_eq!(awk("awk '{n[$1]++} END {for (k in n) print k, n[k]}'", "b\na\nb\n"), "a 1\nb 2\n");
        assert_eq!(awk("awk '{gsub(/o/, \"[&]\"); print length($0) \" \" $0}'", "foo\n"), "7 f[o][o]\n");
        assert_eq!(
            awk(
                "awk 'BEGIN {n = split(\"a,b,c\", x, \",\"); print n, x[3], substr(\"hello\", 2, 3), index(\"abc\", \"c\")}'",
                ""
            ),
            "3 c ell 3\n"
        );
        assert_eq!(
            awk(
                "awk 'BEGIN {if (match(\"v1.25\", /[0-9.]+/)) print RSTART, RLENGTH; x = 7 / 2; print x, int(x), 2^10, 7 % 4}'",
                ""
            ),
            "2 4\n3.5 3 1024 3\n"
        );
        assert_eq!(
            awk(
                "awk 'BEGIN {while (i < 3) {i++; if (i == 2) continue; print i}; printf(\"%5.1f|%-4s|%c\\n\", 3.14159, \"ab\", \"x\")}'",
                ""
            ),
            "1\n3\n  3.1|ab  |x\n"
        );
        assert_eq!(awk("awk 'BEGIN {print 1 == 1.0, \"a\" < \"b\", !0, (5 > 3) ? \"y\" : \"n\"}'", ""), "1 1 1 y\n");
        let ran = Machine::gnu().run_with("awk 'BEGIN {exit 3}'", "");
        assert_eq!(ran.code, 3);
        assert_eq!(Machine::gnu().bad("awk '{print'").0, "awk: line 1: syntax error at or near end of program\n");
    }
}
