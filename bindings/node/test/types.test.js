// The declarations compile, and refuse what they should, where TypeScript is installed.
'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const folder = process.env.POSTERN_NODE_MODULES ?? path.join(__dirname, '..', 'node_modules');
const tsc = path.join(folder, 'typescript', 'bin', 'tsc');
const skip = fs.existsSync(tsc) ? false : 'TypeScript is not installed';

test('index.d.ts and operations.d.ts are sound', { skip }, () => {
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext'];
  const file = path.join(__dirname, 'types_example.ts');
  const done = spawnSync(process.execPath, [tsc, ...options, file], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stdout);
});
