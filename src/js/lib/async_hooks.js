// AsyncLocalStorage for synchronous calls; contexts are not carried across awaits.
(function (exports, require, module) {
'use strict';
class AsyncLocalStorage { #store; run(store, run, ...args) { const before = this.#store; this.#store = store; try { return run(...args); } finally { this.#store = before; } } exit(run, ...args) { return this.run(undefined, run, ...args); } getStore() { return this.#store; } enterWith(store) { this.#store = store; } disable() { this.#store = undefined; } static bind(run) { return run; } static snapshot() { return (run, ...args) => run(...args); } }
class AsyncResource { constructor(type) { this.type = type; } runInAsyncScope(run, self, ...args) { return run.apply(self, args); } emitDestroy() { return this; } bind(run) { return run; } static bind(run) { return run; } asyncId() { return 1; } triggerAsyncId() { return 0; } }
Object.assign(exports, { AsyncLocalStorage, AsyncResource, createHook: () => ({ enable() { return this; }, disable() { return this; } }), executionAsyncId: () => 1, triggerAsyncId: () => 0, executionAsyncResource: () => ({}) });
})
