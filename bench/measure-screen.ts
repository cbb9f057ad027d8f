import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CDPSession, chromium, type Page } from '@playwright/test';
import { startApp } from '../e2e/app/start-app.ts';
import { MailPage } from '../e2e/pages/mail-page.ts';
import { SignInPage } from '../e2e/pages/sign-in-page.ts';
import type { MailServers, MailUser } from '../e2e/servers/index.ts';
import { systemChromium, withoutBrowserWindow } from '../e2e/system-chromium.ts';
import { asServed } from './as-served.ts';
import { askFromPage, idsInPage } from './ask-from-page.ts';
import { RawImap } from './raw-floor.ts';
import { type FrameNotes, type Interaction, installProbe, type ProbedWindow } from './screen-probe.ts';
import { taskTimes, traceCategories } from './task-times.ts';

/** Interactions of one kind: how many there were, and those that took at least 16 ms to the next paint. */
export type Interactions = { what: string; count: number; reported: Interaction[]; longestTaskMs: number; allTasksMs: number };
export type ScreenFigures = {
  load: string;
  firstRowsMs: number;
  filledMs: number;
  reloadMs: number;
  scrolls: { what: string; rows: number; notes: FrameNotes }[];
  /** processor time of the page's tasks while it scrolls */
  taskMs: number[];
  jumps: { what: string; ms: number }[];
  interactions: Interactions[];
  bulk: {
    emails: number;
    shownMs: number;
    indexedMs: number;
    serverMs: number;
    listBatchMs: number[];
    undoShownMs: number;
    undoIndexedMs: number;
    undoServerMs: number;
    sameIds: boolean;
  };
  pageMb: { before: number; after: number };
  gatewayMb: { started: number; filled: number; bulkPeak: number; after: number };
};

const bulkEmails = 10_000;
const target = 'Sorted out';
const waitMs = 1_800_000;

/**
 * The mail screen over one large mailbox, as a person has it: the built app in its own process, Dovecot, and the system's Chromium. It changes
 * the inbox: give it the last turn.
 */
export async function measureScreen(
  servers: MailServers,
  user: MailUser,
  count: number,
  say: (line: string) => void,
): Promise<ScreenFigures> {
  // Messages that lie beside each other and are found by one chip: what will be moved.
  const some = Math.min(bulkEmails, Math.floor(count / 2));
  const from = Math.floor(count * 0.4);
  await servers.doveadm(['flags', 'remove', '-u', user.login, '\\Flagged', 'mailbox', 'INBOX', 'flagged']);
  await servers.doveadm(['flags', 'add', '-u', user.login, '\\Flagged', 'mailbox', 'INBOX', `${from}:${from + some - 1}`]);
  await servers.doveadm(['mailbox', 'create', '-s', '-u', user.login, target]);
  const app = await startApp(servers, { execArgv: asServed.execArgv, env: asServed.allocator });
  const executablePath = systemChromium();
  const browser = await chromium.launch({
    ...(executablePath === null ? {} : { executablePath }),
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', withoutBrowserWindow],
    ignoreDefaultArgs: ['--hide-scrollbars'],
  });
  const raw = await RawImap.open(servers.imap.tlsPort, servers.caFile, user.login, user.password);
  try {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' });
    await context.addInitScript(installProbe);
    const page = await context.newPage();
    const mail = new MailPage(page);
    const devtools = await context.newCDPSession(page);
    await showAllOf(devtools);
    const residentMb = async () => megabytes(await readFile(`/proc/${app.pid()}/status`, 'utf8'));

    const signIn = new SignInPage(page);
    await signIn.goto(app.url);
    const gatewayStarted = await residentMb();
    await signIn.form.fill(user);
    const startedMs = performance.now();
    await signIn.submit();
    await mail.row(' ').first().getByRole('link').waitFor({ timeout: waitMs });
    const firstRowsMs = performance.now() - startedMs;
    say(`  first rows after ${Math.round(firstRowsMs)} ms; waiting for the fill …`);
    const place = await idsInPage(page);
    await until(async () => (await place.mailbox('inbox')).totalEmails >= count);
    const filledMs = performance.now() - startedMs;
    say(`  filled after ${Math.round(filledMs / 1000)} s`);
    await sleep(3_000);
    await collect(devtools);
    const gatewayFilled = await residentMb();

    await page.reload({ waitUntil: 'commit' });
    const reloadMs = await standing(page);
    await mail.grid.focus();
    await page.waitForTimeout(1_500);
    const pageBefore = await heapMb(devtools);

    const interactions: Interactions[] = [];
    const press = async (what: string, keys: readonly string[], pauseMs = 70) => {
      await page.evaluate(() => (window as unknown as ProbedWindow).screenProbe.interactions());
      await browser.startTracing(page, { categories: traceCategories });
      await page.evaluate(() => performance.mark('pressing'));
      for (const key of keys) {
        await page.keyboard.press(key);
        await page.waitForTimeout(pauseMs);
      }
      await page.waitForTimeout(300);
      const noted = await page.evaluate(() => (window as unknown as ProbedWindow).screenProbe.interactions());
      const taskMs = taskTimes(await browser.stopTracing(), 'pressing');
      const allTasksMs = taskMs.reduce((sum, one) => sum + one, 0);
      interactions.push({ what, count: keys.length, reported: noted, longestTaskMs: Math.max(0, ...taskMs), allTasksMs });
    };
    const times = (key: string, number: number) => Array.from({ length: number }, () => key);

    say('  scrolling …');
    const scrolls: ScreenFigures['scrolls'] = [];
    for (const { what, distancePx, speed, repeats } of [
      { what: 'steadily, 2,000 px/s', distancePx: 20_000, speed: 2_000, repeats: 1 },
      { what: 'steadily, 10,000 px/s', distancePx: 100_000, speed: 10_000, repeats: 1 },
      { what: 'thrown, 30,000 px/s', distancePx: 15_000, speed: 30_000, repeats: 8 },
    ] as const) {
      const box = await boxOf(page);
      await toTop(page);
      const top = await topOf(page);
      await page.evaluate(() => (window as unknown as ProbedWindow).screenProbe.start());
      for (let time = 0; time < repeats; time += 1) {
        await devtools.send('Input.synthesizeScrollGesture', {
          ...{ x: box.x + box.width / 2, y: box.y + box.height * 0.9, yDistance: -distancePx, speed },
          gestureSourceType: 'mouse',
        });
        if (repeats > 1) await page.waitForTimeout(400);
      }
      const notes = await page.evaluate(() => (window as unknown as ProbedWindow).screenProbe.stop());
      scrolls.push({ what, rows: Math.round(((await topOf(page)) - top) / (await rowPx(page))), notes });
      await standing(page);
    }

    await toTop(page);
    await browser.startTracing(page, { categories: traceCategories });
    await page.evaluate(() => performance.mark('scrolling'));
    const { x, y, width, height } = await boxOf(page);
    await devtools.send('Input.synthesizeScrollGesture', {
      ...{ x: x + width / 2, y: y + height * 0.9, yDistance: -30_000, speed: 10_000, gestureSourceType: 'mouse' },
    });
    const taskMs = taskTimes(await browser.stopTracing(), 'scrolling');

    say('  dragging the scroll bar …');
    const jumps = await dragThumb(page);
    await toTop(page);

    say('  keys …');
    await press('j, down the list', times('j', 60));
    await press('k, up the list', times('k', 30));
    await press(
      'x and j, ticking',
      times('xj', 20).flatMap((keys) => [...keys]),
    );
    await page.keyboard.press('Escape');
    await press(
      's and j, starring',
      times('sj', 10).flatMap((keys) => [...keys]),
    );
    await press(
      's and k, back',
      times('sk', 10).flatMap((keys) => [...keys]),
    );
    await press('e, archiving', times('e', 20), 120);
    await press('z, taking back', times('z', 20), 120);
    await press('Enter, then j with the conversation open', ['Enter', ...times('j', 20)], 250);
    await page.keyboard.press('u');
    await page.waitForTimeout(500);

    say('  all of the mailbox …');
    await press('all ticked and let go', [...['* a', 'Escape', '* a', 'Escape'].flatMap((keys) => keys.split(' '))], 150);

    say(`  ${some} messages at once …`);
    await chipStarred(page);
    const starred = { operator: 'AND', conditions: [{ inMailbox: (await place.mailbox('inbox')).id }, { hasKeyword: '$flagged' }] };
    await until(async () => (await rowCount(page)) > 0 && (await rowCount(page)) <= some);
    await standing(page);
    const before = await place.all(starred);
    await page.evaluate(() => (window as unknown as ProbedWindow).screenProbe.interactions());
    await page.getByRole('checkbox', { name: 'Select all conversations' }).click();
    await page
      .getByRole('toolbar', { name: /selected$/ })
      .getByRole('button', { name: 'Move to…' })
      .click();
    const dialog = page.getByRole('dialog', { name: 'Move to…' });
    const goneAt = page.evaluate(() => (window as unknown as ProbedWindow).screenProbe.atMost(0));
    await dialog.getByRole('option', { name: target, exact: true }).click();
    const clickedMs = performance.now();
    const shownMs = (await goneAt) - (await actedAt(page));
    let emails = 0;
    let indexedMs = Number.NaN;
    const listBatchMs: number[] = [];
    let bulkPeak = 0;
    const working = watch(async () => {
      const act = (await askFromPage(page, [['BulkAct/get', { accountId: place.accountId }, 'b']]))[0]?.list as BulkSaid[];
      const last = act.at(-1);
      emails = last?.total ?? 0;
      if (last?.state === 'done' && Number.isNaN(indexedMs)) indexedMs = performance.now() - clickedMs;
      bulkPeak = Math.max(bulkPeak, await residentMb());
      if (Number.isNaN(indexedMs)) listBatchMs.push(await place.listBatch());
      return emails > 0 && !Number.isNaN(indexedMs) && (await onServer(raw, target)) === emails;
    });
    // Meanwhile the person goes on, in the whole inbox.
    await chipStarred(page);
    await standing(page);
    await mail.grid.focus();
    await press(
      'j, k and s while it goes on',
      times('jjsk', 15).flatMap((keys) => [...keys]),
      100,
    );
    await working;
    const serverMs = performance.now() - clickedMs;
    say(`  ${emails} on the server after ${Math.round(serverMs / 1000)} s; taking them back …`);

    await chipStarred(page);
    await until(async () => (await rowCount(page)) < 100);
    await page.waitForTimeout(1_000);
    await page.getByRole('button', { name: 'What you did' }).click();
    const left = await rowCount(page);
    const backAt = page.evaluate((rows) => (window as unknown as ProbedWindow).screenProbe.atLeast(rows), left + 1);
    // What goes wrong before it is waited for is what is told.
    backAt.catch(() => undefined);
    await page
      .getByRole('dialog', { name: 'What you did' })
      .getByRole('button', { name: /^Undo: .* moved/ })
      .first()
      .click();
    const undoneMs = performance.now();
    const undoShownMs = (await backAt) - (await actedAt(page));
    let undoIndexedMs = Number.NaN;
    await watch(async () => {
      const act = (await askFromPage(page, [['BulkAct/get', { accountId: place.accountId }, 'b']]))[0]?.list as BulkSaid[];
      if (act.at(-1)?.state === 'undone' && Number.isNaN(undoIndexedMs)) undoIndexedMs = performance.now() - undoneMs;
      return !Number.isNaN(undoIndexedMs) && (await onServer(raw, target)) === 0;
    });
    const undoServerMs = performance.now() - undoneMs;
    const after = new Set(await place.all(starred));
    const sameIds = before.every((id) => after.has(id));
    await page.keyboard.press('Escape');
    await sleep(2_000);
    return {
      ...{ load: (await readFile('/proc/loadavg', 'utf8')).trim(), firstRowsMs, filledMs, reloadMs, scrolls, taskMs, jumps, interactions },
      bulk: { emails, shownMs, indexedMs, serverMs, listBatchMs, undoShownMs, undoIndexedMs, undoServerMs, sameIds },
      pageMb: { before: pageBefore, after: await heapMb(devtools) },
      gatewayMb: { started: gatewayStarted, filled: gatewayFilled, bulkPeak, after: await residentMb() },
    };
  } finally {
    raw.close();
    await browser.close();
    await app.stop();
  }
}

/**
 * Makes the window larger than the page. Playwright makes it as large as the page is to be, and the browser's own bars take their part of it: the
 * lowest 90 pixels are then never drawn, and what changes only there counts as drawn when something else is (keys that changed nothing but the
 * last row, by the pause before the next key).
 */
async function showAllOf(devtools: CDPSession): Promise<void> {
  const { windowId } = await devtools.send('Browser.getWindowForTarget');
  await devtools.send('Browser.setWindowBounds', { windowId, bounds: { width: 1500, height: 1100 } });
}

type BulkSaid = { state: string; total: number };

const actedAt = (page: Page): Promise<number> => page.evaluate(() => (window as unknown as ProbedWindow).screenProbe.actedAtMs);
const standing = (page: Page): Promise<number> => page.evaluate(() => (window as unknown as ProbedWindow).screenProbe.standing());
const topOf = (page: Page): Promise<number> => page.evaluate(() => document.querySelector('[role="grid"]')?.parentElement?.scrollTop ?? 0);
const rowPx = (page: Page): Promise<number> =>
  page.evaluate(() => document.querySelector<HTMLElement>('[role="grid"] > *')?.offsetHeight ?? 1);
const rowCount = async (page: Page): Promise<number> =>
  Number(await page.evaluate(() => document.querySelector('[role="grid"]')?.getAttribute('aria-rowcount') ?? '0'));

async function toTop(page: Page): Promise<void> {
  await page.evaluate(() => document.querySelector('[role="grid"]')?.parentElement?.scrollTo({ top: 0 }));
  await standing(page);
}

async function boxOf(page: Page): Promise<{ x: number; y: number; width: number; height: number; bar: number }> {
  return page.evaluate(() => {
    const scroller = document.querySelector('[role="grid"]')!.parentElement!;
    const { x, y, width, height } = scroller.getBoundingClientRect();
    return { x, y, width, height, bar: scroller.offsetWidth - scroller.clientWidth };
  });
}

/** Puts the chip on or takes it off. The chips are shown while one is on. */
async function chipStarred(page: Page): Promise<void> {
  const chip = page.getByRole('button', { name: 'Starred', exact: true });
  if (!(await chip.isVisible())) await page.getByRole('button', { name: 'Filter' }).first().click();
  await chip.click();
}

/** The thumb is taken at the top and drawn to the middle and the end; at both the hand waits for the rows. */
async function dragThumb(page: Page): Promise<{ what: string; ms: number }[]> {
  await toTop(page);
  const { x, y, width, height, bar } = await boxOf(page);
  if (bar === 0) return [];
  const atX = x + width - bar / 2;
  let downY = y + 4;
  // Where the thumb begins depends on the buttons that the system puts before it.
  for (; downY < y + 40; downY += 4) {
    await page.mouse.move(atX, downY);
    await page.mouse.down();
    await page.mouse.move(atX, downY + 20, { steps: 4 });
    await page.waitForTimeout(100);
    if ((await topOf(page)) > 3 * height) break;
    await page.mouse.up();
    await toTop(page);
  }
  const jumps: { what: string; ms: number }[] = [];
  for (const [what, share] of [
    ['to the middle', 0.5],
    ['to the end', 0.99],
    ['back to a quarter', 0.25],
  ] as const) {
    await page.mouse.move(atX, y + height * share, { steps: 60 });
    const { stoodMs, scrolledMs } = await page.evaluate(async () => {
      const { screenProbe } = window as unknown as ProbedWindow;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      return { stoodMs: await screenProbe.standing(), scrolledMs: screenProbe.scrolledAtMs };
    });
    jumps.push({ what, ms: stoodMs - scrolledMs });
    await page.waitForTimeout(400);
  }
  await page.mouse.up();
  return jumps;
}

async function onServer(raw: RawImap, mailbox: string): Promise<number> {
  const said = await raw.answer(`STATUS "${mailbox}" (MESSAGES)`);
  return Number(/MESSAGES (\d+)/.exec(said)?.[1] ?? -1);
}

async function collect(devtools: CDPSession): Promise<void> {
  await devtools.send('HeapProfiler.enable');
  await devtools.send('HeapProfiler.collectGarbage');
}

/** What the page's scripts keep, after a collection. */
async function heapMb(devtools: CDPSession): Promise<number> {
  await collect(devtools);
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  return usedSize / 1024 ** 2;
}

const megabytes = (status: string): number => Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;

/** @throws Error when it does not come true in half an hour */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + waitMs;
  while (!(await isSo())) {
    if (performance.now() > deadlineMs) throw new Error('the screen never got there');
    await sleep(200);
  }
}

const watch = (isOver: () => Promise<boolean>): Promise<void> => until(isOver);
