'use strict';
// Bodies of requests: JSON, forms, text and bytes.

const querystring = require('querystring');
const createError = require('http-errors');
const qs = require('qs');
const deprecate = require('depd')('body-parser');

let major = 1;
try {
  major = parseInt(require('./package.json').version, 10);
} catch { /* Not installed by npm: body-parser 1. */ }

// Sizes such as `100kb` in bytes.
function bytes(limit) {
  if (typeof limit === 'number') return limit;
  const found = /^([\d.]+)\s*(b|kb|mb|gb)?$/i.exec(String(limit === undefined ? '100kb' : limit));
  if (!found) return 102400;
  return Math.floor(Number(found[1]) * { b: 1, kb: 1024, mb: 1048576, gb: 1073741824 }[(found[2] || 'b').toLowerCase()]);
}

function matches(type, req) {
  if (typeof type === 'function') return Boolean(type(req));
  const actual = String(req.headers['content-type'] || '').split(';')[0].trim().toLowerCase();
  return [].concat(type).some((wanted) => {
    const full = { json: 'application/json', urlencoded: 'application/x-www-form-urlencoded', text: 'text/plain' }[wanted]
      || wanted;
    return new RegExp(`^${full.replace(/[.+]/g, '\\$&').replace(/\*/g, '[^/]*')}$`).test(actual);
  });
}

// A middleware that reads a body of some type and makes a value of it.
function parser(options, type, make) {
  const limit = bytes(options.limit);
  const wanted = options.type || type;
  return function bodyParser(req, res, next) {
    if (req._body) return next();
    if (major < 2) req.body = req.body || {};
    else if (!('body' in req)) req.body = undefined;
    const length = req.headers['content-length'];
    const has = req.headers['transfer-encoding'] !== undefined || (length !== undefined && !Number.isNaN(Number(length)));
    if (!has || !matches(wanted, req)) return next();
    const encoding = String(req.headers['content-encoding'] || 'identity').toLowerCase();
    if (encoding !== 'identity') {
      return next(createError(415, `unsupported content encoding "${encoding}"`, { encoding, type: 'encoding.unsupported' }));
    }
    req._body = true;
    const large = (more) => createError(413, 'request entity too large', { ...more, limit, type: 'entity.too.large' });
    if (Number(length) > limit) {
      req.resume();
      return next(large({ expected: Number(length), length: Number(length) }));
    }
    const [parts, state] = [[], { size: 0, over: false }];
    const finish = (error) => {
      if (state.over) return;
      state.over = true;
      if (error) return next(error);
      const all = Buffer.concat(parts);
      try {
        if (options.verify) options.verify(req, res, all, 'utf-8');
        req.body = make(all, req);
      } catch (failed) {
        const known = { expose: true, statusCode: 400, status: 400, body: all.toString(), type: 'entity.parse.failed' };
        return next(failed.status ? failed : Object.assign(failed, known));
      }
      next();
    };
    req.on('data', (part) => {
      state.size += part.length;
      if (state.size > limit) finish(large({ received: state.size }));
      else parts.push(part);
    });
    req.on('end', () => finish());
    req.on('aborted', () => finish(createError(400, 'request aborted', { code: 'ECONNABORTED', type: 'request.aborted' })));
    req.on('error', finish);
  };
}

function json(options = {}) {
  const strict = options.strict !== false;
  return parser(options, 'application/json', (all) => {
    const text = all.toString();
    if (text.length === 0) return {};
    const first = (/^[\x20\x09\x0a\x0d]*([^\x20\x09\x0a\x0d])/.exec(text) || [])[1];
    // A text that is no object or list fails as a text that begins with a wrong letter.
    if (strict && first !== '{' && first !== '[') {
      try {
        JSON.parse('#' + text.slice(text.indexOf(first) + 1));
      } catch (error) {
        error.message = error.message.replace(/#/g, first);
        throw error;
      }
    }
    return JSON.parse(text, options.reviver);
  });
}

function urlencoded(options = {}) {
  if (options.extended === undefined && major < 2) deprecate('undefined extended: provide extended option');
  const extended = major < 2 ? options.extended !== false : Boolean(options.extended);
  return parser(options, 'application/x-www-form-urlencoded', (all) => {
    const text = all.toString();
    const limit = options.parameterLimit || 1000;
    if (text.split('&').length > limit) throw createError(413, 'too many parameters', { type: 'parameters.too.many' });
    return extended ? qs.parse(text, { parameterLimit: limit }) : { ...querystring.parse(text) };
  });
}

const raw = (options = {}) => parser(options, 'application/octet-stream', (all) => all);
const text = (options = {}) => parser(options, 'text/plain', (all) => all.toString(options.defaultCharset || 'utf8'));

function bodyParser(options = {}) {
  if (major >= 2) throw new Error('The bodyParser() generic has been split into individual middleware to use instead.');
  deprecate('bodyParser: use individual json/urlencoded middlewares');
  const [one, two] = [json(options), urlencoded({ extended: true, ...options })];
  return (req, res, next) => one(req, res, (error) => (error ? next(error) : two(req, res, next)));
}

module.exports = Object.assign(bodyParser, { json, urlencoded, raw, text });
