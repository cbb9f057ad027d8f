import { afterAll, beforeAll, expect, test } from 'vitest';
import { sessionSchema } from '#lib/contract/index.ts';
import { methods } from './methods.ts';
import { sessionOf } from './session.ts';
import type { JmapWorld } from './testing/start-jmap.ts';
import { startJmap } from './testing/start-jmap.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
});
afterAll(() => world.stop());

const session = () => sessionOf(world.userMail, { publicUrl: 'https://mail.example.org', limits: world.limits, nowMs: world.now.ms });

test('RFC 8620 §2: the Session has all its properties', () => {
  expect(sessionSchema.safeParse(session()).success).toBe(true);
  expect(session()).toMatchObject({
    username: world.address,
    accounts: { [world.accountId]: { name: world.address, isPersonal: true, isReadOnly: false } },
  });
});

test('RFC 8620 §2: the limits are those that are enforced, and not below the suggested minimum', () => {
  const core = session().capabilities['urn:ietf:params:jmap:core'];
  expect(core).toMatchObject({
    maxCallsInRequest: world.limits.callsInRequest,
    maxObjectsInGet: world.limits.objectsInGet,
    maxObjectsInSet: world.limits.objectsInSet,
  });
  expect(core.maxSizeUpload).toBeGreaterThanOrEqual(50_000_000);
  expect(core.maxConcurrentUpload).toBeGreaterThanOrEqual(4);
  expect(core.maxSizeRequest).toBeGreaterThanOrEqual(10_000_000);
  expect(core.maxConcurrentRequests).toBeGreaterThanOrEqual(4);
  expect(core.maxCallsInRequest).toBeGreaterThanOrEqual(16);
  expect(core.maxObjectsInGet).toBeGreaterThanOrEqual(500);
  expect(core.maxObjectsInSet).toBeGreaterThanOrEqual(500);
  expect(core.collationAlgorithms).toContain('i;unicode-casemap');
});

test('RFC 8621 §1.3: the account capabilities', () => {
  const { accountCapabilities } = session().accounts[world.accountId]!;
  expect(accountCapabilities['urn:ietf:params:jmap:mail']).toEqual({
    maxMailboxesPerEmail: null,
    maxMailboxDepth: null,
    maxSizeMailboxName: 255,
    maxSizeAttachmentsPerEmail: Math.floor(world.limits.uploadBytes * 0.7),
    emailQuerySortOptions: [
      'receivedAt',
      'sentAt',
      'size',
      'from',
      'to',
      'subject',
      'hasKeyword',
      'allInThreadHaveKeyword',
      'someInThreadHaveKeyword',
    ],
    mayCreateTopLevelMailbox: true,
  });
  expect(accountCapabilities['urn:ietf:params:jmap:submission']).toEqual({
    maxDelayedSend: 31_536_000,
    submissionExtensions: { DSN: [], FUTURERELEASE: ['31536000', '2027-01-01T00:00:00Z'], REQUIRETLS: [] },
  });
});

test('J21: URLs are absolute templates with the variables of RFC 8620 §2', () => {
  const { apiUrl, downloadUrl, uploadUrl, eventSourceUrl } = session();
  expect(apiUrl).toBe('https://mail.example.org/api/jmap');
  for (const variable of ['{accountId}', '{blobId}', '{type}', '{name}']) expect(downloadUrl).toContain(variable);
  expect(uploadUrl).toContain('{accountId}');
  for (const variable of ['{types}', '{closeafter}', '{ping}']) expect(eventSourceUrl).toContain(variable);
  for (const url of [downloadUrl, uploadUrl, eventSourceUrl]) expect(url).toMatch(/^https:\/\/mail\.example\.org\/api\//);
});

test('RFC 8620 §2: primaryAccounts names accounts by capability, without core', () => {
  expect(session().primaryAccounts).toEqual({
    'urn:ietf:params:jmap:mail': world.accountId,
    'urn:ietf:params:jmap:submission': world.accountId,
    'urn:ietf:params:jmap:contacts': world.userMail.contacts?.accountId,
    'urn:postern:templates': world.userMail.contacts?.accountId,
    'urn:ietf:params:jmap:quota': world.accountId,
    'urn:ietf:params:jmap:blob': world.accountId,
    'urn:ietf:params:jmap:mdn': world.accountId,
    'urn:postern:sync': world.accountId,
    'urn:postern:folders': world.accountId,
    'urn:postern:tags': world.accountId,
    'urn:postern:threading': world.accountId,
    'urn:postern:sending': world.accountId,
    'urn:postern:trust': world.accountId,
    'urn:postern:triage': world.accountId,
    'urn:postern:bulk': world.accountId,
    'urn:postern:files': world.accountId,
  });
});

test('RFC 9749 §3: the key that pushes are signed with is in the Session', () =>
  expect(session().capabilities['urn:ietf:params:jmap:webpush-vapid']).toEqual({ applicationServerKey: 'BKey' }));

test('RFC 8620 §2: state changes exactly when something else does', () => {
  const { state } = session();
  expect(session().state).toBe(state);
  world.userMail.scope = 'read';
  expect(session().state).not.toBe(state);
  expect(session().accounts[world.accountId]?.isReadOnly).toBe(true);
  world.userMail.scope = 'send';
});

test('RFC 8620 §2: every method stands behind a capability that is advertised', () => {
  const advertised = Object.keys(session().capabilities);
  for (const method of Object.values(methods)) expect(advertised).toContain(method.capability);
});
