'use strict';
// Routes and middleware: which of an app's functions see a request, in which order, with which parameters.

const http = require('http');

const METHODS = http.METHODS.map((method) => method.toLowerCase());
let major = 4;
try {
  major = parseInt(require('./package.json').version, 10);
} catch { /* Not installed by npm: express 4. */ }

const escape = (text) => text.replace(/[.+*?=^!:${}()[\]|/\\]/g, '\\$&');

// A path of express 4: `:name`, `:name(\\d+)`, `?`, `*`, `+` and groups.
function compileOld(path, keys) {
  let out = '';
  for (let at = 0; at < path.length; at++) {
    const char = path[at];
    if (char === '\\') {
      out += char + (path[++at] || '');
    } else if (char === ':' && /\w/.test(path[at + 1] || '')) {
      const name = /^\w+/.exec(path.slice(at + 1))[0];
      at += name.length;
      keys.push(name);
      let pattern = '[^/]+?';
      if (path[at + 1] === '(') {
        const end = path.indexOf(')', at);
        pattern = path.slice(at + 2, end);
        at = end;
      }
      const mark = path[at + 1];
      const slash = out.endsWith('\\/') ? '\\/' : '';
      if (mark === '?' || mark === '*') {
        at++;
        out = out.slice(0, out.length - slash.length);
        out += `(?:${slash}(${pattern}${mark === '*' ? '(?:\\/[^/]+?)*' : ''}))?`;
      } else {
        out += `(${pattern})`;
      }
    } else if (char === '*') {
      keys.push(keys.filter((key) => typeof key === 'number').length);
      out += '(.*)';
    } else if (char === '(') {
      if (path[at + 1] !== '?') keys.push(keys.filter((key) => typeof key === 'number').length);
      out += char;
    } else {
      out += '?+)|'.includes(char) ? char : escape(char);
    }
  }
  return out;
}

class PathError extends TypeError {}

function pathError(message, path) {
  const error = new PathError(`${message}: ${path}; visit https://git.new/pathToRegexpError for info`);
  error.originalPath = path;
  return error;
}

// A path of express 5: `:name`, `*name` and `{optional}`.
function compileNew(path, keys, lists) {
  let out = '';
  for (let at = 0; at < path.length; at++) {
    const char = path[at];
    if (char === ':' || char === '*') {
      const name = (/^[\p{ID_Start}$_][\p{ID_Continue}$]*/u.exec(path.slice(at + 1)) || [''])[0];
      if (!name) throw pathError(`Missing parameter name at index ${at + 1}`, path);
      keys.push(name);
      if (char === '*') lists.add(name);
      out += char === '*' ? '([\\s\\S]+)' : '([^/]+)';
      at += name.length;
    } else if (char === '{') {
      out += '(?:';
    } else if (char === '}') {
      out += ')?';
    } else if ('()[]+?!'.includes(char)) {
      throw pathError(`Unexpected ${char} at index ${at}`, path);
    } else {
      out += escape(char === '\\' ? path[++at] || '' : char);
    }
  }
  return out;
}

function compile(path, { end, strict, sensitive }) {
  const [keys, lists, flags] = [[], new Set(), sensitive ? '' : 'i'];
  if (path instanceof RegExp) {
    const groups = path.source.match(/\((?!\?(?!<[^=!]))(?:\?<([^>]+)>)?/g) || [];
    let count = 0;
    for (const group of groups) keys.push(group.length > 1 ? group.slice(3, -1) : count++);
    return { regexp: path, keys, lists };
  }
  const one = (text) => {
    let body = major >= 5 ? compileNew(text, keys, lists) : compileOld(text, keys);
    const slash = text.endsWith('/');
    if (!strict) body += slash ? '?' : '\\/?';
    return body + (end ? '$' : slash && !strict ? '' : '(?=\\/|$)');
  };
  const paths = Array.isArray(path) ? path : [path];
  const sources = paths.map((item) => {
    if (!(item instanceof RegExp)) return '^' + one(String(item));
    keys.push(...compile(item, {}).keys);
    return item.source;
  });
  return { regexp: new RegExp(sources.map((source) => `(?:${source})`).join('|'), flags), keys, lists };
}

function decode(value, name) {
  if (typeof value !== 'string' || value === '') return value;
  try {
    return decodeURIComponent(value);
  } catch (error) {
    error.message = `Failed to decode param '${value}'`;
    error.status = error.statusCode = 400;
    throw error;
  }
}

class Layer {
  constructor(path, options, handle) {
    this.handle = handle;
    this.name = handle.name || '<anonymous>';
    this.all = path === '*' && major < 5;
    this.slash = path === '/' && options.end === false;
    Object.assign(this, compile(path, options));
  }

  match(path) {
    if (path == null) return false;
    if (this.slash) {
      [this.params, this.path] = [{}, ''];
      return true;
    }
    if (this.all) {
      [this.params, this.path] = [{ 0: decode(path) }, path];
      return true;
    }
    const found = this.regexp.exec(path);
    if (!found) return false;
    [this.params, this.path] = [major >= 5 ? Object.create(null) : {}, found[0]];
    this.keys.forEach((key, at) => {
      const value = decode(found[at + 1]);
      if (value === undefined && key in this.params) return;
      if (value === undefined && major >= 5) return;
      this.params[key] = this.lists.has(key) ? value.split('/') : value;
    });
    return true;
  }

  run(error, req, res, next) {
    const fn = this.handle;
    if (error ? fn.length !== 4 : fn.length > 3) return next(error);
    try {
      const result = error ? fn(error, req, res, next) : fn(req, res, next);
      if (major >= 5 && result && typeof result.then === 'function') {
        result.then(null, (reason) => next(reason || new Error('Rejected promise')));
      }
    } catch (thrown) {
      next(thrown);
    }
  }
}

class Route {
  constructor(path) {
    [this.path, this.stack, this.methods] = [path, [], {}];
  }

  handles(method) {
    method = method.toLowerCase();
    return Boolean(this.methods._all || this.methods[method] || (method === 'head' && this.methods.get));
  }

  allowed() {
    const names = Object.keys(this.methods).filter((name) => name !== '_all');
    if (this.methods.get && !this.methods.head) names.push('head');
    return names.map((name) => name.toUpperCase());
  }

  dispatch(req, res, done) {
    let at = 0;
    let method = req.method.toLowerCase();
    if (method === 'head' && !this.methods.head) method = 'get';
    req.route = this;
    const next = (error) => {
      if (error === 'route') return done();
      if (error === 'router') return done(error);
      let layer;
      do layer = this.stack[at++]; while (layer && layer.method && layer.method !== method);
      return layer ? layer.run(error, req, res, next) : done(error);
    };
    next();
  }

  add(method, fns) {
    for (const fn of fns.flat(Infinity)) {
      if (typeof fn !== 'function') {
        const what = Object.prototype.toString.call(fn);
        const name = method ? `Route.${method}()` : 'Route.all()';
        throw major >= 5 ? new TypeError('argument handler must be a function')
          : method ? new Error(`${name} requires a callback function but got a ${what}`)
            : new TypeError(`${name} requires a callback function but got a ${what}`);
      }
      const layer = new Layer('/', { end: false }, fn);
      layer.method = method;
      this.methods[method || '_all'] = true;
      this.stack.push(layer);
    }
    if (major >= 5 && fns.length === 0) throw new TypeError('argument handler is required');
    return this;
  }

  all(...fns) {
    return this.add(undefined, fns);
  }
}

for (const method of METHODS) {
  Route.prototype[method] = function (...fns) {
    return this.add(method, fns);
  };
}

const pathOf = (url) => {
  const at = url.indexOf('?');
  return at < 0 ? url : url.slice(0, at);
};

const proto = {
  handle(req, res, out) {
    let [at, removed, slashAdded, calls] = [0, '', false, 0];
    const [parentParams, parentUrl, outerNext] = [req.params, req.baseUrl || '', req.next];
    const allowed = new Set();
    const checked = {};
    const done = (error) => {
      [req.baseUrl, req.next, req.params] = [parentUrl, outerNext, parentParams];
      if (error || req.method !== 'OPTIONS' || allowed.size === 0) return out(error);
      const names = [...allowed];
      if (major < 5) {
        res.set('Allow', names.join(',')).send(names.join(','));
        return undefined;
      }
      const body = names.sort().join(', ');
      res.setHeader('Allow', body);
      res.setHeader('Content-Length', Buffer.byteLength(body));
      res.setHeader('Content-Type', 'text/plain');
      res.setHeader('X-Content-Type-Options', 'nosniff');
      res.end(body);
      return undefined;
    };
    const next = (error) => {
      let problem = error === 'route' ? null : error;
      if (slashAdded) [req.url, slashAdded] = [req.url.slice(1), false];
      if (removed) [req.baseUrl, req.url, removed] = [parentUrl, removed + req.url, ''];
      if (problem === 'router') return done(null);
      if (++calls > 100) {
        calls = 0;
        return setImmediate(next, error);
      }
      const path = pathOf(req.url);
      let layer;
      let route;
      for (;;) {
        layer = this.stack[at++];
        if (!layer) return done(problem);
        let fits;
        try {
          fits = layer.match(path);
        } catch (failed) {
          problem = problem || failed;
          continue;
        }
        route = layer.route;
        if (!fits || (route && problem)) continue;
        if (!route) break;
        if (route.handles(req.method)) break;
        if (req.method === 'OPTIONS') route.allowed().forEach((name) => allowed.add(name));
      }
      if (route) req.route = route;
      req.params = this.mergeParams && parentParams ? { ...parentParams, ...layer.params } : layer.params;
      const matched = layer.path;
      this.ask(layer, checked, req, res, (failed) => {
        if (failed) return next(problem || failed);
        if (route) return layer.run(problem, req, res, next);
        if (matched) {
          const rest = path[matched.length];
          if (rest && rest !== '/' && rest !== '.') return next(problem);
          removed = matched;
          req.url = req.url.slice(removed.length);
          if (!req.url.startsWith('/')) [req.url, slashAdded] = ['/' + req.url, true];
          req.baseUrl = parentUrl + (removed.endsWith('/') ? removed.slice(0, -1) : removed);
        }
        layer.run(problem, req, res, next);
      });
    };
    [req.baseUrl, req.originalUrl] = [parentUrl, req.originalUrl || req.url];
    req.next = next;
    next();
  },

  // Calls what `param` registered, once for each value.
  ask(layer, checked, req, res, done) {
    const work = [];
    for (const name of layer.keys) {
      const value = req.params[name];
      const fns = this.params[name];
      if (value === undefined || !fns) continue;
      if (checked[name] && checked[name].value === value) continue;
      checked[name] = { value };
      fns.forEach((fn) => work.push([fn, value, name]));
    }
    const step = (error) => {
      const item = error ? undefined : work.shift();
      if (!item) return done(error);
      try {
        item[0](req, res, step, item[1], item[2]);
      } catch (thrown) {
        step(thrown);
      }
    };
    step();
  },

  use(first, ...rest) {
    let path = '/';
    let fns = [first, ...rest];
    let head = first;
    while (Array.isArray(head) && head.length) head = head[0];
    if (typeof head !== 'function') [path, fns] = [first, rest];
    fns = fns.flat(Infinity);
    if (fns.length === 0) {
      throw new TypeError(major >= 5 ? 'argument handler is required' : 'Router.use() requires a middleware function');
    }
    for (const fn of fns) {
      if (typeof fn !== 'function') {
        const what = Object.prototype.toString.call(fn).slice(8, -1);
        throw new TypeError(major >= 5 ? 'argument handler must be a function'
          : `Router.use() requires a middleware function but got a ${what}`);
      }
      this.stack.push(new Layer(path, { end: false, strict: false, sensitive: this.caseSensitive }, fn));
    }
    return this;
  },

  route(path) {
    const route = new Route(path);
    const layer = new Layer(path, { end: true, strict: this.strict, sensitive: this.caseSensitive },
      route.dispatch.bind(route));
    layer.route = route;
    this.stack.push(layer);
    return route;
  },

  param(name, fn) {
    (this.params[name] = this.params[name] || []).push(fn);
    return this;
  },

  all(path, ...fns) {
    this.route(path).all(...fns);
    return this;
  },
};

for (const method of METHODS) {
  proto[method] = function (path, ...fns) {
    this.route(path)[method](...fns);
    return this;
  };
}

function Router(options = {}) {
  function router(req, res, next) {
    router.handle(req, res, next);
  }
  Object.assign(router, proto, {
    params: {},
    stack: [],
    mergeParams: options.mergeParams,
    caseSensitive: options.caseSensitive,
    strict: options.strict,
  });
  return router;
}

module.exports = Object.assign(Router, { METHODS, Route, major });
