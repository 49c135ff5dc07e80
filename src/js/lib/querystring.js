(function (exports, require, module) {
'use strict';
const escape = (text) => encodeURIComponent(text).replace(/[!'()*~]/g, (c) => c === '~' || c === '!' || c === "'" || c === '(' || c === ')' || c === '*' ? c : c);
const unescape = (text) => { try { return decodeURIComponent(text); } catch { return text.replace(/%([\da-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16))); } };
const plain = (value) => typeof value === 'string' ? value : typeof value === 'number' && isFinite(value) ? `${value}` : typeof value === 'bigint' || typeof value === 'boolean' ? `${value}` : '';
function stringify(object, sep = '&', eq = '=', options) {
  const enc = (options && options.encodeURIComponent) || exports.escape;
  if (object === null || typeof object !== 'object') return '';
  return Object.keys(object).flatMap((key) => [].concat(object[key]).map((value) => enc(plain(key)) + eq + enc(plain(value)))).join(sep);
}
function parse(text, sep = '&', eq = '=', options) {
  const out = { __proto__: null };
  if (typeof text !== 'string' || text === '') return out;
  const dec = (options && options.decodeURIComponent) || exports.unescape;
  let parts = text.split(sep);
  const most = options && typeof options.maxKeys === 'number' ? options.maxKeys : 1000;
  if (most > 0) parts = parts.slice(0, most);
  for (const part of parts) {
    if (!part) continue;
    const at = part.indexOf(eq);
    const key = dec((at < 0 ? part : part.slice(0, at)).replace(/\+/g, ' ')), value = at < 0 ? '' : dec(part.slice(at + eq.length).replace(/\+/g, ' '));
    if (!(key in out)) out[key] = value; else if (Array.isArray(out[key])) out[key].push(value); else out[key] = [out[key], value];
  }
  return out;
}
Object.assign(exports, { stringify, encode: stringify, parse, decode: parse, escape, unescape });
})
