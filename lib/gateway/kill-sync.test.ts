import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { buildMessage, type MailUser, sharedMailServers } from '#e2e/servers/index.ts';
import type { EmailId } from '#lib/mail/index.ts';
import { wrongCounts } from '#lib/store/testing/verify-counts.ts';
import { differences, idsByMessageId, indexPicture } from '#lib/sync/testing/compare-with-server.ts';
import type { AccountMail } from './api.ts';
import { startCountedLine } from './testing/counted-line.ts';
import { KillableGateway } from './testing/killable-gateway.ts';
import { indexed, message } from './testing/read-mail.ts';
import { eventually, loginOf, openMail, startTestGateway } from './testing/test-gateway.ts';

const isLong = process.env.POSTERN_TEST_LONG === '1';
const moments = isLong ? 200 : 8;
const firstMessages = isLong ? 2_000 : 240;
/** Moments of a first fill; after them everything is read once, and the others hit later passes. */
const fillMoments = moments / 2;
const servers = await sharedMailServers();
const env = { POSTERN_LIMITS: 'indexIdleMs=1,prefetchMessages=20' };

/** Between 0 and 1, the same in every run. */
function* spread(): Generator<number, never> {
  // The golden ratio: evenly spread however many are taken.
  for (let at = 1; ; at += 1) yield (at * 0.618_033_988_749_895) % 1;
}

test(`V11: kill -9 at ${moments} moments of a sync: what comes of it equals an undisturbed twin and the server, under the same ids`, {
  timeout: moments * 30_000,
}, async () => {
  const user = await servers.newUser('killsync');
  await servers.fillMailbox(user, 'INBOX', firstMessages, { seed: 21 });
  await servers.fillMailbox(user, 'Archive', firstMessages / 4, { seed: 22 });
  const dir = mkdtempSync(join(tmpdir(), 'postern-kill-sync-'));
  const line = await startCountedLine(servers.imap.tlsPort);
  const throughLine = { imap: { ...servers.imap, tlsPort: line.port }, smtp: servers.smtp };
  const fractions = spread();
  const drafts: { messageId: string; acknowledged: EmailId | null }[] = [];
  let idsBefore = new Map<string, EmailId>();
  let killedAtWork = 0;
  try {
    // What an undisturbed first fill brings over the line.
    const twinDir = mkdtempSync(join(tmpdir(), 'postern-twin-'));
    const whole = await withMail(twinDir, throughLine, user, async () => line.octets());
    rmSync(twinDir, { recursive: true, force: true });

    let next = new KillableGateway();
    for (let moment = 0; moment < moments; moment += 1) {
      const running = next;
      next = new KillableGateway();
      const isFilling = moment < fillMoments;
      if (moment === fillMoments) idsBefore = await withMail(dir, throughLine, user, (mail) => idsByMessageId(mail.store, mail.id));
      if (!isFilling) await changeElsewhere(user, moment);
      // A round begins with the login and the listing; what has come in earlier rounds does not come again.
      const octets = isFilling ? (fractions.next().value * 2 * whole) / fillMoments : fractions.next().value * 24_000;
      let isKilled = false;
      const killed = new Promise<void>((resolve) => {
        line.after(Math.ceil(8_000 + octets), () => {
          isKilled = true;
          running.kill().then(resolve, resolve);
        });
      });
      const draft = { messageId: `killed.${moment}.${crypto.randomUUID()}@example.test`, acknowledged: null as EmailId | null };
      const opened = running.open({ dir, servers: throughLine, user, env }).then(
        async () => {
          const raw = message(`Draft ${moment}`, { messageId: draft.messageId }).toString('base64');
          if (moment % 3 === 0) {
            drafts.push(draft);
            running.act([{ act: 'draft', raw }], (_index, id) => {
              draft.acknowledged = id;
            });
          }
          await running.settled();
        },
        (error: unknown) => {
          if (!isKilled) throw error;
        },
      );
      await Promise.race([killed, opened]);
      if (isKilled) killedAtWork += 1;
      await running.kill();
      await opened;
    }
    await next.kill();

    expect(integrity(dir)).toBe('ok');
    const [picture, ids] = await withMail(dir, throughLine, user, async (mail) => {
      expect(await differences(mail.store, mail.id, servers, user)).toEqual([]);
      const found = await idsByMessageId(mail.store, mail.id);
      await allFindable(mail, found);
      return [await indexPicture(mail.store, mail.id), found] as const;
    });
    expect(wrongCounts(join(dir, 'data'))).toEqual([]);
    const freshDir = mkdtempSync(join(tmpdir(), 'postern-twin-'));
    try {
      await withMail(freshDir, throughLine, user, async (mail) => {
        expect(await indexPicture(mail.store, mail.id)).toEqual(picture);
        await allFindable(mail, ids);
      });
    } finally {
      rmSync(freshDir, { recursive: true, force: true });
    }
    for (const [messageId, id] of idsBefore) if (ids.has(messageId)) expect([messageId, ids.get(messageId)]).toEqual([messageId, id]);
    expect(idsBefore.size).toBeGreaterThanOrEqual(firstMessages);
    for (const { messageId, acknowledged } of drafts) if (acknowledged !== null) expect(ids.get(messageId), messageId).toBe(acknowledged);
    // Enough of it hit something.
    expect(killedAtWork).toBeGreaterThanOrEqual(moments / 2);
  } finally {
    await line.stop();
    rmSync(dir, { recursive: true, force: true });
  }
});

/** Runs a gateway over the folder until all is read and indexed, asks, and stops it. */
async function withMail<Answer>(
  dir: string,
  at: Parameters<typeof loginOf>[0],
  user: MailUser,
  ask: (mail: AccountMail) => Promise<Answer>,
): Promise<Answer> {
  const { gateway, stop } = await startTestGateway({ dir, keep: true, env });
  try {
    const { mail } = await openMail(gateway, loginOf(at, user));
    await indexed(mail);
    return await ask(mail);
  } finally {
    await stop();
  }
}

/** What other programs of the same person do while nobody of ours runs. */
async function changeElsewhere(user: MailUser, moment: number): Promise<void> {
  const raw = (subject: string) =>
    buildMessage({
      from: 'ana@example.test',
      to: [user.address],
      subject,
      text: `Meanwhile ${moment} the quokka slept.`,
      messageId: `meanwhile.${moment}.${crypto.randomUUID()}@example.test`,
      dateMs: Date.now(),
    });
  await servers.appendMany(
    user,
    'INBOX',
    Array.from({ length: 12 }, (_, at) => ({ raw: raw(`Meanwhile ${moment} ${at}`) })),
  );
  const inbox = ['mailbox', 'INBOX', 'uid'];
  await servers.doveadm(['flags', 'add', '-u', user.login, '\\Flagged later', ...inbox, `${moment + 1}:${moment + 9}`]);
  await servers.doveadm(['move', '-u', user.login, 'Archive', ...inbox, String(moment * 3 + 20)]);
  await servers.doveadm(['expunge', '-u', user.login, ...inbox, String(moment * 3 + 21)]);
}

/** Waits until the words of all messages from elsewhere are found: the indexer looks for them when it has time. */
async function allFindable(mail: AccountMail, ids: ReadonlyMap<string, EmailId>): Promise<void> {
  const expected = [...ids.keys()].filter((messageId) => messageId.startsWith('meanwhile.')).length;
  expect(expected).toBeGreaterThan(0);
  await eventually(async () => (await findable(mail)) === expected, `${expected} messages found by their words`, 90_000);
}

/** How many messages are found by a word that every message from elsewhere has. */
async function findable({ store, id }: AccountMail): Promise<number> {
  const found = await store.emails.query(id, {
    filter: { op: 'text', field: 'body', text: 'quokka' },
    sort: [],
    collapseThreads: false,
    position: 0,
    anchor: null,
    anchorOffset: 0,
    limit: null,
    calculateTotal: false,
  });
  return 'ids' in found ? found.ids.length : 0;
}

function integrity(dir: string): unknown {
  const db = new DatabaseSync(join(dir, 'data', 'postern.db'), { readOnly: true });
  try {
    return Object.values(db.prepare('pragma integrity_check').get() ?? {})[0];
  } finally {
    db.close();
  }
}
