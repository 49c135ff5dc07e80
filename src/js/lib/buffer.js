// Buffer, a Uint8Array with encodings; atob, btoa, Blob.
(function (exports, require, module, I) {
'use strict';
const { $, hide, coded, badType, badRange } = I;
const ENCODINGS = { utf8: 'utf8', 'utf-8': 'utf8', ucs2: 'utf16le', 'ucs-2': 'utf16le', utf16le: 'utf16le', 'utf-16le': 'utf16le', latin1: 'latin1', binary: 'latin1', base64: 'base64', base64url: 'base64url', hex: 'hex', ascii: 'ascii' };
const encodingOf = (name) => name === undefined || name === null || name === '' ? 'utf8' : ENCODINGS[name] ?? ENCODINGS[String(name).toLowerCase()];
const known = (name) => { const found = encodingOf(name); if (!found) throw coded(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${name}`); return found; };
const size = (value) => { if (typeof value !== 'number') throw badType('size', 'of type number', value); if (!(value >= 0 && value <= 9007199254740991)) throw badRange('size', '>= 0 && <= 9007199254740991', value); return value; };
class FastBuffer extends Uint8Array {}
function Buffer(value, encoding, length) {
  I.process.emitWarning('Buffer() is deprecated due to security and usability issues. Please use the Buffer.alloc(), Buffer.allocUnsafe(), or Buffer.from() methods instead.', 'DeprecationWarning', 'DEP0005');
  return typeof value === 'number' ? Buffer.alloc(value) : Buffer.from(value, encoding, length);
}
Object.setPrototypeOf(Buffer, Uint8Array);
Buffer.prototype = FastBuffer.prototype;
hide(Buffer.prototype, 'constructor', Buffer);
Object.defineProperty(Buffer, Symbol.species, { get: () => FastBuffer });
const wrap = (bytes) => new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.length);
Buffer.poolSize = 8192;
Buffer.from = (value, encoding, length) => {
  if (typeof value === 'string') return wrap($.enc(value, known(encoding) === 'base64url' ? 'base64' : known(encoding)));
  if (value && typeof value === 'object') {
    if (value instanceof ArrayBuffer) return new FastBuffer(value, encoding, length);
    if (ArrayBuffer.isView(value)) { const out = new FastBuffer(value.length); out.set(value); return out; }
    const plain = value.valueOf && value.valueOf();
    if (plain != null && plain !== value && (typeof plain === 'string' || typeof plain === 'object')) return Buffer.from(plain, encoding, length);
    if (value.type === 'Buffer' && Array.isArray(value.data)) value = value.data;
    if (typeof value.length === 'number') { const out = new FastBuffer(Math.max(0, value.length)); for (let at = 0; at < out.length; at++) out[at] = value[at]; return out; }
    if (typeof value[Symbol.toPrimitive] === 'function') return Buffer.from(value[Symbol.toPrimitive]('string'), encoding);
  }
  throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', `The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object. ${I.received(value)}`);
};
Buffer.alloc = (count, fill, encoding) => { const out = new FastBuffer(size(count)); if (fill !== undefined && fill !== 0) out.fill(fill, encoding); return out; };
Buffer.allocUnsafe = Buffer.allocUnsafeSlow = (count) => new FastBuffer(size(count));
Buffer.isBuffer = (value) => value instanceof FastBuffer;
Buffer.isEncoding = (name) => typeof name === 'string' && name !== '' && !!encodingOf(name);
Buffer.byteLength = (value, encoding) => typeof value === 'string' ? $.enc(value, known(encoding)).length : value.byteLength;
Buffer.compare = (a, b) => { for (let at = 0; at < Math.min(a.length, b.length); at++) if (a[at] !== b[at]) return a[at] < b[at] ? -1 : 1; return Math.sign(a.length - b.length); };
Buffer.concat = (list, length) => {
  if (!Array.isArray(list)) throw badType('list', 'an instance of Array', list);
  length ??= list.reduce((sum, each) => sum + each.length, 0);
  const out = new FastBuffer(length);
  let at = 0;
  for (const each of list) { if (at >= length) break; out.set(each.length > length - at ? each.subarray(0, length - at) : each, at); at += each.length; }
  return out;
};
const range = (self, offset, bytes) => { offset ??= 0; if (typeof offset !== 'number') throw badType('offset', 'of type number', offset); if (!Number.isInteger(offset)) throw badRange('offset', 'an integer', offset); if (offset < 0 || offset + bytes > self.length) { if (self.length - bytes < 0) throw coded(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', 'Attempt to access memory outside buffer bounds'); throw badRange('offset', `>= 0 and <= ${self.length - bytes}`, offset); } return offset; };
const view = (self) => new DataView(self.buffer, self.byteOffset, self.length);
const methods = {
  toString(encoding, start = 0, end = this.length) { return $.dec(start === 0 && end >= this.length ? this : this.subarray(start, end), known(encoding)); },
  toJSON() { return { type: 'Buffer', data: Array.from(this) }; },
  equals(other) { if (!(other instanceof Uint8Array)) throw badType('otherBuffer', 'an instance of Buffer or Uint8Array', other); return Buffer.compare(this, other) === 0; },
  compare(other, a = 0, b = other.length, c = 0, d = this.length) { return Buffer.compare(this.subarray(c, d), other.subarray(a, b)); },
  write(text, offset = 0, length, encoding) {
    if (typeof offset === 'string') { encoding = offset; offset = 0; length = undefined; } else if (typeof length === 'string') { encoding = length; length = undefined; }
    let bytes = $.enc(text, known(encoding));
    bytes = bytes.subarray(0, Math.min(bytes.length, length ?? Infinity, this.length - offset));
    this.set(bytes, offset);
    return bytes.length;
  },
  slice(start, end) { return this.subarray(start, end); },
  subarray(start, end) { const part = Uint8Array.prototype.subarray.call(this, start, end); return part; },
  copy(target, at = 0, start = 0, end = this.length) { const part = Uint8Array.prototype.subarray.call(this, start, Math.min(end, start + target.length - at)); target.set(part, at); return part.length; },
  fill(value, start = 0, end = this.length, encoding) {
    if (typeof start === 'string') { encoding = start; start = 0; end = this.length; }
    if (typeof value === 'string') value = $.enc(value, known(encoding));
    if (typeof value === 'number' || typeof value === 'boolean') Uint8Array.prototype.fill.call(this, Number(value), start, end);
    else if (value.length) for (let at = start; at < end; at++) this[at] = value[(at - start) % value.length];
    return this;
  },
  indexOf(value, from = 0, encoding) {
    if (typeof from === 'string') { encoding = from; from = 0; }
    if (typeof value === 'number') return Uint8Array.prototype.indexOf.call(this, value & 255, from);
    const bytes = typeof value === 'string' ? $.enc(value, known(encoding)) : value;
    if (from < 0) from = Math.max(0, this.length + from);
    outer: for (let at = from; at <= this.length - bytes.length; at++) { for (let each = 0; each < bytes.length; each++) if (this[at + each] !== bytes[each]) continue outer; return at; }
    return -1;
  },
  lastIndexOf(value, from = this.length) { for (let at = Math.min(from, this.length); at >= 0; at--) if (this.indexOf(value, at) === at) return at; return -1; },
  includes(value, from, encoding) { return this.indexOf(value, from, encoding) !== -1; },
  swap16() { for (let at = 0; at + 1 < this.length; at += 2) [this[at], this[at + 1]] = [this[at + 1], this[at]]; return this; },
  readUIntBE(offset, bytes) { let out = 0; for (let at = 0; at < bytes; at++) out = out * 256 + this[offset + at]; return out; },
  readUIntLE(offset, bytes) { let out = 0; for (let at = bytes - 1; at >= 0; at--) out = out * 256 + this[offset + at]; return out; },
  writeUIntBE(value, offset, bytes) { for (let at = bytes - 1; at >= 0; at--) { this[offset + at] = value % 256; value = Math.floor(value / 256); } return offset + bytes; },
  writeUIntLE(value, offset, bytes) { for (let at = 0; at < bytes; at++) { this[offset + at] = value % 256; value = Math.floor(value / 256); } return offset + bytes; },
};
for (const [name, kind, bytes] of [['UInt8', 'Uint8', 1], ['Int8', 'Int8', 1], ['UInt16', 'Uint16', 2], ['Int16', 'Int16', 2], ['UInt32', 'Uint32', 4], ['Int32', 'Int32', 4], ['Float', 'Float32', 4], ['Double', 'Float64', 8], ['BigUInt64', 'BigUint64', 8], ['BigInt64', 'BigInt64', 8]]) {
  for (const end of bytes === 1 ? [''] : ['LE', 'BE']) {
    methods['read' + name + end] = function (offset) { return view(this)['get' + kind](range(this, offset, bytes), end === 'LE'); };
    methods['write' + name + end] = function (value, offset) { view(this)['set' + kind](range(this, offset, bytes), value, end === 'LE'); return (offset ?? 0) + bytes; };
  }
}
for (const name of Object.keys(methods)) hide(Buffer.prototype, name, methods[name]);
for (const name of Object.keys(methods)) if (name.includes('UInt')) hide(Buffer.prototype, name.replace('UInt', 'Uint'), methods[name]);
hide(Buffer.prototype, 'toLocaleString', methods.toString);
for (const name of ['utf8', 'latin1', 'hex', 'base64', 'ascii']) { hide(Buffer.prototype, name + 'Slice', function (a, b) { return this.toString(name, a, b); }); hide(Buffer.prototype, name + 'Write', function (text, a, b) { return this.write(text, a, b, name); }); }
Object.defineProperty(Buffer.prototype, 'parent', { get() { return this.buffer; } }); Object.defineProperty(Buffer.prototype, 'offset', { get() { return this.byteOffset; } });
hide(Buffer.prototype, Symbol.for('nodejs.util.inspect.custom'), function () {
  const most = exports.INSPECT_MAX_BYTES;
  let text = $.dec(this.subarray(0, most), 'hex').replace(/..(?=.)/g, '$& ');
  if (this.length > most) text += ` ... ${this.length - most} more byte${this.length - most > 1 ? 's' : ''}`;
  return `<${this.constructor.name}${text ? ' ' + text : ''}>`;
});
class Blob {
  constructor(parts = [], options = {}) { hide(this, '_bytes', Buffer.concat(parts.map((part) => part instanceof Blob ? part._bytes : typeof part === 'string' ? Buffer.from(part) : part instanceof ArrayBuffer ? Buffer.from(part) : Buffer.from(part.buffer, part.byteOffset, part.byteLength)))); this.size = this._bytes.length; this.type = String(options.type ?? '').toLowerCase(); }
  async text() { return this._bytes.toString(); }
  async arrayBuffer() { const copy = new Uint8Array(this._bytes); return copy.buffer; }
  async bytes() { return new Uint8Array(this._bytes); }
  slice(start, end, type) { return new Blob([this._bytes.subarray(start, end)], { type }); }
}
class File extends Blob { constructor(parts, name, options) { super(parts, options); this.name = name; } }
Object.assign(exports, {
  Buffer, SlowBuffer: Buffer, Blob, File, INSPECT_MAX_BYTES: 50, kMaxLength: 9007199254740991, constants: { MAX_LENGTH: 9007199254740991, MAX_STRING_LENGTH: 536870888 },
  btoa: (text) => { text = `${text}`; if (/[^\x00-\xff]/.test(text)) throw new (require('web').DOMException)('Invalid character', 'InvalidCharacterError'); return $.dec($.enc(text, 'latin1'), 'base64'); },
  atob: (text) => { text = `${text}`.replace(/[\t\n\f\r ]/g, ''); if (/[^A-Za-z0-9+/=]/.test(text) || text.replace(/=+$/, '').length % 4 === 1) throw new (require('web').DOMException)('The string to be decoded is not correctly encoded.', 'InvalidCharacterError'); return $.dec($.enc(text, 'base64'), 'latin1'); },
  isUtf8: (bytes) => !$.dec(bytes, 'utf8').includes('\ufffd'), transcode: (bytes, from, to) => Buffer.from(bytes.toString(from), to),
});
hide(exports, '_encoding', encodingOf);
})
