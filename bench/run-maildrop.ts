/**
 * Only the POP3 part of `npm run bench`: POSTERN_BENCH_MESSAGES is the size of the maildrop (20,000), POSTERN_BENCH_RUNS the number of runs (2).
 */
import { startMailServers } from '#e2e/servers/index.ts';
import { reportMaildrop } from './report-maildrop.ts';

await using servers = await startMailServers({ smtp: false });
const count = Number(process.env.POSTERN_BENCH_MESSAGES ?? 20_000);
const runs = Number(process.env.POSTERN_BENCH_RUNS ?? 2);
await reportMaildrop(servers, count, runs, (line) => process.stdout.write(`${line}\n`));
