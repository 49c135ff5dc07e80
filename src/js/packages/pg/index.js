'use strict';
// PostgreSQL's client as far as the connection: nobody answers, or the server's language is not modelled.

const EventEmitter = require('events');
const net = require('net');

function address(given) {
  const env = process.env;
  const config = typeof given === 'string' ? { connectionString: given } : { ...given };
  if (config.connectionString) {
    const url = new URL(config.connectionString);
    return { ...config, host: url.hostname, port: Number(url.port) || 5432, user: url.username };
  }
  return { ...config, host: config.host || env.PGHOST || 'localhost', port: Number(config.port || env.PGPORT) || 5432 };
}

const answer = (promise, done) => {
  if (typeof done !== 'function') return promise;
  promise.then((value) => done(null, value), (error) => done(error));
  return undefined;
};

function attempt({ host, port }) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, host);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.destroy();
      const message = 'drydock: talking to a PostgreSQL server is not modelled: connections end after they were accepted';
      reject(Object.assign(new Error(message), { code: 'ENOTMODELLED' }));
    });
  });
}

class Client extends EventEmitter {
  constructor(config) {
    super();
    Object.assign(this, address(config));
  }

  connect(done) {
    return answer(attempt(this), done);
  }

  query(...args) {
    const error = new Error('Client has encountered a connection error and is not queryable');
    return answer(Promise.reject(error), args[args.length - 1]);
  }

  end(done) {
    return answer(Promise.resolve(), done);
  }

  release() {}
}

class Pool extends EventEmitter {
  constructor(config) {
    super();
    [this.options, this.totalCount, this.idleCount, this.waitingCount] = [address(config), 0, 0, 0];
  }

  connect(done) {
    return answer(attempt(this.options), done);
  }

  query(...args) {
    return answer(attempt(this.options), args[args.length - 1]);
  }

  end(done) {
    return answer(Promise.resolve(), done);
  }
}

module.exports = { Client, Pool, types: { setTypeParser() {} }, defaults: {} };
