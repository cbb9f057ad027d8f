import { createHash } from 'node:crypto';
import type { Limits } from '#lib/config/index.ts';
import type { BlobCapability, CoreCapability, MailCapability, Session, SessionAccount, SubmissionCapability } from '#lib/contract/index.ts';
import { capability, emailSortProperties } from '#lib/contract/index.ts';
import type { UserMail } from '#lib/gateway/index.ts';
import { digestAlgorithms } from './blob/get-blobs.ts';
import { lookupTypes } from './blob/lookup-blobs.ts';
import { maxDataSources } from './blob/upload-blobs.ts';
import { collations } from './standard/run-query.ts';

export const supportedCapabilities: readonly string[] = Object.values(capability);

/** Octets of a mailbox name (RFC 8621 §1.3.1: at least 100). */
export const maxMailboxNameBytes = 255;
/** Sum of the unencoded attachments of one Email; with base64 and bodies it stays under what the blob store takes. */
export const maxAttachmentBytes = (limits: Limits): number => Math.max(50_000_000, Math.floor(limits.uploadBytes * 0.7));

/** The Session object of this person (RFC 8620 §2). `publicUrl` is an origin without a slash at its end. */
export function sessionOf(userMail: UserMail, options: { publicUrl: string; limits: Limits; nowMs: number }): Session {
  const { publicUrl, limits } = options;
  // What belongs to somebody else is nobody's main account, unless a password opens nothing else.
  const own = userMail.accounts.filter(({ isPersonal }) => isPersonal);
  const first = own[0] ?? userMail.accounts[0];
  const away = own.find(({ hasVacation }) => hasVacation);
  const primaryAccounts: Session['primaryAccounts'] =
    first === undefined
      ? {}
      : Object.fromEntries(
          [
            capability.mail,
            capability.submission,
            capability.quota,
            capability.blob,
            capability.mdn,
            capability.sync,
            capability.folders,
            capability.tags,
            capability.threading,
            capability.sending,
            capability.trust,
            capability.triage,
            capability.bulk,
            capability.files,
          ].map((name) => [name, first.id]),
        );
  const { contacts } = userMail;
  if (contacts !== null) primaryAccounts[capability.contacts] = primaryAccounts[capability.templates] = contacts.accountId;
  if (away !== undefined) primaryAccounts[capability.vacationResponse] = away.id;
  const session: Omit<Session, 'state'> = {
    capabilities: {
      [capability.core]: coreCapability(limits),
      [capability.mail]: {},
      [capability.submission]: {},
      [capability.vacationResponse]: {},
      [capability.quota]: {},
      [capability.blob]: {},
      [capability.mdn]: {},
      [capability.contacts]: {},
      [capability.templates]: {},
      [capability.vapid]: { applicationServerKey: userMail.pushSubscriptions.serverKey },
      [capability.sync]: {},
      [capability.folders]: {},
      [capability.tags]: {},
      [capability.preferences]: {},
      [capability.threading]: {},
      [capability.sending]: {},
      [capability.trust]: {},
      [capability.triage]: {},
      [capability.bulk]: {},
      [capability.files]: {},
    },
    accounts: Object.fromEntries([
      ...userMail.accounts.map((account): [string, SessionAccount] => [
        account.id,
        {
          name: account.name,
          isPersonal: account.isPersonal,
          isReadOnly: account.isReadOnly || userMail.scope === 'read',
          accountCapabilities: {
            [capability.core]: {},
            [capability.mail]: mailCapability(limits),
            [capability.submission]: submissionCapability(limits, options.nowMs),
            ...(account.hasVacation ? { [capability.vacationResponse]: {} } : {}),
            [capability.quota]: {},
            [capability.blob]: blobCapability(limits),
            [capability.mdn]: {},
            [capability.sync]: { isDemo: account.isDemo },
            [capability.folders]: {},
            [capability.tags]: {},
            [capability.threading]: {},
            [capability.sending]: {},
            [capability.trust]: {},
            [capability.triage]: {},
            [capability.bulk]: {},
            [capability.files]: {},
          },
        },
      ]),
      // What is the person's and no mailbox's has an account of its own, which has no mail.
      ...(contacts === null ? [] : [[contacts.accountId, accountOfPerson(userMail)] satisfies [string, SessionAccount]]),
    ]),
    primaryAccounts,
    username: userMail.username,
    apiUrl: `${publicUrl}/api/jmap`,
    downloadUrl: `${publicUrl}/api/download/{accountId}/{blobId}/{name}?accept={type}`,
    uploadUrl: `${publicUrl}/api/upload/{accountId}`,
    eventSourceUrl: `${publicUrl}/api/eventsource?types={types}&closeafter={closeafter}&ping={ping}`,
  };
  // The state changes exactly when anything else does (§2).
  return { ...session, state: createHash('sha256').update(JSON.stringify(session)).digest('base64url').slice(0, 16) };
}

function accountOfPerson({ scope }: UserMail): SessionAccount {
  return {
    ...{ name: 'Contacts and templates', isPersonal: true, isReadOnly: scope === 'read' },
    accountCapabilities: {
      [capability.core]: {},
      [capability.contacts]: { maxAddressBooksPerCard: 1, mayCreateAddressBook: false },
      [capability.templates]: {},
    },
  };
}

function coreCapability(limits: Limits): CoreCapability {
  return {
    maxSizeUpload: limits.uploadBytes,
    maxConcurrentUpload: limits.concurrentUploads,
    maxSizeRequest: limits.requestBytes,
    maxConcurrentRequests: limits.concurrentRequests,
    maxCallsInRequest: limits.callsInRequest,
    maxObjectsInGet: limits.objectsInGet,
    maxObjectsInSet: limits.objectsInSet,
    collationAlgorithms: [...collations],
  };
}

function blobCapability(limits: Limits): BlobCapability {
  return {
    maxSizeBlobSet: limits.uploadBytes,
    maxDataSources,
    supportedTypeNames: [...lookupTypes],
    supportedDigestAlgorithms: [...digestAlgorithms],
  };
}

function mailCapability(limits: Limits): MailCapability {
  return {
    maxMailboxesPerEmail: null,
    maxMailboxDepth: null,
    maxSizeMailboxName: maxMailboxNameBytes,
    maxSizeAttachmentsPerEmail: maxAttachmentBytes(limits),
    emailQuerySortOptions: [...emailSortProperties],
    mayCreateTopLevelMailbox: true,
  };
}

/** DSN (RFC 3461) is passed on to servers that have it, REQUIRETLS (RFC 8689) fails at those that do not. FUTURERELEASE is kept by our own clock (J11); its second argument (RFC 4865 §3) is cut to a year so that the Session stays the same for long. */
function submissionCapability(limits: Limits, nowMs: number): SubmissionCapability {
  const lastYear = new Date(nowMs + limits.delayedSendSeconds * 1000).getUTCFullYear();
  return {
    maxDelayedSend: limits.delayedSendSeconds,
    submissionExtensions: {
      DSN: [],
      FUTURERELEASE: [String(limits.delayedSendSeconds), `${lastYear}-01-01T00:00:00Z`],
      REQUIRETLS: [],
    },
  };
}
