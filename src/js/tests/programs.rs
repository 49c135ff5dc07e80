//! Programs that end well: the console, the event loop, Node's modules.

use super::*;

#[test]
fn console_log_formats_as_node_does() {
    let code = r#"
console.log('%s is %d years and %i, %f, %j %o %O %%', 'Bob', 42, 42.9, '1.50', {a:1}, [1], {b:{c:{}}}, 'extra');
console.log({ a: 1, b: 'two', c: [1, 2, 3], d: { e: { f: { g: 1 } } } });
console.log(new Map([['a', 1], [{ b: 2 }, new Set([1, 'x'])]]), new Set());
console.log([undefined, null, -0, 1n, Symbol('s'), () => {}, class A {}, class B extends Array {}]);
class Foo { constructor() { this.x = 1; } }
console.log(new Foo(), Object.create(null), [ , 1, , ], new Date(0), /re/g, [new Error('e').message]);
const round = { name: 'r' }; round.self = round;
console.log(round);
console.log(Promise.resolve(4), Promise.reject(new Foo()).catch(() => {}), new Uint8Array(3), Buffer.from('hi'));
console.log(Array.from({ length: 30 }, (_, i) => i * 3));
console.log({ 'a-b': 1, get x() { return 1; }, set y(v) {}, [Symbol('k')]: 2, f() {}, async g() {}, *h() {} });
console.log(['a'.repeat(40), 'b'.repeat(40)], "it's", ["it's", 'a\nb']);
"#;
    let expected = r#"Bob is 42 years and 42, 1.5, {"a":1} [ 1, [length]: 1 ] { b: { c: {} } } % extra
{ a: 1, b: 'two', c: [ 1, 2, 3 ], d: { e: { f: [Object] } } }
Map(2) { 'a' => 1, { b: 2 } => Set(2) { 1, 'x' } } Set(0) {}
[
  undefined,
  null,
  -0,
  1n,
  Symbol(s),
  [Function (anonymous)],
  [class A],
  [class B extends Array]
]
Foo { x: 1 } [Object: null prototype] {} [ <1 empty item>, 1, <1 empty item> ] 1970-01-01T00:00:00.000Z /re/g [ 'e' ]
<ref *1> { name: 'r', self: [Circular *1] }
Promise { 4 } Promise { <pending> } Uint8Array(3) [ 0, 0, 0 ] <Buffer 68 69>
[
   0,  3,  6,  9, 12, 15, 18, 21, 24,
  27, 30, 33, 36, 39, 42, 45, 48, 51,
  54, 57, 60, 63, 66, 69, 72, 75, 78,
  81, 84, 87
]
{
  'a-b': 1,
  x: [Getter],
  y: [Setter],
  f: [Function: f],
  g: [AsyncFunction: g],
  h: [GeneratorFunction: h],
  [Symbol(k)]: 2
}
[
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'
] it's [ "it's", 'a\nb' ]
"#;
    assert_eq!(printed(code), expected);
}

#[test]
fn the_event_loop_keeps_nodes_order() {
    let code = "
setTimeout(() => { console.log('timeout'); Promise.resolve().then(() => console.log('after timeout')); }, 0);
setTimeout(() => console.log('second timeout'), 0);
setImmediate(() => console.log('immediate'));
process.nextTick(() => console.log('tick'));
Promise.resolve().then(() => console.log('promise'));
queueMicrotask(() => console.log('microtask'));
(async () => { console.log('async'); await null; console.log('awaited'); })();
const every = setInterval(() => { console.log('interval'); clearInterval(every); }, 20);
process.on('exit', (code) => console.log('exit', code));
console.log('main');
";
    let expected = "async\nmain\ntick\npromise\nmicrotask\nawaited\ntimeout\nafter timeout\nsecond timeout\nimmediate\n\
                    interval\nexit 0\n";
    assert_eq!(printed(code), expected);
}

#[test]
fn waiting_by_looking_at_the_clock_ends() {
    let out =
        printed("const t = Date.now(); while (Date.now() - t < 3000); console.log('done', Date.now() - t < 3100);");
    assert_eq!(out, "done true\n");
}

#[test]
fn an_endless_loop_is_said_to_be_busy_and_a_long_one_is_not() {
    let seen = run("console.log('in'); for (;;) {}");
    assert_eq!((seen.out.as_str(), seen.busy), ("in\n", true));
    assert_eq!(printed("let n = 0; for (let i = 0; i < 300000; i++) n += i; console.log(n);"), "44999850000\n");
}

#[test]
fn files_paths_and_text() {
    let code = r"
const fs = require('node:fs'), path = require('path'), util = require('util');
fs.writeFileSync('a.txt', 'one\n'); fs.appendFileSync('a.txt', 'two\n');
console.log(fs.readFileSync('a.txt', 'utf8').split('\n'), fs.existsSync('nope'));
console.log(path.join('a', '..', 'b', './c'), path.resolve('x'), path.extname('i.min.js'), path.parse('/h/u/f.txt'));
fs.readFile('nope', (error) => console.log(error.code, error.message));
fs.promises.readFile('a.txt').then((bytes) => console.log(bytes.length, bytes.toString('base64')));
console.log(Buffer.from('68c3a9', 'hex').toString(), Buffer.concat([Buffer.from('a'), Buffer.alloc(2)]));
console.log(util.format('%s', new Date(0)), util.inspect('x'), process.argv.slice(2), process.version);
console.log(new URL('../b?x=1#h', 'http://user@Example.com:8080/a/c').href, [...new URLSearchParams('a=1&a=2')]);
console.log(require('crypto').createHash('sha256').update('abc').digest('hex').slice(0, 8));
console.log((1234567.891).toLocaleString(), new Date(0).toLocaleDateString(), 'abc'.substr(1, 1));
";
    let expected = r"[ 'one', 'two', '' ] false
b/c /app/x .js { root: '/', dir: '/h/u', base: 'f.txt', ext: '.txt', name: 'f' }
hé <Buffer 61 00 00>
1970-01-01T00:00:00.000Z 'x' [ 'one', 'two' ] v26.5.0
http://user@example.com:8080/b?x=1#h [ [ 'a', '1' ], [ 'a', '2' ] ]
ba7816bf
1,234,567.891 1/1/1970 b
ENOENT ENOENT: no such file or directory, open 'nope'
8 b25lCnR3bwo=
";
    assert_eq!(printed(code), expected);
}

#[test]
fn sets_and_maps_may_change_while_they_are_walked() {
    let code = "
const s = new Set([1, 2]); for (const x of s) if (x < 6) s.add(x + 2);
const m = new Map([['a', 1], ['b', 2]]); for (const [k] of m) m.delete(k);
console.log(s, m, [...new Map([[1, 2]])], new Map([[1, 2]]).entries(), new Set([5]).values());
for (let i = 0; i < 3; i++) for (const x of s) break;
";
    let expected =
        "Set(7) { 1, 2, 3, 4, 5, 6, 7 } Map(0) {} [ [ 1, 2 ] ] [Map Entries] { [ 1, 2 ] } [Set Iterator] { 5 }\n";
    assert_eq!(printed(code), expected);
}

#[test]
fn streams_flow_and_depth_is_bounded() {
    let code = "
const { Transform, pipeline, Readable } = require('stream');
const upper = new Transform({ transform(part, _, done) { done(null, String(part).toUpperCase()); } });
let text = ''; upper.on('data', (part) => text += part);
pipeline(Readable.from(['a', 'b']), upper, (error) => console.log(error, text));
const deep = [() => { (function r() { r(); })(); }, () => eval('a=>'.repeat(3000) + '1')];
Promise.resolve().then(deep[0]).catch((error) => console.log(error.name, error.message));
try { deep[1](); } catch (error) { console.log(error.message); }
try { JSON.parse('{bad'); } catch (error) { console.log(error.message); }
";
    let expected = "Maximum call stack size exceeded\n\
                    Expected property name or '}' in JSON at position 1 (line 1 column 2)\n\
                    RangeError Maximum call stack size exceeded\nundefined AB\n";
    assert_eq!(printed(code), expected);
}
