// assert.
(function (exports, require, module, I) {
'use strict';
const { hide, coded, badType } = I;
const { equal } = require('deep');
const util = require('util');
const show = (value) => util.inspect(value, { depth: 1000, maxArrayLength: Infinity, breakLength: 80, sorted: true, compact: false });
const TITLES = {
  deepStrictEqual: 'Expected values to be strictly deep-equal:', strictEqual: 'Expected values to be strictly equal:', deepEqual: 'Expected values to be loosely deep-equal:', notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:', notStrictEqual: 'Expected "actual" to be strictly unequal to:', notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
};
function changes(actual, expected) {
  const a = show(actual).split('\n'), b = show(expected).split('\n');
  const table = Array.from({ length: a.length + 1 }, () => new Array(b.length + 1).fill(0));
  for (let x = a.length - 1; x >= 0; x--) for (let y = b.length - 1; y >= 0; y--) table[x][y] = a[x] === b[y] ? table[x + 1][y + 1] + 1 : Math.max(table[x + 1][y], table[x][y + 1]);
  const out = [];
  let x = 0, y = 0;
  while (x < a.length || y < b.length) {
    if (x < a.length && y < b.length && a[x] === b[y]) { out.push('  ' + a[x]); x++; y++; } else if (x < a.length && (y >= b.length || table[x + 1][y] >= table[x][y + 1])) out.push('+ ' + a[x++]);
    else out.push('- ' + b[y++]);
  }
  return out.join('\n');
}
function message(operator, actual, expected) {
  if (operator === 'strictEqual' || operator === 'deepStrictEqual') {
    const simple = (value) => (typeof value !== 'object' || value === null) && typeof value !== 'function';
    if (operator === 'strictEqual' && simple(actual) && simple(expected) && show(actual).length + show(expected).length < 60 && !show(actual).includes('\n')) return `${TITLES[operator]}\n\n${show(actual)} !== ${show(expected)}\n`;
    if (operator === 'strictEqual' && !simple(actual) && !simple(expected) && show(actual) === show(expected)) return `Values have same structure but are not reference-equal:\n\n${show(actual)}\n`;
    return `${TITLES[operator]}\n+ actual - expected\n\n${changes(actual, expected)}\n`;
  }
  if (operator === '==' || operator === '!=') return `${util.inspect(actual)} ${operator} ${util.inspect(expected)}`;
  if (operator === 'deepEqual') return `${TITLES[operator]}\n\n${show(actual)}\n\nshould loosely deep-equal\n\n${show(expected)}`;
  const text = show(actual);
  return `${TITLES[operator]}${text.includes('\n') ? '\n\n' : ' '}${text}${text.includes('\n') ? '\n' : ''}`;
}
class AssertionError extends Error {
  constructor(options) {
    if (options === null || typeof options !== 'object') throw badType('options', 'of type object', options);
    const { actual, expected, operator } = options;
    super(options.message != null ? String(options.message) : message(operator, actual, expected));
    this.generatedMessage = options.message == null;
    hide(this, 'name', 'AssertionError');
    this.code = 'ERR_ASSERTION'; this.actual = actual; this.expected = expected; this.operator = operator;
    hide(this, 'stack', `AssertionError [ERR_ASSERTION]: ${this.message}${String(this.stack).replace(/^[\s\S]*?(?=\n    at )/, '')}`);
  }
  toString() { return `${this.name} [${this.code}]: ${this.message}`; }
}
function fail(actual, expected, text, operator) {
  if (text instanceof Error) throw text;
  throw new AssertionError({ actual, expected, message: text, operator });
}
function ok(...args) {
  const [value, text] = args;
  if (value) return;
  if (text instanceof Error) throw text;
  const error = new AssertionError({ actual: value, expected: true, operator: '==', message: args.length === 0 ? 'No value argument passed to `assert.ok()`' : text ?? `The expression evaluated to a falsy value:\n\n  ${source()}\n` });
  if (text === undefined && args.length) error.generatedMessage = true;
  throw error;
}
function source() {
  const place = /\n    at (?:.*\()?([^()\n]+):(\d+):(\d+)\)?/.exec(I.$.stack());
  const line = place && I.$.line(place[1], +place[2]);
  return line ? line.trim().replace(/;$/, '') : 'assert(false)';
}
const assert = module.exports = function assert(...args) { ok(...args); };
Object.assign(assert, {
  ok, AssertionError,
  fail(text = 'Failed') { if (text instanceof Error) throw text; const error = new AssertionError({ message: text, operator: 'fail' }); error.generatedMessage = text === 'Failed'; throw error; },
  equal(a, b, text) { if (!(a == b || (a !== a && b !== b))) fail(a, b, text, '=='); },
  notEqual(a, b, text) { if (a == b || (a !== a && b !== b)) fail(a, b, text, '!='); },
  strictEqual(a, b, text) { if (!Object.is(a, b)) fail(a, b, text, 'strictEqual'); },
  notStrictEqual(a, b, text) { if (Object.is(a, b)) fail(a, b, text, 'notStrictEqual'); },
  deepEqual(a, b, text) { if (!equal(a, b, false)) fail(a, b, text, 'deepEqual'); },
  notDeepEqual(a, b, text) { if (equal(a, b, false)) fail(a, b, text, 'notDeepEqual'); },
  deepStrictEqual(a, b, text) { if (!equal(a, b, true)) fail(a, b, text, 'deepStrictEqual'); },
  notDeepStrictEqual(a, b, text) { if (equal(a, b, true)) fail(a, b, text, 'notDeepStrictEqual'); },
  match(text, pattern, note) { if (typeof text !== 'string' || !pattern.test(text)) fail(text, pattern, note ?? `The input did not match the regular expression ${util.inspect(pattern)}. Input:\n\n${util.inspect(text)}\n`, 'match'); },
  doesNotMatch(text, pattern, note) { if (pattern.test(text)) fail(text, pattern, note ?? `The input was expected to not match the regular expression ${util.inspect(pattern)}. Input:\n\n${util.inspect(text)}\n`, 'doesNotMatch'); },
  throws(run, expected, text) { let thrown; try { run(); } catch (error) { thrown = { error }; } checkThrown(thrown, expected, text, 'throws', 'exception'); },
  doesNotThrow(run, expected, text) { try { run(); } catch (error) { fail(error, expected, `Got unwanted exception${text ? ': ' + text : '.'}\nActual message: "${error && error.message}"`, 'doesNotThrow'); } },
  async rejects(run, expected, text) { let thrown; try { await (typeof run === 'function' ? run() : run); } catch (error) { thrown = { error }; } checkThrown(thrown, expected, text, 'rejects', 'rejection'); },
  async doesNotReject(run, text) { try { await (typeof run === 'function' ? run() : run); } catch (error) { fail(error, undefined, `Got unwanted rejection.\nActual message: "${error && error.message}"`, 'doesNotReject'); } },
  ifError(value) { if (value !== null && value !== undefined) throw new AssertionError({ actual: value, expected: null, operator: 'ifError', message: `ifError got unwanted exception: ${value.message ?? util.inspect(value)}` }); },
});
function checkThrown(thrown, expected, text, operator, what) {
  if (typeof expected === 'string') { text = expected; expected = undefined; }
  if (!thrown) fail(undefined, expected, `Missing expected ${what}${expected && expected.name ? ` (${expected.name})` : ''}${text ? ': ' + text : '.'}`, operator);
  const { error } = thrown;
  if (expected === undefined) return;
  if (typeof expected === 'function') {
    if (expected.prototype !== undefined && error instanceof expected) return;
    if (Error.isPrototypeOf(expected) || expected === Error) throw error;
    if (expected.call({}, error) === true) return;
    fail(error, expected, text ?? `The ${expected.name ? `"${expected.name}" ` : ''}validation function is expected to return "true". Received ${util.inspect(expected.call({}, error))}\n\nCaught error:\n\n${util.inspect(error)}`, operator);
  }
  if (expected instanceof RegExp) { if (!expected.test(String(error))) fail(error, expected, text ?? `The input did not match the regular expression ${util.inspect(expected)}. Input:\n\n${util.inspect(String(error))}\n`, operator); return; }
  for (const key of expected instanceof Error ? ['name', 'message'] : Object.keys(expected)) {
    if (expected[key] instanceof RegExp && typeof error[key] === 'string' ? !expected[key].test(error[key]) : !equal(error[key], expected[key], true)) fail(error, expected, text ?? `Expected values to be strictly deep-equal:\n+ actual - expected\n\n${changes({ [key]: error[key] }, { [key]: expected[key] })}\n`, operator);
  }
}
assert.strict = Object.assign((...args) => ok(...args), assert, { equal: assert.strictEqual, notEqual: assert.notStrictEqual, deepEqual: assert.deepStrictEqual, notDeepEqual: assert.notDeepStrictEqual });
assert.strict.strict = assert.strict;
})
