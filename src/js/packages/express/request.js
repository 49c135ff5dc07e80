'use strict';
// What express adds to a request.

const http = require('http');
const net = require('net');
const mime = require('./mime');
const { fresh } = require('./send');

const req = Object.create(http.IncomingMessage.prototype);
const getter = (name, get) => Object.defineProperty(req, name, { configurable: true, enumerable: true, get });

req.get = req.header = function header(name) {
  if (!name) throw new TypeError('name argument is required to req.get');
  if (typeof name !== 'string') throw new TypeError('name must be a string to req.get');
  const key = name.toLowerCase();
  return key === 'referer' || key === 'referrer' ? this.headers.referrer || this.headers.referer : this.headers[key];
};

req.accepts = function (...types) {
  const offered = types.flat();
  return offered.length ? mime.accepts(this.headers.accept, offered) : (this.headers.accept || '*/*').split(/\s*,\s*/);
};

const simple = (header) => function (...names) {
  const offered = names.flat();
  const wanted = this.headers[header];
  if (!wanted) return offered[0] || false;
  const list = wanted.split(',').map((part) => part.split(';')[0].trim().toLowerCase());
  if (!offered.length) return list;
  return offered.find((name) => list.includes(name.toLowerCase()) || list.includes('*')
    || list.some((item) => item.split('-')[0] === name.toLowerCase())) || false;
};
req.acceptsEncodings = simple('accept-encoding');
req.acceptsCharsets = simple('accept-charset');
req.acceptsLanguages = simple('accept-language');

req.is = function (...types) {
  const { 'content-length': length, 'transfer-encoding': coding } = this.headers;
  if (coding === undefined && Number.isNaN(parseInt(length, 10))) return null;
  return mime.is(this.headers['content-type'], types.flat());
};

req.param = function (name, fallback) {
  for (const from of [this.params, this.body, this.query]) {
    if (from && from[name] !== undefined && name in from) return from[name];
  }
  return fallback;
};

// Whether headers of a proxy are believed.
const trusts = (app) => Boolean(app && app.get('trust proxy'));

getter('protocol', function () {
  const own = this.socket && this.socket.encrypted ? 'https' : 'http';
  return (trusts(this.app) && (this.headers['x-forwarded-proto'] || '').split(',')[0].trim()) || own;
});
getter('secure', function () {
  return this.protocol === 'https';
});
getter('ips', function () {
  return trusts(this.app) ? (this.headers['x-forwarded-for'] || '').split(/\s*,\s*/).filter(Boolean) : [];
});
getter('ip', function () {
  return this.ips[0] || this.socket.remoteAddress;
});
getter('hostname', function () {
  const host = (trusts(this.app) && this.headers['x-forwarded-host']) || this.headers.host;
  if (!host) return undefined;
  return host.replace(/:\d+$/, '');
});
getter('host', function () {
  return this.hostname;
});
getter('subdomains', function () {
  const name = this.hostname;
  return !name || net.isIP(name) ? [] : name.split('.').reverse().slice(this.app.get('subdomain offset'));
});
getter('path', function () {
  return this.url.split('?')[0];
});
getter('xhr', function () {
  return (this.get('X-Requested-With') || '').toLowerCase() === 'xmlhttprequest';
});
getter('fresh', function () {
  const { statusCode } = this.res;
  if (this.method !== 'GET' && this.method !== 'HEAD') return false;
  if ((statusCode < 200 || statusCode >= 300) && statusCode !== 304) return false;
  return Boolean(fresh(this, { etag: this.res.get('ETag'), 'last-modified': this.res.get('Last-Modified') }));
});
getter('stale', function () {
  return !this.fresh;
});

module.exports = req;
