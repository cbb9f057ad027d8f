import { expect, test } from 'vitest';
import { buildMessage, sharedMailServers } from '#e2e/servers/index.ts';
import { mailboxOf } from './testing/read-mail.ts';
import { eventually, loginOf, openMail, startTestGateway } from './testing/test-gateway.ts';

const servers = await sharedMailServers();

test('in idle time the words of messages become findable here, and the newest can be read without the server', async () => {
  const user = await servers.newUser('words');
  const letter = (subject: string, text: string, daysAgo: number) => ({
    raw: buildMessage({ from: user.address, to: [user.address], subject, text }),
    receivedAtMs: Date.now() - daysAgo * 24 * 60 * 60_000,
  });
  await servers.appendMany(user, 'INBOX', [letter('Old', 'The quokka sleeps.', 9), letter('New', 'The numbat eats.', 1)]);
  const { gateway, stop } = await startTestGateway({ env: { POSTERN_LIMITS: 'indexIdleMs=50,prefetchMessages=1' } });
  try {
    const { mail } = await openMail(gateway, loginOf(servers, user));
    await mailboxOf(mail, 'inbox');
    const find = async (text: string) => {
      const found = await mail.store.emails.query(mail.id, {
        filter: { op: 'text', field: 'body', text },
        sort: [],
        collapseThreads: false,
        position: 0,
        anchor: null,
        anchorOffset: 0,
        limit: null,
        calculateTotal: false,
      });
      return 'ids' in found ? found.ids : [];
    };
    const [old] = await eventually(
      async () => ((await find('quokka')).length === 1 ? find('quokka') : null),
      'the old message found by its words',
    );
    const [fresh] = await eventually(async () => ((await find('numbat')).length === 1 ? find('numbat') : null), 'the new one');
    await eventually(async () => (await mail.health()).toIndex === 0, 'nothing left');
    const cached = await Promise.all([old!, fresh!].map((id) => mail.store.emails.cachedPart(mail.id, id, '1')));
    expect(cached.map((bytes) => bytes !== null)).toEqual([false, true]);
    expect(Buffer.from(cached[1]!).toString()).toContain('numbat');
  } finally {
    await stop();
  }
});
