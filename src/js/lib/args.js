// util.parseArgs.
(function (exports, require, module, I) {
'use strict';
const { coded } = I;
module.exports = ({ args = I.process.argv.slice(2), options = {}, strict = true, allowPositionals = !strict } = {}) => {
  const values = { __proto__: null }, positionals = [];
  const put = (name, value) => { if (options[name] && options[name].multiple) (values[name] ??= []).push(value); else values[name] = value; };
  const list = [...args];
  while (list.length) {
    const arg = list.shift();
    if (arg === '--') { positionals.push(...list); break; }
    let name, value;
    if (arg.startsWith('--')) { const at = arg.indexOf('='); name = arg.slice(2, at < 0 ? undefined : at); if (at >= 0) value = arg.slice(at + 1); } else if (/^-[^-]/.test(arg)) {
      const short = arg[1];
      name = Object.keys(options).find((key) => options[key].short === short) ?? short;
      if (arg.length > 2) { if (options[name] && options[name].type === 'string') value = arg.slice(2); else list.unshift('-' + arg.slice(2)); }
    } else {
      if (!allowPositionals) throw coded(TypeError, 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL', `Unexpected argument '${arg}'. This command does not take positional arguments`);
      positionals.push(arg); continue;
    }
    const known = options[name];
    if (!known && strict) throw coded(TypeError, 'ERR_PARSE_ARGS_UNKNOWN_OPTION', `Unknown option '${arg.split('=')[0]}'${allowPositionals ? `. To specify a positional argument starting with a '-', place it at the end of the command after '--', as in '-- "${arg}"` : ''}`);
    if (known && known.type === 'string') { if (value === undefined) value = list.shift(); if (value === undefined && strict) throw coded(TypeError, 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE', `Option '--${name} <value>' argument missing`); put(name, value); } else put(name, value ?? true);
  }
  for (const name of Object.keys(options)) if (values[name] === undefined && options[name].default !== undefined) values[name] = options[name].default;
  return { values, positionals };
};
})
