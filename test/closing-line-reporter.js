/** Ends the run with one line that a person or a CI can read: `N passed, N failed, N skipped`. */
module.exports = class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    // a suite that could not even start has no failed test, and is no success
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    // after the summary of jest's own reporter, and on standard output, where the line is looked for
    process.on('exit', () => console.log(line));
  }
};
