(function (exports, require, module, I) {
'use strict';
const { $ } = I;
const origin = $.now() - 25000;
const entries = [];
const now = () => ($.now() - origin) / 1000;
const performance = {
  now, timeOrigin: origin / 1000,
  mark(name, options) { const entry = { name, entryType: 'mark', startTime: (options && options.startTime) ?? now(), duration: 0, detail: null }; entries.push(entry); return entry; },
  measure(name, from, to) { const at = (id) => (entries.findLast((each) => each.name === id) || { startTime: 0 }).startTime; const start = from ? at(from) : 0; const entry = { name, entryType: 'measure', startTime: start, duration: (to ? at(to) : now()) - start, detail: null }; entries.push(entry); return entry; },
  getEntries: () => entries.slice(), getEntriesByName: (name) => entries.filter((each) => each.name === name), getEntriesByType: (type) => entries.filter((each) => each.entryType === type),
  clearMarks() { entries.length = 0; }, clearMeasures() {}, timerify: (run) => run, eventLoopUtilization: () => ({ idle: 0, active: 0, utilization: 0 }), toJSON: () => ({ timeOrigin: origin / 1000 }),
};
Object.assign(exports, { performance, constants: {}, monitorEventLoopDelay: () => ({ enable() {}, disable() {}, min: 0, max: 0, mean: 0 }), PerformanceObserver: class { observe() {} disconnect() {} } });
})
