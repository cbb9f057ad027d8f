// npm run verify: `postern verify` under the pinned Node; with --rebuild the index of POP3 mail is made anew from its files.
import { runCommand } from './run-command.mjs';
import { underPinnedNode } from './under-pinned-node.mjs';

await underPinnedNode(async (args) => (await runCommand(process.execPath, ['cli/postern.ts', 'verify', ...args])).code);
