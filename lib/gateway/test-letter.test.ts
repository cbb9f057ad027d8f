import { expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import type { DoctorLetter } from '#lib/contract/index.ts';
import { type MailboxId, Secret } from '#lib/mail/index.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import type { AccountRow, Store } from '#lib/store/index.ts';
import { sendTestLetter } from './test-letter.ts';

type Place = 'inbox' | 'sent';

/** A letter through real Postfix; where it turns up in the index is the test's. */
async function send({ password, seenIn, waitMs }: { password?: string; seenIn: Place[]; waitMs: number }) {
  const servers = await sharedMailServers();
  const user = await servers.newUser('letter');
  const { smtp } = servers;
  const outgoing = { host: '127.0.0.1', port: smtp.tlsPort, tls: 'tls' as const, login: user.login };
  const places = [...seenIn];
  const store = {
    emails: { byMessageId: async () => ['e'], summaries: async () => [{ mailboxIds: [places.length > 1 ? places.shift() : places[0]] }] },
    mailboxes: {
      get: async () => [
        { id: 'inbox' as MailboxId, name: 'INBOX', role: 'inbox' },
        { id: 'sent' as MailboxId, name: 'Sent', role: 'sent' },
      ],
    },
  } as unknown as Pick<Store, 'emails' | 'mailboxes'>;
  const told: DoctorLetter[] = [];
  let looks = 0;
  await sendTestLetter({
    store,
    guard: createEgressGuard({ allowNetworks: '127.0.0.1/32' }),
    account: { id: 'a', address: user.address, servers: { outgoing } } as unknown as AccountRow,
    credential: { kind: 'password', password: new Secret(password ?? user.password) },
    look: () => {
      looks += 1;
    },
    tell: (letter) => told.push(letter),
    signal: new AbortController().signal,
    nowMs: () => performance.now(),
    waitMs,
  });
  return { servers, user, told, looks };
}

test('a test letter goes out once, and arrives where it is no copy that the provider filed itself', async () => {
  const { servers, user, told, looks } = await send({ seenIn: ['sent', 'inbox'], waitMs: 60_000 });
  expect(told.map(({ state }) => state)).toEqual(['sending', 'taken', 'arrived']);
  expect(told.at(-1)).toMatchObject({ mailboxName: 'Inbox', finding: null });
  expect(looks).toBeGreaterThan(0);
  const found = () => servers.doveadm(['search', '-u', user.login, 'subject', 'Test message from Postern']);
  await expect.poll(async () => (await found()).trim().split('\n').filter(Boolean).length, { timeout: 30_000 }).toBe(1);
});

test('a test letter that does not come is told as missing; one that is refused says why', async () => {
  expect((await send({ seenIn: ['sent'], waitMs: 1 })).told.at(-1)?.state).toBe('missing');
  const refused = await send({ seenIn: ['sent'], waitMs: 1, password: 'not this one' });
  expect(refused.told.map(({ state }) => state)).toEqual(['sending', 'refused']);
  expect(refused.told.at(-1)?.finding?.title).toBe('User name or password refused');
});
