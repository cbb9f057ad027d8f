import { expect, test } from 'vitest';
import type { DoctorRecord } from '#lib/contract/index.ts';
import type { DnsRecords } from '#lib/security/index.ts';
import { domainReport } from './domain-records.ts';

type Zone = { txt?: Record<string, string[]>; mx?: string[]; srv?: Record<string, [string, number][]>; pages?: Record<string, string> };

async function report(zone: Zone): Promise<Record<DoctorRecord['kind'], DoctorRecord>> {
  const dns: DnsRecords = {
    txt: async (name) => zone.txt?.[name] ?? [],
    mx: async () => (zone.mx ?? []).map((exchange, index) => ({ exchange, priority: 10 * (index + 1) })),
    srv: async (name) => (zone.srv?.[name] ?? []).map(([target, port]) => ({ target, port, priority: 0, weight: 0 })),
  };
  const { records } = await domainReport('example.org', { dns, fetchText: async (url) => zone.pages?.[url] ?? null });
  return Object.fromEntries(records.map((record) => [record.kind, record])) as Record<DoctorRecord['kind'], DoctorRecord>;
}

test('a domain that does everything right', async () => {
  const records = await report({
    mx: ['mx1.example.org', 'mx2.example.org'],
    txt: {
      'example.org': ['unrelated', 'v=spf1 mx include:_spf.example.net -all'],
      'default._domainkey.example.org': ['v=DKIM1; k=rsa; p=MIIB'],
      '_dmarc.example.org': ['v=DMARC1; p=reject; rua=mailto:d@example.org'],
      '_mta-sts.example.org': ['v=STSv1; id=1'],
      '_smtp._tls.example.org': ['v=TLSRPTv1; rua=mailto:t@example.org'],
    },
    srv: { '_imaps._tcp.example.org': [['imap.example.org', 993]] },
    pages: {
      'https://mta-sts.example.org/.well-known/mta-sts.txt': 'version: STSv1\nmode: enforce\nmx: *.example.org\n',
      'https://autoconfig.example.org/mail/config-v1.1.xml': '<?xml version="1.0"?><clientConfig version="1.1"/>',
    },
  });
  expect(Object.values(records).map(({ standing }) => standing)).toEqual(Array.from({ length: 8 }, () => 'good'));
  expect(records.MX.values).toEqual(['10 mx1.example.org', '20 mx2.example.org']);
});

test('a domain that publishes nothing', async () => {
  const records = await report({});
  expect(Object.fromEntries(Object.values(records).map(({ kind, standing }) => [kind, standing]))).toEqual({
    ...{ MX: 'weak', SPF: 'missing', DKIM: 'unknown', DMARC: 'missing', 'MTA-STS': 'missing', 'TLS-RPT': 'missing' },
    ...{ SRV: 'missing', AUTOCONFIG: 'missing' },
  });
});

test('8.2: MX “.” and SRV target “.” say that the service is not offered', async () => {
  const records = await report({
    mx: [''],
    srv: { '_pop3s._tcp.example.org': [['', 0]], '_imaps._tcp.example.org': [['i.example.org', 993]] },
  });
  expect(records.MX.explanation).toContain('takes no mail');
  expect(records.SRV.explanation).toContain('does not offer _pop3s');
});

test.each([
  ['v=spf1 +all', 'the whole world'],
  ['v=spf1 a mx all', 'the whole world'],
  ['v=spf1 mx', 'not what to do'],
  [`v=spf1 ${'include:x.example '.repeat(11)}-all`, '11 look-ups'],
  ['v=spf1 redirect=_spf.example.net', 'another name'],
  ['v=spf1 mx ~all', 'suspicious'],
])('SPF %s', async (policy, words) => {
  expect((await report({ txt: { 'example.org': [policy] } })).SPF.explanation).toContain(words);
});

test('two SPF records are an error, a DMARC wish of none protects nobody, withdrawn keys sign nothing', async () => {
  const records = await report({
    txt: {
      'example.org': ['v=spf1 -all', 'v=spf1 mx -all'],
      '_dmarc.example.org': ['v=DMARC1; p=none'],
      'google._domainkey.example.org': ['v=DKIM1; p='],
      '_mta-sts.example.org': ['v=STSv1; id=1'],
    },
  });
  expect([records.SPF, records.DMARC, records.DKIM, records['MTA-STS']].map(({ standing }) => standing)).toEqual([
    'weak',
    'weak',
    'weak',
    'weak',
  ]);
});

test('a name service that does not answer is told apart from a record that is not there; values are bounded', async () => {
  const dns: DnsRecords = {
    txt: async () => ['v=spf1 '.padEnd(4_000, 'x'), ...Array.from({ length: 60 }, () => 'v=spf1 -all')],
    mx: () => Promise.reject(Object.assign(new Error('no'), { code: 'ESERVFAIL' })),
    srv: async () => [],
  };
  const { records } = await domainReport('example.org', { dns, fetchText: async () => null });
  expect(records.find(({ kind }) => kind === 'MX')).toMatchObject({ standing: 'unknown', values: [] });
  for (const { values } of records) {
    expect(values.length).toBeLessThanOrEqual(12);
    for (const value of values) expect(value.length).toBeLessThanOrEqual(500);
  }
});
