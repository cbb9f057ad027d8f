import type { EmailAddress } from '#lib/mail/index.ts';
import type { EmailContent } from '../api.ts';

/** What a list shows of the header; as compact JSON in column `head`. */
export type EmailHead = Pick<EmailContent, 'from' | 'sender' | 'replyTo' | 'to' | 'cc' | 'bcc' | 'messageId'>;

type PackedAddress = [email: string, name?: string];
/** Absent fields are left out: most messages have three of the seven. */
type PackedHead = {
  f?: PackedAddress[];
  s?: PackedAddress[];
  r?: PackedAddress[];
  t?: PackedAddress[];
  c?: PackedAddress[];
  b?: PackedAddress[];
  m?: string[];
};

const packed = (list: readonly EmailAddress[]): PackedAddress[] => list.map(({ name, email }) => (name === null ? [email] : [email, name]));
const unpacked = (list: readonly PackedAddress[] | undefined): EmailAddress[] | null =>
  list === undefined ? null : list.map(([email, name]) => ({ name: name ?? null, email }));

export function packHead({ from, sender, replyTo, to, cc, bcc, messageId }: EmailHead): string {
  const head: PackedHead = {};
  if (from) head.f = packed(from);
  if (sender) head.s = packed(sender);
  if (replyTo) head.r = packed(replyTo);
  if (to) head.t = packed(to);
  if (cc) head.c = packed(cc);
  if (bcc) head.b = packed(bcc);
  if (messageId) head.m = messageId;
  return JSON.stringify(head);
}

export function unpackHead(text: string): EmailHead {
  const { f, s, r, t, c, b, m } = JSON.parse(text) as PackedHead;
  return {
    from: unpacked(f),
    sender: unpacked(s),
    replyTo: unpacked(r),
    to: unpacked(t),
    cc: unpacked(c),
    bcc: unpacked(b),
    messageId: m ?? null,
  };
}
