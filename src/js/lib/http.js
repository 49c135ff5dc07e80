// HTTP/1.1: servers and clients.
(function (exports, require, module, I) {
'use strict';
const { $, hide, coded, process, badType } = I;
const net = require('net');
const { Readable, Writable } = require('stream');
const { Buffer } = require('buffer');
const STATUS_CODES = { 100: 'Continue', 101: 'Switching Protocols', 102: 'Processing', 103: 'Early Hints', 200: 'OK', 201: 'Created', 202: 'Accepted', 203: 'Non-Authoritative Information', 204: 'No Content', 205: 'Reset Content', 206: 'Partial Content', 207: 'Multi-Status', 208: 'Already Reported', 226: 'IM Used', 300: 'Multiple Choices', 301: 'Moved Permanently', 302: 'Found', 303: 'See Other', 304: 'Not Modified', 305: 'Use Proxy', 307: 'Temporary Redirect', 308: 'Permanent Redirect', 400: 'Bad Request', 401: 'Unauthorized', 402: 'Payment Required', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 406: 'Not Acceptable', 407: 'Proxy Authentication Required', 408: 'Request Timeout', 409: 'Conflict', 410: 'Gone', 411: 'Length Required', 412: 'Precondition Failed', 413: 'Payload Too Large', 414: 'URI Too Long', 415: 'Unsupported Media Type', 416: 'Range Not Satisfiable', 417: 'Expectation Failed', 418: "I'm a Teapot", 421: 'Misdirected Request', 422: 'Unprocessable Entity', 423: 'Locked', 424: 'Failed Dependency', 425: 'Too Early', 426: 'Upgrade Required', 428: 'Precondition Required', 429: 'Too Many Requests', 431: 'Request Header Fields Too Large', 451: 'Unavailable For Legal Reasons', 500: 'Internal Server Error', 501: 'Not Implemented', 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout', 505: 'HTTP Version Not Supported', 506: 'Variant Also Negotiates', 507: 'Insufficient Storage', 508: 'Loop Detected', 509: 'Bandwidth Limit Exceeded', 510: 'Not Extended', 511: 'Network Authentication Required' };
const METHODS = ['ACL', 'BIND', 'CHECKOUT', 'CONNECT', 'COPY', 'DELETE', 'GET', 'HEAD', 'LINK', 'LOCK', 'M-SEARCH', 'MERGE', 'MKACTIVITY', 'MKCALENDAR', 'MKCOL', 'MOVE', 'NOTIFY', 'OPTIONS', 'PATCH', 'POST', 'PROPFIND', 'PROPPATCH', 'PURGE', 'PUT', 'QUERY', 'REBIND', 'REPORT', 'SEARCH', 'SOURCE', 'SUBSCRIBE', 'TRACE', 'UNBIND', 'UNLINK', 'UNLOCK', 'UNSUBSCRIBE'];
const inherit = (child, parent) => { Object.setPrototypeOf(child.prototype, parent.prototype); Object.setPrototypeOf(child, parent); };
const SINGLE = new Set(['age', 'authorization', 'content-length', 'content-type', 'etag', 'expires', 'from', 'host', 'if-modified-since', 'if-unmodified-since', 'last-modified', 'location', 'max-forwards', 'proxy-authorization', 'referer', 'retry-after', 'server', 'user-agent']);
function IncomingMessage(socket) {
  Readable.call(this, { highWaterMark: 65536 });
  this.httpVersion = '1.1'; this.httpVersionMajor = 1; this.httpVersionMinor = 1;
  this.complete = false; this.rawHeaders = []; this.rawTrailers = []; this.headers = {}; this.trailers = {}; this.aborted = false; this.upgrade = false;
  this.url = ''; this.method = null; this.statusCode = null; this.statusMessage = null;
  hide(this, 'socket', socket);
}
inherit(IncomingMessage, Readable);
IncomingMessage.prototype._read = function () { if (this.socket && this.socket._readableState.flowing === false) this.socket.resume(); };
IncomingMessage.prototype._destroy = function (error, done) { if (!this.complete && this.socket && !this.socket.destroyed && !this._isResponseEnd) { this.aborted = true; this.socket.destroy(error); } process.nextTick(done, this.listenerCount('error') ? error : null); };
IncomingMessage.prototype.setTimeout = function (ms, done) { this.socket.setTimeout(ms, done); return this; };
Object.defineProperty(IncomingMessage.prototype, 'connection', { get() { return this.socket; } });
Object.defineProperty(IncomingMessage.prototype, 'headersDistinct', { get() { const out = {}; for (let at = 0; at < this.rawHeaders.length; at += 2) (out[this.rawHeaders[at].toLowerCase()] ??= []).push(this.rawHeaders[at + 1]); return out; } });
function addHeader(message, name, value) {
  message.rawHeaders.push(name, value);
  const key = name.toLowerCase(), old = message.headers[key];
  if (key === 'set-cookie') (message.headers[key] ??= []).push(value);
  else if (old === undefined) message.headers[key] = value;
  else if (!SINGLE.has(key)) message.headers[key] = old + (key === 'cookie' ? '; ' : ', ') + value;
}
// Takes messages off a connection.
function Parser(onhead, onfail) { this.rest = Buffer.alloc(0); this.state = 'head'; this.message = null; this.onhead = onhead; this.onfail = onfail; }
Parser.prototype.feed = function (chunk) {
  this.rest = this.rest.length ? Buffer.concat([this.rest, chunk]) : chunk;
  for (;;) {
    if (this.state === 'head') {
      let end = this.rest.indexOf('\r\n\r\n'), skip = 4;
      if (end < 0) {
        if (this.rest.length > 65536) this.onfail('HPE_HEADER_OVERFLOW', 'Parse Error: Header overflow');
        else if (this.rest.length > 16 && !/^[A-Z-]+ |^HTTP\/|^\r?\n/.test(this.rest.latin1Slice(0, 40))) this.onfail('HPE_INVALID_METHOD', 'Parse Error: Invalid method encountered');
        return;
      }
      let lines = this.rest.latin1Slice(0, end).split('\r\n');
      while (lines.length && lines[0] === '') lines.shift();
      this.rest = this.rest.subarray(end + skip);
      if (!lines.length) continue;
      const made = this.onhead(lines);
      if (!made) return;
      this.message = made.message; this.left = made.length; this.state = made.length === 0 ? 'head' : made.length === -1 ? 'size' : made.length === -2 ? 'all' : 'body';
      if (made.upgrade) { this.state = 'raw'; return; }
      if (made.length === 0) this.done();
    } else if (this.state === 'body') {
      if (!this.rest.length) return;
      const part = this.rest.subarray(0, this.left);
      this.rest = this.rest.subarray(part.length); this.left -= part.length;
      this.give(part);
      if (this.left === 0) { this.state = 'head'; this.done(); }
    } else if (this.state === 'all') { if (!this.rest.length) return; const part = this.rest; this.rest = Buffer.alloc(0); this.give(part); } else if (this.state === 'size') {
      const end = this.rest.indexOf('\r\n');
      if (end < 0) return;
      const size = parseInt(this.rest.latin1Slice(0, end), 16);
      this.rest = this.rest.subarray(end + 2);
      if (Number.isNaN(size)) { this.onfail('HPE_INVALID_CHUNK_SIZE', 'Parse Error: Invalid character in chunk size'); return; }
      this.left = size; this.state = size === 0 ? 'trailers' : 'chunk';
    } else if (this.state === 'chunk') {
      if (this.rest.length < this.left + 2) return;
      this.give(this.rest.subarray(0, this.left));
      this.rest = this.rest.subarray(this.left + 2);
      this.state = 'size';
    } else if (this.state === 'trailers') {
      const end = this.rest.indexOf('\r\n');
      if (end < 0) return;
      this.rest = this.rest.subarray(end + 2);
      if (end === 0) { this.state = 'head'; this.done(); }
    } else return;
  }
};
Parser.prototype.give = function (part) { if (this.message && !this.message.destroyed) this.message.push(Buffer.from(part)); };
Parser.prototype.done = function () { const message = this.message; this.message = null; if (message) { message.complete = true; message.push(null); } };
Parser.prototype.close = function () { if (this.state === 'all') { this.state = 'head'; this.done(); return true; } return this.message === null; };
function fields(message, lines) {
  for (const line of lines) {
    const at = line.indexOf(':');
    if (at > 0) addHeader(message, line.slice(0, at), line.slice(at + 1).trim());
  }
}
const checkName = (name, label = 'Header name') => { if (typeof name !== 'string' || !/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw coded(TypeError, 'ERR_INVALID_HTTP_TOKEN', `${label} must be a valid HTTP token ["${name}"]`); };
const checkValue = (name, value) => { if (value === undefined) throw coded(TypeError, 'ERR_HTTP_INVALID_HEADER_VALUE', `Invalid value "${value}" for header "${name}"`); if (/[^\t\x20-\x7e\x80-\xff]/.test(String(value))) throw coded(TypeError, 'ERR_INVALID_CHAR', `Invalid character in header content ["${name}"]`); };
function OutgoingMessage() {
  Writable.call(this, { decodeStrings: true, autoDestroy: false });
  hide(this, '_headers', new Map()); hide(this, '_body', []); hide(this, '_chunked', false); hide(this, '_head', null);
  this.sendDate = true; this.finished = false; this.chunkedEncoding = false; this.shouldKeepAlive = true; this.headersSent = false;
  hide(this, 'socket', null);
}
inherit(OutgoingMessage, Writable);
Object.assign(OutgoingMessage.prototype, {
  setHeader(name, value) {
    if (this.headersSent) throw coded(Error, 'ERR_HTTP_HEADERS_SENT', 'Cannot set headers after they are sent to the client');
    checkName(name); checkValue(name, value);
    this._headers.set(name.toLowerCase(), [name, value]);
    return this;
  },
  setHeaders(headers) { for (const [name, value] of headers) this.setHeader(name, value); return this; },
  appendHeader(name, value) { const old = this.getHeader(name); return this.setHeader(name, old === undefined ? value : [].concat(old, value)); },
  getHeader(name) { const found = this._headers.get(String(name).toLowerCase()); return found && found[1]; },
  getHeaders() { const out = { __proto__: null }; for (const [key, [, value]] of this._headers) out[key] = value; return out; },
  getHeaderNames() { return [...this._headers.keys()]; },
  getRawHeaderNames() { return [...this._headers.values()].map(([name]) => name); },
  hasHeader(name) { return this._headers.has(String(name).toLowerCase()); },
  removeHeader(name) { if (this.headersSent) throw coded(Error, 'ERR_HTTP_HEADERS_SENT', 'Cannot remove headers after they are sent to the client'); this._headers.delete(String(name).toLowerCase()); },
  flushHeaders() { this._send(null, false); },
  addTrailers() {},
  setTimeout(ms, done) { if (done) this.once('timeout', done); return this; },
  _lines() { const out = []; for (const [name, value] of this._headers.values()) for (const each of Array.isArray(value) ? value : [value]) out.push(`${name}: ${each}`); return out; },
  _write(chunk, encoding, done) {
    if (this._noBody) { done(); return; }
    if (!this.headersSent) this._start(false);
    if (this._chunked) { this._out(`${chunk.length.toString(16)}\r\n`); this._out(chunk); this._out('\r\n', done); } else this._out(chunk, done);
  },
  end(chunk, encoding, done) {
    if (typeof chunk === 'function') { done = chunk; chunk = undefined; } else if (typeof encoding === 'function') { done = encoding; encoding = undefined; }
    if (this.finished) { if (done) process.nextTick(done, coded(Error, 'ERR_STREAM_ALREADY_FINISHED', 'Cannot call end after a stream was finished')); return this; }
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) throw badType('chunk', 'of type string or an instance of Buffer, TypedArray, or DataView', chunk);
    if (!this.headersSent) {
      const size = chunk === undefined || chunk === null ? 0 : typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length;
      if (!this._writableState.length && !this._writableState.queue.length) this._start(true, size);
    }
    this.finished = true;
    return Writable.prototype.end.call(this, chunk, encoding, done);
  },
  _final(done) {
    if (!this.headersSent) this._start(true, 0);
    if (this._chunked && !this._noBody) this._out('0\r\n\r\n', () => { this._complete(); done(); }); else { this._out('', () => { this._complete(); done(); }); }
  },
  _out(data, done) {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
    if (this.socket && this._ready !== false) { if (bytes.length && !this.socket.destroyed) this.socket.write(bytes); if (done) done(); } else this._body.push([bytes, done]);
  },
  _flush() { this._ready = true; for (const [bytes, done] of this._body.splice(0)) { if (bytes.length && !this.socket.destroyed) this.socket.write(bytes); if (done) done(); } },
  _complete() {},
});
Object.defineProperty(OutgoingMessage.prototype, 'connection', { get() { return this.socket; } });
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
function ServerResponse(request) {
  OutgoingMessage.call(this);
  this.statusCode = 200; this.statusMessage = undefined; hide(this, 'req', request);
  if (request && request.method === 'HEAD') this._noBody = true;
  this._ready = false;
}
inherit(ServerResponse, OutgoingMessage);
Object.assign(ServerResponse.prototype, {
  writeHead(code, reason, headers) {
    if (this.headersSent || this._head) throw coded(Error, 'ERR_HTTP_HEADERS_SENT', 'Cannot write headers after they are sent to the client');
    const number = code | 0;
    if (number < 100 || number > 999) throw coded(RangeError, 'ERR_HTTP_INVALID_STATUS_CODE', `Invalid status code: ${typeof code === 'string' ? code : require('util').inspect(code)}`);
    this.statusCode = number;
    if (typeof reason === 'string') this.statusMessage = reason; else headers = reason;
    if (Array.isArray(headers)) { for (let at = 0; at + 1 < headers.length; at += 2) this.setHeader(headers[at], headers[at + 1]); } else if (headers) for (const name of Object.keys(headers)) this.setHeader(name, headers[name]);
    this._head = true;
    return this;
  },
  writeContinue(done) { this._out('HTTP/1.1 100 Continue\r\n\r\n', done); }, writeProcessing(done) { this._out('HTTP/1.1 102 Processing\r\n\r\n', done); }, writeEarlyHints() {},
  assignSocket(socket) { this.socket = socket; this.emit('socket', socket); this._flush(); }, detachSocket() { this.socket = null; },
  _start(whole, size) {
    const code = this.statusCode;
    if (code < 100 || code > 999) throw coded(RangeError, 'ERR_HTTP_INVALID_STATUS_CODE', `Invalid status code: ${code}`);
    this.statusMessage ||= STATUS_CODES[code] || 'unknown';
    const empty = code === 204 || code === 304 || (code >= 100 && code < 200);
    if (empty) this._noBody = true;
    const lines = [`HTTP/1.1 ${code} ${this.statusMessage}`, ...this._lines()];
    if (this.sendDate && !this.hasHeader('date')) lines.push(`Date: ${new Date().toUTCString()}`);
    const close = /close/i.test(this.getHeader('connection') || '') || !this.shouldKeepAlive;
    if (!this.hasHeader('connection')) { if (close) lines.push('Connection: close'); else { lines.push('Connection: keep-alive'); lines.push('Keep-Alive: timeout=5'); } }
    if (close) this._last = true;
    if (!this.hasHeader('content-length') && !this.hasHeader('transfer-encoding') && !empty) {
      if (whole) { if (!(this._noBody && size === 0)) lines.push(`Content-Length: ${size}`); } else if (this.req && this.req.httpVersionMinor === 0) this._last = true;
      else { lines.push('Transfer-Encoding: chunked'); this._chunked = true; this.chunkedEncoding = true; }
    } else if (/chunked/i.test(this.getHeader('transfer-encoding') || '')) this._chunked = true;
    this.headersSent = true;
    this._out(lines.join('\r\n') + '\r\n\r\n');
  },
  _complete() { this._done = true; if (this._finish) this._finish(); },
});
ServerResponse.prototype._send = function () { if (!this.headersSent) this._start(false); };
hide(ServerResponse.prototype, 'constructor', ServerResponse); hide(IncomingMessage.prototype, 'constructor', IncomingMessage); hide(OutgoingMessage.prototype, 'constructor', OutgoingMessage);
function Server(options, listener) {
  if (!(this instanceof Server)) return new Server(options, listener);
  if (typeof options === 'function') { listener = options; options = {}; }
  net.Server.call(this, { allowHalfOpen: true });
  if (listener) this.on('request', listener);
  this.timeout = 0; this.keepAliveTimeout = 5000; this.headersTimeout = 60000; this.requestTimeout = 300000; this.maxHeadersCount = null; this.maxRequestsPerSocket = 0;
  hide(this, '_messages', options || {});
  this.on('connection', (socket) => serve(this, socket));
}
inherit(Server, net.Server);
hide(Server.prototype, 'constructor', Server);
Server.prototype.setTimeout = function (ms, done) { this.timeout = ms; if (done) this.on('timeout', done); return this; };
Server.prototype.closeAllConnections = function () { for (const socket of [...this._sockets]) socket.destroy(); };
Server.prototype.closeIdleConnections = function () { for (const socket of [...this._sockets]) if (!socket._busy) socket.destroy(); };
Server.prototype.close = function (done) { net.Server.prototype.close.call(this, done); this.closeIdleConnections(); return this; };
function serve(server, socket) {
  const queue = [];
  socket._busy = 0;
  const idle = () => { socket._busy = queue.length; if (!queue.length && !socket.destroyed) { if (!server._id) socket.destroySoon(); else { socket.setTimeout(server.keepAliveTimeout ? server.keepAliveTimeout + 1000 : 0); } } };
  socket.on('timeout', () => { if (!queue.length) socket.destroy(); });
  const advance = () => {
    while (queue.length) {
      const response = queue[0];
      if (!response.socket) response.assignSocket(socket);
      if (!response._done) return;
      queue.shift();
      const last = response._last;
      response._gone = true;
      process.nextTick(() => { response.emit('close'); });
      if (last) { queue.length = 0; socket.destroySoon(); return; }
    }
    idle();
  };
  const bad = (code, message) => {
    const error = coded(Error, code, message, { bytesParsed: 0 });
    if (server.listenerCount('clientError')) { server.emit('clientError', error, socket); return; }
    if (!socket.destroyed) { socket.write(`HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n`); socket.destroySoon(); }
  };
  const parser = new Parser((lines) => {
    const match = /^([A-Z-]+) (\S+) HTTP\/(\d)\.(\d)$/.exec(lines[0]);
    if (!match) { bad('HPE_INVALID_METHOD', 'Parse Error: Invalid method encountered'); return null; }
    const request = new (server._messages.IncomingMessage || IncomingMessage)(socket);
    request.method = match[1]; request.url = match[2]; request.httpVersionMajor = +match[3]; request.httpVersionMinor = +match[4]; request.httpVersion = `${match[3]}.${match[4]}`;
    fields(request, lines.slice(1));
    const { headers } = request;
    if (request.httpVersionMinor === 1 && headers.host === undefined) { bad('HPE_INVALID_HEADER', 'Missing host'); return null; }
    if (headers.upgrade && /upgrade/i.test(headers.connection || '') && server.listenerCount('upgrade')) {
      request.upgrade = true; request.complete = true; socket.removeListener('data', ondata);
      process.nextTick(() => server.emit('upgrade', request, socket, Buffer.alloc(0)));
      return { message: null, length: 0, upgrade: true };
    }
    const length = /chunked/i.test(headers['transfer-encoding'] || '') ? -1 : headers['content-length'] ? parseInt(headers['content-length']) || 0 : 0;
    const response = new (server._messages.ServerResponse || ServerResponse)(request);
    response.shouldKeepAlive = request.httpVersionMinor === 1 ? !/close/i.test(headers.connection || '') : /keep-alive/i.test(headers.connection || '');
    response._finish = advance;
    queue.push(response); socket._busy = queue.length; socket.setTimeout(server.timeout);
    if (queue.length === 1) response.assignSocket(socket);
    if (/100-continue/i.test(headers.expect || '')) { if (server.listenerCount('checkContinue')) { process.nextTick(() => server.emit('checkContinue', request, response)); return { message: request, length }; } response.writeContinue(); }
    pending.push([request, response]);
    return { message: request, length };
  }, bad);
  const pending = [];
  const ondata = (chunk) => {
    parser.feed(chunk);
    for (const [request, response] of pending.splice(0)) server.emit('request', request, response);
  };
  socket.on('data', ondata);
  socket.on('end', () => { parser.close(); if (!queue.length) socket.end(); else queue[queue.length - 1]._last = true; });
  socket.on('error', (error) => { if (server.listenerCount('clientError')) server.emit('clientError', error, socket); });
  socket.on('close', () => {
    for (const response of queue) { const { req } = response; if (req && !req.complete) { req.aborted = true; req.emit('aborted'); req.destroy(req.listenerCount('error') ? coded(Error, 'ECONNRESET', 'aborted') : undefined); } if (!response._gone) { response._gone = true; response._writableState.destroyed = true; response.emit('close'); } }
    queue.length = 0;
  });
}
function Agent(options) { if (!(this instanceof Agent)) return new Agent(options); require('events').call(this); this.options = { ...options }; this.keepAlive = !!(options && options.keepAlive); this.maxSockets = Infinity; this.requests = {}; this.sockets = {}; this.freeSockets = {}; this.defaultPort = 80; this.protocol = 'http:'; }
inherit(Agent, require('events'));
Agent.prototype.destroy = function () {};
const globalAgent = new Agent({ keepAlive: true, timeout: 5000 });
function ClientRequest(input, options, done) {
  OutgoingMessage.call(this);
  if (typeof input === 'string') input = new (require('url').URL)(input);
  if (input instanceof require('url').URL) input = require('url').urlToHttpOptions(input); else { done = options; options = input; input = {}; }
  if (typeof options === 'function') { done = options; options = {}; }
  options = { ...input, ...options };
  const protocol = options.protocol || 'http:';
  if (protocol !== (options._protocol || 'http:')) throw coded(TypeError, 'ERR_INVALID_PROTOCOL', `Protocol "${protocol}" not supported. Expected "${options._protocol || 'http:'}"`);
  if (options.path && / /.test(options.path)) throw coded(TypeError, 'ERR_UNESCAPED_CHARACTERS', 'Request path contains unescaped characters');
  this.method = String(options.method || 'GET').toUpperCase(); this.path = options.path || '/'; this.host = options.hostname || options.host || 'localhost'; this.protocol = protocol; this.agent = options.agent || globalAgent;
  checkName(this.method, 'Method');
  const port = +(options.port || options.defaultPort || 80);
  this._ready = false; this.sendDate = false; this.aborted = false; this.res = null;
  this.host = this.host.replace(/^\[|\]$/g, '');
  if (Array.isArray(options.headers)) for (let at = 0; at + 1 < options.headers.length; at += 2) this.setHeader(options.headers[at], options.headers[at + 1]);
  else if (options.headers) for (const name of Object.keys(options.headers)) if (options.headers[name] !== undefined) this.setHeader(name, options.headers[name]);
  if (!this.hasHeader('host')) this.setHeader('Host', (this.host.includes(':') ? `[${this.host}]` : this.host) + (port === 80 ? '' : `:${port}`));
  if (options.auth && !this.hasHeader('authorization')) this.setHeader('Authorization', 'Basic ' + Buffer.from(options.auth).toString('base64'));
  if (done) this.once('response', done);
  if (options.signal) { const { signal } = options; const stop = () => this.destroy(require('web').abortError(signal)); if (signal.aborted) process.nextTick(stop); else signal.addEventListener('abort', stop); }
  if (options.timeout) this.setTimeout(options.timeout);
  const socket = new net.Socket();
  this.socket = socket;
  const parser = new Parser((lines) => {
    const match = /^HTTP\/(\d)\.(\d) (\d{3}) ?(.*)$/.exec(lines[0]);
    if (!match) { this.destroy(coded(Error, 'HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/', { bytesParsed: 0 })); return null; }
    const code = +match[3];
    if (code >= 100 && code < 200 && code !== 101) { if (code === 100) this.emit('continue'); return { message: null, length: 0 }; }
    const response = new IncomingMessage(socket);
    response.statusCode = code; response.statusMessage = match[4]; response.httpVersionMajor = +match[1]; response.httpVersionMinor = +match[2]; response.httpVersion = `${match[1]}.${match[2]}`; response.req = this; response._isResponseEnd = true;
    fields(response, lines.slice(1));
    this.res = response;
    const { headers } = response;
    const none = this.method === 'HEAD' || code === 204 || code === 304;
    const length = none ? 0 : /chunked/i.test(headers['transfer-encoding'] || '') ? -1 : headers['content-length'] !== undefined ? parseInt(headers['content-length']) || 0 : -2;
    response.on('end', () => { socket.destroySoon(); process.nextTick(() => this.emit('close')); });
    found = response;
    return { message: response, length };
  }, (code, message) => this.destroy(coded(Error, code, message)));
  let found = null;
  socket.on('connect', () => { this.emit('socket', socket); this._flush(); });
  socket.on('data', (chunk) => {
    parser.feed(chunk);
    if (found) { const response = found; found = null; if (!this.emit('response', response)) response.resume(); }
  });
  const hangUp = () => {
    if (parser.close()) { if (this.res || this.destroyed || this._failed) return; }
    if (this.res) { if (!this.res.complete) { this.res.aborted = true; this.res.emit('aborted'); this.res.destroy(coded(Error, 'ECONNRESET', 'aborted')); } } else if (!this._failed) { this._failed = true; const error = new Error('socket hang up'); error.code = 'ECONNRESET'; this.emit('error', error); this.emit('close'); }
  };
  socket.on('end', hangUp);
  socket.on('error', (error) => { if (this._failed) return; this._failed = true; if (this.res && !this.res.complete) this.res.destroy(error); else this.emit('error', error); this.emit('close'); });
  socket.on('timeout', () => this.emit('timeout'));
  process.nextTick(() => { if (!this.destroyed) socket.connect({ port, host: this.host }); });
}
inherit(ClientRequest, OutgoingMessage);
hide(ClientRequest.prototype, 'constructor', ClientRequest);
Object.assign(ClientRequest.prototype, {
  _start(whole, size) {
    const lines = [`${this.method} ${this.path} HTTP/1.1`, ...this._lines()];
    if (!this.hasHeader('connection')) lines.push(`Connection: ${this.agent.keepAlive ? 'keep-alive' : 'close'}`);
    if (!this.hasHeader('content-length') && !this.hasHeader('transfer-encoding')) {
      if (whole) { if (size || !['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'].includes(this.method)) lines.push(`Content-Length: ${size}`); } else { lines.push('Transfer-Encoding: chunked'); this._chunked = true; }
    } else if (/chunked/i.test(this.getHeader('transfer-encoding') || '')) this._chunked = true;
    this.headersSent = true;
    this._out(lines.join('\r\n') + '\r\n\r\n');
  },
  abort() { this.aborted = true; this.destroy(); },
  destroy(error) { if (this.destroyed) return this; this._writableState.destroyed = true; if (this.res) this.res.destroy(error); if (!this._failed && !this.res) { this._failed = true; const reason = error || Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }); process.nextTick(() => { this.emit('error', reason); this.emit('close'); }); } this.socket.destroy(); return this; },
  setTimeout(ms, done) { if (done) this.once('timeout', done); if (this.socket) this.socket.setTimeout(ms); else process.nextTick(() => this.socket.setTimeout(ms)); return this; },
  setNoDelay() {}, setSocketKeepAlive() {}, onSocket() {},
});
ClientRequest.prototype._send = function () { if (!this.headersSent) this._start(false); };
const request = (...args) => new ClientRequest(...args);
const get = (...args) => { const made = request(...args); made.end(); return made; };
Object.assign(exports, { METHODS, STATUS_CODES, Agent, ClientRequest, IncomingMessage, OutgoingMessage, Server, ServerResponse, createServer: (options, listener) => new Server(options, listener), validateHeaderName: checkName, validateHeaderValue: checkValue, request, get, maxHeaderSize: 16384, globalAgent, setMaxIdleHTTPParsers() {} });
})
