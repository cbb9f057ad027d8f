// npm start: install and build when needed, then serve.   npm run dev: the same with Next's development server and no build.
import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { buildApp } from './build-app.mjs';
import { giveUp, inProject, projectDir } from './project.mjs';
import { underPinnedNode } from './under-pinned-node.mjs';

const endDeadlineMs = 10_000;
/**
 * Left alone, the engine keeps over a hundred megabytes for new objects under load, and lets the others double before it looks which of them
 * are needed; the C library keeps a heap for every thread (decision 0025). Variables that are set already win. The Dockerfile says the same.
 */
const engineOptions = ['--max-semi-space-size=8', '--heap-growing-percent=40'];
const libraryOptions = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '1048576', MALLOC_MMAP_THRESHOLD_: '262144' };

await underPinnedNode(async (args) => {
  const dev = args.includes('--dev');
  const port = process.env.PORT || '3000';
  const host = process.env.HOST || '127.0.0.1';
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) giveUp(`PORT must be a number from 1 to 65535, not "${port}".`);
  if (!dev && (await buildApp()) !== 0) giveUp('The build failed; what it said stands above.');

  const taken = await reasonNotToListen(host, Number(port));
  if (taken !== null) giveUp(`Postern cannot listen on ${host}, port ${port} (${taken}); PORT and HOST name another place.`);

  const env = {
    ...libraryOptions,
    ...process.env,
    PORT: port,
    HOST: host,
    NODE_ENV: dev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  };
  const next = [inProject('node_modules/next/dist/bin/next'), dev ? 'dev' : 'start', '-H', host, '-p', port];
  const server = spawn(process.execPath, [...engineOptions, ...next], { cwd: projectDir, env, stdio: 'inherit' });
  const end = (signal) => {
    server.kill(signal);
    // Next waits for every open connection to end; an event stream does not.
    setTimeout(() => server.kill('SIGKILL'), endDeadlineMs).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(signal));
  // npm, asked to end, ends only the shell between us; without that shell nobody waits for us any more.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && end('SIGTERM'), 1_000).unref();
  const over = new Promise((resolve) => server.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGKILL' ? 137 : 0))));
  const url = process.env.POSTERN_URL || `http://localhost:${port}`;
  const asked = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  if (await answers(asked, Number(port), () => server.exitCode !== null)) process.stdout.write(`Postern is at ${url}\n`);
  return over;
});

/** The system's code for why the address cannot be taken, or null: Next would say it in a stack trace. */
function reasonNotToListen(host, port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error) => resolve(error.code));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(null)));
  });
}

/** Waits until the port takes a connection; false when the server ended before that. */
async function answers(host, port, isOver) {
  while (!isOver()) {
    const open = await new Promise((resolve) => {
      const probe = connect({ host, port });
      probe.once('connect', () => {
        probe.destroy();
        resolve(true);
      });
      probe.once('error', () => resolve(false));
    });
    if (open) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
