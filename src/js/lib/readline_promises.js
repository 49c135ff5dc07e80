(function (exports, require, module) {
'use strict';
const readline = require('readline');
class Interface extends readline.Interface { question(text) { return new Promise((resolve) => super.question(text, resolve)); } }
Object.assign(exports, { Interface, createInterface: (...args) => new Interface(...args) });
})
