(function (exports, require, module, I) {
'use strict';
Object.assign(exports, { getHeapStatistics: () => ({ total_heap_size: 6537216, used_heap_size: 4727576, heap_size_limit: 4345298944, total_available_size: 4341000000, total_physical_size: 6537216, malloced_memory: 262320 }), serialize: (value) => require('buffer').Buffer.from(JSON.stringify(value)), deserialize: (bytes) => JSON.parse(bytes.toString()), setFlagsFromString() {}, cachedDataVersionTag: () => 0 });
})
