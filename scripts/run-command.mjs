import { spawn } from 'node:child_process';
import { projectDir } from './project.mjs';

/**
 * Runs a command to its end in the project's folder.
 *
 * @param options.env      added to ours
 * @param options.quiet    true: collect the output instead of showing it
 * @param options.hangMs   a hang guard: after this time the command and everything it started is killed, and `code` is 124
 * @returns {Promise<{code: number, output: string, durationMs: number}>}
 */
export function runCommand(command, args, options = {}) {
  const startedMs = Date.now();
  const stdio = options.quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'];
  // With a hang guard the command leads its own process group, so that its children end with it.
  const detached = options.hangMs !== undefined && process.platform !== 'win32';
  const child = spawn(command, args, { cwd: options.cwd ?? projectDir, env: { ...process.env, ...options.env }, stdio, detached });
  let output = '';
  child.stdout?.on('data', (data) => {
    output += data;
  });
  child.stderr?.on('data', (data) => {
    output += data;
  });
  let hung = false;
  const kill = (signal) => {
    try {
      process.kill(detached ? -child.pid : child.pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  };
  const guard =
    options.hangMs === undefined
      ? undefined
      : setTimeout(() => {
          hung = true;
          process.stderr.write(`${command} ${args[0] ?? ''} did not end within ${options.hangMs / 1000} s and is killed\n`);
          kill('SIGTERM');
          setTimeout(() => kill('SIGKILL'), 5_000).unref();
        }, options.hangMs);
  const forward = (signal) => kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  const done = () => {
    clearTimeout(guard);
    for (const signal of signals) process.off(signal, forward);
  };
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      done();
      reject(error);
    });
    child.once('close', (code, signal) => {
      done();
      resolve({ code: hung ? 124 : (code ?? (signal ? 130 : 1)), output, durationMs: Date.now() - startedMs });
    });
  });
}
