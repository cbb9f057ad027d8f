import { type BuildMessageInput, buildMessage, type Mailbox } from './build-message.ts';

export type GeneratedMessage = {
  raw: Buffer;
  messageId: string;
  subject: string;
  receivedAtMs: number;
  flags: readonly string[];
  /** number of the conversation it belongs to, within this run of the generator */
  thread: number;
};

type Options = {
  count: number;
  seed: number;
  to: string;
  /** `small`: one to two kilobytes each; `realistic`: newsletters and attachments up to 60 kB among them */
  bytes?: 'small' | 'realistic';
  /** when the last message arrived; default 2026-03-01T12:00Z */
  endMs?: number;
};

const minuteMs = 60_000;
const defaultEndMs = Date.UTC(2026, 2, 1, 12);

/**
 * A mailbox as people have it, oldest message first: conversations that overlap in time, plain text and HTML, attachments, newsletters, several
 * scripts, some unread, some starred. The same options give the same bytes.
 */
export function* generateMessages(options: Options): Generator<GeneratedMessage, void, undefined> {
  const random = seededRandom(options.seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const me: Mailbox = { name: '', address: options.to };
  const open: Conversation[] = [];
  const stepMs = 47 * minuteMs;
  const startMs = (options.endMs ?? defaultEndMs) - options.count * stepMs;
  let threads = 0;
  for (let index = 0; index < options.count; index++) {
    const receivedAtMs = startMs + index * stepMs + Math.floor(random() * 40 * minuteMs);
    const messageId = `${options.seed}.${index}.${Math.floor(random() * 1e9).toString(36)}@mail.elsewhere.test`;
    const continues = open.length > 0 && random() < 0.45;
    const conversation = continues ? pick(open) : newConversation(threads++, pick, random);
    if (!continues && conversation.kind !== 'newsletter') open.push(conversation);
    if (open.length > 12) open.shift();
    const from = pick(conversation.people);
    const subject = conversation.ids.length === 0 ? conversation.subject : `Re: ${conversation.subject}`;
    const text = paragraphs(conversation.kind, pick, random);
    const input: BuildMessageInput = {
      from,
      to: [me],
      cc: conversation.people.filter((person) => person !== from).slice(0, 2),
      subject,
      text,
      messageId,
      references: conversation.ids.slice(-10),
      dateMs: receivedAtMs - 5_000,
      ...(conversation.ids.length === 0 ? {} : { inReplyTo: conversation.ids.at(-1)! }),
      ...(conversation.kind === 'newsletter' ? newsletter(conversation, index, options.bytes ?? 'small', random) : {}),
      ...(conversation.kind === 'person' && random() < 0.12 ? { attachments: [attachment(options.bytes ?? 'small', pick, random)] } : {}),
    };
    conversation.ids.push(messageId);
    const recent = options.count - index < Math.max(20, options.count / 20);
    const flags = [
      ...(random() < (recent ? 0.55 : 0.97) ? ['\\Seen'] : []),
      ...(random() < 0.04 ? ['\\Flagged'] : []),
      ...(random() < 0.1 ? ['\\Answered'] : []),
    ];
    yield { raw: buildMessage(input), messageId, subject, receivedAtMs, flags, thread: conversation.number };
  }
}

type Conversation = { number: number; kind: 'person' | 'newsletter'; people: readonly Mailbox[]; subject: string; ids: string[] };

function newConversation(number: number, pick: <T>(list: readonly T[]) => T, random: () => number): Conversation {
  if (random() < 0.2) return { number, kind: 'newsletter', people: [pick(senders)], subject: pick(offers), ids: [] };
  const people = [pick(persons), pick(persons), pick(persons)].slice(0, 1 + Math.floor(random() * 3));
  const subject = `${pick(topics)} ${pick(details)}`;
  return { number, kind: 'person', people: [...new Set(people)], subject, ids: [] };
}

function paragraphs(kind: Conversation['kind'], pick: <T>(list: readonly T[]) => T, random: () => number): string {
  const count = kind === 'newsletter' ? 2 : 1 + Math.floor(random() * 4);
  return Array.from({ length: count }, () => Array.from({ length: 2 + Math.floor(random() * 3) }, () => pick(sentences)).join(' ')).join(
    '\n\n',
  );
}

function newsletter(
  conversation: Conversation,
  index: number,
  bytes: 'small' | 'realistic',
  random: () => number,
): Partial<BuildMessageInput> {
  const rows = bytes === 'small' ? 2 : 5 + Math.floor(random() * 60);
  const offer = (row: number) =>
    `<tr><td style="padding:12px;font-family:Arial"><h2 style="color:#234">${conversation.subject} ${row + 1}</h2><p>${sentences[row % sentences.length]}</p><a href="https://shop.elsewhere.test/offer/${index}/${row}">Read more</a></td></tr>`;
  const table = Array.from({ length: rows }, (_, row) => offer(row)).join('\n');
  const pixel = `<img src="https://track.elsewhere.test/open/${index}.gif" width="1" height="1" alt="">`;
  return {
    html: `<!doctype html><html><body style="margin:0;background:#f4f4f4"><table width="600">\n${table}\n</table>${pixel}</body></html>`,
    headers: [
      'List-Id: <news.elsewhere.test>',
      `List-Unsubscribe: <https://shop.elsewhere.test/leave/${index}>`,
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    ],
  };
}

function attachment(bytes: 'small' | 'realistic', pick: <T>(list: readonly T[]) => T, random: () => number) {
  const sizeBytes = bytes === 'small' ? 200 + Math.floor(random() * 600) : 2_000 + Math.floor(random() * 40_000);
  const content = Buffer.alloc(sizeBytes);
  for (let at = 0; at < sizeBytes; at++) content[at] = Math.floor(random() * 256);
  return { ...pick(files), content };
}

/** mulberry32 */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const person = (name: string, local: string): Mailbox => ({ name, address: `${local}@elsewhere.test` });
const persons: readonly Mailbox[] = [
  person('Ana Souza', 'ana'),
  person('Jürgen Groß', 'juergen'),
  person('Miyuki Tanaka', 'miyuki'),
  person('Олег Иванов', 'oleg'),
  person('Siobhán O’Brien', 'siobhan'),
  person('王小明', 'xiaoming'),
  person('Fatima Zahra', 'fatima'),
  person('Lars Nyström', 'lars'),
  person('Dr. Peter Stone, MD', 'stone'),
  person('Priya Raman', 'priya'),
  person('Tomás García', 'tomas'),
  person('Nora Lind', 'nora'),
];
const senders: readonly Mailbox[] = [
  person('Harbour Books', 'news'),
  person('Weekly Garden', 'garden'),
  person('City Theatre', 'tickets'),
  person('Trail & Summit', 'offers'),
];
const topics = [
  'Minutes of',
  'Question about',
  'Plan for',
  'Invoice for',
  'Photos from',
  'Draft of',
  'Notes on',
  'Termin für',
  'Compte rendu :',
  '資料:',
  'Отчёт:',
];
const details = [
  'the spring meeting',
  'the boat trip',
  'room 14',
  'the new kitchen',
  'our contract',
  'the school concert',
  'the budget',
  'Grüße aus Köln',
  'réunion du jeudi',
  '来週の会議',
  'поездка в горы',
  'the release',
];
const offers = [
  'Ten books for long evenings',
  'What to plant in March',
  'Last seats for Saturday',
  'Boots, tents and maps',
  'Members’ evening',
];
const sentences = [
  'Thank you for the quick answer, that helps a lot.',
  'I have put the numbers into the table and marked what is still open.',
  'Could we move it to Thursday at ten?',
  'The train leaves at 7:42, so we should meet at the station a little earlier.',
  'Please have a look at the second page before you sign.',
  'Das klingt gut, ich bringe den Schlüssel mit.',
  'Je vous envoie la version corrigée demain matin.',
  'よろしくお願いいたします。',
  'Спасибо, всё получили.',
  'Nobody has heard from the printer yet, so I called them again.',
  'It rained the whole weekend and we had a wonderful time all the same.',
  'The old quote still stands: 1,240 including delivery.',
];
const files = [
  { fileName: 'table.csv', type: 'text/csv' },
  { fileName: 'Übersicht 2026.pdf', type: 'application/pdf' },
  { fileName: 'photo.jpg', type: 'image/jpeg' },
  { fileName: 'contract (signed).docx', type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' },
];
