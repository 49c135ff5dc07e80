//! Programs in the subset, and what they print.

use super::super::kit::testing::Machine;

fn prints(code: &str) -> String {
    let m = Machine::gnu().file("a.py", code);
    let ran = m.run("python3 a.py");
    assert_eq!((ran.err.as_str(), ran.code), ("", 0), "{code}");
    ran.out
}

#[test]
fn expressions_come_out_as_in_python() {
    let code = r#"
print(7 // 2, -7 // 2, -7 % 3, 7 / 2, 2 ** 10, 1e16, 0.1 + 0.2, 3.0)
print("a" + 'b' * 3, "x" in "xyz", not True, 1 < 2 < 3, [1, 2][-1], "hello"[1:4], [1, 2, 3][::-1])
name = "World"
print(f"Hello {name!r} {3.14159:.2f} {1234567:,} {'a':>3}|{2 + 3=}")
print("%s is %d years and %.1f" % ("Ann", 30, 1.25), "{} {1}".replace("{1}", "{x}").format("a", x=5))
print({"a": 1, "b": [1, (2,)]}, {1, 2}, None, True, (1, "a"))
print(sorted([3, 1, 2], reverse=True), sum(range(5)), max(3, 9), list(zip([1, 2], "ab")))
print([x * x for x in range(5) if x % 2], {k: v for k, v in enumerate("ab")})
print(round(2.5), round(2.675, 2), int("42"), float("1.5"), str(1.0), bool([]), abs(-3))
print("a,b,c".split(","), " x ".strip(), "-".join(["a", "b"]), "Hi".upper(), "abc".replace("b", "x"))
"#;
    let wanted = "3 -4 2 3.5 1024 1e+16 0.30000000000000004 3.0\nabbb True False True 2 ell [3, 2, 1]\nHello 'World' 3.14 1,234,567   a|2 + 3=5\n\
                  Ann is 30 years and 1.2 a 5\n{'a': 1, 'b': [1, (2,)]} {1, 2} None True (1, 'a')\n[3, 2, 1] 10 9 [(1, 'a'), (2, 'b')]\n[1, 9] {0: 'a', 1: 'b'}\n\
                  2 2.67 42 1.5 1.0 False 3\n['a', 'b', 'c'] x a-b HI axc\n";
    assert_eq!(prints(code), wanted);
}

#[test]
fn functions_classes_and_exceptions_work() {
    let code = r#"
import json, os
def add(a, b=2, *rest, **named):
    return a + b + sum(rest) + len(named)
print(add(1), add(1, 1, 1, 1, x=3), add(b=5, a=1))
class Animal:
    count = 0
    def __init__(self, name):
        self.name = name
        Animal.count += 1
    def speak(self):
        return f"{self.name} makes a sound"
    def __str__(self):
        return f"<{self.name}>"
    @property
    def loud(self):
        return self.name.upper()
    @staticmethod
    def make():
        return Animal("made")
class Dog(Animal):
    def __init__(self, name):
        super().__init__(name)
    def speak(self):
        return super().speak() + ": woof"
d = Dog("Rex")
print(d, d.speak(), d.loud, Animal.make().name, Animal.count, isinstance(d, Animal))
def counter():
    n = 0
    def up():
        nonlocal n
        n += 1
        return n
    return up
up = counter()
up()
print(up())
try:
    {}["x"]
except KeyError as error:
    print("missing", error)
finally:
    print("done")
try:
    int("a")
except (TypeError, ValueError) as e:
    print(e)
for i in range(3):
    if i == 1:
        continue
    print(i, end=" ")
else:
    print("end")
with open("f.txt", "w") as f:
    f.write("one\ntwo\n")
print([line.strip() for line in open("f.txt")], os.path.exists("f.txt"))
print(json.dumps({"a": [1, None, True], "b": "ü"}), json.loads('{"x": [1.5]}')["x"])
a, *b = 1, 2, 3
print(a, b, (lambda x: x + 1)(4))
if (n := len(b)) > 1:
    print(n)
"#;
    let wanted = "3 5 6\n<Rex> Rex makes a sound: woof REX made 2 True\n2\nmissing 'x'\ndone\ninvalid literal for int() with base 10: 'a'\n0 2 end\n\
                  ['one', 'two'] True\n{\"a\": [1, null, true], \"b\": \"\\u00fc\"} [1.5]\n1 [2, 3] 5\n2\n";
    assert_eq!(prints(code), wanted);
}

#[test]
fn what_goes_wrong_is_told_as_in_python() {
    let m = Machine::gnu()
        .file("a.py", "def f():\n    return 1 / 0\n\nf()\n")
        .file("b.py", "import flask\n")
        .file("c.py", "if True\n");
    let text = "Traceback (most recent call last):\n  File \"/work/a.py\", line 4, in <module>\n    f()\n  File \"/work/a.py\", line 2, in f\n    return 1 / \
                0\nZeroDivisionError: division by zero\n";
    assert_eq!(m.bad("python3 a.py"), (text.to_owned(), 1));
    assert!(m.bad("python3 b.py").0.ends_with("ModuleNotFoundError: No module named 'flask'\n"));
    assert_eq!(m.bad("python3 c.py").0, "  File \"/work/c.py\", line 1\n    if True\nSyntaxError: expected ':'\n");
    assert_eq!(m.bad("python3 -c 'import re'").0, "drydock: Python: Python's module re is not modelled\n");
    assert_eq!(m.bad("python3 none.py").1, 2);
    assert_eq!(m.run("python3 -c 'import sys; sys.exit(3)'").code, 3);
    assert_eq!(m.run_with("python3", "print(input())\n").code, 1);
    assert_eq!(m.run("python3 -c 'print(1)'").out, "1\n");
}

#[test]
fn flask_answers() {
    let code = "from flask import Flask, jsonify, request\napp = Flask(__name__)\n\n@app.route('/')\ndef hello():\n    return 'Hello!'\n\n\
                @app.route('/user/<int:id>', methods=['GET', 'POST'])\ndef user(id):\n    return jsonify(id=id, q=request.args.get('q', 'none'))\n\n\
                @app.route('/bad')\ndef bad():\n    return 1 / 0\n\nif __name__ == '__main__':\n    app.run(host='0.0.0.0', port=5001)\n";
    let m = Machine::gnu().file("app.py", code).file("/usr/lib/python9.7/site-packages/flask/__init__.py", "");
    m.start("python3 app.py");
    m.ok("sleep 1");
    assert_eq!(m.ok("curl -s localhost:5001/"), "Hello!");
    assert_eq!(m.ok("curl -s localhost:5001/user/7?q=x"), "{\"id\":7,\"q\":\"x\"}\n");
    assert!(
        m.ok("curl -si localhost:5001/none")
            .starts_with("HTTP/1.1 404 Not Found\r\nServer: Werkzeug/3.1.3 Python/9.7.0\r\n")
    );
    assert!(m.ok("curl -s localhost:5001/bad").contains("Internal Server Error"));
    assert!(m.ok("curl -s -X DELETE localhost:5001/").contains("Method Not Allowed"));
}
