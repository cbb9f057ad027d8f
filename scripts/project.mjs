import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the project, and of what stands in it. */
export const projectDir = dirname(dirname(fileURLToPath(import.meta.url)));
export const inProject = (...parts) => join(projectDir, ...parts);

/** The exact version of Node that the project runs under: the version of its dependency `node`. */
export const pinnedNodeVersion = () => JSON.parse(readFileSync(inProject('package.json'), 'utf8')).dependencies.node;
export const pinnedNode = () => inProject('node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** Ends with one sentence on standard error instead of a stack trace. */
export function giveUp(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
