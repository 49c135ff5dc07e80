'use strict';
// `node -r dotenv/config`: the file is read before anything else.

const path = process.env.DOTENV_CONFIG_PATH;
require('./index').config(path ? { path } : {});
