import type { MailError } from './mail-error.ts';

/** What a refused certificate says for the gaps of a sentence: whom it is for, or from when to when it is good. */
export type CertificateFacts = { certificateFor: string | null; validFrom: string | null; validTo: string | null };

/** The guard puts the names or dates of a refused certificate where a server's words would stand; null for every other failure. */
export function certificateFacts({ kind, code, serverText }: MailError): CertificateFacts | null {
  if (kind !== 'tls' || serverText === null) return null;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return { certificateFor: serverText.replaceAll(/\b(DNS|IP Address):/g, ''), validFrom: null, validTo: null };
  if (code !== 'CERT_HAS_EXPIRED' && code !== 'CERT_NOT_YET_VALID') return null;
  const [validFrom = null, validTo = null] = serverText.split(' – ');
  return { certificateFor: null, validFrom, validTo };
}
