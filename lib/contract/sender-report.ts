import { z } from 'zod';
import type { EmailAddress, EmailId } from '#lib/mail/index.ts';
import { idSchema } from './scalars.ts';

/** Result of one check (RFC 8601 §2.7), with the domain it is about where the provider names one. */
export type SenderCheck = { result: string; domain: string | null };

/** One server's word on how the message came to it (RFC 5321 §4.4); `at` is a UTCDate. `isEncrypted` null = it does not say. */
export type SenderHop = { from: string | null; by: string | null; protocol: string | null; isEncrypted: boolean | null; at: string | null };

/** What is known about who sent an Email (`urn:postern:trust`); `id` is the Email's. */
export type SenderReport = {
  id: EmailId;
  /** the From fields as they stand when programs may read different senders out of them, empty when there is none; null = there is no doubt */
  disputedFrom: string[] | null;
  /** the Sender field where it names somebody else than From */
  sender: EmailAddress | null;
  /** where replies go, as far as that is not the From address */
  replyTo: EmailAddress[];
  /** the envelope's sender where its domain is not that of From */
  returnPath: string | null;
  /** what the account's own mail provider found out (RFC 8601 §5); null = nobody trusted says anything */
  authentication: { authservId: string; spf: SenderCheck | null; dkim: SenderCheck[]; dmarc: SenderCheck | null } | null;
  /** `verified`: DMARC passed, or a signature of the From domain is valid; `failed`: the provider says that it is not from there */
  verdict: 'verified' | 'failed' | 'unknown';
  /** the card of the person's address book that has the From address; null without one */
  contactId: string | null;
  /** true when no earlier mail with this address is known and it is no contact's; null while the mailbox is still filling */
  isFirst: boolean | null;
  /** the From domain is easily taken for this one: of the person's own, or of somebody they wrote to */
  resembles: { domain: string; isOwn: boolean } | null;
  /** somebody the person wrote to bears the same name at another address */
  namesake: EmailAddress | null;
  /** oldest first; what the first ones say came with the message and may be made up: `isOurs` is where the provider took it in */
  hops: (SenderHop & { isOurs: boolean })[];
};

export type SenderReportGetResponse = { accountId: string; list: SenderReport[]; notFound: string[] };

export const senderReportMethods = {
  /** The report of each of the Emails, 20 at most. It is made when it is asked for: there are no states and no changes of it. */
  'SenderReport/get': z.strictObject({ accountId: idSchema, ids: z.array(idSchema).max(20) }),
};
