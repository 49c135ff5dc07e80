// os, from the host's facts.
(function (exports, require, module, I) {
'use strict';
const facts = () => I.call('System');
const mask = (bits) => [24, 16, 8, 0].map((shift) => (bits ? 0xffffffff << (32 - bits) : 0) >>> shift & 255).join('.');
Object.assign(exports, {
  EOL: '\n', devNull: '/dev/null',
  arch: () => I.process.arch, platform: () => 'linux', type: () => 'Linux', endianness: () => 'LE',
  hostname: () => facts().hostname, release: () => facts().release, version: () => facts().version, machine: () => facts().machine,
  uptime: () => facts().uptime_s, totalmem: () => facts().total_memory, freemem: () => facts().free_memory, loadavg: () => [0.08, 0.03, 0.01],
  homedir: () => I.process.env.HOME ?? facts().home, tmpdir: () => (I.process.env.TMPDIR || I.process.env.TMP || I.process.env.TEMP || '/tmp').replace(/(.)\/$/, '$1'),
  availableParallelism: () => facts().cpus,
  cpus: () => { const { cpus, cpu_model: model } = facts(); return Array.from({ length: cpus }, () => ({ model, speed: 2400, times: { user: 1000, nice: 0, sys: 500, idle: 100000, irq: 0 } })); },
  userInfo: () => { const { uid, gid, user, home, shell } = facts(); return { uid, gid, username: user, homedir: home, shell }; },
  networkInterfaces: () => {
    const out = {};
    for (const { name, address, prefix, mac } of facts().interfaces) (out[name] ??= []).push({ address, netmask: mask(prefix), family: 'IPv4', mac, internal: name === 'lo', cidr: `${address}/${prefix}` });
    return out;
  },
  getPriority: () => 0, setPriority() {},
  constants: { signals: I.SIGNALS, errno: Object.fromEntries(Object.entries(I.UV).map(([name, [number]]) => [name, number])), priority: {} },
});
})
