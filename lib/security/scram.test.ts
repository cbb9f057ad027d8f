import { expect, test } from 'vitest';
import { Secret } from '#lib/mail/index.ts';
import { createScram } from './scram.ts';

const nonce = 'rOprNGfwEbeRWgbNEkqO';
const serverFirst = `r=${nonce}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`;
const exchange = (login = 'user', password = 'pencil') => createScram(login, new Secret(password), () => nonce);

test('RFC 7677 §3: the exchange of the standard, octet by octet', async () => {
  const scram = exchange();
  expect(scram.first().toString()).toBe(`n,,n=user,r=${nonce}`);
  expect((await scram.final(Buffer.from(serverFirst))).toString()).toBe(
    `c=biws,r=${nonce}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`,
  );
  expect(scram.verify(Buffer.from('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4='))).toBe(true);
});

test.each([
  ['another signature', 'v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4='],
  ['a shorter one', 'v=6rri'],
  ['none', 'v='],
  ['nothing', ''],
])('RFC 5802 §5: a server that answers with %s is not believed', async (_, answer) => {
  const scram = exchange();
  await scram.final(Buffer.from(serverFirst));
  expect(() => scram.verify(Buffer.from(answer))).toThrow(expect.objectContaining({ kind: 'protocol', code: 'SERVER_NOT_PROVEN' }));
});

test('a server that names an error refuses the password; a signature before any challenge proves nothing', async () => {
  const scram = exchange();
  expect(() => scram.verify(Buffer.from('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4='))).toThrow();
  await scram.final(Buffer.from(serverFirst));
  expect(scram.verify(Buffer.from('e=invalid-proof'))).toBe(false);
});

test.each([
  ['another nonce', 'r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096'],
  ['the client’s own nonce only', `r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`],
  ['a mandatory extension', `m=1,${serverFirst}`],
  ['no salt', `r=${nonce}x,s=,i=4096`],
  ['no count', `r=${nonce}x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=0`],
  ['a count that would keep us busy', `r=${nonce}x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2000000000`],
  ['octets', '\u0000\u00ff'],
])('a challenge with %s gets no proof', async (_, challenge) => {
  await expect(exchange().final(Buffer.from(challenge, 'latin1'))).rejects.toMatchObject({ kind: 'protocol', stage: 'auth' });
});

test('RFC 4013: names and passwords that look the same are the same, and control characters are refused', async () => {
  expect(exchange('a=b,c').first().toString()).toBe(`n,,n=a=3Db=2Cc,r=${nonce}`);
  const finals = await Promise.all(
    ['p\u00e4ss\u00a0word', 'pa\u0308ss word', 'p\u00e4s\u00ads word'].map((password) =>
      exchange('user', password).final(Buffer.from(serverFirst)),
    ),
  );
  expect(new Set(finals.map(String)).size).toBe(1);
  expect(() => exchange('a\u0000b')).toThrow(expect.objectContaining({ kind: 'invalid' }));
  await expect(exchange('user', 'a\nb').final(Buffer.from(serverFirst))).rejects.toMatchObject({ kind: 'invalid' });
});
