import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ensureCertificates, type MailUser, sharedMailServers } from '#e2e/servers/index.ts';
import type { DoctorProtocol, DoctorServiceReport } from '#lib/contract/index.ts';
import { Secret, type TlsMode } from '#lib/mail/index.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import { examineServer } from './index.ts';

const tlsOptions = { ca: [readFileSync(ensureCertificates().caFile, 'utf8')] };
const guard = createEgressGuard({ allowNetworks: '127.0.0.1/32' });

type Visit = { protocol: DoctorProtocol; port: number; tls: TlsMode; user: MailUser; password?: string | null };
const examine = ({ protocol, port, tls, user, password = user.password }: Visit): Promise<DoctorServiceReport> =>
  examineServer(
    {
      server: { protocol, host: '127.0.0.1', port, tls, login: user.login },
      credential: password === null ? null : { kind: 'password', secret: new Secret(password) },
      address: user.address,
    },
    { guard, signal: new AbortController().signal, tlsOptions },
  );

const factsOf = ({ stages }: DoctorServiceReport, name: string): string[] =>
  stages.flatMap(({ facts }) => facts.filter((fact) => fact.name === name).map(({ text }) => text));

test('the whole road to Dovecot and Postfix, by TLS and by STARTTLS, with everything found out on it', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('patient');
  await servers.deliver(user, 'Subject: one\r\n\r\nOne.\r\n');
  const { imap, pop3, smtp } = servers;
  const roads: [DoctorProtocol, number, TlsMode][] = [
    ['imap', imap.tlsPort, 'tls'],
    ['imap', imap.port, 'starttls'],
    ['pop3', pop3.tlsPort, 'tls'],
    ['pop3', pop3.port, 'starttls'],
    ['smtp', smtp.tlsPort, 'tls'],
    ['smtp', smtp.starttlsPort, 'starttls'],
  ];
  for (const [protocol, port, tls] of roads) {
    const report = await examine({ protocol, port, tls, user });
    expect(report.finding, `${protocol} ${tls}`).toBe(null);
    const outcomes = Object.fromEntries(report.stages.map(({ stage, outcome }) => [stage, outcome === 'slow' ? 'ok' : outcome]));
    const untaken = tls === 'tls' ? 'starttls' : 'tls';
    expect(outcomes).toEqual({
      ...{ dns: 'ok', tcp: 'ok', tls: 'ok', greeting: 'ok', capabilities: 'ok', starttls: 'ok', auth: 'ok', probe: 'ok', logout: 'ok' },
      [untaken]: 'skipped',
    });
    expect(factsOf(report, 'tlsVersion')).toEqual(['TLSv1.3']);
    expect(factsOf(report, 'certificateFor')[0]).toContain('localhost');
    expect(factsOf(report, 'issuer')).toEqual(['Postern test authority']);
    expect(factsOf(report, 'signInUsed')).toHaveLength(1);
    if (protocol === 'imap') expect(factsOf(report, 'specialFolder').join()).toContain('\\Sent');
    if (protocol !== 'smtp') expect(factsOf(report, 'messages')[0]).toMatch(/^1\b/);
    const said = report.stages.flatMap(({ transcript }) => transcript);
    expect(said.some(({ direction }) => direction === 'out')).toBe(true);
    expect(JSON.stringify(report)).not.toContain(user.password);
    expect(JSON.stringify(report)).not.toContain(Buffer.from(`\0${user.login}\0${user.password}`).toString('base64'));
  }
});

test('a wrong password: refused at the sign-in and nowhere else, in all three protocols', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('forgetful');
  const { imap, pop3, smtp } = servers;
  for (const [protocol, port] of [
    ['imap', imap.tlsPort],
    ['pop3', pop3.tlsPort],
    ['smtp', smtp.tlsPort],
  ] as const) {
    const report = await examine({ protocol, port, tls: 'tls', user, password: 'not this one' });
    expect(report.finding?.title).toBe('User name or password refused');
    expect(report.stages.filter(({ outcome }) => outcome === 'failed').map(({ stage }) => stage)).toEqual(['auth']);
  }
});

test('without a password the road ends before the sign-in, and nothing is asked of the mailbox', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('shy');
  const report = await examine({ protocol: 'imap', port: servers.imap.tlsPort, tls: 'tls', user, password: null });
  expect(report.finding).toBe(null);
  expect(report.stages.find(({ stage }) => stage === 'auth')?.outcome).toBe('skipped');
  expect(
    report.stages.flatMap(({ transcript }) => transcript.filter(({ direction }) => direction === 'out').map(({ text }) => text)),
  ).toEqual(['d1 CAPABILITY', 'd2 NOOP', 'd3 LOGOUT']);
});

test('the other door: TLS asked of the port for STARTTLS is told so, the other mode is tried and suggested; nothing was said in the clear', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('mixed');
  const report = await examine({ protocol: 'imap', port: servers.imap.port, tls: 'tls', user });
  expect(report.finding?.title).toBe('No TLS on this port');
  expect(report.finding?.suggestion).toEqual({ protocol: 'imap', host: '127.0.0.1', port: servers.imap.port, tls: 'starttls' });
  expect(report.stages.flatMap(({ transcript }) => transcript)).toEqual([]);
});
