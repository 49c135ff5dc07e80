(function (exports, require, module) { module.exports = require('dns').promises; })
