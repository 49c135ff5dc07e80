(function (exports, require, module, I) {
'use strict';
const wait = (start, stop) => (...args) => {
  const [value, options] = args.slice(-2);
  return new Promise((resolve, reject) => {
    const signal = options && options.signal;
    if (signal && signal.aborted) { reject(require('web').abortError(signal)); return; }
    const timer = start(() => resolve(value), args[0]);
    if (options && options.ref === false) timer.unref();
    if (signal) signal.addEventListener('abort', () => { stop(timer); reject(require('web').abortError(signal)); });
  });
};
exports.setTimeout = (after, value, options) => wait(setTimeout, clearTimeout)(after, value, options);
exports.setImmediate = (value, options) => wait((run) => setImmediate(run), clearImmediate)(0, value, options);
exports.setInterval = async function* (every, value) { for (;;) yield await exports.setTimeout(every, value); };
exports.scheduler = { wait: exports.setTimeout, yield: () => exports.setImmediate() };
})
