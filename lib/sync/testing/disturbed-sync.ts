import { expect } from 'vitest';
import type { CuttingLine } from '#lib/imap/testing/cutting-line.ts';
import type { FakeRequest } from '#lib/imap/testing/fake-imap-server.ts';
import { startModelImap } from '#lib/imap/testing/model-imap-server.ts';
import { ModelMail } from '#lib/imap/testing/model-mail.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
import { contentOfRaw } from '../content-of-raw.ts';
import { differing, idsByMessageId, indexPicture, otherPicture } from './compare-with-server.ts';
import { modelClient } from './other-client.ts';
import { RunningAccount } from './running-account.ts';

const message = (name: string) =>
  `Message-ID: <${name}@example.test>\r\nSubject: ${name}\r\nDate: Thu, 1 Jan 2026 10:00:00 +0000\r\n\r\nText of ${name}\r\n`;

/**
 * What befalls one connection at the first command that `isMet`: it ends, or it stands still for ever without an end. `octets`: null before the
 * server has carried the command out, else after so many octets of the answer, inside a line or a literal.
 */
export type Disturbance = { isMet: (command: string, count: number) => boolean; octets: number | null; how: 'cut' | 'freeze' };

/** Enough for a server in the same process, on a machine that has other work. */
const answerMs = 1_500;

/**
 * A first sync, acts of ours and of another client, and what an undisturbed one would end with.
 *
 * @param line over which all connections go
 * @returns the commands in the order in which the server got them
 */
export async function disturbedSync(
  capabilities: readonly string[],
  disturbance: Disturbance | null,
  line: CuttingLine | null = null,
): Promise<string[]> {
  const mail = new ModelMail(['INBOX', 'Drafts', 'Sent', 'Trash', 'Archive']);
  for (let at = 0; at < 60; at += 1)
    mail.append('INBOX', message(`n${at}`), at % 2 === 0 ? ['\\Seen'] : [], Date.UTC(2026, 0, 1) + at * 60_000);
  await using server = await startModelImap(mail, { capabilities });
  await using way = line === null ? null : await line.open(server.port);
  const commands: string[] = [];
  const frozen = new Set<FakeRequest['socket']>();
  let isOver = disturbance === null;
  server.intercept = (request) => {
    if (frozen.has(request.socket)) return true;
    commands.push(request.command);
    if (isOver || disturbance?.isMet(request.command, commands.length) !== true) return false;
    isOver = true;
    const { octets, how } = disturbance;
    if (how === 'freeze') frozen.add(request.socket);
    endAfter(request, octets ?? 0, how);
    return octets === null;
  };
  const account = await RunningAccount.start((purpose, options) =>
    openTestSession(way?.port ?? server.port, {
      ...options,
      idleConnection: purpose === 'watch',
      ...(disturbance?.how === 'freeze' ? { answerMs, silenceMs: answerMs, loginTimeoutMs: answerMs } : {}),
    }),
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
    const raw = Buffer.from(message('draft'));
    const { blobId } = await store.blobs.put(accountId, raw, 'message/rfc822');
    const drafts = await account.mailbox('Drafts');
    await store.emails.create(accountId, {
      content: contentOfRaw(raw, Date.now()),
      rawBlobId: blobId,
      mailboxIds: [drafts],
      keywords: ['$draft'],
    });
    await store.mailboxes.create(accountId, { name: 'Own', parentId: null, isSubscribed: true, sortOrder: 1, role: null });
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
    expect([...mail.mailboxes.keys()]).toContain('Own');
    expect(places.filter((place) => /^(n[234]|draft)@/.test(place)).sort()).toEqual([
      'draft@example.test Drafts',
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

/** The connection ends after so many octets more, or says nothing more and does not end. */
function endAfter({ socket }: FakeRequest, octets: number, how: Disturbance['how']): void {
  const write = socket.write.bind(socket) as (chunk: Buffer) => boolean;
  let left = octets;
  const end = () => {
    if (how === 'cut') socket.end();
  };
  socket.write = (chunk: Uint8Array | string) => {
    const bytes = Buffer.from(chunk as string);
    if (left > 0) write(bytes.subarray(0, left));
    left -= bytes.length;
    if (left <= 0) end();
    return true;
  };
  if (octets === 0 && how === 'cut') socket.destroy();
}
