import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import type { EmailId } from '#lib/mail/index.ts';
import { differences, idsByMessageId } from '#lib/sync/testing/compare-with-server.ts';
import { type Act, KillableGateway } from './testing/killable-gateway.ts';
import { ended, inMailbox, mailboxOf, message, settled } from './testing/read-mail.ts';
import { loginOf, openMail, startTestGateway } from './testing/test-gateway.ts';

const rounds = process.env.POSTERN_TEST_LONG === '1' ? 120 : 6;
const servers = await sharedMailServers();

/** One act a round of each kind; on the server it is known by its Message-ID. */
type Done = Act & { messageId: string; acknowledgedId: EmailId | null };

test(`kill -9 at ${rounds} moments: every act arrives once, every message is sent once or not known, every id stays`, {
  timeout: rounds * 15_000,
}, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'postern-kill-'));
  const [user, receiver] = [await servers.newUser('killed'), await servers.newUser('receiver')];
  const ids = Array.from({ length: rounds * 3 }, (_, at) => `${at}.${crypto.randomUUID()}@example.test`);
  await servers.appendMany(
    user,
    'INBOX',
    ids.map((messageId, at) => ({ raw: message(`Number ${at}`, { messageId }) })),
  );
  const open = { dir, servers, user };
  const all: Done[] = [];
  try {
    // The ids as a first, undisturbed gateway gives them: they must be the same to the end.
    const first = await startTestGateway({ dir, keep: true });
    const { mail: quiet } = await openMail(first.gateway, loginOf(servers, user));
    await settled(quiet);
    const idsAtFirst = await idsByMessageId(quiet.store, quiet.id);
    await first.stop();
    expect(idsAtFirst.size).toBe(ids.length);

    let next = new KillableGateway();
    for (let round = 0; round < rounds; round += 1) {
      const running = next;
      await running.open(open);
      // Loads its code while this round runs.
      next = new KillableGateway();
      const acts = actsOf(round, ids, idsAtFirst, receiver.address);
      all.push(...acts);
      running.act(
        acts.map(({ messageId: _messageId, acknowledgedId: _acknowledgedId, ...act }) => act as Act),
        (index, id) => {
          acts[index]!.acknowledgedId = id;
        },
      );
      // Moments from before the first act is durable to after the last one is carried.
      await delay((round * 137) % 700);
      await running.kill();
    }
    await next.kill();

    const { gateway, stop } = await startTestGateway({ dir, keep: true });
    try {
      const { mail } = await openMail(gateway, loginOf(servers, user));
      const records = await mail.store.submissions.get(mail.id, null);
      for (const record of records) await ended(mail, record.id, 60_000);
      await settled(mail);
      const after = await mail.store.submissions.get(mail.id, null);

      expect(await differences(mail.store, mail.id, servers, user)).toEqual([]);
      const idsAtLast = await idsByMessageId(mail.store, mail.id);
      const onServer = await placesOnServer(user.login);
      const inInbox = new Set((await inMailbox(mail, await mailboxOf(mail, 'inbox'))).map(({ id }) => id));
      for (const done of all) {
        const places = onServer.get(done.messageId) ?? [];
        const isAcknowledged = done.acknowledgedId !== null;
        // Once, never twice; an act nobody was told of may have been lost whole.
        expect(places.length, `${done.act} ${done.messageId}`).toBeLessThanOrEqual(1);
        if (isAcknowledged && done.act !== 'destroy')
          expect(idsAtLast.get(done.messageId), `${done.act} ${done.messageId} ${places.join()}`).toBe(done.acknowledgedId);
        if (done.act === 'star' && isAcknowledged) expect(places[0]).toMatch(/^INBOX .*\\Flagged/);
        if (done.act === 'move' && isAcknowledged) expect(places[0]).toMatch(/^Archive /);
        if (done.act === 'destroy' && isAcknowledged) expect([places, idsAtLast.has(done.messageId)]).toEqual([[], false]);
        if (done.act === 'draft' && isAcknowledged) expect(places[0]).toMatch(/^Drafts .*\\Draft/);
        if (done.act === 'send' && isAcknowledged) expect(places[0]).toMatch(/^Sent /);
        if ('emailId' in done && !isAcknowledged && places[0]?.startsWith('INBOX')) expect(inInbox).toContain(done.emailId);
      }
      const delivered = (await servers.doveadm(['fetch', '-u', receiver.login, 'hdr.message-id', 'all'])).match(/<[^>]+>/g) ?? [];
      for (const record of after) {
        expect(['done', 'uncertain']).toContain(record.state);
        const copies = delivered.filter((id) => id === `<${record.messageId}>`).length;
        if (record.state === 'done') expect(copies, record.messageId ?? '').toBe(1);
        else expect(copies).toBeLessThanOrEqual(1);
      }
      const sent = all.filter(({ act, acknowledgedId }) => act === 'send' && acknowledgedId !== null);
      expect(sent.every(({ messageId }) => after.some((record) => record.messageId === messageId))).toBe(true);
      // Enough of it happened to mean something.
      expect(all.filter(({ acknowledgedId }) => acknowledgedId !== null).length).toBeGreaterThan(rounds * 2);
    } finally {
      await stop();
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

function actsOf(round: number, ids: readonly string[], idOf: ReadonlyMap<string, EmailId>, to: string): Done[] {
  const known = (act: 'star' | 'move' | 'destroy', at: number): Done => {
    const messageId = ids[round * 3 + at] ?? '';
    return { act, emailId: idOf.get(messageId)!, messageId, acknowledgedId: null };
  };
  const made = (act: 'draft' | 'send'): Done => {
    const messageId = `${act}.${round}.${crypto.randomUUID()}@example.test`;
    const raw = message(`${act} ${round}`, { messageId, to: [to] }).toString('base64');
    const common = { raw, messageId, acknowledgedId: null };
    return act === 'send' ? { act, to: [to], ...common } : { act, ...common };
  };
  return [known('star', 0), made('send'), known('move', 1), made('draft'), known('destroy', 2)];
}

/** `mailbox flags` of every copy on the server by Message-ID; what is marked `\Deleted` counts as gone. */
async function placesOnServer(login: string): Promise<Map<string, string[]>> {
  const table = await servers.doveadm(['-f', 'tab', 'fetch', '-u', login, 'hdr.message-id mailbox flags', 'all']);
  const places = new Map<string, string[]>();
  for (const line of table.split('\n').slice(1)) {
    const [id = '', mailbox = '', flags = ''] = line.split('\t');
    const messageId = id.replaceAll(/[<>\s]/g, '');
    if (messageId !== '' && !flags.includes('\\Deleted')) places.set(messageId, [...(places.get(messageId) ?? []), `${mailbox} ${flags}`]);
  }
  return places;
}
