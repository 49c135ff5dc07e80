// path, as on POSIX.
(function (exports, require, module, I) {
'use strict';
const check = (value, name) => { if (typeof value !== 'string') throw I.badType(name, 'of type string', value); };
function tidy(path, absolute) {
  const out = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') { if (out.length && out[out.length - 1] !== '..') out.pop(); else if (!absolute) out.push('..'); } else out.push(part);
  }
  return out.join('/');
}
const path = {
  sep: '/', delimiter: ':',
  resolve(...parts) {
    let out = '';
    for (let at = parts.length - 1; at >= -1 && !out.startsWith('/'); at--) {
      const part = at >= 0 ? parts[at] : I.process.cwd();
      check(part, `paths[${at}]`);
      if (part) out = out ? `${part}/${out}` : part;
    }
    return '/' + tidy(out, true);
  },
  normalize(path) {
    check(path, 'path');
    if (path === '') return '.';
    const absolute = path.startsWith('/');
    let out = tidy(path, absolute);
    if (out === '') { if (absolute) return '/'; return path.endsWith('/') ? './' : '.'; }
    if (path.endsWith('/')) out += '/';
    return absolute ? '/' + out : out;
  },
  isAbsolute(path) { check(path, 'path'); return path.startsWith('/'); },
  join(...parts) { for (const part of parts) check(part, 'path'); const all = parts.filter(Boolean).join('/'); return all === '' ? '.' : path.normalize(all); },
  relative(from, to) {
    check(from, 'from'); check(to, 'to');
    const a = path.resolve(from).split('/').filter(Boolean), b = path.resolve(to).split('/').filter(Boolean);
    let same = 0;
    while (same < a.length && same < b.length && a[same] === b[same]) same++;
    return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/');
  },
  toNamespacedPath: (path) => path,
  dirname(path) {
    check(path, 'path');
    if (path === '') return '.';
    const short = path.replace(/\/+$/, '');
    if (short === '') return '/';
    const at = short.lastIndexOf('/');
    return at < 0 ? '.' : short.slice(0, at).replace(/\/+$/, '') || '/';
  },
  basename(path, suffix) {
    check(path, 'path');
    const short = path.replace(/\/+$/, '');
    const base = short.slice(short.lastIndexOf('/') + 1);
    return suffix && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base;
  },
  extname(name) { const base = path.basename(name), at = base.lastIndexOf('.'); return at <= 0 || base === '..' ? '' : base.slice(at); },
  format(parts) {
    const dir = parts.dir || parts.root, base = parts.base || (parts.name || '') + (parts.ext ? (parts.ext.startsWith('.') ? '' : '.') + parts.ext : '');
    return !dir ? base : dir === parts.root ? dir + base : `${dir}/${base}`;
  },
  parse(text) {
    check(text, 'path');
    const root = text.startsWith('/') ? '/' : '', base = path.basename(text), ext = path.extname(text);
    const dir = text === base || text === '' ? '' : path.dirname(text);
    return { root, dir: dir === '.' && !text.startsWith('.') ? '' : dir, base, ext, name: ext ? base.slice(0, -ext.length) : base };
  },
  matchesGlob: (path, pattern) => new RegExp('^' + pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*\*\/?|\*|\?/g, (m) => m.startsWith('**') ? '.*' : m === '*' ? '[^/]*' : '[^/]') + '$').test(path),
};
path.posix = path; path.win32 = path;
module.exports = path;
})
