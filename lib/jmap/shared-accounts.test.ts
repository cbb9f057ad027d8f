import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import { defaultLimits } from '#lib/config/index.ts';
import type { MethodName, UploadResponse } from '#lib/contract/index.ts';
import type { Access, UserMail } from '#lib/gateway/index.ts';
import { type PushSink, startPushSink } from '#lib/gateway/testing/push-sink.ts';
import { eventually, loginOf, openMail, startTestGateway } from '#lib/gateway/testing/test-gateway.ts';
import { createLogger } from '#lib/log/index.ts';
import type { AccountId, PersonId } from '#lib/mail/index.ts';
import { downloadRequest } from './http/download-request.ts';
import { eventSourceRequest } from './http/event-source-request.ts';
import { uploadRequest } from './http/upload-request.ts';
import { methods } from './methods.ts';
import { sessionOf } from './session.ts';
import { jmapOver } from './testing/gateway-jmap.ts';

type Someone = { personId: PersonId; accountId: AccountId; address: string };

let servers: Awaited<ReturnType<typeof sharedMailServers>>;
let running: Awaited<ReturnType<typeof startTestGateway>>;
let sink: PushSink;
let ann: Someone;
let bob: Someone;
beforeAll(async () => {
  servers = await sharedMailServers();
  running = await startTestGateway();
  sink = await startPushSink();
  [ann, bob] = [await someone('ann'), await someone('bob')];
});
afterEach(unshareAll);
afterAll(async () => {
  await running.stop();
  await sink.close();
});

async function someone(name: string): Promise<Someone> {
  const user = await servers.newUser(name);
  const { user: mail, accountId } = await openMail(running.gateway, loginOf(servers, user));
  return { personId: mail.personId, accountId, address: user.address };
}
/** as every request sees it */
const mailOf = ({ personId }: Someone, access?: Access): Promise<UserMail> => running.gateway.userMail(personId, access);
const share = (access: 'read' | 'write') => running.gateway.shareAccount(ann.personId, ann.accountId, { address: bob.address, access });
async function unshareAll(): Promise<void> {
  for (const { id } of await running.gateway.sharesOf(ann.personId, ann.accountId))
    await running.gateway.unshareAccount(ann.personId, ann.accountId, id);
}

const log = createLogger({ level: () => 'silent', write: () => undefined });
const url = 'https://mail.example.org';
const options = { publicUrl: url, limits: defaultLimits, log, messageIdKey: new Uint8Array(32), nowMs: Date.now };
const session = async (who: Someone) => sessionOf(await mailOf(who), { publicUrl: url, limits: defaultLimits, nowMs: Date.now() });
async function upload(accountId: string): Promise<Response> {
  const request = new Request(`${url}/api/upload/${accountId}`, { method: 'POST', body: 'octets' });
  return uploadRequest(await mailOf(bob), request, accountId, options);
}
async function download(blobId: string): Promise<number> {
  const response = await downloadRequest(await mailOf(bob), new Request(`${url}/api/download/${ann.accountId}/${blobId}/x`), options);
  await response.body?.cancel();
  return response.status;
}

const none = { ids: [] };
const since = { sinceState: 'x' };
/** Every method that takes an account, with arguments that do no harm; `isWrite`: what a share for reading does not allow. */
const calls: Partial<Record<MethodName, { given?: Record<string, unknown>; isWrite?: true }>> = {
  'Blob/copy': { given: { blobIds: [] }, isWrite: true },
  'Blob/upload': { given: { create: {} }, isWrite: true },
  'Blob/get': { given: none },
  'Blob/lookup': { given: { ...none, typeNames: ['Email'] } },
  'MDN/send': { given: { identityId: 'iNone', send: {} }, isWrite: true },
  'MDN/parse': { given: { blobIds: [] } },
  'Mailbox/get': { given: none },
  'Mailbox/changes': { given: since },
  'Mailbox/query': {},
  'Mailbox/queryChanges': { given: { sinceQueryState: 'x' } },
  'Mailbox/set': { isWrite: true },
  'MailboxCompaction/get': { given: none },
  'MailboxCompaction/run': { given: { id: 'mNone', deletedEmails: 1 }, isWrite: true },
  'DestroyedMailbox/restore': { given: none, isWrite: true },
  'DestroyedMailbox/hold': { given: none, isWrite: true },
  'Email/get': { given: none },
  'Email/changes': { given: since },
  'Email/query': {},
  'Email/queryChanges': { given: { sinceQueryState: 'x' } },
  'Email/set': { isWrite: true },
  'Email/copy': { given: { create: {} }, isWrite: true },
  'Email/import': { given: { emails: {} }, isWrite: true },
  'Email/parse': { given: { blobIds: [] } },
  'SearchSnippet/get': { given: { emailIds: [] } },
  'Thread/get': { given: none },
  'Thread/changes': { given: since },
  'Identity/get': { given: none },
  'Identity/changes': { given: since },
  'Identity/set': { isWrite: true },
  'EmailSubmission/get': { given: none },
  'EmailSubmission/changes': { given: since },
  'EmailSubmission/query': {},
  'EmailSubmission/queryChanges': { given: { sinceQueryState: 'x' } },
  'EmailSubmission/set': { isWrite: true },
  'VacationResponse/get': { given: none },
  'VacationResponse/set': { isWrite: true },
  'Quota/get': { given: none },
  'Quota/changes': { given: since },
  'Quota/query': {},
  'Quota/queryChanges': { given: { sinceQueryState: 'x' } },
  'MailboxProgress/get': { given: none },
  'AccountHealth/check': { given: {} },
  'MailboxProgress/want': { given: { mailboxId: 'mNone', position: 0, limit: 1 } },
  'AccountHealth/get': { given: none },
  'ServerSearch/run': { given: { id: 'one', filter: null } },
  'ServerSearch/get': { given: none },
  'ServerSearch/stop': { given: { ids: ['one'] } },
  'TextIndex/get': { given: none },
  'TextIndex/set': { isWrite: true },
  'Tag/get': { given: none },
  'Tag/set': { isWrite: true },
  'ThreadTree/get': { given: none },
  'ThreadTree/rebuild': { given: { threadId: 'tNone' }, isWrite: true },
  'ThreadTree/current': { given: { threadId: 'tNone' } },
  'Threading/get': { given: none },
  'Threading/set': { isWrite: true },
  'OutgoingServer/get': { given: none },
  'QueueItem/get': { given: none },
  'QueueItem/act': { given: { ids: [], action: 'now' }, isWrite: true },
  'Correspondent/query': {},
  'Correspondent/collect': {},
  'SenderReport/get': { given: { ids: [] } },
  'SignatureReport/get': { given: { ids: [] } },
  'SignatureReport/acceptKey': { given: { id: 'eNone', fingerprint: 'F' }, isWrite: true },
  'DomainProof/get': { given: { ids: [] } },
  'AttachedFile/query': { given: {} },
  'AttachedFile/unpack': { given: { blobId: 'Ux' } },
  'Subscription/query': { given: {} },
  'Unsubscribe/get': { given: { ids: [] } },
  'Snooze/get': { given: none },
  'Snooze/set': { given: { emailIds: [], until: null }, isWrite: true },
  'BulkAct/get': { given: none },
  'BulkAct/start': { given: { filter: null, deed: { kind: 'keywords', keywords: {} } }, isWrite: true },
  'BulkAct/steer': { given: { id: 'bNone', how: 'stop' }, isWrite: true },
  'Unsubscribe/act': { given: { id: 'eNone' }, isWrite: true },
};
/** of the person, not of an account */
const ofThePerson = [
  ...['Core/echo', 'PushSubscription/get', 'PushSubscription/set', 'Preferences/get', 'Preferences/set'],
  ...['AddressBook/get', 'AddressBook/changes', 'AddressBook/set'],
  ...['ContactCard/get', 'ContactCard/changes', 'ContactCard/query', 'ContactCard/queryChanges', 'ContactCard/set'],
  ...['Template/get', 'Template/set'],
  'AllMail/query',
];

/** What Bob gets from every method on Ann's account: the type of the error, if there is one. */
async function answers(): Promise<Map<string, string | null>> {
  const call = jmapOver(await mailOf(bob), ann.accountId);
  const all = new Map<string, string | null>();
  for (const [name, { given = {} }] of Object.entries(calls) as [MethodName, { given?: Record<string, unknown> }][]) {
    const from = name.endsWith('/copy') ? { fromAccountId: bob.accountId } : {};
    all.set(name, (await call(name, { ...given, ...from })).type ?? null);
  }
  return all;
}
const withAnswer = (all: Map<string, string | null>, type: string): string[] =>
  [...all].flatMap(([name, is]) => (is === type ? [name] : []));
const names = Object.keys(calls);
const writes = Object.entries(calls).flatMap(([name, about]) => (about.isWrite ? [name] : []));

describe('an account shared with another person of the house', () => {
  test('every method has its place in the list of this test', () => {
    expect([...names, ...ofThePerson].sort()).toEqual(Object.keys(methods).sort());
  });

  test('each method: accountNotFound before, accountReadOnly for changes under “read”, neither under “write”, accountNotFound afterwards', async () => {
    expect(withAnswer(await answers(), 'accountNotFound')).toEqual(names);
    await share('read');
    const reading = await answers();
    expect(withAnswer(reading, 'accountNotFound')).toEqual([]);
    expect(withAnswer(reading, 'accountReadOnly')).toEqual(writes);
    await share('write');
    const writing = await answers();
    for (const type of ['accountNotFound', 'accountReadOnly', 'serverFail']) expect(withAnswer(writing, type), type).toEqual([]);
    await unshareAll();
    expect(withAnswer(await answers(), 'accountNotFound')).toEqual(names);
  });

  test('the Session: not personal, read-only under “read”, and never primary', async () => {
    const before = await session(bob);
    // the last one holds what is his alone
    const contacts = before.primaryAccounts['urn:ietf:params:jmap:contacts'] ?? '';
    expect(Object.keys(before.accounts)).toEqual([bob.accountId, contacts]);
    await share('read');
    const reading = await session(bob);
    expect(reading.state).not.toBe(before.state);
    expect(Object.keys(reading.accounts)).toEqual([bob.accountId, ann.accountId, contacts]);
    expect(reading.accounts[bob.accountId]).toMatchObject({ isPersonal: true, isReadOnly: false });
    expect(reading.accounts[ann.accountId]).toMatchObject({ name: ann.address, isPersonal: false, isReadOnly: true });
    expect([...new Set(Object.values(reading.primaryAccounts))]).toEqual([bob.accountId, contacts]);
    expect((await session(ann)).accounts[ann.accountId]).toMatchObject({ isPersonal: true, isReadOnly: false });
    await share('write');
    expect((await session(bob)).accounts[ann.accountId]).toMatchObject({ isPersonal: false, isReadOnly: false });
    await unshareAll();
    expect(Object.keys((await session(bob)).accounts)).toEqual([bob.accountId, contacts]);
  });

  test('V6: the address book stays its person’s alone, is told of to nobody else, and no narrowed password opens it', async () => {
    await share('write');
    const [annsMail, bobsMail] = [await mailOf(ann), await mailOf(bob)];
    const [told, toldBob]: [string[], string[]] = [[], []];
    const ends = [
      annsMail.subscribe((event) => told.push(...Object.keys(event.states))),
      bobsMail.subscribe((event) => toldBob.push(event.accountId)),
    ];
    const book = annsMail.contacts?.accountId ?? ('' as AccountId);
    const made = await jmapOver(annsMail, book)('ContactCard/set', { create: { k: { name: { full: 'Secret' } } } });
    expect(made.created?.k?.id).toBeDefined();
    expect(told).toContain('ContactCard');
    expect(toldBob).not.toContain(book);
    for (const end of ends) end();
    for (const name of ['ContactCard/get', 'ContactCard/query', 'AddressBook/get', 'ContactCard/set'] as const)
      expect((await jmapOver(bobsMail, book)(name)).type).toBe('accountNotFound');
    const narrow = await mailOf(ann, { scope: 'send', accountIds: [ann.accountId], credential: 'x' });
    expect((await jmapOver(narrow, book)('ContactCard/get')).type).toBe('accountNotFound');
    expect(Object.keys(await narrow.pushStates())).toEqual([ann.accountId]);
    expect((await annsMail.pushStates())[book]?.ContactCard).toBe(made.newState);
  });

  test('upload and download: 404 before, reading but no upload under “read”, both under “write”, 404 afterwards', async () => {
    const annsBlob = (await (await mailOf(ann)).account(ann.accountId)!.upload(octets(), 'text/plain')).blobId;
    expect((await upload(ann.accountId)).status).toBe(404);
    expect(await download(annsBlob)).toBe(404);
    await share('read');
    expect((await upload(ann.accountId)).status).toBe(403);
    expect(await download(annsBlob)).toBe(200);
    await share('write');
    const uploaded = await upload(ann.accountId);
    expect(uploaded.status).toBe(201);
    const { blobId } = (await uploaded.json()) as UploadResponse;
    await unshareAll();
    expect((await upload(ann.accountId)).status).toBe(404);
    expect([await download(annsBlob), await download(blobId)]).toEqual([404, 404]);
  });

  test('Email/copy and Blob/copy between the two; the original goes only where changes are allowed', async () => {
    const [annsInbox, bobsInbox] = [await inboxOf(ann), await inboxOf(bob)];
    const own = jmapOver(await mailOf(ann), ann.accountId);
    const made = await own('Email/set', { create: { k: { mailboxIds: { [annsInbox]: true }, subject: 'for both' } } });
    const id = made.created!.k!.id;
    const copy = async (more: Record<string, unknown> = {}) =>
      jmapOver(await mailOf(bob), bob.accountId)('Email/copy', {
        fromAccountId: ann.accountId,
        create: { k: { id, mailboxIds: { [bobsInbox]: true } } },
        ...more,
      });
    expect((await copy()).type).toBe('fromAccountNotFound');
    await share('read');
    expect((await copy({ onSuccessDestroyOriginal: true })).type).toBe('accountReadOnly');
    expect((await copy()).created?.k?.id).toBeDefined();
    const annsBlob = (await (await mailOf(ann)).account(ann.accountId)!.upload(octets(), 'text/plain')).blobId;
    const call = jmapOver(await mailOf(bob), bob.accountId);
    const blobs = await call('Blob/copy', { fromAccountId: ann.accountId, blobIds: [annsBlob] });
    expect(Object.keys(blobs.copied ?? {})).toEqual([annsBlob]);
    await share('write');
    expect((await copy({ onSuccessDestroyOriginal: true })).created?.k?.id).toBeDefined();
    expect((await own('Email/get', { ids: [id] })).notFound).toEqual([id]);
  });

  test('“write” sends as the account does, from its own Identity; its owner sees it', async () => {
    await share('write');
    const call = jmapOver(await mailOf(bob), ann.accountId);
    const drafts = (await call('Mailbox/get')).list.find(({ role }) => role === 'drafts')!.id;
    const [identity] = (await call('Identity/get')).list;
    expect(identity?.email).toBe(ann.address);
    const made = await call('Email/set', {
      create: {
        k: {
          mailboxIds: { [drafts]: true },
          keywords: { $draft: true },
          from: [{ email: ann.address }],
          to: [{ email: bob.address }],
          subject: 'from both of us',
        },
      },
    });
    const sent = await call('EmailSubmission/set', { create: { s: { identityId: identity!.id, emailId: made.created!.k!.id } } });
    const submissionId = sent.created!.s!.id;
    const own = jmapOver(await mailOf(ann), ann.accountId);
    await eventually(
      async () => (await own('EmailSubmission/get', { ids: [submissionId] })).list[0]?.undoStatus === 'final',
      'the message is sent',
      30_000,
    );
  });

  test('its password, servers, POP3 settings, sharing and removal stay the owner’s', async () => {
    const { gateway } = running;
    await share('write');
    const login = { ...loginOf(servers, { address: ann.address, login: ann.address, password: 'x' }) };
    const { id } = (await gateway.sharesOf(ann.personId, ann.accountId))[0]!;
    const pop3 = { policy: { kind: 'keep' as const }, intervalMinutes: 1, recent: false };
    for (const act of [
      () => gateway.updateAccount(bob.personId, ann.accountId, login, AbortSignal.timeout(30_000)),
      () => gateway.removeAccount(bob.personId, ann.accountId),
      () => gateway.choosePop3(bob.personId, ann.accountId, pop3),
      () => gateway.sharesOf(bob.personId, ann.accountId),
      () => gateway.shareAccount(bob.personId, ann.accountId, { address: bob.address, access: 'write' }),
      () => gateway.unshareAccount(bob.personId, ann.accountId, id),
    ])
      await expect(act()).rejects.toMatchObject({ kind: 'not-found' });
    expect(await gateway.sharesOf(ann.personId, ann.accountId)).toHaveLength(1);
  });

  test('an app password for reading only reads it; a mailbox password and an app password of one account do not open it', async () => {
    await share('write');
    const shown = async (access: Partial<Access>) =>
      (await mailOf(bob, { scope: 'send', accountIds: null, credential: 'w:x', ...access })).accounts.map(({ id, isReadOnly }) => [
        id,
        isReadOnly,
      ]);
    expect(await shown({ scope: 'read' })).toEqual([
      [bob.accountId, true],
      [ann.accountId, true],
    ]);
    expect(await shown({ accountIds: [bob.accountId] })).toEqual([[bob.accountId, false]]);
  });

  test('the answer tells nothing of who is here: an address that nobody has signed in with is shared with just the same', async () => {
    const nobody = (await servers.newUser('nobody')).address;
    const wish = { address: nobody, access: 'read' as const };
    const [forNobody, forBob] = [await running.gateway.shareAccount(ann.personId, ann.accountId, wish), await share('read')];
    expect(Object.keys(forNobody)).toEqual(Object.keys(forBob));
    expect(await running.gateway.sharesOf(ann.personId, ann.accountId)).toEqual([forNobody, forBob]);
  });
});

describe('what is told of a shared account', () => {
  test('an event stream tells of it while it is shared, of nothing from then on, and ends', async () => {
    await share('read');
    const stop = new AbortController();
    try {
      const request = new Request(`${url}/api/eventsource?types=*&closeafter=no&ping=0`, { signal: stop.signal });
      const response = eventSourceRequest(await mailOf(bob), request, { nowMs: Date.now, log, isAllowed: () => Promise.resolve(true) });
      const reader = response.body!.getReader();
      const next = async (): Promise<string | null> => {
        const { value, done } = await reader.read();
        return done ? null : new TextDecoder().decode(value);
      };
      let told = '';
      const changed = await changeOf(ann);
      while (emailState(told, ann) < changed) told += await next();
      await unshareAll();
      const later = await changeOf(ann);
      // the end comes by itself: the accounts are others now
      let rest = '';
      for (let text = await next(); text !== null; text = await next()) rest += text;
      expect(emailState(rest, ann)).toBeLessThan(later);
    } finally {
      stop.abort();
    }
  });

  test('listeners hear nothing from the moment it ends, and those of its owner go on', async () => {
    await share('read');
    const [bobs, anns] = [await mailOf(bob), await mailOf(ann)];
    const heard: Record<'bob' | 'ann', string[]> = { bob: [], ann: [] };
    const ends = [
      bobs.subscribe(({ accountId, states }) => void heard.bob.push(JSON.stringify({ [accountId]: states }))),
      anns.subscribe(({ accountId, states }) => void heard.ann.push(JSON.stringify({ [accountId]: states }))),
    ];
    const first = await changeOf(ann);
    await eventually(
      async () => emailState(heard.bob.join(), ann) >= first && emailState(heard.ann.join(), ann) >= first,
      'both hear of it',
      30_000,
    );
    expect([await bobs.isCurrent(), await anns.isCurrent()]).toEqual([true, true]);
    await unshareAll();
    const second = await changeOf(ann);
    await eventually(async () => emailState(heard.ann.join(), ann) >= second, 'the owner hears of it', 30_000);
    expect(emailState(heard.bob.join(), ann)).toBeLessThan(second);
    expect([await bobs.isCurrent(), await anns.isCurrent()]).toEqual([false, true]);
    for (const end of ends) end();
  });

  test('PushSubscription: pushed while it is shared, and not afterwards', async () => {
    await share('read');
    const { pushSubscriptions } = await mailOf(bob);
    const wish = { deviceClientId: 'd', url: sink.url, keys: null, expiresAtMs: Date.now() + 3_600_000, types: null };
    const { id } = (await pushSubscriptions.create(wish))!;
    await pushSubscriptions.update(id, { isVerified: true });
    const pushed = (who: Someone) => emailState(sink.pushed.map(({ body }) => body.toString('utf8')).join(), who);
    const first = await changeOf(ann);
    await eventually(async () => pushed(ann) >= first, 'the state of the shared account', 30_000);
    await unshareAll();
    const second = await changeOf(ann);
    const own = await changeOf(bob);
    await eventually(async () => pushed(bob) >= own, 'the state of the own account', 30_000);
    expect(pushed(ann)).toBeLessThan(second);
    await pushSubscriptions.destroy([id]);
  });
});

async function* octets(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('octets of Ann');
}

async function inboxOf(who: Someone): Promise<string> {
  const { list } = await jmapOver(await mailOf(who), who.accountId)('Mailbox/get');
  return list.find(({ role }) => role === 'inbox')!.id;
}

/** Changes the account; the number of the new state of its Emails. Whoever is told may hear of a later one only. */
async function changeOf(who: Someone): Promise<number> {
  const call = jmapOver(await mailOf(who), who.accountId);
  const mailboxIds = { [await inboxOf(who)]: true };
  const { newState } = await call('Email/set', { create: { k: { mailboxIds, subject: 'new' } } });
  return Number(newState.split('.')[1]);
}

/** The highest number of a state of this account's Emails in StateChange objects; -1: none is told. */
function emailState(text: string, { accountId }: Someone): number {
  const told = text.match(new RegExp(`"${accountId}":\\{[^}]*\\}`, 'g')) ?? [];
  return Math.max(-1, ...told.map((states) => Number(/"Email":"[^".]+\.(\d+)"/.exec(states)?.[1] ?? -1)));
}
