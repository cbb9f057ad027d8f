// What the viewer of PDFs is made of, beside the app's own chunks: nothing comes from anywhere else (decision 0039).
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { inProject } from './project.mjs';

/** @param {string} staticDir the build's `static` folder; its `pdf` gets the two scripts and what documents may need beside them */
export async function pdfAssets(staticDir) {
  const from = inProject('node_modules/pdfjs-dist');
  const to = join(staticDir, 'pdf');
  await mkdir(to, { recursive: true });
  await pack(inProject('lib/pdf/viewer.ts'), { file: join(to, 'viewer.js'), format: 'esm' });
  // Chromium starts no module worker in a document without an origin, only a plain one.
  await pack(join(from, 'build/pdf.worker.mjs'), { file: join(to, 'worker.js'), format: 'iife', name: 'pdfWorker' });
  for (const folder of ['cmaps', 'standard_fonts', 'wasm']) {
    const isData = (path) => !/\.js$|quickjs/.test(path);
    await cp(join(from, folder), join(to, folder), { recursive: true, filter: isData });
  }
}

async function pack(input, output) {
  const bundle = await rolldown({ input, platform: 'browser', logLevel: 'silent' });
  await bundle.write({ ...output, minify: true, codeSplitting: false });
  await bundle.close();
}
