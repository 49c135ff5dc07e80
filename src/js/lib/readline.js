// readline: lines of a stream, questions.
(function (exports, require, module, I) {
'use strict';
const EE = require('events');
class Interface extends EE {
  constructor(input, output, completer, terminal) {
    super();
    const options = input && input.input !== undefined ? input : { input, output };
    Object.assign(this, { input: options.input, output: options.output, terminal: options.terminal ?? !!(options.output && options.output.isTTY), line: '', cursor: 0, closed: false, history: [] });
    I.hide(this, '_prompt', options.prompt ?? '> '); I.hide(this, '_rest', ''); I.hide(this, '_question', null); I.hide(this, '_waiting', []);
    this.input.setEncoding && !this.input._readableState?.decoder && this.input.setEncoding('utf8');
    I.hide(this, '_data', (chunk) => {
      const parts = (this._rest + chunk).split(/\r\n|\n|\r/);
      this._rest = parts.pop();
      for (const part of parts) this._line(part);
    });
    I.hide(this, '_end', () => { if (this._rest) { const rest = this._rest; this._rest = ''; this._line(rest); } this.close(); });
    this.input.on('data', this._data); this.input.on('end', this._end);
    this.input.resume();
  }
  _line(text) {
    if (this._question) { const done = this._question; this._question = null; done(text); return; }
    this.emit('line', text);
  }
  getPrompt() { return this._prompt; }
  setPrompt(text) { this._prompt = text; }
  prompt() { if (this.output) this.output.write(this._prompt); this.input.resume(); }
  question(text, options, done) {
    if (typeof options === 'function') done = options;
    if (this.closed) throw I.coded(Error, 'ERR_USE_AFTER_CLOSE', 'readline was closed');
    if (this.output) this.output.write(text);
    this._question = done; this.input.resume();
  }
  write(text) { if (typeof text === 'string') this._data(text); }
  pause() { this.input.pause(); this.emit('pause'); return this; }
  resume() { this.input.resume(); this.emit('resume'); return this; }
  close() { if (this.closed) return; this.closed = true; this.input.removeListener('data', this._data); this.input.removeListener('end', this._end); this.input.pause(); this.emit('close'); }
  async *[Symbol.asyncIterator]() {
    const lines = [];
    let wake = () => {}, over = this.closed;
    this.on('line', (text) => { lines.push(text); wake(); }); this.on('close', () => { over = true; wake(); });
    for (;;) { if (lines.length) yield lines.shift(); else if (over) return; else await new Promise((resolve) => { wake = resolve; }); }
  }
}
I.hide(Interface.prototype.question, Symbol.for('nodejs.util.promisify.custom'), function (text) { return new Promise((resolve) => this.question(text, resolve)); });
const code = (text) => (stream, done) => { stream.write(text); if (done) done(); return true; };
Object.assign(exports, {
  Interface, createInterface: (...args) => new Interface(...args), emitKeypressEvents() {}, clearScreenDown: code('\x1b[0J'),
  clearLine: (stream, way) => { stream.write(way < 0 ? '\x1b[1K' : way > 0 ? '\x1b[0K' : '\x1b[2K'); return true; },
  cursorTo: (stream, x, y) => { stream.write(typeof y === 'number' ? `\x1b[${y + 1};${x + 1}H` : `\x1b[${x + 1}G`); return true; },
  moveCursor: (stream, x, y) => { stream.write((x < 0 ? `\x1b[${-x}D` : x > 0 ? `\x1b[${x}C` : '') + (y < 0 ? `\x1b[${-y}A` : y > 0 ? `\x1b[${y}B` : '')); return true; },
});
I.lazy(exports, 'promises', () => require('readline/promises'), true);
})
