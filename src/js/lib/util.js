// util: inspect and format, and the helpers around them.
(function (exports, require, module, I) {
'use strict';
const { $, hide, coded, badType, mustBeFunction } = I;
const custom = Symbol.for('nodejs.util.inspect.custom');
const styles = { special: 'cyan', number: 'yellow', bigint: 'yellow', boolean: 'yellow', undefined: 'grey', null: 'bold', string: 'green', symbol: 'green', date: 'magenta', regexp: 'red', module: 'underline', __proto__: null };
const colors = {
  __proto__: null, reset: [0, 0], bold: [1, 22], dim: [2, 22], italic: [3, 23], underline: [4, 24], blink: [5, 25], inverse: [7, 27], hidden: [8, 28], strikethrough: [9, 29], doubleunderline: [21, 24],
  black: [30, 39], red: [31, 39], green: [32, 39], yellow: [33, 39], blue: [34, 39], magenta: [35, 39], cyan: [36, 39], white: [37, 39],
  bgBlack: [40, 49], bgRed: [41, 49], bgGreen: [42, 49], bgYellow: [43, 49], bgBlue: [44, 49], bgMagenta: [45, 49], bgCyan: [46, 49], bgWhite: [47, 49],
  framed: [51, 54], overlined: [53, 55], gray: [90, 39], grey: [90, 39], redBright: [91, 39], greenBright: [92, 39], yellowBright: [93, 39], blueBright: [94, 39], magentaBright: [95, 39], cyanBright: [96, 39], whiteBright: [97, 39],
};
const defaults = { showHidden: false, depth: 2, colors: false, customInspect: true, showProxy: false, maxArrayLength: 100, maxStringLength: 10000, breakLength: 128, compact: 3, sorted: false, getters: false, numericSeparator: false };
const plain = (text) => text;
const paint = (text, style) => { const codes = colors[styles[style]]; return codes ? `\x1b[${codes[0]}m${text}\x1b[${codes[1]}m` : text; };
const bare = (text) => text.replace(/\x1b\[[\d;]*m/g, '');
function width(text) {
  text = bare(text);
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let sum = 0;
  for (const c of text) {
    const n = c.codePointAt(0);
    if (n < 32 || (n >= 0x7f && n < 0xa0) || (n >= 0x300 && n <= 0x36f) || n === 0x200b || n === 0x200d || (n >= 0xfe00 && n <= 0xfe0f)) continue;
    sum += (n >= 0x1100 && n <= 0x115f) || (n >= 0x2e80 && n <= 0xa4cf) || (n >= 0xac00 && n <= 0xd7a3) || (n >= 0xf900 && n <= 0xfaff) || (n >= 0xfe30 && n <= 0xfe6f) || (n >= 0xff00 && n <= 0xff60) || (n >= 0xffe0 && n <= 0xffe6) || (n >= 0x1f300 && n <= 0x1f64f) || (n >= 0x1f900 && n <= 0x1f9ff) || n >= 0x20000 ? 2 : 1;
  }
  return sum;
}
function inspect(value, options, third, fourth) {
  const ctx = { ...defaults, breakLength: 128, budget: {}, indent: 0, seen: [], current: 0, circular: undefined, style: plain };
  ctx.breakLength = 80; ctx.user = options;
  if (typeof options === 'boolean') { ctx.showHidden = options; if (third !== undefined) ctx.depth = third; if (fourth !== undefined) ctx.colors = fourth; }
  else if (options) for (const key of Object.keys(options)) if (key in defaults || key === 'stylize') ctx[key] = options[key];
  if (ctx.colors) ctx.style = paint;
  if (ctx.maxArrayLength === null) ctx.maxArrayLength = Infinity;
  if (ctx.maxStringLength === null) ctx.maxStringLength = Infinity;
  return show(ctx, value, 0, true);
}
inspect.custom = custom;
Object.defineProperty(inspect, 'defaultOptions', { get: () => defaults, set(options) { Object.assign(defaults, options); } });
inspect.colors = colors;
inspect.styles = styles;
const META = ['\\x00', '\\x01', '\\x02', '\\x03', '\\x04', '\\x05', '\\x06', '\\x07', '\\b', '\\t', '\\n', '\\x0B', '\\f', '\\r'];
const NEEDS = /[\x00-\x1f\x27\x5c\x7f-\x9f\ud800-\udfff]/;
function quoted(text) {
  let mark = "'";
  if (!NEEDS.test(text)) return `'${text}'`;
  if (text.includes("'")) { if (!text.includes('"')) mark = '"'; else if (!text.includes('`') && !text.includes('${')) mark = '`'; }
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const c = text[at], n = text.charCodeAt(at);
    if (c === mark || c === '\\') out += '\\' + c;
    else if (n < 32 || (n >= 127 && n < 160)) out += META[n] ?? '\\x' + n.toString(16).toUpperCase().padStart(2, '0');
    else if (n >= 0xd800 && n <= 0xdfff) {
      const next = text.charCodeAt(at + 1);
      if (n <= 0xdbff && next >= 0xdc00 && next <= 0xdfff) { out += c + text[++at]; } else out += '\\u' + n.toString(16).toUpperCase();
    } else out += c;
  }
  return mark + out + mark;
}
const numeral = (n, ctx) => {
  if (Object.is(n, -0)) return '-0';
  return ctx && ctx.numericSeparator ? String(n).replace(/\B(?=(\d{3})+(?!\d))/g, '_') : `${n}`;
};
function primitive(ctx, value, nested) {
  switch (typeof value) {
    case 'string': {
      let tail = '';
      if (value.length > ctx.maxStringLength) {
        const left = value.length - ctx.maxStringLength;
        value = value.slice(0, ctx.maxStringLength);
        tail = `... ${left} more character${left > 1 ? 's' : ''}`;
      }
      if (ctx.compact !== true && value.length > 16 && value.length > ctx.breakLength - ctx.indent - 4) {
        return value.split(/(?<=\n)/).map((line) => ctx.style(quoted(line), 'string')).join(` +\n${' '.repeat(ctx.indent + 2)}`) + tail;
      }
      return ctx.style(quoted(value), 'string') + tail;
    }
    case 'number': return ctx.style(numeral(value, ctx), 'number');
    case 'bigint': return ctx.style(`${numeral(value, ctx)}n`, 'bigint');
    case 'boolean': return ctx.style(`${value}`, 'boolean');
    case 'undefined': return ctx.style('undefined', 'undefined');
    case 'symbol': return ctx.style(value.toString(), 'symbol');
    default: return ctx.style('null', 'null');
  }
}
function show(ctx, value, depth, top) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return primitive(ctx, value, !top);
  if (ctx.customInspect) {
    const own = value[custom];
    if (typeof own === 'function' && own !== inspect && !(value.constructor && value.constructor.prototype === value)) {
      const left = ctx.depth === null ? null : ctx.depth - depth;
      const options = { ...(ctx.user && typeof ctx.user === 'object' ? ctx.user : {}) };
      for (const key of Object.keys(defaults)) options[key] = ctx[key];
      options.stylize = ctx.style; options.depth = left;
      const result = own.call(value, left, options, inspect);
      if (result !== value) {
        if (typeof result !== 'object' || result === null) return typeof result === 'string' ? result.replaceAll('\n', `\n${' '.repeat(ctx.indent)}`) : `${primitive(ctx, result)}`;
        return show(ctx, result, depth);
      }
    }
  }
  if (ctx.seen.includes(value)) {
    if (!ctx.circular) ctx.circular = new Map();
    let index = ctx.circular.get(value);
    if (index === undefined) { index = ctx.circular.size + 1; ctx.circular.set(value, index); }
    return ctx.style(`[Circular *${index}]`, 'special');
  }
  return raw(ctx, value, depth);
}
function constructorName(value) {
  for (let object = value; object; object = Object.getPrototypeOf(object)) {
    const descriptor = Object.getOwnPropertyDescriptor(object, 'constructor');
    if (descriptor && typeof descriptor.value === 'function' && descriptor.value.name !== '' && (value instanceof descriptor.value || object === value)) return String(descriptor.value.name);
  }
  return null;
}
const prefix = (name, tag, fallback, size = '') => {
  if (name === null) return tag !== '' && fallback !== tag ? `[${fallback}${size}: null prototype] [${tag}] ` : `[${fallback}${size}: null prototype] `;
  return tag !== '' && name !== tag ? `${name}${size} [${tag}] ` : `${name}${size} `;
};
function keysOf(ctx, value, array) {
  let keys;
  const symbols = Object.getOwnPropertySymbols(value);
  if (ctx.showHidden) {
    keys = Object.getOwnPropertyNames(value);
    if (array) keys = keys.filter((key) => !/^(0|[1-9]\d*)$/.test(key));
    return keys.concat(symbols);
  }
  keys = Object.keys(value);
  if (array) keys = keys.filter((key) => !/^(0|[1-9]\d*)$/.test(key));
  return symbols.length ? keys.concat(symbols.filter((key) => Object.prototype.propertyIsEnumerable.call(value, key))) : keys;
}
function functionBase(value, name, tag) {
  const made = Object.getOwnPropertyDescriptor(value, 'prototype');
  if (made && !made.writable && $.kind(value) === 'Function') {
    let base = `[class ${Object.hasOwn(value, 'name') && value.name !== '' ? value.name : '(anonymous)'}`;
    if (name !== 'Function' && name !== null) base += ` [${name}]`;
    if (tag !== '' && name !== tag) base += ` [${tag}]`;
    if (name !== null) { const parent = Object.getPrototypeOf(value).name; if (parent) base += ` extends ${parent}`; } else base += ' extends null';
    return base + ']';
  }
  const proto = Object.getPrototypeOf(value);
  let type = 'Function';
  const kindTag = proto && proto[Symbol.toStringTag];
  if (kindTag === 'GeneratorFunction' || kindTag === 'AsyncFunction' || kindTag === 'AsyncGeneratorFunction') type = kindTag;
  let base = `[${type}`;
  if (name === null) base += ' (null prototype)';
  base += value.name === '' || value.name === undefined ? ' (anonymous)' : `: ${typeof value.name === 'string' ? value.name : inspect(value.name)}`;
  base += ']';
  if (name !== type && name !== null) base += ` ${name}`;
  if (tag !== '' && name !== tag) base += ` [${tag}]`;
  return base;
}
function errorBase(ctx, error, name, keys) {
  let stack = typeof error.stack === 'string' && error.stack ? error.stack : Error.prototype.toString.call(error);
  for (const key of ['name', 'message', 'stack']) {
    const at = keys.indexOf(key);
    if (at >= 0 && (typeof error[key] !== 'string' || stack.includes(error[key]))) keys.splice(at, 1);
  }
  if ('cause' in error && !keys.includes('cause') && Object.hasOwn(error, 'cause')) keys.push('cause');
  if (Array.isArray(error.errors) && !keys.includes('errors')) keys.push('errors');
  const called = error.name != null ? String(error.name) : 'Error';
  let size = called.length;
  if (name === null || (called.endsWith('Error') && stack.startsWith(called) && (stack.length === size || stack[size] === ':' || stack[size] === '\n'))) {
    let fallback = 'Error';
    if (name === null) {
      const head = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/.exec(stack) || /^([a-z_A-Z0-9-]*Error)$/.exec(stack);
      fallback = (head && head[1]) || '';
      size = fallback.length;
      fallback ||= 'Error';
    }
    const head = prefix(name, '', fallback).slice(0, -1);
    if (called !== head) stack = head.includes(called) ? size === 0 ? `${head}: ${stack}` : head + stack.slice(size) : `${head} [${called}]${stack.slice(size)}`;
  }
  const lines = stack.indexOf('\n    at');
  if (lines < 0) stack = `[${stack}]`;
  else if (ctx.colors) {
    stack = stack.slice(0, lines) + stack.slice(lines).split('\n').map((line) => /node:/.test(line) && !/\(\//.test(line) ? `\x1b[90m${line}\x1b[39m` : line).join('\n').replace(/^\x1b\[90m\x1b\[39m/, '');
  }
  if (ctx.indent) stack = stack.replaceAll('\n', `\n${' '.repeat(ctx.indent)}`);
  return stack;
}
const TypedArray = Object.getPrototypeOf(Uint8Array);
const more = (count) => `... ${count} more item${count > 1 ? 's' : ''}`;
function raw(ctx, value, depth) {
  const name = constructorName(value);
  let tag = value[Symbol.toStringTag];
  if (typeof tag !== 'string' || (tag !== '' && (ctx.showHidden ? Object.hasOwn(value, Symbol.toStringTag) : Object.prototype.propertyIsEnumerable.call(value, Symbol.toStringTag)))) tag = '';
  const kind = typeof value === 'function' ? 'Function' : $.kind(value);
  let base = '', braces = ['{', '}'], keys, list = () => [], array = false, noEntries = false;
  if (Array.isArray(value)) {
    keys = keysOf(ctx, value, true);
    const head = name !== 'Array' || tag !== '' ? prefix(name, tag, 'Array', `(${value.length})`) : '';
    braces = [`${head}[`, ']'];
    if (value.length === 0 && keys.length === 0) return `${braces[0]}]`;
    array = true; list = arrayItems;
  } else if (kind === 'Set') {
    keys = keysOf(ctx, value);
    const head = prefix(name, tag, 'Set', `(${value.size})`);
    if (value.size === 0 && keys.length === 0) return `${head}{}`;
    braces[0] = `${head}{`; list = setItems;
  } else if (kind === 'Map') {
    keys = keysOf(ctx, value);
    const head = prefix(name, tag, 'Map', `(${value.size})`);
    if (value.size === 0 && keys.length === 0) return `${head}{}`;
    braces[0] = `${head}{`; list = mapItems;
  } else if (kind === 'TypedArray') {
    keys = keysOf(ctx, value, true);
    const head = prefix(name, tag, tag || 'Uint8Array', `(${value.length})`);
    braces = [`${head}[`, ']'];
    if (value.length === 0 && keys.length === 0) return `${braces[0]}]`;
    array = true; list = typedItems;
  } else if (kind === 'Function') {
    keys = keysOf(ctx, value);
    if (ctx.showHidden) keys = keys.filter((key) => !['length', 'name', 'prototype', 'arguments', 'caller'].includes(key) || key === 'length' || key === 'name' || key === 'prototype');
    base = functionBase(value, name, tag);
    if (keys.length === 0) return ctx.style(base, 'special');
  } else if (kind === 'RegExp') {
    keys = keysOf(ctx, value).filter((key) => key !== 'lastIndex');
    base = RegExp.prototype.toString.call(value);
    const head = prefix(name, tag, 'RegExp');
    if (head !== 'RegExp ') base = `${head}${base}`;
    if (keys.length === 0) return ctx.style(base, 'regexp');
  } else if (kind === 'Date') {
    keys = keysOf(ctx, value);
    base = Number.isNaN(value.getTime()) ? 'Invalid Date' : Date.prototype.toISOString.call(value);
    const head = prefix(name, tag, 'Date');
    if (head !== 'Date ') base = `${head}${base}`;
    if (keys.length === 0) return ctx.style(base, 'date');
  } else if (kind === 'Error' || (value instanceof Error && typeof value.stack === 'string')) {
    keys = keysOf(ctx, value);
    base = errorBase(ctx, value, name, keys);
    if (keys.length === 0) return base;
  } else if (kind === 'ArrayBuffer') {
    keys = keysOf(ctx, value);
    braces[0] = `${prefix(name, tag, 'ArrayBuffer')}{`;
    list = () => {
      const bytes = new Uint8Array(value), most = Math.min(Math.max(0, ctx.maxArrayLength), bytes.length);
      let hex = $.dec(bytes.slice(0, most), 'hex').replace(/..(?=.)/g, '$& ');
      if (bytes.length > most) hex += ` ... ${bytes.length - most} more byte${bytes.length - most > 1 ? 's' : ''}`;
      return [`${ctx.style('[Uint8Contents]', 'special')}: <${hex}>`, `byteLength: ${ctx.style(`${value.byteLength}`, 'number')}`];
    };
  } else if (kind === 'Promise') {
    keys = keysOf(ctx, value);
    braces[0] = `${prefix(name, tag, 'Promise')}{`;
    list = (ctx, value, depth) => {
      const [state, result] = $.promise(value);
      if (state === 0) return [ctx.style('<pending>', 'special')];
      ctx.indent += 2;
      const text = show(ctx, result, depth);
      ctx.indent -= 2;
      return [state === 2 ? `${ctx.style('<rejected>', 'special')} ${text}` : text];
    };
  } else if (tag === 'WeakSet' || tag === 'WeakMap') {
    keys = keysOf(ctx, value);
    braces[0] = `${prefix(name, tag, tag)}{`;
    list = () => [ctx.style('<items unknown>', 'special')];
  } else if (kind === 'Module' || (name === null && tag === 'Module')) {
    keys = keysOf(ctx, value).filter((key) => key !== Symbol.toStringTag);
    braces[0] = '[Module: null prototype] {';
    if (keys.length === 0) return '[Module: null prototype] {  }';
  } else if (I.iterated.has(value)) {
    keys = keysOf(ctx, value);
    const [source, what] = I.iterated.get(value);
    const map = source instanceof Map;
    braces[0] = what === 'entries' ? `[${map ? 'Map' : 'Set'} Entries] {` : `[${tag}] {`;
    list = (ctx, value, depth) => {
      ctx.indent += 2;
      const output = Array.from(map ? Map.prototype[what].call(source) : what === 'entries' ? [...source].map((each) => [each, each]) : source, (each) => show(ctx, each, depth));
      ctx.indent -= 2;
      return output;
    };
  } else if (tag === 'Map Iterator' || tag === 'Set Iterator' || tag === 'Array Iterator' || tag === 'String Iterator' || kind === 'Generator') {
    keys = keysOf(ctx, value);
    if (kind === 'Generator') return 'Object [Generator] {}';
    return `Object [${tag}] {}`;
  } else if (['Number', 'String', 'Boolean', 'BigInt', 'Symbol'].includes(kind)) {
    keys = keysOf(ctx, value, kind === 'String').filter((key) => !(kind === 'String' && key === 'length'));
    base = `[${kind}${name !== kind ? name === null ? ' (null prototype)' : ` (${name})` : ''}`;
    base += `: ${primitive({ ...ctx, style: plain }, value.valueOf())}]`;
    if (tag !== '' && tag !== name) base += ` [${tag}]`;
    if (keys.length === 0) return ctx.style(base, kind.toLowerCase());
  } else {
    keys = keysOf(ctx, value);
    if (Object.prototype.toString.call(value) === '[object Arguments]' && typeof value.length === 'number' && tag === '') {
      braces[0] = '[Arguments] {';
      if (keys.length === 0) return '[Arguments] {}';
    } else if (name === 'Object') {
      if (tag !== '' && tag !== 'Object') braces[0] = `${prefix(name, tag, 'Object')}{`;
      if (keys.length === 0) return `${braces[0]}}`;
    } else {
      if (keys.length === 0) return `${prefix(name, tag, 'Object')}{}`;
      braces[0] = `${prefix(name, tag, 'Object')}{`;
    }
  }
  if (ctx.depth !== null && depth > ctx.depth) {
    const label = prefix(name, tag, array ? 'Array' : 'Object').slice(0, -1);
    return ctx.style(`[${name === null ? label.replace(/^\[|\]$/g, '') : Array.isArray(value) && name === 'Array' ? 'Array' : label}]`, 'special');
  }
  depth++;
  ctx.seen.push(value);
  ctx.current = depth;
  const output = list(ctx, value, depth);
  for (const key of keys) output.push(property(ctx, value, depth, key));
  ctx.seen.pop();
  if (ctx.circular && ctx.circular.has(value)) {
    const mark = ctx.style(`<ref *${ctx.circular.get(value)}>`, 'special');
    if (ctx.compact !== true) base = base === '' ? mark : `${mark} ${base}`;
    else braces[0] = `${mark} ${braces[0]}`;
  }
  if (ctx.sorted) output.sort(typeof ctx.sorted === 'function' ? ctx.sorted : undefined);
  return join(ctx, output, base, braces, array, depth, value);
}
function join(ctx, output, base, braces, array, depth, value) {
  const head = base ? `${base} ` : '';
  if (ctx.compact !== true) {
    if (typeof ctx.compact === 'number' && ctx.compact >= 1) {
      const entries = output.length;
      if (array && entries > 6) output = group(ctx, output, value);
      if (ctx.current - depth < ctx.compact && entries === output.length) {
        const start = output.length + ctx.indent + braces[0].length + base.length + 10;
        let total = output.length + start;
        let fits = total + output.length <= ctx.breakLength && !base.includes('\n');
        if (fits) {
          for (const each of output) total += ctx.colors ? bare(each).length : each.length;
          fits = total <= ctx.breakLength;
        }
        if (fits) { const line = output.join(', '); if (!line.includes('\n')) return `${head}${braces[0]} ${line} ${braces[1]}`; }
      }
    }
    const indent = `\n${' '.repeat(ctx.indent)}`;
    return `${head}${braces[0]}${indent}  ${output.join(`,${indent}  `)}${indent}${braces[1]}`;
  }
  return `${head}${braces[0]} ${output.join(', ')} ${braces[1]}`;
}
function group(ctx, output, value) {
  let total = 0, longest = 0;
  let count = output.length;
  if (ctx.maxArrayLength < output.length) count--;
  const sizes = new Array(count);
  for (let at = 0; at < count; at++) {
    sizes[at] = width(output[at]);
    total += sizes[at] + 2;
    if (longest < sizes[at]) longest = sizes[at];
  }
  const actual = longest + 2;
  if (actual * 3 + ctx.indent < ctx.breakLength && (total / actual > 5 || longest <= 6)) {
    const bias = Math.sqrt(actual - total / output.length);
    const biased = Math.max(actual - 3 - bias, 1);
    const columns = Math.min(Math.round(Math.sqrt(2.5 * biased * count) / biased), Math.floor((ctx.breakLength - ctx.indent) / actual), ctx.compact * 4, 15);
    if (columns <= 1) return output;
    const lines = [], widths = [];
    for (let at = 0; at < columns; at++) {
      let most = 0;
      for (let each = at; each < output.length; each += columns) if (sizes[each] > most) most = sizes[each];
      widths.push(most + 2);
    }
    const right = value !== undefined && Array.prototype.every.call(output, (_, at) => typeof value[at] === 'number' || typeof value[at] === 'bigint');
    for (let at = 0; at < count; at += columns) {
      const end = Math.min(at + columns, count);
      let line = '', each = at;
      for (; each < end - 1; each++) {
        const size = widths[each - at] + output[each].length - sizes[each];
        line += right ? `${output[each]}, `.padStart(size, ' ') : `${output[each]}, `.padEnd(size, ' ');
      }
      line += right ? output[each].padStart(widths[each - at] + output[each].length - sizes[each] - 2, ' ') : output[each];
      lines.push(line);
    }
    if (ctx.maxArrayLength < output.length) lines.push(output[count]);
    output = lines;
  }
  return output;
}
function arrayItems(ctx, value, depth) {
  const output = [], length = value.length, most = Math.min(Math.max(0, ctx.maxArrayLength), length);
  let shown = 0, at = 0;
  for (; at < length && shown < most; shown++) {
    if (Object.hasOwn(value, at)) { output.push(property(ctx, value, depth, at, 1)); at++; } else {
      const from = at;
      while (at < length && !Object.hasOwn(value, at)) at++;
      output.push(ctx.style(`<${at - from} empty item${at - from > 1 ? 's' : ''}>`, 'undefined'));
    }
  }
  if (at < length) output.push(more(length - at));
  return output;
}
function typedItems(ctx, value) {
  const most = Math.min(Math.max(0, ctx.maxArrayLength), value.length), output = [];
  for (let at = 0; at < most; at++) output.push(typeof value[at] === 'bigint' ? ctx.style(`${value[at]}n`, 'bigint') : ctx.style(numeral(value[at]), 'number'));
  if (value.length > most) output.push(more(value.length - most));
  return output;
}
function setItems(ctx, value, depth) {
  const output = [];
  ctx.indent += 2;
  let at = 0;
  for (const each of Set.prototype.values.call(value)) { if (at++ >= ctx.maxArrayLength) break; output.push(show(ctx, each, depth)); }
  if (value.size > ctx.maxArrayLength) output.push(more(value.size - ctx.maxArrayLength));
  ctx.indent -= 2;
  return output;
}
function mapItems(ctx, value, depth) {
  const output = [];
  ctx.indent += 2;
  let at = 0;
  for (const [key, each] of Map.prototype.entries.call(value)) { if (at++ >= ctx.maxArrayLength) break; output.push(`${show(ctx, key, depth)} => ${show(ctx, each, depth)}`); }
  if (value.size > ctx.maxArrayLength) output.push(more(value.size - ctx.maxArrayLength));
  ctx.indent -= 2;
  return output;
}
function property(ctx, value, depth, key, type) {
  const descriptor = Object.getOwnPropertyDescriptor(value, key) || { value: value[key], configurable: true, enumerable: true };
  let text;
  if (descriptor.get === undefined && descriptor.set === undefined) {
    ctx.indent += 2;
    text = show(ctx, descriptor.value, depth);
    ctx.indent -= 2;
  } else if (descriptor.get !== undefined) {
    const label = descriptor.set !== undefined ? 'Getter/Setter' : 'Getter';
    if (ctx.getters) { ctx.indent += 2; text = `${ctx.style(`[${label}:`, 'special')} ${show(ctx, descriptor.get.call(value), depth)}${ctx.style(']', 'special')}`; ctx.indent -= 2; }
    else text = ctx.style(`[${label}]`, 'special');
  } else text = ctx.style(descriptor.set !== undefined ? '[Setter]' : 'undefined', 'special');
  if (type === 1) return text;
  let label;
  if (typeof key === 'symbol') label = `[${ctx.style(key.toString(), 'symbol')}]`;
  else if (key === '__proto__') label = "['__proto__']";
  else if (descriptor.enumerable === false) label = `[${key}]`;
  else if (/^[a-zA-Z_][a-zA-Z_0-9]*$/.test(key)) label = ctx.style(key, 'name');
  else label = ctx.style(quoted(key), 'string');
  return `${label}: ${text}`;
}
// ---- format ----
const ownToString = (value) => {
  if ($.kind(value) === 'Error' || typeof value.toString !== 'function') return false;
  for (let object = value; object; object = Object.getPrototypeOf(object)) {
    if (Object.hasOwn(object, 'toString')) return !['Object', 'Array', 'Map', 'Set', 'Promise', 'Function', 'RegExp', 'Date', 'Error'].includes(object.constructor && object.constructor.name) || object === value;
  }
  return false;
};
function formatWithOptions(options, ...args) {
  let at = 0, out = '', glue = '';
  if (typeof args[0] === 'string') {
    if (args.length === 1) return args[0];
    const text = args[0];
    let last = 0;
    at = 1;
    for (let place = 0; place < text.length - 1; place++) {
      if (text[place] !== '%') continue;
      const next = text[++place];
      if (at >= args.length) { if (next === '%') { out += text.slice(last, place); last = place + 1; } continue; }
      let piece;
      const value = args[at];
      switch (next) {
        case 's':
          if (typeof value === 'number') piece = numeral(value);
          else if (typeof value === 'bigint') piece = `${value}n`;
          else if (typeof value !== 'object' || value === null || ownToString(value)) piece = String(value);
          else piece = inspect(value, { ...options, depth: 0, colors: false, compact: 3 });
          break;
        case 'j': try { piece = JSON.stringify(value); } catch (error) { if (/circular|cyclic/i.test(error.message)) piece = '[Circular]'; else throw error; } break;
        case 'd': piece = typeof value === 'bigint' ? `${value}n` : typeof value === 'symbol' ? 'NaN' : numeral(Number(value)); break;
        case 'O': piece = inspect(value, options); break;
        case 'o': piece = inspect(value, { ...options, showHidden: true, showProxy: true, depth: 4 }); break;
        case 'i': piece = typeof value === 'bigint' ? `${value}n` : typeof value === 'symbol' ? 'NaN' : numeral(parseInt(value)); break;
        case 'f': piece = typeof value === 'symbol' ? 'NaN' : numeral(parseFloat(value)); break;
        case 'c': piece = ''; break;
        case '%': out += text.slice(last, place); last = place + 1; continue;
        default: continue;
      }
      out += text.slice(last, place - 1) + piece;
      last = place + 1;
      at++;
    }
    out += text.slice(last);
    glue = ' ';
  }
  for (; at < args.length; at++) { out += glue + (typeof args[at] === 'string' ? args[at] : inspect(args[at], { ...options, compact: 3, colors: options.colors })); glue = ' '; }
  return out;
}
const format = (...args) => formatWithOptions({}, ...args);
// ---- the rest ----
const promisified = Symbol.for('nodejs.util.promisify.custom');
function promisify(original) {
  mustBeFunction(original, 'original');
  if (original[promisified]) return original[promisified];
  const made = function (...args) { return new Promise((resolve, reject) => { original.call(this, ...args, (error, ...values) => { if (error) reject(error); else resolve(values[0]); }); }); };
  Object.setPrototypeOf(made, Object.getPrototypeOf(original));
  hide(made, 'name', original.name);
  return made;
}
promisify.custom = promisified;
hide(setTimeout, promisified, (after, value) => require('timers/promises').setTimeout(after, value));
hide(setImmediate, promisified, (value) => require('timers/promises').setImmediate(value));
const callbackify = (original) => function (...args) { const done = args.pop(); original.apply(this, args).then((value) => I.process.nextTick(done, null, value), (error) => I.process.nextTick(done, error)); };
function inherits(child, parent) { mustBeFunction(child, 'ctor'); child.super_ = parent; Object.setPrototypeOf(child.prototype, parent.prototype); }
const deprecate = (run, message, code) => { let told = false; return function (...args) { if (!told) { told = true; I.process.emitWarning(message, 'DeprecationWarning', code); } return new.target ? Reflect.construct(run, args, new.target) : run.apply(this, args); }; };
const is = (kind) => (value) => $.kind(value) === kind;
const types = {
  isPromise: is('Promise'), isRegExp: is('RegExp'), isDate: is('Date'), isNativeError: is('Error'), isMap: is('Map'), isSet: is('Set'), isProxy: is('Proxy'),
  isTypedArray: is('TypedArray'), isUint8Array: (value) => value instanceof Uint8Array, isArrayBuffer: is('ArrayBuffer'), isAnyArrayBuffer: is('ArrayBuffer'), isDataView: is('DataView'), isArrayBufferView: ArrayBuffer.isView,
  isGeneratorObject: is('Generator'), isAsyncFunction: (value) => typeof value === 'function' && Object.prototype.toString.call(value) === '[object AsyncFunction]',
  isGeneratorFunction: (value) => typeof value === 'function' && /Generator/.test(Object.prototype.toString.call(value)), isWeakMap: (value) => value instanceof WeakMap, isWeakSet: (value) => value instanceof WeakSet,
  isBoxedPrimitive: (value) => ['Number', 'String', 'Boolean', 'BigInt', 'Symbol'].includes($.kind(value)), isNumberObject: is('Number'), isStringObject: is('String'), isBooleanObject: is('Boolean'), isSymbolObject: is('Symbol'), isModuleNamespaceObject: is('Module'),
};
class TextEncoder {
  get encoding() { return 'utf-8'; }
  encode(text = '') { return $.enc(String(text), 'utf8'); }
  encodeInto(text, target) { const bytes = this.encode(text).subarray(0, target.length); target.set(bytes); return { read: text.length, written: bytes.length }; }
}
class TextDecoder {
  constructor(label = 'utf-8', options = {}) {
    const name = { 'utf-8': 'utf8', utf8: 'utf8', latin1: 'latin1', ascii: 'latin1', 'iso-8859-1': 'latin1', 'windows-1252': 'latin1', 'utf-16le': 'utf16le' }[String(label).toLowerCase()];
    if (!name) throw coded(RangeError, 'ERR_ENCODING_NOT_SUPPORTED', `The "${label}" encoding is not supported`);
    hide(this, '_name', name); this.encoding = label === 'utf8' ? 'utf-8' : label; this.fatal = !!options.fatal; this.ignoreBOM = !!options.ignoreBOM;
  }
  decode(bytes = new Uint8Array(0), options) {
    const decoder = this._state ||= new (require('string_decoder').StringDecoder)(this._name);
    const view = ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);
    let text = decoder.write(view);
    if (!options || !options.stream) { text += decoder.end(); this._state = undefined; }
    if (this.fatal && text.includes('\ufffd')) throw coded(TypeError, 'ERR_ENCODING_INVALID_ENCODED_DATA', `The encoded data was not valid for encoding ${this.encoding}`);
    return text.startsWith('\ufeff') && !this.ignoreBOM ? text.slice(1) : text;
  }
}
function styleText(style, text) {
  if (I.process.env.FORCE_COLOR === undefined && (!I.start.tty[1] || I.process.env.NO_COLOR !== undefined || I.process.env.NODE_DISABLE_COLORS !== undefined)) return String(text);
  let out = String(text);
  for (const each of [].concat(style).reverse()) {
    const codes = colors[each];
    if (!codes) throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', `The argument 'format' must be one of: ${Object.keys(colors).map((key) => `'${key}'`).join(', ')}. Received '${each}'`);
    out = `\x1b[${codes[0]}m${out}\x1b[${codes[1]}m`;
  }
  return out;
}
function parseEnv(text) {
  const out = {};
  for (const match of text.matchAll(/^\s*(?:export\s+)?([\w.-]+)\s*=[ \t]*("(?:[^"\\]|\\.)*"|'[^']*'|`[^`]*`|[^\n#]*)/gm)) {
    let value = match[2].trim();
    if (/^(["'`])[\s\S]*\1$/.test(value)) { const mark = value[0]; value = value.slice(1, -1); if (mark === '"') value = value.replaceAll('\\n', '\n'); }
    out[match[1]] = value;
  }
  return out;
}
const debuglog = (name) => { const on = new RegExp(`(^|,)${name}(,|$)`, 'i').test(I.process.env.NODE_DEBUG || ''); return Object.assign((...args) => { if (on) $.write(2, `${name.toUpperCase()} ${I.process.pid}: ${format(...args)}\n`); }, { enabled: on }); };
Object.assign(exports, {
  inspect, format, formatWithOptions, promisify, callbackify, inherits, deprecate, types, TextEncoder, TextDecoder, styleText, parseEnv, debuglog, debug: debuglog,
  isDeepStrictEqual: (a, b) => require('deep').equal(a, b, true), stripVTControlCharacters: bare, toUSVString: (text) => String(text).toWellFormed(),
  isArray: Array.isArray, getSystemErrorName: (number) => Object.keys(I.UV).find((key) => I.UV[key][0] === -number), aborted: () => new Promise(() => {}),
  parseArgs: (config) => require('args')(config),
});
hide(exports, '_width', width); hide(exports, '_quoted', quoted);
})
