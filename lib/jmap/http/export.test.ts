import { Buffer } from 'node:buffer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExportSelection } from '#lib/contract/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';
import { exportRequest } from './export-request.ts';

let world: JmapWorld;
const made: { id: string; threadId: string }[] = [];
beforeAll(async () => {
  world = await startJmap();
  const put = async (subject: string, text: string, mailbox: 'inbox' | 'sent', more: string[] = []) => {
    const head = ['From: bea@x.test', `Subject: ${subject}`, `Message-ID: <${subject.replaceAll(' ', '')}@x.test>`, ...more];
    const raw = Buffer.from([...head, '', text, ''].join('\r\n'));
    const created = await world.account.createEmail({
      ...{ raw, keywords: [], receivedAtMs: Date.UTC(2026, 0, 1 + made.length) },
      mailboxIds: [world.mailbox[mailbox] as MailboxId],
    });
    if (!created.ok) throw new Error(created.refusal.kind);
    made.push(created.value);
  };
  await put('Plan A', 'From here on', 'inbox');
  await put('Re Plan', 'Answer', 'sent', ['In-Reply-To: <PlanA@x.test>', 'References: <PlanA@x.test>']);
  await put('Plan A/B', 'Other', 'inbox');
});
afterAll(() => world.stop());

const options = () => ({
  publicUrl: 'https://p.test',
  limits: world.limits,
  log: world.log,
  messageIdKey: new Uint8Array(32),
  nowMs: () => world.now.ms,
});
async function upload(text: string): Promise<string> {
  const { blobId } = await world.store.blobs.put(world.accountId, Buffer.from(text), 'application/json');
  return blobId;
}
const ask = (blobId: string, accountId: string = world.accountId) =>
  exportRequest(world.userMail, new Request(`https://p.test/api/export/${accountId}/${blobId}`), options());
const exported = async (selection: ExportSelection) => ask(await upload(JSON.stringify(selection)));
const inInbox = () => ({ filter: { inMailbox: world.mailbox.inbox } });

test('an mbox of what a filter finds, oldest first, quoted as mboxrd; never shown as a page', async () => {
  const response = await exported({ format: 'mbox', name: 'Inbox', emails: inInbox() });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-disposition')).toContain('Inbox.mbox');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('content-security-policy')).toContain('sandbox');
  const text = await response.text();
  expect(text.match(/^From .*$/gm)).toEqual(['From bea@x.test Thu Jan  1 00:00:00 2026', 'From bea@x.test Sat Jan  3 00:00:00 2026']);
  expect(text).toContain('\n>From here on\n');
  expect(text).not.toContain('\r');
});

test('a ZIP of conversations: every message, or those of one mailbox, under names that are safe and differ', async () => {
  const threadIds = [...new Set(made.map(({ threadId }) => threadId))];
  const names = async (mailboxId: string | null) => {
    const response = await exported({ format: 'zip', name: 'x', emails: { threadIds, mailboxId } });
    const zip = Buffer.from(await response.arrayBuffer());
    const found: string[] = [];
    for (let at = zip.indexOf('PK\u0001\u0002', 0, 'latin1'); at >= 0; at = zip.indexOf('PK\u0001\u0002', at + 1, 'latin1'))
      found.push(zip.subarray(at + 46, at + 46 + zip.readUInt16LE(at + 28)).toString());
    return found;
  };
  expect((await names(null)).toSorted()).toEqual(['2026-01-01 Plan A.eml', '2026-01-02 Re Plan.eml', '2026-01-03 Plan A_B.eml']);
  expect(await names(world.mailbox.sent)).toEqual(['2026-01-02 Re Plan.eml']);
});

test('these very messages and no others, oldest first; asked before, how many there are and no file', async () => {
  const wanted = [made[2]!.id, made[0]!.id, made[0]!.id, 'eAAAAAAAAAAAAAAAAAAAAAA'];
  const blobId = await upload(JSON.stringify({ format: 'mbox', name: 'Two', emails: { emailIds: wanted } }));
  const url = `https://p.test/api/export/${world.accountId}/${blobId}`;
  const asked = await exportRequest(world.userMail, new Request(url, { method: 'HEAD' }), options());
  expect([asked.status, asked.headers.get('x-postern-messages'), asked.body]).toEqual([200, '2', null]);
  const text = await (await ask(blobId)).text();
  expect(text.match(/^Subject: .*$/gm)).toEqual(['Subject: Plan A', 'Subject: Plan A/B']);
  expect((await exported({ format: 'mbox', name: 'x', emails: { emailIds: ['eAAAAAAAAAAAAAAAAAAAAAA'] } })).status).toBe(404);
});

test('conversations that were taken out again are left out; nothing left is no file', async () => {
  const without = made.map(({ threadId }) => threadId);
  expect((await exported({ format: 'mbox', name: 'x', emails: { ...inInbox(), without: [made[2]!.threadId] } })).status).toBe(200);
  expect((await exported({ format: 'mbox', name: 'x', emails: { ...inInbox(), without } })).status).toBe(404);
});

test('what is no selection, a filter that is none, another account: refused', async () => {
  expect((await ask(await upload('{no json'))).status).toBe(404);
  expect((await ask(await upload('{"format":"exe"}'))).status).toBe(404);
  expect((await ask('Unone')).status).toBe(404);
  expect((await ask('Mnone')).status).toBe(404);
  expect((await ask(await upload('{}'), 'aAAAAAAAAAAAAAAAAAAAAAA')).status).toBe(404);
  expect((await exported({ format: 'mbox', name: 'x', emails: { filter: { inMailbox: 7 } } })).status).toBe(400);
});
