'use strict';
// A line in the log for each request.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (number) => String(number).padStart(2, '0');

const clock = () => {
  const [seconds, nanos] = process.hrtime();
  return seconds * 1e3 + nanos / 1e6;
};

const tokens = {
  url: (req) => req.originalUrl || req.url,
  method: (req) => req.method,
  'response-time': (req, res, digits = 3) => (
    res._startAt === undefined || req._startAt === undefined ? undefined : (res._startAt - req._startAt).toFixed(digits)),
  'total-time': (req, res, digits = 3) => (req._startAt === undefined ? undefined : (clock() - req._startAt).toFixed(digits)),
  date: (req, res, format) => {
    const now = new Date();
    if (format === 'iso') return now.toISOString();
    if (format !== 'clf') return now.toUTCString();
    const day = `${two(now.getUTCDate())}/${MONTHS[now.getUTCMonth()]}/${now.getUTCFullYear()}`;
    return `${day}:${two(now.getUTCHours())}:${two(now.getUTCMinutes())}:${two(now.getUTCSeconds())} +0000`;
  },
  status: (req, res) => (res.headersSent ? String(res.statusCode) : undefined),
  referrer: (req) => req.headers.referer || req.headers.referrer,
  'remote-addr': (req) => req.ip || (req.socket && req.socket.remoteAddress),
  'remote-user': (req) => {
    const basic = /^basic (.+)$/i.exec(req.headers.authorization || '');
    return basic ? Buffer.from(basic[1], 'base64').toString().split(':')[0] : undefined;
  },
  'http-version': (req) => `${req.httpVersionMajor}.${req.httpVersionMinor}`,
  'user-agent': (req) => req.headers['user-agent'],
  req: (req, res, field) => {
    const header = req.headers[String(field).toLowerCase()];
    return Array.isArray(header) ? header.join(', ') : header;
  },
  res: (req, res, field) => {
    const header = res.headersSent ? res.getHeader(field) : undefined;
    return Array.isArray(header) ? header.join(', ') : header;
  },
  pid: () => String(process.pid),
};

const common = ':remote-addr - :remote-user [:date[clf]] ":method :url HTTP/:http-version" :status :res[content-length]';
const formats = {
  combined: `${common} ":referrer" ":user-agent"`,
  common,
  default: `${common} ":referrer" ":user-agent"`,
  short: ':remote-addr :remote-user :method :url HTTP/:http-version :status :res[content-length] - :response-time ms',
  tiny: ':method :url :status :res[content-length] - :response-time ms',
  dev: (use, req, res) => {
    const status = res.headersSent ? res.statusCode : undefined;
    const colour = status >= 500 ? 31 : status >= 400 ? 33 : status >= 300 ? 36 : status >= 200 ? 32 : 0;
    return use.compile(`\x1b[0m:method :url \x1b[${colour}m:status\x1b[0m :response-time ms - :res[content-length]\x1b[0m`)(
      use, req, res);
  },
};

function compile(format) {
  if (typeof format !== 'string') throw new TypeError('argument format must be a string');
  return (use, req, res) => format.replace(/:([-\w]{2,})(?:\[([^\]]+)\])?/g, (all, name, field) => {
    const value = use[name](req, res, field);
    return value === undefined || value === null || value === '' ? '-' : value;
  });
}

function morgan(format, options = {}) {
  if (format && typeof format === 'object') [options, format] = [format, format.format || 'default'];
  const found = formats[format] || format || formats.default;
  const line = typeof found === 'function' ? found : compile(found);
  const stream = options.stream || process.stdout;
  return function logger(req, res, next) {
    [req._startAt, res._startAt] = [clock(), undefined];
    const write = () => {
      if (options.skip && options.skip(req, res)) return;
      const text = line(morgan, req, res);
      if (text !== null && text !== undefined) stream.write(`${text}\n`);
    };
    const { writeHead } = res;
    res.writeHead = function (...args) {
      if (res._startAt === undefined) res._startAt = clock();
      return writeHead.apply(this, args);
    };
    if (options.immediate) {
      write();
    } else {
      res.once('finish', () => {
        if (res._startAt === undefined) res._startAt = clock();
        write();
      });
    }
    next();
  };
}

module.exports = Object.assign(morgan, tokens, formats, {
  compile,
  format: (name, format) => {
    formats[name] = format;
    return morgan;
  },
  token: (name, fn) => {
    morgan[name] = fn;
    return morgan;
  },
});
