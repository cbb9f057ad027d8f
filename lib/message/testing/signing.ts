import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMessage, generateKey, type PrivateKey, sign } from 'openpgp';

export const lines = (...all: string[]): string => all.join('\r\n');

/** The content of a small letter, as it is signed. */
export const letter = lines('Content-Type: text/plain; charset=utf-8', '', 'Dear Ann,', '', 'yes.  ', '-- ', 'Bob');

export async function makePgpKey(email: string, more: { date?: Date; keyExpirationTime?: number } = {}) {
  const { privateKey, publicKey } = await generateKey({ userIDs: [{ name: 'Bob', email }], type: 'curve25519', format: 'object', ...more });
  return { privateKey, publicKey, armored: publicKey.armor(), binary: publicKey.write() };
}

/** multipart/signed (RFC 3156 §5) around a part. */
export async function pgpSigned(key: PrivateKey, part: string, date = new Date()): Promise<string> {
  const message = await createMessage({ binary: Buffer.from(part) });
  const signature = (await sign({ message, signingKeys: key, detached: true, date })).replace(/\r?\n/g, '\r\n');
  return signedParts(
    part,
    lines('Content-Type: application/pgp-signature; name=signature.asc', '', signature),
    'application/pgp-signature',
  );
}

export const signedParts = (part: string, signature: string, protocol: string): string =>
  lines(
    `Content-Type: multipart/signed; boundary=signed; micalg=pgp-sha256; protocol="${protocol}"`,
    '',
    'This is a signed message.',
    '--signed',
    part,
    '--signed',
    signature,
    '--signed--',
    '',
  );

export const withHead = (from: string, entity: string, ...fields: string[]): Buffer =>
  Buffer.from(lines(`From: Bob <${from}>`, 'To: ann@example.org', 'Subject: Yes', 'MIME-Version: 1.0', ...fields, entity));

/** An authority of its own and what its certificates sign, made with the openssl command. */
export function openAuthority() {
  const folder = mkdtempSync(join(tmpdir(), 'postern-smime-'));
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const makeKey = (name: string) => openssl('ecparam', '-genkey', '-name', 'prime256v1', '-noout', '-out', file(`${name}.key`));
  makeKey('ca');
  openssl('req', '-x509', '-new', '-key', 'ca.key', '-subj', '/CN=Test Authority', '-days', '3650', '-out', 'ca.pem');
  return {
    root: readFileSync(file('ca.pem'), 'utf8'),
    /** A certificate for an address; `purpose` is its extended key usage. */
    issue(name: string, email: string, { purpose = 'emailProtection', days = 365 } = {}) {
      makeKey(name);
      openssl('req', '-new', '-key', `${name}.key`, '-subj', `/CN=${name}`, '-out', `${name}.csr`);
      writeFileSync(file('ext'), `subjectAltName=email:${email}\nextendedKeyUsage=${purpose}\nkeyUsage=digitalSignature\n`);
      const args = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', String(days), '-extfile', 'ext'];
      openssl('x509', '-req', '-in', `${name}.csr`, ...args, '-out', `${name}.pem`);
    },
    /** CMS in DER over a part (RFC 8551 §3.5); opaque with `isInside`. */
    sign(name: string, part: string, { isInside = false, digest = 'sha256', extra = [] as string[] } = {}): Buffer {
      writeFileSync(file('part'), part);
      const how = ['-sign', '-binary', '-in', 'part', '-signer', `${name}.pem`, '-inkey', `${name}.key`, '-md', digest, '-outform', 'DER'];
      return openssl('cms', ...how, ...(isInside ? ['-nodetach'] : []), ...extra);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const base64Part = (type: string, octets: Uint8Array, ...fields: string[]): string =>
  lines(
    `Content-Type: ${type}`,
    'Content-Transfer-Encoding: base64',
    ...fields,
    '',
    Buffer.from(octets).toString('base64').replace(/.{76}/g, '$&\r\n'),
  );
