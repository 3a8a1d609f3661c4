// Lets Node run the TypeScript sources as they are (`node -r ./stacks/run-typescript.js main.ts`): what is deployed is
// always what the sources say, never a stale build. Types are checked by `npm test`, not here.
//
// What swc made of a source is kept under the hash of that source, so that only a changed file is transformed again.
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const cache = join(__dirname, '..', 'node_modules', '.cache', 'flowtoll', 'typescript');
const options = {
  configFile: false,
  swcrc: false,
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  module: { type: 'commonjs' },
};
const rules = JSON.stringify(options) + require('@swc/core/package.json').version;

require.extensions['.ts'] = (module, filename) => {
  const source = readFileSync(filename, 'utf8');
  const kept = join(cache, `${createHash('sha256').update(rules).update(source).digest('hex')}.js`);
  module._compile(read(kept) ?? keep(kept, transform(source, filename)), filename);
};

function transform(source, filename) {
  return require('@swc/core').transformSync(source, { ...options, filename }).code;
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** A project that cannot be written to runs all the same, a little slower. */
function keep(file, code) {
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(`${file}.${process.pid}`, code);
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    return code;
  }
  return code;
}
