// Sockets and servers over the host's effects.
(function (exports, require, module, I) {
'use strict';
const { $, emit, on, uv, coded, hide, process, UV } = I;
const { Duplex } = require('stream');
const EE = require('events');
const sockets = new Map(), servers = new Map();
let nextSocket = 1, nextServer = 1;
const isIP = (text) => /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => part < 256) ? 4 : /^[\da-f:]*:[\da-f:.]*$/i.test(text) && text.includes(':') ? 6 : 0;
const family = (address) => isIP(address) === 4 ? 'IPv4' : 'IPv6';
function Socket(options) {
  if (!(this instanceof Socket)) return new Socket(options);
  Duplex.call(this, { allowHalfOpen: !!(options && options.allowHalfOpen), autoDestroy: true });
  hide(this, '_id', 0); hide(this, '_queue', []); hide(this, '_held', false);
  this.connecting = false; this.bytesRead = 0; this.bytesWritten = 0; this.server = null;
  hide(this, '_timer', null);
}
Object.setPrototypeOf(Socket.prototype, Duplex.prototype);
Object.setPrototypeOf(Socket, Duplex);
const hold = (socket) => { if (!socket._held) { socket._held = true; I.ref(); } };
const release = (socket) => { if (socket._held) { socket._held = false; I.unref(); } };
function take(socket, id, remote, local) {
  socket._id = id; sockets.set(id, socket); hold(socket);
  if (remote) ends(socket, remote, local);
}
function ends(socket, remote, local) {
  socket.remoteAddress = remote.address.includes(':') || !socket.server ? remote.address : `::ffff:${remote.address}`;
  socket.remotePort = remote.port; socket.remoteFamily = family(socket.remoteAddress);
  socket.localAddress = local.address.includes(':') || !socket.server ? local.address : `::ffff:${local.address}`;
  socket.localPort = local.port; socket.localFamily = family(socket.localAddress);
}
Object.assign(Socket.prototype, {
  connect(...args) {
    let [options, done] = normal(args);
    if (done) this.once('connect', done);
    const host = options.host || 'localhost', port = +options.port;
    if (!(port >= 0 && port < 65536)) throw coded(RangeError, 'ERR_SOCKET_BAD_PORT', `Port should be >= 0 and < 65536. Received ${typeof options.port === 'string' ? `type string ('${options.port}')` : options.port}.`);
    this.connecting = true; this._host = host; this._port = port;
    take(this, nextSocket++);
    emit({ Connect: { socket: this._id, host, port } });
    return this;
  },
  _read() {},
  _write(chunk, encoding, done) {
    if (this.connecting) { this._queue.push([chunk, done]); return; }
    this.bytesWritten += chunk.length;
    emit({ SocketWrite: { socket: this._id, bytes: wire(chunk) } });
    touch(this);
    done();
  },
  _final(done) {
    if (this.connecting) { this._queue.push([null, done]); return; }
    emit({ SocketEnd: { socket: this._id } });
    done();
  },
  _destroy(error, done) {
    if (sockets.has(this._id)) { sockets.delete(this._id); if (!this._over) emit({ SocketDestroy: { socket: this._id } }); }
    release(this);
    if (this._timer) clearTimeout(this._timer);
    if (this.server && this.server._gone) this.server._gone(this);
    done(error);
  },
  destroySoon() { if (this.writable) this.end(); if (this._writableState.finished) this.destroy(); else this.once('finish', () => this.destroy()); },
  resetAndDestroy() { return this.destroy(); },
  setTimeout(ms, done) { this.timeout = ms; if (done) { if (ms) this.once('timeout', done); else this.removeListener('timeout', done); } touch(this); return this; },
  setNoDelay() { return this; }, setKeepAlive() { return this; },
  ref() { if (sockets.has(this._id)) hold(this); return this; }, unref() { release(this); return this; },
  address() { return this.localAddress ? { address: this.localAddress, family: this.localFamily, port: this.localPort } : {}; },
});
Object.defineProperty(Socket.prototype, 'readyState', { get() { return this.connecting ? 'opening' : this.readable && this.writable ? 'open' : this.readable ? 'readOnly' : this.writable ? 'writeOnly' : 'closed'; } });
Object.defineProperty(Socket.prototype, 'pending', { get() { return !sockets.has(this._id) || this.connecting; } });
function touch(socket) {
  if (socket._timer) { clearTimeout(socket._timer); socket._timer = null; }
  if (socket.timeout) { socket._timer = setTimeout(() => socket.emit('timeout'), socket.timeout); socket._timer.unref(); }
}
const wire = (chunk) => {
  const text = $.dec(chunk, 'utf8');
  return text.includes('\ufffd') ? 'b' + $.dec(chunk, 'base64').replace(/=+$/, '') : 't' + text;
};
function normal(args) {
  const done = typeof args[args.length - 1] === 'function' ? args.pop() : undefined;
  const [first, second] = args;
  return [first !== null && typeof first === 'object' ? first : typeof first === 'string' && !/^\d+$/.test(first) ? { path: first } : { port: first, host: typeof second === 'string' ? second : undefined }, done];
}
on.Connected = ({ socket: id, remote, local }) => {
  const socket = sockets.get(id);
  if (!socket) return;
  socket.connecting = false;
  ends(socket, remote, local);
  socket.emit('connect'); socket.emit('ready');
  for (const [chunk, done] of socket._queue.splice(0)) { if (chunk) socket._write(chunk, 'buffer', done); else socket._final(done); }
};
on.ConnectFailed = ({ socket: id, code, address }) => {
  const socket = sockets.get(id);
  if (!socket) return;
  sockets.delete(id); socket.connecting = false;
  let error;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') { error = new Error(`getaddrinfo ${code} ${socket._host}`); Object.assign(error, { errno: -UV[code][0], code, syscall: 'getaddrinfo', hostname: socket._host }); } else {
    error = new Error(`connect ${code} ${address}:${socket._port}`);
    Object.assign(error, { errno: -(UV[code] || [5])[0], code, syscall: 'connect', address, port: socket._port });
  }
  hide(error, 'stack', `Error: ${error.message}\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1637:16)`);
  socket.destroy(error);
};
on.SocketData = ({ socket: id, bytes }) => {
  const socket = sockets.get(id);
  if (!socket || socket.destroyed) return;
  const chunk = require('buffer').Buffer.from($.bytes(bytes).buffer);
  socket.bytesRead += chunk.length;
  touch(socket);
  socket.push(chunk);
};
on.SocketEnd = ({ socket: id }) => { const socket = sockets.get(id); if (socket && !socket.destroyed) socket.push(null); };
on.SocketClosed = ({ socket: id, code }) => {
  const socket = sockets.get(id);
  if (!socket) return;
  socket._over = true;
  if (code) socket.destroy(uv(code, code === 'EPIPE' ? 'write' : 'read'));
  else { socket.push(null); sockets.delete(id); release(socket); if (socket._readableState.endEmitted || socket._readableState.flowing === null) socket.destroy(); }
};
function Server(options, listener) {
  if (!(this instanceof Server)) return new Server(options, listener);
  EE.call(this);
  if (typeof options === 'function') { listener = options; options = {}; }
  if (listener) this.on('connection', listener);
  hide(this, '_id', 0); hide(this, '_local', null); hide(this, '_sockets', new Set()); hide(this, '_held', false); hide(this, '_options', options || {});
  this.listening = false;
}
Object.setPrototypeOf(Server.prototype, EE.prototype);
Object.setPrototypeOf(Server, EE);
Object.assign(Server.prototype, {
  listen(...args) {
    const [options, done] = normal(args);
    if (this._id) throw coded(Error, 'ERR_SERVER_ALREADY_LISTEN', 'Listen method has been called more than once without closing.');
    if (done) this.once('listening', done);
    let port = options.port ?? 0;
    if (typeof port !== 'number' && typeof port !== 'string' || String(port).trim() === '' || !(+port >= 0 && +port < 65536) || Math.floor(+port) !== +port) throw coded(RangeError, 'ERR_SOCKET_BAD_PORT', `options.port should be >= 0 and < 65536. Received ${typeof port === 'string' ? `type string ('${port}')` : typeof port === 'number' ? `type number (${port})` : I.received(port).slice(9)}.`);
    if (options.path) throw new Error('drydock: sockets in files are not modelled');
    this._id = nextServer++; this._host = options.host || ''; this._port = +port;
    servers.set(this._id, this); this._held = true; I.ref();
    emit({ Listen: { server: this._id, host: this._host, port: +port } });
    return this;
  },
  close(done) {
    if (done) { if (this._id) this.once('close', done); else this.once('close', () => done(coded(Error, 'ERR_SERVER_NOT_RUNNING', 'Server is not running.'))); }
    if (this._id) { emit({ CloseServer: { server: this._id } }); servers.delete(this._id); this._id = 0; this._local = null; this.listening = false; if (this._held) { this._held = false; I.unref(); } }
    this._maybeClosed();
    return this;
  },
  _maybeClosed() { if (!this._id && this._sockets.size === 0) process.nextTick(() => this.emit('close')); },
  _gone(socket) { if (this._sockets.delete(socket)) { if (!this._id) this._maybeClosed(); } },
  address() { return this._local && { address: this._local.address, family: family(this._local.address), port: this._local.port }; },
  getConnections(done) { process.nextTick(done, null, this._sockets.size); return this; },
  ref() { if (this._id && !this._held) { this._held = true; I.ref(); } return this; },
  unref() { if (this._held) { this._held = false; I.unref(); } return this; },
  [Symbol.asyncDispose]() { return new Promise((resolve) => this.close(resolve)); },
});
Object.defineProperty(Server.prototype, 'connections', { get() { return this._sockets.size; } });
on.Listening = ({ server: id, local }) => { const server = servers.get(id); if (!server) return; server._local = local; server.listening = true; server.emit('listening'); };
on.ListenFailed = ({ server: id, code }) => {
  const server = servers.get(id);
  if (!server) return;
  servers.delete(id); server._id = 0; if (server._held) { server._held = false; I.unref(); }
  const address = server._host || '::', [errno, text] = UV[code] || [5, 'i/o error'];
  const error = new Error(`listen ${code}: ${text} ${address}:${server._port}`);
  Object.assign(error, { code, errno: -errno, syscall: 'listen', address, port: server._port });
  const frames = ['Server.setupListenHandle [as _listen2] (node:net:1940:16)', 'listenInCluster (node:net:1997:12)', 'Server.listen (node:net:2102:7)'];
  hide(error, 'stack', `Error: ${error.message}\n    at ${frames.join('\n    at ')}`);
  hide(error, '%quote', "node:events:487\n      throw er; // Unhandled 'error' event\n      ^\n\n");
  hide(error, '%emitted', `Emitted 'error' event on Server instance at:\n    at emitErrorNT (node:net:1976:8)\n    at process.processTicksAndRejections (node:internal/process/task_queues:90:21)`);
  server.emit('error', error);
};
on.Connection = ({ server: id, socket: number, remote, local }) => {
  const server = servers.get(id);
  if (!server) { emit({ SocketDestroy: { socket: number } }); return; }
  const socket = new Socket({ allowHalfOpen: server._options.allowHalfOpen });
  socket.server = server;
  take(socket, number, remote, local);
  server._sockets.add(socket);
  server.emit('connection', socket);
};
const connect = (...args) => { const [options] = normal(args.slice()); return new Socket(options).connect(...args); };
Object.assign(exports, { Socket, Stream: Socket, Server, createServer: (options, listener) => new Server(options, listener), connect, createConnection: connect, isIP, isIPv4: (text) => isIP(text) === 4, isIPv6: (text) => isIP(text) === 6, setDefaultAutoSelectFamily() {}, getDefaultAutoSelectFamily: () => true });
})
