// Compiles the addon with the machine's C compiler, and puts libpostern.so beside it.
//
//   node scripts/build.js [--out DIR] [--library libpostern.so] [--include DIR]
//
// No node-gyp: the addon is plain C against Node-API, so one compiler call is all there is to it.
'use strict';

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');

const here = path.join(__dirname, '..');
const checkout = path.join(here, '..', '..');
// The name under which the library is looked up at run time.
const SONAME = 'libpostern.so.1';

const { values } = parseArgs({
  options: { out: { type: 'string' }, library: { type: 'string' }, include: { type: 'string' } },
});
const out = path.resolve(values.out ?? path.join(here, 'build'));

function firstExisting(what, hint, candidates) {
  const found = candidates.filter(Boolean).find((candidate) => fs.existsSync(candidate));
  if (found) return found;
  console.error(`postern: ${what} was not found at\n  ${candidates.filter(Boolean).join('\n  ')}`);
  console.error(hint);
  process.exit(1);
}

function nodeApiHeaders() {
  const paths = [here, process.env.POSTERN_NODE_MODULES].filter(Boolean);
  try {
    return require(require.resolve('node-api-headers', { paths })).include_dir;
  } catch {
    return null;
  }
}

function compiler() {
  const names = [process.env.CC, 'cc', 'gcc', 'clang'].filter(Boolean);
  const found = names.find((name) => spawnSync(name, ['--version']).status === 0);
  if (found) return found;
  console.error('postern: no C compiler; install gcc or name one in CC');
  process.exit(1);
}

const library = firstExisting('libpostern.so', 'Build it first: ./do build', [
  values.library ?? process.env.POSTERN_LIBRARY,
  path.join(checkout, 'build', 'libpostern.so'),
]);
const include = firstExisting('include/postern', 'Name the folder in POSTERN_INCLUDE.', [
  values.include ?? process.env.POSTERN_INCLUDE,
  path.join(checkout, 'include'),
]);
const node = firstExisting('node_api.h', 'npm install node-api-headers', [
  nodeApiHeaders(),
  path.join(path.dirname(fs.realpathSync(process.execPath)), '..', 'include', 'node'),
]);

fs.mkdirSync(out, { recursive: true });
// A new file, not new bytes in the old one: another process may have that mapped.
fs.rmSync(path.join(out, SONAME), { force: true });
fs.copyFileSync(library, path.join(out, SONAME));

const sources = fs.readdirSync(path.join(here, 'src')).filter((name) => name.endsWith('.c'));
const target = path.join(out, 'postern.node');
execFileSync(
  compiler(),
  [
    ...['-std=c11', '-D_GNU_SOURCE', '-O2', '-Wall', '-Wextra', '-fPIC', '-shared', '-pthread'],
    ...['-fvisibility=hidden', '-Wl,-z,relro,-z,now', '-Wl,-rpath,$ORIGIN'],
    ...['-I', include, '-I', node, '-o', `${target}.new`],
    ...sources.map((name) => path.join(here, 'src', name)),
    path.join(out, SONAME),
  ],
  { stdio: 'inherit' },
);
fs.renameSync(`${target}.new`, target);
console.log(`postern: built ${path.relative(process.cwd(), target)}`);
