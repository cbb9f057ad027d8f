import fc from 'fast-check';
import { afterAll, test } from 'vitest';
import { openTestStore } from '#lib/store/testing/test-store.ts';
import { dovecotHouse, full, type House, modelHouse, without } from './testing/house.ts';
import { runSequences } from './testing/run-sequences.ts';
import { step } from './testing/strand.ts';

const isLong = process.env.POSTERN_TEST_LONG === '1';
const seed = Number(process.env.POSTERN_TEST_SEED ?? 20260111);
// One store for all: most of the time of a short life would go into opening it.
const within = await openTestStore([]);
afterAll(() => within.close());
/** Sequences that go on side by side in one account, each over mailboxes of its own: what is the account's is paid for once. */
const strands = 18;

const classes: { name: string; start: () => Promise<House> }[] = [
  { name: 'QRESYNC', start: () => modelHouse({ capabilities: full }) },
  { name: 'QRESYNC and OBJECTID', start: () => modelHouse({ capabilities: [...full, 'OBJECTID'] }) },
  { name: 'CONDSTORE', start: () => modelHouse({ capabilities: without('QRESYNC') }) },
  { name: 'neither', start: () => modelHouse({ capabilities: without('QRESYNC', 'CONDSTORE', 'ENABLE') }) },
  {
    name: 'no ESEARCH, no LIST-STATUS',
    start: () => modelHouse({ capabilities: without('QRESYNC', 'CONDSTORE', 'ESEARCH', 'LIST-STATUS', 'LIST-EXTENDED') }),
  },
  { name: 'no UIDPLUS', start: () => modelHouse({ capabilities: without('UIDPLUS') }) },
  { name: 'no MOVE', start: () => modelHouse({ capabilities: without('MOVE') }) },
  {
    name: 'no CONDSTORE, no UIDPLUS, no MOVE, no ESEARCH',
    start: () => modelHouse({ capabilities: without('QRESYNC', 'CONDSTORE', 'ENABLE', 'UIDPLUS', 'MOVE', 'ESEARCH') }),
  },
  { name: 'NOMODSEQ', start: () => modelHouse({ capabilities: full, noModSeq: true }) },
  { name: 'a sliding window', start: () => modelHouse({ capabilities: without('QRESYNC'), window: 5 }) },
  { name: 'namespace INBOX.', start: () => modelHouse({ capabilities: full, prefix: 'INBOX.' }) },
  { name: 'a message that cannot be read', start: () => modelHouse({ capabilities: full, unreadable: /^s\d+\.[25]@/ }) },
  { name: 'throttling', start: () => modelHouse({ capabilities: full, throttleEvery: 29 }) },
  { name: 'Dovecot', start: dovecotHouse },
];
/** 504 sequences in all, 36 of every class; 20,000 when there is time, or as many as are asked for. */
const wanted = Number(process.env.POSTERN_TEST_SEQUENCES ?? (isLong ? 20_000 : 500));
const times = Math.ceil(wanted / (strands * classes.length));

test.each(classes)(
  `J1, J2, J7, G3: after any mixture of acts here, changes elsewhere, lost connections, restarts and new UIDVALIDITYs the index is the server’s ($name)`,
  { timeout: wanted > 500 ? 7_200_000 : 300_000 },
  async ({ name, start }) => {
    process.stdout.write(`${name}: ${times * strands} sequences, seed ${seed}\n`);
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
        numRuns: times,
        endOnFailure: process.env.POSTERN_TEST_SHRINK !== '1',
        includeErrorInReport: true,
        ...(process.env.POSTERN_TEST_PATH ? { path: process.env.POSTERN_TEST_PATH } : {}),
      },
    );
  },
);
