import { expect, test } from 'vitest';
import { providerHosts } from './provider-hosts.ts';

test('C7: servers of the account’s provider, by what it is reached at and by the address', () => {
  const own = providerHosts('imap.example.org', 'ann@example.net');
  for (const host of ['imap.example.org', 'mx1.example.org', 'example.org', 'example.net', 'mail.example.net', 'mx.example.org.'])
    expect(own(host), host).toBe(true);
  for (const host of ['evil.test', 'example.org.evil.test', 'xexample.org', 'org', '', 'localhost']) expect(own(host), host).toBe(false);
  expect(providerHosts('localhost', 'ann@mail.example')('mail.example')).toBe(true);
  expect(providerHosts('imap.gmail.com', 'ann@custom.example')('mx.google.com')).toBe(true);
});

test('C7: what many people share is nobody’s house', () => {
  expect(providerHosts('mail.co.uk', 'ann@ann.example')('evil.co.uk')).toBe(false);
  expect(providerHosts('example.org', 'ann@example.org')('evil.org')).toBe(false);
  // at a large provider the domain of the address says nothing: who owns it has no part in checking
  expect(providerHosts('imap.gmail.com', 'ann@custom.example')('mx.custom.example')).toBe(false);
  expect(providerHosts('192.0.2.1', 'ann@mail.example')('evil.2.1')).toBe(false);
});
