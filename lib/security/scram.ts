import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { MailError, type Secret } from '#lib/mail/index.ts';

/** One exchange; messages are octets before base64. Each step is called once, in this order. */
export type ScramExchange = {
  first(): Buffer;
  /** @throws MailError 'protocol' (stage auth) for a challenge that is none, or that would cost too much */
  final(serverFirst: Buffer): Promise<Buffer>;
  /**
   * Whether the server, too, knows the password.
   *
   * @returns false: it says that the proof is wrong
   * @throws MailError 'protocol', code SERVER_NOT_PROVEN
   */
  verify(serverFinal: Buffer): boolean;
};

/** Some 0.4 s of one core; servers announce 4,096 to 600,000 (RFC 7677 §4). */
const mostIterations = 1_000_000;
const derive = promisify(pbkdf2);

/**
 * The client's side of SCRAM-SHA-256 without channel binding: the password itself never crosses, and the server proves that it knows it.
 *
 * @param newNonce other than random only in tests
 * @throws MailError 'invalid' (stage auth) when the user name or password has a character that SASLprep forbids
 * @see RFC 5802 §3, §5, §7; RFC 7677
 */
export function createScram(
  login: string,
  password: Secret,
  newNonce: () => string = () => randomBytes(24).toString('base64'),
): ScramExchange {
  const nonce = newNonce();
  const clientFirst = `n=${prepared(login).replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${nonce}`;
  let serverSignature: Buffer | null = null;

  return {
    first: () => Buffer.from(`n,,${clientFirst}`),
    async final(serverFirst) {
      const challenge = serverFirst.toString('utf8');
      const [, whole, salt, count] = /^r=([!-+\--~]+),s=([A-Za-z0-9+/]+={0,2}),i=([1-9]\d{0,9})(?:,|$)/.exec(challenge) ?? [];
      if (whole === undefined || salt === undefined || !whole.startsWith(nonce) || whole.length <= nonce.length)
        throw broken('a challenge that is none', null);
      if (Number(count) > mostIterations) throw broken('a challenge that costs too much', 'SCRAM_COST');
      const salted = await derive(prepared(password.reveal()), Buffer.from(salt, 'base64'), Number(count), 32, 'sha256');
      const clientKey = hmac(salted, 'Client Key');
      // `biws` is base64 of `n,,`
      const withoutProof = `c=biws,r=${whole}`;
      const signed = `${clientFirst},${challenge},${withoutProof}`;
      const signature = hmac(createHash('sha256').update(clientKey).digest(), signed);
      serverSignature = hmac(hmac(salted, 'Server Key'), signed);
      const proof = clientKey.map((octet, at) => octet ^ signature[at]!);
      return Buffer.from(`${withoutProof},p=${Buffer.from(proof).toString('base64')}`);
    },
    verify(serverFinal) {
      const said = serverFinal.toString('utf8');
      if (said.startsWith('e=')) return false;
      const [, given] = /^v=([A-Za-z0-9+/]+={0,2})(?:,|$)/.exec(said) ?? [];
      const octets = Buffer.from(given ?? '', 'base64');
      if (serverSignature === null || octets.length !== serverSignature.length || !timingSafeEqual(octets, serverSignature))
        throw broken('the server does not know the password', 'SERVER_NOT_PROVEN');
      return true;
    },
  };
}

const hmac = (key: Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const broken = (message: string, code: string | null) => new MailError('protocol', message, { stage: 'auth', code, permanent: true });

/** RFC 4013 §2 as far as a password needs it: odd blanks are blanks, joiners go, the rest in one form; no control characters. */
function prepared(text: string): string {
  const mapped = text
    .replaceAll(/[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g, ' ')
    .replaceAll(/\u00ad|\u034f|\u1806|[\u180b-\u180d]|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/g, '')
    .normalize('NFKC');
  if (/[\p{Cc}\p{Cs}\p{Co}\u2028\u2029]/u.test(mapped))
    throw new MailError('invalid', 'a character that cannot be sent in a credential', { stage: 'auth', permanent: true });
  return mapped;
}
