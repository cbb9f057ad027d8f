import { expect, test } from 'vitest';
import { builtInProviders } from '#lib/discover/index.ts';
import { identitiesOfAddress } from './share-identities.ts';

const tables = [builtInProviders()];
function account(address: string, login: string) {
  const server = { host: 'imap.house.example', port: 993, tls: 'tls' as const, login };
  return { address, servers: { incoming: { ...server, protocol: 'imap' as const }, outgoing: server, traits: {} } };
}
const ann = account('ann@house.example', 'ann@house.example');
const at = (login: string) => ({ protocol: 'imap', host: 'imap.house.example', port: 993, login });

test('in the domain of the account: at its server, with a user name of the same form', () => {
  expect(identitiesOfAddress(tables, ann, ' Bob@House.example ')).toEqual({
    address: 'Bob@house.example',
    identities: [at('Bob@house.example')],
  });
  expect(identitiesOfAddress(tables, account('ann@house.example', 'ann'), 'bob@house.example').identities).toEqual([at('bob')]);
});

test('at a provider that the tables know: at its servers and nowhere else', () => {
  const { identities } = identitiesOfAddress(tables, ann, 'bob@gmx.de');
  expect(identities.length).toBeGreaterThan(0);
  expect(identities.every(({ host, login }) => /\.gmx\.(net|com|de)$/.test(host) && login === 'bob@gmx.de')).toBe(true);
  expect(identities.some(({ protocol }) => protocol === 'pop3')).toBe(true);
});

test('where nobody knows whose address it is, nothing is shared: an account may call itself anything', () => {
  for (const wanted of ['bob@elsewhere.example', 'bob@sub.house.example'])
    expect(() => identitiesOfAddress(tables, ann, wanted)).toThrow(expect.objectContaining({ kind: 'invalid', code: 'SHARE_ADDRESS' }));
  // a user name of which the form is not known
  expect(() => identitiesOfAddress(tables, account('ann@house.example', 'u12345'), 'bob@house.example')).toThrow(
    expect.objectContaining({ code: 'SHARE_ADDRESS' }),
  );
});

test('not with itself, and not with what is no address', () => {
  expect(() => identitiesOfAddress(tables, ann, 'ANN@house.example')).toThrow(expect.objectContaining({ code: 'SHARE_OWN_ADDRESS' }));
  for (const wanted of ['', 'bob', 'a b@house.example', '@house.example'])
    expect(() => identitiesOfAddress(tables, ann, wanted)).toThrow(expect.objectContaining({ kind: 'invalid' }));
});
