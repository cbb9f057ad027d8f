import type { MailServers, MailUser } from '../e2e/servers/index.ts';
import { measureScreen } from './measure-screen.ts';
import { median, percentile } from './statistics.ts';

/** The budgets of the screen (issue of the daily work; performance.md). */
const frameMs = 50;
const interactionMs = 100;
/** What is not reported took less: it is counted with this. */
const unreportedMs = 16;

/** Measures the screen over this mailbox and prints each figure beside its budget. */
export async function reportScreen(servers: MailServers, user: MailUser, count: number, say: (line: string) => void): Promise<void> {
  say(`\nThe screen over ${count} messages …`);
  const { load, firstRowsMs, filledMs, reloadMs, scrolls, taskMs, jumps, interactions, bulk, pageMb, gatewayMb } = await measureScreen(
    servers,
    user,
    count,
    say,
  );
  const line = (what: string, figure: string, budget = '') => say(`${what.padEnd(50)} ${figure.padEnd(82)} ${budget}`.trimEnd());
  const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
  const seconds = (value: number) => `${(value / 1000).toFixed(1)} s`;
  const verdict = (isKept: boolean, budget: string) => `${budget}: ${isKept ? 'kept' : 'MISSED'}`;

  say(`\nScreen, ${count} messages in one mailbox, Chromium without a GPU (frames drawn by software), load ${load}\n`);
  line('first sign-in → rows · all of it indexed', `${ms(firstRowsMs)} · ${seconds(filledMs)}`);
  line('reload → rows drawn', ms(reloadMs));
  for (const { what, rows, notes } of scrolls) {
    const over = notes.frameMs.filter((one) => one > frameMs).length;
    const p = (share: number) => percentile(notes.frameMs, share).toFixed(1);
    line(
      `scroll ${rows} rows, ${what}`,
      `${notes.frameMs.length} frames: p50 ${p(0.5)}, p95 ${p(0.95)}, p99 ${p(0.99)}, max ${p(1)} ms; ${over} over ${frameMs}`,
      verdict(over === 0, `no frame over ${frameMs} ms`),
    );
    line('  frames with a bare part · with rows to come', `${notes.bare} · ${notes.waiting}`);
    for (const { ms: long, scripts } of notes.longFrames.toSorted((a, b) => b.ms - a.ms).slice(0, 3))
      line('  of which the main thread was busy', `${long} ms ${scripts}`);
  }
  const long = taskMs.filter((one) => one > frameMs).length;
  line(
    '  processor time of the page’s tasks meanwhile',
    `${taskMs.length} tasks, longest ${ms(Math.max(...taskMs))}; ${long} over ${frameMs}; ${seconds(taskMs.reduce((a, b) => a + b, 0))} in all`,
    verdict(long === 0, `no task over ${frameMs} ms`),
  );
  for (const { what, ms: took } of jumps) line(`scroll bar drawn ${what} → rows stand`, ms(took));
  for (const { what, count: all, reported, longestTaskMs, allTasksMs } of interactions) {
    const padded = [...reported.map((one) => one.ms), ...Array.from({ length: Math.max(0, all - reported.length) }, () => unreportedMs)];
    const p95 = percentile(padded, 0.95);
    line(
      `to next paint: ${what}`,
      `${all} times: p50 ${percentile(padded, 0.5)}, p95 ${p95}, max ${Math.max(...padded)} ms; processor: ${(allTasksMs / all).toFixed(0)} ms each, longest task ${longestTaskMs.toFixed(0)}`,
      verdict(p95 < interactionMs, `p95 under ${interactionMs} ms`),
    );
    const slowest = reported.toSorted((a, b) => b.ms - a.ms)[0];
    if (slowest !== undefined && slowest.ms >= interactionMs)
      line('  the slowest', `waited ${slowest.waitMs}, handled ${slowest.handleMs}, drawn ${slowest.drawMs} ms`);
  }
  line(`move ${bulk.emails} messages: click → list changed`, ms(bulk.shownMs), verdict(bulk.shownMs < interactionMs, 'at once'));
  line('  … all in the index · all on the server', `${seconds(bulk.indexedMs)} · ${seconds(bulk.serverMs)}`);
  line(
    '  a list of 50 asked of the gateway meanwhile',
    `p50 ${ms(median(bulk.listBatchMs))}, p95 ${ms(percentile(bulk.listBatchMs, 0.95))} (${bulk.listBatchMs.length})`,
  );
  line('undo, one step: click → first rows back', ms(bulk.undoShownMs));
  line('  … all in the index · all on the server', `${seconds(bulk.undoIndexedMs)} · ${seconds(bulk.undoServerMs)}`);
  line('  every Email back under its id', bulk.sameIds ? 'yes' : 'NO');
  line('page: heap of scripts before · after', `${pageMb.before.toFixed(0)} · ${pageMb.after.toFixed(0)} MB`);
  line(
    'gateway, resident: started · filled · at most · after',
    `${gatewayMb.started.toFixed(0)} · ${gatewayMb.filled.toFixed(0)} · ${gatewayMb.bulkPeak.toFixed(0)} · ${gatewayMb.after.toFixed(0)} MB`,
    verdict(gatewayMb.bulkPeak <= 350, '≤ 250 MB and 100 MB of work'),
  );
}
