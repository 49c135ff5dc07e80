'use strict';
// Errors with an HTTP status.

const { STATUS_CODES } = require('http');

class HttpError extends Error {}

const nameOf = (status) => {
  const words = STATUS_CODES[status].split(' ').map((word) => word[0].toUpperCase() + word.slice(1));
  return words.join('').replace(/[^ _0-9a-z]/gi, '');
};

// The class of a status; what all of its errors share is the prototype's.
function classOf(status) {
  const name = nameOf(status);
  const full = name.endsWith('Error') ? name : `${name}Error`;
  const Kind = { [full]: class extends HttpError {} }[full];
  const hidden = (value) => ({ configurable: true, enumerable: false, writable: true, value });
  Object.defineProperties(Kind.prototype, {
    name: hidden(full),
    expose: hidden(status < 500),
    status: hidden(status),
    statusCode: hidden(status),
  });
  return [name, Kind];
}

const classes = {};

// `createError(404)`, `createError(404, 'text')`, `createError(error)`, with more fields at the end.
function createError(...args) {
  let [error, text, fields, status] = [undefined, undefined, {}, 500];
  for (const arg of args) {
    if (arg instanceof Error) {
      error = arg;
      status = error.status || error.statusCode || status;
    } else if (typeof arg === 'number') {
      status = arg;
    } else if (typeof arg === 'string') {
      text = arg;
    } else if (arg && typeof arg === 'object') {
      fields = arg;
    }
  }
  if (!STATUS_CODES[status] && (status < 400 || status >= 600)) status = 500;
  const Kind = classes[status] || classes[Math.floor(status / 100) * 100];
  if (!error) error = Kind ? new Kind(text || STATUS_CODES[status]) : new Error(text || STATUS_CODES[status]);
  if (!Kind || !(error instanceof HttpError) || error.status !== status) {
    Object.assign(error, { expose: status < 500, statusCode: status, status });
  }
  for (const key of Object.keys(fields)) if (key !== 'status' && key !== 'statusCode') error[key] = fields[key];
  return error;
}

for (const code of Object.keys(STATUS_CODES).map(Number)) {
  if (code < 400) continue;
  const [name, Kind] = classOf(code);
  classes[code] = Kind;
  const make = function (text) {
    return new Kind(text || STATUS_CODES[code]);
  };
  make.prototype = Kind.prototype;
  createError[code] = createError[name] = make;
}

module.exports = Object.assign(createError, {
  HttpError,
  isHttpError: (value) => value instanceof HttpError
    || (value instanceof Error && typeof value.expose === 'boolean' && typeof value.statusCode === 'number'
      && value.status === value.statusCode),
});
