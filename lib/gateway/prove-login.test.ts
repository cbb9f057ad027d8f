import { expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import { parseNetworkRule } from '#lib/config/index.ts';
import type { ProviderTable } from '#lib/discover/index.ts';
import { createLogger } from '#lib/log/index.ts';
import { isMailError, Secret } from '#lib/mail/index.ts';
import { startFakePop3 } from '#lib/pop3/testing/fake-pop3-server.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import type { MailboxLogin } from './api.ts';
import { type ProofContext, protocolsOf, proveLogin, serversOf } from './prove-login.ts';

const servers = await sharedMailServers();
const contextOf = (change: Partial<ProofContext>): ProofContext => ({
  guard: createEgressGuard({ allowNetworks: [parseNetworkRule('127.0.0.1/32')!] }),
  log: createLogger({ level: () => 'silent', write: () => undefined }),
  tables: [],
  loginDomains: null,
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
  const refusal = await proveLogin(context, serversOf(context, wrong), user.address, new Secret('wrong'), AbortSignal.timeout(20_000)).then(
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
  const without = await proveLogin(unknown, manual, user.address, new Secret('wrong'), AbortSignal.timeout(20_000)).catch(
    (error: unknown) => error,
  );
  expect(without).toMatchObject({ kind: 'login-refused', provider: null });
});

test('a POP3 login is proven at the POP3 server, also while another session holds the maildrop', async () => {
  const user = await servers.newUser('pop');
  const context = contextOf({});
  const prove = (port: number, tls: 'tls' | 'plain', password: string) =>
    proveLogin(
      context,
      serversOf(context, {
        address: user.address,
        password: new Secret('x'),
        servers: { incoming: { protocol: 'pop3', host: 'localhost', port, tls, login: null }, outgoing: null },
      }),
      user.address,
      new Secret(password),
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
  expect(protocolsOf([table], 'ana@both.test')).toEqual(['imap', 'pop3']);
  expect(protocolsOf([table], 'ana@one.test')).toEqual(['imap']);
  expect(protocolsOf([table], 'ana@unknown.test')).toEqual([]);
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
