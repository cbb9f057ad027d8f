import { expect, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

const ben = { name: 'Ben Ruder', address: 'ben@example.test' };
const cleo = { name: 'Cleo Sand', address: 'cleo@example.test' };
const startMs = Date.parse('2026-05-04T08:00:00Z');

test('T5, T6: the reader says what a message answers where that is not the one above, leads there and back, and shows copies once', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const ana = await newUser('ana');
  const letter = (n: number, from: typeof ben | string, text: string, answers: number | null) => ({
    raw: buildMessage({
      from,
      to: [ana.address],
      subject: answers === null ? 'Where to meet' : 'Re: Where to meet',
      text: `${text}\n`,
      messageId: `meet-${n}@example.test`,
      ...(answers === null
        ? {}
        : { inReplyTo: `meet-${answers}@example.test`, references: ['meet-0@example.test', `meet-${answers}@example.test`] }),
      dateMs: startMs + n * 3_600_000,
    }),
    receivedAtMs: startMs + n * 3_600_000,
    flags: n < 3 ? ['\\Seen'] : [],
  });
  const own = letter(2, ana.address, 'Rather the café.', 0);
  await mailServers.appendMany(ana, 'INBOX', [
    letter(0, ben, 'The station?', null),
    letter(1, cleo, 'The station it is.', 0),
    own,
    letter(3, ben, 'Which platform?', 1),
    letter(4, cleo, 'The café is shut.', 2),
  ]);
  await mailServers.appendMany(ana, 'Sent', [own]);

  const mail = await openMail(await enter(ana));
  await expect(mail.row('Where to meet').getByTitle('5 messages')).toBeVisible();
  await mail.open('Where to meet');
  await expect(mail.messages()).toHaveCount(5);
  const last = mail.messages().nth(4);
  const own2 = mail.messages().nth(2);
  await expect(
    mail
      .messages()
      .nth(3)
      .getByRole('button', { name: /^In reply to Cleo Sand/ }),
  ).toBeVisible();
  // the second message answers the one above it: nothing to say
  await expect(mail.messages().nth(1)).not.toContainText('In reply to');
  await expect(own2).toContainText('In reply to Ben Ruder');
  await last.getByRole('button', { name: /^In reply to you/ }).click();
  await expect(own2).toBeFocused();
  await expect(mail.body(own2).getByText('Rather the café.')).toBeVisible();
  // back by the answer that the message names, then by keys
  await own2.getByRole('button', { name: /^Cleo Sand/ }).click();
  await expect(last).toBeFocused();
  await mail.press('Shift+P');
  await expect(own2).toBeFocused();
  await mail.press('Shift+P');
  await expect(mail.messages().nth(0)).toBeFocused();
  await mail.press('Shift+N');
  await expect(mail.messages().nth(1)).toBeFocused();
});

test('T6: a conversation of 620 messages opens with its newest hundred, and earlier ones come in above without a jump', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const ana = await newUser('ana');
  const count = 620;
  await mailServers.appendMany(
    ana,
    'INBOX',
    Array.from({ length: count }, (_, n) => ({
      raw: buildMessage({
        from: n % 2 === 0 ? ben : cleo,
        to: [ana.address],
        subject: n === 0 ? 'Build log' : 'Re: Build log',
        text: `Line ${n + 1}.\n`,
        messageId: `log-${n}@example.test`,
        ...(n === 0 ? {} : { inReplyTo: 'log-0@example.test', references: ['log-0@example.test'] }),
        dateMs: startMs + n * 60_000,
      }),
      receivedAtMs: startMs + n * 60_000,
      flags: n < count - 1 ? ['\\Seen'] : [],
    })),
  );
  const mail = await openMail(await enter(ana));
  await expect(mail.row('Build log').getByTitle('620 messages')).toBeVisible();
  const gets: number[] = [];
  mail.page.on('request', (request) => {
    const body =
      request.method() === 'POST' ? (request.postDataJSON() as { methodCalls?: [string, { ids?: string[] }, string][] } | null) : null;
    for (const [name, args] of body?.methodCalls ?? []) if (name === 'Email/get') gets.push(args.ids?.length ?? 0);
  });
  await mail.open('Build log');
  await expect(mail.messages()).toHaveCount(100);
  await expect(mail.body().getByText('Line 620.')).toBeVisible();
  await expect(mail.reader.getByText('520 earlier in all')).toBeVisible();
  const hundred = mail.messages().filter({ hasText: 'Line 521.' });
  await hundred.scrollIntoViewIfNeeded();
  await mail.reader.getByRole('button', { name: 'Show 100 earlier messages' }).scrollIntoViewIfNeeded();
  const beforePx = (await hundred.boundingBox())?.y ?? 0;
  await mail.reader.getByRole('button', { name: 'Show 100 earlier messages' }).click();
  await expect(mail.messages()).toHaveCount(200);
  expect(Math.abs(((await hundred.boundingBox())?.y ?? 0) - beforePx)).toBeLessThan(4);
  expect(Math.max(...gets)).toBeLessThanOrEqual(1_000);

  // what is done to it is done to all of it
  await mail.press('e');
  await expect(mail.row('Build log')).toHaveCount(0);
  await expect.poll(() => mailServers.doveadm(['mailbox', 'status', '-u', ana.login, 'messages', 'Archive'])).toContain('messages=620');
});
