import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { EmailId, MailFilter } from '#lib/mail/index.ts';
import { message } from '../testing/sample-message.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

/** Emails a to d; the index has no text of d, whose body holds “hidden”, and the server knows header X-Far of a. */
let world: JmapWorld;
const id: Record<string, EmailId> = {};
let asked: MailFilter[] = [];
let isIndexComplete = false;
let answersOfServer: (filter: MailFilter) => EmailId[] | null = () => [];
let moment = 0;

beforeAll(async () => {
  world = await startJmap();
  const add = async (key: string, mailbox: string, subject: string, body: string, more: string[] = []) => {
    moment += 60_000;
    const raw = Buffer.from(message(`Message-ID: <${key}@x.test>`, `Subject: ${subject}`, ...more, '', body, ''));
    const made = await world.account.createEmail({ raw, mailboxIds: [mailbox] as never, keywords: [], receivedAtMs: moment });
    if (!made.ok) throw new Error('not created');
    id[key] = made.value.id;
  };
  await add('a', world.mailbox.inbox, 'first', 'plain words');
  await add('b', world.mailbox.inbox, 'second', 'hidden in the index');
  await add('c', world.mailbox.archive, 'third', 'plain words');
  await add('d', world.mailbox.archive, 'Re: second', 'nothing here', ['In-Reply-To: <b@x.test>', 'References: <b@x.test>']);
  const { emails } = world.store;
  emails.withoutText = () =>
    Promise.resolve(
      isIndexComplete ? [] : [{ emailId: id.d, mailboxId: 'm', path: 'x', uidValidity: 1, uid: 1, structure: null } as never],
    );
  world.account.searchServer = (filter) => {
    asked.push(filter);
    return Promise.resolve(answersOfServer(filter));
  };
});
afterAll(() => world.stop());
beforeEach(() => {
  asked = [];
  isIndexComplete = false;
  answersOfServer = () => [id.d!];
  world.now.ms += 3_600_000; // what was remembered is forgotten
});

const query = (given: Record<string, unknown>) => world.call('Email/query', { sort: [{ property: 'receivedAt' }], ...given });
const ids = async (filter: unknown, more: Record<string, unknown> = {}) => (await query({ filter, ...more })).ids;

describe('J16: what is not local is asked of the server and merged', () => {
  test('text and body: matches of the index and of the server, in the order asked for', async () => {
    for (const filter of [{ text: 'hidden' }, { body: 'hidden' }]) {
      expect(await ids(filter)).toEqual([id.b, id.d]);
      expect(await ids(filter, { sort: [{ property: 'receivedAt', isAscending: false }] })).toEqual([id.d, id.b]);
    }
  });

  test('under operators, with other conditions', async () => {
    expect(await ids({ operator: 'NOT', conditions: [{ body: 'hidden' }] })).toEqual([id.a, id.c]);
    expect(await ids({ operator: 'OR', conditions: [{ body: 'hidden' }, { subject: 'third' }] })).toEqual([id.b, id.c, id.d]);
    expect(await ids({ operator: 'AND', conditions: [{ inMailbox: world.mailbox.archive }, { text: 'hidden' }] })).toEqual([id.d]);
    expect(await ids({ inMailbox: world.mailbox.inbox, body: 'hidden', subject: 'second' })).toEqual([id.b]);
    expect(await ids({ operator: 'AND', conditions: [{ body: 'hidden' }, { operator: 'OR', conditions: [] }] })).toEqual([]);
  });

  test('a query bound to a mailbox searches only there', async () => {
    await ids({ inMailbox: world.mailbox.archive, text: 'hidden' });
    expect(asked).toEqual([
      {
        op: 'and',
        terms: [
          { op: 'in-mailbox', mailboxId: world.mailbox.archive },
          { op: 'text', field: 'any', text: 'hidden' },
        ],
      },
    ]);
  });

  test('collapseThreads, window and total count the merged result', async () => {
    expect(await query({ filter: { text: 'hidden' }, collapseThreads: true, calculateTotal: true })).toMatchObject({
      ids: [id.b],
      total: 1,
    });
    expect(await query({ filter: { text: 'hidden' }, position: 1, limit: 5, calculateTotal: true })).toMatchObject({
      ids: [id.d],
      position: 1,
      total: 2,
      canCalculateChanges: false,
    });
    expect(await query({ filter: { text: 'hidden' }, anchor: id.d, anchorOffset: -1 })).toMatchObject({ ids: [id.b, id.d], position: 0 });
    expect((await query({ filter: { text: 'hidden' }, anchor: id.a })).type).toBe('anchorNotFound');
  });

  test('header: a field that the first fill leaves out is asked of the server, the others are not', async () => {
    answersOfServer = () => [id.a!];
    expect(await ids({ header: ['X-Far'] })).toEqual([id.a]);
    expect(asked).toHaveLength(1);
    await ids({ header: ['List-Id'] });
    expect(asked).toHaveLength(1);
  });

  test('the server is not asked where the index is complete, nor for fields it always has', async () => {
    await ids({ from: 'x', to: 'y', subject: 'z', cc: 'c' });
    isIndexComplete = true;
    expect(await ids({ text: 'hidden' })).toEqual([id.b]);
    expect(asked).toEqual([]);
  });

  test('it does not answer: text falls back to the index, body and header are serverUnavailable', async () => {
    answersOfServer = () => null;
    expect(await ids({ text: 'hidden' })).toEqual([id.b]);
    expect((await query({ filter: { body: 'hidden' } })).type).toBe('serverUnavailable');
    expect((await query({ filter: { header: ['X-Far'] } })).type).toBe('serverUnavailable');
  });

  test('paging through a result asks once, a minute later again', async () => {
    await query({ filter: { text: 'hidden' }, limit: 1 });
    await query({ filter: { text: 'hidden' }, position: 1, limit: 1 });
    expect(asked).toHaveLength(1);
    world.now.ms += 61_000;
    await query({ filter: { text: 'hidden' } });
    expect(asked).toHaveLength(2);
  });
});
