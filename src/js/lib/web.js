// What Node has from the web: events, abort signals, fetch, structuredClone.
(function (exports, require, module, I) {
'use strict';
const { $, hide, coded } = I;
const custom = Symbol.for('nodejs.util.inspect.custom');
class DOMException extends Error {
  constructor(message = '', name = 'Error') { super(message); hide(this, 'name', typeof name === 'object' ? name.name ?? 'Error' : name); if (name && name.cause) this.cause = name.cause; hide(this, 'stack', String(this.stack).replace(/^Error/, `DOMException [${this.name}]`)); }
  get code() { return { AbortError: 20, TimeoutError: 23, InvalidCharacterError: 5, DataCloneError: 25 }[this.name] ?? 0; }
}
class Event {
  constructor(type, options = {}) { this.type = `${type}`; this.bubbles = !!options.bubbles; this.cancelable = !!options.cancelable; this.defaultPrevented = false; this.target = null; this.currentTarget = null; this.timeStamp = require('perf_hooks').performance.now(); }
  preventDefault() { if (this.cancelable) this.defaultPrevented = true; }
  stopPropagation() {} stopImmediatePropagation() { hide(this, '_stopped', true); }
}
class CustomEvent extends Event { constructor(type, options = {}) { super(type, options); this.detail = options.detail ?? null; } }
class EventTarget {
  constructor() { hide(this, '_listeners', new Map()); }
  addEventListener(type, listener, options) {
    if (!listener) return;
    const list = this._listeners.get(type) ?? [];
    this._listeners.set(type, list);
    if (!list.some((each) => each.listener === listener)) list.push({ listener, once: !!(options && options.once) });
  }
  removeEventListener(type, listener) { const list = this._listeners.get(type); if (list) this._listeners.set(type, list.filter((each) => each.listener !== listener)); }
  dispatchEvent(event) {
    event.target = event.currentTarget = this;
    const own = this['on' + event.type];
    if (typeof own === 'function') own.call(this, event);
    for (const each of [...(this._listeners.get(event.type) ?? [])]) {
      if (each.once) this.removeEventListener(event.type, each.listener);
      typeof each.listener === 'function' ? each.listener.call(this, event) : each.listener.handleEvent(event);
      if (event._stopped) break;
    }
    return !event.defaultPrevented;
  }
}
class AbortSignal extends EventTarget {
  constructor() { super(); hide(this, '_aborted', false); this.onabort = null; }
  get aborted() { return this._aborted; }
  get reason() { return this._reason; }
  throwIfAborted() { if (this._aborted) throw this._reason; }
  _abort(reason = new DOMException('This operation was aborted', 'AbortError')) { if (this._aborted) return; this._aborted = true; hide(this, '_reason', reason); this.dispatchEvent(new Event('abort')); }
  static abort(reason) { const signal = new AbortSignal(); signal._abort(reason); return signal; }
  static timeout(ms) { const signal = new AbortSignal(); setTimeout(() => signal._abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), ms).unref(); return signal; }
  static any(signals) { const all = new AbortSignal(); for (const each of signals) { if (each.aborted) all._abort(each.reason); else each.addEventListener('abort', () => all._abort(each.reason)); } return all; }
  [custom]() { return `AbortSignal { aborted: ${this._aborted} }`; }
}
class AbortController { #signal = new AbortSignal(); get signal() { return this.#signal; } abort(reason) { this.#signal._abort(reason); } [custom]() { return `AbortController { signal: AbortSignal { aborted: ${this.#signal.aborted} } }`; } }
exports.abortError = (signal) => { const error = new Error('The operation was aborted', { cause: signal.reason }); hide(error, 'name', 'AbortError'); error.code = 'ABORT_ERR'; hide(error, 'stack', String(error.stack).replace(/^Error/, 'AbortError')); return error; };
class Headers {
  #map = new Map();
  constructor(init) {
    if (!init) return;
    if (typeof init[Symbol.iterator] === 'function') for (const [name, value] of init) this.append(name, value); else for (const name of Object.keys(init)) this.append(name, init[name]);
  }
  append(name, value) { const key = `${name}`.toLowerCase(), old = this.#map.get(key); this.#map.set(key, old === undefined ? `${value}`.trim() : `${old}${key === 'cookie' ? '; ' : ', '}${value}`); }
  set(name, value) { this.#map.set(`${name}`.toLowerCase(), `${value}`.trim()); }
  get(name) { return this.#map.get(`${name}`.toLowerCase()) ?? null; }
  has(name) { return this.#map.has(`${name}`.toLowerCase()); }
  delete(name) { this.#map.delete(`${name}`.toLowerCase()); }
  getSetCookie() { const value = this.get('set-cookie'); return value ? value.split(/, (?=[^;]+=)/) : []; }
  *entries() { yield* [...this.#map].sort((a, b) => a[0] < b[0] ? -1 : 1); }
  *keys() { for (const [key] of this.entries()) yield key; }
  *values() { for (const [, value] of this.entries()) yield value; }
  forEach(run, self) { for (const [key, value] of this.entries()) run.call(self, value, key, this); }
  [Symbol.iterator]() { return this.entries(); }
  [custom](depth, options, inspect) { return `Headers ${inspect(Object.fromEntries(this.#map), options)}`; }
}
function bodyOf(body) {
  const { Buffer, Blob } = require('buffer');
  if (body === null || body === undefined) return [null, null];
  if (typeof body === 'string') return [Buffer.from(body), 'text/plain;charset=UTF-8'];
  if (body instanceof require('url').URLSearchParams) return [Buffer.from(body.toString()), 'application/x-www-form-urlencoded;charset=UTF-8'];
  if (body instanceof Blob) return [body._bytes, body.type || null];
  if (body instanceof ArrayBuffer) return [Buffer.from(body), null];
  if (ArrayBuffer.isView(body)) return [Buffer.from(body.buffer, body.byteOffset, body.byteLength), null];
  return [Buffer.from(String(body)), 'text/plain;charset=UTF-8'];
}
class Body {
  constructor() { hide(this, '_bytes', null); hide(this, '_used', false); }
  get bodyUsed() { return this._used; }
  async _take() {
    if (this._used) throw new TypeError('Body is unusable: Body has already been read');
    this._used = true;
    const bytes = await this._bytes;
    return bytes ?? require('buffer').Buffer.alloc(0);
  }
  async text() { return (await this._take()).toString(); }
  async json() { return JSON.parse((await this._take()).toString()); }
  async arrayBuffer() { const copy = new Uint8Array(await this._take()); return copy.buffer; }
  async bytes() { return new Uint8Array(await this._take()); }
  async blob() { return new (require('buffer').Blob)([await this._take()], { type: this.headers.get('content-type') ?? '' }); }
  async formData() { throw new Error('drydock: formData() is not modelled'); }
  get body() { return this._bytes && require('stream').Readable.from((async function* (self) { yield await self._take(); })(this)); }
}
class Request extends Body {
  constructor(input, init = {}) {
    super();
    const from = input instanceof Request ? input : null;
    this.url = from ? from.url : new (require('url').URL)(`${input}`).href;
    this.method = String(init.method ?? (from ? from.method : 'GET'));
    if (/^(get|head|post|put|delete|options)$/i.test(this.method)) this.method = this.method.toUpperCase();
    this.headers = new Headers(init.headers ?? (from && from.headers));
    this.signal = init.signal ?? (from && from.signal) ?? null; this.redirect = init.redirect ?? 'follow';
    const [bytes, type] = init.body !== undefined ? bodyOf(init.body) : [from && from._bytes, null];
    if (bytes && (this.method === 'GET' || this.method === 'HEAD')) throw new TypeError('Request with GET/HEAD method cannot have body.');
    this._bytes = bytes;
    if (type && !this.headers.has('content-type')) this.headers.set('content-type', type);
  }
  clone() { return new Request(this); }
}
class Response extends Body {
  constructor(body, init = {}) {
    super();
    this.status = init.status ?? 200; this.statusText = init.statusText ?? ''; this.headers = new Headers(init.headers); this.url = ''; this.redirected = false; this.type = 'default';
    const [bytes, type] = bodyOf(body);
    this._bytes = bytes;
    if (type && !this.headers.has('content-type')) this.headers.set('content-type', type);
  }
  get ok() { return this.status >= 200 && this.status < 300; }
  clone() { const copy = new Response(null, this); copy.url = this.url; copy._bytes = this._bytes; return copy; }
  static json(data, init = {}) { const made = new Response(JSON.stringify(data), init); made.headers.set('content-type', 'application/json'); return made; }
  static error() { const made = new Response(); made.status = 0; made.type = 'error'; return made; }
  [custom](depth, options, inspect) { return `Response ${inspect({ status: this.status, statusText: this.statusText, headers: this.headers, body: this._bytes ? { locked: false } : null, bodyUsed: this._used, ok: this.ok, redirected: this.redirected, type: this.type, url: this.url }, options)}`; }
}
const fetch = async (input, init) => {
  let request;
  try { request = new Request(input, init); } catch (error) { if (error.code === 'ERR_INVALID_URL') { const made = new TypeError(`Failed to parse URL from ${input}`, { cause: error }); throw made; } throw error; }
  let url = new (require('url').URL)(request.url), { method } = request, bytes = await request._bytes;
  const failed = (cause) => { const error = new TypeError('fetch failed', { cause }); hide(error, 'stack', 'TypeError: fetch failed\n    at node:internal/deps/undici/undici:15845:13'); return error; };
  for (let hop = 0; ; hop++) {
    if (url.protocol !== 'http:') throw failed(new Error(url.protocol === 'https:' ? 'drydock: TLS is not modelled' : 'unknown scheme'));
    const headers = Object.fromEntries(request.headers);
    headers.accept ??= '*/*'; headers['accept-language'] ??= '*'; headers['sec-fetch-mode'] ??= 'cors'; headers['user-agent'] ??= 'node'; headers['accept-encoding'] ??= 'gzip, deflate';
    if (bytes) headers['content-length'] = String(bytes.length);
    const { signal } = request;
    const message = await new Promise((resolve, reject) => {
      const made = require('http').request(url, { method, headers }, resolve);
      made.on('error', (error) => reject(failed(error)));
      if (signal) { const stop = () => { reject(signal.reason); made.destroy(); }; if (signal.aborted) stop(); else signal.addEventListener('abort', stop); }
      made.end(bytes ?? undefined);
    });
    const { location } = message.headers;
    if ([301, 302, 303, 307, 308].includes(message.statusCode) && location && request.redirect === 'follow') {
      if (hop >= 20) throw failed(new Error('redirect count exceeded'));
      message.resume();
      url = new (require('url').URL)(location, url);
      if (message.statusCode === 303 || (message.statusCode < 303 && method === 'POST')) { method = 'GET'; bytes = null; }
      continue;
    }
    const response = new Response(null, { status: message.statusCode, statusText: message.statusMessage });
    for (let at = 0; at < message.rawHeaders.length; at += 2) response.headers.append(message.rawHeaders[at], message.rawHeaders[at + 1]);
    response.url = url.href; response.redirected = hop > 0; response.type = 'basic';
    response._bytes = new Promise((resolve, reject) => { const parts = []; message.on('data', (part) => parts.push(part)); message.on('end', () => resolve(require('buffer').Buffer.concat(parts))); message.on('error', reject); });
    return response;
  }
};
class FormData { #list = []; append(name, value) { this.#list.push([name, value]); } get(name) { const found = this.#list.find((each) => each[0] === name); return found ? found[1] : null; } has(name) { return this.#list.some((each) => each[0] === name); } *entries() { yield* this.#list; } [Symbol.iterator]() { return this.entries(); } }
function structuredClone(value) {
  const seen = new Map();
  const copy = (each) => {
    if (typeof each === 'function' || typeof each === 'symbol') throw new DOMException(`${typeof each === 'symbol' ? String(each) : String(each)} could not be cloned.`, 'DataCloneError');
    if (each === null || typeof each !== 'object') return each;
    if (seen.has(each)) return seen.get(each);
    const kind = $.kind(each);
    const keep = (made) => { seen.set(each, made); return made; };
    if (kind === 'Date') return keep(new Date(each.getTime()));
    if (kind === 'RegExp') return keep(new RegExp(each.source, each.flags));
    if (kind === 'Map') { const made = keep(new Map()); for (const [key, item] of each) made.set(copy(key), copy(item)); return made; }
    if (kind === 'Set') { const made = keep(new Set()); for (const item of each) made.add(copy(item)); return made; }
    if (kind === 'ArrayBuffer') return keep(each.slice(0));
    if (kind === 'TypedArray') { const Class = Object.getPrototypeOf(each).constructor === require('buffer').Buffer ? Uint8Array : each.constructor; return keep(new Class(each)); }
    if (kind === 'Promise' || kind === 'Proxy') throw new DOMException(`#<${kind}> could not be cloned.`, 'DataCloneError');
    if (kind === 'Error') { const Class = { TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError }[each.name] ?? Error; const made = keep(new Class(each.message)); hide(made, 'stack', each.stack); if ('cause' in each) hide(made, 'cause', copy(each.cause)); return made; }
    if (['Number', 'String', 'Boolean', 'BigInt'].includes(kind)) return keep(Object(each.valueOf()));
    const made = keep(Array.isArray(each) ? new Array(each.length) : {});
    for (const key of Object.keys(each)) made[key] = copy(each[key]);
    return made;
  };
  return copy(value);
}
const absent = (name) => class { constructor() { throw new Error(`drydock: ${name} is not modelled`); } };
Object.assign(exports, { DOMException, Event, CustomEvent, EventTarget, AbortSignal, AbortController, Headers, Request, Response, FormData, fetch, structuredClone, WebSocket: absent('WebSocket'), MessageChannel: absent('MessageChannel'), BroadcastChannel: absent('BroadcastChannel') });
I.lazy(exports, 'navigator', () => ({ hardwareConcurrency: I.call('System').cpus, language: 'en-US', languages: ['en-US'], platform: 'linux', userAgent: `Node.js/${parseInt(I.process.versions.node)}` }));
I.lazy(exports, 'Intl', () => require('locale').Intl);
I.lazy(exports, 'Iterator', () => { const proto = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())); const Iterator = function Iterator() {}; Iterator.prototype = proto; return Iterator; });
})
