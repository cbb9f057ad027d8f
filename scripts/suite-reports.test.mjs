import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { afterSecondTry, deservesSecondTry, readPlaywrightReport, readVitestReport, sumUp } from './suite-reports.mjs';

function reportFile(report) {
  const dir = mkdtempSync(join(tmpdir(), 'postern-report-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const file = join(dir, 'report.json');
  writeFileSync(file, JSON.stringify(report));
  return file;
}
const vitest = (more) =>
  reportFile({ numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0, testResults: [], ...more });
const playwright = (stats) => reportFile({ stats: { expected: 2, unexpected: 0, flaky: 0, skipped: 0, ...stats } });

test('the closing line sums all suites and names skipped tests only when there are some', () => {
  const suites = [readVitestReport(vitest({}), 0), readPlaywrightReport(playwright({ unexpected: 2 }), 1)];
  expect(sumUp(suites).total).toBe('5 passed, 2 failed, 1 skipped');
  expect(sumUp(suites).ok).toBe(false);
  expect(sumUp([readPlaywrightReport(playwright({}), 0)]).total).toBe('2 passed, 0 failed');
});

test('a runner that left no report, ran nothing or failed without a failed test counts as a failure', () => {
  expect(readVitestReport('/nowhere/report.json', 0).failed).toBe(1);
  expect(readVitestReport(vitest({ numPassedTests: 0 }), 0).failed).toBe(1);
  expect(readVitestReport(vitest({}), 1).failed).toBe(1);
  expect(readPlaywrightReport(playwright({ expected: 0 }), 0).failed).toBe(1);
  expect(readPlaywrightReport(playwright({ flaky: 1 }), 0).failed).toBe(1);
});

test('a test file that breaks before its tests are known counts as a failure', () => {
  const broken = { status: 'failed', assertionResults: [] };
  const red = { status: 'failed', assertionResults: [{ status: 'failed' }] };
  expect(readVitestReport(vitest({ numFailedTests: 1, testResults: [broken, red] }), 1).failed).toBe(2);
});

test('no suite at all is not a success', () => {
  expect(sumUp([]).ok).toBe(false);
});

test('what failed stands above the counts, by name and with the beginning of its message', () => {
  const failed = { status: 'failed', fullName: 'reads twice', failureMessages: [`expected 1\n${'at x\n'.repeat(50)}`] };
  const unit = vitest({
    numFailedTests: 1,
    testResults: [{ name: join(process.cwd(), 'lib/a.test.ts'), status: 'failed', assertionResults: [failed] }],
  });
  const spec = { title: 'opens', tests: [{ status: 'flaky', results: [{}, { error: { message: '\u001b[31mno page\u001b[39m' } }] }] };
  const suites = [{ title: 'e2e/a.spec.ts', specs: [], suites: [{ title: 'mail', specs: [spec] }] }];
  const e2e = reportFile({ stats: { expected: 2, unexpected: 0, flaky: 1, skipped: 0 }, suites });
  const { lines } = sumUp([readVitestReport(unit, 1), readPlaywrightReport(e2e, 1)]);
  expect(lines[0]).toMatch(/^lib\/a\.test\.ts › reads twice\n {4}expected 1\n/);
  expect(lines[0].split('\n')).toHaveLength(13);
  expect(lines.slice(1)).toEqual([
    'e2e/a.spec.ts › mail › opens\n    no page',
    'unit and integration: 3 passed, 1 failed, 1 skipped',
    'end to end: 2 passed, 1 failed',
  ]);
});

const red = (name) => ({ name: join(process.cwd(), name), status: 'failed', assertionResults: [{ status: 'failed', fullName: 'x' }] });
const reds = (count) =>
  readVitestReport(vitest({ numFailedTests: count, testResults: Array.from({ length: count }, (_, nth) => red(`lib/${nth}.test.ts`)) }), 1);

test('up to three failures are tried once more: what passes then is counted as passed, and named', () => {
  const first = reds(2);
  expect(deservesSecondTry(first)).toBe(true);
  expect(first.again).toEqual(['lib/0.test.ts', 'lib/1.test.ts']);
  const sum = sumUp([afterSecondTry(first, readVitestReport(vitest({}), 0))]);
  expect(sum).toMatchObject({ total: '5 passed, 0 failed, 1 skipped', ok: true });
  expect(sum.lines[0]).toMatch(/^passed only at the second try: lib\/0\.test\.ts › x/);
});

test('what fails twice, what failed in more than three places, and a runner that fell without naming a test stay failures', () => {
  const first = reds(1);
  expect(afterSecondTry(first, reds(1))).toBe(first);
  expect(afterSecondTry(first, readVitestReport('/nowhere/report.json', 0))).toBe(first);
  expect(afterSecondTry(first, readVitestReport(vitest({ numPassedTests: 0 }), 0))).toBe(first);
  expect(deservesSecondTry(reds(4))).toBe(false);
  expect(deservesSecondTry(readVitestReport(vitest({}), 1))).toBe(false);
  expect(deservesSecondTry(readVitestReport(vitest({}), 0))).toBe(false);
});
