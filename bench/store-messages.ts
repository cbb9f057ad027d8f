import type { EmailAddress, MessagePart } from '#lib/mail/index.ts';
import type { SyncedMessage } from '#lib/store/index.ts';

const minuteMs = 60_000;
export const newestMs = Date.UTC(2026, 2, 1, 12);

/** mulberry32 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const syllables =
  'ba be bi co da de do fa fi ga go ha hi ka ko la le li lo ma me mi mo na ne no pa pe po ra re ri ro sa se so ta te to va vi wa'.split(
    ' ',
  );
/** Word number `rank` of a made-up language; common words have low ranks. */
export function wordOf(rank: number): string {
  let word = '';
  for (let rest = rank + 45; rest > 0; rest = Math.floor(rest / syllables.length)) word += syllables[rest % syllables.length];
  return word;
}

/** Few words are common and most are rare, as in a language. */
const zipf = (random: () => number, words: number): string => wordOf(Math.floor(words ** random()) - 1);

/** Texts as people write them, 20 to 400 words each, without end. */
export function* storeBodies(seed = 2): Generator<string, never, undefined> {
  const random = seededRandom(seed);
  for (;;) yield Array.from({ length: Math.floor(20 * 20 ** random()) }, () => zipf(random, 20_000)).join(' ');
}

type Conversation = { people: EmailAddress[]; subject: string; ids: string[]; isList: boolean };

const hex = (random: () => number, digits: number): string => {
  let text = '';
  while (text.length < digits) text += Math.floor(random() * 0x1_0000_0000).toString(16);
  return text.slice(0, digits);
};

/**
 * Messages as a mailbox of a person has them, oldest first: conversations that overlap in time, lists, attachments; with the header fields
 * that sync fetches (I16), `Received` and `Authentication-Results` among them. The same seed gives the same messages.
 */
export function* storeMessages(count: number, seed = 1): Generator<SyncedMessage, void, undefined> {
  const random = seededRandom(seed);
  const people = Array.from({ length: 2000 }, (_, rank): EmailAddress => {
    const [first, last] = [wordOf(rank * 7 + 50), wordOf(rank * 13 + 400)];
    return { name: rank % 5 === 0 ? null : `${capital(first)} ${capital(last)}`, email: `${first}.${last}@${wordOf(rank % 90)}.example` };
  });
  const me: EmailAddress = { name: 'Ann Example', email: 'ann@mail.example' };
  const person = () => people[Math.floor(people.length ** random()) - 1]!;
  const open: Conversation[] = [];
  const words = Math.max(2000, Math.floor(Math.sqrt(count) * 60));
  for (let index = 0; index < count; index += 1) {
    const continues = open.length > 0 && random() < 0.45;
    let conversation = open[Math.floor(random() * open.length)];
    if (!continues || conversation === undefined) {
      const isList = random() < 0.3;
      conversation = {
        people: [person(), person(), person()].slice(0, 1 + Math.floor(random() * 3)),
        subject: capital(Array.from({ length: 3 + Math.floor(random() * 5) }, () => zipf(random, words)).join(' ')),
        ids: [],
        isList,
      };
      if (!isList) open.push(conversation);
      if (open.length > 40) open.splice(Math.floor(random() * 20), 1);
    }
    const receivedAtMs = newestMs - (count - index) * 17 * minuteMs + Math.floor(random() * 15) * minuteMs;
    yield messageOf(conversation, index, receivedAtMs, me, random);
  }
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
const spelt = ({ name, email }: EmailAddress): string => (name === null ? email : `${name} <${email}>`);

function messageOf(conversation: Conversation, index: number, receivedAtMs: number, me: EmailAddress, random: () => number): SyncedMessage {
  const from = conversation.people[Math.floor(random() * conversation.people.length)]!;
  const domain = from.email.slice(from.email.indexOf('@') + 1);
  const cc = conversation.people.filter((each) => each !== from);
  const id = `${hex(random, 24)}.${index}@${domain}`;
  const references = conversation.ids.slice(-10);
  const inReplyTo = references.slice(-1);
  conversation.ids.push(id);
  const subject = inReplyTo.length === 0 ? conversation.subject : `Re: ${conversation.subject}`;
  const date = new Date(receivedAtMs - 4000).toUTCString().replace('GMT', '+0000');
  const hasAttachment = random() < 0.1;
  const boundary = `--=_${hex(random, 20)}`;
  const hop = (by: string, ipEnd: number) =>
    `Received: from ${wordOf(index % 300)}.${domain} (${wordOf(index % 300)}.${domain} [203.0.113.${ipEnd}])\r\n\tby ${by} (Postfix) with ESMTPS id ${hex(random, 12)}\r\n\tfor <${me.email}>; ${date}`;
  const header = [
    `Return-Path: <${from.email}>`,
    `Delivered-To: ${me.email}`,
    hop('store3.mail.example', index % 250),
    hop('mx1.mail.example', (index + 7) % 250),
    `Received: from [192.0.2.${index % 200}] (localhost [127.0.0.1])\r\n\tby smtp.${domain} with ESMTPSA id ${hex(random, 16)}; ${date}`,
    `Authentication-Results: mx1.mail.example;\r\n\tdkim=pass (2048-bit key; unprotected) header.d=${domain} header.i=@${domain} header.a=rsa-sha256 header.s=s1 header.b=${hex(random, 8)};\r\n\tspf=pass (mx1.mail.example: domain of ${from.email} designates 203.0.113.${index % 250} as permitted sender) smtp.mailfrom=${from.email};\r\n\tdmarc=pass (policy=none) header.from=${domain}`,
    `Date: ${date}`,
    `From: ${spelt(from)}`,
    `To: ${spelt(me)}`,
    ...(cc.length > 0 ? [`Cc: ${cc.map(spelt).join(',\r\n ')}`] : []),
    `Message-ID: <${id}>`,
    ...(inReplyTo.length > 0
      ? [`In-Reply-To: <${inReplyTo[0]}>`, `References: ${references.map((each) => `<${each}>`).join('\r\n ')}`]
      : []),
    `Subject: ${subject}`,
    ...(conversation.isList
      ? [
          `List-Id: <news.${domain}>`,
          `List-Unsubscribe: <https://news.${domain}/leave/${hex(random, 40)}>, <mailto:leave-${hex(random, 12)}@${domain}>`,
          'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
          'Precedence: bulk',
        ]
      : []),
    hasAttachment ? `Content-Type: multipart/mixed; boundary="${boundary}"` : `Content-Type: multipart/alternative; boundary="${boundary}"`,
    '',
    '',
  ].join('\r\n');
  return {
    uid: index + 1,
    flags: [...(random() < 0.92 ? ['\\Seen'] : []), ...(random() < 0.04 ? ['\\Flagged'] : []), ...(random() < 0.1 ? ['\\Answered'] : [])],
    modSeq: null,
    content: {
      sizeBytes: 3000 + Math.floor(random() * 60_000),
      receivedAtMs,
      sentAtMs: receivedAtMs - 4000,
      sentAt: new Date(receivedAtMs - 4000).toISOString().replace('.000Z', '+00:00'),
      subject,
      from: [from],
      sender: null,
      replyTo: null,
      to: [me],
      cc: cc.length > 0 ? cc : null,
      bcc: null,
      messageId: [id],
      inReplyTo: inReplyTo.length > 0 ? inReplyTo : null,
      references: references.length > 0 ? references : null,
      isList: conversation.isList,
      isAutomatic: false,
      structure: structureOf(boundary, hasAttachment, random),
      hasAttachment,
      headerBlock: Buffer.from(header),
      isHeaderComplete: false,
      text: null,
      serverEmailId: null,
      serverThreadId: null,
    },
  };
}

function structureOf(boundary: string, hasAttachment: boolean, random: () => number): MessagePart {
  const text = (partId: string, subtype: string): MessagePart => ({
    ...noPart,
    partId,
    type: `text/${subtype}`,
    size: 400 + Math.floor(random() * 20_000),
    charset: 'utf-8',
    encoding: 'quoted-printable',
    params: { charset: 'utf-8' },
  });
  const both = (prefix: string): MessagePart => ({
    ...noPart,
    type: 'multipart/alternative',
    params: { boundary },
    subParts: [text(`${prefix}1`, 'plain'), text(`${prefix}2`, 'html')],
  });
  if (!hasAttachment) return both('');
  const file: MessagePart = {
    ...noPart,
    partId: '2',
    type: 'application/pdf',
    size: Math.floor(random() * 500_000),
    name: `${zipf(random, 500)}.pdf`,
    disposition: 'attachment',
    encoding: 'base64',
  };
  return { ...noPart, type: 'multipart/mixed', params: { boundary: `${boundary}m` }, subParts: [both('1.'), file] };
}

const noPart: MessagePart = {
  partId: null,
  type: '',
  size: 0,
  name: null,
  charset: null,
  disposition: null,
  cid: null,
  language: null,
  location: null,
  encoding: null,
  params: {},
  subParts: null,
};
