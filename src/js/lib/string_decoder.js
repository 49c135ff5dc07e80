// Bytes in pieces to text, characters never cut.
(function (exports, require, module, I) {
'use strict';
const { $ } = I;
function StringDecoder(encoding) {
  const name = require('buffer')._encoding(encoding || 'utf8');
  if (!name) throw I.coded(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`);
  this.encoding = name;
  I.hide(this, '_rest', new Uint8Array(0));
}
StringDecoder.prototype.write = function (bytes) {
  if (typeof bytes === 'string') return bytes;
  const all = new Uint8Array(this._rest.length + bytes.length);
  all.set(this._rest); all.set(bytes, this._rest.length);
  let keep = 0;
  if (this.encoding === 'utf8') {
    for (let back = 1; back <= Math.min(3, all.length); back++) {
      const byte = all[all.length - back];
      if (byte >= 0xc0) { const need = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2; if (need > back) keep = back; break; }
      if (byte < 0x80) break;
    }
  } else if (this.encoding === 'utf16le') keep = all.length % 2;
  else if (this.encoding === 'base64' || this.encoding === 'base64url') keep = all.length % 3;
  this._rest = all.slice(all.length - keep);
  return $.dec(all.subarray(0, all.length - keep), this.encoding);
};
StringDecoder.prototype.end = function (bytes) {
  let text = bytes ? this.write(bytes) : '';
  if (this._rest.length) { text += $.dec(this._rest, this.encoding); this._rest = new Uint8Array(0); }
  return text;
};
exports.StringDecoder = StringDecoder;
})
