import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/**
 * A suite's counts, and what failed: one text each, the test's name and the beginning of its message. A suite counts at least one failure
 * when its runner failed, crashed, hung or ran no test: nothing passes by silence. `again` are the test files to try once more, `unsteady`
 * what failed at the first try only.
 *
 * @typedef {{name: string, passed: number, failed: number, skipped: number, failures?: string[], again?: string[], unsteady?: string[]}} Suite
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
      again: report.testResults.filter((result) => result.status === 'failed').map(placeOf),
      failures: [
        ...brokenFiles.map((result) => failure(placeOf(result), result.message)),
        ...report.testResults.flatMap((result) =>
          result.assertionResults
            .filter((test) => test.status === 'failed')
            .map((test) => failure(`${placeOf(result)} › ${test.fullName}`, test.failureMessages?.[0])),
        ),
      ],
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
  const red = (report.suites ?? []).filter((suite) => failedSpecs(suite, []).length > 0);
  const failures = red.flatMap((suite) => failedSpecs(suite, []));
  return honest({ name, passed: expected, failed: unexpected + flaky, skipped, failures, again: red.map(({ title }) => title) }, code);
}

/** More than this is no bad luck of a busy machine. */
const maxUnsteady = 3;

/** Whether what failed is little enough to be tried once more, alone. @param {Suite} suite */
export function deservesSecondTry(suite) {
  return (suite.again ?? []).length > 0 && suite.failed <= maxUnsteady;
}

/**
 * What failed passed when it was tried once more with the machine to itself: counted as passed, and named (decision 0024). When it failed
 * again, the first try stands.
 *
 * @param {Suite} first @param {Suite} second the same tests and no others of their files left out @returns {Suite}
 */
export function afterSecondTry(first, second) {
  if (second.failed > 0 || second.passed === 0) return first;
  return { ...first, passed: first.passed + first.failed, failed: 0, failures: [], unsteady: first.failures };
}

/** @param {readonly Suite[]} suites */
export function sumUp(suites) {
  const sum = (key) => suites.reduce((total, suite) => total + suite[key], 0);
  const words = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  const all = { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
  // The end of a log is what is kept and read: what failed stands there.
  const failures = suites.flatMap((suite) => suite.failures ?? []);
  const unsteady = suites.flatMap((suite) => suite.unsteady ?? []);
  return {
    lines: [
      ...unsteady.map((text) => `passed only at the second try: ${text}`),
      ...failures,
      ...suites.map((suite) => `${suite.name}: ${words(suite)}`),
    ],
    total: words(all),
    ok: all.failed === 0 && all.passed > 0,
  };
}

/** What Playwright counts as unexpected or flaky, from a suite and the suites in it. */
function failedSpecs(suite, above) {
  const path = [...above, suite.title];
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests
      .filter((test) => test.status === 'unexpected' || test.status === 'flaky')
      .map((test) => failure([...path, spec.title].join(' › '), test.results.find((result) => result.error !== undefined)?.error.message)),
  );
  return [...own, ...(suite.suites ?? []).flatMap((inner) => failedSpecs(inner, path))];
}

const placeOf = (result) => relative(process.cwd(), result.name ?? '');

const maxFailureLines = 12;

function failure(name, message = '') {
  const lines = stripVTControlCharacters(message).trim().split('\n').slice(0, maxFailureLines);
  return [name, ...lines.map((line) => `    ${line.slice(0, 300)}`)].join('\n');
}

const notRun = (name) => ({ name, passed: 0, failed: 1, skipped: 0 });

function honest(suite, code) {
  const silent = suite.failed === 0 && (code !== 0 || suite.passed === 0);
  return silent ? { ...suite, failed: 1 } : suite;
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}
