'use strict';
// Variables from a `.env` file.

const fs = require('fs');
const path = require('path');

let major = 16;
try {
  major = parseInt(require('./package.json').version, 10);
} catch { /* Not installed by npm. */ }

const LINE = /^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?$/gm;

function parse(text) {
  const found = {};
  for (const match of String(text).replace(/\r\n?/g, '\n').matchAll(LINE)) {
    let value = (match[2] || '').trim();
    const quote = value[0];
    value = value.replace(/^(['"`])([\s\S]*)\1$/, '$2');
    if (quote === '"') value = value.replace(/\\n/g, '\n').replace(/\\r/g, '\r');
    found[match[1]] = value;
  }
  return found;
}

function populate(into, from, options = {}) {
  const added = {};
  for (const name of Object.keys(from)) {
    if (options.override || !Object.prototype.hasOwnProperty.call(into, name)) into[name] = added[name] = from[name];
  }
  return added;
}

function config(options = {}) {
  const home = process.env.HOME || '~';
  const files = [].concat(options.path || path.resolve(process.cwd(), '.env')).map((file) => file.replace(/^~/, home));
  const parsed = {};
  let failure;
  for (const file of files) {
    try {
      const text = fs.readFileSync(file, { encoding: options.encoding || 'utf8' });
      populate(parsed, parse(text), { override: options.override });
    } catch (error) {
      failure = error;
    }
  }
  populate(options.processEnv || process.env, parsed, options);
  if (major >= 17 && !options.quiet) {
    const names = files.map((file) => path.relative(process.cwd(), file)).join(', ');
    process[major >= 18 ? 'stderr' : 'stdout'].write(`◇ injected env (${Object.keys(parsed).length}) from ${names}\n`);
  }
  return failure ? { parsed, error: failure } : { parsed };
}

module.exports = { config, configDotenv: config, parse, populate };
