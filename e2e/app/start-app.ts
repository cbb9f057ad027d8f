import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../servers/free-port.ts';
import { startGuardian } from '../servers/guardian.ts';
import type { MailServers } from '../servers/index.ts';

const projectDir = fileURLToPath(new URL('../../', import.meta.url));
const startDeadlineMs = 60_000;

export type AppOptions = {
  /** sign-in for the servers' domain works without manual settings, by a providers file; default true */
  providersFile?: boolean;
  /** further environment of the app, over ours; undefined takes a variable away */
  env?: Readonly<Record<string, string | undefined>>;
  /** switches of Node itself; none */
  execArgv?: readonly string[];
};

/** The built app as its own process, with an empty data folder and key of its own. */
export type RunningApp = {
  url: string;
  dataFolder: string;
  /** of the process as it runs now; null: it was ended */
  pid(): number | null;
  /** Ends the process (SIGKILL by default, in the middle of whatever it does) and starts it again on the same data and port. */
  restart(signal?: NodeJS.Signals): Promise<void>;
  /** Ends the process and leaves it ended; `restart` brings it back. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** all that it has written to standard output and error so far, over restarts */
  log(): Promise<string>;
  stop(): Promise<void>;
};

/**
 * Starts the app as `npm start` does, from the build in `.next`.
 *
 * @throws Error when it does not answer in time, with its log
 */
export async function startApp(servers: MailServers, options: AppOptions = {}): Promise<RunningApp> {
  if (!existsSync(join(projectDir, '.next/BUILD_ID'))) throw new Error('there is no build to test: run `npx next build` first');
  const dir = await mkdtemp(join(tmpdir(), 'postern-app-'));
  const pidFile = join(dir, 'pid');
  const logFile = join(dir, 'app.log');
  const guardian = startGuardian(dir, [pidFile]);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const providers = join(dir, 'providers.json');
  await writeFile(providers, JSON.stringify(providersOf(servers)));

  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(POSTERN_|PLAYWRIGHT|TEST_|PW_|NODE_OPTIONS)/.test(name)),
  );
  const env = {
    ...inherited,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    NODE_EXTRA_CA_CERTS: servers.caFile,
    PORT: String(port),
    HOST: '127.0.0.1',
    POSTERN_URL: url,
    POSTERN_DATA: join(dir, 'data'),
    POSTERN_KEY_FILE: join(dir, 'postern.key'),
    POSTERN_ALLOW_NETWORKS: '127.0.0.1/32',
    POSTERN_DEMO: 'off',
    // every sign-in of a run comes from one address
    POSTERN_LIMITS: 'signInsPerTenMinutes=2000,loginFailures=200',
    ...(options.providersFile === false ? {} : { POSTERN_PROVIDERS: providers }),
    ...options.env,
  };
  let child: ChildProcess | null = null;

  async function start(): Promise<void> {
    const next = join(projectDir, 'node_modules/next/dist/bin/next');
    const log = createWriteStream(logFile, { flags: 'a' });
    const started = spawn(process.execPath, [...(options.execArgv ?? []), next, 'start', '-H', '127.0.0.1', '-p', String(port)], {
      cwd: projectDir,
      env: env as NodeJS.ProcessEnv,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.stdout.pipe(log, { end: false });
    started.stderr.pipe(log, { end: false });
    child = started;
    await writeFile(pidFile, `${started.pid}\n`);
    const deadlineMs = Date.now() + startDeadlineMs;
    while (!(await answers(port))) {
      if (started.exitCode !== null || Date.now() > deadlineMs) {
        throw new Error(`the app did not start (exit ${started.exitCode}):\n${(await readFile(logFile, 'utf8')).slice(-8_000)}`);
      }
      await sleep(50);
    }
  }

  async function kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const running = child;
    child = null;
    if (running === null || running.pid === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const over = new Promise<void>((resolve) => running.once('exit', () => resolve()));
    process.kill(signal === 'SIGKILL' ? -running.pid : running.pid, signal);
    await over;
  }

  async function stop(): Promise<void> {
    await kill('SIGKILL');
    await guardian.dismiss();
  }

  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    dataFolder: env.POSTERN_DATA,
    pid: () => child?.pid ?? null,
    kill,
    async restart(signal) {
      await kill(signal);
      await start();
    },
    log: () => readFile(logFile, 'utf8'),
    stop,
  };
}

/** One provider for the servers' domain, and one that has POP3 only, in the shape of POSTERN_PROVIDERS. */
function providersOf(servers: MailServers) {
  const server = (protocol: string, port: number, security: 'tls' | 'starttls') => ({
    t: protocol,
    h: 'localhost',
    p: port,
    s: security,
    u: 'email',
    a: ['password'],
  });
  // a port that is not there is 0
  const out = [server('smtp', servers.smtp.starttlsPort, 'starttls'), server('smtp', servers.smtp.tlsPort, 'tls')].filter(
    ({ p }) => p !== 0,
  );
  return {
    format: 1,
    domains: { [servers.domain]: 'test', [`pop.${servers.domain}`]: 'maildrop' },
    providers: {
      maildrop: { n: 'Test maildrop', src: 'curated', in: [server('pop3', servers.pop3.tlsPort, 'tls')], out },
      test: {
        n: 'Test mail',
        src: 'curated',
        in: [
          server('imap', servers.imap.tlsPort, 'tls'),
          server('imap', servers.imap.port, 'starttls'),
          server('pop3', servers.pop3.tlsPort, 'tls'),
        ],
        out,
        sieve: { h: 'localhost', p: servers.sieve.port, s: 'starttls' },
      },
    },
    mx: {},
    noMailProtocols: {},
  };
}

/** Any answer below 500: the gateway is started before Next takes its first request. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path: '/sign-in', agent: false, timeout: 10_000 }, (response) => {
      response.resume();
      resolve((response.statusCode ?? 500) < 500);
    });
    asked.once('timeout', () => asked.destroy());
    asked.once('error', () => resolve(false));
    asked.end();
  });
}
