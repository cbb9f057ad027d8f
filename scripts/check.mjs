// npm run check: types, format and lint, floor plan, unused code.
import { printStaticChecks, runStaticChecks } from './static-checks.mjs';
import { underPinnedNode } from './under-pinned-node.mjs';

await underPinnedNode(async () => {
  const results = await runStaticChecks();
  printStaticChecks(results);
  return results.every((result) => result.ok) ? 0 : 1;
});
