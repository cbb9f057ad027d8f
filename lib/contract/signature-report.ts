import { z } from 'zod';
import type { BlobId, EmailId } from '#lib/mail/index.ts';
import { idSchema } from './scalars.ts';

/** One signature inside an Email. It vouches for the parts that it names and for nothing else, least of all for the header. */
export type Signature = {
  kind: 'pgp' | 'smime';
  /**
   * `valid`: made by this key over exactly these parts. `outdated`: valid, but its key or certificate has run out or was revoked since.
   * `changed`: the parts are not what was signed. `weak`: made by means that can be forged. `noKey`: nothing is here to check it with.
   * `unreadable`: it is no signature.
   */
  status: 'valid' | 'outdated' | 'changed' | 'weak' | 'noKey' | 'unreadable';
  /** all that there is to see is covered */
  isWhole: boolean;
  partIds: string[];
  /** as key or certificate say */
  name: string | null;
  emails: string[];
  /** it is for the one address of From */
  matchesFrom: boolean;
  /** upper-case hex */
  fingerprint: string | null;
  /**
   * PGP: `firstKey` came with this mail and is the first seen of this address, `sameKey` is the one seen before, `otherKey` is not.
   * S/MIME: `knownAuthority` or `unknownAuthority`. null = there is nothing to trust.
   */
  trust: 'firstKey' | 'sameKey' | 'otherKey' | 'knownAuthority' | 'unknownAuthority' | null;
  /** who vouches for an S/MIME certificate, by their own words */
  authority: string | null;
  /** UTCDate; as the signature says */
  signedAt: string | null;
};

/** What is signed or encrypted in an Email (`urn:postern:trust`); `id` is the Email's. */
export type SignatureReport = {
  id: EmailId;
  signatures: Signature[];
  /** what a key is needed for to read it */
  encrypted: 'pgp' | 'smime' | null;
  /** an opaque S/MIME signature holds the message: this is it, for `Email/parse` */
  insideBlobId: BlobId | null;
  /** it was not looked at, being too large */
  isTooLarge: boolean;
};

export type SignatureReportGetResponse = { accountId: string; list: SignatureReport[]; notFound: string[] };

/** `report`: as it is now; null when the Email is gone. */
export type SignatureReportAcceptKeyResponse = { accountId: string; report: SignatureReport | null };

export const signatureReportMethods = {
  /** The report of each of the Emails, 5 at most: each is read whole. There are no states and no changes of it. */
  'SignatureReport/get': z.strictObject({ accountId: idSchema, ids: z.array(idSchema).max(5) }),
  /** A person says that the key with which an Email was signed is the sender's too: `fingerprint` as in the report. */
  'SignatureReport/acceptKey': z.strictObject({ accountId: idSchema, id: idSchema, fingerprint: z.string().max(128) }),
};
