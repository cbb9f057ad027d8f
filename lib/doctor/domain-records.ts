import type { DoctorDomainReport, DoctorRecord } from '#lib/contract/index.ts';
import type { DnsRecords } from '#lib/security/index.ts';

export type DomainOptions = {
  dns: DnsRecords;
  /** body of a web page of the domain; null where there is none. Goes through the egress guard. */
  fetchText: (url: string) => Promise<string | null>;
};

type Kind = DoctorRecord['kind'];
type Told = Pick<DoctorRecord, 'standing' | 'explanation'>;

/** Selectors that providers and mail programs use by default; which one a domain uses is published nowhere (RFC 6376 §3.1). */
const selectors = [
  'default',
  'dkim',
  'mail',
  'google',
  'selector1',
  'selector2',
  'k1',
  's1',
  's2',
  'fm1',
  'mxvault',
  'zmail',
  'protonmail',
  '20230601',
];
const longestValue = 500;
const mostValues = 12;

const good = (explanation: string): Told => ({ standing: 'good', explanation });
const weak = (explanation: string): Told => ({ standing: 'weak', explanation });
const missing = (explanation: string): Told => ({ standing: 'missing', explanation });

/**
 * What a mail domain publishes about itself and what it means for mail from and to it. Never throws: what could not be asked is `unknown`.
 *
 * @see RFC 5321 §5, RFC 7505 (MX), RFC 7208 (SPF), RFC 6376 (DKIM), RFC 7489 (DMARC), RFC 8461 (MTA-STS), RFC 8460 (TLS-RPT), RFC 6186, RFC 8314 §5.1 (SRV)
 */
export async function domainReport(domain: string, { dns, fetchText }: DomainOptions): Promise<DoctorDomainReport> {
  const records = await Promise.all([
    record('MX', domain, async () => (await dns.mx(domain)).map(({ exchange, priority }) => `${priority} ${exchange || '.'}`), judgeMx),
    record('SPF', domain, async () => (await dns.txt(domain)).filter((text) => /^v=spf1(\s|$)/i.test(text)), judgeSpf),
    record('DKIM', `(selector)._domainkey.${domain}`, () => dkimKeys(domain, dns), judgeDkim),
    record(
      'DMARC',
      `_dmarc.${domain}`,
      async () => (await dns.txt(`_dmarc.${domain}`)).filter((text) => /^v=DMARC1\b/i.test(text)),
      judgeDmarc,
    ),
    record('MTA-STS', `_mta-sts.${domain}`, () => mtaSts(domain, { dns, fetchText }), judgeMtaSts),
    record(
      'TLS-RPT',
      `_smtp._tls.${domain}`,
      async () => (await dns.txt(`_smtp._tls.${domain}`)).filter((text) => /^v=TLSRPTv1\b/i.test(text)),
      judgeTlsReports,
    ),
    record('SRV', `_imaps._tcp.${domain} …`, () => services(domain, dns), judgeServices),
    record('AUTOCONFIG', `autoconfig.${domain}`, () => autoconfig(domain, fetchText), judgeAutoconfig),
  ]);
  return { domain, records };
}

async function record(kind: Kind, name: string, ask: () => Promise<string[]>, judge: (values: string[]) => Told): Promise<DoctorRecord> {
  try {
    const values = (await ask()).map((value) => value.replaceAll(/\p{Cc}+/gu, ' ').slice(0, longestValue)).slice(0, mostValues);
    return { kind, name, values, ...judge(values) };
  } catch {
    // The name service, or the domain's own web server, did not answer: that says nothing about the record.
    return { kind, name, values: [], standing: 'unknown', explanation: 'The name service did not answer, so nothing is known.' };
  }
}

function judgeMx(values: string[]): Told {
  if (values.length === 0)
    return weak('No mail server is named for this domain. Mail for it goes to the machine of the same name, if there is one.');
  // RFC 7505
  if (values.length === 1 && / \.?$/.test(values[0] ?? '')) return weak('This domain says that it takes no mail.');
  return good(
    values.length === 1
      ? 'Mail for this domain goes to this server.'
      : 'Mail for this domain goes to these servers, the lowest number first.',
  );
}

/** RFC 7208 §4.5, §5.1, §4.6.4. */
function judgeSpf(values: string[]): Told {
  const [policy] = values;
  if (policy === undefined) return missing('Nothing says which servers may send for this domain. Some receivers take that as a bad sign.');
  if (values.length > 1) return weak('There are two of them. Receivers then count it as an error: only one may be published.');
  if (/[\s]\+?all\b/i.test(policy)) return weak('It allows the whole world to send for this domain.');
  const lookups = policy.match(/\b(include:|redirect=|exists:|\ba\b|\bmx\b|\bptr\b)/gi)?.length ?? 0;
  if (lookups > 10) return weak(`It needs ${lookups} look-ups; more than ten count as an error.`);
  if (/\s-all\b/i.test(policy)) return good('Says which servers may send for this domain; mail from others is to be refused.');
  if (/\s~all\b/i.test(policy)) return good('Says which servers may send for this domain; mail from others is suspicious.');
  return /redirect=/i.test(policy)
    ? good('The rules stand at another name.')
    : weak('It says which servers may send, but not what to do with mail from others.');
}

async function dkimKeys(domain: string, dns: DnsRecords): Promise<string[]> {
  const found = await Promise.all(
    selectors.map(async (selector) => {
      const texts = await dns.txt(`${selector}._domainkey.${domain}`);
      return texts.filter((text) => /(^|;)\s*p=/i.test(text)).map((text) => `${selector}: ${text}`);
    }),
  );
  return found.flat();
}

function judgeDkim(values: string[]): Told {
  if (values.length === 0)
    return {
      standing: 'unknown',
      explanation: 'No key under one of the usual names. There may be one under another: a signed message names it.',
    };
  if (values.every((value) => /(^|[;\s])p=\s*(;|$)/i.test(value))) return weak('The keys that were found are withdrawn (empty).');
  return good('Messages of this domain can be signed; receivers check them with this key.');
}

function judgeDmarc([policy]: string[]): Told {
  if (policy === undefined)
    return missing('Nothing says what to do with mail that only pretends to come from this domain. Large providers ask for it.');
  const wish = /;\s*p\s*=\s*(\w+)/i.exec(policy)?.[1]?.toLowerCase();
  if (wish === 'reject') return good('Mail that only pretends to come from this domain is to be refused.');
  if (wish === 'quarantine') return good('Mail that only pretends to come from this domain is to go to junk.');
  if (wish === 'none') return weak('Forged mail is only reported, not refused.');
  return weak('It has no readable wish (p=…), so receivers pass it over.');
}

async function mtaSts(domain: string, { dns, fetchText }: DomainOptions): Promise<string[]> {
  const texts = (await dns.txt(`_mta-sts.${domain}`)).filter((text) => /^v=STSv1\b/i.test(text));
  if (texts.length === 0) return [];
  const policy = await fetchText(`https://mta-sts.${domain}/.well-known/mta-sts.txt`);
  return policy === null ? texts : [...texts, policy];
}

function judgeMtaSts(values: string[]): Told {
  if (values.length === 0) return missing('Other servers may send mail to this domain unencrypted. Not usual yet, but good to have.');
  const mode = /\bmode:\s*(enforce|testing|none)\b/i.exec(values[1] ?? '')?.[1]?.toLowerCase();
  if (mode === 'enforce') return good('Other servers must encrypt and check the certificate when they send mail here.');
  if (mode === undefined) return weak('It is announced, but its policy page cannot be read, so it does not work.');
  return weak(`The policy is in mode “${mode}”: trouble is reported at most, not prevented.`);
}

const judgeTlsReports = (values: string[]): Told =>
  values.length > 0
    ? good('Other servers report where encryption failed when they sent mail here.')
    : missing('Nobody is told when encryption fails on the way here. Only useful together with MTA-STS.');

const serviceNames = ['_imaps', '_imap', '_pop3s', '_pop3', '_submissions', '_submission'];

async function services(domain: string, dns: DnsRecords): Promise<string[]> {
  const found = await Promise.all(
    serviceNames.map(async (name) =>
      (await dns.srv(`${name}._tcp.${domain}`)).map(({ target, port }) => `${name} ${target || '.'}:${port}`),
    ),
  );
  return found.flat();
}

function judgeServices(values: string[]): Told {
  if (values.length === 0) return missing('Mail programs cannot find the servers by themselves this way.');
  const absent = values.filter((value) => / \.?:\d+$/.test(value)).map((value) => value.split(' ')[0]);
  if (absent.length === values.length) return weak('The domain says that it offers none of these services.');
  return good(
    absent.length > 0
      ? `Names the servers for mail programs; it says it does not offer ${absent.join(', ')}.`
      : 'Names the servers for mail programs.',
  );
}

async function autoconfig(domain: string, fetchText: DomainOptions['fetchText']): Promise<string[]> {
  const places = [`https://autoconfig.${domain}/mail/config-v1.1.xml`, `https://${domain}/.well-known/autoconfig/mail/config-v1.1.xml`];
  const found = await Promise.all(places.map(async (place) => ((await fetchText(place))?.includes('<clientConfig') ? place : null)));
  return found.flatMap((place) => place ?? []);
}

const judgeAutoconfig = (values: string[]): Told =>
  values.length > 0
    ? good('Mail programs find their settings by themselves.')
    : missing('Mail programs must guess the settings, or know the provider.');
