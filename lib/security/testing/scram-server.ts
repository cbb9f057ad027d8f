import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

/** What one side of an exchange says, as octets before base64. */
export type ScramServer = {
  /** @returns the challenge */
  challenge(clientFirst: Buffer): Buffer;
  /** @returns what proves the server, or `e=invalid-proof` */
  answer(clientFinal: Buffer): Buffer;
};

const hmac = (key: Uint8Array, text: string) => createHmac('sha256', key).update(text).digest();

/** The server's side of SCRAM-SHA-256 for a scripted server (RFC 5802 §3). */
export function createScramServer(password: string, iterations = 4_096): ScramServer {
  const salted = pbkdf2Sync(password, 'salt of a test', iterations, 32, 'sha256');
  let said = '';
  return {
    challenge(clientFirst) {
      const bare = clientFirst.toString('utf8').replace(/^n,,/, '');
      const nonce = /,r=(.+)$/.exec(bare)?.[1] ?? '';
      const first = `r=${nonce}+server,s=${Buffer.from('salt of a test').toString('base64')},i=${iterations}`;
      said = `${bare},${first}`;
      return Buffer.from(first);
    },
    answer(clientFinal) {
      const [withoutProof = '', given = ''] = clientFinal.toString('utf8').split(',p=');
      const signed = `${said},${withoutProof}`;
      const clientKey = hmac(salted, 'Client Key');
      const signature = hmac(createHash('sha256').update(clientKey).digest(), signed);
      const proof = Buffer.from(clientKey.map((octet, at) => octet ^ signature[at]!)).toString('base64');
      if (proof !== given) return Buffer.from('e=invalid-proof');
      return Buffer.from(`v=${hmac(hmac(salted, 'Server Key'), signed).toString('base64')}`);
    },
  };
}
