// The start of every process: event loop, process object, CommonJS, console, and what nobody catches.
(function ($) {
'use strict';
for (const name of ['compile', 'esm', 'lib', 'script']) { const native = $[name]; $[name] = (a, b, c) => $.clean(native, a, b, c); }
const define = Object.defineProperty;
const hide = (object, key, value) => define(object, key, { value, writable: true, configurable: true, enumerable: false });
// A property made when it is first looked at. It stays a getter: the engine remembers where it found one.
const lazy = (object, key, make, enumerable = false) => {
  let made = false, value;
  define(object, key, { configurable: true, enumerable, get() { if (!made) { made = true; value = make(); } return value; }, set(next) { made = true; value = next; } });
};
const global = globalThis;
let start = {};

// ---- the host ----
const emit = (effect) => $.emit(JSON.stringify(effect));
const UV = {
  E2BIG: [7, 'argument list too long'], EACCES: [13, 'permission denied'], EADDRINUSE: [98, 'address already in use'],
  EADDRNOTAVAIL: [99, 'address not available'], EAI_AGAIN: [3001, 'temporary failure'], EBADF: [9, 'bad file descriptor'],
  EBUSY: [16, 'resource busy or locked'], ECONNREFUSED: [111, 'connection refused'], ECONNRESET: [104, 'connection reset by peer'],
  EEXIST: [17, 'file already exists'], EHOSTUNREACH: [113, 'host is unreachable'], EINVAL: [22, 'invalid argument'], EIO: [5, 'i/o error'],
  EISDIR: [21, 'illegal operation on a directory'], ELOOP: [40, 'too many symbolic links encountered'], EMFILE: [24, 'too many open files'],
  ENOENT: [2, 'no such file or directory'], ENOSYS: [38, 'function not implemented'], ENOTDIR: [20, 'not a directory'],
  ENOTEMPTY: [39, 'directory not empty'], ENOTFOUND: [3008, 'unknown node or service'], EPERM: [1, 'operation not permitted'],
  EPIPE: [32, 'broken pipe'], EROFS: [30, 'read-only file system'], ESRCH: [3, 'no such process'], ETIMEDOUT: [110, 'connection timed out'],
  EXDEV: [18, 'cross-device link not permitted'], ENOSPC: [28, 'no space left on device'],
};
function uv(code, syscall, path, dest) {
  const [errno, text] = UV[code] || [5, 'i/o error'];
  let message = `${code}: ${text}, ${syscall}`;
  if (path !== undefined) message += ` '${path}'`;
  if (dest !== undefined) message += ` -> '${dest}'`;
  const error = new Error(message);
  error.errno = -errno; error.code = code; error.syscall = syscall;
  if (path !== undefined) error.path = path;
  if (dest !== undefined) error.dest = dest;
  return error;
}
// A host call: its answer, or an error thrown as Node's file functions throw it.
function call(name, fields, syscall, path, dest) {
  const reply = JSON.parse($.call(JSON.stringify(fields ? { [name]: fields } : name)));
  if (reply === 'Done') return undefined;
  const kind = Object.keys(reply)[0];
  if (kind === 'Failed') throw uv(reply.Failed, syscall, path, dest);
  return reply[kind];
}
function coded(Base, code, message, extra) {
  const error = new Base(message);
  const name = error.name;
  hide(error, 'stack', String(error.stack).replace(name, `${name} [${code}]`));
  error.code = code;
  return extra ? Object.assign(error, extra) : error;
}
const received = (value) => {
  if (value == null) return `Received ${value}`;
  if (typeof value === 'function') return `Received function ${value.name}`;
  if (typeof value === 'object') {
    if (value.constructor && value.constructor.name) return `Received an instance of ${value.constructor.name}`;
    return `Received ${lib('util').inspect(value, { depth: -1 })}`;
  }
  let shown = lib('util').inspect(value, { colors: false });
  if (shown.length > 28) shown = shown.slice(0, 25) + '...';
  return `Received type ${typeof value} (${shown})`;
};
const badType = (name, expected, value) =>
  coded(TypeError, 'ERR_INVALID_ARG_TYPE', `The "${name}" ${name.includes('.') ? 'property' : 'argument'} must be ${expected}. ${received(value)}`);
const badRange = (name, range, value) =>
  coded(RangeError, 'ERR_OUT_OF_RANGE', `The value of "${name}" is out of range. It must be ${range}. Received ${lib('util').inspect(value)}`);
const mustBeFunction = (value, name = 'callback') => { if (typeof value !== 'function') throw badType(name, 'of type function', value); };

// ---- the event loop ----
let phase = 0, fresh = false, loopNow = 0, seq = 0, alarm = null, refs = 0, batch = [];
const timers = [], ticks = [], io = [];
const forget = (timer) => { const at = timers.indexOf(timer); if (at >= 0) timers.splice(at, 1); };
let immediates = [];
const clock = () => $.now() / 1000;
class Timeout {
  constructor(run, args, after, repeat) {
    after = +after;
    if (!(after >= 1 && after <= 2147483647)) {
      if (after > 2147483647) process.emitWarning(`${after} does not fit into a 32-bit signed integer.\nTimeout duration was set to 1.`, 'TimeoutOverflowWarning');
      after = 1;
    }
    this._idleTimeout = Math.trunc(after);
    this._onTimeout = run;
    this._repeat = repeat ? this._idleTimeout : null;
    this._destroyed = false;
    hide(this, '_args', args); hide(this, '_ref', true); hide(this, '_id', ++seq);
    hide(this, '_due', Math.floor(clock()) + this._idleTimeout);
    timers.push(this);
  }
  ref() { this._ref = true; return this; }
  unref() { this._ref = false; return this; }
  hasRef() { return this._ref; }
  refresh() { this._due = Math.floor(clock()) + this._idleTimeout; forget(this); timers.push(this); return this; }
  close() { clear(this); return this; }
  // As Node shows it, with the lists that it keeps its timers in.
  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
    const shown = new TimeoutShown(), list = new TimersList();
    Object.assign(shown, { _idleTimeout: this._idleTimeout, _idlePrev: this._destroyed ? null : list, _idleNext: this._destroyed ? null : list, _idleStart: this._due - this._idleTimeout - Math.floor(began) + 25, _onTimeout: this._onTimeout, _timerArgs: this._args.length ? this._args : undefined, _repeat: this._repeat, _destroyed: this._destroyed, [Symbol('refed')]: this._ref, [Symbol('kHasPrimitive')]: false, [Symbol('asyncId')]: this._id + 4, [Symbol('triggerId')]: 1 });
    return inspect(shown, { ...options, depth: 0 });
  }
  [Symbol.toPrimitive]() { return this._id; }
}
const TimeoutShown = class Timeout {};
class TimersList { constructor() { this.expiry = 0; } }
class Immediate {
  constructor(run, args) { this._onImmediate = run; hide(this, '_args', args); hide(this, '_ref', true); immediates.push(this); }
  ref() { this._ref = true; return this; }
  unref() { this._ref = false; return this; }
  hasRef() { return this._ref; }
}
function clear(timer) {
  if (timer == null) return;
  if (typeof timer !== 'object') { for (const each of timers) if (each._id == timer) timer = each; }
  if (timer instanceof Timeout) { forget(timer); timer._destroyed = true; timer._onTimeout = null; }
}
function setTimeout(callback, after, ...args) { mustBeFunction(callback); return new Timeout(callback, args, after, false); }
function setInterval(callback, repeat, ...args) { mustBeFunction(callback); return new Timeout(callback, args, repeat, true); }
function setImmediate(callback, ...args) { mustBeFunction(callback); return new Immediate(callback, args); }
function clearImmediate(immediate) { if (immediate instanceof Immediate) immediate._onImmediate = null; }
function due(now) {
  let first = null;
  for (const timer of timers) if (timer._due <= now && (!first || timer._due < first._due)) first = timer;
  return first;
}
function runTimer(timer) {
  const run = timer._onTimeout;
  if (timer._repeat !== null) { timer._due = loopNow + timer._repeat; forget(timer); timers.push(timer); }
  else { forget(timer); timer._destroyed = true; }
  run.apply(timer, timer._args);
}
// Something that is done already but whose callback comes from the loop, as with files.
const later = (run) => { io.push(run); };
function step() {
  // The main program counts as a millisecond, so that its shortest timers are due before its immediates.
  if (fresh) { fresh = false; phase = 0; loopNow = Math.floor(clock()) + 1; }
  if (phase === 0) {
    const timer = due(loopNow);
    if (timer) { runTimer(timer); return true; }
    phase = 1;
  }
  if (phase === 1) {
    if (io.length) { io.shift()(); return true; }
    const event = $.event();
    if (event !== undefined) { handle(event); return true; }
    phase = 2; batch = immediates; immediates = [];
  }
  while (batch.length) {
    const immediate = batch.shift();
    if (immediate._onImmediate) { immediate._onImmediate.apply(immediate, immediate._args); return true; }
  }
  phase = 0; loopNow = Math.floor(clock());
  return immediates.length > 0 || io.length > 0 || due(loopNow) !== null;
}
let rejected = [];
function runTicks() {
  if (ticks.length) { const tick = ticks.shift(); tick[0].apply(undefined, tick[1]); return true; }
  const list = $.rejections();
  for (let at = 0; at < list.length; at += 2) {
    const promise = list[at];
    if (list[at + 1]) rejected.push(promise);
    else {
      const known = rejected.indexOf(promise);
      if (known >= 0) rejected.splice(known, 1);
      else if (warned.delete(promise)) process.emit('rejectionHandled', promise);
    }
  }
  if (rejected.length) { runRejections(); return true; }
  return false;
}
const warned = new Set();
function runRejections() {
  const promise = rejected.shift();
  const reason = $.promise(promise)[1];
  warned.add(promise);
  if (process.listenerCount('unhandledRejection')) { process.emit('unhandledRejection', reason, promise); return; }
  let error = reason;
  if ($.kind(reason) !== 'Error') {
    error = coded(Error, 'ERR_UNHANDLED_REJECTION', 'This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "' + (typeof reason === 'string' ? reason : lib('util').inspect(reason)) + '".');
    hide(error, 'name', 'UnhandledPromiseRejection'); hide(error, '%rejection', true);
  }
  uncaught(error, 'unhandledRejection');
}
let finishing = 0;
// Nothing runs: wait for what is left, or end. True when something is to run again.
function rest() {
  let next = null, alive = refs > 0 || io.length > 0;
  for (const timer of timers) {
    if (timer._ref) alive = true;
    if (next === null || timer._due < next) next = timer._due;
  }
  for (const immediate of immediates) if (immediate._ref) alive = true;
  if (!alive) {
    if (finishing === 0 && process.listenerCount('beforeExit')) { finishing = 1; process.emit('beforeExit', process.exitCode ?? 0); return true; }
    if (awaited && $.promise(awaited)[0] === 0) {
      $.write(2, `Warning: Detected unsettled top-level await at ${main ? main.filename || main : ''}\n`);
      process.exitCode ??= 13;
    }
    leave(process.exitCode ?? 0);
    return false;
  }
  finishing = 0;
  if (alarm !== next) { alarm = next; emit({ Alarm: { at_us: next === null ? null : next * 1000 } }); }
  return false;
}
let leaving = false;
function leave(code) {
  if (!leaving) {
    leaving = true;
    process._exiting = true;
    process.exitCode = code;
    process.emit('exit', code);
    code = process.exitCode ?? code;
  }
  emit({ Exit: { code: (code | 0) & 255 } });
}

// ---- what nobody catches ----
function failed() {
  const [error, place] = $.failure();
  if (leaving) { emit({ Exit: { code: 7 } }); return false; }
  uncaught(error, 'uncaughtException', place);
  return false;
}
function uncaught(error, origin, place) {
  process.emit('uncaughtExceptionMonitor', error, origin);
  if (replFails && replFails(error)) return;
  if (process.listenerCount('uncaughtException')) { process.emit('uncaughtException', error, origin); return; }
  $.write(2, fatal(error, origin, place));
  process.exitCode = 1;
  leave(1);
}
let replFails = null;
function quote(place) {
  const match = /^(.*?):(\d+):(\d+):(\d+)$/.exec(place || '') || /^(.*):(\d+):(\d+)$/.exec(place || '');
  if (!match) return '';
  let line = $.line(match[1], +match[2]);
  if (line === undefined) { if (!match[4]) return ''; line = ''; }
  let at = +match[3] - 1;
  const thrown = match[4] ? -1 : line.lastIndexOf('throw ', at);
  if (thrown >= 0 && !/[;{}]/.test(line.slice(thrown, at).replace(/\{.*\}/, ''))) at = thrown;
  const mark = line.slice(0, at).replace(/[^\t]/g, ' ') + (at >= line.length && match[4] ? '' : '^'.repeat(match[4] ? Math.max(1, +match[4]) : 1));
  return `${match[1]}:${match[2]}\n${line}\n${mark}\n\n`;
}
function whereOf(error) {
  if (error['%at']) return error['%at'];
  const first = /\n    at (?:.*\()?([^()\n]+:\d+:\d+)\)?/.exec(error.stack || '');
  return first && first[1];
}
function fatal(error, origin, place) {
  const end = `\n\nNode.js ${process.version}\n`;
  if ($.kind(error) !== 'Error') {
    const shown = lib('util').inspect(error);
    const head = quote(place).slice(0, -1);
    const hint = typeof error !== 'object' || error === null ? '\n(Use `node --trace-uncaught ...` to show where the exception was thrown)' : '';
    return `\n${head}${shown}${hint}${end}`;
  }
  if (error['%rejection']) {
    return `node:internal/process/promises:394\n      triggerUncaughtException(err, true /* fromPromise */);\n      ^\n\n[${error.name}: ${error.message}] {\n  code: '${error.code}'\n}${end}`;
  }
  if (error['%at'] && !Object.hasOwn(error, 'stack')) hide(error, 'stack', [`${error.name}: ${error.message}`, ...parseFrames(error['%at'])].join('\n    at '));
  const emitted = error['%emitted'];
  let shown = lib('util').inspect(error, { colors: start.tty[2] && process.env.NO_COLOR === undefined });
  if (emitted) shown = shown.includes(' {\n') ? shown.replace(' {\n', `\n${emitted} {\n`) : `${shown}\n${emitted}`;
  return (error['%quote'] ?? quote(error['%at'] || place || whereOf(error))) + shown + end;
}
// What lies below the parser in a syntax error's stack.
function parseFrames(place) {
  if (/^\[(eval|stdin)/.test(place)) return old() ? ['makeContextifyScript (node:internal/vm:185:14)', 'node:internal/process/execution:107:22', '[eval]-wrapper:6:24', 'runScript (node:internal/process/execution:101:62)', 'evalScript (node:internal/process/execution:133:3)', 'node:internal/main/eval_string:51:3'] : ['makeContextifyScript (node:internal/vm:194:14)', 'compileScript (node:internal/process/execution:388:10)', 'evalTypeScript (node:internal/process/execution:260:22)', 'node:internal/main/eval_string:71:3'];
  if (main === null && start.mode.File) return old() ? ['wrapSafe (node:internal/modules/cjs/loader:1464:18)', 'Module._compile (node:internal/modules/cjs/loader:1495:20)', 'Module._extensions..js (node:internal/modules/cjs/loader:1623:10)'] : [];
  if (typeof main === 'string') return ['compileSourceTextModule (node:internal/modules/esm/utils:317:16)', 'ModuleLoader.moduleStrategy (node:internal/modules/esm/translators:90:18)'];
  return old() ? ['wrapSafe (node:internal/modules/cjs/loader:1464:18)', 'Module._compile (node:internal/modules/cjs/loader:1495:20)', 'Module._extensions..js (node:internal/modules/cjs/loader:1623:10)', 'Module.load (node:internal/modules/cjs/loader:1266:32)', 'Module._load (node:internal/modules/cjs/loader:1091:12)', 'Function.executeUserEntryPoint [as runMain] (node:internal/modules/run_main:164:12)', 'node:internal/main/run_main_module:28:49']
    : ['wrapSafe (node:internal/modules/cjs/loader:1691:18)', 'Module._compile (node:internal/modules/cjs/loader:1734:20)', 'Object..js (node:internal/modules/cjs/loader:1893:10)', 'Module.load (node:internal/modules/cjs/loader:1481:32)', 'Module._load (node:internal/modules/cjs/loader:1300:12)', 'TracingChannel.traceSync (node:diagnostics_channel:328:14)', 'wrapModuleLoad (node:internal/modules/cjs/loader:245:24)', 'Module.executeUserEntryPoint [as runMain] (node:internal/modules/run_main:154:5)', 'node:internal/main/run_main_module:33:47'];
}
// Gives an error the frames of Node's own code that threw it, and the line that is quoted.
function internal(error, frames, head) {
  const [text, ...own] = String(error.stack).split(/\n    at /);
  hide(error, 'stack', [text, ...[...frames, ...own].slice(0, 10)].join('\n    at '));
  hide(error, '%quote', head + '\n\n');
  return error;
}

// ---- the library ----
const PUBLIC = ['_http_agent', 'assert', 'assert/strict', 'async_hooks', 'buffer', 'child_process', 'cluster', 'console', 'constants', 'crypto', 'dgram', 'diagnostics_channel', 'dns', 'dns/promises', 'domain', 'events', 'fs', 'fs/promises', 'http', 'http2', 'https', 'inspector', 'module', 'net', 'os', 'path', 'path/posix', 'path/win32', 'perf_hooks', 'process', 'punycode', 'querystring', 'readline', 'readline/promises', 'repl', 'stream', 'stream/consumers', 'stream/promises', 'stream/web', 'string_decoder', 'sys', 'timers', 'timers/promises', 'tls', 'trace_events', 'tty', 'url', 'util', 'util/types', 'v8', 'vm', 'wasi', 'worker_threads', 'zlib'];
const plainName = (id) => id.startsWith('node:') ? id.slice(5) : id;
const builtin = (id) => PUBLIC.includes(plainName(id)) || id === 'node:test' || id === 'node:sqlite' || id === 'node:sea';
const libs = new Map();
function lib(name) {
  let module = libs.get(name);
  if (module) return module.exports;
  module = { exports: {} };
  libs.set(name, module);
  if (name === 'process') module.exports = process;
  else if (name === 'module') module.exports = Module;
  else if (name === 'timers') module.exports = timersLib;
  else if (name === 'sys') module.exports = lib('util');
  else if (name === 'assert/strict') module.exports = lib('assert').strict;
  else if (name === 'path/posix') module.exports = lib('path');
  else if (name === 'util/types') module.exports = lib('util').types;
  else {
    let make;
    try { make = $.lib(name); } catch (error) {
      libs.delete(name);
      if (/^no such library/.test(error.message)) throw new Error(`drydock: Node's module '${name}' is not modelled`);
      throw error;
    }
    make(module.exports, lib, module, I);
  }
  return module.exports;
}
const timersLib = { setTimeout, clearTimeout: clear, setInterval, clearInterval: clear, setImmediate, clearImmediate };
lazy(timersLib, 'promises', () => lib('timers/promises'), true);
const listeners = {};
const I = {
  $, emit, uv, UV, call, coded, badType, badRange, received, mustBeFunction, hide, lazy, define, later, on: listeners,
  Timeout, quote, fatal, internal, iterated: new WeakMap(), streams: [], failedInRepl(run) { replFails = run; }, get start() { return start; }, ref() { refs++; }, unref() { refs--; },
  clock, emitExit: leave, loadEsm: (specifier, from) => importFrom(specifier, from), builtin, PUBLIC,
};

// ---- process ----
const Events = lib('events');
const process = Object.create(Object.create(Events.prototype, { constructor: { value: function process() {}, enumerable: false } }));
Events.call(process);
define(process, Symbol.toStringTag, { value: 'process', configurable: true });
class ExitNow extends Error {}
Object.assign(process, {
  title: 'node', version: '', versions: {}, arch: 'x64', platform: 'linux', release: { name: 'node' },
  argv: [], execArgv: [], env: {}, pid: 1, ppid: 0, execPath: '', exitCode: undefined, debugPort: 9229, features: {}, config: {},
  cwd: () => start.cwd,
  chdir(path) {
    const to = lib('path').resolve(String(path));
    call('ChangeDir', { path: to }, 'chdir', start.cwd, path);
    start.cwd = to;
  },
  exit(code) {
    if (code !== undefined) process.exitCode = code;
    leave(process.exitCode ?? 0);
    throw new ExitNow('exit');
  },
  reallyExit(code) { emit({ Exit: { code: (code | 0) & 255 } }); throw new ExitNow('exit'); },
  abort() { emit({ Die: { signal: 'SIGABRT' } }); throw new ExitNow('exit'); },
  kill(pid, signal = 'SIGTERM') {
    if (typeof pid !== 'number') throw badType('pid', 'of type number', pid);
    if (typeof signal === 'number') signal = Object.keys(SIGNALS).find((name) => SIGNALS[name] === signal) ?? String(signal);
    if (signal !== '0' && !(signal in SIGNALS)) throw coded(TypeError, 'ERR_UNKNOWN_SIGNAL', `Unknown signal: ${signal}`);
    if (pid === process.pid && signal !== '0' && !process.listenerCount(signal)) { emit({ Die: { signal } }); throw new ExitNow('exit'); }
    emit({ Kill: { pid, signal } });
    return true;
  },
  nextTick(callback, ...args) { mustBeFunction(callback); ticks.push([callback, args]); },
  uptime: () => (clock() - began) / 1000,
  hrtime: Object.assign((before) => {
    const now = $.now() - began * 1000 + 30000, s = Math.floor(now / 1e6), n = Math.round(now % 1e6) * 1000;
    if (!before) return [s, n];
    return n < before[1] ? [s - before[0] - 1, n - before[1] + 1e9] : [s - before[0], n - before[1]];
  }, { bigint: () => BigInt(Math.round($.now() - began * 1000 + 30000)) * 1000n }),
  memoryUsage: Object.assign(() => {
    const rss = call('System').resident || 45e6;
    return { rss, heapTotal: 6537216, heapUsed: 4727576, external: 1687354, arrayBuffers: 10515 };
  }, { rss: () => call('System').resident || 45e6 }),
  cpuUsage: () => ({ user: call('System').cpu_us, system: 0 }),
  resourceUsage: () => ({ userCPUTime: call('System').cpu_us, systemCPUTime: 0, maxRSS: Math.round(call('System').resident / 1024) }),
  constrainedMemory: () => call('System').memory_limit, availableMemory: () => call('System').free_memory,
  getuid: () => call('System').uid, geteuid: () => call('System').uid, getgid: () => call('System').gid, getegid: () => call('System').gid,
  getgroups: () => [call('System').gid], umask: () => 18,
  emitWarning(warning, type, code) {
    if (type && typeof type === 'object') { code = type.code; type = type.type; }
    if (typeof warning === 'string') { const made = new Error(warning); hide(made, 'name', String(type || 'Warning')); if (code) made.code = code; warning = made; }
    if (warning.name === 'DeprecationWarning' && process.noDeprecation) return;
    process.nextTick(() => {
      process.emit('warning', warning);
      $.write(2, `(node:${process.pid}) ${warning.code ? `[${warning.code}] ` : ''}${warning.name}: ${warning.message}\n(Use \`node --trace-${warning.name === 'DeprecationWarning' ? 'deprecation' : 'warnings'} ...\` to show where the warning was created)\n`);
    });
  },
  binding() { throw new Error('No such module'); },
  getBuiltinModule: (id) => builtin(id) ? lib(plainName(id)) : undefined,
  setUncaughtExceptionCaptureCallback() {}, hasUncaughtExceptionCaptureCallback: () => false, setSourceMapsEnabled() {},
  getActiveResourcesInfo: () => [], loadEnvFile(path = '.env') { const text = lib('fs').readFileSync(path, 'utf8'); const parsed = lib('util').parseEnv(text); for (const key in parsed) process.env[key] ??= parsed[key]; },
});
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGILL: 4, SIGTRAP: 5, SIGABRT: 6, SIGBUS: 7, SIGFPE: 8, SIGKILL: 9, SIGUSR1: 10, SIGSEGV: 11, SIGUSR2: 12, SIGPIPE: 13, SIGALRM: 14, SIGTERM: 15, SIGCHLD: 17, SIGCONT: 18, SIGSTOP: 19, SIGTSTP: 20, SIGTTIN: 21, SIGTTOU: 22, SIGWINCH: 28 };
hide(process, '_events_signal', null);
process.on('newListener', (name) => {
  if (name in SIGNALS && !process.listenerCount(name)) {
    if (name === 'SIGKILL' || name === 'SIGSTOP') throw uv('EINVAL', 'uv_signal_start');
    emit({ Handle: { signal: name, on: true } });
  }
});
process.on('removeListener', (name) => { if (name in SIGNALS && !process.listenerCount(name)) emit({ Handle: { signal: name, on: false } }); });
lazy(process, 'stdout', () => { I.streams[1] = true; return lib('tty')._out(1); }, true);
lazy(process, 'stderr', () => { I.streams[2] = true; return lib('tty')._out(2); }, true);
lazy(process, 'stdin', () => lib('tty')._in(), true);
let began = 0;
I.process = process; I.SIGNALS = SIGNALS;

// ---- CommonJS ----
const slash = (path) => path.slice(0, Math.max(1, path.lastIndexOf('/')));
const stat = (path) => {
  const reply = JSON.parse($.call(JSON.stringify({ Stat: { path, follow: true } })));
  return reply.Stat ? (reply.Stat.kind === 'Dir' ? 2 : 1) : 0;
};
const readText = (path) => {
  const bytes = $.file(path);
  if (typeof bytes === 'string') throw uv(bytes, 'open', path);
  const text = $.dec(bytes, 'utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
};
const real = (path) => JSON.parse($.call(JSON.stringify({ RealPath: { path } }))).Text ?? path;
const manifests = new Map();
function manifest(folder) {
  const path = folder === '/' ? '/package.json' : folder + '/package.json';
  if (manifests.has(path)) return manifests.get(path);
  let value = null;
  if (stat(path) === 1) {
    try { value = JSON.parse(readText(path)); } catch (error) {
      throw coded(Error, 'ERR_INVALID_PACKAGE_CONFIG', `Invalid package config ${path}.`);
    }
  }
  manifests.set(path, value);
  return value;
}
function scopeOf(path) {
  for (let folder = slash(path); ; folder = slash(folder)) {
    if (folder.endsWith('/node_modules')) return null;
    const found = manifest(folder);
    if (found) return { folder, data: found };
    if (folder === '/') return null;
  }
}
const asFile = (path) => {
  for (const end of ['', '.js', '.json', '.node']) if (stat(path + end) === 1) return path + end;
  return null;
};
function asFolder(path) {
  if (stat(path) !== 2) return null;
  const data = manifest(path);
  if (data && data.main) {
    const at = lib('path').resolve(path, data.main);
    const found = asFile(at) || asIndex(at);
    if (found) return found;
  }
  return asIndex(path);
}
const asIndex = (path) => {
  for (const name of ['/index.js', '/index.json', '/index.node']) if (stat(path + name) === 1) return path + name;
  return null;
};
function pickExport(target, conditions) {
  if (typeof target === 'string') return target;
  if (Array.isArray(target)) { for (const each of target) { const found = pickExport(each, conditions); if (found) return found; } return null; }
  if (target && typeof target === 'object') {
    for (const key of Object.keys(target)) {
      if (key === 'default' || conditions.includes(key)) { const found = pickExport(target[key], conditions); if (found !== undefined) return found; }
    }
    return undefined;
  }
  return null;
}
function fromExports(table, sub, conditions) {
  if (typeof table === 'string' || Array.isArray(table) || !Object.keys(table).some((key) => key.startsWith('.') || key.startsWith('#'))) table = { '.': table };
  if (sub in table) return pickExport(table[sub], conditions);
  for (const key of Object.keys(table)) {
    const star = key.indexOf('*');
    if (star < 0) continue;
    const head = key.slice(0, star), tail = key.slice(star + 1);
    if (sub.startsWith(head) && sub.endsWith(tail) && sub.length >= key.length) {
      const found = pickExport(table[key], conditions);
      return found && found.replaceAll('*', sub.slice(head.length, sub.length - tail.length));
    }
  }
  return undefined;
}
function splitName(request) {
  const parts = request.split('/');
  const count = request.startsWith('@') ? 2 : 1;
  return [parts.slice(0, count).join('/'), parts.slice(count).join('/')];
}
function packagePath(request, from, conditions) {
  const [name, sub] = splitName(request);
  if (request.startsWith('#')) {
    const scope = scopeOf(from + '/x');
    const found = scope && scope.data.imports && fromExports(scope.data.imports, request, conditions);
    if (!found) return null;
    return found.startsWith('./') ? lib('path').resolve(scope.folder, found) : packagePath(found, from, conditions);
  }
  const own = scopeOf(from + '/x');
  const places = [];
  if (own && own.data.name === name && own.data.exports) places.push(own.folder);
  for (const folder of Module._nodeModulePaths(from)) places.push(folder + '/' + name);
  for (const folder of places) {
    if (stat(folder) !== 2) { const file = !sub && asFile(folder); if (file) return file; continue; }
    const data = manifest(folder);
    if (data && data.exports != null) {
      const key = sub ? './' + sub : '.';
      const found = fromExports(data.exports, key, conditions);
      if (!found) throw coded(Error, 'ERR_PACKAGE_PATH_NOT_EXPORTED', sub ? `Package subpath '${key}' is not defined by "exports" in ${folder}/package.json` : `No "exports" main defined in ${folder}/package.json`);
      return lib('path').resolve(folder, found);
    }
    const at = sub ? folder + '/' + sub : folder;
    const found = sub ? asFile(at) || asFolder(at) || virtual(at) : asFolder(at);
    if (found) return found;
  }
  return null;
}
function Module(id = '', parent) {
  this.id = id;
  this.path = slash(id || '/');
  hide(this, 'parent', parent);
  this.exports = {};
  this.filename = null;
  this.loaded = false;
  this.children = [];
  if (parent && parent.children) parent.children.push(this);
}
Module.Module = Module;
const old = () => parseInt(start.version) < 22;
const lookupFrames = (isMain) => old() ? ['Module._resolveFilename (node:internal/modules/cjs/loader:1207:15)', 'Module._load (node:internal/modules/cjs/loader:1038:27)', ...(isMain ? ['Function.executeUserEntryPoint [as runMain] (node:internal/modules/run_main:164:12)', 'node:internal/main/run_main_module:28:49'] : ['Module.require (node:internal/modules/cjs/loader:1289:19)', 'require (node:internal/modules/helpers:182:18)'])]
  : ['Module._resolveFilename (node:internal/modules/cjs/loader:1420:15)', 'defaultResolveImpl (node:internal/modules/cjs/loader:1058:19)', 'resolveForCJSWithHooks (node:internal/modules/cjs/loader:1063:22)', 'Module._load (node:internal/modules/cjs/loader:1226:37)', 'TracingChannel.traceSync (node:diagnostics_channel:328:14)', 'wrapModuleLoad (node:internal/modules/cjs/loader:245:24)', ...(isMain ? ['Module.executeUserEntryPoint [as runMain] (node:internal/modules/run_main:154:5)', 'node:internal/main/run_main_module:33:47'] : ['Module.require (node:internal/modules/cjs/loader:1503:12)', 'require (node:internal/modules/helpers:152:16)'])];
Module._cache = Object.create(null);
Module._extensions = Object.create(null);
Module.builtinModules = PUBLIC;
Module.isBuiltin = builtin;
Module._nodeModulePaths = (from) => {
  const list = [];
  for (let folder = from; ; folder = slash(folder)) {
    if (!folder.endsWith('/node_modules')) list.push(folder === '/' ? '/node_modules' : folder + '/node_modules');
    if (folder === '/') return list;
  }
};
Module.createRequire = (from) => {
  from = String(from);
  if (from.startsWith('file:')) from = lib('url').fileURLToPath(from);
  const module = new Module(from);
  module.filename = from; module.paths = Module._nodeModulePaths(slash(from));
  return requireOf(module);
};
Module._resolveFilename = (request, parent, isMain) => {
  if (builtin(request)) return request;
  const from = parent && parent.filename ? slash(parent.filename) : start.cwd;
  let found;
  if (/^(\.{0,2}\/|\.{1,2}$)/.test(request)) {
    const at = lib('path').resolve(from, request);
    found = (!request.endsWith('/') && !/(^|\/)\.{1,2}$/.test(request) && asFile(at)) || asFolder(at) || virtual(at);
    if (found && stat(found) === 0) return found;
  } else found = packagePath(request, from, ['node', 'require', 'module-sync']);
  if (found) return stat(found) ? real(found) : found;
  const stack = [];
  for (let each = parent; each && !isMain; each = each.parent) stack.push(each.filename || each.id);
  const error = new Error(`Cannot find module '${isMain ? lib('path').resolve(start.cwd, request) : request}'` + (stack.length ? `\nRequire stack:\n- ${stack.join('\n- ')}` : ''));
  error.code = 'MODULE_NOT_FOUND';
  error.requireStack = stack;
  throw internal(error, lookupFrames(isMain), `node:internal/modules/cjs/loader:${old() ? 1210 : 1423}\n  throw err;\n  ^`);
};
// npm installs a package's bulk as size without content; reading it gives nothing. Some packages have code of our own,
// whose files need not be on the disk.
const inPackage = (path) => {
  const match = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))(?:\/(.*))?$/.exec(path);
  return match && { folder: match[1], name: match[2], file: match[3] || '' };
};
const isBulk = (path) => {
  const reply = JSON.parse($.call(JSON.stringify({ Stat: { path, follow: true } })));
  return !!reply.Stat && reply.Stat.size > 0 && $.file(path).length === 0;
};
function virtual(path) {
  const place = inPackage(path);
  if (!place || !place.file || !isBulk(place.folder + '/index.js')) return null;
  const file = place.file.replace(/\.js$/, '');
  return $.package(`${place.name}/${file}`) === undefined ? null : `${place.folder}/${file}.js`;
}
function bodyOf(filename) {
  const place = inPackage(filename);
  const there = stat(filename) === 1;
  if (there) {
    const text = readText(filename);
    if (text !== '' || !place || !isBulk(filename)) return text;
  }
  const known = place ? $.package(`${place.name}/${place.file}`) : undefined;
  if (known !== undefined) return known;
  if (!there) return readText(filename);
  const error = new Error(`drydock: the code of the package '${place.name}' is not modelled`);
  error.code = 'ERR_DRYDOCK_NOT_MODELLED';
  throw error;
}
const cleaned = (text) => text.startsWith('#!') ? '//' + text.slice(2) : text;
const looksEsm = (text) => /^\s*(import\s*[\w{*'"]|export\s+(default|const|let|var|function|class|async|\{|\*)|export\s*\{)/m.test(text.replace(/\/\*[\s\S]*?\*\//g, '')) && !/\brequire\s*\(|\bmodule\.exports\b/.test(text);
function formatOf(filename, text) {
  if (filename.endsWith('.mjs')) return 'esm';
  if (filename.endsWith('.cjs')) return 'cjs';
  const scope = scopeOf(filename);
  if (scope && scope.data.type === 'module') return 'esm';
  if (scope && scope.data.type === 'commonjs') return 'cjs';
  if (/\/node_modules\//.test(filename)) return 'cjs';
  return looksEsm(text) ? 'esm' : 'cjs';
}
const esmSpaces = new Map();
Module._extensions['.js'] = (module, filename) => {
  const text = bodyOf(filename);
  if (formatOf(filename, text) === 'esm') { module.exports = requireEsm(filename, text); return; }
  module._compile(text, filename);
};
Module._extensions['.json'] = (module, filename) => {
  try { module.exports = JSON.parse(readText(filename)); } catch (error) {
    if (error.code) throw error;
    error.message = `${filename}: ${error.message}`;
    throw error;
  }
};
Module._extensions['.node'] = (module, filename) => { throw new Error(`drydock: native addons are not modelled: ${filename}`); };
function requireEsm(filename, text) {
  const promise = $.esm(filename, cleaned(text));
  spin(promise);
  const [state, value] = $.promise(promise);
  if (state === 2) { promise.catch(() => {}); throw value; }
  if (state === 0) throw coded(Error, 'ERR_REQUIRE_ASYNC_MODULE', 'require() cannot be used on an ESM graph with top-level await. Use import() instead. To see where the top-level await comes from, use --experimental-print-required-tla.');
  return 'module.exports' in value ? value['module.exports'] : value;
}
const spin = (promise) => $.jobs();
Module.prototype._compile = function (text, filename) {
  const run = $.compile(cleaned(text), filename);
  const folder = slash(filename);
  return run.call(this.exports, this.exports, requireOf(this), this, filename, folder);
};
Module.prototype.load = function (filename) {
  this.filename = filename;
  this.paths = Module._nodeModulePaths(slash(filename));
  const end = /\.[^./]*$/.exec(filename);
  (Module._extensions[end && end[0]] || Module._extensions['.js'])(this, filename);
  this.loaded = true;
};
Module.prototype.require = function (id) {
  if (typeof id !== 'string') throw badType('id', 'of type string', id);
  if (id === '') throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', "The argument 'id' must be a non-empty string. Received ''");
  return Module._load(id, this, false);
};
Module._load = (request, parent, isMain) => {
  if (request.startsWith('node:') && !builtin(request)) throw coded(Error, 'ERR_UNKNOWN_BUILTIN_MODULE', `No such built-in module: ${request}`);
  if (builtin(request)) return lib(plainName(request));
  const filename = Module._resolveFilename(request, parent, isMain);
  const known = Module._cache[filename];
  if (known) { if (parent && parent.children && !parent.children.includes(known)) parent.children.push(known); return known.exports; }
  const module = new Module(filename, parent);
  if (isMain) { process.mainModule = module; main = module; module.id = '.'; }
  Module._cache[filename] = module;
  // No try here: what boa itself throws carries its stack only until something catches it.
  module.load(filename);
  return module.exports;
};
let main = null, awaited = null;
function requireOf(module) {
  const require = function require(path) { return module.require(path); };
  require.resolve = (request, options) => Module._resolveFilename(request, options && options.paths ? { filename: options.paths[0] + '/x' } : module, false);
  require.resolve.paths = (request) => builtin(request) ? null : Module._nodeModulePaths(slash(module.filename));
  require.main = main || undefined;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

// ---- ES modules ----
// What an import means: a file to be parsed, or values that are there already.
function load(specifier, from) {
  specifier = String(specifier);
  if (!from.startsWith('/')) from = start.cwd + '/x';
  if (builtin(specifier)) {
    const value = lib(plainName(specifier));
    return given('node:' + plainName(specifier), value, true);
  }
  if (specifier.startsWith('node:')) throw coded(Error, 'ERR_UNKNOWN_BUILTIN_MODULE', `No such built-in module: ${specifier}`);
  const path = resolveEsm(specifier, from);
  if (path.endsWith('.json')) return { path, names: ['default'], values: [JSON.parse(readText(path))] };
  const known = Module._cache[path];
  if (known) return given(path, known.exports);
  const text = bodyOf(path);
  if (formatOf(path, text) === 'esm') return { path, source: cleaned(text) };
  return given(path, Module._load(path, null, false));
}
function given(path, value, own) {
  const names = ['default'], values = [value];
  if (value && (typeof value === 'object' || typeof value === 'function')) {
    for (const key of Object.keys(value)) if (key !== 'default' && /^[\w$]+$/.test(key)) { names.push(key); values.push(value[key]); }
  }
  if (!own) { names.push('module.exports'); values.push(value); }
  return { path, names, values };
}
function resolveEsm(specifier, from) {
  let path;
  if (specifier.startsWith('file:')) path = lib('url').fileURLToPath(specifier);
  else if (/^\.{0,2}\//.test(specifier)) path = lib('path').resolve(slash(from), decodeURIComponent(specifier.replace(/[?#].*$/, '')));
  else {
    path = packagePath(specifier, slash(from), ['node', 'import', 'module-sync']);
    if (!path) throw coded(Error, 'ERR_MODULE_NOT_FOUND', `Cannot find package '${splitName(specifier)[0]}' imported from ${from}`);
  }
  const kind = stat(path);
  if (kind === 2) throw coded(Error, 'ERR_UNSUPPORTED_DIR_IMPORT', `Directory import '${path}' is not supported resolving ES modules imported from ${from}`, { url: 'file://' + path });
  if (kind === 0) throw coded(Error, 'ERR_MODULE_NOT_FOUND', `Cannot find module '${path}' imported from ${from}`, { url: 'file://' + path });
  return real(path);
}
const importFrom = (specifier, from) => Promise.resolve().then(() => {
  const found = load(specifier, from);
  if (found.source !== undefined) return $.esm(found.path, found.source);
  const space = Object.create(null);
  define(space, Symbol.toStringTag, { value: 'Module' });
  found.names.map((name, at) => [name, found.values[at]]).sort((a, b) => a[0] < b[0] ? -1 : 1).forEach(([name, value]) => { space[name] = value; });
  return space;
});
const metaResolve = (from) => function resolve(specifier) { return builtin(specifier) ? 'node:' + plainName(specifier) : 'file://' + resolveEsm(specifier, from); };
function runEsm(path, text) {
  main = path;
  awaited = $.esm(path, cleaned(text));
  awaited.then(() => { process.exitCode === 13 && (process.exitCode = undefined); }, (error) => { uncaught(error, 'uncaughtException'); });
}

// ---- start and events ----
function handle(text) {
  const event = JSON.parse(text);
  if (event === 'Alarm') { alarm = null; loopNow = Math.floor(clock()); phase = 0; return; }
  const kind = typeof event === 'string' ? event : Object.keys(event)[0];
  const body = typeof event === 'string' ? {} : event[kind];
  if (kind === 'Start') { fresh = true; begin(body); return; }
  if (kind === 'Signal') {
    if (listeners.Signal && listeners.Signal(body)) return;
    if (!process.emit(body.name, body.name, SIGNALS[body.name])) emit({ Die: { signal: body.name } });
    return;
  }
  const listener = listeners[kind];
  if (listener) listener(body);
}
function envOf(pairs) {
  const env = {};
  for (const [key, value] of pairs) env[key] = value;
  return new Proxy(env, {
    set(target, key, value) { if (typeof key === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string'); target[key] = String(value); return true; },
    defineProperty(target, key, descriptor) { if ('value' in descriptor) descriptor.value = String(descriptor.value); return define(target, key, descriptor); },
  });
}
function begin(body) {
  start = body;
  began = clock(); loopNow = Math.floor(began);
  const argv0 = body.exec_path;
  Object.assign(process, { version: 'v' + body.version, argv0: 'node', execPath: argv0, execArgv: body.exec_argv, env: envOf(body.env), pid: body.pid, ppid: body.ppid, argv: [argv0, ...body.args] });
  const major = parseInt(body.version);
  process.versions = { node: body.version, v8: { 18: '10.2.154.26-node.36', 20: '11.3.244.8-node.30', 22: '12.4.254.21-node.33', 24: '13.6.233.10-node.28' }[major] || '14.3.127.12-node.9', uv: '1.51.0', zlib: '1.3.1', modules: { 18: '108', 20: '115', 22: '127', 24: '137' }[major] || '141', openssl: '3.5.4' };
  process.release = { name: 'node', ...({ 18: { lts: 'Hydrogen' }, 20: { lts: 'Iron' }, 22: { lts: 'Jod' }, 24: { lts: 'Krypton' } }[major]) };
  const facts = call('System');
  if (facts.machine === 'aarch64') process.arch = 'arm64';
  const mode = body.mode, kind = typeof mode === 'string' ? mode : Object.keys(mode)[0];
  const preload = () => { for (const id of body.preload) Module._load(id, { filename: start.cwd + '/internal', id: 'internal/preload', children: [] }, false); };
  if (kind === 'File') {
    const at = lib('path').resolve(start.cwd, mode.File.path);
    process.argv.splice(1, 0, at);
    preload();
    let path = asFile(at) || asFolder(at);
    if (!path) Module._resolveFilename(at, null, true);
    path = real(path);
    process.argv[1] = path;
    let text = null;
    if (/\.(mjs|js)$/.test(path) || !/\.[^./]+$/.test(path)) { text = bodyOf(path); if (formatOf(path, text) !== 'esm') text = null; }
    if (text !== null) runEsm(path, text); else Module._load(path, null, true);
  } else if (kind === 'Check') {
    const at = lib('path').resolve(start.cwd, mode.Check.path);
    const path = asFile(at) || asFolder(at) || Module._resolveFilename(at, null, true);
    const text = readText(path);
    try { $.check(cleaned(text), path, formatOf(path, text)); } catch (error) {
      $.write(2, `${quote(whereOf(error))}${error.name}: ${error.message}${loaderFrames(major)}\n\nNode.js ${process.version}\n`);
      leave(1);
    }
  } else if (kind === 'Eval') {
    preload();
    evalText(mode.Eval.code, mode.Eval.print, '[eval]');
  } else if (kind === 'Stdin') {
    preload();
    let code = '';
    refs++;
    listeners.StdinData = ({ bytes }) => { code += $.dec($.bytes(bytes), 'utf8'); };
    listeners.StdinEnd = () => { refs--; delete listeners.StdinData; delete listeners.StdinEnd; emit({ ReadStdin: { on: false } }); evalText(code, false, '[stdin]'); };
    emit({ ReadStdin: { on: true } });
  } else {
    preload();
    lib('repl')._start();
  }
}
function loaderFrames() {
  return '\n    at wrapSafe (node:internal/modules/cjs/loader:1692:18)\n    at checkSyntax (node:internal/main/check_syntax:77:3)';
}
// `require`, `module` and the like, and Node's own modules as globals, for -e and the prompt.
function evalScope(name) {
  const module = new Module(start.cwd + '/' + name);
  module.filename = start.cwd + '/' + name;
  module.paths = Module._nodeModulePaths(start.cwd);
  module.id = name;
  const require = requireOf(module);
  module.filename = null; define(module, 'filename', { get: () => start.cwd + '/' + name, set() {}, enumerable: false, configurable: true });
  hide(global, 'require', require); hide(global, 'module', module); hide(global, 'exports', module.exports);
  for (const id of PUBLIC) if (!id.includes('/') && id !== 'process' && id !== 'console' && !(id in global)) lazy(global, id, () => lib(id));
  return module;
}
I.evalScope = evalScope;
function evalText(code, print, name) {
  evalScope(name);
  hide(global, '__filename', name); hide(global, '__dirname', '.');
  if (looksEsm(code) || (/(^|[^.\w])await\b/.test(code) && !compiles(code, name))) {
    if (print) throw coded(Error, 'ERR_EVAL_ESM_CANNOT_PRINT', '--print cannot be used with ESM input');
    runEsm(start.cwd + '/[eval1]', code);
    return;
  }
  const value = $.script(code, name);
  if (print) console.log(value);
}
function compiles(code, name) { try { $.check(code, name, 'script'); return true; } catch { return false; } }

// ---- globals ----
const console = lib('console');
hide(global, 'global', global);
hide(global, 'process', process);
hide(global, 'console', console);
for (const [name, value] of Object.entries({ setTimeout, setInterval, setImmediate, clearTimeout: clear, clearInterval: clear, clearImmediate, queueMicrotask(callback) { mustBeFunction(callback); Promise.resolve().then(() => callback()).catch((error) => { uncaught(error, 'uncaughtException'); }); } })) define(global, name, { value, writable: true, configurable: true, enumerable: true });
hide(clear, 'name', 'clearTimeout');
lazy(global, 'Buffer', () => lib('buffer').Buffer);
for (const name of ['atob', 'btoa', 'Blob', 'File']) lazy(global, name, () => lib('buffer')[name]);
for (const name of ['TextEncoder', 'TextDecoder']) lazy(global, name, () => lib('util')[name]);
for (const name of ['URL', 'URLSearchParams']) lazy(global, name, () => lib('url')[name]);
for (const name of ['fetch', 'Headers', 'Request', 'Response', 'FormData', 'AbortController', 'AbortSignal', 'Event', 'EventTarget', 'CustomEvent', 'DOMException', 'structuredClone', 'WebSocket', 'navigator', 'MessageChannel', 'BroadcastChannel', 'Intl', 'Iterator']) {
  if (!(name in global)) lazy(global, name, () => lib('web')[name]);
}
lazy(global, 'performance', () => lib('perf_hooks').performance);
lazy(global, 'crypto', () => lib('crypto').webcrypto);
hide(Math, 'random', function random() { return $.roll(); });
hide(Error, 'stackTraceLimit', 10);
hide(Error, 'captureStackTrace', function captureStackTrace(target) {
  const head = target instanceof Error ? Error.prototype.toString.call(target) : `${target.name ?? 'Error'}${target.message ? ': ' + target.message : ''}`;
  hide(target, 'stack', head + $.stack());
});
// What boa itself throws has no stack; looking at it puts the message in V8's words.
define(Error.prototype, 'stack', {
  configurable: true, enumerable: false,
  get() {
    if ($.kind(this) !== 'Error') return undefined;
    const message = $.words(this.message);
    if (message !== undefined) hide(this, 'message', message);
    const stack = `${Error.prototype.toString.call(this)}\n    at <anonymous>`;
    hide(this, 'stack', stack);
    return stack;
  },
  set(value) { hide(this, 'stack', value); },
});
// The engine locks a map or set while it is iterated over, and must not meet the lock of a dropped iterator while it
// holds the set; these iterators go over a copy and look for what was added when they come to its end.
for (const Class of [Map, Set]) {
  const each = Class.prototype.forEach, has = Class.prototype.has;
  for (const name of ['keys', 'values', 'entries']) {
    const native = Class.prototype[name];
    const proto = Object.getPrototypeOf(native.call(new Class()));
    const made = { [name]() {
      const self = this;
      const list = () => { const all = []; each.call(self, (value, key) => { all.push([key, value]); }); return all; };
      let all = list(), at = 0, over = false;
      const iterator = Object.create(proto);
      hide(iterator, 'next', function next() {
        while (!over) {
          if (at >= all.length) {
            const last = at > 0 ? all[at - 1][0] : undefined, fresh = list();
            let from = at === 0 ? 0 : fresh.length;
            for (let place = fresh.length - 1; at > 0 && place >= 0; place--) if (Object.is(fresh[place][0], last)) { from = place + 1; break; }
            all = fresh; at = from;
            if (at >= all.length) { over = true; break; }
          }
          const pair = all[at++];
          if (!has.call(self, pair[0])) continue;
          return { value: name === 'keys' ? pair[0] : name === 'values' ? pair[1] : pair, done: false };
        }
        return { value: undefined, done: true };
      });
      I.iterated.set(iterator, [self, name]);
      return iterator;
    } }[name];
    if (Class.prototype[Symbol.iterator] === native) hide(Class.prototype, Symbol.iterator, made);
    hide(Class.prototype, name, made);
  }
}
hide(Set.prototype, 'keys', Set.prototype.values);
const nativeParse = JSON.parse;
hide(JSON, 'parse', function parse(text, reviver) { try { return nativeParse(text, reviver); } catch (error) { if ($.kind(error) !== 'Error' || error.name !== 'SyntaxError') throw error; const [words, place] = lib('json')(String(text)); const made = new SyntaxError(old() ? words.replace(/ \(line \d+ column \d+\)/, '') : words); if (place) hide(made, '%quote', `<anonymous_script>:${place}\n\n`); throw made; } });
const polyfill = (target, table) => { for (const name of Object.keys(table)) if (!(name in target)) hide(target, name, table[name]); };
polyfill(String.prototype, {
  substr(from, length) { const text = String(this); from = Math.trunc(from) || 0; if (from < 0) from = Math.max(0, text.length + from); return text.slice(from, length === undefined ? undefined : from + Math.max(0, Math.trunc(length) || 0)); },
  trimLeft: String.prototype.trimStart, trimRight: String.prototype.trimEnd,
});
polyfill(Date.prototype, { getYear() { return this.getFullYear() - 1900; }, toGMTString: Date.prototype.toUTCString });
polyfill(Error, { isError: (value) => $.kind(value) === 'Error' });
polyfill(global, {
  escape: (text) => String(text).replace(/[^\w@*+\-./]/g, (c) => { const n = c.charCodeAt(0).toString(16).toUpperCase(); return n.length > 2 ? '%u' + n.padStart(4, '0') : '%' + n.padStart(2, '0'); }),
  unescape: (text) => String(text).replace(/%u([\da-f]{4})|%([\da-f]{2})/gi, (_, long, short) => String.fromCharCode(parseInt(long || short, 16))),
});
for (const name of ['toString', 'toTimeString']) { const native = Date.prototype[name]; hide(Date.prototype, name, { [name]() { const text = native.call(this); return text.endsWith('GMT+0000') ? `${text} (Coordinated Universal Time)` : text; } }[name]); }
const locale = (prototype, names) => { for (const name of names) hide(prototype, name, { [name](...args) { return lib('locale')[name](this, ...args); } }[name]); };
locale(Date.prototype, ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']);
hide(Number.prototype, 'toLocaleString', function toLocaleString(...args) { return lib('locale').number(this, ...args); });
hide(BigInt.prototype, 'toLocaleString', function toLocaleString(...args) { return lib('locale').number(this, ...args); });
return { step, ticks: runTicks, rest, failed, load, metaResolve, imported: (from, specifier) => importFrom(specifier, from) };
})
