import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Connection } from '../sqlite/connection.ts';
import { openTestStore } from '../testing/test-store.ts';
import { knownMessagesSql, maildropMessagesSql } from './maildrops.ts';

test('the messages of a maildrop are found by their keys, each in one step: a look at a large maildrop stays linear', async () => {
  const house = await openTestStore([]);
  try {
    const connection = new Connection(join(house.dataDir, 'postern.db'), { readOnly: true, cacheBytes: 1024 * 1024 });
    try {
      const steps = connection.all<{ detail: string }>(`explain query plan ${maildropMessagesSql}`, '[]', 1).map(({ detail }) => detail);
      expect(steps).toEqual([
        expect.stringMatching(/^SCAN k VIRTUAL TABLE/),
        expect.stringMatching(/^SEARCH m USING INTEGER PRIMARY KEY/),
        expect.stringMatching(/^SEARCH e USING INTEGER PRIMARY KEY/),
        'USE TEMP B-TREE FOR ORDER BY',
      ]);
      const known = connection.all<{ detail: string }>(`explain query plan ${knownMessagesSql}`, '[]', 1).map(({ detail }) => detail);
      expect(known).toEqual([steps[0], steps[1], steps[3]]);
    } finally {
      connection.close();
    }
  } finally {
    await house.close();
  }
});
