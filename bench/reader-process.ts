// node bench/reader-process.ts, after a build: how long the page stands still when a 1 MB HTML mail and a 10 MB text mail are opened. Beside
// what the clock says stands the processor time of the longest task, which others on the same machine do not lengthen.
import { chromium, type Page } from '@playwright/test';
import { startApp } from '../e2e/app/start-app.ts';
import { MailPage } from '../e2e/pages/mail-page.ts';
import { SignInPage } from '../e2e/pages/sign-in-page.ts';
import { buildMessage, startMailServers } from '../e2e/servers/index.ts';
import { systemChromium } from '../e2e/system-chromium.ts';
import { taskTimes, traceCategories } from './task-times.ts';

type Opening = { paintedMs: number; longTasksMs: number[]; longestCpuMs: number };
type Watched = Window & { longTasksMs?: number[]; taskObserver?: PerformanceObserver };

const rounds = 5;
const settleMs = 1_500;

const row = (n: number): string =>
  `<tr><td style="padding:4px 8px;color:#333;font:13px Arial;background-color:${n % 2 ? '#ffffff' : '#f5f5f5'}"><a href="https://shop.example/${n}" style="color:#0066cc">Item ${n}</a> costs <b>${n}.00</b> and has words enough to fill a line of it</td></tr>`;
const line = (n: number): string => `${n % 7 === 0 ? '> ' : ''}Line ${n} of a log with https://host.example/${n} in it and words\n`;
function filled(part: (n: number) => string, chars: number): string {
  let out = '';
  for (let n = 0; out.length < chars; n += 1) out += part(n);
  return out;
}

async function open(page: Page, mail: MailPage, subject: string): Promise<Opening> {
  await mail.open('Small');
  await page.waitForTimeout(settleMs);
  await page.evaluate(() => {
    const watched = window as Watched;
    const tasks: number[] = [];
    watched.longTasksMs = tasks;
    watched.taskObserver?.disconnect();
    watched.taskObserver = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(Math.round(duration));
    });
    watched.taskObserver.observe({ type: 'longtask' });
  });
  await browser.startTracing(page, { categories: traceCategories });
  await page.evaluate(() => performance.mark('opening'));
  const link = mail.row(subject).getByRole('link');
  const paintedMs = await link.evaluate(
    (element) =>
      new Promise<number>((resolve) => {
        const startedMs = performance.now();
        (element as HTMLElement).click();
        const look = (): void => {
          const body = document.querySelector<HTMLIFrameElement>('article iframe')?.contentDocument?.body;
          if ((body?.textContent?.length ?? 0) < 1000) requestAnimationFrame(look);
          else requestAnimationFrame(() => setTimeout(() => resolve(Math.round(performance.now() - startedMs)), 0));
        };
        look();
      }),
  );
  await page.waitForTimeout(settleMs);
  const longTasksMs = await page.evaluate(() => (window as Watched).longTasksMs ?? []);
  return { paintedMs, longTasksMs, longestCpuMs: Math.round(Math.max(0, ...taskTimes(await browser.stopTracing(), 'opening'))) };
}

const servers = await startMailServers();
process.env.NODE_EXTRA_CA_CERTS = servers.caFile;
const app = await startApp(servers);
const executablePath = systemChromium();
const browser = await chromium.launch({ ...(executablePath === null ? {} : { executablePath }), args: ['--no-sandbox', '--disable-gpu'] });
try {
  const user = await servers.newUser('reader');
  const letter = (subject: string, content: { html: string } | { text: string }) => ({
    raw: buildMessage({ from: 'a@example.test', to: [user.address], subject, ...content }),
  });
  await servers.appendMany(user, 'INBOX', [
    letter('Small', { html: '<p>small</p>' }),
    letter('Html 1 MB', { html: `<table width=600>${filled(row, 1_000_000)}</table>` }),
    letter('Text 10 MB', { text: filled(line, 10_000_000) }),
  ]);
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ locale: 'en-GB', colorScheme, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    const signIn = new SignInPage(page);
    await signIn.goto(app.url);
    await signIn.signIn(user);
    const mail = new MailPage(page);
    await mail.goto(app.url);
    for (const subject of ['Html 1 MB', 'Text 10 MB'])
      for (let round = 0; round < rounds; round += 1) {
        const { paintedMs, longTasksMs, longestCpuMs } = await open(page, mail, subject);
        process.stdout.write(
          `${colorScheme} ${subject} ${round + 1}: painted after ${paintedMs} ms, long tasks ${longTasksMs.join(', ') || 'none'}; longest ${longestCpuMs} ms of processor\n`,
        );
      }
    await context.close();
  }
} finally {
  await browser.close();
  await app.stop();
  await servers.stop();
}
