// The console.
(function (exports, require, module, I) {
'use strict';
const { $, hide, lazy } = I;
let indent = '';
const counts = new Map(), timers = new Map();
const colours = () => {
  const env = I.process.env;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0') return true;
  return (fd) => I.start.tty[fd] && env.NO_COLOR === undefined && env.NODE_DISABLE_COLORS === undefined && env.TERM !== 'dumb';
};
const coloured = (fd) => { const rule = colours(); return rule === true || rule(fd); };
function text(fd, args) {
  let out;
  if (args.length === 1 && typeof args[0] === 'string') out = args[0];
  else out = require('util').formatWithOptions({ colors: coloured(fd) }, ...args);
  if (indent) out = indent + out.replaceAll('\n', '\n' + indent);
  return out + '\n';
}
function put(target, fd, args) {
  const line = text(fd, args);
  const stream = fd === 1 ? target._stdout : target._stderr;
  if (stream) stream.write(line);
  else {
    if (I.streams[fd]) I.process[fd === 1 ? 'stdout' : 'stderr'].write(line); else $.write(fd, line);
  }
}
const time = (ms) => {
  if (ms >= 1000) {
    let s = ms / 1000, m = 0, h = 0;
    if (s >= 3600) { h = Math.floor(s / 3600); s -= h * 3600; }
    if (s >= 60) { m = Math.floor(s / 60); s -= m * 60; }
    if (h) return `${h}:${String(m).padStart(2, '0')}:${String(Math.floor(s)).padStart(2, '0')} (h:mm:ss)`;
    if (m) return `${m}:${s.toFixed(3).padStart(6, '0')} (m:ss.mmm)`;
    return `${s.toFixed(3)}s`;
  }
  return `${Number(ms.toFixed(3))}ms`;
};
const methods = {
  log(...args) { put(this, 1, args); },
  warn(...args) { put(this, 2, args); },
  dir(value, options) { put(this, 1, [require('util').inspect(value, { customInspect: false, colors: coloured(1), ...options })]); },
  time(label = 'default') {
    label = `${label}`;
    if (timers.has(label)) { I.process.emitWarning(`Label '${label}' already exists for console.time()`); return; }
    timers.set(label, $.now());
  },
  timeEnd(label = 'default') { this.timeLog(label); timers.delete(`${label}`); },
  timeLog(label = 'default', ...rest) {
    label = `${label}`;
    if (!timers.has(label)) { I.process.emitWarning(`No such label '${label}' for console.timeLog()`); return; }
    put(this, 1, [`${label}: ${time(($.now() - timers.get(label)) / 1000)}`, ...rest]);
  },
  trace(...args) { const error = { name: 'Trace', message: args.length ? require('util').format(...args) : '' }; Error.captureStackTrace(error); put(this, 2, [error.stack]); },
  assert(value, ...args) {
    if (value) return;
    if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`; else args.unshift('Assertion failed');
    put(this, 2, args);
  },
  clear() { if (I.start.tty[1]) $.write(1, '\x1b[1;1H\x1b[0J'); },
  count(label = 'default') { label = `${label}`; const n = (counts.get(label) || 0) + 1; counts.set(label, n); this.log(`${label}: ${n}`); },
  countReset(label = 'default') { counts.delete(`${label}`); },
  group(...args) { if (args.length) this.log(...args); indent += '  '; },
  groupEnd() { indent = indent.slice(2); },
  table(data, columns) { if (data === null || typeof data !== 'object') return this.log(data); return this.log(require('table')(data, columns)); },
};
methods.debug = methods.info = methods.log;
methods.error = methods.warn;
methods.dirxml = methods.log;
methods.groupCollapsed = methods.group;
methods.profile = methods.profileEnd = methods.timeStamp = function () {};
function Console(options, err) {
  if (!new.target) return new Console(options, err);
  const out = options && options.stdout ? options.stdout : options;
  hide(this, '_stdout', out); hide(this, '_stderr', (options && options.stdout ? options.stderr : err) || out);
  for (const name of Object.keys(methods)) this[name] = methods[name].bind(this);
}
const console = {};
for (const name of ['log', 'warn', 'dir', 'time', 'timeEnd', 'timeLog', 'trace', 'assert', 'clear', 'count', 'countReset', 'group', 'groupEnd', 'table', 'debug', 'info', 'dirxml', 'error', 'groupCollapsed']) {
  const run = methods[name];
  console[name] = { [name]: (...args) => run.apply(console, args) }[name];
}
console.Console = Console;
hide(console, Symbol.toStringTag, 'console');
module.exports = console;
})
