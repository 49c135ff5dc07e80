'use strict';
// Notices of what a package no longer wants to be called, once for each place.

const path = require('path');

function caller() {
  const frames = String(new Error().stack).split('\n').slice(1);
  const own = frames.find((frame) => !frame.includes('node_modules') && !frame.includes('node:')
    && /:\d+:\d+\)?$/.test(frame));
  const found = own && /(?:\(|at |async )?([^\s()]+):(\d+):(\d+)\)?$/.exec(own.trim());
  return found ? `${path.relative(process.cwd(), found[1]) || found[1]}:${found[2]}:${found[3]}` : '';
}

module.exports = function depd(namespace) {
  const told = new Set();
  const deprecate = (message) => {
    const silent = process.noDeprecation || /^(\*|all)$/.test(process.env.NO_DEPRECATION || '')
      || (process.env.NO_DEPRECATION || '').split(/[ ,]+/).includes(namespace);
    const place = caller();
    if (silent || told.has(message + place)) return;
    told.add(message + place);
    const tty = process.stderr.isTTY;
    process.stderr.write(tty
      ? `\x1b[36;1m${namespace}\x1b[22;39m \x1b[33;1mdeprecated\x1b[22;39m \x1b[0m${message}\x1b[39m`
        + `${place ? ` \x1b[36m${place}\x1b[39m` : ''}\n`
      : `${new Date().toUTCString()} ${namespace} deprecated ${message}${place ? ` at ${place}` : ''}\n`);
  };
  deprecate.function = (fn, message) => function (...args) {
    deprecate(message);
    return fn.apply(this, args);
  };
  deprecate.property = () => {};
  return deprecate;
};
