const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/**
 * All temporary folders of a run lie in one, which is gone when the run ends: cdktf's Testing.synth leaves one behind for
 * every stack that it writes.
 */
module.exports = () => {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'flowtoll-test-'));
};

module.exports.remove = () => rmSync(process.env.TMPDIR, { recursive: true, force: true });
