import { dkimSign } from 'mailauth/lib/dkim/sign.js';

type Wish = {
  domain: string;
  privateKey: string;
  atMs: number;
  selector?: string;
  algorithm?: string;
  /** octets of the text that are covered (`l=`) */
  maxBodyLength?: number;
};

/** A message with a DKIM signature of a domain above it. */
export async function signedByDomain(message: string, { domain, privateKey, atMs, selector = 's1', ...more }: Wish): Promise<string> {
  const { signatures } = await dkimSign(Buffer.from(message), {
    canonicalization: 'relaxed/relaxed',
    signTime: new Date(atMs),
    ...more,
    signatureData: [{ signingDomain: domain, selector, privateKey, ...more }],
  } as Parameters<typeof dkimSign>[1]);
  return signatures + message;
}
