/**
 * `npm run bench -- --store 1000000`: the store alone, filled with generated messages, beside one of 10,000 in the same run, so that what
 * grows with the mailbox shows as a ratio (performance.md: flat, at most 1.5). With `--texts` behind the number the text of the newest
 * messages, two years of them, is indexed as well. No test asserts these figures.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AccountId, type EmailId, type MailboxId, type MailFilter, newId, type ThreadId } from '#lib/mail/index.ts';
import { type EmailQuery, openStore, type Store } from '#lib/store/index.ts';
import { median, percentile } from './statistics.ts';
import { seededRandom, storeBodies, storeMessages, newestMs as storeNewestMs, wordOf } from './store-messages.ts';

const smallCount = 10_000;
const batchMessages = 1000;
const rounds = 100;
const flatRatio = 1.5;
const withTexts = process.argv.includes('--texts');
const twoYearsMs = 731 * 24 * 60 * 60_000;

const say = (line: string) => process.stdout.write(`${line}\n`);
const count = Number(process.argv[2] ?? 100_000);
if (!Number.isSafeInteger(count) || count < 1000) throw new Error('--store takes a number of messages, 1000 or more');

type Filled = {
  store: Store;
  dataDir: string;
  accountId: AccountId;
  inbox: MailboxId;
  perSecond: number;
  perCpuSecond: number;
  megabytes: number;
  texts: number;
};

async function fill(messages: number): Promise<Filled> {
  const dataDir = await mkdtemp(join(tmpdir(), 'postern-bench-'));
  const store = await openStore({ dataDir });
  const server = { host: 'imap.bench.example', port: 993, tls: 'tls', login: 'ann' } as const;
  const { accountId } = await store.people.createPersonWithAccount({
    identity: { protocol: 'imap', host: server.host, port: server.port, login: server.login },
    address: 'ann@mail.example',
    name: 'Ann',
    servers: { incoming: { protocol: 'imap', ...server }, outgoing: server, traits: {} },
    isDemo: false,
    personId: newId('p'),
    accountId: newId('a'),
    sealedCredential: new Uint8Array(1),
  });
  await store.mailboxes.recordListing(
    accountId,
    [
      {
        path: 'INBOX',
        name: 'INBOX',
        parentPath: null,
        delimiter: '/',
        role: 'inbox',
        isSelectable: true,
        isSubscribed: true,
        noInferiors: false,
        serverMailboxId: null,
        rights: null,
        serverMessages: messages,
      },
    ],
    [],
  );
  const inbox = (await store.mailboxes.get(accountId, null)).find(({ role }) => role === 'inbox')!.id;
  // Made in slices, so that a million of them need not lie in memory. Making them is not counted; what is stored behind the list is: its words.
  const source = storeMessages(messages);
  const whole = process.cpuUsage();
  const newestMs = storeNewestMs;
  const texts: { id: EmailId; receivedAtMs: number }[] = [];
  let [writingMs, makingCpuMicros] = [0, 0];
  for (let done = 0; done < messages; ) {
    const making = process.threadCpuUsage();
    const slice = [...take(source, Math.min(20_000, messages - done))].reverse();
    const { user, system } = process.threadCpuUsage(making);
    makingCpuMicros += user + system;
    done += slice.length;
    const startMs = performance.now();
    for (let at = 0; at < slice.length; at += batchMessages) {
      const appeared = slice.slice(at, at + batchMessages);
      const { created } = await store.emails.applyPass(accountId, inbox, {
        uidValidity: 1,
        appeared,
        flags: [],
        vanished: [],
        checkpoint: { serverMessages: messages, uidNext: messages + 1 },
      });
      if (withTexts)
        created.forEach((id, nth) => {
          const { receivedAtMs } = appeared[nth]!.content;
          if (receivedAtMs >= newestMs - twoYearsMs) texts.push({ id, receivedAtMs });
        });
    }
    writingMs += performance.now() - startMs;
  }
  const startMs = performance.now();
  await store.tidy();
  writingMs += performance.now() - startMs;
  const { user, system } = process.cpuUsage(whole);
  const writingCpuMs = (user + system - makingCpuMicros) / 1000;
  if (withTexts) await indexTexts(store, accountId, texts);
  await store.close();
  // Opening moves what is still in the log into the file.
  const opened = await openStore({ dataDir });
  const { size } = await stat(join(dataDir, 'postern.db'));
  return {
    store: opened,
    dataDir,
    accountId,
    inbox,
    perSecond: (messages / writingMs) * 1000,
    perCpuSecond: (messages / writingCpuMs) * 1000,
    megabytes: size / 1e6,
    texts: texts.length,
  };
}

/** As the gateway does it in idle time: newest first, some at a time. */
async function indexTexts(store: Store, accountId: AccountId, texts: { id: EmailId; receivedAtMs: number }[]): Promise<void> {
  texts.sort((a, b) => b.receivedAtMs - a.receivedAtMs);
  const bodies = storeBodies();
  for (let at = 0; at < texts.length; at += 25)
    await store.emails.storeText(
      accountId,
      texts.slice(at, at + 25).map(({ id }) => {
        const search = bodies.next().value;
        return { emailId: id, search, preview: search.slice(0, 200), parts: [] };
      }),
    );
  await store.tidy();
}

function* take<Value>(source: Iterator<Value>, most: number): Generator<Value> {
  for (let taken = 0; taken < most; taken += 1) {
    const { value, done } = source.next();
    if (done === true) return;
    yield value;
  }
}

type Work = { name: string; budgetMs: number | null; samples: number[] };

async function measure({ store, accountId, inbox }: Filled): Promise<Work[]> {
  const random = seededRandom(99);
  const inInbox: MailFilter = { op: 'in-mailbox', mailboxId: inbox };
  const [mailbox] = await store.mailboxes.get(accountId, [inbox]);
  const { totalEmails, totalThreads } = mailbox!;
  const query = (fields: Partial<EmailQuery>) =>
    store.emails.query(accountId, {
      filter: inInbox,
      sort: [{ key: 'receivedAt', ascending: false, keyword: null }],
      collapseThreads: true,
      position: 0,
      anchor: null,
      anchorOffset: 0,
      limit: 50,
      calculateTotal: true,
      ...fields,
    });
  const idsOf = async (fields: Partial<EmailQuery>): Promise<EmailId[]> => {
    const result = await query(fields);
    return 'ids' in result ? result.ids : [];
  };
  const page = async (fields: Partial<EmailQuery>): Promise<void> => {
    const ids = await idsOf(fields);
    const rows = await store.emails.summaries(accountId, ids);
    await store.emails.threads(accountId, [...new Set(rows.map(({ threadId }) => threadId))]);
  };
  const text = (words: string, field: 'any' | 'subject' = 'any'): MailFilter => ({ op: 'text', field, text: words });
  const within = (filter: MailFilter): MailFilter => ({ op: 'and', terms: [inInbox, filter] });
  const middle = await idsOf({ position: Math.floor(totalThreads / 2), limit: 1 });
  const threads: ThreadId[] = (await store.emails.summaries(accountId, await idsOf({ position: Math.floor(totalThreads / 3) }))).map(
    ({ threadId }) => threadId,
  );
  const anyIds = await idsOf({ collapseThreads: false, position: Math.floor(totalEmails / 2), limit: 200 });
  const recent = await store.state(accountId, 'Email');
  const works: { name: string; budgetMs: number | null; run: (round: number) => Promise<unknown> }[] = [
    { name: 'page of 50 threads, newest', budgetMs: 3, run: () => page({}) },
    { name: 'page of 50 threads, middle by position', budgetMs: 3, run: () => page({ position: Math.floor(totalThreads / 2) }) },
    { name: 'page of 50 threads, anywhere', budgetMs: 3, run: () => page({ position: Math.floor(random() * (totalThreads - 50)) }) },
    { name: 'page of 50 threads, middle by anchor', budgetMs: 3, run: () => page({ anchor: middle[0]!, anchorOffset: -25 }) },
    {
      name: 'page of 50 Emails, middle by position',
      budgetMs: 3,
      run: () => page({ collapseThreads: false, position: Math.floor(totalEmails / 2) }),
    },
    {
      name: 'open a thread (records of all its Emails)',
      budgetMs: 3,
      run: async (round) => {
        const [thread] = await store.emails.threads(accountId, [threads[round % threads.length]!]);
        await store.emails.get(accountId, thread!.emailIds);
      },
    },
    ...(['pdf', 'video'] as const).map((kind) => ({
      name: kind === 'pdf' ? 'files of a common kind, first 100 messages' : 'files of a kind that there is none of',
      budgetMs: 100,
      run: async () => {
        const terms: MailFilter[] = [
          { op: 'has-attachment', has: true },
          { op: 'file-kind', kinds: [kind] },
        ];
        const filter: MailFilter = { op: 'and', terms };
        const ids = await idsOf({ filter, collapseThreads: false, calculateTotal: false, limit: 500 });
        await store.emails.get(accountId, ids.slice(0, 100));
      },
    })),
    {
      name: 'search, rare word, newest 50',
      budgetMs: 3,
      run: (round) => query({ filter: text(wordOf(1500 + round)), calculateTotal: false }),
    },
    { name: 'search, rare word, newest 50 with total', budgetMs: null, run: (round) => query({ filter: text(wordOf(1500 + round)) }) },
    { name: 'search, common word, newest 50 with total', budgetMs: null, run: () => query({ filter: text(wordOf(20)) }) },
    { name: 'search, very common word, newest 50 with total', budgetMs: null, run: () => query({ filter: text(wordOf(1)) }) },
    {
      name: 'search, very common word, Emails, with total',
      budgetMs: null,
      run: () => query({ filter: text(wordOf(1)), collapseThreads: false }),
    },
    {
      name: 'search, start of a word in every message',
      budgetMs: null,
      run: () => query({ filter: text('examp'), calculateTotal: false }),
    },
    {
      name: 'search, two common words',
      budgetMs: null,
      run: () => query({ filter: text(`${wordOf(20)} ${wordOf(30)}`), calculateTotal: false }),
    },
    { name: 'search, common word, newest 50', budgetMs: null, run: () => query({ filter: text(wordOf(20)), calculateTotal: false }) },
    {
      name: 'search, common word in the inbox, newest 50',
      budgetMs: null,
      run: () => query({ filter: within(text(wordOf(20))), calculateTotal: false }),
    },
    { name: 'search, very common word, newest 50', budgetMs: null, run: () => query({ filter: text(wordOf(1)), calculateTotal: false }) },
    { name: 'search, first 2 letters, newest 50', budgetMs: null, run: () => query({ filter: text('ko'), calculateTotal: false }) },
    { name: 'search, first 3 letters, newest 50', budgetMs: null, run: () => query({ filter: text('kob'), calculateTotal: false }) },
    { name: 'search, first 5 letters, newest 50', budgetMs: null, run: () => query({ filter: text('kobad'), calculateTotal: false }) },
    {
      name: 'unread in the inbox, newest 50',
      budgetMs: null,
      run: () => query({ filter: within({ op: 'keyword', keyword: '$seen', has: false }), calculateTotal: false }),
    },
    {
      name: 'flag change (durable)',
      budgetMs: null,
      run: (round) =>
        store.emails.update(accountId, [{ id: anyIds[round]!, addKeywords: ['$flagged'], removeKeywords: ['$seen'], mailboxIds: null }]),
    },
    { name: 'changes since a moment ago', budgetMs: 1, run: () => store.changes(accountId, 'Email', recent, 256) },
    { name: 'mailbox counts', budgetMs: 1, run: () => store.mailboxes.get(accountId, null) },
  ];
  const results: Work[] = [];
  for (const { name, budgetMs, run } of works) {
    const samples: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const startMs = performance.now();
      await run(round);
      samples.push(performance.now() - startMs);
      // A slow query has shown what it costs after a few.
      if (samples.length >= 7 && samples.reduce((sum, ms) => sum + ms, 0) > 3000) break;
    }
    results.push({ name, budgetMs, samples });
  }
  return results;
}

const stores = [await fill(smallCount), await fill(count)] as const;
try {
  for (const [index, { perSecond, perCpuSecond, megabytes, texts }] of stores.entries()) {
    const messages = index === 0 ? smallCount : count;
    say(
      `${messages.toLocaleString('en')} messages: stored ${Math.round(perSecond).toLocaleString('en')}/s of wall clock, ${Math.round(perCpuSecond).toLocaleString('en')}/s of processor time (budget 30,000/s); ` +
        `${megabytes.toFixed(1)} MB on disk, ${((megabytes / messages) * 1e5).toFixed(0)} MB per 100,000 (budget 120 without texts)${texts > 0 ? `, ${texts.toLocaleString('en')} with their text` : ''}`,
    );
  }
  const [small, large] = [await measure(stores[0]), await measure(stores[1])];
  say(
    `\n${'median; p95; ratio (budget ≤ 1.5)'.padEnd(46)} ${smallCount.toLocaleString('en').padStart(12)} ${count.toLocaleString('en').padStart(21)}`,
  );
  for (const [index, { name, budgetMs, samples }] of large.entries()) {
    const before = median(small[index]!.samples);
    const ratio = median(samples) / before;
    const isOver = ratio > flatRatio || (budgetMs !== null && median(samples) > budgetMs);
    say(
      `${name.padEnd(46)} ${before.toFixed(2).padStart(9)} ms ${median(samples).toFixed(2).padStart(9)} ms; ${percentile(samples, 0.95).toFixed(2)} ms; ` +
        `${ratio.toFixed(2)} ×${budgetMs === null ? '' : ` (p50 ≤ ${budgetMs} ms)`}${isOver ? '  over' : ''}`,
    );
  }
} finally {
  for (const { store, dataDir } of stores) {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}
