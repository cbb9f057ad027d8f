// npm run bench: the benchmarks under the pinned Node, against their own servers; with --store and a number of messages, the store alone.
import { buildApp } from './build-app.mjs';
import { runCommand } from './run-command.mjs';
import { installSystemPackages } from './system-packages.mjs';
import { testCertificateAuthority } from './test-certificate-authority.mjs';
import { underPinnedNode } from './under-pinned-node.mjs';

await underPinnedNode(async (args) => {
  // The store alone needs no server and no build.
  if (args[0] === '--store') return (await runCommand(process.execPath, ['bench/store.ts', ...args.slice(1)])).code;
  await installSystemPackages();
  const built = await buildApp();
  if (built !== 0) return built;
  const env = { NODE_EXTRA_CA_CERTS: await testCertificateAuthority() };
  const { code } = await runCommand(process.execPath, ['bench/run.ts', ...args], { env });
  return code;
});
