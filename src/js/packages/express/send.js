'use strict';
// Files as answers: types, conditional requests, ranges, and folders served as they are.

const fs = require('fs');
const path = require('path');
const createError = require('http-errors');
const mime = require('./mime');
const { major } = require('./router');

// Durations such as `1d` in milliseconds.
function millis(age) {
  if (typeof age !== 'string') return Number(age) || 0;
  const found = /^([\d.]+)\s*(ms|s|m|h|d|w|y)?/.exec(age);
  const units = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5, y: 315576e5 };
  return found ? Number(found[1]) * units[found[2] || 'ms'] : 0;
}

function fresh(req, headers) {
  const [none, since] = [req.headers['if-none-match'], req.headers['if-modified-since']];
  if (!none && !since) return false;
  if (/(?:^|,)\s*no-cache\s*(?:,|$)/.test(req.headers['cache-control'] || '')) return false;
  if (none) {
    const plain = (tag) => tag.trim().replace(/^W\//, '');
    return none === '*' || (headers.etag && none.split(',').some((tag) => plain(tag) === plain(headers.etag)));
  }
  return Boolean(headers['last-modified']) && Date.parse(headers['last-modified']) <= Date.parse(since);
}

// One range of a Range header: [first, last], false when there is none, null when it cannot be given.
function range(header, size) {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header || '');
  if (!found || (found[1] === '' && found[2] === '')) return false;
  const first = found[1] === '' ? Math.max(0, size - Number(found[2])) : Number(found[1]);
  const last = found[1] === '' || found[2] === '' ? size - 1 : Math.min(Number(found[2]), size - 1);
  return first <= last ? [first, last] : null;
}

// Sends the file at a full path. What fails now concerns a file that is there.
function sendStat(req, res, full, stat, options, failed) {
  const fail = (error) => failed(error, true);
  const set = (name, value) => {
    if (!res.getHeader(name)) res.setHeader(name, value);
  };
  if (options.setHeaders) options.setHeaders(res, full, stat);
  if (options.headers) for (const name of Object.keys(options.headers)) res.setHeader(name, options.headers[name]);
  if (options.acceptRanges !== false) set('Accept-Ranges', 'bytes');
  if (options.cacheControl !== false) {
    const seconds = Math.floor(Math.min(Math.max(0, millis(options.maxAge || options.maxage)), 31536e6) / 1000);
    set('Cache-Control', `public, max-age=${seconds}${options.immutable ? ', immutable' : ''}`);
  }
  if (options.lastModified !== false) set('Last-Modified', new Date(stat.mtimeMs).toUTCString());
  if (options.etag !== false) set('ETag', `W/"${stat.size.toString(16)}-${Math.floor(stat.mtimeMs).toString(16)}"`);
  const type = mime.lookup(full);
  if (type) set('Content-Type', mime.contentType(type).replace('utf-8', major < 5 ? 'UTF-8' : 'utf-8'));
  else set('Content-Type', 'application/octet-stream');
  const ok = res.statusCode < 300 && res.statusCode >= 200;
  if (ok && fresh(req, { etag: res.getHeader('ETag'), 'last-modified': res.getHeader('Last-Modified') })) {
    for (const name of ['Content-Encoding', 'Content-Language', 'Content-Length', 'Content-Range', 'Content-Type']) {
      res.removeHeader(name);
    }
    res.statusCode = 304;
    res.end();
    return;
  }
  let [first, last] = [0, stat.size - 1];
  const part = options.acceptRanges === false ? false : range(req.headers.range, stat.size);
  if (part === null) {
    res.setHeader('Content-Range', `bytes */${stat.size}`);
    const headers = { 'Content-Range': res.getHeader('Content-Range') };
    return fail(createError(416, { headers }));
  }
  if (part) {
    [first, last] = part;
    res.statusCode = 206;
    res.setHeader('Content-Range', `bytes ${first}-${last}/${stat.size}`);
  }
  res.setHeader('Content-Length', last - first + 1);
  if (req.method === 'HEAD') return void res.end();
  fs.readFile(full, (error, data) => {
    if (error) return fail(createError(500, error, { expose: false }));
    res.end(part ? data.subarray(first, last + 1) : data);
  });
}

// Sends what stands at `name` below `root`; `fail` gets what went wrong, `folder` is called for a folder without an index.
function send(req, res, name, options, fail, folder) {
  let decoded;
  try {
    decoded = decodeURIComponent(name);
  } catch {
    return fail(createError(400));
  }
  if (decoded.includes('\0')) return fail(createError(400));
  const root = options.root ? path.normalize(options.root + path.sep) : '';
  if (root && /(?:^|[\\/])\.\.(?:[\\/]|$)/.test(path.normalize('.' + path.sep + decoded))) {
    return fail(createError(403));
  }
  const full = root ? path.normalize(path.join(root, decoded)) : path.resolve(decoded);
  const hidden = decoded.split(/[\\/]/).some((part) => part.length > 1 && part[0] === '.');
  if (hidden && options.dotfiles === 'deny') return fail(createError(403));
  if (hidden && options.dotfiles !== 'allow') return fail(createError(404));
  const missing = (error) => {
    const absent = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(error.code);
    fail(createError(absent ? 404 : 500, error, { expose: false }));
  };
  const index = options.index === undefined ? ['index.html'] : [].concat(options.index || []);
  const tryIndex = (at) => {
    if (at >= index.length) return folder ? folder(full) : fail(createError(404));
    const file = path.join(full, index[at]);
    fs.stat(file, (error, stat) => {
      if (error || stat.isDirectory()) return error && error.code !== 'ENOENT' ? missing(error) : tryIndex(at + 1);
      sendStat(req, res, file, stat, options, fail);
    });
  };
  const ends = [].concat(options.extensions || []);
  const tryEnd = (at, first) => {
    if (at >= ends.length) return missing(first);
    const file = `${full}.${ends[at]}`;
    fs.stat(file, (error, stat) => (error || stat.isDirectory() ? tryEnd(at + 1, first)
      : sendStat(req, res, file, stat, options, fail)));
  };
  if (index.length && decoded.endsWith('/')) return tryIndex(0);
  fs.stat(full, (error, stat) => {
    if (error) return error.code === 'ENOENT' && !path.extname(full) ? tryEnd(0, error) : missing(error);
    if (stat.isDirectory()) return folder ? folder(full) : fail(createError(404));
    if (decoded.endsWith('/')) return fail(createError(404));
    sendStat(req, res, full, stat, options, fail);
  });
}

const encodeUrl = (url) => encodeURI(url).replace(/%25([0-9a-f]{2})/gi, '%$1').replace(/%5B/gi, '[').replace(/%5D/gi, ']');

const escapeHtml = (text) => String(text).replace(/["&'<>]/g, (char) => (
  { '"': '&quot;', '&': '&amp;', "'": '&#39;', '<': '&lt;', '>': '&gt;' }[char]));

const page = (title, body) => '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
  + `<title>${title}</title>\n</head>\n<body>\n<pre>${body}</pre>\n</body>\n</html>\n`;

// `express.static`: a middleware that serves a folder.
function serveStatic(root, given) {
  if (!root) throw new TypeError('root path required');
  if (typeof root !== 'string') throw new TypeError('root path must be a string');
  const options = { ...given, root: path.resolve(root) };
  const through = options.fallthrough !== false;
  return function serveStatic(req, res, next) {
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      if (through) return next();
      res.statusCode = 405;
      res.setHeader('Allow', 'GET, HEAD');
      res.setHeader('Content-Length', '0');
      return res.end();
    }
    const split = req.url.indexOf('?');
    let name = split < 0 ? req.url : req.url.slice(0, split);
    const original = req.originalUrl || req.url;
    const originalPath = original.split('?')[0];
    if (name === '/' && !originalPath.endsWith('/')) name = '';
    const fail = (error, found) => (through && !found && error.statusCode < 500 ? next() : next(error));
    const folder = () => {
      if (options.redirect === false) return fail(createError(404));
      if (originalPath.endsWith('/')) return fail(createError(404));
      const target = originalPath.replace(/^\/+/, '/') + '/' + (original.includes('?') ? original.slice(original.indexOf('?')) : '');
      const body = page('Redirecting', `Redirecting to ${escapeHtml(encodeURI(decodeURI(target)))}`);
      res.statusCode = 301;
      res.setHeader('Content-Type', 'text/html; charset=UTF-8');
      res.setHeader('Content-Length', Buffer.byteLength(body));
      res.setHeader('Content-Security-Policy', "default-src 'none'");
      res.setHeader('X-Content-Type-Options', 'nosniff');
      res.setHeader('Location', target);
      res.end(body);
    };
    send(req, res, name, options, fail, folder);
  };
}

module.exports = { send, serveStatic, fresh, encodeUrl, escapeHtml, page };
