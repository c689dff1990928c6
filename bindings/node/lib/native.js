// Loads the addon: POSTERN_ADDON, or the one that `npm install` built.
'use strict';

const path = require('node:path');

const file = process.env.POSTERN_ADDON || path.join(__dirname, '..', 'build', 'postern.node');

function load() {
  try {
    return require(file);
  } catch (cause) {
    const hint = 'build the library (./do build), then run npm install in bindings/node';
    throw new Error(`postern: the addon cannot be loaded from ${file}; ${hint}`, { cause });
  }
}

const native = load();

// Threads must have left the library before the C runtime takes it down.
process.on('exit', native.shutdown);

module.exports = native;
