import fc from 'fast-check';

// A check that says yes or no to a change must say the same twice: `npm test` walks the same cases every time (others with
// POSTERN_TEST_SEED), `npm run test:long` new ones; fast-check prints the seed of a failure.
const { POSTERN_TEST_LONG, POSTERN_TEST_SEED } = process.env;
if (POSTERN_TEST_SEED !== undefined || POSTERN_TEST_LONG !== '1') fc.configureGlobal({ seed: Number(POSTERN_TEST_SEED ?? 20261122) });
