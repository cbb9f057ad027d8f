/**
 * `npm run bench`: the gateway against the raw protocol floor, in one run (performance.md). No test asserts these figures.
 * POSTERN_BENCH_MESSAGES sets the size of the inbox (20,000; the budgets speak of 100,000), POSTERN_BENCH_RUNS the number of runs,
 * POSTERN_BENCH_ONLY=fill, =list, =catch-up, =maildrop or =screen leaves out everything else; the screen needs a build (`npm run bench` makes it).
 */
import { startMailServers } from '#e2e/servers/index.ts';
import { dayAway, measureCatchUp } from './measure-catch-up.ts';
import { type FillFigures, measureFill } from './measure-fill.ts';
import { measureListQueries } from './measure-gateway.ts';
import { jumpMessages, measureJump } from './measure-jump.ts';
import { measureLive } from './measure-live.ts';
import { type Floor, measureFloor, measureJumpFloor } from './raw-floor.ts';
import { reportMaildrop } from './report-maildrop.ts';
import { reportScreen } from './report-screen.ts';
import { median, percentile, spread, spreadOf } from './statistics.ts';

const count = Number(process.env.POSTERN_BENCH_MESSAGES ?? 20_000);
const runs = Number(process.env.POSTERN_BENCH_RUNS ?? 7);
const only = process.env.POSTERN_BENCH_ONLY ?? null;
const say = (line: string) => process.stdout.write(`${line}\n`);

await using servers = await startMailServers({ smtp: only === null || only === 'screen' });
const user = await servers.newUser('bench');
say(`Making an inbox of ${count} messages …`);
await servers.fillMailbox(user, 'INBOX', count, { seed: 7, bytes: 'realistic' });

const server = { port: servers.imap.tlsPort, caFile: servers.caFile };
await measureFloor(server, user, count);
const { imap, smtp } = servers;
if (only === null || only === 'fill') await measureFill({ servers: { imap, smtp }, user, count: Math.min(count, 2_000) });
// In pairs: what the machine does besides in one moment is in both figures.
const floors: Floor[] = [];
const fills: FillFigures[] = [];
for (let run = 0; (only === null || only === 'fill') && run < runs; run += 1) {
  floors.push(await measureFloor(server, user, count));
  fills.push(await measureFill({ servers: { imap, smtp }, user, count }));
}
const lists: Record<string, number[]> = only !== null && only !== 'list' ? {} : await measureListQueries(servers, user, count, 200);
const jumpFloors: number[] = [];
const jumps: number[] = [];
for (let run = 0; only === null && run < Math.min(runs, 5); run += 1) {
  jumpFloors.push(await measureJumpFloor(server, user, count, jumpMessages));
  jumps.push(...(await measureJump(servers, user, count)));
}
const live = only !== null ? null : await measureLive(servers, await servers.newUser('live'), Math.max(7, runs));

// Last, for it changes the inbox.
const away = only !== null && only !== 'catch-up' ? [] : await measureCatchUp(servers, user, count, runs);

const floorFirst = floors.map((floor) => floor.connectMs + floor.first50Ms);
const first = fills.map((fill) => fill.firstRowsMs);
const shares = fills.map((fill, run) => fill.messagesPerSecond / (floors[run]?.messagesPerSecond ?? Number.NaN));
const whole = (values: number[], unit: string) => spreadOf(values, 0, unit);
say(`\n${count} messages, Dovecot over TLS on loopback, ${runs} runs; median (min–max)\n`);
if (fills.length > 0) {
  say(`floor: connect, log in, EXAMINE, newest 50        ${spread(floorFirst)}`);
  say(`sign-in (proof, list, first page) → 50 rows       ${spread(first)}   ${(median(first) / median(floorFirst)).toFixed(1)} × floor`);
  say(
    `floor: all headers                                ${whole(
      floors.map((floor) => floor.messagesPerSecond),
      'messages/s',
    )}, ${median(floors.map((floor) => floor.megabytes)).toFixed(1)} MB`,
  );
  say(
    `first fill (index, threads, full text of headers) ${whole(
      fills.map((fill) => fill.messagesPerSecond),
      'messages/s',
    )}   ${spreadOf(shares, 3, '× floor')}`,
  );
  for (const part of ['main', 'all'] as const)
    say(
      `  processor time a message, ${part === 'main' ? 'main thread' : 'all threads'}            ${whole(
        fills.map((fill) => fill.cpuMicrosPerMessage[part]),
        'µs',
      )}`,
    );
  for (const which of ['p50', 'p99', 'max'] as const)
    say(`  event-loop delay ${which} during it                ${spread(fills.map((fill) => fill.eventLoopMs[which]))}`);
  say(
    `  resident memory before, added at most, kept      ${whole(
      fills.map(({ residentMb }) => residentMb.before),
      'MB',
    )}, ${whole(
      fills.map(({ residentMb }) => residentMb.peak - residentMb.before),
      'MB',
    )}, ${whole(
      fills.map(({ residentMb }) => residentMb.after - residentMb.before),
      'MB',
    )}`,
  );
}
if (away.length > 0) {
  const { appeared, flagged, gone } = dayAway;
  const floorMs = away.map(({ floor }) => floor.connectMs + floor.factsMs);
  const known = away.map(({ knownMs }) => knownMs);
  say(`floor: connect, log in, QRESYNC, headers of new   ${spread(floorMs)}`);
  say(
    `${appeared} new, ${flagged} flags, ${gone} gone → all known     ${spread(known)}   ${spreadOf(
      known.map((ms, run) => ms / (floorMs[run] ?? Number.NaN)),
      1,
      '× floor',
    )}`,
  );
  for (const part of ['main', 'all'] as const)
    say(
      `  processor time until then, ${part === 'main' ? 'main thread' : 'all threads'}           ${whole(
        away.map(({ cpuMs }) => cpuMs[part]),
        'ms',
      )}`,
    );
  say(`  … and what went not looked for elsewhere         ${spread(away.map(({ settledMs }) => settledMs))}`);
}
if (jumpFloors.length > 0) {
  say(`floor: EXAMINE, SEARCH, ${jumpMessages} headers of the middle    ${spread(jumpFloors)}`);
  // Where the fill is faster than a person there is nothing left to jump to: a larger inbox, then.
  if (jumps.length === 0) say('jump into a mailbox still filling → 50 rows       the fill was there first');
  else
    say(`jump into a mailbox still filling → 50 rows       ${spread(jumps)}   ${(median(jumps) / median(jumpFloors)).toFixed(1)} × floor`);
}
for (const [where, samples] of Object.entries(lists)) {
  say(
    `list batch, 50 threads, ${where.padEnd(10)}                p50 ${percentile(samples, 0.5).toFixed(2)} ms, p95 ${percentile(samples, 0.95).toFixed(2)} ms`,
  );
}
const events = live === null ? {} : { 'delivered by LMTP': live.delivery, 'flag of another': live.flag };
for (const [what, { floorMs, knownMs }] of Object.entries(events)) {
  say(`floor: ${what.padEnd(17)} → socket in IDLE hears   ${spread(floorMs)}`);
  say(
    `${what.padEnd(17)} → event-stream client knows     ${spread(knownMs)}   floor + ${(median(knownMs) - median(floorMs)).toFixed(0)} ms`,
  );
}
if (only === null || only === 'maildrop') await reportMaildrop(servers, count, Math.min(runs, 2), say);
if (only === null || only === 'screen') await reportScreen(servers, user, count, say);
