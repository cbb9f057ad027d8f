import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { AccountId } from '#lib/mail/index.ts';
import type { EmailRecord, MailboxRecord, StateType } from '../api.ts';
import { openStore } from '../open-store.ts';
import { wrongCounts } from '../testing/verify-counts.ts';

// A database that the first version wrote, and what it said of it.

type Expected = {
  accountId: AccountId;
  states: Record<StateType, string>;
  mailboxes: MailboxRecord[];
  records: (Omit<EmailRecord, 'headerBlock'> & { headerBlock: string })[];
  found: Record<string, string[]>;
};
const fixture = async (name: string) => gunzipSync(await readFile(new URL(`../testing/fixtures/${name}.gz`, import.meta.url)));

test('settled 8: a database of version 1 says the same of every message, mailbox, state and search after the upgrade', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'postern-upgrade-'));
  try {
    await writeFile(join(dataDir, 'postern.db'), await fixture('0001.db'));
    const expected = JSON.parse((await fixture('0001.json')).toString()) as Expected;
    const store = await openStore({ dataDir });
    const { accountId } = expected;
    const ids = expected.records.map(({ id }) => id);
    const records = await store.emails.get(accountId, ids);
    expect(records.map(({ headerBlock, ...record }) => ({ ...record, headerBlock: new TextDecoder().decode(headerBlock) }))).toEqual(
      expected.records,
    );
    expect(await store.states(accountId)).toMatchObject(expected.states);
    expect(await store.mailboxes.get(accountId, null)).toEqual(expected.mailboxes);
    const find = async (text: string) => {
      const result = await store.emails.query(accountId, {
        filter: { op: 'text', field: 'any', text },
        sort: [],
        collapseThreads: false,
        position: 0,
        anchor: null,
        anchorOffset: 0,
        limit: null,
        calculateTotal: true,
      });
      return 'ids' in result && result.ids;
    };
    for (const [text, found] of Object.entries(expected.found)) expect(await find(text), text).toEqual(found);
    // And when the words have moved to where they stand by date.
    await store.tidy();
    for (const [text, found] of Object.entries(expected.found)) expect(await find(text), text).toEqual(found);
    expect(Object.values(expected.found).filter((found) => found.length > 0)).toHaveLength(5);
    expect(wrongCounts(dataDir)).toEqual([]);
    // And it can be written to.
    const outcome = await store.emails.destroy(accountId, ids.slice(0, 3));
    expect([...outcome.values()].every(({ ok }) => ok)).toBe(true);
    expect(wrongCounts(dataDir)).toEqual([]);
    await store.close();
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
