import { expect, test } from 'vitest';
import type { FoundServers } from '#lib/contract/index.ts';
import { roadBack } from './road-back.ts';

const found = (oauth: { provider: string; name: string } | null, takesPassword: boolean): FoundServers['found'] => ({
  source: 'built-in',
  provider: 'Fake Mail',
  incoming: { protocol: 'imap', host: 'imap.example.test', port: 993, tls: 'tls', login: 'ana@example.test' },
  otherIncoming: [],
  outgoing: { host: 'smtp.example.test', port: 465, tls: 'tls', login: 'ana@example.test' },
  ...{ strangers: [], needs: [], helpUrl: null, oauth, takesPassword },
});
const fake = { provider: 'fake', name: 'Fake Mail' };

test('who came by the house’s provider is asked for its window and for no password, whatever the address offers', () => {
  for (const what of [null, found(null, true), found(fake, true)])
    expect(roadBack({ kind: 'house', name: 'House' }, what)).toEqual({ by: 'house', name: 'House', takesPassword: false });
});

test('who came by the mail provider’s window is asked for it again; without a client any more, for a password', () => {
  expect(roadBack({ kind: 'window' }, found(fake, true))).toEqual({ by: 'window', name: 'Fake Mail', takesPassword: false });
  expect(roadBack({ kind: 'window' }, found(null, true))).toBeNull();
});

test('who came with a password gives it again, unless the provider takes none', () => {
  expect(roadBack({ kind: 'password' }, null)).toBeNull();
  expect(roadBack({ kind: 'password' }, found(null, true))).toBeNull();
  expect(roadBack({ kind: 'password' }, found(fake, true))).toMatchObject({ takesPassword: true });
  expect(roadBack({ kind: 'password' }, found(fake, false))).toMatchObject({ takesPassword: false });
});
