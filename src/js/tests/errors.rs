//! Errors that nobody catches, as Node prints them.

use super::*;

#[track_caller]
fn fails(code: &str, head: &str) {
    let seen = run(code);
    assert_eq!(seen.code, Some(1), "{}", seen.err);
    assert!(seen.err.starts_with(head), "{}", seen.err);
    assert!(seen.err.ends_with("\n\nNode.js v26.5.0\n"), "{}", seen.err);
}

#[test]
fn the_source_line_the_stack_and_the_release_are_shown() {
    fails(
        "function f(x) {\n  throw new TypeError('bad ' + x);\n}\nf(1);\n",
        "/app/main.js:2\n  throw new TypeError('bad ' + x);\n  ^\n\nTypeError: bad 1\n    at f (/app/main.js:2:9)\n    \
         at Object.<anonymous> (/app/main.js:4:1)\n    at Module._compile (node:internal/modules/cjs/loader:",
    );
}

#[test]
fn errors_of_the_engine_have_v8s_words_and_places() {
    for (code, head) in [
        (
            "const o = {};\n  o.a.b;",
            "/app/main.js:2\n  o.a.b;\n      ^\n\nTypeError: Cannot read properties of undefined (reading 'b')\n    \
             at Object.<anonymous> (/app/main.js:2:7)\n",
        ),
        (
            "console.log(zork);",
            "/app/main.js:1\nconsole.log(zork);\n            ^\n\nReferenceError: zork is not defined\n",
        ),
        (
            "const o = {}; o.run(1);",
            "/app/main.js:1\nconst o = {}; o.run(1);\n                ^\n\nTypeError: o.run is not a function\n",
        ),
        ("const x = 1;\nx = 2;", "/app/main.js:2\nx = 2;\n  ^\n\nTypeError: Assignment to constant variable.\n"),
        (
            "function r() { r(); }\nr();",
            "/app/main.js:1\nfunction r() { r(); }\n               ^\n\nRangeError: Maximum call stack size exceeded\n",
        ),
    ] {
        fails(code, head);
    }
}

#[test]
fn syntax_errors_point_at_the_token() {
    fails(
        "let a = 1;\nlet b = ;\n",
        "/app/main.js:2\nlet b = ;\n        ^\n\nSyntaxError: Unexpected token ';'\n    at wrapSafe (",
    );
    fails("const s = [1\nfoo()\n", "/app/main.js:2\nfoo()\n^^^\n\nSyntaxError: Unexpected identifier 'foo'\n");
}

#[test]
fn rejections_without_a_handler_end_the_process() {
    fails(
        "Promise.reject(new Error('boo'));",
        "/app/main.js:1\nPromise.reject(new Error('boo'));\n               ^\n\nError: boo\n",
    );
    fails("Promise.reject(5);", "node:internal/process/promises:");
    let caught =
        "async function f() { await 1; throw new Error('x'); }\nf().catch((e) => console.log('caught', e.message));";
    assert_eq!(printed(caught), "caught x\n");
    let told = "process.on('unhandledRejection', (e) => console.log('told', e)); Promise.reject(3);";
    assert_eq!(printed(told), "told 3\n");
}

#[test]
fn exit_codes_and_handlers() {
    assert_eq!(run("process.exit(3); console.log('never');").code, Some(3));
    assert_eq!(run("process.exitCode = 4;").code, Some(4));
    let seen = run(
        "process.on('uncaughtException', (e) => console.log('got', e.message)); setTimeout(() => { throw new Error('late'); }, 5); setTimeout(() => console.log('on'), 9);",
    );
    assert_eq!((seen.out.as_str(), seen.code), ("got late\non\n", Some(0)));
}
