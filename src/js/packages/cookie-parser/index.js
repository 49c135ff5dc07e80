'use strict';
// Cookies of a request, plain and signed.

const crypto = require('crypto');

function parse(header) {
  const found = {};
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at < 0) continue;
    const name = part.slice(0, at).trim();
    const value = part.slice(at + 1).trim().replace(/^"(.*)"$/, '$1');
    if (name in found) continue;
    try {
      found[name] = decodeURIComponent(value);
    } catch {
      found[name] = value;
    }
  }
  return found;
}

function JSONCookie(text) {
  if (typeof text !== 'string' || !text.startsWith('j:')) return undefined;
  try {
    return JSON.parse(text.slice(2));
  } catch {
    return undefined;
  }
}

function JSONCookies(cookies) {
  for (const name of Object.keys(cookies)) cookies[name] = JSONCookie(cookies[name]) ?? cookies[name];
  return cookies;
}

function signedCookie(text, secret) {
  if (typeof text !== 'string') return undefined;
  if (!text.startsWith('s:')) return text;
  const at = text.lastIndexOf('.');
  const value = text.slice(2, at);
  const fits = [].concat(secret).some((key) => (
    crypto.createHmac('sha256', key).update(value).digest('base64').replace(/=+$/, '') === text.slice(at + 1)));
  return fits ? value : false;
}

function signedCookies(cookies, secret) {
  const found = {};
  for (const name of Object.keys(cookies)) {
    const value = signedCookie(cookies[name], secret);
    if (value === cookies[name]) continue;
    found[name] = value;
    delete cookies[name];
  }
  return found;
}

module.exports = Object.assign(function cookieParser(secret) {
  const secrets = secret ? [].concat(secret) : [];
  return function cookieParser(req, res, next) {
    if (req.cookies) return next();
    [req.secret] = secrets;
    req.cookies = parse(req.headers.cookie || '');
    req.signedCookies = secrets.length ? JSONCookies(signedCookies(req.cookies, secrets)) : {};
    req.cookies = JSONCookies(req.cookies);
    next();
  };
}, { JSONCookie, JSONCookies, signedCookie, signedCookies });
