// The shared cases, through the Node binding.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { checkSubset, runCase } = require('./case_runner.js');
const { withEngine } = require('./support.js');

const folder = path.join(__dirname, '..', '..', '..', 'tests', 'cases');
const names = fs.readdirSync(folder).filter((name) => name.endsWith('.json'));

test('there are cases', () => assert.ok(names.length >= 8));

for (const name of names) {
  const story = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
  test(`${name}: ${story.about}`, withEngine((engine) => runCase(story, engine)));
}

test('the runner notices a difference', () => {
  for (const [wanted, found] of [[{ a: 1 }, { a: 2 }], [{ a: 1 }, {}], [[1], [1, 2]], [true, 1]]) {
    assert.throws(() => checkSubset({ top: wanted }, { top: found }, ''), assert.AssertionError);
  }
});
