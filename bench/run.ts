/**
 * `npm run bench`: the gateway against the raw protocol floor, in one run (performance.md). No test asserts these figures.
 * POSTERN_BENCH_MESSAGES sets the size of the inbox, POSTERN_BENCH_RUNS the number of runs.
 */
import { startMailServers } from '#e2e/servers/index.ts';
import { measureFirstSignIn, measureListQueries } from './measure-gateway.ts';
import { measureLive } from './measure-live.ts';
import { measureFloor } from './raw-floor.ts';
import { median, percentile, spread } from './statistics.ts';

const count = Number(process.env.POSTERN_BENCH_MESSAGES ?? 20_000);
const runs = Number(process.env.POSTERN_BENCH_RUNS ?? 7);
const say = (line: string) => process.stdout.write(`${line}\n`);

await using servers = await startMailServers({ smtp: false });
const user = await servers.newUser('bench');
say(`Making an inbox of ${count} messages …`);
await servers.fillMailbox(user, 'INBOX', count, { seed: 7, bytes: 'realistic' });

const server = { port: servers.imap.tlsPort, caFile: servers.caFile };
await measureFloor(server, user, count);
const floors = [];
for (let run = 0; run < runs; run += 1) floors.push(await measureFloor(server, user, count));
const floorFirst = floors.map((floor) => floor.connectMs + floor.first50Ms);
const floorRate = median(floors.map((floor) => floor.messagesPerSecond));

const signIns = [];
for (let run = 0; run < runs; run += 1) signIns.push(await measureFirstSignIn(servers, user, count));
const first = signIns.map((figures) => figures.firstRowsMs);
const rate = median(signIns.map((figures) => figures.messagesPerSecond));
const lists = await measureListQueries(servers, user, count, 200);
const live = await measureLive(servers, await servers.newUser('live'), Math.max(7, runs));

say(`\n${count} messages, Dovecot over TLS on loopback, ${runs} runs; median (min–max)\n`);
say(`floor: connect, log in, EXAMINE, newest 50        ${spread(floorFirst)}`);
say(`sign-in (proof, list, first page) → 50 rows       ${spread(first)}   ${(median(first) / median(floorFirst)).toFixed(1)} × floor`);
say(
  `floor: all headers                                ${Math.round(floorRate)} messages/s, ${median(floors.map((floor) => floor.megabytes)).toFixed(1)} MB`,
);
say(`first fill (index, threads, full text of headers) ${Math.round(rate)} messages/s   ${(rate / floorRate).toFixed(3)} × floor`);
say(`event-loop delay p99 during the fill              ${spread(signIns.map((figures) => figures.eventLoopP99Ms))}`);
say(`resident memory after the fill                    ${Math.round(Math.max(...signIns.map((figures) => figures.residentMb)))} MB`);
for (const [where, samples] of Object.entries(lists)) {
  say(
    `list batch, 50 threads, ${where.padEnd(10)}                p50 ${percentile(samples, 0.5).toFixed(2)} ms, p95 ${percentile(samples, 0.95).toFixed(2)} ms`,
  );
}
for (const [what, { floorMs, knownMs }] of Object.entries({ 'delivered by LMTP': live.delivery, 'flag of another': live.flag })) {
  say(`floor: ${what.padEnd(17)} → socket in IDLE hears   ${spread(floorMs)}`);
  say(
    `${what.padEnd(17)} → event-stream client knows     ${spread(knownMs)}   floor + ${(median(knownMs) - median(floorMs)).toFixed(0)} ms`,
  );
}
