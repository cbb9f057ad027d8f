import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import { parseNetworkRule } from '#lib/config/index.ts';
import type { ProviderTable } from '#lib/discover/index.ts';
import { createLogger } from '#lib/log/index.ts';
import { isMailError, Secret } from '#lib/mail/index.ts';
import { startFakePop3 } from '#lib/pop3/testing/fake-pop3-server.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import type { Gateway, MailboxLogin } from './api.ts';
import { LoginNames } from './login-names.ts';
import { type ProofContext, proveLogin, serversOf } from './prove-login.ts';
import { startTestGateway } from './testing/test-gateway.ts';

const servers = await sharedMailServers();
const contextOf = (change: Partial<ProofContext>): ProofContext => ({
  guard: createEgressGuard({ allowNetworks: [parseNetworkRule('127.0.0.1/32')!] }),
  log: createLogger({ level: () => 'silent', write: () => undefined }),
  tables: [],
  loginDomains: null,
  names: new LoginNames(),
  ...change,
});
const byHand = (address: string): MailboxLogin => ({
  address,
  password: new Secret('x'),
  servers: { incoming: { protocol: 'imap', host: 'imap.example.test', port: 993, tls: 'tls', login: null }, outgoing: null },
});
const kindOf = (run: () => unknown): string => {
  try {
    run();
    return 'done';
  } catch (error) {
    return isMailError(error) ? `${error.kind} ${error.code}` : String(error);
  }
};

test('a domain that may sign in is compared as A-labels, however it is typed', () => {
  const context = contextOf({ loginDomains: ['xn--bcher-kva.example', 'example.org'] });
  for (const address of ['ana@bücher.example', 'ana@BÜCHER.example', 'ana@xn--bcher-kva.example', 'ana@Example.ORG'])
    expect(
      kindOf(() => serversOf(context, byHand(address))),
      address,
    ).toBe('done');
  for (const address of ['ana@bucher.example', 'ana@sub.example.org', 'ana@example.org.evil.example', 'ana', 'ana@'])
    expect(
      kindOf(() => serversOf(context, byHand(address))),
      address,
    ).toBe('forbidden DOMAIN_NOT_ALLOWED');
});

test('a refused sign-in says what the provider wants, also with settings by hand', async () => {
  const user = await servers.newUser('hint');
  const table: ProviderTable = {
    byOperator: true,
    domains: { [servers.domain]: 'p' },
    noMailProtocols: {},
    providers: {
      p: {
        n: 'Example Mail',
        in: [{ t: 'imap', h: 'localhost', p: servers.imap.tlsPort, s: 'tls', u: 'email', a: ['password'], ro: false }],
        out: [{ t: 'smtp', h: 'localhost', p: servers.smtp.tlsPort, s: 'tls', u: 'email', a: ['password'], ro: false }],
        need: ['app-password'],
        doc: 'https://help.example.test/app-passwords',
        traits: {},
      },
    },
  };
  const context = contextOf({ tables: [table] });
  const wrong = { ...byHand(user.address), servers: null };
  const refusal = await proveLogin(
    context,
    serversOf(context, wrong),
    user.address,
    { kind: 'password', password: new Secret('wrong') },
    AbortSignal.timeout(20_000),
  ).then(
    () => null,
    (error: unknown) => error,
  );
  expect(refusal).toMatchObject({
    kind: 'login-refused',
    stage: 'auth',
    provider: { name: 'Example Mail', needs: ['app-password'], helpUrl: 'https://help.example.test/app-passwords' },
  });
  const unknown = contextOf({});
  const manual = serversOf(context, wrong);
  const without = await proveLogin(
    unknown,
    manual,
    user.address,
    { kind: 'password', password: new Secret('wrong') },
    AbortSignal.timeout(20_000),
  ).catch((error: unknown) => error);
  expect(without).toMatchObject({ kind: 'login-refused', provider: null });
});

/** A server whose table says that the user name is the local part. */
const localPartTable = (port: number): ProviderTable => ({
  byOperator: true,
  domains: { 'local.test': 'p' },
  noMailProtocols: {},
  providers: {
    p: {
      in: [{ t: 'pop3', h: 'localhost', p: port, s: 'plain', u: 'local', a: ['password'], ro: false }],
      out: [{ t: 'smtp', h: 'localhost', p: 587, s: 'starttls', u: 'local', a: ['password'], ro: false }],
      need: [],
      traits: {},
    },
  },
});

/** A server that knows its users by their whole address only; what it was asked for. */
async function startWholeAddressServer() {
  let user = '';
  const asked: string[] = [];
  const server = await startFakePop3({
    capabilities: ['USER', 'UIDL'],
    on: {
      user: ({ args, ok }) => {
        user = args;
        ok();
      },
      pass: ({ args, err, signIn, ok }) => {
        asked.push(`${user} ${args}`);
        if (user !== 'ana@local.test' || args !== 'right') return err('[AUTH] no');
        signIn();
        ok();
      },
    },
  });
  return { port: server.port, asked, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

test('§9: a wrong password is one attempt at the mail server, also where the table says “local part”; the same once more is tried under the whole address (D5)', async () => {
  await using server = await startWholeAddressServer();
  const context = contextOf({ tables: [localPartTable(server.port)] });
  const address = 'ana@local.test';
  const prove = (password: string) =>
    proveLogin(
      context,
      serversOf(context, { ...byHand(address), servers: null }),
      address,
      { kind: 'password', password: new Secret(password) },
      AbortSignal.timeout(20_000),
    ).then(
      ({ incoming, outgoing }) => `${incoming.login} ${outgoing.login}`,
      (error: unknown) => (isMailError(error) ? error.kind : String(error)),
    );
  const tried = async (password: string) => [await prove(password), ...server.asked.splice(0)];
  expect(await tried('wrong')).toEqual(['login-refused', 'ana wrong']);
  expect(await tried('other')).toEqual(['login-refused', 'ana other']);
  expect(await tried('wrong')).toEqual(['login-refused', 'ana@local.test wrong']);
  expect(await tried('wrong')).toEqual(['login-refused', 'ana wrong']);
  expect(await tried('right')).toEqual(['login-refused', 'ana right']);
  expect(await tried('right')).toEqual(['ana@local.test ana@local.test', 'ana@local.test right']);
});

test('D1: a mailbox that signed in under its whole address does so at once from then on', async () => {
  await using server = await startWholeAddressServer();
  const { domains, providers } = localPartTable(server.port);
  const dir = mkdtempSync(join(tmpdir(), 'postern-providers-'));
  const file = join(dir, 'providers.json');
  writeFileSync(
    file,
    JSON.stringify({ format: 1, domains, providers: { p: { ...providers.p, n: 'Example', src: 'curated' } }, mx: {}, noMailProtocols: {} }),
  );
  const env = { POSTERN_PROVIDERS: file };
  const login = { address: 'ana@local.test', password: new Secret('right'), servers: null };
  const signIn = (gateway: Gateway) => gateway.signIn(login, AbortSignal.timeout(20_000));
  const first = await startTestGateway({ dir, keep: true, env });
  await expect(signIn(first.gateway)).rejects.toMatchObject({ kind: 'login-refused' });
  const { personId } = await signIn(first.gateway);
  await first.stop();
  // nothing is remembered but the account; under another name it would be another person
  const again = await startTestGateway({ dir, env });
  try {
    expect(await signIn(again.gateway)).toMatchObject({ personId, isNew: false });
  } finally {
    await again.stop();
  }
});

test('a POP3 login is proven at the POP3 server, also while another session holds the maildrop', async () => {
  const user = await servers.newUser('pop');
  const context = contextOf({});
  const prove = (port: number, tls: 'tls' | 'plain', password: string) =>
    proveLogin(
      context,
      serversOf(context, {
        address: user.address,
        servers: { incoming: { protocol: 'pop3', host: 'localhost', port, tls, login: null }, outgoing: null },
      }),
      user.address,
      { kind: 'password', password: new Secret(password) },
      AbortSignal.timeout(20_000),
    ).then(
      ({ incoming }) => `${incoming.protocol} ${incoming.login}`,
      (error: unknown) => (isMailError(error) ? `${error.kind} ${error.code}` : String(error)),
    );
  expect(await prove(servers.pop3.tlsPort, 'tls', user.password)).toBe(`pop3 ${user.address}`);
  expect(await prove(servers.pop3.tlsPort, 'tls', 'wrong')).toBe('login-refused AUTH');
  await using busy = await startFakePop3({ capabilities: ['USER'], on: { pass: ({ err }) => err('[IN-USE] in use') } });
  expect(await prove(busy.port, 'plain', 'right')).toBe(`pop3 ${user.address}`);
  await using locked = await startFakePop3({ capabilities: ['USER'], on: { pass: ({ err }) => err('maildrop already locked') } });
  expect(await prove(locked.port, 'plain', 'anything')).toBe('temporary LOCKED');
});

test('a provider with both protocols is read the way that is asked for', () => {
  const server = (t: 'imap' | 'pop3', p: number) => ({
    t,
    h: `${t}.example.test`,
    p,
    s: 'tls' as const,
    u: 'email' as const,
    a: ['password' as const],
    ro: false,
  });
  const table: ProviderTable = {
    byOperator: true,
    domains: { 'both.test': 'both', 'one.test': 'one' },
    noMailProtocols: {},
    providers: {
      both: { in: [server('pop3', 995), server('imap', 993)], out: [{ ...server('imap', 465), t: 'smtp' }], need: [], traits: {} },
      one: { in: [server('imap', 993)], out: [{ ...server('imap', 465), t: 'smtp' }], need: [], traits: {} },
    },
  };
  const context = contextOf({ tables: [table] });
  const login = (address: string, protocol: 'imap' | 'pop3' | null) => ({ ...byHand(address), servers: null, protocol });
  expect(serversOf(context, login('ana@both.test', null)).incoming.protocol).toBe('imap');
  expect(serversOf(context, login('ana@both.test', 'pop3')).incoming).toMatchObject({
    protocol: 'pop3',
    host: 'pop3.example.test',
    port: 995,
  });
  expect(kindOf(() => serversOf(context, login('ana@one.test', 'pop3')))).toBe('not-found SETTINGS_UNKNOWN');
  const apop = { protocol: 'pop3' as const, host: 'pop.example.test', port: 110, tls: 'plain' as const, login: null, apop: true };
  expect(serversOf(context, { ...byHand('ana@x.test'), servers: { incoming: apop, outgoing: null } })).toMatchObject({
    incoming: { protocol: 'pop3', login: 'ana@x.test' },
    pop3: { policy: { kind: 'keep' }, intervalMinutes: 10, recent: false, apop: true },
  });
});
