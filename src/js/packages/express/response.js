'use strict';
// What express adds to a response.

const crypto = require('crypto');
const http = require('http');
const path = require('path');
const createError = require('http-errors');
const deprecate = require('depd')('express');
const mime = require('./mime');
const { major } = require('./router');
const { encodeUrl, escapeHtml, send } = require('./send');

const res = Object.create(http.ServerResponse.prototype);

function etag(body) {
  const hash = crypto.createHash('sha1').update(body).digest('base64').slice(0, 27);
  return `"${body.length.toString(16)}-${hash}"`;
}

res.status = function (code) {
  if (major >= 5) {
    if (!Number.isInteger(code)) {
      throw new TypeError(`Invalid status code: ${JSON.stringify(code)}. Status code must be an integer.`);
    }
    if (code < 100 || code > 999) {
      throw new RangeError(`Invalid status code: ${code}. Status code must be greater than 99 and less than 1000.`);
    }
  }
  this.statusCode = code;
  return this;
};

res.links = function (links) {
  const old = this.get('Link');
  const all = Object.keys(links).map((rel) => `<${links[rel]}>; rel="${rel}"`).join(', ');
  return this.set('Link', old ? `${old}, ${all}` : all);
};

res.send = function (body) {
  if (arguments.length === 2 && major < 5) {
    if (typeof arguments[0] !== 'number' && typeof arguments[1] === 'number') {
      deprecate('res.send(body, status): Use res.status(status).send(body) instead');
      this.statusCode = arguments[1];
    } else {
      deprecate('res.send(status, body): Use res.status(status).send(body) instead');
      [this.statusCode, body] = arguments;
    }
  }
  if (typeof body === 'number' && arguments.length === 1 && major < 5) {
    if (!this.get('Content-Type')) this.type('txt');
    deprecate('res.send(status): Use res.sendStatus(status) instead');
    this.statusCode = body;
    body = http.STATUS_CODES[body] || String(body);
  }
  if (typeof body === 'string') {
    if (!this.get('Content-Type')) this.type('html');
  } else if (body === null) {
    body = '';
  } else if (Buffer.isBuffer(body) || ArrayBuffer.isView(body)) {
    if (!this.get('Content-Type')) this.type('bin');
  } else if (body !== undefined) {
    return this.json(body);
  }
  if (typeof body === 'string') {
    const type = this.get('Content-Type');
    if (typeof type === 'string') this.set('Content-Type', withCharset(type));
    body = Buffer.from(body);
  }
  if (body !== undefined) {
    this.set('Content-Length', body.length);
    const setting = this.app && this.app.get('etag');
    if (setting && !this.get('ETag')) {
      const tag = typeof setting === 'function' ? setting(body, 'utf-8') : setting === 'strong' ? etag(body) : `W/${etag(body)}`;
      if (tag) this.set('ETag', tag);
    }
  }
  if (this.req.fresh) this.status(304);
  if (this.statusCode === 204 || this.statusCode === 304) {
    for (const name of ['Content-Type', 'Content-Length', 'Transfer-Encoding']) this.removeHeader(name);
    body = '';
  }
  if (this.statusCode === 205) {
    this.set('Content-Length', '0');
    this.removeHeader('Transfer-Encoding');
    body = '';
  }
  if (this.req.method === 'HEAD' || body === undefined) this.end();
  else this.end(body);
  return this;
};

const withCharset = (type) => (/;\s*charset=/i.test(type)
  ? type.replace(/;\s*charset=[^;]*/i, '; charset=utf-8') : `${type}; charset=utf-8`);

function stringify(value, app) {
  const text = JSON.stringify(value, app.get('json replacer'), app.get('json spaces'));
  if (!app.get('json escape') || typeof text !== 'string') return text;
  return text.replace(/[<>&]/g, (char) => ({ '<': '\\u003c', '>': '\\u003e', '&': '\\u0026' }[char]));
}

res.json = function (value) {
  if (arguments.length === 2 && major < 5) {
    deprecate('res.json(obj, status): Use res.status(status).json(obj) instead');
    this.statusCode = typeof arguments[1] === 'number' ? arguments[1] : arguments[0];
    if (typeof arguments[1] !== 'number') value = arguments[1];
  }
  const body = stringify(value, this.app);
  if (!this.get('Content-Type')) this.set('Content-Type', 'application/json');
  return this.send(body);
};

res.jsonp = function (value) {
  let body = stringify(value, this.app);
  let callback = this.req.query[this.app.get('jsonp callback name')];
  if (Array.isArray(callback)) [callback] = callback;
  if (!this.get('Content-Type')) this.set('X-Content-Type-Options', 'nosniff').set('Content-Type', 'application/json');
  if (typeof callback === 'string' && callback) {
    this.set('X-Content-Type-Options', 'nosniff').set('Content-Type', 'text/javascript');
    callback = callback.replace(/[^[\]\w$.]/g, '');
    body = `/**/ typeof ${callback} === 'function' && ${callback}(${body === undefined ? '' : body});`;
  }
  return this.send(body);
};

res.sendStatus = function (code) {
  this.status(code);
  this.type('txt');
  return this.send(http.STATUS_CODES[code] || String(code));
};

res.sendFile = function (name, options, done) {
  if (!name) throw new TypeError('path argument is required to res.sendFile');
  if (typeof name !== 'string') throw new TypeError('path must be a string to res.sendFile');
  if (typeof options === 'function') [options, done] = [{}, options];
  options = options || {};
  if (!options.root && !path.isAbsolute(name)) {
    throw new TypeError('path must be absolute or specify root to res.sendFile');
  }
  const next = this.req.next;
  const finish = (error) => {
    if (done) return done(error);
    if (error && error.code === 'EISDIR') return next();
    if (error) next(error);
  };
  if (done) this.on('finish', () => done());
  const fail = (error) => finish(error);
  const folder = () => finish(Object.assign(new Error('EISDIR, read'), { code: 'EISDIR' }));
  send(this.req, this, encodeURI(name), { ...options, index: false }, fail, folder);
};

if (major < 5) {
  res.sendfile = function (name, options, done) {
    deprecate('res.sendfile: Use res.sendFile instead');
    const full = path.resolve((options && options.root) || '.', name);
    return this.sendFile(full, options && { ...options, root: undefined }, done);
  };
}

// A name in quotes, which newer ones leave out where they are not needed.
const disposition = (name) => {
  const base = path.basename(name);
  return `attachment; filename=${major >= 5 && /^[\w!#$%&'*+.^`|~-]+$/.test(base) ? base : `"${base}"`}`;
};

res.attachment = function (name) {
  if (name) this.type(path.extname(name));
  return this.set('Content-Disposition', name ? disposition(name) : 'attachment');
};

res.download = function (name, filename, options, done) {
  if (typeof filename === 'function') [filename, options, done] = [null, null, filename];
  else if (typeof options === 'function') [options, done] = [null, options];
  if (filename && typeof filename === 'object') [filename, options] = [null, filename];
  const headers = { 'Content-Disposition': disposition(filename || name) };
  const full = options && options.root ? name : path.resolve(name);
  return this.sendFile(full, { ...options, headers: { ...(options && options.headers), ...headers } }, done);
};

res.type = res.contentType = function (type) {
  return this.set('Content-Type', type.includes('/') ? type
    : mime.contentType(mime.lookup(type) || 'application/octet-stream'));
};

res.format = function (choices) {
  const keys = Object.keys(choices).filter((key) => key !== 'default');
  const best = keys.length ? this.req.accepts(keys) : false;
  this.vary('Accept');
  if (best) {
    this.set('Content-Type', mime.contentType(best));
    choices[best](this.req, this, this.req.next);
  } else if (choices.default) {
    choices.default(this.req, this, this.req.next);
  } else {
    const types = keys.map((key) => mime.lookup(key) || key);
    this.req.next(createError(406, { types: major >= 5 ? types : types.map((value) => ({ value })) }));
  }
  return this;
};

res.append = function (name, value) {
  const old = this.get(name);
  return this.set(name, old ? [].concat(old, value) : value);
};

res.set = res.header = function header(name, value) {
  if (arguments.length !== 2) {
    for (const key of Object.keys(name)) this.set(key, name[key]);
    return this;
  }
  let text = Array.isArray(value) ? value.map(String) : String(value);
  if (name.toLowerCase() === 'content-type') {
    if (Array.isArray(text)) throw new TypeError('Content-Type cannot be set to an Array');
    text = mime.contentType(text);
  }
  this.setHeader(name, text);
  return this;
};

res.get = function (name) {
  return this.getHeader(name);
};

function serialize(name, value, options) {
  let text = `${name}=${encodeURIComponent(value)}`;
  if (options.maxAge != null) text += `; Max-Age=${Math.floor(options.maxAge / 1000)}`;
  if (options.domain) text += `; Domain=${options.domain}`;
  if (options.path) text += `; Path=${options.path}`;
  if (options.expires) text += `; Expires=${options.expires.toUTCString()}`;
  if (options.httpOnly) text += '; HttpOnly';
  if (options.secure) text += '; Secure';
  const same = options.sameSite === true ? 'Strict' : options.sameSite;
  if (same) text += `; SameSite=${same[0].toUpperCase()}${same.slice(1).toLowerCase()}`;
  return text;
}

res.cookie = function (name, value, given) {
  const options = { ...given };
  if (options.signed && !this.req.secret) throw new Error('cookieParser("secret") required for signed cookies');
  let text = typeof value === 'object' ? `j:${JSON.stringify(value)}` : String(value);
  if (options.signed) {
    const mark = crypto.createHmac('sha256', this.req.secret).update(text).digest('base64').replace(/=+$/, '');
    text = `s:${text}.${mark}`;
  }
  if (options.maxAge != null) options.expires = new Date(Date.now() + Number(options.maxAge));
  if (options.path == null) options.path = '/';
  return this.append('Set-Cookie', serialize(name, text, options));
};

res.clearCookie = function (name, options) {
  const opts = major >= 5 ? { path: '/', ...options, expires: new Date(1), maxAge: undefined }
    : { expires: new Date(1), path: '/', ...options };
  return this.cookie(name, '', opts);
};

res.location = function (url) {
  const target = url === 'back' && major < 5 ? this.req.get('Referrer') || '/' : String(url);
  return this.set('Location', encodeUrl(target));
};

res.redirect = function (url) {
  let [status, target] = [302, url];
  if (arguments.length === 2) {
    if (typeof arguments[0] === 'number') {
      [status, target] = arguments;
    } else {
      deprecate('res.redirect(url, status): Use res.redirect(status, url) instead');
      status = arguments[1];
    }
  }
  const address = this.location(target).get('Location');
  const head = `${http.STATUS_CODES[status]}. Redirecting to `;
  let body = '';
  this.format({
    text: () => { body = head + address; },
    html: () => {
      const shown = escapeHtml(address);
      body = major >= 5 ? `<!DOCTYPE html><head><title>${http.STATUS_CODES[status]}</title></head>`
        + `<body><p>${head}${shown}</p></body>` : `<p>${head}${shown}</p>`;
    },
    default: () => { body = ''; },
  });
  this.statusCode = status;
  this.set('Content-Length', Buffer.byteLength(body));
  this.end(this.req.method === 'HEAD' ? undefined : body);
};

res.vary = function (field) {
  const old = this.get('Vary');
  const list = old ? String(old).split(/\s*,\s*/) : [];
  for (const name of [].concat(field)) {
    if (!list.some((known) => known.toLowerCase() === name.toLowerCase())) list.push(name);
  }
  return this.set('Vary', list.join(', '));
};

res.render = function (view, options, done) {
  if (typeof options === 'function') [options, done] = [{}, options];
  const finish = done || ((error, text) => (error ? this.req.next(error) : this.send(text)));
  this.app.render(view, { ...options, _locals: this.locals }, finish);
};

module.exports = res;
