'use strict';
// Identifiers: random (v4), from names (v3, v5), from the time (v1, v7).

const crypto = require('crypto');

const format = (bytes) => {
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
};

const mark = (bytes, version) => {
  bytes[6] = (bytes[6] & 0x0f) | (version << 4);
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes;
};

const validate = (text) => typeof text === 'string'
  && /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|0{8}-0{4}-0{4}-0{4}-0{12}|f{8}-f{4}-f{4}-f{4}-f{12})$/i.test(text);

function parse(text) {
  if (!validate(text)) throw TypeError('Invalid UUID');
  return new Uint8Array(Buffer.from(text.replace(/-/g, ''), 'hex'));
}

function v4(options) {
  const given = options && (options.random || (options.rng && options.rng()));
  return format(mark(given ? Uint8Array.from(given) : crypto.randomBytes(16), 4));
}

function v1() {
  const ticks = BigInt(Date.now()) * 10000n + 122192928000000000n;
  const bytes = crypto.randomBytes(16);
  const hex = ticks.toString(16).padStart(15, '0');
  Buffer.from(hex.slice(7) + hex.slice(3, 7) + '0' + hex.slice(0, 3), 'hex').copy(bytes, 0);
  bytes[10] |= 1;
  return format(mark(bytes, 1));
}

function v7() {
  const bytes = crypto.randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  return format(mark(bytes, 7));
}

function named(version, hash) {
  const make = (name, space) => {
    const base = typeof space === 'string' ? parse(space) : Uint8Array.from(space);
    const digest = crypto.createHash(hash).update(Buffer.from(base)).update(Buffer.from(name)).digest();
    return format(mark(digest.subarray(0, 16), version));
  };
  return Object.assign(make, {
    DNS: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
    URL: '6ba7b811-9dad-11d1-80b4-00c04fd430c8',
  });
}

module.exports = {
  MAX: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  NIL: '00000000-0000-0000-0000-000000000000',
  parse,
  stringify: format,
  v1,
  v3: named(3, 'md5'),
  v4,
  v5: named(5, 'sha1'),
  v7,
  validate,
  version: (text) => parseInt(text.slice(14, 15), 16),
};
