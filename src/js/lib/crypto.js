// crypto: what needs no keys but HMAC's.
(function (exports, require, module, I) {
'use strict';
const { $, hide, coded } = I;
const { Buffer } = require('buffer');
const { Transform } = require('stream');
const NAMES = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'];
const nameOf = (name) => String(name).toLowerCase().replace(/^rsa-/, '').replace(/^sha-/, 'sha');
const out = (bytes, encoding) => { const buffer = Buffer.from(bytes); return encoding && encoding !== 'buffer' ? buffer.toString(encoding) : buffer; };
const asBytes = (data, encoding) => { if (typeof data === 'string') return Buffer.from(data, encoding); if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength); throw I.badType('data', 'of type string or an instance of Buffer, TypedArray, or DataView', data); };
const unknown = (name) => { const error = new Error(/^md4$|^whirlpool$/.test(name) ? 'error:0308010C:digital envelope routines::unsupported' : 'Digest method not supported'); error.code = 'ERR_CRYPTO_INVALID_DIGEST'; return error; };
class Hash extends Transform {
  constructor(name, finish) {
    super();
    hide(this, '_name', name); hide(this, '_parts', []); hide(this, '_over', false); hide(this, '_finish', finish);
  }
  update(data, encoding) { if (this._over) throw coded(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called'); this._parts.push(asBytes(data, encoding)); return this; }
  digest(encoding) { if (this._over) throw coded(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called'); this._over = true; return out(this._finish(Buffer.concat(this._parts)), encoding); }
  copy() { const copy = new Hash(this._name, this._finish); copy._parts.push(...this._parts); return copy; }
  _transform(chunk, encoding, done) { this._parts.push(chunk); done(); }
  _flush(done) { this.push(this.digest()); done(); }
}
class Hmac extends Hash {}
const createHash = (name) => { const id = nameOf(name); if (!NAMES.includes(id)) throw unknown(id); return new Hash(id, (bytes) => $.hash(id, bytes)); };
function hmac(id, key, bytes) {
  const size = /384|512/.test(id) ? 128 : 64;
  if (key.length > size) key = $.hash(id, key);
  const pad = (byte) => { const block = new Uint8Array(size).fill(byte); key.forEach((each, at) => { block[at] ^= each; }); return block; };
  return $.hash(id, Buffer.concat([pad(0x5c), $.hash(id, Buffer.concat([pad(0x36), bytes]))]));
}
const createHmac = (name, key) => { const id = nameOf(name); if (!NAMES.includes(id)) throw coded(Error, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${name}`); const bytes = asBytes(key); return new Hmac(id, (data) => hmac(id, bytes, data)); };
function pbkdf2Sync(password, salt, rounds, length, name) {
  const id = nameOf(name), key = asBytes(password), parts = [];
  for (let block = 1, have = 0; have < length; block++) {
    const count = Buffer.alloc(4); count.writeUInt32BE(block, 0);
    let each = hmac(id, key, Buffer.concat([asBytes(salt), count]));
    const sum = each.slice();
    for (let at = 1; at < rounds; at++) { each = hmac(id, key, each); each.forEach((byte, place) => { sum[place] ^= byte; }); }
    parts.push(sum); have += sum.length;
  }
  return Buffer.concat(parts).subarray(0, length);
}
const randomBytes = (size, done) => { const bytes = Buffer.from($.random(size)); if (!done) return bytes; I.later(() => done(null, bytes)); return undefined; };
const randomUUID = () => { const b = $.random(16); b[6] = b[6] & 15 | 64; b[8] = b[8] & 63 | 128; return $.dec(b, 'hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'); };
const randomInt = (min, max, done) => {
  if (max === undefined || typeof max === 'function') { done = max; max = min; min = 0; }
  if (!(max > min)) throw I.badRange('max', `greater than the value of "min" (${min})`, max);
  const value = min + Math.floor($.random(6).reduce((sum, byte) => sum * 256 + byte, 0) / 2 ** 48 * (max - min));
  if (done) I.later(() => done(null, value)); return value;
};
const fill = (target) => { new Uint8Array(target.buffer ?? target, target.byteOffset ?? 0, target.byteLength).set($.random(target.byteLength)); return target; };
const absent = (name) => () => { throw new Error(`drydock: crypto.${name} is not modelled`); };
const webcrypto = { getRandomValues: fill, randomUUID, subtle: { digest: async (name, data) => { const bytes = $.hash(nameOf(typeof name === 'string' ? name : name.name), data); return bytes.buffer; } } };
Object.assign(exports, {
  createHash, createHmac, Hash, Hmac, randomBytes, pseudoRandomBytes: randomBytes, randomUUID, randomInt, randomFillSync: fill, randomFill: (target, done) => { fill(target); I.later(() => done(null, target)); },
  getHashes: () => NAMES.slice(), getCiphers: () => [], getCurves: () => [], timingSafeEqual(a, b) { if (a.length !== b.length) throw coded(RangeError, 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH', 'Input buffers must have the same byte length'); return Buffer.compare(a, b) === 0; },
  hash: (name, data, encoding = 'hex') => createHash(name).update(data).digest(encoding), pbkdf2Sync, pbkdf2: (p, s, r, l, n, done) => { const key = pbkdf2Sync(p, s, r, l, n); I.later(() => done(null, key)); },
  getRandomValues: fill, webcrypto, subtle: webcrypto.subtle, constants: {},
});
for (const name of ['createCipheriv', 'createDecipheriv', 'createSign', 'createVerify', 'generateKeyPair', 'generateKeyPairSync', 'scrypt', 'scryptSync', 'createDiffieHellman', 'createECDH', 'publicEncrypt', 'privateDecrypt', 'sign', 'verify', 'createSecretKey', 'createPublicKey', 'createPrivateKey', 'hkdfSync']) exports[name] = absent(name);
})
