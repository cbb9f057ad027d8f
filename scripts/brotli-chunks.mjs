// Chunks as Brotli packs them best, beside the plain ones: made once at build time, since Next itself only gzips (decision 0014).
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

const compress = promisify(brotliCompress);

/** @param {string} staticDir the build's `static` folder; `chunks/x.js` gets its packed twin in `br/x.js` */
export async function brotliChunks(staticDir) {
  const from = join(staticDir, 'chunks');
  const names = (await readdir(from, { recursive: true })).filter((name) => /\.(?:js|css)$/.test(name));
  for (const name of names) {
    const to = join(staticDir, 'br', name);
    await mkdir(dirname(to), { recursive: true });
    const octets = await readFile(join(from, name));
    await writeFile(to, await compress(octets, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: octets.length } }));
  }
}
