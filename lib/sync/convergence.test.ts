import fc from 'fast-check';
import { onTestFinished, test } from 'vitest';
import { openTestStore } from '#lib/store/testing/test-store.ts';
import { dovecotHouse, full, type House, modelHouse, without } from './testing/house.ts';
import { runSequences } from './testing/run-sequences.ts';
import { step } from './testing/strand.ts';

const isLong = process.env.POSTERN_TEST_LONG === '1';
const seed = Number(process.env.POSTERN_TEST_SEED ?? 20260111);
/** Sequences that go on side by side in one account, each over mailboxes of its own: what is the account's is paid for once. */
const strands = 18;

const classes: { name: string; start: () => Promise<House>; runs: number }[] = [
  { name: 'QRESYNC', start: () => modelHouse({ capabilities: full }), runs: 1 },
  { name: 'QRESYNC and OBJECTID', start: () => modelHouse({ capabilities: [...full, 'OBJECTID'] }), runs: 1 },
  { name: 'CONDSTORE', start: () => modelHouse({ capabilities: without('QRESYNC') }), runs: 1 },
  { name: 'neither', start: () => modelHouse({ capabilities: without('QRESYNC', 'CONDSTORE', 'ENABLE') }), runs: 1 },
  {
    name: 'no ESEARCH, no LIST-STATUS',
    start: () => modelHouse({ capabilities: without('QRESYNC', 'CONDSTORE', 'ESEARCH', 'LIST-STATUS', 'LIST-EXTENDED') }),
    runs: 1,
  },
  { name: 'no UIDPLUS', start: () => modelHouse({ capabilities: without('UIDPLUS') }), runs: 1 },
  { name: 'no MOVE', start: () => modelHouse({ capabilities: without('MOVE') }), runs: 1 },
  {
    name: 'no CONDSTORE, no UIDPLUS, no MOVE, no ESEARCH',
    start: () => modelHouse({ capabilities: without('QRESYNC', 'CONDSTORE', 'ENABLE', 'UIDPLUS', 'MOVE', 'ESEARCH') }),
    runs: 1,
  },
  { name: 'NOMODSEQ', start: () => modelHouse({ capabilities: full, noModSeq: true }), runs: 1 },
  { name: 'a sliding window', start: () => modelHouse({ capabilities: without('QRESYNC'), window: 5 }), runs: 1 },
  { name: 'namespace INBOX.', start: () => modelHouse({ capabilities: full, prefix: 'INBOX.' }), runs: 1 },
  { name: 'a message that cannot be read', start: () => modelHouse({ capabilities: full, unreadable: /^s\d+\.[25]@/ }), runs: 1 },
  { name: 'throttling', start: () => modelHouse({ capabilities: full, throttleEvery: 29 }), runs: 1 },
  { name: 'Dovecot', start: dovecotHouse, runs: 1 },
];
const totalRuns = classes.reduce((sum, { runs }) => sum + runs, 0);
/** 252 sequences in all, 18 of every class; 20,000 when there is time. */
const times = (runs: number) => (isLong ? Math.ceil((runs * 20_000) / (strands * totalRuns)) : runs);

test.each(classes)(
  `J1, J2, J7, G3: after any mixture of acts here, changes elsewhere, lost connections, restarts and new UIDVALIDITYs the index is the server’s ($name)`,
  { timeout: isLong ? 7_200_000 : 300_000 },
  async ({ name, start, runs }) => {
    process.stdout.write(`${name}: ${times(runs) * strands} sequences, seed ${seed}\n`);
    // One store for all runs of a class: most of the time of a short life would go into opening it.
    const within = await openTestStore([]);
    onTestFinished(() => within.close());
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 4, maxLength: 12 }), { minLength: strands, maxLength: strands }),
        async (sequences) => {
          const house = await start();
          try {
            await runSequences(within, house, sequences);
          } finally {
            await house.end();
          }
        },
      ),
      {
        seed,
        numRuns: times(runs),
        endOnFailure: process.env.POSTERN_TEST_SHRINK !== '1',
        includeErrorInReport: true,
        ...(process.env.POSTERN_TEST_PATH ? { path: process.env.POSTERN_TEST_PATH } : {}),
      },
    );
  },
);
