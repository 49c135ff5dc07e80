'use strict';
// An app: settings, middleware, routes, the answer when nobody answered. Routing is in router.js.

const EventEmitter = require('events');
const fs = require('fs');
const http = require('http');
const path = require('path');
const querystring = require('querystring');
const bodyParser = require('body-parser');
const qs = require('qs');
const Router = require('./router');
const request = require('./request');
const response = require('./response');
const { encodeUrl, escapeHtml, page, serveStatic } = require('./send');

const { METHODS, Route, major } = Router;

// The last answer: nothing was found, or something went wrong.
function finalHandler(req, res, env) {
  return (error) => {
    let status = 404;
    let text = `Cannot ${req.method} ${escapeHtml(encodeUrl((req.originalUrl || req.url).split('?')[0]))}`;
    const headers = {};
    if (error) {
      const given = [error.status, error.statusCode].find((code) => Number.isInteger(code) && code >= 400 && code < 600);
      status = given || (res.statusCode >= 400 && res.statusCode < 600 ? res.statusCode : 500);
      if (given && error.headers && typeof error.headers === 'object') Object.assign(headers, error.headers);
      const stack = env !== 'production' && (error.stack || String(error));
      text = escapeHtml(stack || http.STATUS_CODES[status]).replace(/\n/g, '<br>').replace(/ {2}/g, ' &nbsp;');
      if (env !== 'test') console.error(major >= 5 ? error : error.stack || error.toString());
    }
    if (res.headersSent) {
      req.socket.destroy();
      return;
    }
    const body = page('Error', text);
    for (const name of ['Content-Encoding', 'Content-Language', 'Content-Range']) res.removeHeader(name);
    res.statusCode = status;
    res.statusMessage = http.STATUS_CODES[status];
    for (const name of Object.keys(headers)) res.setHeader(name, headers[name]);
    res.setHeader('Content-Security-Policy', "default-src 'none'");
    res.setHeader('X-Content-Type-Options', 'nosniff');
    res.setHeader('Content-Type', 'text/html; charset=utf-8');
    res.setHeader('Content-Length', Buffer.byteLength(body));
    req.resume();
    res.end(req.method === 'HEAD' ? undefined : body);
  };
}

const SETTINGS = {
  'x-powered-by': true,
  etag: 'weak',
  'query parser': major >= 5 ? 'simple' : 'extended',
  'subdomain offset': 2,
  'trust proxy': false,
  'jsonp callback name': 'callback',
};

const proto = {
  init() {
    const env = process.env.NODE_ENV || 'development';
    [this.cache, this.engines, this.mountpath] = [{}, {}, '/'];
    this.settings = Object.assign(Object.create(null), SETTINGS, { env, views: path.resolve('views') });
    if (env === 'production') this.settings['view cache'] = true;
    this.locals = Object.assign(Object.create(null), { settings: this.settings });
    this.router = Router();
    this._router = this.router;
  },

  set(name, value) {
    if (arguments.length === 1) return this.setting(name);
    this.settings[name] = value;
    return this;
  },

  setting(name) {
    if (name in this.settings || !this.parent) return this.settings[name];
    return this.parent.setting(name);
  },

  enabled(name) {
    return Boolean(this.setting(name));
  },

  disabled(name) {
    return !this.setting(name);
  },

  enable(name) {
    return this.set(name, true);
  },

  disable(name) {
    return this.set(name, false);
  },

  path() {
    return this.parent ? this.parent.path() + this.mountpath : '';
  },

  handle(req, res, done) {
    const out = done || finalHandler(req, res, this.setting('env'));
    if (this.enabled('x-powered-by')) res.setHeader('X-Powered-By', 'Express');
    [req.res, res.req] = [res, req];
    if (!done) req.next = out;
    Object.setPrototypeOf(req, this.request);
    Object.setPrototypeOf(res, this.response);
    res.locals = res.locals || Object.create(null);
    if (major < 5 || !('query' in req)) setQuery(this, req);
    [this.router.caseSensitive, this.router.strict] =
      [this.enabled('case sensitive routing'), this.enabled('strict routing')];
    this.router.handle(req, res, out);
  },

  use(first, ...rest) {
    let where = '/';
    let fns = [first, ...rest];
    let head = first;
    while (Array.isArray(head) && head.length) head = head[0];
    if (typeof head !== 'function') [where, fns] = [first, rest];
    fns = fns.flat(Infinity);
    if (fns.length === 0) throw new TypeError('app.use() requires a middleware function');
    for (const fn of fns) {
      if (!fn || !fn.handle || !fn.set) {
        this.router.use(where, fn);
        continue;
      }
      [fn.mountpath, fn.parent] = [where, this];
      this.router.use(where, function mounted(req, res, next) {
        const before = [req.app.request, req.app.response];
        fn.handle(req, res, (error) => {
          Object.setPrototypeOf(req, before[0]);
          Object.setPrototypeOf(res, before[1]);
          next(error);
        });
      });
      fn.emit('mount', this);
    }
    return this;
  },

  route(where) {
    return this.router.route(where);
  },

  param(names, fn) {
    [].concat(names).forEach((name) => this.router.param(name, fn));
    return this;
  },

  all(where, ...fns) {
    const route = this.route(where);
    // Express 4 complains in the name of the first method.
    if (major < 5 && fns.flat(Infinity).some((fn) => typeof fn !== 'function')) route[METHODS[0]](...fns);
    route.all(...fns);
    return this;
  },

  engine(end, fn) {
    if (typeof fn !== 'function') throw new Error('callback function required');
    this.engines[end.startsWith('.') ? end : `.${end}`] = fn;
    return this;
  },

  render(name, options, done) {
    if (typeof options === 'function') [options, done] = [{}, options];
    const given = options || {};
    const all = { ...this.locals, ...given._locals, ...given };
    let end = path.extname(name);
    const ending = this.setting('view engine');
    if (!end && !ending) {
      return done(new Error('No default engine was specified and no extension was provided.'));
    }
    if (!end) end = ending.startsWith('.') ? ending : `.${ending}`;
    const file = path.extname(name) ? name : name + end;
    const roots = [].concat(this.setting('views'));
    const found = roots.map((root) => path.resolve(root, file)).find((full) => fs.existsSync(full));
    try {
      if (!this.engines[end]) {
        const engine = require(path.resolve('node_modules', end.slice(1)));
        this.engines[end] = engine.__express || engine.renderFile;
        if (typeof this.engines[end] !== 'function') {
          throw new Error(`Module "${end.slice(1)}" does not provide a view engine.`);
        }
      }
      if (!found) {
        const where = roots.length > 1 ? `directories "${roots.join('", "')}"` : `directory "${roots[0]}"`;
        throw new Error(`Failed to lookup view "${name}" in views ${where}`);
      }
      this.engines[end](found, all, done);
    } catch (error) {
      done(error);
    }
  },

  listen(...args) {
    const server = http.createServer(this);
    if (major >= 5 && typeof args[args.length - 1] === 'function') {
      const done = args[args.length - 1];
      let called = false;
      args[args.length - 1] = (...given) => {
        if (!called) done(...given);
        called = true;
      };
      server.once('error', args[args.length - 1]);
    }
    return server.listen(...args);
  },
};

for (const method of METHODS) {
  proto[method] = function (where, ...fns) {
    // One word is a setting's name.
    if (method === 'get' && fns.length === 0) return this.setting(where);
    this.route(where)[method](...fns);
    return this;
  };
}
proto.del = proto.delete;

function setQuery(app, req) {
  const parser = app.setting('query parser');
  const at = req.url.indexOf('?');
  const text = at < 0 ? '' : req.url.slice(at + 1);
  let value = {};
  if (typeof parser === 'function') value = parser(text);
  else if (parser === 'simple') value = querystring.parse(text);
  else if (parser) value = qs.parse(text);
  if (parser === 'simple' && major < 5) value = { ...value };
  if (major >= 5) Object.defineProperty(req, 'query', { configurable: true, enumerable: true, value });
  else req.query = req.query || value;
}

function createApplication() {
  const app = function (req, res, next) {
    app.handle(req, res, next);
  };
  for (const name of Object.getOwnPropertyNames(EventEmitter.prototype)) {
    if (name !== 'constructor') app[name] = EventEmitter.prototype[name];
  }
  EventEmitter.call(app);
  Object.assign(app, proto);
  app.request = Object.create(request, { app: { configurable: true, writable: true, enumerable: true, value: app } });
  app.response = Object.create(response, { app: { configurable: true, writable: true, enumerable: true, value: app } });
  app.init();
  return app;
}

module.exports = Object.assign(createApplication, {
  application: proto,
  request,
  response,
  Route,
  Router,
  json: bodyParser.json,
  urlencoded: bodyParser.urlencoded,
  raw: bodyParser.raw,
  text: bodyParser.text,
  static: serveStatic,
});
createApplication.query = (options) => function query(req, res, next) {
  if (!req.query) req.query = qs.parse((req.url.split('?')[1] || ''), options);
  next();
};
