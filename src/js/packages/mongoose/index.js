'use strict';
// Mongoose as far as the connection: schemas and documents are there, but nobody answers, or the server's language is not
// modelled.

const EventEmitter = require('events');
const crypto = require('crypto');
const net = require('net');

let major = 6;
try {
  major = parseInt(require('./package.json').version, 10);
} catch { /* Not installed by npm. */ }

class MongooseError extends Error {}
class MongooseServerSelectionError extends MongooseError {}
class ValidationError extends MongooseError {}
for (const kind of [MongooseError, MongooseServerSelectionError, ValidationError]) {
  Object.defineProperty(kind.prototype, 'name', { value: kind.name, configurable: true, writable: true });
}

class ServerDescription {
  constructor(address, error) {
    Object.assign(this, { address, type: 'Unknown', hosts: [], passives: [], arbiters: [], tags: {}, error });
  }
}

class TopologyDescription {
  constructor(address, error) {
    Object.assign(this, {
      type: 'Unknown',
      servers: new Map([[address, new ServerDescription(address, error)]]),
      stale: false,
      compatible: true,
      heartbeatFrequencyMS: 10000,
      localThresholdMS: 15,
      setName: null,
      maxElectionId: null,
      maxSetVersion: null,
      commonWireVersion: 0,
      logicalSessionTimeoutMinutes: null,
    });
  }
}

class ObjectId {
  constructor(text) {
    this.text = text ? String(text) : Math.floor(Date.now() / 1000).toString(16).padStart(8, '0')
      + crypto.randomBytes(8).toString('hex');
  }

  static isValid(value) {
    return value instanceof ObjectId || /^[0-9a-f]{24}$/i.test(String(value)) || String(value).length === 12;
  }

  equals(other) {
    return String(other) === this.text;
  }

  toHexString() {
    return this.text;
  }

  toString() {
    return this.text;
  }

  toJSON() {
    return this.text;
  }

  [Symbol.for('nodejs.util.inspect.custom')]() {
    return `new ObjectId("${this.text}")`;
  }
}

class Schema {
  constructor(definition = {}, options = {}) {
    Object.assign(this, { obj: definition, options, methods: {}, statics: {}, virtuals: {}, hooks: [] });
  }

  pre() {
    return this;
  }

  post() {
    return this;
  }

  index() {
    return this;
  }

  plugin(fn, options) {
    fn(this, options);
    return this;
  }

  set(name, value) {
    this.options[name] = value;
    return this;
  }

  add(more) {
    Object.assign(this.obj, more);
    return this;
  }

  virtual(name) {
    const self = this;
    return {
      get(fn) {
        self.virtuals[name] = { ...self.virtuals[name], get: fn };
        return this;
      },
      set(fn) {
        self.virtuals[name] = { ...self.virtuals[name], set: fn };
        return this;
      },
    };
  }

  method(name, fn) {
    Object.assign(this.methods, typeof name === 'string' ? { [name]: fn } : name);
    return this;
  }

  static(name, fn) {
    Object.assign(this.statics, typeof name === 'string' ? { [name]: fn } : name);
    return this;
  }
}
Schema.Types = { ObjectId, Mixed: Object, String, Number, Boolean, Date, Array, Buffer, Map };
Schema.ObjectId = ObjectId;

const connection = Object.assign(new EventEmitter(), { readyState: 0, host: undefined, port: undefined, name: undefined });
const settings = { bufferTimeoutMS: 10000 };
const models = {};

function later(promise, done) {
  if (typeof done !== 'function') return promise;
  promise.then((value) => done(null, value), (error) => done(error));
  return undefined;
}

// What becomes of every operation: it waits for a connection, in vain.
function buffered(collection, name) {
  return new Promise((resolve, reject) => {
    const wait = settings.bufferTimeoutMS;
    setTimeout(() => {
      reject(new MongooseError(`Operation \`${collection}.${name}()\` buffering timed out after ${wait}ms`));
    }, wait);
  });
}

// A question that is asked when somebody waits for its answer.
class Query {
  constructor(collection, name) {
    Object.assign(this, { collection, op: name });
  }

  exec(done) {
    return later(buffered(this.collection, this.op), done);
  }

  then(yes, no) {
    return this.exec().then(yes, no);
  }

  catch(no) {
    return this.exec().catch(no);
  }

  finally(fn) {
    return this.exec().finally(fn);
  }
}
for (const name of 'where sort limit skip select populate lean equals gt gte lt lte in and or session set'.split(' ')) {
  Query.prototype[name] = function () {
    return this;
  };
}

const plural = (name) => {
  const lower = name.toLowerCase();
  if (/(s|x|z|ch|sh)$/.test(lower)) return lower.endsWith('s') ? lower : `${lower}es`;
  return /[^aeiou]y$/.test(lower) ? `${lower.slice(0, -1)}ies` : `${lower}s`;
};

function model(name, schema) {
  if (!schema) {
    if (models[name]) return models[name];
    throw new MongooseError(`Schema hasn't been registered for model "${name}".\nUse mongoose.model(name, schema)`);
  }
  const known = schema instanceof Schema ? schema : new Schema(schema);
  const collection = known.options.collection || plural(name);
  const Model = { [name]: class {
    constructor(given = {}) {
      for (const key of Object.keys(known.obj)) {
        const field = known.obj[key];
        const fallback = field && typeof field === 'object' ? field.default : undefined;
        const value = given[key] === undefined ? (typeof fallback === 'function' ? fallback() : fallback) : given[key];
        if (value !== undefined) this[key] = value;
      }
      this._id = given._id || new ObjectId();
    }

    get id() {
      return String(this._id);
    }

    validateSync() {
      for (const key of Object.keys(known.obj)) {
        if (known.obj[key] && known.obj[key].required && (this[key] === undefined || this[key] === '')) {
          return new ValidationError(`${name} validation failed: ${key}: Path \`${key}\` is required.`);
        }
      }
      return undefined;
    }

    save(done) {
      const problem = this.validateSync();
      return later(problem ? Promise.reject(problem) : buffered(collection, 'insertOne'), done);
    }

    toObject() {
      return { ...this };
    }

    toJSON() {
      return { ...this };
    }
  } }[name];
  Object.assign(Model, { modelName: name, schema: known, collection: { name: collection }, ...known.statics });
  Object.assign(Model.prototype, known.methods);
  for (const key of Object.keys(known.virtuals)) {
    Object.defineProperty(Model.prototype, key, { configurable: true, ...known.virtuals[key] });
  }
  const find = { findById: 'findOne', findByIdAndUpdate: 'findOneAndUpdate', findByIdAndDelete: 'findOneAndDelete',
    findByIdAndRemove: 'findOneAndRemove', exists: 'findOne', insertMany: 'insertMany' };
  const names = 'find findOne findById findOneAndUpdate findByIdAndUpdate findOneAndDelete findByIdAndDelete findByIdAndRemove '
    + 'updateOne updateMany deleteOne deleteMany countDocuments estimatedDocumentCount distinct aggregate exists insertMany';
  for (const key of names.split(' ')) {
    Model[key] = (...args) => {
      const query = new Query(collection, find[key] || key);
      const done = args[args.length - 1];
      return typeof done === 'function' ? query.exec(done) : query;
    };
  }
  Model.create = (given, done) => later(Promise.all([].concat(given).map((one) => new Model(one).save())), done);
  models[name] = Model;
  return Model;
}

function attempt(host, port) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, host);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}

async function open(uri, options) {
  if (typeof uri !== 'string') {
    throw new MongooseError('The `uri` parameter to `openUri()` must be a string, got "'
      + `${typeof uri}". Make sure the first parameter to \`mongoose.connect()\` or \`mongoose.createConnection()\` is a string.`);
  }
  const found = /^mongodb(?:\+srv)?:\/\/(?:[^@/]*@)?([^:/?,]+)(?::(\d+))?(?:,[^/]*)?(?:\/([^?]*))?/.exec(uri);
  if (!found) {
    const error = new Error('Invalid scheme, expected connection string to start with "mongodb://" or "mongodb+srv://"');
    throw Object.assign(error, { name: 'MongoParseError' });
  }
  const [host, port] = [found[1], Number(found[2]) || 27017];
  Object.assign(connection, { readyState: 2, host, port, name: found[3] || 'test' });
  connection.emit('connecting');
  // A server is looked for again and again until patience ends.
  const end = Date.now() + (options.serverSelectionTimeoutMS === undefined ? 30000 : options.serverSelectionTimeoutMS);
  for (;;) {
    let problem;
    try {
      await attempt(host, port);
    } catch (error) {
      problem = error;
    }
    if (!problem) {
      connection.readyState = 0;
      const message = 'drydock: talking to a MongoDB server is not modelled: connections end after they were accepted';
      throw new MongooseError(message);
    }
    if (Date.now() + 500 > end) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, end - Date.now())));
      connection.readyState = 0;
      const failed = new MongooseServerSelectionError(problem.message);
      throw Object.assign(failed, { reason: new TopologyDescription(`${host}:${port}`, problem), code: undefined });
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function connect(uri, options, done = options) {
  if (typeof done === 'function' && major >= 7) {
    throw new MongooseError('Mongoose.prototype.connect() no longer accepts a callback');
  }
  const promise = open(uri, options && typeof options === 'object' ? options : {});
  promise.catch((error) => connection.listenerCount('error') && connection.emit('error', error));
  return later(promise, done);
}

const mongoose = {
  connect,
  connection,
  connections: [connection],
  createConnection: () => connection,
  disconnect: async () => {},
  isValidObjectId: ObjectId.isValid,
  model,
  models,
  modelNames: () => Object.keys(models),
  plugin: () => mongoose,
  set: (name, value) => {
    settings[name] = value;
    return mongoose;
  },
  startSession: async () => buffered('sessions', 'startSession'),
  Error: Object.assign(MongooseError, { MongooseServerSelectionError, ValidationError }),
  MongooseError,
  Query,
  Schema,
  SchemaTypes: Schema.Types,
  Types: { ObjectId },
};
connection.model = model;
connection.close = async () => {};
mongoose.Promise = Promise;
mongoose.default = mongoose;

module.exports = mongoose;
