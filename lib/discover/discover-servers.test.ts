import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { DnsRecords } from '#lib/security/index.ts';
import { type Discovered, discoverServers } from './discover-servers.ts';
import { builtInProviders } from './provider-table.ts';
import type { ProvenAccount } from './read-proven.ts';

type World = {
  pages?: Record<string, string>;
  /** where a page leads instead */
  redirects?: Record<string, string>;
  txt?: Record<string, string[]>;
  srv?: Record<string, [string, number][]>;
  mx?: string[];
  tls?: string[];
  proven?: ProvenAccount[];
  /** whether the online database is asked */
  database?: true;
  /** names that never answer */
  silent?: RegExp;
};
type Seen = { urls: string[]; names: string[]; doors: string[] };

async function discover(address: string, world: World = {}): Promise<Discovered & { seen: Seen }> {
  const seen: Seen = { urls: [], names: [], doors: [] };
  const never = new Promise<never>(() => {});
  const asked = (name: string) => {
    seen.names.push(name);
    return world.silent?.test(name) ? never : null;
  };
  const after = async <T>(name: string, answer: T): Promise<T> => {
    await asked(name);
    return answer;
  };
  const dns: DnsRecords = {
    txt: (name) => after(name, world.txt?.[name] ?? []),
    mx: (name) =>
      after(
        name,
        (world.mx ?? []).map((exchange) => ({ exchange, priority: 10 })),
      ),
    srv: (name) =>
      after(
        name,
        (world.srv?.[name] ?? []).map(([target, port]) => ({ target, port, priority: 0, weight: 0 })),
      ),
  };
  const discovered = await discoverServers(address, {
    tables: [builtInProviders()],
    dns,
    fetchText: async (url, mayFollow) => {
      seen.urls.push(url);
      if (world.silent?.test(url)) return never;
      const target = world.redirects?.[url];
      if (target !== undefined) return mayFollow(new URL(url), new URL(target)) ? (world.pages?.[target] ?? null) : null;
      return world.pages?.[url] ?? null;
    },
    answersTls: async (host, port) => {
      seen.doors.push(`${host}:${port}`);
      return world.tls?.includes(`${host}:${port}`) ?? false;
    },
    provenAccounts: async () => world.proven ?? [],
    asksDatabase: world.database === true,
    signal: new AbortController().signal,
  });
  return { ...discovered, seen };
}

const autoconfigUrl = 'https://autoconfig.example.org/mail/config-v1.1.xml';
const wellKnownUrl = 'https://example.org/.well-known/autoconfig/mail/config-v1.1.xml';
const server = (type: string, host: string, port: number, socket = 'SSL', user = '%EMAILADDRESS%') =>
  `<${type === 'smtp' ? 'outgoing' : 'incoming'}Server type="${type}"><hostname>${host}</hostname><port>${port}</port><socketType>${socket}</socketType>` +
  `<username>${user}</username><authentication>password-cleartext</authentication></${type === 'smtp' ? 'outgoing' : 'incoming'}Server>`;
const xml = (inner: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<clientConfig version="1.1"><emailProvider id="example.org"><displayName>Example Mail</displayName>${inner}</emailProvider></clientConfig>`;
const ours = xml(
  server('pop3', 'pop.example.org', 995) + server('imap', 'imap.example.org', 993) + server('smtp', 'smtp.example.org', 465),
);

const hostsOf = ({ discovery }: Discovered) =>
  discovery.outcome === 'found'
    ? [discovery.source, discovery.servers.incoming.host, discovery.servers.outgoing.host]
    : [discovery.outcome];

test('D1: what a table knows is taken from it, and nothing is asked of the network', async () => {
  const { discovery, seen } = await discover('someone@gmx.de');
  expect(discovery).toMatchObject({ outcome: 'found', source: 'built-in' });
  expect(seen).toEqual({ urls: [], names: [], doors: [] });
});

test('D1, D5: published settings: IMAP before POP3, the whole address as login, the name of the provider', async () => {
  const found = await discover('Ana@example.org', { pages: { [autoconfigUrl]: ours } });
  expect(found.discovery).toMatchObject({
    outcome: 'found',
    source: 'autoconfig',
    provider: 'Example Mail',
    servers: {
      incoming: { protocol: 'imap', host: 'imap.example.org', port: 993, tls: 'tls', login: 'Ana@example.org' },
      outgoing: { host: 'smtp.example.org', port: 465, tls: 'tls', login: 'Ana@example.org' },
    },
    otherIncoming: [{ protocol: 'pop3', host: 'pop.example.org' }],
  });
  expect(found.strangers).toEqual([]);
});

const pacc = JSON.stringify({
  protocols: { imap: { host: 'pacc.example.org' }, smtp: { host: 'pacc.example.org' } },
  info: { provider: { name: 'P' } },
});
const paccUrl = 'https://ua-auto-config.example.org/.well-known/user-agent-configuration.json';
const digest = createHash('sha256').update(pacc).digest('base64');
const everything: World = {
  pages: { [paccUrl]: pacc, [autoconfigUrl]: ours, [wellKnownUrl]: ours },
  txt: { '_ua-auto-config.example.org': [`v=UAAC1; a=sha256; d=${digest}`] },
  srv: { '_imaps._tcp.example.org': [['srv.example.org', 993]], '_submission._tcp.example.org': [['srv.example.org', 587]] },
  mx: ['mx01.mail.icloud.com'],
  tls: ['imap.example.org:993', 'smtp.example.org:465'],
};

test('D1, D2: the best in rank wins: PACC, autoconfig, SRV, MX, guesses', async () => {
  expect(hostsOf(await discover('a@example.org', everything))).toEqual(['pacc', 'pacc.example.org', 'pacc.example.org']);
  expect(hostsOf(await discover('a@example.org', { ...everything, txt: {} }))).toEqual([
    'autoconfig',
    'imap.example.org',
    'smtp.example.org',
  ]);
  expect(hostsOf(await discover('a@example.org', { ...everything, pages: {} }))).toEqual(['srv', 'srv.example.org', 'srv.example.org']);
  expect(hostsOf(await discover('a@example.org', { mx: everything.mx, tls: everything.tls }))[0]).toBe('mx');
  expect(hostsOf(await discover('a@example.org', { tls: everything.tls }))).toEqual(['guess', 'imap.example.org', 'smtp.example.org']);
  expect(hostsOf(await discover('a@example.org'))).toEqual(['manual-needed']);
});

test('D2: a source that never answers holds nothing up for ever, and the next one counts', { timeout: 20_000 }, async () => {
  const found = await discover('a@example.org', { ...everything, silent: /ua-auto-config|autoconfig/ });
  expect(hostsOf(found)).toEqual(['srv', 'srv.example.org', 'srv.example.org']);
});

test('D3: the part before the @ leaves us nowhere, nothing goes by plain HTTP', async () => {
  const { seen } = await discover('secret.name@example.org');
  const asked = [...seen.urls, ...seen.names, ...seen.doors].join('\n');
  expect(asked).not.toContain('secret');
  expect(asked).not.toContain('http://');
  expect(seen.urls.length).toBeGreaterThan(0);
});

test.each(['a@co.uk', 'a@github.io', 'a@com'])('D3: %s: nothing is looked up under a public suffix', async (address) => {
  const { seen, discovery } = await discover(address, { tls: ['imap.co.uk:993'] });
  expect(seen).toEqual({ urls: [], names: [], doors: [] });
  expect(discovery.outcome).toBe('manual-needed');
});

test('X8, D3: a redirect to another domain is not followed, one within the domain is', async () => {
  const away = await discover('a@example.org', {
    redirects: { [autoconfigUrl]: 'https://autoconfig.evil.example/config.xml' },
    pages: { 'https://autoconfig.evil.example/config.xml': ours },
  });
  expect(away.discovery.outcome).toBe('manual-needed');
  const within = await discover('a@example.org', {
    redirects: { [autoconfigUrl]: 'https://www.example.org/config.xml' },
    pages: { 'https://www.example.org/config.xml': ours },
  });
  expect(hostsOf(within)[0]).toBe('autoconfig');
});

test('X8, D4: hosts outside of the mail domain are named as strangers; those of a table are not', async () => {
  const srv = await discover('a@example.org', { srv: { '_imaps._tcp.example.org': [['imap.evil.example', 993]] } });
  expect(srv.strangers).toEqual(['imap.evil.example']);
  const published = await discover('a@example.org', {
    pages: { [autoconfigUrl]: xml(server('imap', 'imap.example.org', 993) + server('smtp', 'smtp.evil.example', 465)) },
  });
  expect(published.strangers).toEqual(['smtp.evil.example']);
  const lookalike = await discover('a@example.org', { srv: { '_imaps._tcp.example.org': [['notexample.org', 993]] } });
  expect(lookalike.strangers).toEqual(['notexample.org']);
  expect((await discover('a@example.org', { mx: everything.mx })).strangers).toEqual([]);
});

test.each([
  ['a document type', `<!DOCTYPE c [<!ENTITY x "imap.evil.example">]>${ours}`],
  ['an entity', ours.replace('imap.example.org', '&x;').replace('<clientConfig', '<!ENTITY x "y"><clientConfig')],
  ['a huge file', `${ours}${' '.repeat(70_000)}`],
  ['no XML', 'hello'],
  ['a page', '<html><body>Not found</body></html>'],
  ['a host with a path in it', xml(server('imap', 'imap.example.org/../evil', 993))],
  ['a port out of range', xml(server('imap', 'imap.example.org', 99_999))],
  ['unclosed tags', '<clientConfig><emailProvider><incomingServer type="imap">'],
  ['deep nesting', `<clientConfig>${'<a>'.repeat(20_000)}`],
])('X8: %s for settings is nothing, and the next source counts', async (_name, body) => {
  const found = await discover('a@example.org', { pages: { [autoconfigUrl]: body }, tls: everything.tls });
  expect(hostsOf(found)[0]).toBe('guess');
});

test('X8: settings without encryption are not taken by themselves', async () => {
  const plain = xml(server('imap', 'imap.example.org', 143, 'plain') + server('smtp', 'smtp.example.org', 25, 'plain'));
  expect((await discover('a@example.org', { pages: { [autoconfigUrl]: plain } })).discovery.outcome).toBe('manual-needed');
});

test('PACC counts only with the digest that the domain publishes', async () => {
  const wrong = { '_ua-auto-config.example.org': ['v=UAAC1; a=sha256; d=AAAA'] };
  expect(hostsOf(await discover('a@example.org', { pages: { [paccUrl]: pacc }, txt: wrong }))).toEqual(['manual-needed']);
});

test('RFC 6186: a target of “.” is no server; where only reading is named, sending is looked for at the same machine', async () => {
  const none = await discover('a@example.org', { srv: { '_imaps._tcp.example.org': [['', 0]] } });
  expect(none.discovery.outcome).toBe('manual-needed');
  const found = await discover('a@example.org', { srv: { '_imaps._tcp.example.org': [['mail.example.org', 993]] } });
  expect(found.discovery).toMatchObject({ servers: { outgoing: { host: 'mail.example.org', port: 587, tls: 'starttls' } } });
});

const account = (
  address: string,
  host: string,
  more: { login?: string; port?: number; tls?: 'tls' | 'starttls' | 'plain'; pop3?: true } = {},
) => {
  const { login = address, port = 993, tls = 'tls', pop3 } = more;
  const incoming = { protocol: pop3 ? ('pop3' as const) : ('imap' as const), host, port, tls, login };
  return { address, servers: { incoming, outgoing: { host, port: 465, tls, login }, traits: {} } };
};

test('D1: what worked here for the domain before ranks above all that it publishes, and nothing is asked of the network', async () => {
  const proven = [account('bo@example.org', 'old.example.org', { pop3: true, port: 995 }), account('cy@example.org', 'old.example.org')];
  const found = await discover('ana@example.org', { ...everything, proven });
  expect(hostsOf(found)).toEqual(['proven', 'old.example.org', 'old.example.org']);
  expect(found.discovery).toMatchObject({
    servers: { incoming: { protocol: 'imap', port: 993, tls: 'tls', login: 'ana@example.org' } },
    otherIncoming: [{ protocol: 'pop3', port: 995, login: 'ana@example.org' }],
  });
  expect([found.strangers, found.seen]).toEqual([[], { urls: [], names: [], doors: [] }]);
  expect(JSON.stringify(found)).not.toMatch(/\b(bo|cy)\b/);
});

test('D1: of what worked before the most used counts, with the form of its user name', async () => {
  const proven = [
    account('x@example.org', 'new.example.org'),
    account('bo@example.org', 'mail.example.org', { login: 'bo' }),
    account('cy@example.org', 'mail.example.org', { login: 'cy' }),
  ];
  const { discovery } = await discover('ana@example.org', { proven });
  expect(discovery).toMatchObject({ servers: { incoming: { host: 'mail.example.org', login: 'ana' }, outgoing: { login: 'ana' } } });
});

test.each([
  ['a machine outside of the domain', account('eve@example.org', 'imap.evil.example')],
  ['a look-alike of the domain', account('eve@example.org', 'imap.notexample.org')],
  ['no encryption', account('eve@example.org', 'imap.example.org', { tls: 'plain', port: 143 })],
  ['a user name of its own', account('eve@example.org', 'imap.example.org', { login: 'u12345' })],
  ['another domain', account('eve@sub.example.org', 'imap.example.org')],
])('X8, D1: an account with %s says nothing about the domain', async (_name, one) => {
  const found = await discover('ana@example.org', { proven: [one], pages: { [autoconfigUrl]: ours } });
  expect(hostsOf(found)[0]).toBe('autoconfig');
});

test('X8, D1: an account here never speaks against the tables', async () => {
  const found = await discover('ana@gmx.de', { proven: [account('eve@gmx.de', 'evil.gmx.de')] });
  expect(found.discovery).toMatchObject({ source: 'built-in' });
});

const databaseUrl = 'https://autoconfig.thunderbird.net/v1.1/example.org';

test('D1: the online database is asked only where the house allows it, for the domain alone, and comes before guesses', async () => {
  const pages = { [databaseUrl]: ours };
  const without = await discover('secret.name@example.org', { pages, tls: everything.tls });
  expect([hostsOf(without)[0], without.seen.urls.includes(databaseUrl)]).toEqual(['guess', false]);
  const found = await discover('secret.name@example.org', { pages, tls: everything.tls, database: true });
  expect(hostsOf(found)).toEqual(['database', 'imap.example.org', 'smtp.example.org']);
  expect(found.seen.urls.filter((url) => !url.includes('example.org/') && url !== databaseUrl)).toEqual([]);
  expect(found.seen.urls.join()).not.toContain('secret');
  expect(hostsOf(await discover('a@example.org', { ...everything, pages: { ...everything.pages, ...pages }, database: true }))[0]).toBe(
    'pacc',
  );
  expect(hostsOf(await discover('a@example.org', { mx: everything.mx, pages, database: true }))[0]).toBe('mx');
});

test('X8, D4: hosts of the online database outside of the mail domain are strangers, and it leads nowhere else', async () => {
  const foreign = xml(server('imap', 'imap.hoster.example', 993) + server('smtp', 'smtp.hoster.example', 465));
  const found = await discover('a@example.org', { pages: { [databaseUrl]: foreign }, database: true });
  expect(found.strangers).toEqual(['imap.hoster.example', 'smtp.hoster.example']);
  const away = await discover('a@example.org', {
    ...{ redirects: { [databaseUrl]: 'https://autoconfig.thunderbird.net/elsewhere' }, database: true as const },
    pages: { 'https://autoconfig.thunderbird.net/elsewhere': ours },
  });
  expect(away.discovery.outcome).toBe('manual-needed');
});

test.each([
  ['a document type', `<!DOCTYPE c [<!ENTITY x "imap.evil.example">]>${ours}`],
  ['a huge file', `${ours}${' '.repeat(70_000)}`],
  ['a page', '<html><body>Not found</body></html>'],
  ['no encryption', xml(server('imap', 'imap.example.org', 143, 'plain') + server('smtp', 'smtp.example.org', 25, 'plain'))],
])('X8: %s from the online database is nothing', async (_name, body) => {
  const found = await discover('a@example.org', { pages: { [databaseUrl]: body }, tls: everything.tls, database: true });
  expect(hostsOf(found)[0]).toBe('guess');
});
