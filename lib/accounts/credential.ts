import { MailError, Secret } from '#lib/mail/index.ts';

/** What signs in at a mailbox's servers. */
export type Credential = { password: Secret };

/** The octets that are sealed: JSON with its kind, so that other kinds of credential can stand beside passwords. */
export function writeCredential({ password }: Credential): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ kind: 'password', password: password.reveal() }));
}

/** @throws MailError 'storage' when these are not octets of `writeCredential` */
export function readCredential(octets: Uint8Array): Credential {
  const malformed = () =>
    new MailError('storage', 'a credential of an unknown kind', { stage: 'store', code: 'CREDENTIAL', permanent: true });
  let json: { kind?: unknown; password?: unknown } | null;
  try {
    json = JSON.parse(new TextDecoder().decode(octets)) as typeof json;
  } catch {
    // the parser's message would repeat the text
    throw malformed();
  }
  if (json?.kind !== 'password' || typeof json.password !== 'string') throw malformed();
  return { password: new Secret(json.password) };
}
