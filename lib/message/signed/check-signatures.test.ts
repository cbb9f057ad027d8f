import { afterAll, beforeAll, expect, test } from 'vitest';
import { base64Part, letter, lines, makePgpKey, openAuthority, pgpSigned, signedParts, withHead } from '../testing/signing.ts';
import { checkSignatures } from './check-signatures.ts';

type Key = Awaited<ReturnType<typeof makePgpKey>>;
let bob: Key;
let eve: Key;
let authority: ReturnType<typeof openAuthority>;
/** A moment when everything made here has begun to be valid. */
const nowMs = Date.now() + 3_600_000;
beforeAll(async () => {
  bob = await makePgpKey('bob@example.org');
  eve = await makePgpKey('eve@evil.test');
  authority = openAuthority();
  authority.issue('bob', 'bob@example.org');
  authority.issue('server', 'bob@example.org', { purpose: 'serverAuth' });
});
afterAll(() => authority[Symbol.dispose]());

const check = (raw: Buffer, kept: Uint8Array[] = [], atMs = nowMs, roots: string[] = [authority.root]) =>
  checkSignatures(raw, { nowMs: atMs, keptKeys: async (address) => (address === 'bob@example.org' ? kept : []), roots });
const autocrypt = (key: Key, addr = 'bob@example.org') => `Autocrypt: addr=${addr}; keydata=${Buffer.from(key.binary).toString('base64')}`;
const smime = (der: Uint8Array, part = letter) =>
  signedParts(part, base64Part('application/pkcs7-signature; name=smime.p7s', der), 'application/pkcs7-signature');

test('PGP/MIME: valid over exactly the octets that were signed, also where lines came with LF alone', async () => {
  const raw = withHead('Bob@Example.org', await pgpSigned(bob.privateKey, letter), autocrypt(bob));
  for (const octets of [raw, Buffer.from(raw.toString().replaceAll('\r\n', '\n'))]) {
    const { signatures, encrypted } = await check(octets);
    expect(signatures).toMatchObject([
      { kind: 'pgp', status: 'valid', matchesFrom: true, isWhole: true, partIds: ['1'], emails: ['bob@example.org'], name: 'Bob' },
    ]);
    expect(encrypted).toBeNull();
  }
});

test('PGP/MIME: any octet changed inside, and the signature is not valid', async () => {
  const raw = withHead('bob@example.org', await pgpSigned(bob.privateKey, letter), autocrypt(bob));
  const at = raw.indexOf('Dear Ann');
  for (let offset = 0; offset < 30; offset += 3) {
    const changed = Buffer.from(raw);
    changed[at + offset] = (changed[at + offset] as number) ^ 1;
    for (const { status } of (await check(changed)).signatures) expect(status).not.toBe('valid');
  }
});

test('a signature vouches for its own part: not for what a list put around it, nor an attached message for the message', async () => {
  const inner = await pgpSigned(bob.privateKey, letter);
  const around = (part: string) =>
    lines(
      'Content-Type: multipart/mixed; boundary=outer',
      '',
      '--outer',
      'Content-Type: text/html',
      '',
      '<img src="',
      '--outer',
      part,
      '--outer--',
      '',
    );
  const listed = await check(withHead('bob@example.org', around(inner), autocrypt(bob)));
  expect(listed.signatures).toMatchObject([{ status: 'valid', isWhole: false, partIds: ['2.1'] }]);
  const attached = await check(withHead('bob@example.org', around(lines('Content-Type: message/rfc822', '', inner)), autocrypt(bob)));
  expect(attached.signatures).toEqual([]);
});

test('several signatures are told one by one, each with what it covers', async () => {
  const inner = (await pgpSigned(bob.privateKey, letter)).replaceAll('signed', 'inner').replaceAll('multipart/inner', 'multipart/signed');
  const both = await check(withHead('eve@evil.test', await pgpSigned(eve.privateKey, inner), autocrypt(eve, 'eve@evil.test')));
  expect(both.signatures.map(({ status, isWhole, matchesFrom }) => [status, isWhole, matchesFrom])).toEqual([
    ['valid', true, true],
    ['no-key', false, false],
  ]);
});

test('whose key it is must be whom From names; two From addresses are nobody', async () => {
  const signed = await pgpSigned(eve.privateKey, letter);
  const key = base64Part('application/pgp-keys', eve.binary);
  const withKey = lines('Content-Type: multipart/mixed; boundary=outer', '', '--outer', signed, '--outer', key, '--outer--', '');
  expect((await check(withHead('bob@example.org', withKey))).signatures).toMatchObject([{ status: 'valid', matchesFrom: false }]);
  expect((await check(withHead('eve@evil.test', withKey))).signatures).toMatchObject([{ status: 'valid', matchesFrom: true }]);
  expect((await check(withHead('eve@evil.test>, <bob@example.org', withKey))).signatures).toMatchObject([{ matchesFrom: false }]);
});

test('Autocrypt level 1: one field of the From address is a key, two or one of another address are none; a kept key does', async () => {
  const signed = await pgpSigned(bob.privateKey, letter);
  const status = async (fields: string[], kept: Uint8Array[] = []) =>
    (await check(withHead('bob@example.org', signed, ...fields), kept)).signatures[0]?.status;
  expect(await status([])).toBe('no-key');
  expect(await status([autocrypt(bob, 'other@example.org')])).toBe('no-key');
  expect(await status([autocrypt(bob), autocrypt(bob)])).toBe('no-key');
  expect(await status(['Autocrypt: addr=bob@example.org; keydata=AAAA'])).toBe('no-key');
  expect(await status([autocrypt(bob)])).toBe('valid');
  expect(await status([], [bob.binary])).toBe('valid');
});

test('a key that has run out since is named so', async () => {
  const then = new Date(nowMs - 100_000_000);
  const old = await makePgpKey('bob@example.org', { date: then, keyExpirationTime: 1000 });
  const signed = await pgpSigned(old.privateKey, letter, new Date(then.getTime() + 1000));
  expect((await check(withHead('bob@example.org', signed, autocrypt(old)))).signatures).toMatchObject([{ status: 'outdated' }]);
});

test('S/MIME: valid with a certificate for the address that leads to a known authority; an unknown one is said', async () => {
  const raw = withHead('bob@example.org', smime(authority.sign('bob', letter)));
  expect((await check(raw)).signatures).toMatchObject([
    { kind: 'smime', status: 'valid', matchesFrom: true, isWhole: true, authority: { name: 'Test Authority', isKnown: true } },
  ]);
  // The authority's own certificate beside it makes nobody believe in it.
  const withRoot = withHead('bob@example.org', smime(authority.sign('bob', letter, { extra: ['-certfile', 'ca.pem'] })));
  for (const each of [raw, withRoot])
    expect((await check(each, [], nowMs, [])).signatures).toMatchObject([{ status: 'valid', authority: { isKnown: false } }]);
  expect((await check(withHead('eve@evil.test', smime(authority.sign('bob', letter))))).signatures).toMatchObject([{ matchesFrom: false }]);
});

test('S/MIME: changed text, an outdated certificate, one that is not for mail, a digest that can be forged', async () => {
  const raw = withHead('bob@example.org', smime(authority.sign('bob', letter)));
  const changed = Buffer.from(raw.toString('latin1').replace('yes.', 'no.'), 'latin1');
  expect((await check(changed)).signatures).toMatchObject([{ status: 'changed' }]);
  expect((await check(raw, [], nowMs + 400 * 86_400_000)).signatures).toMatchObject([{ status: 'outdated' }]);
  const server = await check(withHead('bob@example.org', smime(authority.sign('server', letter))));
  expect(server.signatures).toMatchObject([{ status: 'valid', authority: { isKnown: false } }]);
  const weak = await check(withHead('bob@example.org', smime(authority.sign('bob', letter, { digest: 'sha1' }))));
  expect(weak.signatures).toMatchObject([{ status: 'weak' }]);
});

test('S/MIME: an opaque signature gives what it holds', async () => {
  const der = authority.sign('bob', letter, { isInside: true });
  const raw = withHead('bob@example.org', base64Part('application/pkcs7-mime; smime-type=signed-data; name=smime.p7m', der));
  const { signatures, inside } = await check(raw);
  expect(signatures).toMatchObject([{ status: 'valid', matchesFrom: true, isWhole: true }]);
  expect(inside?.toString()).toBe(letter);
});

test('encrypted mail is recognised, and what only looks signed is neither', async () => {
  const encrypted = lines('Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b', '', '--b--', '');
  expect((await check(withHead('bob@example.org', encrypted))).encrypted).toBe('pgp');
  const enveloped = base64Part('application/pkcs7-mime; smime-type=enveloped-data', Buffer.from('x'));
  expect((await check(withHead('bob@example.org', enveloped))).encrypted).toBe('smime');
  const inline = lines('Content-Type: text/plain', '', '-----BEGIN PGP MESSAGE-----', '', 'x');
  expect((await check(withHead('bob@example.org', inline))).encrypted).toBe('pgp');
  for (const signature of ['no signature', '-----BEGIN PGP SIGNATURE-----\r\n\r\nAAAA\r\n-----END PGP SIGNATURE-----']) {
    const odd = signedParts(letter, lines('Content-Type: application/pgp-signature', '', signature), 'application/pgp-signature');
    expect((await check(withHead('bob@example.org', odd, autocrypt(bob)))).signatures).toMatchObject([{ status: 'unreadable' }]);
  }
  const three = signedParts(
    letter,
    lines('Content-Type: text/plain', '', 'x', '--signed', 'Content-Type: application/pgp-signature', '', 'x'),
    'x',
  );
  expect((await check(withHead('bob@example.org', three))).signatures).toEqual([]);
});

test('damaged CMS is unreadable or changed, never valid, and throws nothing', async () => {
  const der = authority.sign('bob', letter);
  for (let at = 0; at < der.length; at += 37) {
    const damaged = Buffer.from(der);
    damaged[at] = (damaged[at] as number) ^ 0x55;
    const { signatures } = await check(withHead('bob@example.org', smime(damaged, letter.replace('yes', 'no!'))));
    for (const { status } of signatures) expect(status).not.toBe('valid');
  }
});
