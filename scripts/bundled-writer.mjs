import { mkdirSync, renameSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { inProject } from './project.mjs';

const started = "new URL('./writer-worker.ts', import.meta.url)";

/**
 * For the unit suite: the body of the store's writer thread as one file of plain JavaScript, as the built app has it, instead of some three
 * hundred that Node reads and strips of their types at every one of the thousands of stores that tests open. That is four fifths of the time
 * that opening one takes; and V8 aborts the process now and then when threads that strip types come and go (docs/gotchas.md).
 *
 * @returns {Promise<import('vite').Plugin>}
 */
export async function bundledWriter() {
  const folder = inProject('node_modules/.cache/postern-writer');
  mkdirSync(folder, { recursive: true });
  const bundle = await rolldown({
    input: inProject('lib/store/sqlite/writer-worker.ts'),
    platform: 'node',
    external: [/^node:/],
    logLevel: 'silent',
  });
  const fresh = `${folder}/${process.pid}.mjs`;
  const file = `${folder}/writer-worker.mjs`;
  await bundle.write({ file: fresh, format: 'esm', sourcemap: 'inline' });
  await bundle.close();
  renameSync(fresh, file);
  return {
    name: 'postern:bundled-writer',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('/lib/store/sqlite/writer.ts')) return undefined;
      if (!code.includes(started)) throw new Error(`${id} starts its thread in another way than ${started}`);
      return code.replace(started, `new URL(${JSON.stringify(pathToFileURL(file).href)})`);
    },
  };
}
