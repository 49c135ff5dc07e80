'use strict';
// `mysql2/promise`.

const mysql = require('./index');

module.exports = {
  ...mysql,
  createConnection: async (config) => {
    const connection = mysql.createPromiseConnection(config);
    await connection.connect();
    return connection;
  },
  createPool: (config) => mysql.createPool(config).promise(),
};
