declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Opaque ids: a type letter and 22 characters base64url (128 random bits). They never change and are never reused (RFC 8620 §1.2). */
export type PersonId = Branded<'PersonId'>;
export type AccountId = Branded<'AccountId'>;
export type MailboxId = Branded<'MailboxId'>;
export type EmailId = Branded<'EmailId'>;
export type ThreadId = Branded<'ThreadId'>;
export type IdentityId = Branded<'IdentityId'>;
export type SubmissionId = Branded<'SubmissionId'>;
export type IntentId = Branded<'IntentId'>;
/** Names octets for ever: `U…` an upload or own message (sha256), `M…` the whole message of an Email, `P…` one part of it. */
export type BlobId = Branded<'BlobId'>;

type IdOf = {
  p: PersonId;
  a: AccountId;
  m: MailboxId;
  e: EmailId;
  t: ThreadId;
  i: IdentityId;
  s: SubmissionId;
  n: IntentId;
};

/** Makes a fresh id of the type that the letter stands for. */
export function newId<Letter extends keyof IdOf>(letter: Letter): IdOf[Letter] {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  const text = btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return `${letter}${text}` as IdOf[Letter];
}

/** True when the text has the form of an id of ours (RFC 8620 §1.2: 1–255 characters of A-Za-z0-9, `-` and `_`). */
export const isIdSyntax = (text: string): boolean => /^[A-Za-z0-9_-]{1,255}$/.test(text);
