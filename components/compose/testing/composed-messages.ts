import type { DraftContent } from '#lib/client/index.ts';
import type { RichNode, TypedAddress } from '#lib/compose/index.ts';
import type { Identity } from '#lib/contract/index.ts';
import type { ComposerFields, ComposerFile } from '../composer-state.ts';
import { draftContent, ownCid } from '../draft-content.ts';

/** A file as a person attaches it. */
export type AttachedFile = Pick<ComposerFile, 'name' | 'type' | 'disposition' | 'cid'> & { octets: Buffer };
/** What somebody wrote; `content` makes of it what is sent, once its files are uploaded. */
export type ComposedMessage = {
  fields: ComposerFields;
  files: AttachedFile[];
  content(blobIds: readonly string[], messageId: string, identity: Identity): DraftContent;
};

const subjects = [
  'Plain words',
  'Grüße aus Köln: déjà vu, naïve façade',
  'Встреча в четверг',
  '明日の会議について、資料を送ります',
  '🙂🎉 Party 👩‍👩‍👧‍👦 tonight 🇫🇷',
  'مرحبا بالعالم، كيف الحال؟',
  'שלום עולם mixed with English',
  '=?utf-8?Q?not=20encoded?= but typed like this',
  'A "quoted" subject, with; all: kinds <of> (brackets) \\ and =3D',
  `${'A very long subject that has to be folded '.repeat(12)}end`,
  'x'.repeat(900),
  `${'é'.repeat(300)}`,
  '',
  '  blanks  inside   of it',
  're: Re: RE: AW: Fwd: again',
];
const names = [
  'Ana Example',
  'Müller, Jörg',
  'O’Brien “The Boat” Siobhán',
  'Иван Петров',
  '山田 太郎',
  'علي حسن',
  '🙂 Smile',
  'Dr. A. B. C., PhD (Oxon.)',
  'back\\slash "and quote"',
];
/** Recipients that stand in the header and are not written to: the test's servers know none of them. */
const strangers = [
  'ana@example.org',
  "o'brien+tag@example.org",
  'jörg@example.org',
  '用户@例え.jp',
  '"very odd"@example.org',
  'a@bücher.example',
  'иван@пример.рф',
];
const lines = [
  'Hello there.',
  'A line of ordinary length that says something about the weather and the boat and the harbour and the people there, and goes on.',
  `word ${'without-an-end'.repeat(120)} word`,
  'x'.repeat(998),
  'y'.repeat(999),
  'z'.repeat(5_000),
  `${'viele Wörter mit Umlauten äöüß '.repeat(80)}Ende`,
  `${'слово за слово и ещё одно '.repeat(60)}конец`,
  `${'日本語の長い行'.repeat(200)}`,
  '🙂👩‍👩‍👧‍👦🇫🇷👍🏽 and words, e\u0301 combined',
  'مرحبا بالعالم (English inside) 123',
  'שורה אחת בעברית',
  '.',
  '..',
  '.dot in front',
  'From the harbour',
  'From: nobody@example.org',
  '> a quote of somebody',
  '>> of somebody deeper',
  ' one blank in front',
  '\ta tab in front\tand inside',
  'equals = signs =3D =20 and a soft break=',
  'QUIT',
  '--not a boundary',
  '--=_0123456789',
  '<b>no</b> &amp; markup',
  'nul-free \u0007 bell',
  'a\u00a0hard blank and a \u2028 separator',
];
const fileNames = [
  'plan.pdf',
  'Rechnung für März – „final“.pdf',
  'отчёт.xlsx',
  '資料 (最終版).pptx',
  'مرفق.docx',
  '🎉.png',
  'a "quoted"; name=x.txt',
  `${'very-long-name-'.repeat(14)}.bin`,
  'CON',
  '..hidden',
  "it's 100% (sure) & more.txt",
];
const types = [
  'application/pdf',
  'image/png',
  'text/plain',
  'text/html',
  'application/zip',
  'message/rfc822',
  'text/calendar',
  'application/octet-stream',
];

/** The same messages for the same seed. */
export function* composedMessages(count: number, seed: number, identity: Identity): Generator<ComposedMessage> {
  const random = seeded(seed);
  for (let at = 0; at < count; at += 1) yield compose(at, random, identity);
}

function compose(at: number, random: () => number, identity: Identity): ComposedMessage {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const some = <T>(list: readonly T[], most: number): T[] => Array.from({ length: Math.floor(random() * (most + 1)) }, () => pick(list));
  const person = (email: string): TypedAddress => ({ name: random() < 0.7 ? pick(names) : null, email, isValid: true, typed: email });
  // Every kind of line and subject comes up in the first messages, whatever the seed.
  const words = [...(at < lines.length ? [lines[at]!] : []), ...some(['', ...lines], 7)];
  // A person ends a text with a word: blank lines at its end are nobody's.
  const text = at % 23 === 7 ? '' : [...words, 'End.'].join('\n');
  const format = random() < 0.5 ? 'plain' : 'rich';
  const pictures = format === 'rich' && random() < 0.4 ? [ownCid()] : [];
  const rich = format === 'rich' ? richOf(words, pictures) : null;
  const files: AttachedFile[] = [
    ...some(fileNames, 3).map((name): AttachedFile => {
      const type = pick(types);
      return { name, type, disposition: 'attachment', cid: null, octets: octetsOf(type, random) };
    }),
    ...pictures.map(
      (cid): AttachedFile => ({
        name: 'picture.png',
        type: 'image/png',
        disposition: 'inline',
        cid,
        octets: octetsOf('image/png', random),
      }),
    ),
  ];
  const fields: ComposerFields = {
    identityId: identity.id,
    to: [person(at < strangers.length ? strangers[at]! : pick(strangers)), ...some(strangers, 2).map(person)],
    cc: some(strangers, 2).map(person),
    bcc: some(strangers, 1).map(person),
    subject: at < subjects.length ? subjects[at]! : pick(subjects),
    format,
    rich: rich?.document ?? null,
    html: rich?.html ?? '',
    text,
    quoted: null,
    isImportant: random() < 0.2,
    asksReceipt: false,
    wishes: { delivery: false, tls: false },
  };
  return {
    fields,
    files,
    content: (blobIds, messageId, from) =>
      draftContent({
        fields,
        identity: from,
        ties: { accountId: '' as never, messageId, inReplyTo: null, references: null, original: null },
        files: files.map(({ octets, ...file }, index) => ({
          ...file,
          ...{ key: String(index), sizeBytes: octets.length, sentBytes: octets.length, state: 'done', pieces: [], problem: null },
          blobId: blobIds[index] ?? null,
        })),
      }),
  };
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** As the editor holds it: one paragraph a line. */
function richOf(words: readonly string[], pictures: readonly string[]): { document: RichNode; html: string } {
  const paragraph = (text: string): RichNode => ({ type: 'paragraph', content: text === '' ? [] : [{ type: 'text', text }] });
  return {
    document: { type: 'doc', content: words.map(paragraph) },
    html:
      words.map((line) => `<p>${escaped(line)}</p>`).join('') +
      pictures.map((cid) => `<p><img src="cid:${cid}" alt="picture.png"></p>`).join(''),
  };
}

function octetsOf(type: string, random: () => number): Buffer {
  const size = 1 + Math.floor(random() * 20_000);
  if (type === 'message/rfc822') {
    const eightBit = Buffer.from('Wörter in einer Nachricht\r\n'.repeat(1 + (size % 40)), random() < 0.5 ? 'utf8' : 'latin1');
    return Buffer.concat([Buffer.from('From: x@example.org\r\nSubject: inside\r\nContent-Transfer-Encoding: 8bit\r\n\r\n.\r\n'), eightBit]);
  }
  if (type.startsWith('text/')) return Buffer.from('Zeile mit Umlaut ä\r\nand another\nand a bare CR\rhere '.repeat(1 + (size % 90)));
  return Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)));
}

/** mulberry32 */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
