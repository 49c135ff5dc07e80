// EventEmitter and its helpers.
(function (exports, require, module, I) {
'use strict';
const { hide, coded, badType } = I;
function EventEmitter(options) { EventEmitter.init.call(this, options); }
module.exports = EventEmitter;
EventEmitter.EventEmitter = EventEmitter;
let maximum = 10;
Object.defineProperty(EventEmitter, 'defaultMaxListeners', { enumerable: true, get: () => maximum, set(value) { maximum = value; } });
EventEmitter.prototype._events = undefined;
EventEmitter.prototype._eventsCount = 0;
EventEmitter.prototype._maxListeners = undefined;
const kCapture = Symbol('shapeMode'), kRejections = Symbol.for('nodejs.rejection');
EventEmitter.errorMonitor = Symbol('events.errorMonitor');
EventEmitter.captureRejectionSymbol = kRejections;
EventEmitter.init = function () {
  if (this._events === undefined || this._events === Object.getPrototypeOf(this)._events) {
    this._events = { __proto__: null };
    this._eventsCount = 0;
  }
  this._maxListeners = this._maxListeners || undefined;
};
const check = (listener) => { if (typeof listener !== 'function') throw badType('listener', 'of type function', listener); };
const methods = {
  setMaxListeners(count) { this._maxListeners = count; return this; },
  getMaxListeners() { return this._maxListeners === undefined ? maximum : this._maxListeners; },
  emit(type, ...args) {
    const events = this._events;
    if (type === 'error') {
      if (events && events[EventEmitter.errorMonitor]) this.emit(EventEmitter.errorMonitor, ...args);
      if (!events || events.error === undefined) {
        const error = args[0];
        if (error instanceof Error) throw error;
        const shown = typeof error === 'string' ? `'${error}'` : require('util').inspect(error);
        const made = coded(Error, 'ERR_UNHANDLED_ERROR', `Unhandled error. (${shown})`);
        made.context = error;
        throw made;
      }
    }
    const handler = events && events[type];
    if (handler === undefined) return false;
    if (typeof handler === 'function') handler.apply(this, args);
    else { const list = handler.slice(); for (let at = 0; at < list.length; at++) list[at].apply(this, args); }
    return true;
  },
  addListener(type, listener) { return add(this, type, listener, false); },
  on(type, listener) { return add(this, type, listener, false); },
  prependListener(type, listener) { return add(this, type, listener, true); },
  once(type, listener) { check(listener); return add(this, type, wrap(this, type, listener), false); },
  prependOnceListener(type, listener) { check(listener); return add(this, type, wrap(this, type, listener), true); },
  removeListener(type, listener) {
    check(listener);
    const events = this._events, list = events && events[type];
    if (list === undefined) return this;
    if (list === listener || list.listener === listener) drop(this, type);
    else if (typeof list !== 'function') {
      let at = list.length - 1;
      while (at >= 0 && list[at] !== listener && list[at].listener !== listener) at--;
      if (at < 0) return this;
      if (list.length === 1) drop(this, type);
      else { list.splice(at, 1); if (list.length === 1) events[type] = list[0]; }
    } else return this;
    if (events.removeListener !== undefined) this.emit('removeListener', type, listener);
    return this;
  },
  removeAllListeners(type) {
    const events = this._events;
    if (!events) return this;
    const types = type === undefined ? Reflect.ownKeys(events) : [type];
    for (const each of types) {
      if (each === 'removeListener' && type === undefined) continue;
      for (const listener of this.rawListeners(each).reverse()) this.removeListener(each, listener);
    }
    if (type === undefined) { this._events = { __proto__: null }; this._eventsCount = 0; }
    return this;
  },
  listeners(type) { return this.rawListeners(type).map((each) => each.listener || each); },
  rawListeners(type) { const list = this._events && this._events[type]; return list === undefined ? [] : typeof list === 'function' ? [list] : list.slice(); },
  listenerCount(type, listener) {
    const list = this.rawListeners(type);
    return listener ? list.filter((each) => each === listener || each.listener === listener).length : list.length;
  },
  eventNames() { return this._eventsCount > 0 ? Reflect.ownKeys(this._events) : []; },
};
methods.off = methods.removeListener;
Object.assign(EventEmitter.prototype, methods);
function drop(target, type) {
  if (--target._eventsCount === 0) target._events = { __proto__: null };
  else delete target._events[type];
}
function wrap(target, type, listener) {
  let fired = false;
  const run = function (...args) {
    if (fired) return undefined;
    fired = true;
    target.removeListener(type, run);
    return listener.apply(target, args);
  };
  hide(run, 'name', 'bound onceWrapper');
  run.listener = listener;
  return run;
}
function add(target, type, listener, first) {
  check(listener);
  let events = target._events;
  if (events === undefined) { events = target._events = { __proto__: null }; target._eventsCount = 0; }
  else if (events.newListener !== undefined) { target.emit('newListener', type, listener.listener ?? listener); events = target._events; }
  const known = events[type];
  if (known === undefined) { events[type] = listener; target._eventsCount++; return target; }
  if (typeof known === 'function') events[type] = first ? [listener, known] : [known, listener];
  else if (first) known.unshift(listener);
  else known.push(listener);
  const list = events[type], most = target.getMaxListeners();
  if (most > 0 && list.length > most && !list.warned) {
    hide(list, 'warned', true);
    const name = target.constructor ? target.constructor.name : 'EventEmitter';
    I.process.emitWarning(`Possible EventEmitter memory leak detected. ${list.length} ${String(type)} listeners added to [${name}]. MaxListeners is ${most}. Use emitter.setMaxListeners() to increase limit`, 'MaxListenersExceededWarning');
  }
  return target;
}
EventEmitter.once = (emitter, name) => new Promise((resolve, reject) => {
  const failed = (error) => { emitter.removeListener(name, done); reject(error); };
  const done = (...args) => { emitter.removeListener('error', failed); resolve(args); };
  if (typeof emitter.addEventListener === 'function') { emitter.addEventListener(name, (event) => resolve([event]), { once: true }); return; }
  emitter.once(name, done);
  if (name !== 'error') emitter.once('error', failed);
});
EventEmitter.on = (emitter, name) => {
  const queue = [], waiting = [];
  const push = (...args) => { const next = waiting.shift(); next ? next({ value: args, done: false }) : queue.push(args); };
  emitter.on(name, push);
  return {
    next: () => queue.length ? Promise.resolve({ value: queue.shift(), done: false }) : new Promise((resolve) => waiting.push(resolve)),
    return() { emitter.removeListener(name, push); return Promise.resolve({ value: undefined, done: true }); },
    [Symbol.asyncIterator]() { return this; },
  };
};
EventEmitter.listenerCount = (emitter, type) => emitter.listenerCount(type);
EventEmitter.getEventListeners = (emitter, type) => emitter.listeners(type);
EventEmitter.setMaxListeners = (count, ...targets) => { if (targets.length) for (const each of targets) each.setMaxListeners(count); else maximum = count; };
EventEmitter.usingDomains = false;
})
