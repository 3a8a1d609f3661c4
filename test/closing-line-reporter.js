/**
 * Ends the run with what was skipped for want of a tool, which jest keeps to itself where a whole file was, and with one
 * line that a person or a CI can read: `N passed, N failed, N skipped`.
 */
module.exports = class ClosingLineReporter {
  constructor() {
    /** The names of suites, by why they were skipped. */
    this.reasons = new Map();
  }

  onTestResult(_test, { skipped, console: written }) {
    for (const { message } of (skipped && written) || []) {
      const [, name, why] = /^skipped: (.*)\n([^]*)/.exec(message) ?? [];
      if (why !== undefined) this.reasons.set(why, [...(this.reasons.get(why) ?? []), name]);
    }
  }

  onRunComplete(_contexts, results) {
    // a suite that could not even start has no failed test, and is no success
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    const whys = [...this.reasons].map(([why, names]) => `skipped: ${names.join('; ')}\n${why}\n`);
    // after the summary of jest's own reporter, and on standard output, where the line is looked for
    process.on('exit', () => console.log([...whys, line].join('\n')));
  }
};
