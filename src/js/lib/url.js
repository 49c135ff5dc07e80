// URL, URLSearchParams, and the old url functions.
(function (exports, require, module, I) {
'use strict';
const { hide, coded, badType } = I;
const custom = Symbol.for('nodejs.util.inspect.custom');
const PORTS = { 'http:': '80', 'https:': '443', 'ftp:': '21', 'ws:': '80', 'wss:': '443', 'file:': '' };
const encode = (text, extra) => String(text).toWellFormed().replace(extra, (c) => encodeURIComponent(c).replace(/^[^%]/, (each) => '%' + each.charCodeAt(0).toString(16).toUpperCase()));
const PATH = /[^\x21\x24-\x3b\x3d\x40-\x5f\x61-\x7a\x7c\x7e%]|[\x00-\x20"<>`#?{}^\x7f]/gu, QUERY = /[\x00-\x20"#<>'\x7f]|[^\x00-\x7f]/gu, HASH = /[\x00-\x20"<>`\x7f]|[^\x00-\x7f]/gu, USER = /[\x00-\x20"<>`#?{}/:;=@[\]^|\x7f]|[^\x00-\x7f]/gu;
const form = (text) => encodeURIComponent(String(text).toWellFormed()).replace(/[!'()~]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase()).replace(/%20/g, '+');
const unform = (text) => { text = text.replace(/\+/g, ' '); try { return decodeURIComponent(text); } catch { return text.replace(/(%[\da-f]{2})+/gi, (m) => I.$.dec(I.$.enc(m.replace(/%/g, ''), 'hex'), 'utf8')); } };
class URLSearchParams {
  #list = []; #url = null;
  constructor(init = '') {
    if (init && typeof init === 'object' && init._owner) { this.#url = init._owner; init = init.text; }
    if (init === null || init === undefined) return;
    if (typeof init === 'object' || typeof init === 'function') {
      if (typeof init[Symbol.iterator] === 'function') { for (const pair of init) { const [key, value, ...rest] = pair; if (value === undefined || rest.length) throw coded(TypeError, 'ERR_INVALID_TUPLE', 'Each query pair must be an iterable [name, value] tuple'); this.#list.push([String(key), String(value)]); } } else for (const key of Object.keys(init)) this.#list.push([key, String(init[key])]);
    } else this._load(String(init));
  }
  _load(text) { this.#list = text.replace(/^\?/, '').split('&').filter(Boolean).map((part) => { const at = part.indexOf('='); return at < 0 ? [unform(part), ''] : [unform(part.slice(0, at)), unform(part.slice(at + 1))]; }); }
  #changed() { if (this.#url) this.#url._search(this.toString()); }
  get size() { return this.#list.length; }
  append(key, value) { this.#list.push([`${key}`, `${value}`]); this.#changed(); }
  delete(key, value) { this.#list = this.#list.filter((pair) => pair[0] !== `${key}` || (value !== undefined && pair[1] !== `${value}`)); this.#changed(); }
  get(key) { const found = this.#list.find((pair) => pair[0] === `${key}`); return found ? found[1] : null; }
  getAll(key) { return this.#list.filter((pair) => pair[0] === `${key}`).map((pair) => pair[1]); }
  has(key, value) { return this.#list.some((pair) => pair[0] === `${key}` && (value === undefined || pair[1] === `${value}`)); }
  set(key, value) { const at = this.#list.findIndex((pair) => pair[0] === `${key}`); if (at < 0) this.#list.push([`${key}`, `${value}`]); else { this.#list[at][1] = `${value}`; this.#list = this.#list.filter((pair, place) => place <= at || pair[0] !== `${key}`); } this.#changed(); }
  sort() { this.#list.sort((a, b) => a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0); this.#changed(); }
  forEach(run, self) { for (const [key, value] of this.#list) run.call(self, value, key, this); }
  *entries() { for (const [key, value] of this.#list) yield [key, value]; }
  *keys() { for (const [key] of this.#list) yield key; }
  *values() { for (const [, value] of this.#list) yield value; }
  [Symbol.iterator]() { return this.entries(); }
  toString() { return this.#list.map(([key, value]) => `${form(key)}=${form(value)}`).join('&'); }
  [custom](depth, options, inspect) { return this.#list.length ? `URLSearchParams { ${this.#list.map(([key, value]) => `${inspect(key, options)} => ${inspect(value, options)}`).join(', ')} }` : 'URLSearchParams {}'; }
}
function hostOf(host, special) {
  if (host.startsWith('[')) return host.toLowerCase();
  if (special) {
    host = unform(host.replace(/\+/g, '%2B')).toLowerCase();
    if (/[\x00-\x20#%/:<>?@[\\\]^|]/.test(host) || host === '') return null;
    if (/^\d+$/.test(host)) { const n = +host; return [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join('.'); }
    if (/[^\x00-\x7f]/.test(host)) host = host.split('.').map((part) => /[^\x00-\x7f]/.test(part) ? 'xn--' + require('punycode').encode(part) : part).join('.');
  }
  return host;
}
function dots(path) {
  const out = [], parts = path.split('/').slice(1);
  parts.forEach((part, at) => {
    if (/^(\.|%2e)$/i.test(part)) { if (at === parts.length - 1) out.push(''); } else if (/^(\.|%2e){2}$/i.test(part)) { out.pop(); if (at === parts.length - 1) out.push(''); } else out.push(part);
  });
  return '/' + out.join('/');
}
function parts(text, base) {
  text = text.replace(/^[\x00-\x20]+|[\x00-\x20]+$/g, '').replace(/[\t\n\r]/g, '');
  let match = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(text);
  const out = { protocol: '', username: '', password: '', hostname: '', port: '', pathname: '', search: '', hash: '', opaque: false };
  let rest;
  if (match) {
    out.protocol = match[1].toLowerCase() + ':'; rest = text.slice(match[0].length);
    if (base && base.protocol === out.protocol && out.protocol in PORTS && !/^[/\\]/.test(rest)) match = null;
  }
  if (!match) {
    if (!base || base.opaque && !text.startsWith('#')) return null;
    rest ??= text;
    const hash = rest.indexOf('#');
    if (hash >= 0) { out.hash = rest.slice(hash + 1) === '' ? '' : '#' + encode(rest.slice(hash + 1), HASH); rest = rest.slice(0, hash); }
    Object.assign(out, { protocol: base.protocol, username: base.username, password: base.password, hostname: base.hostname, port: base.port, pathname: base.pathname, search: base.search, opaque: base.opaque });
    if (rest === '') return out;
    if (out.protocol in PORTS) rest = rest.replace(/\\/g, '/');
    if (rest.startsWith('//')) return parts(base.protocol + rest + out.hash, null);
    const query = rest.indexOf('?');
    let path = query < 0 ? rest : rest.slice(0, query);
    out.search = query < 0 || query === rest.length - 1 ? '' : '?' + encode(rest.slice(query + 1), QUERY);
    if (path === '') return out;
    if (!path.startsWith('/')) path = base.pathname.replace(/[^/]*$/, '') + path;
    out.pathname = dots(encode(path, PATH));
    return out;
  }
  const special = out.protocol in PORTS;
  const hash = rest.indexOf('#');
  if (hash >= 0) { out.hash = hash === rest.length - 1 ? '' : '#' + encode(rest.slice(hash + 1), HASH); rest = rest.slice(0, hash); }
  const query = rest.indexOf('?');
  if (query >= 0) { out.search = query === rest.length - 1 ? '' : '?' + encode(rest.slice(query + 1), QUERY); rest = rest.slice(0, query); }
  if (special) rest = rest.replace(/\\/g, '/');
  if (special || rest.startsWith('//')) {
    rest = special && out.protocol !== 'file:' ? rest.replace(/^\/*/, '') : rest.replace(/^\/\//, '');
    let end = rest.indexOf('/');
    if (end < 0) end = rest.length;
    let authority = rest.slice(0, end);
    const at = authority.lastIndexOf('@');
    if (at >= 0) { const [user, ...pass] = authority.slice(0, at).split(':'); out.username = encode(user, USER); out.password = encode(pass.join(':'), USER); authority = authority.slice(at + 1); }
    const port = /:(\d*)$/.exec(authority);
    if (port) { authority = authority.slice(0, -port[0].length); if (+port[1] > 65535) return null; out.port = port[1] === '' || String(+port[1]) === PORTS[out.protocol] ? '' : String(+port[1]); } else if (/:[^\]]*$/.test(authority) && !authority.endsWith(']')) return null;
    if (authority === '' && out.protocol === 'file:') out.hostname = '';
    else { const host = hostOf(authority, special); if (host === null || (special && host === '')) return null; out.hostname = host; }
    if (out.protocol === 'file:' && out.hostname === 'localhost') out.hostname = '';
    out.pathname = end < rest.length ? dots(encode(rest.slice(end), PATH)) : special ? '/' : '';
  } else if (rest.startsWith('/')) out.pathname = dots(encode(rest, PATH));
  else { out.opaque = true; out.pathname = rest.replace(/[^\x20-\x7e]/gu, (c) => encodeURIComponent(c)); }
  return out;
}
class URL {
  #parts; #params = null;
  constructor(input, base) {
    if (arguments.length === 0) throw coded(TypeError, 'ERR_MISSING_ARGS', 'The "url" argument must be specified');
    input = `${input}`;
    let from = null;
    const fail = () => { const error = coded(TypeError, 'ERR_INVALID_URL', 'Invalid URL'); error.input = input; if (base !== undefined) error.base = `${base}`; return error; };
    if (base !== undefined) { from = parts(`${base}`, null); if (!from) throw fail(); }
    this.#parts = parts(input, from);
    if (!this.#parts) throw fail();
  }
  static canParse(input, base) { try { new URL(input, base); return true; } catch { return false; } }
  static parse(input, base) { try { return new URL(input, base); } catch { return null; } }
  get href() { const p = this.#parts; const user = p.username || p.password ? `${p.username}${p.password ? ':' + p.password : ''}@` : ''; return p.protocol + (p.hostname || p.protocol === 'file:' ? '//' : '') + user + this.host + p.pathname + p.search + p.hash; }
  set href(value) { const next = parts(`${value}`, null); if (!next) { const error = coded(TypeError, 'ERR_INVALID_URL', 'Invalid URL'); error.input = `${value}`; throw error; } this.#parts = next; if (this.#params) this.#params._load(next.search); }
  get origin() { return ['http:', 'https:', 'ftp:', 'ws:', 'wss:'].includes(this.#parts.protocol) ? `${this.#parts.protocol}//${this.host}` : 'null'; }
  get protocol() { return this.#parts.protocol; } set protocol(value) { value = `${value}`.replace(/:.*$/, '').toLowerCase() + ':'; if ((value in PORTS) === (this.#parts.protocol in PORTS)) { this.#parts.protocol = value; if (this.#parts.port === PORTS[value]) this.#parts.port = ''; } }
  get username() { return this.#parts.username; } set username(value) { this.#parts.username = encode(value, USER); }
  get password() { return this.#parts.password; } set password(value) { this.#parts.password = encode(value, USER); }
  get host() { return this.#parts.hostname + (this.#parts.port ? ':' + this.#parts.port : ''); } set host(value) { const [host, port] = `${value}`.split(/:(?=\d*$)/); this.hostname = host; if (port !== undefined) this.port = port; }
  get hostname() { return this.#parts.hostname; } set hostname(value) { const host = hostOf(`${value}`, this.#parts.protocol in PORTS); if (host) this.#parts.hostname = host; }
  get port() { return this.#parts.port; } set port(value) { const n = parseInt(value); if (`${value}` === '') this.#parts.port = ''; else if (n >= 0 && n < 65536) this.#parts.port = String(n) === PORTS[this.#parts.protocol] ? '' : String(n); }
  get pathname() { return this.#parts.pathname; } set pathname(value) { value = `${value}`; if (!this.#parts.opaque) this.#parts.pathname = dots(encode(value.startsWith('/') ? value : '/' + value, PATH)); }
  get search() { return this.#parts.search; } set search(value) { value = `${value}`.replace(/^\?/, ''); this.#parts.search = value === '' ? '' : '?' + encode(value, QUERY); if (this.#params) this.#params._load(value); }
  get searchParams() { return this.#params ??= new URLSearchParams({ _owner: this, text: this.#parts.search }); }
  get hash() { return this.#parts.hash; } set hash(value) { value = `${value}`.replace(/^#/, ''); this.#parts.hash = value === '' ? '' : '#' + encode(value, HASH); }
  _search(text) { this.#parts.search = text === '' ? '' : '?' + text; }
  toString() { return this.href; }
  toJSON() { return this.href; }
  [custom](depth, options, inspect) {
    if (depth < 0) return this.href;
    const shown = {};
    for (const key of ['href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'searchParams', 'hash']) shown[key] = this[key];
    return `URL ${inspect(shown, options)}`;
  }
}
hide(URL.prototype, '_search', URL.prototype._search); hide(URLSearchParams.prototype, '_load', URLSearchParams.prototype._load);
function Url() { for (const key of ['protocol', 'slashes', 'auth', 'host', 'port', 'hostname', 'hash', 'search', 'query', 'pathname', 'path', 'href']) this[key] = null; }
function parse(text, query, slashes) {
  if (text instanceof Url) return text;
  if (typeof text !== 'string') throw badType('url', 'of type string', text);
  const out = new Url();
  let rest = text.trim();
  const hash = rest.indexOf('#');
  if (hash >= 0) { out.hash = rest.slice(hash); rest = rest.slice(0, hash); }
  const mark = rest.indexOf('?');
  if (mark >= 0) { out.search = rest.slice(mark); out.query = rest.slice(mark + 1); rest = rest.slice(0, mark); }
  const scheme = /^([a-z0-9.+-]+:)/i.exec(rest);
  if (scheme) { out.protocol = scheme[1].toLowerCase(); rest = rest.slice(scheme[1].length); }
  if (rest.startsWith('//') && (scheme || slashes)) {
    out.slashes = true; rest = rest.slice(2);
    const end = rest.search(/[/\\]/);
    let host = end < 0 ? rest : rest.slice(0, end);
    rest = end < 0 ? '' : rest.slice(end);
    const at = host.lastIndexOf('@');
    if (at >= 0) { out.auth = decodeURIComponent(host.slice(0, at)); host = host.slice(at + 1); }
    const port = /:(\d*)$/.exec(host);
    if (port) { if (port[1]) out.port = port[1]; host = host.slice(0, -port[0].length); }
    out.hostname = host.replace(/^\[|\]$/g, '').toLowerCase(); out.host = host.toLowerCase() + (out.port ? ':' + out.port : '');
  }
  out.pathname = rest || (out.hostname && out.protocol in PORTS ? '/' : null);
  if (out.pathname) out.pathname = out.pathname.replace(/[ "<>`{}|\\^]/g, (c) => encodeURIComponent(c));
  if (query) { out.query = require('querystring').parse(out.query || ''); out.search ??= ''; }
  if (out.pathname || out.search) out.path = (out.pathname || '') + (out.search || '');
  out.href = format(out);
  return out;
}
function format(object, options) {
  if (typeof object === 'string') object = parse(object);
  if (object instanceof URL) return object.href;
  const auth = object.auth ? encodeURIComponent(object.auth).replace(/%3A/i, ':') + '@' : '';
  let protocol = object.protocol || '';
  if (protocol && !protocol.endsWith(':')) protocol += ':';
  let host = object.host ? auth + object.host : object.hostname ? auth + (object.hostname.includes(':') ? `[${object.hostname}]` : object.hostname) + (object.port ? ':' + object.port : '') : '';
  let query = object.query && typeof object.query === 'object' ? require('querystring').stringify(object.query) : '';
  let search = object.search || (query && '?' + query) || '', path = object.pathname || '', hash = object.hash || '';
  if (object.slashes || ((!protocol || protocol in PORTS) && host)) { host = '//' + host; if (path && !path.startsWith('/')) path = '/' + path; }
  if (hash && !hash.startsWith('#')) hash = '#' + hash;
  if (search && !search.startsWith('?')) search = '?' + search;
  return protocol + host + path.replace(/[?#]/g, encodeURIComponent) + search.replace(/#/g, '%23') + hash;
}
function resolve(from, to) {
  const base = new URL(from, 'resolve://host');
  const out = new URL(to, base);
  return out.protocol === 'resolve:' ? out.pathname + out.search + out.hash : out.href;
}
Url.prototype.format = function () { return format(this); };
Object.assign(exports, {
  URL, URLSearchParams, Url, parse, format, resolve,
  fileURLToPath(url) { if (typeof url === 'string') url = new URL(url); if (!url || url.protocol === undefined) throw badType('path', 'of type string or an instance of URL', url); if (url.protocol !== 'file:') throw coded(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file'); return decodeURIComponent(url.pathname); },
  pathToFileURL: (path) => new URL('file://' + encode(require('path').resolve(path) + (/.\/$/.test(path) ? '/' : ''), /[%\\\n\r\t?#]|[^\x21-\x7e]/gu)),
  urlToHttpOptions: (url) => ({ protocol: url.protocol, hostname: url.hostname.replace(/^\[|\]$/g, ''), hash: url.hash, search: url.search, pathname: url.pathname, path: url.pathname + url.search, href: url.href, ...(url.port !== '' ? { port: Number(url.port) } : {}), ...(url.username || url.password ? { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` } : {}) }),
  domainToASCII: (text) => hostOf(text, true) ?? '', domainToUnicode: (text) => text,
});
})
