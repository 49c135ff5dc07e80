'use strict';
// MySQL's clients, mysql and mysql2, as far as the connection: nobody answers, or the server's language is not modelled.

const EventEmitter = require('events');
const net = require('net');

const address = (config) => {
  if (typeof config !== 'string') return { host: 'localhost', port: 3306, ...config };
  const url = new URL(config);
  return { host: url.hostname, port: Number(url.port) || 3306, user: url.username, database: url.pathname.slice(1) };
};

function notModelled() {
  const message = 'drydock: talking to a MySQL server is not modelled: connections end after they were accepted';
  return Object.assign(new Error(message), { code: 'ENOTMODELLED', fatal: true });
}

// The same with promises.
function promised(target) {
  const wrap = (name) => (...args) => new Promise((resolve, reject) => {
    target[name](...args, (error, value) => (error ? reject(error) : resolve(value)));
  });
  const names = ['connect', 'query', 'execute', 'getConnection', 'end'].filter((name) => name in target);
  return Object.assign(Object.fromEntries(names.map((name) => [name, wrap(name)])), { on: () => {}, destroy() {} });
}

class Connection extends EventEmitter {
  constructor(config) {
    super();
    [this.config, this.state, this.threadId] = [address(config), 'disconnected', null];
  }

  connect(options, done = options) {
    const finish = (error) => {
      this.state = 'protocol_error';
      if (typeof done === 'function') done(error);
      else this.emit('error', error);
    };
    const socket = net.connect(Number(this.config.port), this.config.host);
    socket.once('error', (error) => finish(Object.assign(error, { fatal: true })));
    socket.once('connect', () => {
      socket.destroy();
      finish(notModelled());
    });
  }

  query(text, values, done = values) {
    this.connect((error) => (typeof done === 'function' ? done(error) : this.emit('error', error)));
    return new EventEmitter();
  }

  execute(...args) {
    return this.query(...args);
  }

  end(done) {
    if (typeof done === 'function') setImmediate(done);
  }

  promise() {
    return promised(this);
  }

  destroy() {}

  release() {}
}

class Pool extends EventEmitter {
  constructor(config) {
    super();
    this.config = address(config);
  }

  getConnection(done) {
    const connection = new Connection(this.config);
    connection.connect((error) => done(error, error ? undefined : connection));
  }

  query(text, values, done = values) {
    this.getConnection((error) => typeof done === 'function' && done(error));
    return new EventEmitter();
  }

  execute(...args) {
    return this.query(...args);
  }

  promise() {
    return promised(this);
  }

  end(done) {
    if (typeof done === 'function') setImmediate(done);
  }
}

const ESCAPES = { '\0': '0', '\n': 'n', '\r': 'r', '\t': 't' };

const quote = (value) => {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(quote).join(', ');
  return `'${String(value).replace(/[\0\n\r\t\\'"]/g, (char) => `\\${ESCAPES[char] || char}`)}'`;
};
const quoteName = (name) => `\`${String(name).replace(/`/g, '``').replace(/\./g, '`.`')}\``;

function format(text, values) {
  const left = values === undefined ? [] : [].concat(values);
  return text.replace(/\?\??/g, (mark) => (left.length ? (mark === '??' ? quoteName : quote)(left.shift()) : mark));
}

module.exports = {
  createConnection: (config) => new Connection(config),
  createPool: (config) => new Pool(config),
  createPromiseConnection: (config) => promised(new Connection(config)),
  escape: quote,
  escapeId: quoteName,
  format,
};
