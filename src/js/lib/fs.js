// fs: every call is answered by the host at once; callbacks and promises get the answer from the loop.
(function (exports, require, module, I) {
'use strict';
const { $, call, uv, coded, badType, mustBeFunction, hide, lazy, later } = I;
const B = () => require('buffer').Buffer;
function place(path, name = 'path') {
  if (typeof path === 'string') { if (path.includes('\0')) throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', `The argument '${name}' must be a string, Uint8Array, or URL without null bytes. Received ${require('util').inspect(path)}`); return path; }
  if (path instanceof Uint8Array) return $.dec(path, 'utf8');
  if (path && typeof path === 'object' && path.href && path.protocol) return require('url').fileURLToPath(path);
  throw badType(name, 'of type string or an instance of Buffer or URL', path);
}
const optionsOf = (options, base) => typeof options === 'string' ? { ...base, encoding: options } : { ...base, ...options };
const open = new Map();
let nextFd = 20;
const decoded = (bytes, encoding) => { const buffer = B().from(bytes.buffer, bytes.byteOffset, bytes.length); return encoding && encoding !== 'buffer' ? buffer.toString(encoding) : buffer; };
function bytesOf(data, encoding, name = 'data') {
  if (typeof data === 'string') return encoding && encoding !== 'utf8' ? B().from(data, encoding) : data;
  if (ArrayBuffer.isView(data)) return data instanceof Uint8Array ? data : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  throw badType(name, 'of type string or an instance of Buffer, TypedArray, or DataView', data);
}
const fdOf = (fd, syscall) => { const file = open.get(fd); if (!file) throw uv('EBADF', syscall); return file; };
const modeOf = (mode, base) => typeof mode === 'string' ? parseInt(mode, 8) : mode ?? base;
const KINDS = { File: 0o100000, Dir: 0o040000, Link: 0o120000, Socket: 0o140000, Pipe: 0o010000, Device: 0o020000 };
const kindMethods = { isFile: 'File', isDirectory: 'Dir', isSymbolicLink: 'Link', isSocket: 'Socket', isFIFO: 'Pipe', isCharacterDevice: 'Device' };
class Stats {
  constructor(stat, big) {
    const n = (value) => big ? BigInt(value) : value;
    const ms = stat.mtime_us / 1000;
    Object.assign(this, { dev: n(42), mode: n(KINDS[stat.kind] | stat.perm), nlink: n(stat.links), uid: n(stat.uid), gid: n(stat.gid), rdev: n(0), blksize: n(4096), ino: n(stat.ino), size: n(stat.size), blocks: n(Math.ceil(stat.size / 4096) * 8), atimeMs: n(big ? Math.floor(ms) : ms), mtimeMs: n(big ? Math.floor(ms) : ms), ctimeMs: n(big ? Math.floor(ms) : ms), birthtimeMs: n(big ? Math.floor(ms) : ms) });
    hide(this, '_kind', stat.kind);
    for (const name of ['atime', 'mtime', 'ctime', 'birthtime']) this[name] = new Date(ms);
  }
  isBlockDevice() { return false; }
}
class Dirent {
  constructor(name, kind, path) { this.name = name; this.parentPath = path; hide(this, '_kind', kind); hide(this, 'path', path); this[Symbol('type')] = { File: 1, Dir: 2, Link: 3, Pipe: 4, Socket: 5, Device: 6 }[kind]; }
  isBlockDevice() { return false; }
}
for (const [name, kind] of Object.entries(kindMethods)) for (const Class of [Stats, Dirent]) hide(Class.prototype, name, { [name]() { return this._kind === kind; } }[name]);
const SYNC = {
  readFile(path, options) {
    const { encoding, flag } = optionsOf(options);
    if (typeof path === 'number') { if (path === 0 && !open.has(0)) throw new Error('drydock: reading standard input synchronously is not modelled'); const file = fdOf(path, 'read'); path = file.path; }
    else path = place(path);
    const bytes = $.file(path);
    if (typeof bytes === 'string') {
      const error = bytes === 'EISDIR' ? uv('EISDIR', 'read') : uv(bytes, 'open', path);
      if (bytes === 'EISDIR') throw I.internal(error, ['Object.readSync (node:fs:752:18)', 'tryReadSync (node:fs:445:20)', 'Object.readFileSync (node:fs:491:19)'], 'node:fs:752\n  return binding.read(fd, buffer, offset, length, position);\n                 ^');
      if (encoding === 'utf8' || encoding === 'utf-8') throw I.internal(error, ['Object.readFileSync (node:fs:440:20)'], 'node:fs:440\n    return binding.readFileUtf8(path, stringToFlags(options.flag));\n                   ^');
      throw I.internal(error, ['Object.openSync (node:fs:562:18)', 'Object.readFileSync (node:fs:446:35)'], 'node:fs:562\n  return binding.open(\n                 ^');
    }
    return decoded(bytes, encoding);
  },
  writeFile(path, data, options) {
    const { encoding, mode, flag = 'w' } = optionsOf(options);
    const bytes = bytesOf(data, encoding);
    if (typeof path === 'number') { if (path === 1 || path === 2) { $.write(path, bytes); return; } path = fdOf(path, 'write').path; }
    path = place(path);
    const code = $.put(path, bytes, flag.includes('x') ? 'New' : flag.startsWith('a') ? 'Append' : 'Replace', modeOf(mode, 0o666));
    if (code) throw uv(code, 'open', path);
  },
  appendFile(path, data, options) { SYNC.writeFile(path, data, { ...optionsOf(options), flag: 'a' }); },
  copyFile(from, to, flags = 0) {
    from = place(from, 'src'); to = place(to, 'dest');
    const bytes = $.file(from);
    if (typeof bytes === 'string') throw uv(bytes, 'copyfile', from, to);
    const code = $.put(to, bytes, flags & 1 ? 'New' : 'Replace', 0o666);
    if (code) throw uv(code, 'copyfile', from, to);
  },
  stat(path, options = {}) {
    path = place(path);
    try { return new Stats(call('Stat', { path, follow: true }, 'stat', path), options.bigint); } catch (error) { if (options.throwIfNoEntry === false && error.code === 'ENOENT') return undefined; throw error; }
  },
  lstat(path, options = {}) {
    path = place(path);
    try { return new Stats(call('Stat', { path, follow: false }, 'lstat', path), options.bigint); } catch (error) { if (options.throwIfNoEntry === false && error.code === 'ENOENT') return undefined; throw error; }
  },
  fstat(fd) { return SYNC.stat(fdOf(fd, 'fstat').path); },
  readdir(path, options) {
    const { withFileTypes, recursive, encoding } = optionsOf(options);
    path = place(path);
    const out = [];
    const walk = (folder, head) => {
      for (const entry of call('List', { path: folder }, 'scandir', path)) {
        out.push(withFileTypes ? new Dirent(entry.name, entry.kind, folder) : head + entry.name);
        if (recursive && entry.kind === 'Dir') walk(`${folder}/${entry.name}`, `${head}${entry.name}/`);
      }
    };
    walk(path, '');
    return encoding === 'buffer' ? out.map((name) => B().from(name)) : out;
  },
  mkdir(path, options) {
    path = place(path);
    const { recursive, mode } = typeof options === 'object' && options ? options : { mode: options };
    const perm = modeOf(mode, 0o777);
    if (!recursive) { call('MakeDir', { path, perm }, 'mkdir', path); return undefined; }
    let first;
    const make = (folder) => {
      const reply = JSON.parse($.call(JSON.stringify({ MakeDir: { path: folder, perm } })));
      if (reply === 'Done') { first ??= folder; return; }
      if (reply.Failed === 'EEXIST') { if (!SYNC.stat(folder).isDirectory()) throw uv(folder === full ? 'EEXIST' : 'ENOTDIR', 'mkdir', path); return; }
      if (reply.Failed !== 'ENOENT') throw uv(reply.Failed, 'mkdir', path);
      const above = require('path').dirname(folder);
      const before = first;
      make(above);
      const again = first;
      call('MakeDir', { path: folder, perm }, 'mkdir', path);
      first = before ?? again ?? folder;
    };
    const full = require('path').resolve(path);
    make(full);
    return first;
  },
  mkdtemp(prefix) {
    prefix = place(prefix, 'prefix');
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
    const path = prefix + Array.from($.random(6), (byte) => letters[byte % 62]).join('');
    call('MakeDir', { path, perm: 0o700 }, 'mkdtemp', prefix + 'XXXXXX');
    return path;
  },
  rmdir(path, options) { path = place(path); if (options && options.recursive) return SYNC.rm(path, { recursive: true }); call('RemoveDir', { path }, 'rmdir', path); return undefined; },
  unlink(path) { path = place(path); call('Unlink', { path }, 'unlink', path); },
  rm(path, options = {}) {
    path = place(path);
    const stat = SYNC.lstat(path, { throwIfNoEntry: false });
    if (!stat) { if (options.force) return; throw uv('ENOENT', 'lstat', path); }
    if (stat.isDirectory()) {
      if (!options.recursive) throw coded(Error, 'ERR_FS_EISDIR', `Path is a directory: rm returned EISDIR (is a directory) ${path}`, { name: 'SystemError' });
      for (const name of SYNC.readdir(path)) SYNC.rm(`${path}/${name}`, options);
      call('RemoveDir', { path }, 'rmdir', path);
    } else call('Unlink', { path }, 'unlink', path);
  },
  rename(from, to) { from = place(from, 'oldPath'); to = place(to, 'newPath'); call('Rename', { from, to }, 'rename', from, to); },
  link(from, to) { from = place(from); to = place(to); call('Link', { from, to }, 'link', from, to); },
  symlink(target, path) { target = place(target, 'target'); path = place(path); call('Symlink', { target, path }, 'symlink', target, path); },
  readlink(path) { path = place(path); return call('ReadLink', { path }, 'readlink', path); },
  realpath(path) { path = place(path); return call('RealPath', { path }, 'lstat', path); },
  chmod(path, mode) { path = place(path); call('Chmod', { path, perm: modeOf(mode) }, 'chmod', path); },
  chown(path, uid, gid) { path = place(path); call('Chown', { path, uid, gid }, 'chown', path); },
  utimes(path, atime, mtime) { path = place(path); call('Utimes', { path, mtime_us: Math.round((mtime instanceof Date ? mtime / 1000 : +mtime) * 1e6) }, 'utime', path); },
  truncate(path, length = 0) { path = place(path); call('Truncate', { path, length }, 'open', path); },
  ftruncate(fd, length = 0) { SYNC.truncate(fdOf(fd, 'ftruncate').path, length); },
  access(path, mode = 0) { path = place(path); call('Access', { path, mode }, 'access', path); },
  open(path, flags = 'r', mode) {
    path = require('path').resolve(place(path));
    if (typeof flags === 'number') flags = flags & 1024 ? 'a' : flags & 3 ? 'w' : 'r';
    const stat = SYNC.stat(path, { throwIfNoEntry: false });
    if (flags.startsWith('r') && !stat) throw uv('ENOENT', 'open', path);
    if (flags.startsWith('r') && !stat.isDirectory()) call('Access', { path, mode: flags.includes('+') ? 6 : 4 }, 'open', path);
    if (!flags.startsWith('r')) {
      const code = $.put(path, '', flags.includes('x') ? 'New' : flags.startsWith('a') ? 'Append' : 'Replace', modeOf(mode, 0o666));
      if (code) throw uv(code, 'open', path);
    }
    const fd = nextFd++;
    open.set(fd, { path, at: 0, append: flags.startsWith('a') });
    return fd;
  },
  close(fd) { fdOf(fd, 'close'); open.delete(fd); },
  read(fd, buffer, offset = 0, length, position = null) {
    if (offset !== null && typeof offset === 'object') ({ offset = 0, length, position = null } = offset);
    const file = fdOf(fd, 'read'), bytes = $.file(file.path);
    if (typeof bytes === 'string') throw uv(bytes, 'read');
    const from = position === null ? file.at : Number(position), count = Math.max(0, Math.min(length ?? buffer.length - offset, bytes.length - from));
    buffer.set(bytes.subarray(from, from + count), offset);
    if (position === null) file.at += count;
    return count;
  },
  write(fd, data, offset, length, position) {
    let bytes;
    if (typeof data === 'string') { position = offset; bytes = B().from(data, length); } else {
      if (offset !== null && typeof offset === 'object') ({ offset = 0, length, position = null } = offset);
      bytes = data.subarray(offset ?? 0, (offset ?? 0) + (length ?? data.length));
    }
    if (fd === 1 || fd === 2) { $.write(fd, bytes); return bytes.length; }
    const file = fdOf(fd, 'write');
    const old = $.file(file.path);
    if (typeof old === 'string') throw uv(old, 'write');
    const from = file.append ? old.length : position ?? file.at;
    let code;
    if (from === old.length) code = $.put(file.path, bytes, 'Append', 0o666);
    else { const all = new Uint8Array(Math.max(old.length, from + bytes.length)); all.set(old); all.set(bytes, from); code = $.put(file.path, all, 'Replace', 0o666); }
    if (code) throw uv(code, 'write');
    if (position == null) file.at = from + bytes.length;
    return bytes.length;
  },
  fsync() {}, fdatasync() {}, fchmod(fd, mode) { SYNC.chmod(fdOf(fd, 'fchmod').path, mode); },
  statfs: () => ({ type: 61267, bsize: 4096, blocks: 15e6, bfree: 1e7, bavail: 9e6, files: 4e6, ffree: 3e6 }),
  cp(from, to, options = {}) {
    from = place(from, 'src'); to = place(to, 'dest');
    const stat = SYNC.stat(from);
    if (stat.isDirectory()) {
      if (!options.recursive) throw coded(Error, 'ERR_FS_EISDIR', `Recursive option not enabled, cannot copy a directory: cp returned EISDIR (${from} is a directory (not copied)) ${from}`);
      SYNC.mkdir(to, { recursive: true });
      for (const name of SYNC.readdir(from)) SYNC.cp(`${from}/${name}`, `${to}/${name}`, options);
    } else { SYNC.mkdir(require('path').dirname(to), { recursive: true }); SYNC.copyFile(from, to); }
  },
};
SYNC.lchown = SYNC.chown; SYNC.lutimes = SYNC.utimes;
SYNC.opendir = (path) => {
  const list = SYNC.readdir(path, { withFileTypes: true });
  return { path, readSync: () => list.shift() ?? null, read: async () => list.shift() ?? null, close: async () => {}, closeSync() {}, async *[Symbol.asyncIterator]() { yield* list; } };
};
const PLAIN_ONLY = ['read', 'write'];
const promises = {};
for (const name of Object.keys(SYNC)) {
  const run = SYNC[name];
  exports[name] = { [name](...args) {
    const done = args.pop();
    mustBeFunction(done, 'cb');
    let error = null, value;
    try { value = run(...args); } catch (caught) { if (/^ERR_INVALID/.test(caught.code) || !caught.code) throw caught; error = caught; hide(error, 'stack', String(error.stack).replace(/\n    at [\s\S]*$/, '')); hide(error, '%quote', undefined); }
    later(() => { if (error) done(error); else if (PLAIN_ONLY.includes(name)) done(null, value, args[1]); else if (value === undefined) done(null); else done(null, value); });
  } }[name];
  exports[name + 'Sync'] = { [name + 'Sync']: (...args) => run(...args) }[name + 'Sync'];
  promises[name] = { [name]: (...args) => new Promise((resolve, reject) => {
    let error, value;
    try { value = run(...args); } catch (caught) { error = caught; hide(error, 'stack', String(error.stack).replace(/\n    at (?!async)[\s\S]*$/, '')); }
    later(() => error ? reject(error) : resolve(value));
  }) }[name];
}
exports.realpath.native = exports.realpath; exports.realpathSync.native = exports.realpathSync;
exports.existsSync = (path) => { try { return 'Done' === JSON.parse($.call(JSON.stringify({ Access: { path: place(path), mode: 0 } }))); } catch { return false; } };
exports.exists = (path, done) => { const there = exports.existsSync(path); later(() => done(there)); };
class FileHandle {
  constructor(fd) { this.fd = fd; }
  async close() { SYNC.close(this.fd); }
  async read(buffer, ...rest) { buffer ??= B().alloc(16384); return { bytesRead: SYNC.read(this.fd, buffer, ...rest), buffer }; }
  async write(data, ...rest) { return { bytesWritten: SYNC.write(this.fd, data, ...rest), buffer: data }; }
  async readFile(options) { return SYNC.readFile(this.fd, options); }
  async writeFile(data, options) { return SYNC.writeFile(open.get(this.fd).path, data, options); }
  async appendFile(data, options) { return SYNC.appendFile(open.get(this.fd).path, data, options); }
  async stat() { return SYNC.fstat(this.fd); }
  async truncate(length) { SYNC.ftruncate(this.fd, length); }
  async sync() {} async datasync() {}
  createReadStream(options) { return exports.createReadStream(open.get(this.fd).path, options); }
  createWriteStream(options) { return exports.createWriteStream(open.get(this.fd).path, options); }
}
promises.open = async (...args) => new FileHandle(SYNC.open(...args));
promises.constants = exports.constants = { F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1, COPYFILE_EXCL: 1, O_RDONLY: 0, O_WRONLY: 1, O_RDWR: 2, O_CREAT: 64, O_EXCL: 128, O_TRUNC: 512, O_APPEND: 1024, S_IFMT: 61440, S_IFREG: 32768, S_IFDIR: 16384, S_IFLNK: 40960 };
Object.assign(exports, { F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1, Stats, Dirent, promises });
exports.createReadStream = (path, options) => {
  options = optionsOf(options);
  const { Readable } = require('stream');
  let at = options.start ?? 0, bytes = null;
  const stream = new Readable({
    highWaterMark: options.highWaterMark ?? 65536, encoding: options.encoding,
    read(size) {
      later(() => {
        if (stream.destroyed) return;
        if (bytes === null) {
          try { bytes = SYNC.readFile(path); } catch (error) { stream.destroy(error); return; }
          if (options.end !== undefined) bytes = bytes.subarray(0, options.end + 1);
          stream.emit('open', 20); stream.emit('ready');
        }
        if (at >= bytes.length) { stream.push(null); return; }
        const chunk = bytes.subarray(at, at + size);
        at += chunk.length; stream.bytesRead += chunk.length;
        stream.push(chunk);
      });
    },
  });
  stream.path = path; stream.bytesRead = 0;
  stream.close = (done) => { if (done) stream.once('close', done); stream.destroy(); };
  return stream;
};
exports.createWriteStream = (path, options) => {
  options = optionsOf(options);
  const { Writable } = require('stream');
  let fd = null;
  const start = () => {
    if (fd !== null) return;
    fd = SYNC.open(path, options.flags ?? 'w', options.mode);
    stream.fd = fd; stream.emit('open', fd); stream.emit('ready');
  };
  const stream = new Writable({
    decodeStrings: true, defaultEncoding: options.encoding ?? 'utf8',
    construct(done) { later(() => { try { start(); done(); } catch (error) { done(error); } }); },
    write(chunk, encoding, done) { later(() => { try { stream.bytesWritten += SYNC.write(fd, chunk); done(); } catch (error) { done(error); } }); },
    destroy(error, done) { if (fd !== null) { open.delete(fd); fd = null; } done(error); },
  });
  stream.path = path; stream.bytesWritten = 0; stream.close = (done) => { if (done) stream.once('close', done); stream.end(); };
  return stream;
};
const noWatch = () => { const watcher = new (require('events'))(); watcher.close = () => {}; watcher.ref = watcher.unref = () => watcher; return watcher; };
exports.watch = noWatch; exports.watchFile = noWatch; exports.unwatchFile = () => {};
lazy(exports, 'ReadStream', () => require('stream').Readable); lazy(exports, 'WriteStream', () => require('stream').Writable);
})
