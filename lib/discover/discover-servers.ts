import { getDomain } from 'tldts';
import type { ProviderFacts } from '#lib/config/index.ts';
import type { DnsRecords } from '#lib/security/index.ts';
import type { ProviderTable } from './provider-table.ts';
import { checked, readAutoconfig } from './read-autoconfig.ts';
import { readPacc } from './read-pacc.ts';
import { type ProvenAccount, readProven } from './read-proven.ts';
import { readServices } from './read-services.ts';
import { type Discovery, fromProvider, serversForAddress } from './servers-for-address.ts';
import { splitAddress } from './split-address.ts';

export type DiscoverOptions = {
  tables: readonly ProviderTable[];
  dns: DnsRecords;
  /** A page by https, through the egress guard; null where there is none. `mayFollow` is asked before each redirect. */
  fetchText: (url: string, mayFollow: (from: URL, to: URL) => boolean, signal: AbortSignal) => Promise<string | null>;
  /** whether a server with a valid certificate for that name answers there */
  answersTls: (host: string, port: number, signal: AbortSignal) => Promise<boolean>;
  /** accounts of the domain that signed in here, the newest first, a few at most */
  provenAccounts: (domain: string) => Promise<readonly ProvenAccount[]>;
  /** whether an online database of mail servers may be told the domain (D1, opt-in) */
  asksDatabase: boolean;
  signal: AbortSignal;
};

/** `strangers`: hosts outside of the mail domain that no table vouches for; no password goes there before the person agrees (D4, RFC 6186 §6). */
export type Discovered = { discovery: Discovery; strangers: string[] };

type Source = 'proven' | 'pacc' | 'autoconfig' | 'srv' | 'mx' | 'database' | 'guess';

/** Thunderbird's (ISPDB). It is asked for a domain, never for an address. */
const databaseUrl = 'https://autoconfig.thunderbird.net/v1.1/';

const eachMs = 3_000;
const allMs = 8_000;

/**
 * Finds the servers of an address: the tables first and what worked here before, without any network; then all that the domain publishes, asked at once, of which the best
 * in rank counts and not the fastest (D1, D2). Only names of the domain leave us, never the part before the @ (D3).
 *
 * @throws MailError 'aborted'
 */
export async function discoverServers(address: string, options: DiscoverOptions): Promise<Discovered> {
  const known = serversForAddress(address, options.tables);
  const parts = splitAddress(address);
  if (parts === null || known.outcome !== 'manual-needed' || known.reason !== 'unknown-domain') return { discovery: known, strangers: [] };
  const { domain } = parts;
  // A public suffix belongs to nobody who could say where its mail is (D3).
  if (getDomain(domain, { allowPrivateDomains: true }) === null) return { discovery: known, strangers: [] };
  // Nothing is asked of the network for what is known to work (D1).
  const proven = readProven(await options.provenAccounts(domain), domain);
  const before = proven === null ? null : fromProvider(withOutgoing(proven), domain, parts, 'proven');
  if (before?.outcome === 'found') return { discovery: before, strangers: strangersIn(before, domain) };
  const whole = AbortSignal.any([options.signal, AbortSignal.timeout(allMs)]);
  const within = (source: Source, ask: (signal: AbortSignal) => Promise<ProviderFacts | null>) => inTime(source, ask, whole);
  const found = await Promise.all([
    within('pacc', (signal) => askPacc(domain, options, signal)),
    within('autoconfig', (signal) => askAutoconfig(`https://autoconfig.${domain}/mail/config-v1.1.xml`, domain, options, signal)),
    within('autoconfig', (signal) =>
      askAutoconfig(`https://${domain}/.well-known/autoconfig/mail/config-v1.1.xml`, domain, options, signal),
    ),
    within('srv', () => readServices(domain, options.dns)),
    within('mx', () => askMx(domain, options)),
    ...(options.asksDatabase ? [within('database', (signal) => askDatabase(domain, options, signal))] : []),
    within('guess', (signal) => guess(domain, options, signal)),
  ]);
  options.signal.throwIfAborted();
  for (const { source, provider } of found) {
    if (provider === null) continue;
    const discovery = fromProvider(withOutgoing(provider), provider.n ?? domain, parts, source);
    if (discovery.outcome === 'found') return { discovery, strangers: source === 'mx' ? [] : strangersIn(discovery, domain) };
    // by its MX the domain is at a provider that takes no passwords
    if (discovery.outcome === 'own-sign-in-only' && source === 'mx') return { discovery, strangers: [] };
  }
  return { discovery: known, strangers: [] };
}

/** A source that fails, or takes too long, has nothing to say. */
async function inTime(source: Source, ask: (signal: AbortSignal) => Promise<ProviderFacts | null>, whole: AbortSignal) {
  const signal = AbortSignal.any([whole, AbortSignal.timeout(eachMs)]);
  const late = new Promise<null>((resolve) => signal.addEventListener('abort', () => resolve(null), { once: true }));
  const provider = await Promise.race([ask(signal).catch(() => null), late]);
  return { source, provider };
}

async function askPacc(domain: string, { dns, fetchText }: DiscoverOptions, signal: AbortSignal): Promise<ProviderFacts | null> {
  const [body, texts] = await Promise.all([
    fetchText(`https://ua-auto-config.${domain}/.well-known/user-agent-configuration.json`, () => false, signal),
    dns.txt(`_ua-auto-config.${domain}`),
  ]);
  return body === null ? null : readPacc(body, texts);
}

async function askAutoconfig(
  url: string,
  domain: string,
  { fetchText }: DiscoverOptions,
  signal: AbortSignal,
): Promise<ProviderFacts | null> {
  const xml = await fetchText(url, (_from, to) => isUnder(to.hostname, domain), signal);
  return xml === null ? null : readAutoconfig(xml);
}

/** What others found out about the domain. It leads nowhere else, and its hosts are strangers unless they are the domain's own (D4). */
async function askDatabase(domain: string, { fetchText }: DiscoverOptions, signal: AbortSignal): Promise<ProviderFacts | null> {
  const xml = await fetchText(`${databaseUrl}${encodeURIComponent(domain)}`, () => false, signal);
  return xml === null ? null : readAutoconfig(xml);
}

/** Whose machines take the domain's mail: a provider that a table knows (D1). */
async function askMx(domain: string, { dns, tables }: DiscoverOptions): Promise<ProviderFacts | null> {
  for (const { exchange } of await dns.mx(domain)) {
    const host = exchange.toLowerCase().replace(/\.$/, '');
    for (const table of tables) {
      const suffixes = table.mx ?? {};
      const suffix = Object.keys(suffixes).find((each) => host === each || host.endsWith(`.${each}`));
      const provider = suffix === undefined ? undefined : table.providers[suffixes[suffix] ?? ''];
      if (provider !== undefined) return provider;
    }
  }
  return null;
}

/** The names that most people give to their mail servers. */
async function guess(domain: string, { answersTls }: DiscoverOptions, signal: AbortSignal): Promise<ProviderFacts | null> {
  const first = async (prefixes: readonly string[], port: number): Promise<string | null> => {
    const hosts = prefixes.map((prefix) => `${prefix}${domain}`);
    const answers = await Promise.all(hosts.map((host) => answersTls(host, port, signal)));
    return hosts.find((_host, index) => answers[index]) ?? null;
  };
  const [imap, pop3, smtp] = await Promise.all([
    first(['imap.', 'mail.', ''], 993),
    first(['pop.', 'pop3.', 'mail.', ''], 995),
    first(['smtp.', 'mail.', ''], 465),
  ]);
  return checked({
    in: [
      ...(imap === null ? [] : [{ t: 'imap', h: imap, p: 993, s: 'tls' }]),
      ...(pop3 === null ? [] : [{ t: 'pop3', h: pop3, p: 995, s: 'tls' }]),
    ],
    out: smtp === null ? [] : [{ t: 'smtp', h: smtp, p: 465, s: 'tls' }],
  });
}

/** Where only the way in is published, mail most often leaves by the same machine (RFC 6409 §3.1). */
function withOutgoing(provider: ProviderFacts): ProviderFacts {
  const [first] = provider.in;
  if (provider.out.length > 0 || first === undefined) return provider;
  return { ...provider, out: [{ ...first, t: 'smtp', p: 587, s: 'starttls' }] };
}

function strangersIn({ servers }: Extract<Discovery, { outcome: 'found' }>, domain: string): string[] {
  const hosts = [servers.incoming.host, servers.outgoing.host];
  return [...new Set(hosts.filter((host) => !isUnder(host, domain)))];
}

/** Of the same owner: under the same registrable domain. */
function isUnder(host: string, domain: string): boolean {
  const owner = getDomain(domain, { allowPrivateDomains: true });
  return owner !== null && getDomain(host, { allowPrivateDomains: true }) === owner;
}
