// dns, by the machine's resolver.
(function (exports, require, module, I) {
'use strict';
const { emit, on, UV } = I;
const open = new Map();
let next = 1;
on.Resolved = ({ id, addresses, code }) => { const done = open.get(id); if (done) { open.delete(id); I.unref(); done(code, addresses); } };
const ask = (host, done) => { const id = next++; open.set(id, done); I.ref(); emit({ Lookup: { id, host } }); };
const failure = (code, syscall, hostname) => Object.assign(new Error(`${syscall} ${code} ${hostname}`), { errno: syscall === 'getaddrinfo' ? -UV[code][0] : undefined, code, syscall, hostname });
function lookup(host, options, done) {
  if (typeof options === 'function') { done = options; options = {}; }
  if (typeof options === 'number') options = { family: options };
  ask(host, (code, list) => {
    if (code) { done(failure(code, 'getaddrinfo', host)); return; }
    const found = list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    if (options.all) done(null, found); else done(null, found[0].address, found[0].family);
  });
}
const resolve4 = (host, options, done) => { if (typeof options === 'function') done = options; ask(host, (code, list) => code ? done(failure('ENOTFOUND', 'queryA', host)) : done(null, list)); };
const resolve = (host, type, done) => { if (typeof type === 'function') { done = type; type = 'A'; } if (type !== 'A') throw new Error(`drydock: dns records of type ${type} are not modelled`); resolve4(host, done); };
const promised = (run) => (...args) => new Promise((good, bad) => run(...args, (error, ...values) => error ? bad(error) : good(run === lookup && !(args[1] && args[1].all) ? { address: values[0], family: values[1] } : values[0])));
Object.assign(exports, { lookup, resolve, resolve4, setDefaultResultOrder() {}, getDefaultResultOrder: () => 'verbatim', setServers() {}, getServers: () => ['127.0.0.11'], promises: { lookup: promised(lookup), resolve: promised(resolve), resolve4: promised(resolve4), setDefaultResultOrder() {} } });
I.hide(lookup, Symbol.for('nodejs.util.promisify.custom'), exports.promises.lookup);
})
