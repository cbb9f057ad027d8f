// npm run doctor -- ADDRESS: `postern doctor` under the pinned Node.
import { runCommand } from './run-command.mjs';
import { underPinnedNode } from './under-pinned-node.mjs';

await underPinnedNode(async (args) => (await runCommand(process.execPath, ['cli/postern.ts', 'doctor', ...args])).code);
