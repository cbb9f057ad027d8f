import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium, type Page } from '@playwright/test';
import { startGuardian } from '../servers/guardian.ts';
import { systemChromium, withoutBrowserWindow } from '../system-chromium.ts';

/** A browser of its own, with a profile on disk, that can be killed in the middle of anything. */
export type OwnBrowser = {
  /** the one window, after `start` */
  page(): Page;
  start(): Promise<void>;
  /** SIGKILL to all of its processes */
  kill(): Promise<void>;
  stop(): Promise<void>;
};

const startDeadlineMs = 60_000;

export async function ownBrowser(): Promise<OwnBrowser> {
  const dir = await mkdtemp(join(tmpdir(), 'postern-browser-'));
  const pidFile = join(dir, 'pid');
  const guardian = startGuardian(dir, [pidFile]);
  const profile = join(dir, 'profile');
  const portFile = join(profile, 'DevToolsActivePort');
  let child: ChildProcess | null = null;
  let browser: Browser | null = null;
  let page: Page | null = null;

  async function start(): Promise<void> {
    await rm(portFile, { force: true });
    const args = [
      '--headless',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      '--no-first-run',
      '--password-store=basic',
      '--disable-dev-shm-usage',
      '--disable-gpu',
      withoutBrowserWindow,
      '--window-size=1280,800',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      'about:blank',
    ];
    const started = spawn(systemChromium() ?? chromium.executablePath(), args, { detached: true, stdio: 'ignore' });
    child = started;
    await writeFile(pidFile, `${started.pid}\n`);
    const deadlineMs = Date.now() + startDeadlineMs;
    let port = '';
    while (port === '') {
      if (started.exitCode !== null || Date.now() > deadlineMs) throw new Error(`the browser did not start (exit ${started.exitCode})`);
      port = (await readFile(portFile, 'utf8').catch(() => '')).split('\n')[0] ?? '';
      if (port === '') await sleep(25);
    }
    browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    const context = browser.contexts()[0];
    if (context === undefined) throw new Error('the browser has no window');
    page = context.pages()[0] ?? (await context.newPage());
  }

  async function kill(): Promise<void> {
    const running = child;
    child = null;
    if (running?.pid === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const over = new Promise<void>((resolve) => running.once('exit', () => resolve()));
    process.kill(-running.pid, 'SIGKILL');
    await over;
    await browser?.close().catch(() => undefined);
  }

  return {
    page() {
      if (page === null) throw new Error('the browser was not started');
      return page;
    },
    start,
    kill,
    async stop() {
      await kill();
      await guardian.dismiss();
    },
  };
}
