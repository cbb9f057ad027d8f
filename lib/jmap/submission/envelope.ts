import type { Envelope, SubmissionAddress } from '#lib/contract/index.ts';
import type { EmailAddress } from '#lib/mail/index.ts';
import type { HeaderField } from '#lib/message/index.ts';
import { asAddresses, fieldText } from '#lib/message/index.ts';
import type { IdentityRecord } from '#lib/store/index.ts';
import type { SetOutcome } from '../set-error.ts';
import { done, invalidProperties, refused } from '../set-error.ts';

/** One envelope may have so many recipients. */
export const maxRecipients = 2_000;

/** What the header fields say of sender and recipients. */
export type AddressFields = {
  sender: EmailAddress[][];
  from: EmailAddress[][];
  resentFrom: EmailAddress[][];
  to: EmailAddress[];
  cc: EmailAddress[];
  bcc: EmailAddress[];
};

export function addressFields(fields: readonly HeaderField[]): AddressFields {
  const each = (name: string): EmailAddress[][] =>
    fields.filter((field) => field.name.toLowerCase() === name).map((field) => asAddresses(fieldText(field)));
  return {
    sender: each('sender'),
    from: each('from'),
    resentFrom: each('resent-from'),
    to: each('to').flat(),
    cc: each('cc').flat(),
    bcc: each('bcc').flat(),
  };
}

/** Properties of the Email for which it cannot be sent (RFC 8621 §7.5 invalidEmail); none when it can. */
export function invalidForSending(given: AddressFields, isEnvelopeGiven: boolean): string[] {
  const wrong: string[] = [];
  if (given.from.length !== 1 || given.from[0]!.length === 0) wrong.push('from');
  if (given.sender.length > 1 || given.sender.some((addresses) => addresses.length !== 1)) wrong.push('sender');
  // RFC 5322 §3.6.2: several authors need a Sender
  const hasSender = given.sender.length === 1;
  if (!hasSender && (given.from[0]?.length ?? 0) > 1 && !isEnvelopeGiven) wrong.push('from');
  return [...new Set(wrong)];
}

/** The envelope that follows from the message when none is given (§7 envelope). */
export function envelopeOf(given: AddressFields, identities: readonly IdentityRecord[], identity: IdentityRecord): Envelope {
  const origin = (given.sender[0] ?? given.from[0])?.[0]?.email ?? '';
  const mailFrom = isOwnAddress(origin, identities) ? origin : identity.email;
  const recipients = new Map<string, SubmissionAddress>();
  for (const { email } of [...given.to, ...given.cc, ...given.bcc]) {
    const key = recipientKey(email);
    if (!recipients.has(key)) recipients.set(key, { email, parameters: null });
  }
  return { mailFrom: { email: mailFrom, parameters: null }, rcptTo: [...recipients.values()] };
}

/** The domain of an address has no letter case; the local part may (RFC 5321 §2.4). */
function recipientKey(email: string): string {
  const at = email.lastIndexOf('@');
  return `${email.slice(0, at + 1)}${email.slice(at + 1).toLowerCase()}`;
}

/** An identity's address, also with a detail behind `+` (RFC 5233). */
export function isOwnAddress(email: string, identities: readonly IdentityRecord[]): boolean {
  const plain = (address: string): string => address.trim().toLowerCase();
  const withoutDetail = plain(email).replace(/\+[^@]*(?=@)/, '');
  return identities.some((identity) => plain(identity.email) === plain(email) || plain(identity.email) === withoutDetail);
}

/** Recipients that can be sent to, in the order and with the errors of §7.5. */
export function checkRecipients(envelope: Envelope): SetOutcome<null> {
  if (envelope.rcptTo.length === 0) return refused({ type: 'noRecipients' });
  if (envelope.rcptTo.length > maxRecipients) return refused({ type: 'tooManyRecipients', maxRecipients });
  const invalid = envelope.rcptTo.map(({ email }) => email).filter((email) => !isSendable(email));
  return invalid.length > 0 ? refused({ type: 'invalidRecipients', invalidRecipients: invalid }) : done(null);
}

/** RFC 5321 §4.1.2 Mailbox with RFC 6531's letters: a local part of 1–64 octets, a domain or address literal of 1–255. */
export function isSendable(email: string): boolean {
  const at = email.lastIndexOf('@');
  const local = email.slice(0, Math.max(at, 0));
  const domain = email.slice(at + 1);
  if (at < 1 || domain === '' || Buffer.byteLength(local) > 64 || Buffer.byteLength(domain) > 255 || !email.isWellFormed()) return false;
  const isDotAtom = local
    .split('.')
    .every((atom) => /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}-]+$/u.test(atom) && !/[\u0080-\u00a0\u2028\u2029]/.test(atom));
  const isQuoted = /^"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*"$/.test(local);
  const isLiteral = /^\[[A-Za-z0-9:.-]{1,100}\]$/.test(domain);
  const isDomain = domain
    .split('.')
    .every(
      (label) =>
        /^[A-Za-z0-9\u00a1-\u{10ffff}](?:[A-Za-z0-9\u00a1-\u{10ffff}-]*[A-Za-z0-9\u00a1-\u{10ffff}])?$/u.test(label) && label.length <= 63,
    );
  return (isDotAtom || isQuoted) && (isLiteral || isDomain);
}

/**
 * When the submission is released, out of HOLDFOR or HOLDUNTIL (RFC 4865, kept by our clock: J11). Beside them only the parameters of DSN
 * are offered (RFC 3461): RET and ENVID of the sender, NOTIFY and ORCPT of a recipient; and the sender's REQUIRETLS (RFC 8689).
 *
 * @returns milliseconds since 1970
 */
export function releaseTime(envelope: Envelope, options: { nowMs: number; maxSeconds: number }): SetOutcome<number> {
  const onSender = parametersOf(envelope.mailFrom);
  const holds = onSender.filter(([name]) => name === 'HOLDFOR' || name === 'HOLDUNTIL');
  const areOffered =
    onSender.every(([name, value]) => holds.some(([hold]) => hold === name) || isParameter(senderParameters, name, value)) &&
    envelope.rcptTo.every((recipient) => parametersOf(recipient).every(([name, value]) => isParameter(recipientParameters, name, value)));
  if (!areOffered || holds.length > 1) return invalidProperties(['envelope'], 'parameters that are not offered');
  const only = holds[0];
  if (only === undefined) return done(options.nowMs);
  const [name, value] = only;
  const latestMs = options.nowMs + options.maxSeconds * 1000;
  const releaseMs = name === 'HOLDFOR' ? holdFor(value, options.nowMs) : holdUntil(value);
  if (releaseMs === null || releaseMs > latestMs) return invalidProperties(['envelope'], `${name} is not valid`);
  return done(Math.max(releaseMs, options.nowMs));
}

const parametersOf = ({ parameters }: SubmissionAddress): [string, string | null][] =>
  Object.entries(parameters ?? {}).map(([name, value]) => [name.toUpperCase(), value]);

/** `null` stands for a parameter without a value. */
const senderParameters: Record<string, RegExp | null> = {
  REQUIRETLS: null,
  RET: /^(?:FULL|HDRS)$/i,
  ENVID: /^[!-~]{1,100}$/,
};
const recipientParameters: Record<string, RegExp> = {
  NOTIFY: /^(?:NEVER|(?:SUCCESS|FAILURE|DELAY)(?:,(?:SUCCESS|FAILURE|DELAY)){0,2})$/i,
  ORCPT: /^rfc822;[!-~]{1,400}$/i,
};
const isParameter = (known: Record<string, RegExp | null>, name: string, value: string | null): boolean => {
  const form = Object.hasOwn(known, name) ? known[name] : undefined;
  return form === null ? value === null : form !== undefined && value !== null && form.test(value);
};

const holdFor = (value: string | null, nowMs: number): number | null =>
  value !== null && /^\d{1,9}$/.test(value) ? nowMs + Number(value) * 1000 : null;

function holdUntil(value: string | null): number | null {
  if (value === null || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.test(value)) return null;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? null : ms;
}
