'use strict';
// Redis's client as far as the connection: nobody answers, or the server's language is not modelled.

const EventEmitter = require('events');
const net = require('net');

let major = 4;
try {
  major = parseInt(require('./package.json').version, 10);
} catch { /* Not installed by npm. */ }

class ClientClosedError extends Error {
  constructor() {
    super('The client is closed');
  }
}

class Client extends EventEmitter {
  constructor(options) {
    super();
    const url = options.url ? new URL(options.url) : {};
    const socket = options.socket || options;
    this.host = url.hostname || socket.host || (major < 4 ? '127.0.0.1' : 'localhost');
    this.port = Number(url.port || socket.port) || 6379;
    this.strategy = socket.reconnectStrategy;
    [this.isOpen, this.isReady, this.tries] = [false, false, 0];
    // Old clients connect by themselves.
    if (major < 4) setImmediate(() => this.attempt(() => {}));
  }

  connect() {
    this.isOpen = true;
    return new Promise((resolve, reject) => this.attempt(reject));
  }

  attempt(fail) {
    const socket = net.connect(this.port, this.host);
    const problem = (error) => {
      this.emit('error', error);
      if (major >= 4 && !this.isOpen) return undefined;
      const wait = typeof this.strategy === 'function' ? this.strategy(this.tries, error)
        : this.strategy === undefined ? Math.min(this.tries * 50, 500) : this.strategy;
      this.tries++;
      if (wait === false || wait instanceof Error) {
        this.isOpen = false;
        return fail(wait || error);
      }
      this.emit('reconnecting');
      return void (this.timer = setTimeout(() => this.attempt(fail), Number(wait)));
    };
    socket.once('error', problem);
    socket.once('connect', () => {
      socket.destroy();
      const message = 'drydock: talking to a Redis server is not modelled: connections end after they were accepted';
      this.strategy = false;
      problem(Object.assign(new Error(message), { code: 'ENOTMODELLED' }));
    });
  }

  // Commands wait for a connection that never stands.
  command(args) {
    if (major >= 4 && !this.isOpen) return Promise.reject(new ClientClosedError());
    const done = args[args.length - 1];
    if (major < 4 && typeof done === 'function') return false;
    return new Promise(() => {});
  }

  async quit() {
    clearTimeout(this.timer);
    this.isOpen = false;
    return 'OK';
  }

  disconnect() {
    return this.quit();
  }

  destroy() {
    this.quit();
  }
}

const COMMANDS = 'get set setEx del exists incr incrBy decr expire ttl keys hGet hSet hGetAll lPush rPush lRange lPop rPop sAdd '
  + 'sMembers zAdd zRange ping publish subscribe flushAll mGet mSet type append getSet scan';
for (const name of COMMANDS.split(' ')) {
  for (const spelled of new Set([name, name.toLowerCase(), name.toUpperCase()])) {
    Client.prototype[spelled] = function (...args) {
      return this.command(args);
    };
  }
}

const createClient = (options, host, more) => {
  if (typeof options === 'string') return new Client({ url: options, ...host });
  return new Client(typeof options === 'number' ? { port: options, host, ...more } : options || {});
};

module.exports = { createClient, ClientClosedError, RedisClient: Client };
