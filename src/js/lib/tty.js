// Terminals, and the process's three streams.
(function (exports, require, module, I) {
'use strict';
const { $, emit, on, process } = I;
exports.isatty = (fd) => !!I.start.tty[fd];
exports._out = (fd) => {
  const { Writable } = require('stream');
  const stream = new Writable({ decodeStrings: false, write(chunk, encoding, done) { $.write(fd, typeof chunk === 'string' && encoding && encoding !== 'utf8' && encoding !== 'utf-8' ? require('buffer').Buffer.from(chunk, encoding) : chunk); done(); } });
  stream.fd = fd;
  stream._type = I.start.tty[fd] ? 'tty' : 'pipe';
  stream.destroySoon = stream.destroy = () => stream;
  if (I.start.tty[fd]) {
    Object.assign(stream, {
      isTTY: true, columns: I.start.columns, rows: I.start.rows, getWindowSize: () => [stream.columns, stream.rows],
      getColorDepth: () => 8, hasColors: (count = 16) => count <= 256,
      cursorTo(x, y, done) { stream.write(typeof y === 'number' ? `\x1b[${y + 1};${x + 1}H` : `\x1b[${x + 1}G`, typeof y === 'function' ? y : done); return true; },
      moveCursor(dx, dy) { stream.write((dx < 0 ? `\x1b[${-dx}D` : dx > 0 ? `\x1b[${dx}C` : '') + (dy < 0 ? `\x1b[${-dy}A` : dy > 0 ? `\x1b[${dy}B` : '')); return true; },
      clearLine(way) { stream.write(way < 0 ? '\x1b[1K' : way > 0 ? '\x1b[0K' : '\x1b[2K'); return true; },
      clearScreenDown() { stream.write('\x1b[0J'); return true; },
    });
  }
  return stream;
};
exports._in = () => {
  const { Readable } = require('stream');
  let reading = false, ended = false;
  const set = (on) => { if (on !== reading && !(on && ended)) { reading = on; emit({ ReadStdin: { on } }); if (on) I.ref(); else I.unref(); } };
  const stream = new Readable({ highWaterMark: 65536, read() { set(true); } });
  stream.fd = 0;
  on.StdinData = ({ bytes }) => { stream.push(require('buffer').Buffer.from($.bytes(bytes))); };
  on.StdinEnd = () => { set(false); ended = true; stream.push(null); };
  stream.on('pause', () => set(false));
  stream.on('close', () => set(false));
  if (I.start.tty[0]) { stream.isTTY = true; stream.isRaw = false; stream.setRawMode = (on) => { stream.isRaw = !!on; emit({ RawMode: { on: !!on } }); return stream; }; }
  stream.ref = () => { if (reading) I.ref(); return stream; };
  stream.unref = () => { if (reading) I.unref(); return stream; };
  return stream;
};
exports.ReadStream = function ReadStream() {}; exports.WriteStream = function WriteStream() {};
})
