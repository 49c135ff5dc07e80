// No other process can be started from here; every way to do so says so.
(function (exports, require, module) {
'use strict';
for (const name of ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync']) exports[name] = () => { throw new Error(`drydock: child_process.${name} is not modelled: a JavaScript process starts no others`); };
})
