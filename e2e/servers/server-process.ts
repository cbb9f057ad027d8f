import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const startDeadlineMs = 30_000;
const politeMs = 300;

/** One daemon in the foreground. Ended by its process group, so nothing it started is left. */
export type ServerProcess = { stop(): Promise<void> };

/**
 * Starts a daemon and waits until every port answers.
 *
 * @throws Error with the end of its log when it ends before that
 */
export async function startServerProcess(input: {
  name: string;
  command: string;
  args: readonly string[];
  uid?: number;
  gid?: number;
  ports: readonly number[];
  logFile: string;
}): Promise<ServerProcess> {
  const { uid, gid } = input;
  const own = uid === undefined || gid === undefined ? {} : { uid, gid };
  // Daemons keep to their configuration; a test runner's surroundings (locale, NODE_OPTIONS, proxies) are none of their business.
  const env: NodeJS.ProcessEnv = { NODE_ENV: 'test', PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8', TZ: 'UTC' };
  const child = spawn(input.command, input.args, { ...own, env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data: Buffer) => {
    said = (said + data.toString()).slice(-4_000);
  });
  let over: string | null = null;
  child.once('error', (error) => {
    over ??= error.message;
  });
  child.once('exit', (code, signal) => {
    over ??= `exit ${code ?? signal}`;
  });
  const deadlineMs = Date.now() + startDeadlineMs;
  for (const port of input.ports) {
    while (!(await answers(port))) {
      const reason = over ?? (Date.now() > deadlineMs ? `no answer on port ${port} after ${startDeadlineMs} ms` : null);
      if (reason !== null) {
        await end(child, []);
        throw new Error(`${input.name} did not start: ${reason}\n${said}\n${endOf(input.logFile)}`);
      }
      await sleep(20);
    }
  }
  // A test that forgets to stop its servers must still be able to end; the guardian does the rest.
  child.unref();
  (child.stderr as unknown as { unref(): void }).unref();
  return { stop: () => end(child, input.ports) };
}

/** Asks the daemon itself to end, then sweeps up what it left: some of its processes outlive it for seconds otherwise. */
async function end(child: ChildProcess, ports: readonly number[]): Promise<void> {
  const pid = child.pid;
  if (pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) {
    const over = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.ref();
    child.kill('SIGTERM');
    await Promise.race([over, sleep(politeMs)]);
    killGroup(pid);
    await over;
  }
  killGroup(pid);
  // The dying processes hold the ports a moment longer; a successor started now would take their answer for its own.
  const deadlineMs = Date.now() + startDeadlineMs;
  for (const port of ports) {
    while (await answers(port)) {
      if (Date.now() > deadlineMs) throw new Error(`port ${port} is still held after its server was ended`);
      await sleep(10);
    }
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // ESRCH: nobody is left
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

const endOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').slice(-4_000) : '');
