'use strict';
// Headers that let pages from elsewhere ask.

const vary = (res, field) => {
  const old = res.getHeader('Vary');
  if (!old || !String(old).split(/\s*,\s*/).includes(field)) res.setHeader('Vary', old ? `${old}, ${field}` : field);
};

function allows(origin, wanted) {
  if (Array.isArray(wanted)) return wanted.some((one) => allows(origin, one));
  if (typeof wanted === 'string') return origin === wanted;
  return wanted instanceof RegExp ? wanted.test(origin) : Boolean(wanted);
}

function setOrigin(options, req, res) {
  const { origin } = options;
  if (!origin || origin === '*') return res.setHeader('Access-Control-Allow-Origin', '*');
  if (typeof origin === 'string') {
    res.setHeader('Access-Control-Allow-Origin', origin);
  } else if (allows(req.headers.origin, origin)) {
    res.setHeader('Access-Control-Allow-Origin', req.headers.origin);
  }
  vary(res, 'Origin');
}

const list = (value) => (Array.isArray(value) ? value.join(',') : value);

function answer(options, req, res, next) {
  setOrigin(options, req, res);
  if (options.credentials === true) res.setHeader('Access-Control-Allow-Credentials', 'true');
  const exposed = list(options.exposedHeaders);
  if (req.method !== 'OPTIONS') {
    if (exposed) res.setHeader('Access-Control-Expose-Headers', exposed);
    return next();
  }
  const methods = list(options.methods);
  if (methods) res.setHeader('Access-Control-Allow-Methods', methods);
  let allowed = list(options.allowedHeaders || options.headers);
  if (!allowed) {
    allowed = req.headers['access-control-request-headers'];
    vary(res, 'Access-Control-Request-Headers');
  }
  if (allowed) res.setHeader('Access-Control-Allow-Headers', allowed);
  if (options.maxAge !== undefined) res.setHeader('Access-Control-Max-Age', String(options.maxAge));
  if (exposed) res.setHeader('Access-Control-Expose-Headers', exposed);
  if (options.preflightContinue) return next();
  res.statusCode = options.optionsSuccessStatus || 204;
  res.setHeader('Content-Length', '0');
  res.end();
}

const DEFAULTS = { origin: '*', methods: 'GET,HEAD,PUT,PATCH,POST,DELETE', optionsSuccessStatus: 204 };

module.exports = function cors(given) {
  const find = typeof given === 'function' ? given : (req, done) => done(null, given);
  return function corsMiddleware(req, res, next) {
    find(req, (error, found) => {
      if (error) return next(error);
      const options = { ...DEFAULTS, ...found };
      if (typeof options.origin !== 'function') return answer(options, req, res, next);
      options.origin(req.headers.origin, (failed, origin) => {
        if (failed || !origin) return next(failed);
        answer({ ...options, origin }, req, res, next);
      });
    });
  };
};
