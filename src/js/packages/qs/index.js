'use strict';
// Nested query strings: a[b]=c and a[]=1, as in forms.

const read = (text) => {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
};

function put(into, keys, value) {
  let at = into;
  keys.forEach((key, index) => {
    const last = index === keys.length - 1;
    if (key === '' && Array.isArray(at)) key = at.length;
    if (key === '__proto__') return;
    if (last) {
      if (Object.prototype.hasOwnProperty.call(at, key)) at[key] = [].concat(at[key], value);
      else at[key] = value;
      return;
    }
    const list = keys[index + 1] === '' || (/^\d+$/.test(keys[index + 1]) && Number(keys[index + 1]) <= 20);
    if (!Object.prototype.hasOwnProperty.call(at, key)) at[key] = list ? [] : {};
    if (typeof at[key] !== 'object' || at[key] === null) at[key] = { [at[key]]: true };
    if (Array.isArray(at[key]) && !list) at[key] = { ...at[key] };
    at = at[key];
  });
}

// Lists lose their holes, as they were numbered in the form.
function compact(value) {
  if (Array.isArray(value)) return value.filter(() => true).map(compact);
  if (value && typeof value === 'object') for (const key of Object.keys(value)) value[key] = compact(value[key]);
  return value;
}

function parse(text, options = {}) {
  const out = {};
  const parts = String(text || '').replace(/^\?/, '').split('&').slice(0, options.parameterLimit || 1000);
  for (const part of parts) {
    if (part === '') continue;
    const close = part.indexOf(']=');
    const split = close < 0 ? part.indexOf('=') : close + 1;
    const name = read(split < 0 ? part : part.slice(0, split));
    const value = split < 0 ? '' : read(part.slice(split + 1));
    const base = name.replace(/\[.*$/s, '');
    const inner = [...name.slice(base.length).matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1]);
    if (base === '' && inner.length === 0) continue;
    put(out, base === '' ? inner : [base, ...inner.slice(0, 5)], value);
  }
  return compact(out);
}

function stringify(value, prefix) {
  if (value === undefined) return '';
  if (value && typeof value === 'object' && !(value instanceof Date)) {
    return Object.keys(value).map((key) => {
      const name = prefix === undefined ? encodeURIComponent(key) : `${prefix}%5B${encodeURIComponent(key)}%5D`;
      return stringify(value[key], name);
    }).filter(Boolean).join('&');
  }
  const text = value === null ? '' : value instanceof Date ? value.toISOString() : String(value);
  return `${prefix}=${encodeURIComponent(text)}`;
}

module.exports = { parse, stringify: (value) => stringify(value) };
