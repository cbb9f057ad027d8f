import { expect, test } from 'vitest';
import { emptyServerFields, toManualServers, withIncoming, withSmtpTls } from './server-fields.ts';

test('the usual port follows protocol and protection, a typed one stays', () => {
  expect(withIncoming(emptyServerFields, { incomingTls: 'starttls' })).toMatchObject({ incomingTls: 'starttls', incomingPort: '143' });
  const pop3 = withIncoming(emptyServerFields, { protocol: 'pop3' });
  expect(pop3).toMatchObject({ protocol: 'pop3', incomingPort: '995' });
  expect(withIncoming(pop3, { incomingTls: 'plain' }).incomingPort).toBe('110');
  expect(withIncoming({ ...pop3, incomingPort: '1110' }, { protocol: 'imap' }).incomingPort).toBe('1110');
  expect(withSmtpTls({ ...emptyServerFields, smtpPort: '2525' }, 'starttls')).toMatchObject({ smtpTls: 'starttls', smtpPort: '2525' });
});

test('a host that is named after its protocol follows it; the person sees what it became', () => {
  const hostOf = (host: string, from: 'imap' | 'pop3', to: 'imap' | 'pop3') =>
    withIncoming({ ...emptyServerFields, protocol: from, incomingHost: host }, { protocol: to }).incomingHost;
  expect(hostOf('pop.example.org', 'pop3', 'imap')).toBe('imap.example.org');
  expect(hostOf('pop3.example.org', 'pop3', 'imap')).toBe('imap.example.org');
  expect(hostOf('imap.example.org', 'imap', 'pop3')).toBe('pop.example.org');
  for (const host of ['mail.example.org', 'pop.org', 'popular.example.org', '']) expect(hostOf(host, 'pop3', 'imap')).toBe(host);
  expect(withIncoming({ ...emptyServerFields, incomingHost: 'pop.example.org' }, { incomingTls: 'starttls' }).incomingHost).toBe(
    'pop.example.org',
  );
});

test('without a server to read from the tables are asked; the SMTP server may be left out', () => {
  expect(toManualServers(emptyServerFields)).toBeNull();
  expect(toManualServers({ ...emptyServerFields, incomingHost: ' mail.example ', login: 'mia' })).toEqual({
    incoming: { protocol: 'imap', host: 'mail.example', port: 993, tls: 'tls', login: 'mia' },
    outgoing: { host: 'mail.example', port: 465, tls: 'tls', login: 'mia' },
  });
});

test('P4: APOP is sent for POP3 without encryption only', () => {
  const fields = { ...emptyServerFields, incomingHost: 'pop.example', apop: true };
  const incomingOf = (one: typeof fields) => toManualServers(one)?.incoming;
  expect(incomingOf({ ...fields, protocol: 'pop3', incomingTls: 'plain' })).toMatchObject({ protocol: 'pop3', apop: true });
  expect(incomingOf({ ...fields, protocol: 'pop3', incomingTls: 'tls' })).not.toHaveProperty('apop');
  expect(incomingOf({ ...fields, protocol: 'imap', incomingTls: 'plain' })).not.toHaveProperty('apop');
});
