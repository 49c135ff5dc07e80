// What V8 says about text that is not JSON.
(function (exports, require, module) {
'use strict';
module.exports = (text) => {
  let at = 0;
  const place = () => { const head = text.slice(0, at).split('\n'); return `at position ${at} (line ${head.length} column ${head[head.length - 1].length + 1})`; };
  const around = () => {
    if (text.length <= 40) return `"${text}" is not valid JSON`;
    const from = Math.max(0, at - 10), to = Math.min(text.length, at + 10);
    return `${from > 0 ? '...' : ''}"${text.slice(from, to)}"${to < text.length ? '... ' : ' '}is not valid JSON`;
  };
  const fail = (words) => { throw at >= text.length ? words && /^(Unterminated|Bad)/.test(words) ? `${words} in JSON ${place()}` : words ? `${words} in JSON ${place()}` : 'Unexpected end of JSON input' : words ? `${words} in JSON ${place()}` : `Unexpected token '${[...text.slice(at)][0]}', ${around()}`; };
  const space = () => { while (at < text.length && ' \t\n\r'.includes(text[at])) at++; };
  const string = () => {
    at++;
    for (;;) {
      if (at >= text.length) fail('Unterminated string');
      const c = text[at];
      if (c === '"') { at++; return; }
      if (c < ' ') fail('Bad control character in string literal');
      if (c === '\\') {
        at++;
        if (text[at] === 'u') { if (!/^[\da-fA-F]{4}/.test(text.slice(at + 1))) { at++; fail('Bad Unicode escape'); } at += 4; } else if (at < text.length && !'"\\/bfnrt'.includes(text[at])) fail('Bad escaped character');
      }
      at++;
    }
  };
  const value = () => {
    space();
    const c = text[at];
    if (c === '{') {
      at++; space();
      if (text[at] === '}') { at++; return; }
      for (let first = true; ; first = false) {
        space();
        if (text[at] !== '"') fail(first ? "Expected property name or '}'" : 'Expected double-quoted property name');
        string(); space();
        if (text[at] !== ':') fail("Expected ':' after property name");
        at++; value(); space();
        if (text[at] === '}') { at++; return; }
        if (text[at] !== ',') fail("Expected ',' or '}' after property value");
        at++;
      }
    }
    if (c === '[') {
      at++; space();
      if (text[at] === ']') { at++; return; }
      for (;;) {
        value(); space();
        if (text[at] === ']') { at++; return; }
        if (text[at] !== ',') fail("Expected ',' or ']' after array element");
        at++;
      }
    }
    if (c === '"') { string(); return; }
    const number = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/.exec(text.slice(at));
    if (number) { at += number[0].length; return; }
    for (const word of ['true', 'false', 'null']) if (c === word[0]) { for (const letter of word) { if (text[at] !== letter) fail(); at++; } return; }
    if (text === 'undefined') throw '"undefined" is not valid JSON';
    fail();
  };
  try { value(); space(); if (at < text.length) fail('Unexpected non-whitespace character after JSON'.replace(' in JSON', '')); } catch (words) {
    const head = text.slice(0, at).split('\n'), last = head[head.length - 1];
    return [String(words).replace('after JSON in JSON', 'after JSON'), `${head.length}\n${text.split('\n')[head.length - 1]}\n${' '.repeat(last.length)}${at >= text.length ? '' : '^'}`];
  }
  return ['Unexpected token in JSON'];
};
})
