// Streams: Readable, Writable, Duplex, Transform, PassThrough, pipeline, finished.
(function (exports, require, module, I) {
'use strict';
const { hide, coded, process } = I;
const EE = require('events');
const B = () => require('buffer').Buffer;
function Stream(options) { EE.call(this, options); }
Object.setPrototypeOf(Stream.prototype, EE.prototype);
Object.setPrototypeOf(Stream, EE);
module.exports = Stream;
Stream.Stream = Stream;
Stream.prototype.pipe = function (target) { this.on('data', (chunk) => target.write(chunk)); this.on('end', () => target.end()); return target; };
const lengthOf = (state, chunk) => state.objectMode ? 1 : chunk.length;
function Readable(options = {}) { if (!(this instanceof Readable)) return new Readable(options); Stream.call(this); readableInit(this, options || {}); construct(this, options || {}); }
Object.setPrototypeOf(Readable.prototype, Stream.prototype);
Object.setPrototypeOf(Readable, Stream);
function readableInit(self, options) {
  const objectMode = !!(options.objectMode || options.readableObjectMode);
  hide(self, '_readableState', { objectMode, highWaterMark: options.highWaterMark ?? options.readableHighWaterMark ?? (objectMode ? 16 : 65536), buffer: [], length: 0, flowing: null, ended: false, endEmitted: false, reading: false, sync: false, needReadable: false, pipes: [], decoder: null, encoding: null, destroyed: false, errored: null, closed: false, autoDestroy: options.autoDestroy !== false, resumeScheduled: false, readableListening: false, emittedReadable: false });
  if (options.encoding) self.setEncoding(options.encoding);
  if (typeof options.read === 'function') self._read = options.read;
  if (typeof options.destroy === 'function') self._destroy = options.destroy;
  self.readable = true;
}
function construct(self, options) {
  if (options.signal) options.signal.addEventListener('abort', () => self.destroy(require('web').abortError(options.signal)));
  const make = options.construct || self._construct;
  if (!make) return;
  const states = [self._readableState, self._writableState].filter(Boolean);
  for (const state of states) state.constructed = false;
  process.nextTick(() => make.call(self, (error) => {
    for (const state of states) state.constructed = true;
    if (error) { self.destroy(error); return; }
    if (self._writableState) pump(self);
    if (self._readableState && (self._readableState.flowing || self._readableState.needReadable)) fill(self);
  }));
}
const readableMethods = {
  _read() { throw coded(Error, 'ERR_METHOD_NOT_IMPLEMENTED', 'The _read() method is not implemented'); },
  push(chunk, encoding) { return add(this, chunk, encoding, false); },
  unshift(chunk, encoding) { return add(this, chunk, encoding, true); },
  setEncoding(encoding) {
    const state = this._readableState;
    state.decoder = new (require('string_decoder').StringDecoder)(encoding);
    state.encoding = state.decoder.encoding;
    const text = state.buffer.map((chunk) => state.decoder.write(chunk)).join('');
    state.buffer = text ? [text] : []; state.length = text.length;
    return this;
  },
  isPaused() { return this._readableState.flowing === false; },
  pause() { if (this._readableState.flowing !== false) { this._readableState.flowing = false; this.emit('pause'); } return this; },
  resume() {
    const state = this._readableState;
    if (!state.flowing) { state.flowing = !state.readableListening; schedule(this); }
    return this;
  },
  read(size) {
    const state = this._readableState;
    if (size === undefined || Number.isNaN(size)) size = state.flowing && state.length && !state.objectMode ? state.buffer[0].length : state.length;
    if (state.objectMode && size > 0) size = 1;
    if (size > state.length) { if (!state.ended) { state.needReadable = true; fill(this); if (size > state.length) { if (!state.ended) return null; size = state.length; } } else size = state.length; }
    let out = null;
    if (size > 0 && state.length > 0) out = take(state, size);
    if (state.length < state.highWaterMark && !state.ended) { state.needReadable ||= state.length === 0; fill(this); }
    if (out === null) { state.needReadable = true; }
    if (state.length === 0 && state.ended) endReadable(this);
    if (out !== null) this.emit('data', out);
    return out;
  },
  on(name, listener) {
    Stream.prototype.on.call(this, name, listener);
    const state = this._readableState;
    if (name === 'data') { state.readableListening = this.listenerCount('readable') > 0; if (state.flowing !== false) this.resume(); } else if (name === 'readable' && !state.readableListening) {
      state.readableListening = state.needReadable = true; state.flowing = false;
      if (state.length) announce(this); else if (!state.reading) process.nextTick(() => fill(this));
    }
    return this;
  },
  pipe(target, options) {
    const self = this;
    const end = (!options || options.end !== false) && target !== process.stdout && target !== process.stderr;
    this._readableState.pipes.push(target);
    const ondata = (chunk) => { if (target.write(chunk) === false) { self.pause(); } };
    const ondrain = () => { if (self._readableState.pipes.includes(target)) self.resume(); };
    const onend = () => { if (end) target.end(); };
    this.on('data', ondata); target.on('drain', ondrain);
    if (this._readableState.endEmitted) process.nextTick(onend); else this.once('end', onend);
    const unpipe = (source) => { if (source !== self) return; self.removeListener('data', ondata); target.removeListener('drain', ondrain); self.removeListener('end', onend); target.removeListener('unpipe', unpipe); };
    target.on('unpipe', unpipe);
    target.emit('pipe', this);
    if (!this._readableState.flowing) this.resume();
    return target;
  },
  unpipe(target) {
    const state = this._readableState;
    const list = target ? [target] : state.pipes.slice();
    for (const each of list) { const at = state.pipes.indexOf(each); if (at >= 0) { state.pipes.splice(at, 1); each.emit('unpipe', this, {}); } }
    if (!state.pipes.length) this.pause();
    return this;
  },
  addListener(name, listener) { return this.on(name, listener); },
  async *[Symbol.asyncIterator]() {
    let error, ended = false, wake = () => {};
    const next = () => { const run = wake; wake = () => {}; run(); };
    this.on('readable', next); this.on('end', () => { ended = true; next(); }); this.on('error', (e) => { error = e; next(); }); this.on('close', () => { ended = true; next(); });
    try {
      for (;;) {
        const chunk = this.destroyed ? null : this.read();
        if (chunk !== null) yield chunk;
        else if (error) throw error;
        else if (ended) return;
        else await new Promise((resolve) => { wake = resolve; });
      }
    } finally { if (!this._readableState.endEmitted) this.destroy(); }
  },
  toArray() { return (async () => { const out = []; for await (const each of this) out.push(each); return out; })(); },
};
for (const name of Object.keys(readableMethods)) Readable.prototype[name] = readableMethods[name];
Readable.prototype[Symbol.asyncIterator] = readableMethods[Symbol.asyncIterator];
const getters = (target, table) => { for (const name of Object.keys(table)) Object.defineProperty(target, name, { get: table[name], set() {}, configurable: true, enumerable: false }); };
const readableGetters = {
  readableFlowing() { return this._readableState.flowing; }, readableLength() { return this._readableState.length; }, readableHighWaterMark() { return this._readableState.highWaterMark; },
  readableEnded() { return this._readableState.endEmitted; }, readableObjectMode() { return this._readableState.objectMode; }, readableEncoding() { return this._readableState.encoding; },
};
getters(Readable.prototype, readableGetters);
const sharedGetters = {
  destroyed() { return !!(this._readableState || this._writableState).destroyed; },
  errored() { return (this._readableState && this._readableState.errored) || (this._writableState && this._writableState.errored) || null; },
  closed() { return !!(this._readableState || this._writableState).closed; },
};
getters(Readable.prototype, sharedGetters);
function add(self, chunk, encoding, first) {
  const state = self._readableState;
  state.reading = false;
  if (chunk === null) {
    if (!state.ended) {
      if (state.decoder) { const rest = state.decoder.end(); if (rest) { state.buffer.push(rest); state.length += rest.length; } }
      state.ended = true; announce(self); if (state.flowing) schedule(self);
    }
    return false;
  }
  if (!state.objectMode) {
    if (typeof chunk === 'string') { if (state.encoding !== (encoding || 'utf8') || !state.decoder) chunk = B().from(chunk, encoding); } else if (!(chunk instanceof Uint8Array)) {
      if (chunk !== undefined) self.destroy(I.badType('chunk', 'of type string or an instance of Buffer, TypedArray, or DataView', chunk));
      return false;
    } else if (!B().isBuffer(chunk)) chunk = B().from(chunk.buffer, chunk.byteOffset, chunk.length);
    if (chunk.length === 0) { if (!state.ended) more(self); return state.length < state.highWaterMark; }
  }
  if (state.ended && !first) { self.destroy(coded(Error, 'ERR_STREAM_PUSH_AFTER_EOF', 'stream.push() after EOF')); return false; }
  if (state.decoder && typeof chunk !== 'string') { chunk = state.decoder.write(chunk); if (!chunk) { more(self); return true; } }
  if (state.flowing && state.length === 0 && !state.sync && self.listenerCount('data') && !first) self.emit('data', chunk);
  else { first ? state.buffer.unshift(chunk) : state.buffer.push(chunk); state.length += lengthOf(state, chunk); if (state.flowing) schedule(self); if (state.needReadable) announce(self); }
  more(self);
  return !state.ended && state.length < state.highWaterMark;
}
function more(self) {
  const state = self._readableState;
  if (state.moreScheduled) return;
  state.moreScheduled = true;
  process.nextTick(() => { state.moreScheduled = false; if (!state.reading && !state.ended && !state.destroyed && (state.length < state.highWaterMark) && (state.flowing || state.needReadable || state.length > 0 || state.readableListening)) fill(self); });
}
function take(state, size) {
  if (state.objectMode) { state.length--; return state.buffer.shift(); }
  if (size >= state.length) { const all = state.buffer.length === 1 ? state.buffer[0] : typeof state.buffer[0] === 'string' ? state.buffer.join('') : B().concat(state.buffer); state.buffer = []; state.length = 0; return all; }
  const all = typeof state.buffer[0] === 'string' ? state.buffer.join('') : state.buffer.length === 1 ? state.buffer[0] : B().concat(state.buffer);
  state.buffer = [all.slice(size)]; state.length -= size;
  return all.slice(0, size);
}
function fill(self) {
  const state = self._readableState;
  if (state.reading || state.ended || state.destroyed || state.constructed === false) return;
  state.reading = true; state.sync = true;
  try { self._read(state.highWaterMark); } catch (error) { self.destroy(error); }
  state.sync = false;
}
function announce(self) {
  const state = self._readableState;
  state.needReadable = false;
  if (state.emittedReadable || !self.listenerCount('readable')) { if (state.ended && state.length === 0) { state.flowing !== false && schedule(self); } return; }
  state.emittedReadable = true;
  process.nextTick(() => {
    state.emittedReadable = false;
    if (!state.destroyed && (state.length || state.ended)) { self.emit('readable'); }
    if (state.ended && state.length === 0) endReadable(self); else state.needReadable = state.length === 0;
  });
}
function schedule(self) {
  const state = self._readableState;
  if (state.resumeScheduled) return;
  state.resumeScheduled = true;
  process.nextTick(() => {
    state.resumeScheduled = false;
    if (!state.reading) self.read(0);
    self.emit('resume');
    while (state.flowing && state.length && !state.destroyed) { if (self.read() === null) break; }
    if (state.ended && state.length === 0) endReadable(self);
    else if (state.flowing && !state.reading) fill(self);
  });
}
function endReadable(self) {
  const state = self._readableState;
  if (state.endEmitted || state.endScheduled) return;
  state.endScheduled = true;
  process.nextTick(() => {
    if (state.endEmitted || state.length || state.destroyed && state.errored) return;
    state.endEmitted = true; self.readable = false;
    self.emit('end');
    const writable = self._writableState;
    if (writable && self.allowHalfOpen === false && !writable.ending) self.end();
    if (state.autoDestroy && (!writable || writable.finished)) self.destroy();
  });
}
function destroy(error, done) {
  const states = [this._readableState, this._writableState].filter(Boolean);
  if (states.some((state) => state.destroyed)) { if (done) done(error); return this; }
  for (const state of states) { state.destroyed = true; if (error) state.errored = error; }
  this._destroy(error || null, (failure) => {
    error = failure || error;
    for (const state of states) if (error) state.errored = error;
    if (done) done(error);
    process.nextTick(() => {
      if (error && !this._errorEmitted) { hide(this, '_errorEmitted', true); this.emit('error', error); }
      for (const state of states) state.closed = true;
      this.emit('close');
    });
  });
  return this;
}
Readable.prototype.destroy = destroy;
Readable.prototype._destroy = function (error, done) { done(error); };
Readable.from = (source, options) => {
  if (typeof source === 'string' || source instanceof Uint8Array) source = [source];
  const iterator = source[Symbol.asyncIterator] ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  return new Readable({ objectMode: true, highWaterMark: 1, ...options, read() { Promise.resolve(iterator.next()).then(async ({ value, done }) => this.push(done ? null : await value)).catch((error) => this.destroy(error)); } });
};
Readable.toWeb = (stream) => stream;
function Writable(options = {}) { if (!(this instanceof Writable) && !(this instanceof Duplex)) return new Writable(options); Stream.call(this); writableInit(this, options || {}); construct(this, options || {}); }
Object.setPrototypeOf(Writable.prototype, Stream.prototype);
Object.setPrototypeOf(Writable, Stream);
Object.defineProperty(Writable, Symbol.hasInstance, { value(object) { return Function.prototype[Symbol.hasInstance].call(this, object) || (this === Writable && !!object && typeof object === 'object' && object._writableState !== undefined); } });
function writableInit(self, options) {
  const objectMode = !!(options.objectMode || options.writableObjectMode);
  hide(self, '_writableState', { objectMode, highWaterMark: options.highWaterMark ?? options.writableHighWaterMark ?? (objectMode ? 16 : 65536), queue: [], length: 0, busy: false, ending: false, ended: false, finished: false, corked: 0, needDrain: false, decodeStrings: options.decodeStrings !== false, encoding: options.defaultEncoding || 'utf8', destroyed: false, errored: null, closed: false, autoDestroy: options.autoDestroy !== false });
  for (const [name, own] of [['write', '_write'], ['writev', '_writev'], ['final', '_final'], ['destroy', '_destroy']]) if (typeof options[name] === 'function') self[own] = options[name];
  self.writable = true;
}
const writableMethods = {
  _write(chunk, encoding, done) { if (this._writev) this._writev([{ chunk, encoding }], done); else throw coded(Error, 'ERR_METHOD_NOT_IMPLEMENTED', 'The _write() method is not implemented'); },
  write(chunk, encoding, done) {
    const state = this._writableState;
    if (typeof encoding === 'function') { done = encoding; encoding = undefined; }
    encoding ||= state.encoding;
    if (chunk === null) throw coded(TypeError, 'ERR_STREAM_NULL_VALUES', 'May not write null values to stream');
    if (!state.objectMode) {
      if (typeof chunk === 'string') { if (state.decodeStrings) { chunk = B().from(chunk, encoding); encoding = 'buffer'; } } else if (chunk instanceof Uint8Array) { if (!B().isBuffer(chunk)) chunk = B().from(chunk.buffer, chunk.byteOffset, chunk.length); encoding = 'buffer'; } else throw I.badType('chunk', 'of type string or an instance of Buffer, TypedArray, or DataView', chunk);
    }
    if (state.ending || state.destroyed) {
      const error = state.ending ? coded(Error, 'ERR_STREAM_WRITE_AFTER_END', 'write after end') : coded(Error, 'ERR_STREAM_DESTROYED', 'Cannot call write after a stream was destroyed');
      process.nextTick(() => { if (done) done(error); });
      if (state.ending && !state.destroyed) this.destroy(error);
      return false;
    }
    state.length += lengthOf(state, chunk);
    const room = state.length < state.highWaterMark;
    if (!room) state.needDrain = true;
    state.queue.push({ chunk, encoding, done });
    pump(this);
    return room && !state.errored && !state.destroyed;
  },
  end(chunk, encoding, done) {
    const state = this._writableState;
    if (typeof chunk === 'function') { done = chunk; chunk = undefined; } else if (typeof encoding === 'function') { done = encoding; encoding = undefined; }
    if (chunk !== undefined && chunk !== null) this.write(chunk, encoding);
    if (state.corked) { state.corked = 0; pump(this); }
    if (done) { if (state.finished) process.nextTick(done); else this.once('finish', done); }
    if (!state.ending) { state.ending = true; this.writable = false; finish(this); }
    return this;
  },
  cork() { this._writableState.corked++; },
  uncork() { const state = this._writableState; if (state.corked) { state.corked--; if (!state.corked) pump(this); } },
  setDefaultEncoding(encoding) { this._writableState.encoding = encoding; return this; },
};
for (const name of Object.keys(writableMethods)) Writable.prototype[name] = writableMethods[name];
Writable.prototype.destroy = destroy;
Writable.prototype._destroy = Readable.prototype._destroy;
const writableGetters = {
  writableEnded() { return this._writableState.ending; }, writableFinished() { return this._writableState.finished; }, writableLength() { return this._writableState.length; }, writableNeedDrain() { return this._writableState.needDrain; },
  writableHighWaterMark() { return this._writableState.highWaterMark; }, writableObjectMode() { return this._writableState.objectMode; }, writableCorked() { return this._writableState.corked; },
};
getters(Writable.prototype, writableGetters);
getters(Writable.prototype, sharedGetters);
function pump(self) {
  const state = self._writableState;
  if (state.busy || state.corked || state.constructed === false || state.destroyed) return;
  const next = state.queue.shift();
  if (!next) { finish(self); return; }
  state.busy = true;
  let sync = true;
  const size = lengthOf(state, next.chunk);
  const after = (error) => {
    state.busy = false;
    state.length -= size;
    if (error) { if (next.done) next.done(error); self.destroy(error); return; }
    const told = () => {
      if (next.done) next.done(null);
      if (state.needDrain && state.length === 0 && !state.ending && !state.destroyed) { state.needDrain = false; self.emit('drain'); }
      finish(self);
    };
    if (sync) process.nextTick(told); else told();
    pump(self);
  };
  try { self._write(next.chunk, next.encoding, after); } catch (error) { if (sync) { state.busy = false; throw error; } self.destroy(error); }
  sync = false;
}
function finish(self) {
  const state = self._writableState;
  if (!state.ending || state.finishing || state.busy || state.queue.length || state.destroyed || state.constructed === false) return;
  state.finishing = true;
  const done = (error) => {
    if (error) { self.destroy(error); return; }
    process.nextTick(() => {
      if (state.destroyed && state.errored) return;
      state.finished = true;
      self.emit('finish');
      const readable = self._readableState;
      if (state.autoDestroy && (!readable || readable.endEmitted || readable.autoDestroy === false)) self.destroy();
    });
  };
  if (self._final) { self.emit('prefinish'); self._final(done); } else { self.emit('prefinish'); done(); }
}
function Duplex(options = {}) {
  if (!(this instanceof Duplex)) return new Duplex(options);
  options ||= {};
  Stream.call(this);
  readableInit(this, options); writableInit(this, options);
  this.allowHalfOpen = options.allowHalfOpen !== false;
  if (options.readable === false) { this.readable = false; this._readableState.ended = this._readableState.endEmitted = true; }
  if (options.writable === false) { this.writable = false; this._writableState.ending = this._writableState.finished = true; }
  construct(this, options);
}
Object.setPrototypeOf(Duplex.prototype, Readable.prototype);
Object.setPrototypeOf(Duplex, Readable);
for (const name of Object.keys(writableMethods)) Duplex.prototype[name] = writableMethods[name];
getters(Duplex.prototype, writableGetters);
function Transform(options = {}) {
  if (!(this instanceof Transform)) return new Transform(options);
  Duplex.call(this, options);
  if (options && typeof options.transform === 'function') this._transform = options.transform;
  if (options && typeof options.flush === 'function') this._flush = options.flush;
  hide(this, '_waiting', null);
}
Object.setPrototypeOf(Transform.prototype, Duplex.prototype);
Object.setPrototypeOf(Transform, Duplex);
Transform.prototype._transform = function () { throw coded(Error, 'ERR_METHOD_NOT_IMPLEMENTED', 'The _transform() method is not implemented'); };
Transform.prototype._write = function (chunk, encoding, done) {
  this._transform(chunk, encoding, (error, value) => {
    if (error) { done(error); return; }
    if (value != null) this.push(value);
    const state = this._readableState;
    if (state.ended || state.length < state.highWaterMark) done(); else this._waiting = done;
  });
};
Transform.prototype._final = function (done) {
  if (this._flush) this._flush((error, value) => { if (error) { done(error); return; } if (value != null) this.push(value); this.push(null); done(); });
  else { this.push(null); done(); }
};
Transform.prototype._read = function () { const done = this._waiting; if (done) { this._waiting = null; done(); } this._readableState.reading = false; };
function PassThrough(options) { if (!(this instanceof PassThrough)) return new PassThrough(options); Transform.call(this, options); }
Object.setPrototypeOf(PassThrough.prototype, Transform.prototype);
Object.setPrototypeOf(PassThrough, Transform);
PassThrough.prototype._transform = function (chunk, encoding, done) { done(null, chunk); };
for (const Class of [Readable, Writable, Duplex, Transform, PassThrough]) hide(Class.prototype, 'constructor', Class);
function finished(stream, options, done) {
  if (typeof options === 'function') { done = options; options = {}; }
  let over = false;
  const call = (error) => { if (!over) { over = true; done.call(stream, error); } };
  const needsEnd = stream._readableState && options.readable !== false && !stream._readableState.endEmitted, needsFinish = stream._writableState && options.writable !== false && !stream._writableState.finished;
  let ends = needsEnd, writes = needsFinish;
  stream.on('end', () => { ends = false; if (!writes) call(); });
  stream.on('finish', () => { writes = false; if (!ends) call(); });
  stream.on('error', call);
  stream.on('close', () => { if (ends || writes) call(coded(Error, 'ERR_STREAM_PREMATURE_CLOSE', 'Premature close')); else call(); });
  if (stream.destroyed && stream.errored) process.nextTick(call, stream.errored);
  else if (!ends && !writes) process.nextTick(call);
  return () => {};
}
function pipeline(...streams) {
  const done = typeof streams[streams.length - 1] === 'function' ? streams.pop() : () => {};
  if (Array.isArray(streams[0])) streams = streams[0];
  streams = streams.map((each, at) => at === 0 && each && typeof each !== 'function' && !each._readableState && (each[Symbol.iterator] || each[Symbol.asyncIterator]) ? Readable.from(each) : typeof each === 'function' && at === 0 ? Readable.from(each()) : each);
  for (let at = 1; at < streams.length; at++) if (typeof streams[at] === 'function') {
    const result = streams[at](streams[at - 1]);
    if (at === streams.length - 1 && typeof result.then === 'function') { result.then((value) => done(undefined, value), done); return streams[0]; }
    streams[at] = Readable.from(result);
  }
  let over = false, left = streams.length;
  const stop = (error) => { if (over) return; if (error) { over = true; for (const each of streams) if (!each.destroyed) each.destroy(); done(error); } else if (--left === 0) { over = true; done(); } };
  streams.forEach((each, at) => { finished(each, { readable: at < streams.length - 1, writable: at > 0 }, stop); if (at > 0) streams[at - 1].pipe(each); });
  return streams[streams.length - 1];
}
const promises = {
  pipeline: (...streams) => new Promise((resolve, reject) => { pipeline(...streams, (error, value) => error ? reject(error) : resolve(value)); }),
  finished: (stream, options = {}) => new Promise((resolve, reject) => { finished(stream, options, (error) => error ? reject(error) : resolve()); }),
};
hide(pipeline, Symbol.for('nodejs.util.promisify.custom'), promises.pipeline);
hide(finished, Symbol.for('nodejs.util.promisify.custom'), promises.finished);
Object.assign(Stream, { Readable, Writable, Duplex, Transform, PassThrough, pipeline, finished, promises, addAbortSignal: (signal, stream) => stream, isReadable: (stream) => !!stream.readable, isErrored: (stream) => !!stream.errored, getDefaultHighWaterMark: (object) => object ? 16 : 65536, setDefaultHighWaterMark() {} });
})
