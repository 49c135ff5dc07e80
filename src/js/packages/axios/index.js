'use strict';
// A client for HTTP: requests with promises, JSON both ways, interceptors.

const http = require('http');

const REDIRECTS = [301, 302, 303, 307, 308];

class AxiosError extends Error {
  constructor(message, code, config, request, response) {
    super(message);
    Object.assign(this, { name: 'AxiosError', code, config, request, response });
    if (response) this.status = response.status;
  }

  toJSON() {
    return { message: this.message, name: this.name, code: this.code, status: this.status ?? null };
  }
}

class CanceledError extends AxiosError {
  constructor(message = 'canceled', config) {
    super(message, 'ERR_CANCELED', config);
    this.name = 'CanceledError';
  }
}

function addParams(url, params) {
  if (!params) return url;
  const search = new URLSearchParams();
  for (const [name, value] of params instanceof URLSearchParams ? params : Object.entries(params)) {
    if (value === null || value === undefined) continue;
    if (Array.isArray(value)) value.forEach((item) => search.append(`${name}[]`, item));
    else if (value instanceof Date) search.append(name, value.toISOString());
    else search.append(name, typeof value === 'object' ? JSON.stringify(value) : value);
  }
  const text = search.toString();
  return text ? url + (url.includes('?') ? '&' : '?') + text : url;
}

function fullUrl(config) {
  const { url = '', baseURL } = config;
  const whole = baseURL && !/^([a-z][a-z\d+\-.]*:)?\/\//i.test(url)
    ? (url ? `${baseURL.replace(/\/?\/$/, '')}/${url.replace(/^\/+/, '')}` : baseURL) : url;
  return addParams(whole, config.params);
}

function lower(headers) {
  const found = {};
  for (const name of Object.keys(headers || {})) {
    const value = headers[name];
    if (value !== undefined && value !== null && typeof value !== 'object') found[name.toLowerCase()] = String(value);
  }
  return found;
}

// One request and its answer; redirects are followed.
function exchange(config, address, left) {
  return new Promise((resolve, reject) => {
    let url;
    try {
      url = new URL(address);
    } catch {
      const error = new AxiosError('Invalid URL', 'ERR_INVALID_URL', config);
      return reject(Object.assign(error, { name: 'TypeError', input: address }));
    }
    const headers = { accept: 'application/json, text/plain, */*', ...lower(config.headers), 'user-agent': 'axios/1.7.9' };
    let body = config.data;
    if (body instanceof URLSearchParams) {
      body = body.toString();
      headers['content-type'] = headers['content-type'] || 'application/x-www-form-urlencoded;charset=utf-8';
    } else if (body !== null && typeof body === 'object' && !Buffer.isBuffer(body)) {
      headers['content-type'] = headers['content-type'] || 'application/json';
      body = headers['content-type'].includes('urlencoded') ? new URLSearchParams(body).toString() : JSON.stringify(body);
    } else if (typeof body === 'string' && !headers['content-type']) {
      headers['content-type'] = 'application/x-www-form-urlencoded';
    }
    if (body !== undefined && body !== null) headers['content-length'] = String(Buffer.byteLength(body));
    if (config.auth) {
      const pair = `${config.auth.username || ''}:${config.auth.password || ''}`;
      headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
    }
    const library = url.protocol === 'https:' ? require('https') : http;
    const method = (config.method || 'get').toUpperCase();
    let timer;
    const request = library.request({
      protocol: url.protocol,
      hostname: url.hostname,
      port: url.port || (url.protocol === 'https:' ? 443 : 80),
      path: url.pathname + url.search,
      method,
      headers,
    }, (incoming) => {
      const parts = [];
      incoming.on('data', (part) => parts.push(part));
      incoming.on('end', () => {
        clearTimeout(timer);
        if (REDIRECTS.includes(incoming.statusCode) && incoming.headers.location && left > 0) {
          const next = new URL(incoming.headers.location, url).href;
          const keep = [307, 308].includes(incoming.statusCode);
          const again = keep ? config : { ...config, method: 'get', data: undefined };
          return exchange(again, next, left - 1).then(resolve, reject);
        }
        const bytes = Buffer.concat(parts);
        const response = {
          status: incoming.statusCode,
          statusText: incoming.statusMessage,
          headers: incoming.headers,
          config,
          request,
          data: config.responseType === 'arraybuffer' ? bytes : read(bytes.toString(), config),
        };
        settle(config, response, resolve, reject);
      });
    });
    request.on('error', (error) => {
      clearTimeout(timer);
      const more = { name: error.name, errno: error.errno, syscall: error.syscall, address: error.address, port: error.port, cause: error };
      reject(Object.assign(new AxiosError(error.message, error.code, config, request), more));
    });
    const stop = (error) => {
      reject(error);
      request.destroy();
    };
    if (config.timeout) {
      const message = config.timeoutErrorMessage || `timeout of ${config.timeout}ms exceeded`;
      timer = setTimeout(() => stop(new AxiosError(message, 'ECONNABORTED', config, request)), config.timeout);
    }
    if (config.signal) {
      const cancel = () => stop(new CanceledError(undefined, config));
      if (config.signal.aborted) cancel();
      else config.signal.addEventListener('abort', cancel);
    }
    request.end(body === null ? undefined : body);
  });
}

function read(text, config) {
  if (config.responseType === 'text' || text === '') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function settle(config, response, resolve, reject) {
  const valid = config.validateStatus === undefined ? (status) => status >= 200 && status < 300 : config.validateStatus;
  if (!valid || valid(response.status)) return resolve(response);
  const code = response.status >= 500 ? 'ERR_BAD_RESPONSE' : 'ERR_BAD_REQUEST';
  reject(new AxiosError(`Request failed with status code ${response.status}`, code, config, response.request, response));
}

class Interceptors {
  constructor() {
    this.list = [];
  }

  use(yes, no) {
    return this.list.push([yes, no]) - 1;
  }

  eject(id) {
    this.list[id] = null;
  }

  clear() {
    this.list = [];
  }
}

function merge(base, given = {}) {
  const { common, ...own } = base.headers || {};
  return { ...base, ...given, headers: { ...common, ...own, ...given.headers } };
}

function create(defaults) {
  const interceptors = { request: new Interceptors(), response: new Interceptors() };
  const send = (config) => {
    const whole = [].concat(config.transformRequest || []).reduce((data, fn) => fn(data, config.headers), config.data);
    return exchange({ ...config, data: whole }, fullUrl(config), config.maxRedirects === undefined ? 21 : config.maxRedirects);
  };
  function axios(first, second) {
    const given = typeof first === 'string' ? { ...second, url: first } : first;
    const config = merge(axios.defaults, given);
    config.method = (config.method || 'get').toLowerCase();
    let chain = Promise.resolve(config);
    for (const pair of [...interceptors.request.list].reverse()) if (pair) chain = chain.then(pair[0], pair[1]);
    chain = chain.then(send);
    for (const pair of interceptors.response.list) if (pair) chain = chain.then(pair[0], pair[1]);
    return chain;
  }
  for (const method of ['get', 'delete', 'head', 'options']) {
    axios[method] = (url, config) => axios({ ...config, method, url });
  }
  for (const method of ['post', 'put', 'patch']) {
    axios[method] = (url, data, config) => axios({ ...config, method, url, data });
    axios[`${method}Form`] = (url, data, config) => axios({ ...config, method, url, data: new URLSearchParams(data) });
  }
  return Object.assign(axios, {
    create: (config) => create(merge(axios.defaults, config)),
    defaults,
    getUri: (config) => fullUrl(merge(axios.defaults, config)),
    interceptors,
    request: (...args) => axios(...args),
  });
}

const axios = create({ headers: { common: {} }, timeout: 0 });
module.exports = Object.assign(axios, {
  all: (list) => Promise.all(list),
  Axios: create,
  AxiosError,
  CanceledError,
  default: axios,
  isAxiosError: (value) => value instanceof AxiosError,
  isCancel: (value) => value instanceof CanceledError,
  spread: (fn) => (list) => fn(...list),
  VERSION: '1.7.9',
});
