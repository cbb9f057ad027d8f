import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isMailError } from '#lib/mail/index.ts';
import type { Discovery } from './index.ts';
import { builtInProviders, discoveryError, readProvidersFile, serversForAddress } from './index.ts';

const builtIn = (address: string): Discovery => serversForAddress(address, [builtInProviders()]);
const found = (discovery: Discovery) => {
  if (discovery.outcome !== 'found') throw new Error(`not found: ${discovery.outcome}`);
  return discovery;
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-discover-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function operatorTable(content: unknown) {
  const path = join(folder, 'providers.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readProvidersFile(path);
}

const minimal = {
  domains: { 'Corp.Example': 'corp' },
  providers: {
    corp: { in: [{ t: 'imap', h: '127.0.0.1', p: 1143, s: 'starttls' }], out: [{ t: 'smtp', h: '127.0.0.1', p: 1587, s: 'starttls' }] },
  },
};

test('a known domain gives IMAP over TLS, the outgoing server, needs and traits', () => {
  const gmail = found(builtIn('Ana.Example@GMAIL.com'));
  expect(gmail.servers).toEqual({
    incoming: { protocol: 'imap', host: 'imap.gmail.com', port: 993, tls: 'tls', login: 'Ana.Example@gmail.com' },
    outgoing: { host: 'smtp.gmail.com', port: 465, tls: 'tls', login: 'Ana.Example@gmail.com' },
    traits: { savesSent: true, labels: true, imapLimit: 15, popRecent: true },
  });
  expect(gmail.needs).toEqual(['app-password', 'enable-access']);
});

test('every domain of the built-in table ends in an answer that can be acted on', () => {
  const outcomes: Record<string, number> = {};
  for (const domain of Object.keys(builtInProviders().domains)) {
    const discovery = builtIn(`user@${domain}`);
    outcomes[discovery.outcome] = (outcomes[discovery.outcome] ?? 0) + 1;
    if (discovery.outcome === 'found') {
      expect([discovery.servers.incoming.tls, discovery.servers.outgoing.tls], domain).not.toContain('plain');
      expect(discovery.servers.incoming.login, domain).toContain('user');
    }
  }
  expect(outcomes['invalid-address']).toBeUndefined();
  expect(outcomes.found).toBeGreaterThan(900);
});

test('plain servers are never taken silently from the built-in table', () => {
  const plain = Object.keys(builtInProviders().domains)
    .map((domain) => builtIn(`user@${domain}`))
    .filter((one) => one.outcome === 'manual-needed' && one.reason === 'plain-only');
  expect(plain.length).toBeGreaterThan(10);
  expect(discoveryError(plain[0]!)).toMatchObject({ kind: 'not-found', code: 'PLAIN_ONLY' });
});

test('the login takes the form that the provider wants', () => {
  const forms = new Map<string, string>();
  for (const [domain, id] of Object.entries(builtInProviders().domains)) {
    const server = builtInProviders().providers[id]!.in[0]!;
    const discovery = builtIn(`user@${domain}`);
    if (discovery.outcome === 'found' && !forms.has(server.u) && discovery.servers.incoming.host === server.h)
      forms.set(server.u, discovery.servers.incoming.login.replace(domain, 'DOMAIN'));
  }
  expect(Object.fromEntries(forms)).toEqual({ email: 'user@DOMAIN', local: 'user', 'local.domain': 'user.DOMAIN' });
});

test('a read-only server is never the first choice, IMAP comes before POP3', () => {
  const yahoo = found(builtIn('x@yahoo.com'));
  expect(yahoo.servers.incoming.host).toBe('imap.mail.yahoo.com');
  expect(yahoo.otherIncoming.map((server) => server.host)).toContain('export.imap.mail.yahoo.com');
  for (const domain of Object.keys(builtInProviders().domains)) {
    const discovery = builtIn(`x@${domain}`);
    if (discovery.outcome === 'found' && discovery.servers.incoming.protocol === 'pop3')
      expect(
        discovery.otherIncoming.some((server) => server.protocol === 'imap'),
        domain,
      ).toBe(false);
  }
});

test('providers without mail protocols and those with their own window only are said so', () => {
  expect(builtIn('x@tuta.io').outcome).toBe('no-mail-protocols');
  expect(discoveryError(builtIn('x@pm.me'))).toMatchObject({ kind: 'login-unavailable', code: 'LOCAL_BRIDGE_ONLY' });
  expect(builtIn('x@hotmail.com').outcome).toBe('own-sign-in-only');
});

test('an unknown domain asks for settings by hand', () => {
  expect(builtIn('x@unknown.example')).toEqual({ outcome: 'manual-needed', reason: 'unknown-domain', provider: null, suggestion: null });
  expect(builtIn('x@constructor').outcome).toBe('manual-needed');
  expect(builtIn('x@__proto__').outcome).toBe('invalid-address');
});

test('what is no address is refused', () => {
  for (const address of [
    '',
    '@',
    'a@',
    '@b',
    'a b@c.example',
    'a\r\nb@c.example',
    'a@b@c.example',
    'a@-x.example',
    'a@x..example',
    'a\u0000@c.example',
    'a\u2028@c.example',
    `${'a'.repeat(65)}@c.example`,
    'a@exa mple.org',
  ])
    expect(builtIn(address).outcome, JSON.stringify(address)).toBe('invalid-address');
});

test('a host that stands for the domain of the address is filled in', () => {
  const table = operatorTable({
    ...minimal,
    providers: {
      corp: { in: [{ t: 'imap', h: 'mail.%emaildomain%', p: 993, s: 'tls' }], out: [{ t: 'smtp', h: '%emaildomain%', p: 465, s: 'tls' }] },
    },
  });
  expect(found(serversForAddress('x@corp.example', [table])).servers).toMatchObject({
    incoming: { host: 'mail.corp.example' },
    outgoing: { host: 'corp.example' },
  });
});

test('an international domain is found by its A-label', () => {
  const table = operatorTable({ ...minimal, domains: { 'xn--bcher-kva.example': 'corp' } });
  expect(found(serversForAddress('ana@BÜCHER.example', [table])).servers.incoming.login).toBe('ana@xn--bcher-kva.example');
});

test('the operator’s file comes first, and may name plain servers', () => {
  const table = operatorTable({
    domains: { 'gmail.com': 'corp' },
    providers: {
      corp: {
        in: [{ t: 'imap', h: 'IMAP.corp.example', p: 143, s: 'plain' }],
        out: [{ t: 'smtp', h: 'smtp.corp.example', p: 25, s: 'plain', a: ['none'] }],
      },
    },
  });
  const discovery = found(serversForAddress('x@gmail.com', [table, builtInProviders()]));
  expect(discovery).toMatchObject({
    source: 'operator',
    servers: { incoming: { host: 'imap.corp.example', tls: 'plain' }, outgoing: { login: '' } },
  });
  expect(found(serversForAddress('x@fastmail.com', [table, builtInProviders()])).source).toBe('built-in');
  expect(found(serversForAddress('x@corp.example', [operatorTable(minimal)])).servers.incoming.port).toBe(1143);
});

test('mistakes in the operator’s file are named by their place', () => {
  const messageOf = (content: unknown): string => {
    try {
      operatorTable(content);
    } catch (error) {
      if (isMailError(error) && error.kind === 'invalid') return error.message;
      throw error;
    }
    return 'accepted';
  };
  expect(messageOf('{')).toContain('cannot be read as JSON');
  expect(messageOf([])).toContain('not of the right shape');
  expect(messageOf({ domains: { a: 'x' }, providers: { x: { in: [{ t: 'imap', h: 'evil host', p: 0, s: 'ssl' }], out: [] } } })).toMatch(
    /providers\.x\.in\.0\.h[\s\S]*providers\.x\.in\.0\.p[\s\S]*providers\.x\.in\.0\.s/,
  );
  expect(messageOf({ domains: { a: 'missing' }, providers: {} })).toContain('missing');
});

const sharedTable = '../shared/data/providers.json';
test.skipIf(!existsSync(sharedTable))('the built-in table holds every fact of the shared one (passed over where that is absent)', () => {
  expect(JSON.parse(readFileSync(new URL('./providers.json', import.meta.url), 'utf8'))).toEqual(
    JSON.parse(readFileSync(sharedTable, 'utf8')),
  );
});

test('ManageSieve elsewhere than at the incoming host is named by the table; else nothing is said of it', () => {
  const corp = { ...minimal.providers.corp, sieve: { h: 'sieve.%emaildomain%', p: 4191, s: 'tls' } };
  const named = found(serversForAddress('ana@corp.example', [operatorTable({ ...minimal, providers: { corp } })]));
  expect(named.servers.sieve).toEqual({ host: 'sieve.corp.example', port: 4191, tls: 'tls', login: '' });
  expect(found(serversForAddress('ana@corp.example', [operatorTable(minimal)])).servers).not.toHaveProperty('sieve');
});

test.each(['gmail.com', 'fastmail.com', 'mail.ru', 'bk.ru', 'qq.com', '163.com'])(
  '%s wants an app password, and its page about that is named',
  (domain) => {
    const discovery = serversForAddress(`someone@${domain}`, [builtInProviders()]);
    expect(discovery).toMatchObject({ outcome: 'found', needs: expect.arrayContaining(['app-password']) });
    expect(discovery.outcome === 'found' && discovery.helpUrl).toMatch(/^https:\/\/\S+$/);
  },
);

test('Mail.ru is asked for the scope without which it opens no mail', () => {
  expect(builtInProviders().oauth?.['o2.mail.ru']?.scopes).toMatchObject({ imap: 'mail.imap', always: 'userinfo' });
});
