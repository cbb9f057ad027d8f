import { z } from 'zod';
import type { AttachedFileQueryResponse, AttachedFileUnpackResponse } from './attached-files.ts';
import { attachedFileMethods } from './attached-files.ts';
import type { BlobCopyResponse, BlobGetResponse, BlobLookupResponse, BlobUploadResponse } from './blob.ts';
import { blobMethods } from './blob.ts';
import type { BulkAct, BulkActAnswer } from './bulk.ts';
import { bulkMethods } from './bulk.ts';
import type { AddressBook, JmapContactCard } from './contacts.ts';
import { contactMethods } from './contacts.ts';
import type { CorrespondentCollectResponse, CorrespondentQueryResponse } from './correspondents.ts';
import { correspondentMethods } from './correspondents.ts';
import type { DomainProofGetResponse } from './domain-proof.ts';
import { domainProofMethods } from './domain-proof.ts';
import type { Email } from './email.ts';
import type {
  EmailCreate,
  EmailCreated,
  EmailImportResponse,
  EmailParseResponse,
  EmailQueryArguments,
  SearchSnippetGetResponse,
} from './email-methods.ts';
import { emailMethods } from './email-methods.ts';
import type { Identity } from './identity.ts';
import { identityMethods } from './identity.ts';
import type { Mailbox, MailboxCompaction, MailboxCompactionRunResponse, MailboxHoldResponse, MailboxRestoreResponse } from './mailbox.ts';
import { mailboxMethods } from './mailbox.ts';
import type { MdnParseResponse, MdnSendResponse } from './mdn.ts';
import { mdnMethods } from './mdn.ts';
import type { PreferencesGetResponse } from './preferences.ts';
import { preferencesMethods } from './preferences.ts';
import type { PushSubscription, PushSubscriptionGetResponse } from './push.ts';
import { pushSubscriptionMethods } from './push.ts';
import type { Quota } from './quota.ts';
import { quotaMethods } from './quota.ts';
import type { SenderReportGetResponse } from './sender-report.ts';
import { senderReportMethods } from './sender-report.ts';
import type { OutgoingServerResponse, QueueActResponse, QueueItem } from './sending.ts';
import { sendingMethods } from './sending.ts';
import type { ServerSearchGetResponse, ServerSearchRunResponse, ServerSearchStopResponse } from './server-search.ts';
import { serverSearchMethods } from './server-search.ts';
import type { SignatureReportAcceptKeyResponse, SignatureReportGetResponse } from './signature-report.ts';
import { signatureReportMethods } from './signature-report.ts';
import type { ChangesResponse, CopyResponse, GetResponse, QueryChangesResponse, QueryResponse, SetResponse } from './standard-methods.ts';
import type { EmailSubmission } from './submission.ts';
import { submissionMethods } from './submission.ts';
import type { SubscriptionQueryResponse } from './subscriptions.ts';
import { subscriptionMethods } from './subscriptions.ts';
import type { AccountHealthGetResponse, MailboxProgressGetResponse } from './sync.ts';
import { syncMethods } from './sync.ts';
import type { Tag } from './tags.ts';
import { tagMethods } from './tags.ts';
import type { Template } from './templates.ts';
import { templateMethods } from './templates.ts';
import type { TextIndex } from './text-index.ts';
import { textIndexMethods } from './text-index.ts';
import type { Thread } from './thread.ts';
import { threadMethods } from './thread.ts';
import type { ThreadCurrentResponse, Threading, ThreadRebuildResponse, ThreadTree } from './threading.ts';
import { threadingMethods } from './threading.ts';
import type { AllMailQueryResponse, Snooze, SnoozeSetResponse } from './triage.ts';
import { triageMethods } from './triage.ts';
import type { UnsubscribeActResponse, UnsubscribeGetResponse } from './unsubscribe.ts';
import { unsubscribeMethods } from './unsubscribe.ts';

import type { VacationResponse } from './vacation.ts';
import { vacationMethods } from './vacation.ts';

/** Arguments of every method, strict: what a method does not know is `invalidArguments` (RFC 8620 §3.9). */
export const methodArguments = {
  'Core/echo': z.record(z.string(), z.unknown()),
  ...blobMethods,
  ...mdnMethods,
  ...contactMethods,
  ...pushSubscriptionMethods,
  ...mailboxMethods,
  ...emailMethods,
  ...threadMethods,
  ...identityMethods,
  ...submissionMethods,
  ...vacationMethods,
  ...quotaMethods,
  ...syncMethods,
  ...serverSearchMethods,
  ...tagMethods,
  ...templateMethods,
  ...textIndexMethods,
  ...threadingMethods,
  ...sendingMethods,
  ...correspondentMethods,
  ...senderReportMethods,
  ...signatureReportMethods,
  ...domainProofMethods,
  ...attachedFileMethods,
  ...subscriptionMethods,
  ...unsubscribeMethods,
  ...triageMethods,
  ...bulkMethods,
  ...preferencesMethods,
};
export type MethodName = keyof typeof methodArguments;

/** Arguments as the server sees them after the check: defaults filled in. */
export type CheckedArguments<Name extends MethodName> = z.output<(typeof methodArguments)[Name]>;

/** An argument, or a reference to an earlier result under the same name with `#` (RFC 8620 §3.7). */
type Referable<Arguments> = Arguments & { [reference: `#${string}`]: { resultOf: string; name: string; path: string } };

type ClientArguments = { [Name in MethodName]: z.input<(typeof methodArguments)[Name]> } & {
  'Email/query': EmailQueryArguments;
  'Email/set': { create?: Record<string, EmailCreate> | null };
};
/**
 * Arguments as a client writes them. An argument given by reference is left out in its plain form, so all but the account may be missing.
 */
export type MethodArguments<Name extends MethodName> = Referable<Partial<ClientArguments[Name]>>;

type Responses = {
  'Core/echo': Record<string, unknown>;
  'Blob/copy': BlobCopyResponse;
  'Blob/upload': BlobUploadResponse;
  'Blob/get': BlobGetResponse;
  'Blob/lookup': BlobLookupResponse;
  'PushSubscription/get': PushSubscriptionGetResponse;
  'PushSubscription/set': Omit<SetResponse<Partial<PushSubscription> & { id: string }>, 'accountId' | 'oldState' | 'newState'>;
  'MDN/send': MdnSendResponse;
  'MDN/parse': MdnParseResponse;
  'AddressBook/get': GetResponse<AddressBook>;
  'AddressBook/changes': ChangesResponse;
  'AddressBook/set': SetResponse;
  'ContactCard/get': GetResponse<JmapContactCard>;
  'ContactCard/changes': ChangesResponse;
  'ContactCard/query': QueryResponse;
  'ContactCard/queryChanges': QueryChangesResponse;
  'ContactCard/set': SetResponse<Partial<JmapContactCard> & { id: string }>;
  'Mailbox/get': GetResponse<Mailbox>;
  'Mailbox/changes': ChangesResponse & { updatedProperties: string[] | null };
  'Mailbox/query': QueryResponse;
  'Mailbox/queryChanges': QueryChangesResponse;
  'DestroyedMailbox/restore': MailboxRestoreResponse;
  'DestroyedMailbox/hold': MailboxHoldResponse;
  'MailboxCompaction/get': GetResponse<MailboxCompaction>;
  'MailboxCompaction/run': MailboxCompactionRunResponse;
  'Mailbox/set': SetResponse<Partial<Mailbox> & { id: string }>;
  'Email/get': GetResponse<Email>;
  'Email/changes': ChangesResponse;
  'Email/query': QueryResponse;
  'Email/queryChanges': QueryChangesResponse;
  'Email/set': SetResponse<EmailCreated>;
  'Email/copy': CopyResponse<EmailCreated>;
  'Email/import': EmailImportResponse;
  'Email/parse': EmailParseResponse;
  'SearchSnippet/get': SearchSnippetGetResponse;
  'Thread/get': GetResponse<Thread>;
  'Thread/changes': ChangesResponse;
  'Identity/get': GetResponse<Identity>;
  'Identity/changes': ChangesResponse;
  'Identity/set': SetResponse;
  'EmailSubmission/get': GetResponse<EmailSubmission>;
  'EmailSubmission/changes': ChangesResponse;
  'EmailSubmission/query': QueryResponse;
  'EmailSubmission/queryChanges': QueryChangesResponse;
  'EmailSubmission/set': SetResponse<Partial<EmailSubmission> & { id: string }>;
  'OutgoingServer/get': OutgoingServerResponse;
  'VacationResponse/get': GetResponse<VacationResponse>;
  'VacationResponse/set': SetResponse;
  'Quota/get': GetResponse<Quota>;
  'Quota/changes': ChangesResponse & { updatedProperties: string[] | null };
  'Quota/query': QueryResponse;
  'Quota/queryChanges': QueryChangesResponse;
  'MailboxProgress/get': MailboxProgressGetResponse;
  'MailboxProgress/want': { accountId: string };
  'AccountHealth/get': AccountHealthGetResponse;
  'AccountHealth/check': { accountId: string };
  'ServerSearch/run': ServerSearchRunResponse;
  'ServerSearch/get': ServerSearchGetResponse;
  'ServerSearch/stop': ServerSearchStopResponse;
  'TextIndex/get': GetResponse<TextIndex>;
  'TextIndex/set': SetResponse;
  'Tag/get': GetResponse<Tag>;
  'Tag/set': SetResponse<Partial<Tag> & { id: string }>;
  'Template/get': GetResponse<Template>;
  'Template/set': SetResponse<Template>;
  'ThreadTree/get': GetResponse<ThreadTree>;
  'ThreadTree/rebuild': ThreadRebuildResponse;
  'ThreadTree/current': ThreadCurrentResponse;
  'Threading/get': GetResponse<Threading>;
  'Threading/set': SetResponse;
  'QueueItem/get': GetResponse<QueueItem>;
  'QueueItem/act': QueueActResponse;
  'Correspondent/query': CorrespondentQueryResponse;
  'Correspondent/collect': CorrespondentCollectResponse;
  'SenderReport/get': SenderReportGetResponse;
  'SignatureReport/get': SignatureReportGetResponse;
  'SignatureReport/acceptKey': SignatureReportAcceptKeyResponse;
  'DomainProof/get': DomainProofGetResponse;
  'AttachedFile/query': AttachedFileQueryResponse;
  'AttachedFile/unpack': AttachedFileUnpackResponse;
  'Subscription/query': SubscriptionQueryResponse;
  'Unsubscribe/get': UnsubscribeGetResponse;
  'Unsubscribe/act': UnsubscribeActResponse;
  'AllMail/query': AllMailQueryResponse;
  'Snooze/get': GetResponse<Snooze>;
  'Snooze/set': SnoozeSetResponse;
  'BulkAct/get': GetResponse<BulkAct>;
  'BulkAct/start': BulkActAnswer;
  'BulkAct/steer': BulkActAnswer;
  'Preferences/get': PreferencesGetResponse;
  'Preferences/set': Omit<SetResponse, 'accountId'>;
};
/** What a method answers when it succeeds. */
export type MethodResponse<Name extends MethodName> = Responses[Name];
