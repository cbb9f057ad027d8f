import fs from 'node:fs';
import { availableParallelism } from 'node:os';
import { checkLayers, checkPlantedImports } from './layer-checks.mjs';
import { inProject, projectDir } from './project.mjs';
import { runCommand } from './run-command.mjs';
import { checkWords } from './word-checks.mjs';

/**
 * The static part of the tests: each check is one test.
 *
 * @returns {Promise<{name: string, ok: boolean, output: string, durationMs: number}[]>}
 */
export async function runStaticChecks() {
  const checks = [
    ['types', checkTypes],
    ['format and lint', () => runCommand('biome', ['ci', '--error-on-warnings', '--colors=off'], { quiet: true })],
    ['layers', checkLayers],
    ['layers refuse planted imports', checkPlantedImports],
    ['every language, and no words outside of the catalogue', checkWords],
    ['unused code', () => runCommand('knip', ['--no-progress'], { quiet: true })],
  ];
  const results = [];
  const queue = checks.entries();
  // not more at a time than processors: with five on two the slowest only gets slower
  const worker = async () => {
    for (const [index, [name, check]] of queue) {
      const startedMs = Date.now();
      const { code, output } = await check().catch((error) => ({ code: 1, output: String(error?.stack ?? error) }));
      results[index] = { name, ok: code === 0, output, durationMs: Date.now() - startedMs };
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
  return results;
}

async function checkTypes() {
  // Next's own declarations (CSS imports, route types) are generated, not kept in the repository.
  if (fs.globSync('app/**/page.tsx', { cwd: projectDir }).length > 0) {
    const generated = await runCommand('next', ['typegen'], { quiet: true, env: { NEXT_TELEMETRY_DISABLED: '1' } });
    if (generated.code !== 0) return generated;
  }
  return runCommand('tsc', ['--noEmit', '-p', inProject('tsconfig.json')], { quiet: true });
}

/** One line per check, and what the failed ones said. */
export function printStaticChecks(results) {
  for (const { name, ok, output, durationMs } of results) {
    process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name} (${(durationMs / 1000).toFixed(1)} s)\n`);
    if (!ok) process.stdout.write(`${output.trimEnd()}\n`);
  }
}
