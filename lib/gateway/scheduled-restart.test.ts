import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import { create, mailboxOf } from './testing/read-mail.ts';
import { eventually, loginOf, openMail, startTestGateway } from './testing/test-gateway.ts';

test('S3, J11: a message that waits for its time leaves after a restart, once', { timeout: 180_000 }, async () => {
  const servers = await sharedMailServers();
  const [writer, friend] = [await servers.newUser('scheduled'), await servers.newUser('friend')];
  let running = await startTestGateway({ keep: true });
  const delivered = async (subject: string) =>
    (await servers.doveadm(['search', '-u', friend.login, 'mailbox', 'INBOX', 'subject', subject])).trim().split('\n').filter(Boolean)
      .length;
  try {
    // On a machine that is slow to stop it might leave before: then it is held back for longer.
    for (let holdMs = 3_000; ; holdMs *= 2) {
      const subject = `Held for ${holdMs}`;
      const { mail } = await openMail(running.gateway, loginOf(servers, writer));
      const raw = Buffer.from(`From: ${writer.address}\r\nTo: ${friend.address}\r\nSubject: ${subject}\r\n\r\nLater.\r\n`);
      const emailId = await create(mail, raw, await mailboxOf(mail, 'drafts'), ['$draft', '$seen']);
      const [identity] = await mail.store.identities.get(mail.id, null);
      const envelope = {
        mailFrom: { email: writer.address, parameters: null },
        rcptTo: [{ email: friend.address, parameters: null }],
      };
      const sendAtMs = Date.now() + holdMs;
      const made = await mail.submit({ identityId: identity!.id, emailId, envelope, sendAtMs });
      if (!made.ok) throw new Error('it was not taken');
      const { id } = made.value;
      await running.stop();
      const wasHeld = Date.now() < sendAtMs;
      running = await startTestGateway({ dir: running.dir, keep: true });
      if (!wasHeld) continue;
      await eventually(async () => (await delivered(subject)) > 0, 'its delivery', 60_000);
      const again = await openMail(running.gateway, loginOf(servers, writer));
      await eventually(async () => (await again.mail.store.submissions.get(again.accountId, [id]))[0]?.state === 'done', 'its end');
      expect(await delivered(subject)).toBe(1);
      break;
    }
  } finally {
    await running.stop();
    rmSync(running.dir, { recursive: true, force: true });
  }
});
