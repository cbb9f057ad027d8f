import { expect, test } from 'vitest';
import type { FakeRequest } from '#lib/imap/testing/fake-imap-server.ts';
import { startModelImap } from '#lib/imap/testing/model-imap-server.ts';
import { ModelMail } from '#lib/imap/testing/model-mail.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
import { differing, idsByMessageId, indexPicture, otherPicture } from './testing/compare-with-server.ts';
import { full, without } from './testing/house.ts';
import { modelClient } from './testing/other-client.ts';
import { RunningAccount } from './testing/running-account.ts';

const isLong = process.env.POSTERN_TEST_LONG === '1';
const servers = {
  everything: full,
  'no CONDSTORE, UIDPLUS, MOVE, ESEARCH': without('QRESYNC', 'CONDSTORE', 'ENABLE', 'UIDPLUS', 'MOVE', 'ESEARCH'),
};

const message = (name: string) =>
  `Message-ID: <${name}@example.test>\r\nSubject: ${name}\r\nDate: Thu, 1 Jan 2026 10:00:00 +0000\r\n\r\nText of ${name}\r\n`;

/** The line dies before the server has carried the command out, or after so many octets of the answer: inside a line or a literal. */
type Cut = { command: number; octets: number | null };

/** @returns how many commands the whole took */
async function syncWith(capabilities: readonly string[], cut: Cut | null): Promise<number> {
  const mail = new ModelMail(['INBOX', 'Drafts', 'Sent', 'Trash', 'Archive']);
  for (let at = 0; at < 60; at += 1)
    mail.append('INBOX', message(`n${at}`), at % 2 === 0 ? ['\\Seen'] : [], Date.UTC(2026, 0, 1) + at * 60_000);
  await using server = await startModelImap(mail, { capabilities });
  let commands = 0;
  server.intercept = (request) => {
    commands += 1;
    if (cut === null || commands !== cut.command) return false;
    if (cut.octets === null) {
      request.socket.destroy();
      return true;
    }
    dieAfter(request, cut.octets);
    return false;
  };
  const account = await RunningAccount.start((purpose, options) =>
    openTestSession(server.port, { ...options, idleConnection: purpose === 'watch' }),
  );
  const { store, accountId } = account;
  try {
    await account.settle({ passAll: true });
    const before = await idsByMessageId(store, accountId);
    expect(before.size).toBe(60);
    const id = (name: string) => before.get(`${name}@example.test`)!;
    const update = { addKeywords: [], removeKeywords: [], mailboxIds: null };
    const archive = await account.mailbox('Archive');
    await store.emails.update(accountId, [
      { ...update, id: id('n1'), addKeywords: ['$flagged'] },
      { ...update, id: id('n2'), mailboxIds: [archive] },
      { ...update, id: id('n3'), mailboxIds: [await account.mailbox('INBOX'), archive] },
    ]);
    await store.emails.destroy(accountId, [id('n4')]);
    mail.mailbox('INBOX').setFlag(10, '\\Answered', true);
    mail.mailbox('INBOX').expunge([11]);
    mail.move(mail.mailbox('INBOX'), [12], mail.mailbox('Trash'));
    mail.append('INBOX', message('new'));
    await account.settle({ passAll: true });
    expect(differing(await otherPicture(modelClient(mail)), await indexPicture(store, accountId))).toEqual([]);
    // What an undisturbed twin ends with: each message once, where it was sent, under its id.
    const places = Object.entries(await otherPicture(modelClient(mail))).map(
      ([place, { messageId }]) => `${messageId} ${place.split(' ')[0]}`,
    );
    expect(places.filter((place) => /^n[234]@/.test(place)).sort()).toEqual([
      'n2@example.test Archive',
      'n3@example.test Archive',
      'n3@example.test INBOX',
    ]);
    const after = await idsByMessageId(store, accountId);
    for (const [messageId, emailId] of before)
      if (after.has(messageId)) expect([messageId, after.get(messageId)]).toEqual([messageId, emailId]);
    expect([...before.keys()].filter((messageId) => !after.has(messageId)).sort()).toEqual(['n10@example.test', 'n4@example.test']);
  } finally {
    await account.stop();
  }
  return commands;
}

function dieAfter({ socket }: FakeRequest, octets: number): void {
  const write = socket.write.bind(socket) as (chunk: Buffer) => boolean;
  let left = octets;
  socket.write = (chunk: Uint8Array | string) => {
    const bytes = Buffer.from(chunk as string);
    if (left > 0) write(bytes.subarray(0, left));
    left -= bytes.length;
    if (left <= 0) socket.end();
    return true;
  };
}

test.each(Object.entries(servers))(
  'V11, I29, J5: wherever the line is cut in a sync, the end is that of an undisturbed one (%s)',
  { timeout: isLong ? 3_600_000 : 180_000 },
  async (_name, capabilities) => {
    const commands = await syncWith(capabilities, null);
    expect(commands).toBeGreaterThan(20);
    const every = isLong ? 1 : 11;
    const allOctets = [null, 0, 1, 60, 700, 3_000];
    const someOctets = [null, 0, 700];
    for (let command = 1; command <= commands; command += every)
      for (const octets of isLong ? allOctets : [someOctets[Math.floor(command / every) % someOctets.length] ?? null]) {
        try {
          await syncWith(capabilities, { command, octets });
        } catch (error) {
          throw new Error(`cut at command ${command}, after ${octets} octets`, { cause: error });
        }
      }
  },
);
