import { existsSync, readFileSync } from 'node:fs';

/**
 * A suite's counts. A suite counts at least one failure when its runner failed, crashed, hung or ran no test: nothing passes by silence.
 *
 * @typedef {{name: string, passed: number, failed: number, skipped: number}} Suite
 */

/** @returns {Suite} */
export function readVitestReport(file, code) {
  const name = 'unit and integration';
  const report = readJson(file);
  if (report === null) return notRun(name);
  // A file that fails before its tests are known (import error, hook) has no failed test of its own.
  const brokenFiles = report.testResults.filter(
    (result) => result.status === 'failed' && !result.assertionResults.some((test) => test.status === 'failed'),
  );
  return honest(
    {
      name,
      passed: report.numPassedTests,
      failed: report.numFailedTests + brokenFiles.length,
      skipped: report.numPendingTests + report.numTodoTests,
    },
    code,
  );
}

/** @returns {Suite} */
export function readPlaywrightReport(file, code) {
  const name = 'end to end';
  const report = readJson(file);
  if (report === null) return notRun(name);
  const { expected, unexpected, flaky, skipped } = report.stats;
  return honest({ name, passed: expected, failed: unexpected + flaky, skipped }, code);
}

/** @param {readonly Suite[]} suites */
export function sumUp(suites) {
  const sum = (key) => suites.reduce((total, suite) => total + suite[key], 0);
  const words = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  const all = { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
  return { lines: suites.map((suite) => `${suite.name}: ${words(suite)}`), total: words(all), ok: all.failed === 0 && all.passed > 0 };
}

const notRun = (name) => ({ name, passed: 0, failed: 1, skipped: 0 });

function honest(suite, code) {
  const silent = suite.failed === 0 && (code !== 0 || suite.passed === 0);
  return silent ? { ...suite, failed: 1 } : suite;
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}
