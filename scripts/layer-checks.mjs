import fs, { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inProject, projectDir } from './project.mjs';
import { runCommand } from './run-command.mjs';

const roots = ['lib', 'components', 'app', 'cli', 'demo', 'bench', 'e2e', 'scripts'];
const sourceFiles = ['{lib,components,app,cli,demo,bench,e2e}/**/*.{ts,tsx}', 'scripts/*.mjs'];

/** The floor plan (.dependency-cruiser.mjs) over the whole tree. A checker that reads no file passes every file, so every source must have been read. */
export async function checkLayers() {
  const files = sourceFiles.flatMap((pattern) => fs.globSync(pattern, { cwd: projectDir })).filter((file) => !file.endsWith('.d.ts'));
  const present = roots.filter((root) => files.some((file) => file.startsWith(`${root}/`)));
  const rootFiles = fs.globSync('*.{ts,mjs}', { cwd: projectDir }).filter((file) => !file.endsWith('.d.ts'));
  const cruise = await cruiseFolder(projectDir, [...present, ...rootFiles]);
  if (cruise.problem !== null) return { code: 1, output: cruise.problem };
  const unread = files.filter((file) => !cruise.modules.has(file));
  const imports = [...cruise.modules.values()].reduce((sum, count) => sum + count, 0);
  const problems = cruise.violations.map((violation) => `${violation.rule}: ${violation.from} → ${violation.to}`);
  if (unread.length > 0) problems.push(`not read by dependency-cruiser: ${unread.join(', ')}`);
  if (imports < files.length / 2) problems.push(`dependency-cruiser saw only ${imports} imports in ${files.length} files`);
  return { code: problems.length === 0 ? 0 : 1, output: problems.join('\n') };
}

/** Imports that must be refused, each with the rule that refuses it. They are planted in a folder of their own with the same rule file. */
const planted = [
  { file: 'lib/mail/index.ts', text: "export { rows } from '#lib/store/index.ts';\n", rule: 'plan of ^lib/mail/' },
  { file: 'lib/store/index.ts', text: "export { rows } from './rows.ts';\n", rule: null },
  { file: 'lib/store/rows.ts', text: 'export const rows: readonly string[] = [];\n', rule: null },
  {
    file: 'lib/sync/index.ts',
    text: "import type { rows } from '#lib/store/rows.ts';\nexport type Rows = typeof rows;\n",
    rule: 'front door',
  },
  { file: 'lib/jmap/index.ts', text: "export { ImapFlow } from 'imapflow';\n", rule: 'imapflow belongs to lib/imap' },
  { file: 'lib/smtp/index.ts', text: "export { connect } from 'node:net';\n", rule: 'sockets and name lookups belong to lib/security' },
  { file: 'lib/imap/session.ts', text: "export { fake } from './testing/fake.ts';\n", rule: 'no test code in the product' },
  { file: 'lib/imap/testing/fake.ts', text: 'export const fake = true;\n', rule: null },
  { file: 'lib/cellar/index.ts', text: "export { rows } from '#lib/store/index.ts';\n", rule: 'every room is on the plan' },
  { file: 'lib/thread/one.ts', text: "import { two } from './two.ts';\nexport const one = () => two();\n", rule: 'no cycles' },
  { file: 'lib/thread/two.ts', text: "import { one } from './one.ts';\nexport const two = () => one();\n", rule: null },
  { file: 'lib/html/index.ts', text: "export { gone } from './gone.ts';\n", rule: 'every import resolves' },
  {
    file: 'components/list.tsx',
    text: "export { rows } from '#lib/store/index.ts';\nexport const list = <p />;\n",
    rule: 'plan of ^components/',
  },
  {
    file: 'app/page.tsx',
    text: "export default async () => { await using imap = await import('#lib/imap/session.ts'); return <p>{imap.fake}</p>; };\n",
    rule: 'plan of ^app/',
  },
  { file: 'lib/gateway/index.ts', text: "export { demo } from '#demo/index.ts';\n", rule: 'roots are not imported' },
  { file: 'demo/index.ts', text: 'export const demo = true;\n', rule: null },
];

export async function checkPlantedImports() {
  mkdirSync(inProject('.cache'), { recursive: true });
  const dir = mkdtempSync(inProject('.cache/planted-'));
  try {
    for (const { file, text } of planted) {
      mkdirSync(dirname(join(dir, file)), { recursive: true });
      writeFileSync(join(dir, file), text);
    }
    writeFileSync(join(dir, 'package.json'), JSON.stringify({ type: 'module', imports: { '#lib/*': './lib/*', '#demo/*': './demo/*' } }));
    writeFileSync(
      join(dir, 'tsconfig.json'),
      '{ "compilerOptions": { "jsx": "react-jsx", "allowImportingTsExtensions": true, "noEmit": true } }',
    );
    const cruise = await cruiseFolder(dir, ['lib', 'components', 'app', 'demo']);
    if (cruise.problem !== null) return { code: 1, output: cruise.problem };
    const passed = planted.filter(
      ({ file, rule }) => rule !== null && !cruise.violations.some((violation) => violation.from === file && violation.rule === rule),
    );
    return { code: passed.length === 0 ? 0 : 1, output: passed.map(({ file, rule }) => `not refused by "${rule}": ${file}`).join('\n') };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** @returns modules read with their number of imports, and the violations of rules; or the `problem` that kept it from looking */
async function cruiseFolder(cwd, entries) {
  const args = ['--config', inProject('.dependency-cruiser.mjs'), '--output-type', 'json', ...entries];
  const { output } = await runCommand('depcruise', args, { quiet: true, cwd });
  try {
    const { modules, summary } = JSON.parse(output);
    const read = modules.filter((module) => !module.couldNotResolve && !module.coreModule);
    return {
      modules: new Map(read.map((module) => [module.source, module.dependencies.length])),
      violations: summary.violations.map((violation) => ({ rule: violation.rule.name, from: violation.from, to: violation.to })),
      problem: null,
    };
  } catch {
    return { modules: new Map(), violations: [], problem: `dependency-cruiser gave no report:\n${output.slice(0, 4_000)}` };
  }
}
