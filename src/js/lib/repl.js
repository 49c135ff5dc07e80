// The prompt: lines in, values out.
(function (exports, require, module, I) {
'use strict';
const { $, emit, on, process, hide, coded } = I;
const global = globalThis;
let buffer = '', pending = false, editor = null, interrupted = false, line = 0, last, lastSet = false, lastError, errorSet = false;
const constants = new Map();
const style = () => I.start.tty[1] && process.env.NO_COLOR === undefined && process.env.NODE_DISABLE_COLORS === undefined && process.env.TERM !== 'dumb';
const write = (text) => $.write(1, text);
const ask = () => {
  if (editor !== null) emit({ Prompt: { text: '' } });
  else emit({ Prompt: { text: buffer ? (parseInt(process.versions.node) >= 22 ? '| ' : '... ') : '> ' } });
};
const show = (value) => require('util').inspect(value, { colors: style(), ...writerOptions });
const writerOptions = { showProxy: true };
const HELP = '.break    Sometimes you get stuck, this gets you out\n.clear    Alias for .break\n.editor   Enter editor mode\n.exit     Exit the REPL\n.help     Print this help message\n.load     Load JS from a file into the REPL session\n.save     Save all evaluated commands in this REPL session to a file\n\nPress Ctrl+C to abort current expression, Ctrl+D to exit the REPL\n';
const history = [];
const commands = {
  break() { buffer = ''; }, clear() { buffer = ''; },
  exit() { process.exitCode ??= 0; I.emitExit(process.exitCode); return true; },
  help() { write(HELP); },
  editor() { editor = ''; write('// Entering editor mode (Ctrl+D to finish, Ctrl+C to cancel)\n'); },
  save(file) { try { require('fs').writeFileSync(file, history.join('\n')); write(`Session saved to: ${file}\n`); } catch { write(`Failed to save: ${file}\n`); } },
  load(file) {
    let text;
    try { text = require('fs').readFileSync(file, 'utf8'); } catch { write(`Failed to load: ${file}\n`); return false; }
    write(text.endsWith('\n') ? text : text + '\n');
    run(text);
    return pending;
  },
};
exports._start = () => {
  I.evalScope('<repl>');
  for (const [name, get, set] of [['_', () => last, (value) => { last = value; if (!lastSet) { lastSet = true; write('Expression assignment to _ now disabled.\n'); } }], ['_error', () => lastError, (value) => { lastError = value; errorSet = true; }]]) Object.defineProperty(global, name, { get, set, configurable: true });
  I.failedInRepl(failed);
  I.ref();
  if (I.start.tty[0] || I.start.exec_argv.includes('-i') || I.start.exec_argv.includes('--interactive')) write(`Welcome to Node.js ${process.version}.\nType ".help" for more information.\n`);
  on.Line = ({ text }) => { interrupted = false; accept(text); if (!pending) ask(); };
  on.Eof = () => {
    if (editor !== null) { const text = editor; editor = null; write('\n'); run(text); if (!pending) ask(); return; }
    write('\n');
    I.emitExit(process.exitCode ?? 0);
  };
  on.Signal = ({ name }) => {
    if (name !== 'SIGINT') return false;
    if (process.listenerCount('SIGINT')) return false;
    if (editor !== null) { editor = null; write('\n'); ask(); return true; }
    if (buffer) { buffer = ''; write('\n'); ask(); return true; }
    write('\n');
    if (interrupted) { I.emitExit(0); return true; }
    interrupted = true;
    write('(To exit, press Ctrl+C again or Ctrl+D or type .exit)\n');
    ask();
    return true;
  };
  on.Complete = ({ line }) => { const [word, items] = complete(line); emit({ Completions: { word, items } }); };
  ask();
};
function failed(error) {
  report(error);
  if (pending) pending = false;
  ask();
  return true;
}
function report(error) {
  if (!errorSet) lastError = error;
  let text;
  if ($.kind(error) === 'Error') {
    if (error['%at']) {
      const match = /^(.*):(\d+):(\d+):(\d+)$/.exec(error['%at']);
      const source = match && $.line(match[1], +match[2]);
      text = `Uncaught ${error.name}: ${error.message}\n`;
      if (/^Cannot use import statement/.test(error.message)) {
        const parts = /^\s*import\s+(?:([\w$]+)|\*\s*as\s+([\w$]+)|(\{[^}]*\}))?(?:\s*from)?\s*(['"].*?['"])/.exec(source || '');
        const bound = parts && (parts[1] ? `{ default: ${parts[1]} }` : parts[2] || (parts[3] && parts[3].replace(/\s+as\s+/g, ': ')));
        text = `Uncaught:\nSyntaxError: Cannot use import statement inside the Node.js REPL, alternatively use dynamic import: ${bound ? `const ${bound} = ` : ''}await import(${parts ? parts[4].replace(/'/g, '"') : ''});\n`;
      } else if (/^\s*(async\s+)?function\s*\*?\s*\(/.test(source || '') && error.message === "Unexpected token '('") text = 'Uncaught SyntaxError: Function statements require a function name\n';
      if (source !== undefined && source !== null && match) text = `${source}\n${' '.repeat(Math.max(0, match[3] - 1))}${'^'.repeat(Math.max(1, +match[4]))}\n\n${text}`;
      write(text);
      return;
    }
    if (typeof error.stack === 'string') {
      const lines = error.stack.split('\n').filter((each) => !/^    at (REPL\d+:|node:)/.test(each) || !/REPL\d+:\d+:\d+\)?$/.test(each) || false);
      hide(error, 'stack', lines.filter((each) => !/^    at REPL\d+:\d+:\d+$/.test(each) || true).join('\n'));
      if (!/\n    at /.test(error.stack.replace(/\n    at REPL\d+:\d+:\d+/g, '')) || lines.length === 1) hide(error, 'stack', error.stack.replace(/\n    at REPL\d+:\d+:\d+/g, ''));
    }
    text = show(error);
    if (/^\[.*\]$/s.test(text) && !text.includes('\n    at')) text = text.slice(1, -1);
    else if (/^\[[^\]]*\] \{/.test(text)) text = text.replace(/^\[([^\]]*)\]/, '$1');
    write(`Uncaught ${text}\n`.replace(/^Uncaught (.*\n    at )/, 'Uncaught $1'));
    return;
  }
  write(`Uncaught ${show(error)}\n`.replace(/^Uncaught (?=.*\n)/, (m) => /^Uncaught (\{|\[)?[^\n]*$/.test(m) ? m : 'Uncaught ').replace(/^Uncaught /, show(error).includes('\n') ? 'Uncaught:\n' : 'Uncaught '));
}
function accept(text) {
  if (editor !== null) { editor += text + '\n'; return; }
  const trimmed = text.trim();
  if (trimmed.startsWith('.') && !/^\.\d/.test(trimmed) && !(buffer && !/^\.(break|clear|exit|help|editor|save|load)\b/.test(trimmed))) {
    const [, name, rest] = /^\.(\S*)\s*(.*)$/.exec(trimmed);
    if (Object.hasOwn(commands, name)) { commands[name](rest); return; }
    if (!buffer) { write('Invalid REPL keyword\n'); return; }
  }
  if (!buffer && trimmed === '') return;
  buffer += (buffer ? '\n' : '') + text;
  run(buffer, true);
}
function run(source, more) {
  let code = source;
  if (/^\s*\{/.test(code) && !/;\s*$/.test(code) && parses(`(${code.trim()}\n)`) === true) code = `(${code.trim()}\n)`;
  const name = `REPL${++line}`;
  let plan = prepare(code);
  let state = parses(plan.code, name);
  if (state !== true && /(^|[^.\w$])await\b/.test(code)) {
    const wrapped = prepareAwait(code);
    const inner = parses(wrapped.code, name);
    if (inner === true || !isIncomplete(inner)) { plan = wrapped; state = inner; }
  }
  if (state !== true) {
    line--;
    if (more && isIncomplete(state)) return;
    buffer = '';
    if (more) history.push(source);
    const plainly = parses(code, name);
    report(plainly === true ? state : plainly);
    return;
  }
  buffer = '';
  history.push(source);
  for (const each of plan.names) if (constants.has(each)) { delete global[each]; constants.delete(each); }
  for (const each of plan.names) if (/^[A-Za-z_$]/.test(each) && !Object.hasOwn(global, each)) hide(global, each, undefined);
  const value = $.script(plan.code, name);
  settle(plan);
  if (plan.awaits) {
    pending = true;
    value.then((result) => { if (pending) { pending = false; settle(plan); done(result); ask(); } }, (error) => { if (pending) { pending = false; report(error); ask(); } });
    return;
  }
  done(value);
}
function settle(plan) {
  for (const each of plan.constants) {
    const value = global[each];
    constants.set(each, value);
    Object.defineProperty(global, each, { get: () => value, set() { throw new TypeError('Assignment to constant variable.'); }, configurable: true, enumerable: false });
  }
}
function done(value) {
  if (!lastSet) last = value;
  write(show(value) + '\n');
}
const parses = (code, name = 'REPL') => { try { $.check(code, name, 'script'); return true; } catch (error) { return error; } };
const isIncomplete = (error) => /^(Unexpected end of input|Unterminated template literal|missing \) after argument list)$/.test(error.message) && atEnd(error);
const atEnd = (error) => {
  if (error.message === 'missing ) after argument list') return false;
  return true;
};
// Walks over a program's tokens at depth 0; strings, templates, comments and regular expressions are passed over.
function* tokens(code) {
  let depth = 0, before = '';
  for (let at = 0; at < code.length;) {
    const c = code[at];
    if (/\s/.test(c)) { if (c === '\n') yield { at, text: '\n', depth }; at++; continue; }
    if (code.startsWith('//', at)) { const end = code.indexOf('\n', at); at = end < 0 ? code.length : end; continue; }
    if (code.startsWith('/*', at)) { const end = code.indexOf('*/', at + 2); at = end < 0 ? code.length : end + 2; continue; }
    if (c === "'" || c === '"' || c === '`') {
      let end = at + 1, inner = 0;
      while (end < code.length && (code[end] !== c || inner)) { if (code[end] === '\\') end++; else if (c === '`' && code.startsWith('${', end)) { inner++; end++; } else if (inner && code[end] === '}') inner--; end++; }
      yield { at, text: code.slice(at, end + 1), depth }; before = 'x'; at = end + 1; continue;
    }
    if (c === '/' && /^$|[=(,:;!&|?{}\[+\-*%<>~^\n]$|^(return|typeof|case|in|of|delete|void|await|new)$/.test(before)) {
      let end = at + 1, set = false;
      while (end < code.length && (code[end] !== '/' || set) && code[end] !== '\n') { if (code[end] === '\\') end++; else if (code[end] === '[') set = true; else if (code[end] === ']') set = false; end++; }
      yield { at, text: code.slice(at, end + 1), depth }; before = 'x'; at = end + 1; continue;
    }
    const word = /^[\w$\u0080-\uffff#]+/.exec(code.slice(at, at + 200));
    if (word) { yield { at, text: word[0], depth }; before = word[0]; at += word[0].length; continue; }
    if (c === '(' || c === '[' || c === '{') { yield { at, text: c, depth }; depth++; } else if (c === ')' || c === ']' || c === '}') { depth--; yield { at, text: c, depth }; } else yield { at, text: c, depth };
    before = c; at++;
  }
}
function patternNames(text) {
  const names = [];
  const list = [...tokens(text)].filter((each) => each.text !== '\n');
  for (let at = 0; at < list.length; at++) {
    const { text: word } = list[at], next = list[at + 1] && list[at + 1].text;
    if (!/^[A-Za-z_$][\w$]*$/.test(word)) { if (word === '=') { const depth = list[at].depth; while (at + 1 < list.length && !(list[at + 1].depth <= depth && /^[,}\]]$/.test(list[at + 1].text))) at++; } continue; }
    if (next === ':') continue;
    names.push(word);
  }
  return names;
}
// `let`, `const` and `class` at the top become globals that a later line may declare again.
function prepare(code) {
  const edits = [], names = [], constantNames = [];
  let fresh = true;
  const list = [...tokens(code)];
  for (let at = 0; at < list.length; at++) {
    const each = list[at];
    if (each.depth === 0 && fresh && /^(let|const|class)$/.test(each.text)) {
      const next = list.slice(at + 1).find((other) => other.text !== '\n');
      if (each.text === 'class') {
        if (next && /^[A-Za-z_$]/.test(next.text) && next.text !== 'extends') { names.push(next.text); edits.push([each.at, 5, `var ${next.text} = class`]); closeClass(list, at, edits, code); }
      } else if (next && /^[A-Za-z_$\[{]/.test(next.text)) {
        edits.push([each.at, each.text.length, each.text === 'let' ? 'var' : 'var  ']);
        const found = declared(list, at + 1, code);
        names.push(...found);
        if (each.text === 'const') constantNames.push(...found);
      }
    }
    if (each.text !== '\n') fresh = each.depth === 0 && (each.text === ';' || each.text === '}');
    else if (each.depth === 0 && at > 0) fresh = fresh || !/^[=+\-*,(.[{&|?:]$/.test(list[at - 1].text);
  }
  for (const each of list) if (each.depth === 0) { const at = list.indexOf(each); if (/^(var|function)$/.test(each.text) && list[at + 1]) names.push(list[at + 1].text); }
  let out = code;
  for (const [at, length, text] of edits.sort((a, b) => b[0] - a[0])) out = out.slice(0, at) + text + out.slice(at + length);
  return { code: out, names, constants: constantNames, awaits: false };
}
function closeClass(list, from, edits, code) {
  for (let at = from; at < list.length; at++) if (list[at].depth === 0 && list[at].text === '}') { edits.push([list[at].at + 1, 0, ';']); return; }
}
function declared(list, from, code) {
  const names = [];
  let expects = true, start = -1;
  for (let at = from; at < list.length; at++) {
    const each = list[at];
    if (each.text === '\n') continue;
    if (each.depth === 0 && each.text === ';') break;
    if (each.depth === 0 && each.text === ',') { expects = true; continue; }
    if (!expects) { if (each.depth === 0 && at > from && list[at - 1].text === '\n' && /^(let|const|var|function|class|if|for|while|return|async)$/.test(each.text)) break; continue; }
    if (each.text === '[' || each.text === '{') {
      let end = at + 1;
      while (end < list.length && list[end].depth > each.depth) end++;
      names.push(...patternNames(code.slice(each.at + 1, list[end] ? list[end].at : code.length)));
      at = end; expects = false;
    } else { names.push(each.text); expects = false; }
  }
  return names;
}
// Top-level await: an async function whose declarations are assignments to globals.
function prepareAwait(code) {
  const plan = prepare(code);
  const list = [...tokens(plan.code)];
  const names = plan.names.filter((name, at, all) => /^[A-Za-z_$]/.test(name) && all.indexOf(name) === at);
  const edits = [];
  let fresh = true, lastStart = 0;
  for (let at = 0; at < list.length; at++) {
    const each = list[at];
    if (each.depth === 0 && fresh && each.text !== '\n' && each.text !== ';') lastStart = each.at;
    if (each.depth === 0 && fresh && each.text === 'var') {
      const next = list.slice(at + 1).find((other) => other.text !== '\n');
      let end = list.findIndex((other, place) => place > at && other.depth === 0 && other.text === ';');
      end = end < 0 ? plan.code.length : list[end].at;
      edits.push([each.at, 3, next && /^[{[]/.test(next.text) ? 'void (' : 'void (']); edits.push([end, 0, ')']);
    }
    if (each.text !== '\n') fresh = each.depth === 0 && (each.text === ';' || each.text === '}');
  }
  const tail = plan.code.slice(lastStart);
  const gives = !/^(var|let|const|function|class|if|for|while|do|switch|try|return|throw|async function)\b/.test(tail) && tail.trim() !== '';
  let out = plan.code;
  if (gives) { edits.push([lastStart, 0, 'return (']); let end = out.length; const cut = /;\s*$/.exec(out); if (cut && cut.index >= lastStart) end = cut.index; edits.push([end, 0, '\n)']); }
  for (const [at, length, text] of edits.sort((a, b) => b[0] - a[0] || b[1] - a[1])) out = out.slice(0, at) + text + out.slice(at + length);
  return { code: `${names.length ? `var ${names.join(', ')};` : ''}(async () => {${out}\n})()`, names, constants: [], lateConstants: plan.constants, awaits: true };
}
const KEYWORDS = ['async', 'await', 'break', 'case', 'catch', 'const', 'continue', 'debugger', 'default', 'delete', 'do', 'else', 'export', 'false', 'finally', 'for', 'function', 'if', 'import', 'in', 'instanceof', 'let', 'new', 'null', 'return', 'switch', 'this', 'throw', 'true', 'try', 'typeof', 'var', 'void', 'while', 'with', 'yield'];
function complete(text) {
  const command = /^\s*\.(\w*)$/.exec(text);
  if (command && !buffer) return [command[1], Object.keys(commands).filter((each) => each.startsWith(command[1])).sort()];
  const required = /\brequire\s*\(\s*['"]([\w@./-]*)$/.exec(text);
  if (required) return [required[1], I.PUBLIC.filter((each) => each.startsWith(required[1])).sort()];
  const match = /(?:([\w$.\]\)]+)\.)?([\w$]*)$/.exec(text);
  const [, base, word] = match;
  const names = new Set();
  const gather = (object) => {
    for (; object !== null && object !== undefined; object = Object.getPrototypeOf(Object(object))) {
      for (const name of Object.getOwnPropertyNames(Object(object))) if (/^[A-Za-z_$][\w$]*$/.test(name)) names.add(name);
    }
  };
  if (base) {
    if (!/^[A-Za-z_$][\w$.]*$/.test(base)) return [text, []];
    let value;
    try { value = base.split('.').reduce((object, key) => { const descriptor = Object.getOwnPropertyDescriptor(Object(object), key); return descriptor && descriptor.get && object !== global ? undefined : object[key]; }, global); } catch { return [text, []]; }
    if (value === undefined || value === null) return [text, []];
    gather(value);
    return [`${base}.${word}`, [...names].filter((each) => each.startsWith(word)).sort().map((each) => `${base}.${each}`)];
  }
  if (word === '') return ['', []];
  gather(global);
  for (const each of KEYWORDS) names.add(each);
  return [word, [...names].filter((each) => each.startsWith(word)).sort()];
}
exports.start = () => { throw new Error('drydock: repl.start is not modelled'); };
exports.REPL_MODE_SLOPPY = Symbol('repl-sloppy');
exports.builtinModules = I.PUBLIC;
})
