// The lines of console.table.
(function (exports, require, module) {
'use strict';
const util = require('util');
const show = (value) => util.inspect(value, { maxArrayLength: 3, breakLength: Infinity, depth: value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 2 ? -1 : 0 });
module.exports = (data, chosen) => {
  const isMap = data instanceof Map, isSet = data instanceof Set;
  const rows = isMap ? [...data].map(([key, value], at) => [String(at), key, value]) : isSet ? [...data].map((value, at) => [String(at), null, value]) : Object.keys(data).map((key) => [key, null, data[key]]);
  const head = isMap || isSet ? '(iteration index)' : '(index)';
  const columns = [];
  let values = false;
  for (const [, , row] of rows) { if (row !== null && typeof row === 'object' && !isMap) { for (const key of Object.keys(row)) if (!columns.includes(key)) columns.push(key); } else values = true; }
  const keys = chosen || columns;
  const titles = [head, ...(isMap ? ['Key'] : []), ...keys, ...(values ? ['Values'] : [])];
  const lines = rows.map(([index, key, row]) => [index, ...(isMap ? [show(key)] : []), ...keys.map((each) => row !== null && typeof row === 'object' && Object.hasOwn(row, each) ? show(row[each]) : ''), ...(values ? [row === null || typeof row !== 'object' || isMap ? show(row) : ''] : [])]);
  const widths = titles.map((title, at) => Math.max(...[title, ...lines.map((line) => line[at])].map(util._width)) + 2);
  const row = (cells) => `│${cells.map((cell, at) => ` ${cell}${' '.repeat(widths[at] - 1 - util._width(cell))}`).join('│')}│`;
  const rule = (a, b, c) => a + widths.map((width) => '─'.repeat(width)).join(b) + c;
  return [rule('┌', '┬', '┐'), row(titles), rule('├', '┼', '┤'), ...lines.map(row), rule('└', '┴', '┘')].join('\n');
};
})
