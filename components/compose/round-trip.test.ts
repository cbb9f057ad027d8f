import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { domainToASCII, fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import { draftToEmail } from '#lib/client/drafts.ts';
import { unflowText } from '#lib/compose/index.ts';
import type { Email, EmailBodyPart, Identity } from '#lib/contract/index.ts';
import { eventually, loginOf, openMail, startTestGateway } from '#lib/gateway/testing/test-gateway.ts';
import { jmapOver } from '#lib/jmap/testing/gateway-jmap.ts';
import { flowedText } from '../message/mail-content.ts';
import { type ComposedMessage, composedMessages } from './testing/composed-messages.ts';

// What somebody writes here is what arrives elsewhere: composed, saved, submitted, carried by Postfix into a Dovecot mailbox, and read back by a
// parser that is none of ours and by our own.

const isLong = process.env.POSTERN_TEST_LONG === '1';
const count = isLong ? 200 : 30;
const hasPython = spawnSync('python3', ['-c', 'import email.policy']).status === 0;
const sha256 = (octets: Uint8Array) => createHash('sha256').update(octets).digest('hex');

type Sent = { composed: ComposedMessage; subject: string; raw: Buffer; email: Email };
const sent: Sent[] = [];
let running: Awaited<ReturnType<typeof startTestGateway>>;
let from: Identity;
let read: (blobId: string) => Promise<Buffer>;

beforeAll(
  async () => {
    running = await startTestGateway();
    const servers = await sharedMailServers();
    const [writer, reader] = [await servers.newUser('composer'), await servers.newUser('reader')];
    const [writing, reading] = [
      await openMail(running.gateway, loginOf(servers, writer)),
      await openMail(running.gateway, loginOf(servers, reader)),
    ];
    const [write, ask] = [jmapOver(writing.user, writing.accountId), jmapOver(reading.user, reading.accountId)];
    from = (await write('Identity/get', { ids: null })).list[0]!;
    const drafts = (await write('Mailbox/get', { ids: null })).list.find(({ role }) => role === 'drafts')!.id;

    const all = [...composedMessages(count, 20261122, from)];
    const messageIds = all.map((_, at) => `round.${at}.${crypto.randomUUID()}@example.test`);
    for (const [at, composed] of all.entries()) {
      const blobIds: string[] = [];
      for (const { octets, type } of composed.files) {
        async function* once() {
          yield octets;
        }
        blobIds.push((await writing.mail.upload(once(), type)).blobId);
      }
      const email = draftToEmail(composed.content(blobIds, messageIds[at]!, from), drafts);
      const made = await write('Email/set', { create: { draft: email } });
      if (made.created?.draft === undefined) throw new Error(`message ${at}: ${JSON.stringify(made.notCreated)}`);
      const envelope = { mailFrom: { email: writer.address }, rcptTo: [{ email: reader.address }] };
      const out = await write('EmailSubmission/set', {
        create: { out: { identityId: from.id, emailId: made.created.draft.id, envelope } },
      });
      if (out.created?.out === undefined) throw new Error(`message ${at}: ${JSON.stringify(out.notCreated)}`);
    }
    const arrived = await eventually(
      async () => {
        const { ids } = await ask('Email/query', { filter: null, limit: 500 });
        return ids.length >= count ? ids : null;
      },
      'the arrival of every message',
      isLong ? 300_000 : 55_000,
    );
    read = async (blobId) => {
      const blob = await reading.mail.blob(blobId, { range: null, signal: AbortSignal.timeout(30_000) });
      const chunks: Uint8Array[] = [];
      for await (const chunk of blob!.stream) chunks.push(chunk);
      return Buffer.concat(chunks);
    };
    const { list } = await ask('Email/get', {
      ids: arrived,
      properties: [
        'id',
        'blobId',
        'messageId',
        'subject',
        'from',
        'to',
        'cc',
        'bcc',
        'textBody',
        'htmlBody',
        'attachments',
        'bodyValues',
        'header:Importance:asText',
      ],
      bodyProperties: ['partId', 'blobId', 'name', 'type', 'disposition', 'cid', 'header:Content-Type'],
      fetchAllBodyValues: true,
    });
    const byId = new Map(list.map((email) => [email.messageId?.[0] ?? '', email]));
    for (const [at, composed] of all.entries()) {
      const email = byId.get(messageIds[at]!) as Email;
      sent.push({ composed, subject: composed.fields.subject, email, raw: await read(email.blobId) });
    }
  },
  isLong ? 600_000 : 120_000,
);
afterAll(() => running.stop());

/** Without what RFC 3676 §4.2 lets nobody keep: blanks at the end of a line. */
const asArrived = (text: string) =>
  text
    .split('\n')
    .map((line) => (line === '-- ' ? line : line.replace(/ +$/, '')))
    .join('\n')
    .replace(/\n+$/, '');
/** An international domain goes as A-labels where the local part lets it: then no server needs SMTPUTF8 for it (RFC 6531 §3.3). */
const asWritten = (email: string) => {
  const [, local = '', domain = ''] = /^(.*)@([^@]*)$/s.exec(email) ?? [];
  return /^[ -~]*$/.test(local) ? `${local}@${domainToASCII(domain)}` : email;
};
const sentTo = (list: readonly { name: string | null; email: string }[]) => list.map(({ name, email }) => [name, asWritten(email)]);
const people = (list: readonly { name: string | null; email: string }[] | null) => (list ?? []).map(({ name, email }) => [name, email]);
const isShown = (html: string | null, cid: string | null) => cid !== null && html?.includes(`cid:${cid}`) === true;

describe.each([
  ['written plainly', 'plain'],
  ['written with a look', 'rich'],
] as const)('what was %s arrives as it was', (_, format) => {
  const ofThem = () => sent.filter(({ composed }) => composed.fields.format === format);

  test('read back by our own reader', async () => {
    expect(ofThem().length).toBeGreaterThan(count / 5);
    for (const { composed, email, subject } of ofThem()) {
      const content = composed.content(
        composed.files.map((_file, at) => `b${at}`),
        'x',
        from,
      );
      const where = `message “${subject.slice(0, 40)}”`;
      const value = (part: EmailBodyPart | undefined) => email.bodyValues[part?.partId ?? '']?.value ?? '';
      expect(email.subject ?? '', where).toBe(subject);
      expect(people(email.from), where).toEqual([[from.name === '' ? null : from.name, from.email]]);
      expect([people(email.to), people(email.cc), people(email.bcc)], where).toEqual([sentTo(content.to), sentTo(content.cc), []]);
      const text = email.textBody.find(({ type }) => type === 'text/plain');
      expect(asArrived(flowedText(text!, value(text))), where).toBe(asArrived(unflowText(content.text)));
      const page = email.htmlBody.find(({ type }) => type === 'text/html');
      expect(page === undefined ? null : value(page).trimEnd(), where).toBe(content.html);
      const files: { name: string | null; type: string; cid: string | null; sha256: string }[] = [];
      for (const { name, type, cid, blobId } of email.attachments) files.push({ name, type, cid, sha256: sha256(await read(blobId!)) });
      const attached = composed.files.map(({ name, type, cid, octets }) => ({ name, type, cid, sha256: sha256(octets) }));
      const order = (list: typeof files) => list.map((file) => JSON.stringify(file)).sort();
      expect(order(files), where).toEqual(order(attached));
      for (const { cid } of composed.files) if (cid !== null) expect(isShown(content.html, cid), where).toBe(true);
      expect(/high/.test(String((email as Record<string, unknown>)['header:Importance:asText'])), where).toBe(composed.fields.isImportant);
    }
  });

  test.skipIf(!hasPython)('read back by a parser that is none of ours (passed over where Python is absent)', () => {
    const script = fileURLToPath(new URL('testing/read-message.py', import.meta.url));
    const input = ofThem().map(({ raw }) => `${raw.toString('base64')}\n`);
    const out = execFileSync('python3', [script], { input: input.join(''), maxBuffer: 1_000_000_000 }).toString('utf8');
    const foreign = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(foreign).toHaveLength(input.length);
    for (const [at, { composed, subject }] of ofThem().entries()) {
      const content = composed.content(
        composed.files.map((_file, index) => `b${index}`),
        'x',
        from,
      );
      const mail = foreign[at];
      const where = `message “${subject.slice(0, 40)}”`;
      expect(mail.defects, where).toEqual([]);
      expect(mail.subject ?? '', where).toBe(subject);
      expect([mail.to, mail.cc, mail.bcc], where).toEqual([sentTo(content.to), sentTo(content.cc), []]);
      const [[text, flowed]] = mail.texts;
      expect(flowed, where).toBe('flowed');
      expect(asArrived(unflowText(text)), where).toBe(asArrived(unflowText(content.text)));
      expect(
        mail.pages.map((page: string) => page.trimEnd()),
        where,
      ).toEqual(content.html === null ? [] : [content.html]);
      type Foreign = { name: string; type: string; sha256: string | null };
      // A message inside a message is parsed by that parser, and not given back as its octets.
      const order = (list: Foreign[]) =>
        list.map(({ name, type, sha256: sum }) => `${name} ${type} ${type === 'message/rfc822' ? '' : sum}`).sort();
      expect(order(mail.files), where).toEqual(order(composed.files.map((file) => ({ ...file, sha256: sha256(file.octets) }))));
    }
  });

  test('no line is longer than 998 octets, every line ends with CRLF, and only addresses are beyond ASCII', () => {
    for (const { raw, subject, composed } of ofThem()) {
      const text = raw.toString('latin1');
      const withoutInner = composed.files.some(({ type }) => type === 'message/rfc822');
      for (const line of text.split('\r\n')) expect(line.length, subject).toBeLessThanOrEqual(998);
      expect(text.replaceAll('\r\n', ''), subject).not.toMatch(/[\r\n]/);
      const head = text.slice(0, text.indexOf('\r\n\r\n')).replaceAll(/^(?:To|Cc):(?:.*\r\n?[ \t])*.*$/gm, '');
      expect(head, subject).not.toMatch(/[\u0080-\u00ff]/);
      if (!withoutInner) expect(text.slice(text.indexOf('\r\n\r\n')), subject).not.toMatch(/[\u0080-\u00ff]/);
    }
  });
});
