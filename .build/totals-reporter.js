/**
 * Ends the test run with its totals on one line, which programs that watch the run can read. It is written as the
 * process ends: Jest's own summary comes after every reporter has had its say.
 */
export default class TotalsReporter {
  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = results;
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const skipped = numPendingTests + numTodoTests;
    const suffix = skipped > 0 ? `, ${skipped} skipped` : '';
    process.once('exit', () => process.stdout.write(`\n${numPassedTests} passed, ${failed} failed${suffix}\n`));
  }
}
