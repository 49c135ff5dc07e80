//! The prompt.

use super::*;

fn prompt() -> Process {
    Process::start(StartMode::Repl, &[], true)
}

#[test]
fn values_declarations_and_errors() {
    let mut node = prompt();
    assert_eq!(node.seen.out, "Welcome to Node.js v26.5.0.\nType \".help\" for more information.\n> ");
    for (line, answer) in [
        ("1 + 1", "2\n> "),
        ("let x = 5", "undefined\n> "),
        ("x", "5\n> "),
        ("let x = 6; x", "6\n> "),
        ("const c = 1", "undefined\n> "),
        ("c = 2", "Uncaught TypeError: Assignment to constant variable.\n> "),
        ("foo", "Uncaught ReferenceError: foo is not defined\n> "),
        ("function f() {", "| "),
        ("  return 'f';", "| "),
        ("}", "undefined\n> "),
        ("f()", "'f'\n> "),
        ("_ + '!'", "'f!'\n> "),
        ("{ a: 1 }", "{ a: 1 }\n> "),
        ("await Promise.resolve(4)", "4\n> "),
        ("const y = await 5", "undefined\n> "),
        ("y", "5\n> "),
        ("class A {}", "undefined\n> "),
        ("new A()", "A {}\n> "),
        ("throw new Error('boo')", "Uncaught Error: boo\n> "),
        ("let b = ;", "let b = ;\n        ^\n\nUncaught SyntaxError: Unexpected token ';'\n> "),
        ("require('os').EOL", "'\\n'\n> "),
        ("path.basename('/a/b')", "'b'\n> "),
        (".nope", "Invalid REPL keyword\n> "),
        ("", "> "),
    ] {
        assert_eq!(node.line(line), answer, "{line}");
    }
    node.line(".exit");
    assert_eq!(node.seen.code, Some(0));
}

#[test]
fn keys_end_the_line_and_the_prompt() {
    let interrupt = || JsEvent::Signal { name: "SIGINT".into() };
    let mut node = prompt();
    node.line("function f() {");
    assert_eq!(node.send(interrupt()), "\n> ");
    assert_eq!(node.send(interrupt()), "\n(To exit, press Ctrl+C again or Ctrl+D or type .exit)\n> ");
    node.send(interrupt());
    assert_eq!(node.seen.code, Some(0));
    let mut node = prompt();
    assert_eq!(node.send(JsEvent::Eof), "\n");
    assert_eq!(node.seen.code, Some(0));
}

#[test]
fn one_liners() {
    let eval = |code: &str, print| Process::start(StartMode::Eval { code: code.into(), print }, &[], false).seen;
    assert_eq!(eval("[1, 2].map((n) => n * 2)", true).out, "[ 2, 4 ]\n");
    assert_eq!(eval("console.log(os.EOL.length, process.argv.length)", false).out, "1 3\n");
    let seen = eval("throw new Error('x')", false);
    assert!(seen.err.starts_with("[eval]:1\nthrow new Error('x')\n^\n\nError: x\n    at [eval]:1:7\n"), "{}", seen.err);
}
