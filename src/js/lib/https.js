// https: TLS is not modelled, so every connection fails with that.
(function (exports, require, module) {
'use strict';
const http = require('http');
const request = (...args) => { const made = new (require('events'))(); made.write = () => true; made.end = made.destroy = made.abort = () => made; made.setHeader = made.setTimeout = () => made; process.nextTick(() => made.emit('error', new Error('drydock: TLS is not modelled'))); return made; };
Object.assign(exports, { request, get: (...args) => request(...args), Agent: http.Agent, globalAgent: new http.Agent(), createServer() { throw new Error('drydock: TLS is not modelled'); }, Server: http.Server });
})
