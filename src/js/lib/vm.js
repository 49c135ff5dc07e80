// vm: code in this context only.
(function (exports, require, module, I) {
'use strict';
const { $ } = I;
const name = (options) => typeof options === 'string' ? options : (options && options.filename) || 'evalmachine.<anonymous>';
const runInThisContext = (code, options) => $.script(String(code), name(options));
const runIn = (code, context = {}) => new Function('$context', `with ($context) { return eval(${JSON.stringify(String(code))}) }`)(context);
class Script { constructor(code, options) { this.code = String(code); this.name = name(options); $.check(this.code, this.name, 'script'); } runInThisContext() { return $.script(this.code, this.name); } runInContext(context) { return runIn(this.code, context); } runInNewContext(context) { return runIn(this.code, context); } }
Object.assign(exports, { runInThisContext, runInContext: runIn, runInNewContext: runIn, Script, createContext: (object = {}) => object, isContext: (object) => typeof object === 'object', compileFunction: (code, names = []) => new Function(...names, code) });
})
