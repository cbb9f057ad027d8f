import { afterAll, beforeAll, expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import type { EmailId, MailboxId } from '#lib/mail/index.ts';
import type { BulkActRecord, BulkDeed } from '#lib/store/index.ts';
import type { AccountMail } from './api.ts';
import { arrived, inMailbox, mailboxOf, message, settled } from './testing/read-mail.ts';
import { eventually, loginOf, openMail, startTestGateway } from './testing/test-gateway.ts';

// Acts on very many messages, against a real Dovecot.

const isLong = process.env.POSTERN_TEST_LONG === '1';
const many = isLong ? 10_000 : 220;
const withinMs = isLong ? 300_000 : 60_000;

const servers = await sharedMailServers();
let running: Awaited<ReturnType<typeof startTestGateway>>;
beforeAll(async () => {
  running = await startTestGateway({ keep: true });
});
afterAll(() => running.stop());

const idsIn = async (mail: AccountMail, mailboxId: MailboxId): Promise<EmailId[]> => {
  const found = await mail.store.emails.query(mail.id, {
    filter: { op: 'in-mailbox', mailboxId },
    ...{ sort: [], collapseThreads: false, position: 0, anchor: null, anchorOffset: 0, limit: null, calculateTotal: false },
  });
  if ('anchorNotFound' in found) throw new Error('no anchor was asked for');
  return found.ids;
};
async function start(mail: AccountMail, from: MailboxId, deed: BulkDeed): Promise<BulkActRecord> {
  const emails = await mail.store.bulkActs.scope(
    mail.id,
    await idsIn(mail, from),
    { inThreads: true, emails: 'in', mailboxId: from },
    new Set(),
  );
  const act = await mail.store.bulkActs.start(mail.id, { deed, emails });
  mail.bulkActsChanged();
  return act;
}
const reaches = (mail: AccountMail, id: string, state: BulkActRecord['state']) =>
  eventually(
    async () => (await mail.store.bulkActs.list(mail.id)).find((act) => act.id === id && act.state === state) ?? null,
    `the act to be ${state}`,
    withinMs,
  );
const countOn = async (login: string, mailbox: string) =>
  Number(/messages=(\d+)/.exec(await servers.doveadm(['mailbox', 'status', '-u', login, 'messages', mailbox]))?.[1] ?? 0);
const onServer = (login: string, mailbox: string, count: number) =>
  eventually(async () => (await countOn(login, mailbox)) === count, `${count} messages in ${mailbox} on the server`, withinMs);
const move = (from: MailboxId, to: MailboxId): BulkDeed => ({
  ...{ kind: 'move', from, elseAll: false, to },
  ...{ addKeywords: [], removeKeywords: [] },
});

test('a whole mailbox is moved in the background and carried in sets of UIDs; a restart in the middle loses nothing; taken back it is where it was', {
  timeout: 4 * withinMs,
}, async () => {
  const user = await servers.newUser('bulk');
  await servers.fillMailbox(user, 'INBOX', many, { seed: 11 });
  let { mail } = await openMail(running.gateway, loginOf(servers, user));
  let inbox = await mailboxOf(mail, 'inbox');
  await eventually(async () => (await idsIn(mail, inbox)).length === many, 'the fill', withinMs);
  const archive = await mailboxOf(mail, 'archive');
  const before = (await idsIn(mail, inbox)).toSorted();

  const { id, total } = await start(mail, inbox, move(inbox, archive));
  expect(total).toBe(many);
  // Whoever reads meanwhile is answered, and the process ends in the middle of it.
  await eventually(async () => (await idsIn(mail, archive)).length > 0, 'the first slice', withinMs);
  await running.stop();
  const { dir } = running;
  running = await startTestGateway({ dir });
  ({ mail } = await openMail(running.gateway, loginOf(servers, user)));
  inbox = await mailboxOf(mail, 'inbox');
  expect(await reaches(mail, id, 'done')).toMatchObject({ done: many, failed: 0 });
  expect((await idsIn(mail, archive)).toSorted()).toEqual(before);
  await onServer(user.login, 'INBOX', 0);
  await onServer(user.login, 'Archive', many);
  // Mail that comes now is none of it.
  await servers.deliver(user, message('Came later'));
  await eventually(async () => (await idsIn(mail, inbox)).length === 1, 'the new message');

  await mail.store.bulkActs.steer(mail.id, id, 'undo');
  mail.bulkActsChanged();
  await reaches(mail, id, 'undone');
  expect((await idsIn(mail, inbox)).filter((one) => before.includes(one)).length).toBe(many);
  expect(await idsIn(mail, archive)).toEqual([]);
  await onServer(user.login, 'INBOX', many + 1);
  await onServer(user.login, 'Archive', 0);
  await settled(mail);
});

test('read, starred and labelled: the flags are on the server in a few commands, and go again', { timeout: 60_000 }, async () => {
  const user = await servers.newUser('bulkflags');
  await servers.deliverMany(
    user,
    Array.from({ length: 40 }, (_, index) => message(`Flag ${index}`)),
  );
  const { mail } = await openMail(running.gateway, loginOf(servers, user));
  const inbox = await mailboxOf(mail, 'inbox');
  await arrived(mail, inbox, 40);
  const { id } = await start(mail, inbox, { kind: 'keywords', addKeywords: ['$seen', '$flagged', 'work'], removeKeywords: [] });
  await reaches(mail, id, 'done');
  const flagged = async () =>
    (await servers.doveadm(['search', '-u', user.login, 'mailbox', 'INBOX', 'flagged', 'keyword', 'work', 'seen'])).trim();
  await eventually(async () => (await flagged()).split('\n').length === 40, 'the flags on the server');
  await mail.store.bulkActs.steer(mail.id, id, 'undo');
  mail.bulkActsChanged();
  await eventually(async () => (await flagged()) === '', 'no flags on the server');
});

test('a POP3 account: moved, and taken back; told of while it goes on', { timeout: 60_000 }, async () => {
  const user = await servers.newUser('bulkpop');
  await servers.deliverMany(
    user,
    Array.from({ length: 130 }, (_, index) => message(`Drop ${index}`)),
  );
  const { mail, user: person } = await openMail(running.gateway, loginOf(servers, user, { protocol: 'pop3', port: servers.pop3.tlsPort }));
  const inbox = await mailboxOf(mail, 'inbox');
  await arrived(mail, inbox, 130);
  const told = new Set<string>();
  const end = person.subscribe(({ states }) => states.BulkAct !== undefined && told.add(states.BulkAct));
  const trash = await mailboxOf(mail, 'trash');
  const { id } = await start(mail, inbox, move(inbox, trash));
  await reaches(mail, id, 'done');
  await eventually(async () => told.size > 0, 'the event');
  expect(await inMailbox(mail, trash)).toHaveLength(130);
  await mail.store.bulkActs.steer(mail.id, id, 'undo');
  mail.bulkActsChanged();
  await reaches(mail, id, 'undone');
  expect(await inMailbox(mail, inbox)).toHaveLength(130);
  end();
});
