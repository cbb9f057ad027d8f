import { createHash } from 'node:crypto';
// `fs.globSync` by its object: Node 20, which only waits for the pinned one, has no such export
import fs, { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { inProject, projectDir } from './project.mjs';
import { runCommand } from './run-command.mjs';

const stampFile = inProject('.next/postern-build');
const sources = [
  '{app,components,lib,public,demo}/**/*',
  '{next.config,postcss.config,instrumentation*,proxy}.{ts,mjs}',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

/** `next build`, unless the last build was of the same sources. @returns {Promise<number>} exit code */
export async function buildApp() {
  const wanted = sourceHash();
  if (existsSync(inProject('.next/BUILD_ID')) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return 0;
  process.stdout.write('Building the app …\n');
  const { code } = await runCommand('next', ['build'], { env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' } });
  if (code === 0) writeFileSync(stampFile, wanted);
  return code;
}

function sourceHash() {
  const hash = createHash('sha256');
  const isTest = (path) => /\.test\.tsx?$|\/testing\//.test(path);
  const entries = sources.flatMap((pattern) => fs.globSync(pattern, { cwd: projectDir, withFileTypes: true }));
  const files = entries.filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}/${entry.name}`);
  for (const file of files.filter((path) => !isTest(path)).sort()) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}
