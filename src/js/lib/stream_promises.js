(function (exports, require, module) { module.exports = require('stream').promises; })
