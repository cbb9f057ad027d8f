import { expect, test } from 'vitest';
import { GmailAccount, raw } from './testing/gmail-account.ts';

const all = '[Gmail]/All Mail';
const trash = '[Gmail]/Trash';
const spam = '[Gmail]/Spam';
const day = (number: number) => Date.UTC(2026, 0, number, 12, 0, 0);

const house = () =>
  GmailAccount.start(['Work', 'Work/Plans', 'Privat &APw-ber'], (mail) => {
    mail.append('INBOX', raw('Hello'), [], day(1));
    mail.append('INBOX', raw('Plan'), ['\\Seen'], day(2));
    mail.label([mail.find('Plan').message], ['Work', '\\Important'], true);
    mail.append(all, raw('Archived'), ['\\Seen', '\\Flagged'], day(3));
    mail.append('[Gmail]/Sent Mail', raw('Sent one'), ['\\Seen'], day(4));
    mail.append(trash, raw('Thrown away'), [], day(5));
    mail.append(spam, raw('Spam'), [], day(6));
    mail.append('Privat &APw-ber', raw('Umlaut'), [], day(7));
  });

test('I33: where All Mail is listed it is read, and Spam and Trash, and no other mailbox', async () => {
  await using gmail = await house();
  const opened = gmail.account.commands().filter((line) => /^(EXAMINE|SELECT) /.test(line));
  expect(new Set(opened.map((line) => /"([^"]+)"/.exec(line)?.[1]))).toEqual(new Set([all, trash, spam]));
  const { checkpoint } = (await gmail.account.store.mailboxes.syncRows(gmail.account.accountId)).find(({ path }) => path === all)!;
  expect(checkpoint).toMatchObject({ isFilled: true, serverMessages: 5 });
});

test('I33, J9: mailboxes are views of X-GM-LABELS, one Email for each message, and what has no visible label is in Archive, and only then', async () => {
  await using gmail = await house();
  expect(await gmail.view()).toEqual({
    Hello: 'INBOX',
    Plan: 'INBOX Work [Gmail]/Important $seen',
    Archived: `${all} [Gmail]/Starred $flagged $seen`,
    'Sent one': '[Gmail]/Sent Mail $seen',
    'Thrown away': trash,
    Spam: spam,
    Umlaut: 'Privat über',
  });
  const rows = await gmail.account.store.mailboxes.syncRows(gmail.account.accountId);
  expect(rows.find(({ path }) => path === all)).toMatchObject({ role: 'archive', totalEmails: 1 });
  expect(rows.find(({ path }) => path === 'INBOX')).toMatchObject({ role: 'inbox', totalEmails: 2, unreadEmails: 1 });
});

test('I33: labels are changed with X-GM-LABELS: archive, label, move and undo leave the server as Gmail would have it', async () => {
  await using gmail = await house();
  const hello = await gmail.email('Hello');
  const plan = await gmail.email('Plan');
  await gmail.place(hello.id, [all]);
  await gmail.settle();
  expect(gmail.mail.view().Hello).toBe('all');
  await gmail.place(hello.id, ['Work', 'Work/Plans'], { add: ['$seen'] });
  await gmail.place(plan.id, ['Privat über', '[Gmail]/Important']);
  await gmail.settle();
  expect(gmail.mail.view()).toMatchObject({ Hello: 'all Work Work/Plans \\Seen', Plan: 'all Privat &APw-ber \\Important \\Seen' });
  // Undo: back to where they were.
  await gmail.place(hello.id, ['INBOX'], { remove: ['$seen'] });
  await gmail.place(plan.id, ['INBOX', 'Work', '[Gmail]/Important']);
  await gmail.settle();
  expect(gmail.mail.view()).toMatchObject({ Hello: 'all \\Inbox', Plan: 'all Work \\Important \\Inbox \\Seen' });
  expect((await gmail.email('Hello')).id).toBe(hello.id);
  const changes = gmail.account.commands('worker').filter((line) => /^UID (STORE|COPY|MOVE|EXPUNGE)/.test(line));
  expect(changes.filter((line) => /^UID (COPY|MOVE|EXPUNGE)/.test(line))).toEqual([]);
  expect(changes.every((line) => /X-GM-LABELS|FLAGS/.test(line))).toBe(true);
});

test('I33: many messages archived at once go out as one command', async () => {
  await using gmail = await GmailAccount.start([], (mail) => {
    for (let number = 1; number <= 30; number += 1) mail.append('INBOX', raw(`Number ${number}`), [], day(1) + number * 1000);
  });
  const before = gmail.account.commands().length;
  const archive = await gmail.mailbox(all);
  await gmail.account.store.emails.update(
    gmail.account.accountId,
    (await gmail.emails()).map(({ id }) => ({ id, addKeywords: [], removeKeywords: [], mailboxIds: [archive] })),
  );
  await gmail.settle();
  expect(new Set(Object.values(gmail.mail.view()))).toEqual(new Set(['all']));
  expect(
    gmail.account
      .commands()
      .slice(before)
      .filter((line) => line.startsWith('UID STORE')),
  ).toHaveLength(1);
});

test('I33: what is undone before it was carried costs the server nothing', async () => {
  await using gmail = await house();
  const { id } = await gmail.email('Plan');
  const before = gmail.account.commands().length;
  const { store, accountId } = gmail.account;
  const [trashId, inbox, work, important] = await Promise.all(
    [trash, 'INBOX', 'Work', '[Gmail]/Important'].map((path) => gmail.mailbox(path)),
  );
  const change = (mailboxIds: (typeof trashId)[]) =>
    store.emails.update(accountId, [
      { id, addKeywords: [], removeKeywords: [], mailboxIds: mailboxIds.filter((each) => each !== undefined) },
    ]);
  await gmail.account.pause();
  await change([trashId]);
  await change([inbox, work, important]);
  gmail.account.resume();
  await gmail.settle();
  expect(
    gmail.account
      .commands()
      .slice(before)
      .filter((line) => /^UID (MOVE|STORE)/.test(line)),
  ).toEqual([]);
  expect((await gmail.view()).Plan).toBe('INBOX Work [Gmail]/Important $seen');
});

test('I33: delete is a move to Trash, and back from there it has the labels that it had', async () => {
  await using gmail = await house();
  const { id } = await gmail.email('Plan');
  await gmail.place(id, [trash]);
  await gmail.settle();
  expect(gmail.mail.view().Plan).toBe('trash \\Seen');
  expect((await gmail.view()).Plan).toBe(`${trash} $seen`);
  await gmail.place(id, ['INBOX', 'Work']);
  expect((await gmail.view()).Plan).toBe('INBOX Work $seen');
  await gmail.settle();
  expect(gmail.mail.view().Plan).toBe('all Work \\Inbox \\Seen');
  expect(await gmail.view()).toMatchObject({ Plan: 'INBOX Work $seen' });
  expect((await gmail.email('Plan')).id).toBe(id);
});

test('I33, J9: destroyed is moved to Trash and expunged there, and nothing of it is left', async () => {
  await using gmail = await house();
  const { store, accountId } = gmail.account;
  await store.emails.destroy(accountId, [(await gmail.email('Plan')).id, (await gmail.email('Thrown away')).id]);
  await gmail.settle();
  expect(gmail.mail.view()).not.toHaveProperty('Plan');
  expect(gmail.mail.view()).not.toHaveProperty('Thrown away');
  expect(Object.keys(await gmail.view()).sort()).toEqual(['Archived', 'Hello', 'Sent one', 'Spam', 'Umlaut']);
});

test('I33: junk goes to Spam and comes back without a second copy', async () => {
  await using gmail = await house();
  const { id } = await gmail.email('Hello');
  await gmail.place(id, [spam], { add: ['$junk'] });
  await gmail.settle();
  expect(gmail.mail.view().Hello).toMatch(/^junk/);
  await gmail.place(id, ['INBOX'], { remove: ['$junk'] });
  await gmail.settle();
  expect(gmail.mail.view().Hello).toBe('all \\Inbox');
  expect((await gmail.emails()).filter(({ subject }) => subject === 'Hello')).toHaveLength(1);
});

test('I33: labels that another client gives and takes are seen, those of a new mailbox too, and the Email keeps its id', async () => {
  await using gmail = await house();
  const { id } = await gmail.email('Hello');
  gmail.mail.label([gmail.mail.find('Hello').message], ['Work'], true);
  gmail.mail.label([gmail.mail.find('Hello').message], ['\\Inbox'], false);
  gmail.mail.tell();
  await gmail.settle();
  expect((await gmail.view()).Hello).toBe('Work');
  gmail.mail.create('Travel');
  gmail.mail.label([gmail.mail.find('Hello').message, gmail.mail.find('Archived').message], ['Travel'], true);
  gmail.mail.delete('Work');
  gmail.mail.tell();
  await gmail.settle();
  expect(await gmail.view()).toMatchObject({
    Hello: 'Travel',
    Archived: 'Travel [Gmail]/Starred $flagged $seen',
    Plan: 'INBOX [Gmail]/Important $seen',
  });
  gmail.mail.move(gmail.mail.mailbox('Travel'), [gmail.mail.mailbox('Travel').messages[0]!.uid], gmail.mail.mailbox(trash));
  gmail.mail.tell();
  await gmail.settle();
  expect((await gmail.view()).Hello).toBe(trash);
  expect((await gmail.email('Hello')).id).toBe(id);
});

test('I33: a mailbox made here is a label, and what is put into it bears it', async () => {
  await using gmail = await house();
  const { store, accountId } = gmail.account;
  const made = await store.mailboxes.create(accountId, { name: 'Ours', parentId: null, isSubscribed: true, sortOrder: 0, role: null });
  if (!made.ok) throw new Error('refused');
  const { id } = await gmail.email('Archived');
  await store.emails.update(accountId, [
    { id, addKeywords: [], removeKeywords: [], mailboxIds: [made.value.id, await gmail.mailbox('[Gmail]/Starred')] },
  ]);
  await gmail.settle();
  expect(gmail.mail.view().Archived).toBe('all Ours \\Starred \\Flagged \\Seen');
  expect((await gmail.view()).Archived).toMatch(/^Ours/);
  // The label goes, the mail stays.
  expect((await store.mailboxes.destroy(accountId, made.value.id, { removeEmails: true, notBeforeMs: 0 })).ok).toBe(true);
  await gmail.settle();
  expect(gmail.mail.view().Archived).toBe('all \\Starred \\Flagged \\Seen');
  expect((await gmail.email('Archived')).id).toBe(id);
});

test('I33, T7: X-GM-THRID is the thread, whatever the headers say', async () => {
  await using gmail = await GmailAccount.start([], (mail) => {
    mail.append('INBOX', raw('Question'), [], day(1));
    mail.append('INBOX', raw('Re: Question', ['In-Reply-To: <Question@example.test>'], 'answer'), [], day(2));
    mail.append('INBOX', raw('Another'), [], day(3));
    // Gmail put it there for reasons of its own.
    mail.find('Another').held.thrId = mail.find('Question').held.thrId;
  });
  const [question, answer, another] = [await gmail.email('Question'), await gmail.email('Re: Question'), await gmail.email('Another')];
  expect(answer.threadId).toBe(question.threadId);
  expect(another.threadId).toBe(question.threadId);
  expect(question.serverThreadId).toBe(gmail.mail.find('Question').held.thrId);
  const [thread] = await gmail.account.store.emails.threads(gmail.account.accountId, [question.threadId]);
  expect(thread?.emailIds).toEqual([question.id, answer.id, another.id]);
});

test('I33, J2: where All Mail is kept from IMAP, copies of one X-GM-MSGID are one Email in its mailboxes', async () => {
  await using gmail = await GmailAccount.start(
    ['Work'],
    (mail) => {
      mail.append('INBOX', raw('Both'), ['\\Seen'], day(1));
      mail.label([mail.find('Both').message], ['Work'], true);
      mail.append('INBOX', raw('Only'), [], day(2));
    },
    { isAllHidden: true },
  );
  expect(await gmail.view()).toEqual({ Both: 'INBOX Work $seen', Only: 'INBOX' });
  const { id } = await gmail.email('Both');
  await gmail.place(id, ['Work'], { add: ['$flagged'] });
  await gmail.settle();
  expect(gmail.mail.view().Both).toBe('all Work \\Starred \\Flagged \\Seen');
  await gmail.place(id, ['INBOX', 'Work', '[Gmail]/Starred']);
  await gmail.settle();
  expect(gmail.mail.view().Both).toBe('all Work \\Inbox \\Starred \\Flagged \\Seen');
  expect(Object.keys(await gmail.view()).sort()).toEqual(['Both', 'Only']);
});

test('I33: labels are there after a restart, and under another UIDVALIDITY of All Mail', async () => {
  await using gmail = await house();
  const before = await gmail.view();
  const ids = new Set((await gmail.emails()).map(({ id }) => id));
  await gmail.account.restart();
  await gmail.settle();
  expect(await gmail.view()).toEqual(before);
  gmail.mail.renumber(all);
  await gmail.account.restart();
  await gmail.settle();
  expect(await gmail.view()).toEqual(before);
  expect(new Set((await gmail.emails()).map(({ id }) => id))).toEqual(ids);
});
