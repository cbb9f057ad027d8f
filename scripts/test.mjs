// npm test: everything, ending with one line that sums it up.   npm run test:long: the same with the full figures of the large suites.
// npm test -- static|unit|e2e …: only the suites named.
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from './build-app.mjs';
import { giveUp } from './project.mjs';
import { runCommand } from './run-command.mjs';
import { printStaticChecks, runStaticChecks } from './static-checks.mjs';
import { afterSecondTry, deservesSecondTry, readPlaywrightReport, readVitestReport, sumUp } from './suite-reports.mjs';
import { installSystemPackages } from './system-packages.mjs';
import { testCertificateAuthority } from './test-certificate-authority.mjs';
import { makeTestFolder } from './test-folder.mjs';
import { underPinnedNode } from './under-pinned-node.mjs';

await underPinnedNode(async (args) => {
  const long = args.includes('--long');
  const named = args.filter((arg) => !arg.startsWith('--'));
  const unknown = named.filter((name) => !['static', 'unit', 'e2e'].includes(name));
  if (unknown.length > 0) giveUp(`There is no suite "${unknown[0]}"; there are static, unit and e2e.`);
  const wanted = (name) => named.length === 0 || named.includes(name);
  const minuteMs = 60_000 * (long ? 10 : 1);

  if (wanted('unit') || wanted('e2e')) await installSystemPackages();
  const reports = mkdtempSync(join(tmpdir(), 'postern-reports-'));
  const scratch = makeTestFolder();
  const env = {
    TMPDIR: scratch.folder,
    POSTERN_TEST_LONG: long ? '1' : '',
    NODE_EXTRA_CA_CERTS: await testCertificateAuthority(),
    NEXT_TELEMETRY_DISABLED: '1',
  };
  const suites = [];
  try {
    heading('build');
    const built = (await buildApp()) === 0;
    suites.push({ name: 'build', passed: built ? 1 : 0, failed: built ? 0 : 1, skipped: 0 });

    if (wanted('static')) {
      heading('static checks');
      const results = await runStaticChecks();
      printStaticChecks(results);
      const passed = results.filter((result) => result.ok).length;
      suites.push({ name: 'static checks', passed, failed: results.length - passed, skipped: 0 });
    }
    if (wanted('unit')) {
      heading('unit and integration tests');
      const run = async (file, args) => {
        const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
        const { code } = await runCommand('vitest', ['run', ...reporters, ...args], { env, hangMs: 14 * minuteMs });
        return readVitestReport(file, code);
      };
      suites.push(await tryTwice(run, join(reports, 'vitest'), (files) => ['--maxWorkers=1', ...files]));
    }
    if (wanted('e2e')) {
      heading('end-to-end tests');
      const run = async (file, args) => {
        if (!built) return readPlaywrightReport(file, 1);
        const output = { PLAYWRIGHT_JSON_OUTPUT_FILE: file };
        const options = { env: { ...env, ...output, POSTERN_TEST_TRACE: args.length > 0 ? '1' : '' }, hangMs: 16 * minuteMs };
        const { code } = await runCommand('playwright', ['test', '--reporter=list,json', ...args], options);
        return readPlaywrightReport(file, code);
      };
      suites.push(
        await tryTwice(run, join(reports, 'playwright'), () => {
          // The second try empties the folder; the pictures of the first are what tells why it failed.
          if (existsSync('test-results')) cpSync('test-results', 'test-results-first', { recursive: true });
          return ['--workers=1', '--last-failed'];
        }),
      );
    }
  } finally {
    rmSync(reports, { recursive: true, force: true });
    scratch.remove();
  }
  heading('all');
  const { lines, total, ok } = sumUp(suites);
  process.stdout.write(`${lines.join('\n')}\n${total}\n`);
  return ok ? 0 : 1;
});

/** Runs a suite, and what failed of it once more and alone when it is little (decision 0024). */
async function tryTwice(run, report, argsOf) {
  const first = await run(`${report}.json`, []);
  if (!deservesSecondTry(first)) return first;
  heading(`${first.name}: the second try`);
  return afterSecondTry(first, await run(`${report}-again.json`, argsOf(first.again)));
}

function heading(text) {
  process.stdout.write(`\n── ${text} ──\n`);
}
