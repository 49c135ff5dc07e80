// Deep equality, for assert and util.
(function (exports, require, module, I) {
'use strict';
const { $ } = I;
exports.equal = (a, b, strict, seen = []) => {
  if (Object.is(a, b)) return true;
  if (!strict && (typeof a !== 'object' || a === null) && (typeof b !== 'object' || b === null)) return a == b || (a !== a && b !== b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (seen.some(([x, y]) => x === a && y === b)) return true;
  seen = [...seen, [a, b]];
  if (strict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  const kind = $.kind(a);
  if (kind !== $.kind(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a) && a.length !== b.length) return false;
  if (kind === 'Date' && a.getTime() !== b.getTime()) return false;
  if (kind === 'RegExp' && String(a) !== String(b)) return false;
  if (kind === 'Error' && (a.message !== b.message || a.name !== b.name)) return false;
  if (['Number', 'String', 'Boolean', 'BigInt', 'Symbol'].includes(kind) && !Object.is(a.valueOf(), b.valueOf())) return false;
  if (kind === 'TypedArray' && (a.length !== b.length || a.some((each, at) => !Object.is(each, b[at])))) return false;
  if (kind === 'Set') {
    if (a.size !== b.size) return false;
    for (const each of a) if (!b.has(each) && ![...b].some((other) => exports.equal(each, other, strict, seen))) return false;
  }
  if (kind === 'Map') {
    if (a.size !== b.size) return false;
    for (const [key, value] of a) { const other = b.has(key) ? [key, b.get(key)] : [...b].find(([each]) => exports.equal(key, each, strict, seen)); if (!other || !exports.equal(value, other[1], strict, seen)) return false; }
  }
  const own = (object) => [...Object.keys(object), ...(strict ? Object.getOwnPropertySymbols(object).filter((key) => Object.prototype.propertyIsEnumerable.call(object, key)) : [])];
  const keys = own(a);
  if (keys.length !== own(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && exports.equal(a[key], b[key], strict, seen));
};
})
