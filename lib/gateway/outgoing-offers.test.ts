import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureCertificates, sharedMailServers } from '#e2e/servers/index.ts';
import { Secret } from '#lib/mail/index.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import { type FakeSmtp, startFakeSmtp } from '#lib/smtp/testing/fake-smtp.ts';
import { openTestStore, type TestStore } from '#lib/store/testing/test-store.ts';
import { OutgoingOffers } from './outgoing-offers.ts';
import { loginOf, openMail, startTestGateway } from './testing/test-gateway.ts';

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore([]);
});
afterAll(() => opened.close());

const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };
const never = new AbortController().signal;
const hourMs = 60 * 60_000;

async function startServer(offers: string[]): Promise<FakeSmtp> {
  const { trusted } = ensureCertificates();
  const pair = { key: readFileSync(trusted.keyFile, 'utf8'), cert: readFileSync(trusted.certFile, 'utf8') };
  return startFakeSmtp({ ...pair, tls: 'tls', offers: ['AUTH PLAIN', ...offers] });
}
const serverOf = ({ port }: FakeSmtp) => ({ host: '127.0.0.1', port, tls: 'tls' as const, login: 'ana' });

function offersAt(clock: { ms: number }, isLoginGood = true): OutgoingOffers {
  return new OutgoingOffers({
    accountId: opened.accountId,
    store: opened.store,
    guard: createEgressGuard({ allowNetworks: '127.0.0.1/32' }),
    log: silent,
    nowMs: () => clock.ms,
    signal: never,
    credentials: { open: async () => ({ kind: 'password', password: new Secret('secret') }), renew: async () => null },
    isLoginGood: () => isLoginGood,
  });
}

test('RFC 1870: what a server takes is asked once, kept over a restart, and asked again after half a day', async () => {
  const server = await startServer(['SIZE 26214400', 'SMTPUTF8', 'DSN']);
  const clock = { ms: Date.parse('2026-05-01T12:00:00Z') };
  const offer = { maxSizeBytes: 26_214_400, smtpUtf8: true, eightBitMime: false, dsn: true, requireTls: false };
  const offers = offersAt(clock);
  expect(await offers.known(serverOf(server))).toBeNull();
  const [one, other] = await Promise.all([offers.get(serverOf(server), never), offers.get(serverOf(server), never)]);
  expect([one, other]).toEqual([{ offer, learnedAtMs: clock.ms }, one]);
  await offersAt(clock).get(serverOf(server), never);
  expect(server.connections()).toBe(1);
  expect(server.commands.join()).not.toContain('MAIL');
  clock.ms += 13 * hourMs;
  expect((await offers.get(serverOf(server), never))?.learnedAtMs).toBe(clock.ms);
  expect(server.connections()).toBe(2);
  await server.stop();
});

test('a server that cannot be asked keeps nobody waiting, is let alone for ten minutes, and never with a password that was refused', async () => {
  const clock = { ms: 1_000_000_000 };
  const server = await startServer([]);
  await server.stop();
  const offers = offersAt(clock);
  expect(await offers.get(serverOf(server), never)).toBeNull();
  const back = await startServer(['SIZE 1000']);
  const place = { ...serverOf(back), port: back.port };
  expect(await offersAt(clock, false).get(place, never)).toBeNull();
  expect(await offersAt(clock).get(place, AbortSignal.abort())).toBeNull();
  expect((await offersAt(clock).get(place, never))?.offer.maxSizeBytes).toBe(1000);
  await back.stop();
});

test('what is said at a sending is kept at once when it is new, else once an hour', async () => {
  const clock = { ms: 2_000_000_000 };
  const offers = offersAt(clock);
  const server = { host: 'smtp.example', port: 465, tls: 'tls' as const, login: 'ana' };
  const offer = { maxSizeBytes: 10, smtpUtf8: false, eightBitMime: true, dsn: false, requireTls: false };
  await offers.note(server, offer);
  clock.ms += 1_000;
  await offers.note(server, { ...offer });
  expect((await offers.known(server))?.learnedAtMs).toBe(2_000_000_000);
  await offers.note(server, { ...offer, maxSizeBytes: 20 });
  expect(await offers.known(server)).toEqual({ offer: { ...offer, maxSizeBytes: 20 }, learnedAtMs: clock.ms });
  expect(await offers.known({ ...server, login: 'bob' })).toBeNull();
});

test('an account on Postfix knows what its server takes as soon as somebody asks', async () => {
  const servers = await sharedMailServers();
  const running = await startTestGateway();
  try {
    const { mail } = await openMail(running.gateway, loginOf(servers, await servers.newUser('offers')));
    const [identity] = await mail.store.identities.get(mail.id, null);
    expect((await mail.outgoingServer(identity!.id, null)).offer).toBeNull();
    const { host, offer } = await mail.outgoingServer(identity!.id, never);
    expect(host).toBe(servers.smtp.host);
    expect(offer).toMatchObject({ maxSizeBytes: expect.any(Number), smtpUtf8: true, eightBitMime: true, dsn: true });
    expect((await mail.outgoingServer(identity!.id, null)).offer).toEqual(offer);
  } finally {
    await running.stop();
  }
});
