import { delimiter } from 'node:path';
import { installPackages } from './install-packages.mjs';
import { giveUp, inProject, pinnedNode, pinnedNodeVersion } from './project.mjs';
import { runCommand } from './run-command.mjs';

/**
 * Installs what is missing, then goes on under the pinned Node: `main` runs there, started as the same script with the same arguments. The
 * outer process, of whatever Node the machine has (20 or later), only waits and hands on signals and the exit code.
 */
export async function underPinnedNode(main) {
  if (Number(process.versions.node.split('.')[0]) < 20) giveUp(`Postern needs Node 20 or later to start; this is ${process.version}.`);
  installPackages();
  if (process.versions.node === pinnedNodeVersion()) {
    process.env.PATH = [inProject('node_modules/node/bin'), inProject('node_modules/.bin'), process.env.PATH].join(delimiter);
    process.exitCode = await main(process.argv.slice(2));
    return;
  }
  const { code } = await runCommand(pinnedNode(), process.argv.slice(1));
  process.exitCode = code;
}
