import { z } from 'zod';
import type { AccountId } from '#lib/mail/index.ts';
import type { BlobCapability } from './blob.ts';
import type { CoreCapability, MailCapability, SubmissionCapability, SyncCapability, VapidCapability } from './capability.ts';
import type { ContactsCapability } from './contacts.ts';
import { idSchema } from './scalars.ts';

/** One account in the Session (RFC 8620 §2). A capability that the account does not have is absent. */
export type SessionAccount = {
  name: string;
  isPersonal: boolean;
  isReadOnly: boolean;
  accountCapabilities: {
    'urn:ietf:params:jmap:core'?: Record<string, never>;
    'urn:ietf:params:jmap:mail'?: MailCapability;
    'urn:ietf:params:jmap:submission'?: SubmissionCapability;
    'urn:ietf:params:jmap:vacationresponse'?: Record<string, never>;
    'urn:ietf:params:jmap:quota'?: Record<string, never>;
    'urn:ietf:params:jmap:blob'?: BlobCapability;
    'urn:ietf:params:jmap:mdn'?: Record<string, never>;
    /** in the account that holds what is the person's alone */
    'urn:ietf:params:jmap:contacts'?: ContactsCapability;
    'urn:postern:sync'?: SyncCapability;
    'urn:postern:folders'?: Record<string, never>;
    'urn:postern:tags'?: Record<string, never>;
    'urn:postern:threading'?: Record<string, never>;
    'urn:postern:sending'?: Record<string, never>;
    'urn:postern:trust'?: Record<string, never>;
    'urn:postern:templates'?: Record<string, never>;
    'urn:postern:triage'?: Record<string, never>;
    'urn:postern:bulk'?: Record<string, never>;
    'urn:postern:files'?: Record<string, never>;
  };
};

/** The Session resource (RFC 8620 §2). All URLs are absolute (J21); the templates are RFC 6570 level 1. */
export type Session = {
  capabilities: {
    'urn:ietf:params:jmap:core': CoreCapability;
    'urn:ietf:params:jmap:mail': Record<string, never>;
    'urn:ietf:params:jmap:submission': Record<string, never>;
    'urn:ietf:params:jmap:vacationresponse': Record<string, never>;
    'urn:ietf:params:jmap:quota': Record<string, never>;
    'urn:ietf:params:jmap:blob': Record<string, never>;
    'urn:ietf:params:jmap:mdn': Record<string, never>;
    'urn:ietf:params:jmap:contacts': Record<string, never>;
    'urn:ietf:params:jmap:webpush-vapid': VapidCapability;
    'urn:postern:sync': Record<string, never>;
    'urn:postern:folders': Record<string, never>;
    'urn:postern:tags': Record<string, never>;
    'urn:postern:preferences': Record<string, never>;
    'urn:postern:threading': Record<string, never>;
    'urn:postern:sending': Record<string, never>;
    'urn:postern:trust': Record<string, never>;
    'urn:postern:templates': Record<string, never>;
    'urn:postern:triage': Record<string, never>;
    'urn:postern:bulk': Record<string, never>;
    'urn:postern:files': Record<string, never>;
  };
  accounts: Record<AccountId, SessionAccount>;
  /** capability to the account that is used when the person has not chosen one */
  primaryAccounts: Record<string, AccountId>;
  username: string;
  apiUrl: string;
  /** variables accountId, blobId, type, name */
  downloadUrl: string;
  /** variable accountId */
  uploadUrl: string;
  /** variables types, closeafter, ping */
  eventSourceUrl: string;
  state: string;
};

/** Checks what a client depends on; capability objects stay open, as §2 asks. */
export const sessionSchema = z.looseObject({
  capabilities: z.record(z.string(), z.unknown()),
  accounts: z.record(
    idSchema,
    z.looseObject({
      name: z.string(),
      isPersonal: z.boolean(),
      isReadOnly: z.boolean(),
      accountCapabilities: z.record(z.string(), z.unknown()),
    }),
  ),
  primaryAccounts: z.record(z.string(), idSchema),
  username: z.string(),
  apiUrl: z.string(),
  downloadUrl: z.string(),
  uploadUrl: z.string(),
  eventSourceUrl: z.string(),
  state: z.string(),
});
