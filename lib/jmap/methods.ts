import type { MethodName } from '#lib/contract/index.ts';
import { copyBlobs } from './blob/copy-blobs.ts';
import { getBlobs } from './blob/get-blobs.ts';
import { lookupBlobs } from './blob/lookup-blobs.ts';
import { uploadBlobs } from './blob/upload-blobs.ts';
import { changedAddressBooks, getAddressBooks, setAddressBooks } from './contacts/address-books.ts';
import {
  changedContactCards,
  getContactCards,
  queryContactCardChanges,
  queryContactCards,
  setContactCards,
} from './contacts/contact-cards.ts';
import { copyEmails } from './email/copy-emails.ts';
import { changedEmails, getEmails } from './email/get-emails.ts';
import { importEmails } from './email/import-emails.ts';
import { parseEmails } from './email/parse-emails.ts';
import { queryEmailChanges } from './email/query-email-changes.ts';
import { queryEmails } from './email/query-emails.ts';
import { getSearchSnippets } from './email/search-snippets.ts';
import { setEmails } from './email/set-emails.ts';
import { changedIdentities, getIdentities, setIdentities } from './identity/identities.ts';
import { changedMailboxes, getMailboxes } from './mailbox/get-mailboxes.ts';
import { holdMailboxes, restoreMailboxes } from './mailbox/held-deletions.ts';
import { queryMailboxChanges, queryMailboxes } from './mailbox/query-mailboxes.ts';
import { setMailboxes } from './mailbox/set-mailboxes.ts';
import { parseMdns } from './mdn/parse-mdns.ts';
import { sendMdns } from './mdn/send-mdns.ts';
import { queryAllMail } from './own/all-mail-methods.ts';
import { queryAttachedFiles, unpackAttachedFile } from './own/attached-file-methods.ts';
import { getBulkActs, startBulkAct, steerBulkAct } from './own/bulk-act-methods.ts';
import { getCompactions, runCompaction } from './own/compaction-methods.ts';
import { collectCorrespondents, queryCorrespondents } from './own/correspondent-methods.ts';
import { getDomainProofs } from './own/domain-proof-methods.ts';
import { echo } from './own/echo.ts';
import { getOutgoingServers } from './own/outgoing-server-methods.ts';
import { getPreferences, setPreferences } from './own/preferences-methods.ts';
import { actOnQueue, getQueue } from './own/queue-methods.ts';
import { getSenderReports } from './own/sender-report-methods.ts';
import { getServerSearches, runServerSearch, stopServerSearches } from './own/server-search-methods.ts';
import { acceptSignatureKey, getSignatureReports } from './own/signature-report-methods.ts';
import { getSnoozes, setSnoozes } from './own/snooze-methods.ts';
import { querySubscriptions } from './own/subscription-methods.ts';
import { checkAccount, getAccountHealth, getMailboxProgress, wantMailboxWindow } from './own/sync-methods.ts';
import { getTags, setTags } from './own/tag-methods.ts';
import { getTemplates, setTemplates } from './own/template-methods.ts';
import { getTextIndex, setTextIndex } from './own/text-index-methods.ts';
import { getThreadTrees, rebuildThread, threadNow } from './own/thread-tree-methods.ts';
import { getThreading, setThreading } from './own/threading-methods.ts';
import { actUnsubscribe, getUnsubscribes } from './own/unsubscribe-methods.ts';
import { getPushSubscriptions, setPushSubscriptions } from './push/push-subscriptions.ts';
import { changedQuotas, getQuotas, queryQuotaChanges, queryQuotas } from './quota/quotas.ts';
import type { Method } from './request-context.ts';
import { changedSubmissions, getSubmissions, querySubmissionChanges, querySubmissions } from './submission/get-submissions.ts';
import { setSubmissions } from './submission/set-submissions.ts';
import { changedThreads, getThreads } from './thread/get-threads.ts';
import { getVacations, setVacations } from './vacation/vacations.ts';

/** Every method of the endpoint; a name of the contract without an entry does not compile. */
export const methods: Readonly<Record<MethodName, Method>> = {
  'Core/echo': echo,
  'Blob/copy': copyBlobs,
  'Blob/upload': uploadBlobs,
  'Blob/get': getBlobs,
  'Blob/lookup': lookupBlobs,
  'PushSubscription/get': getPushSubscriptions,
  'PushSubscription/set': setPushSubscriptions,
  'MDN/send': sendMdns,
  'MDN/parse': parseMdns,
  'AddressBook/get': getAddressBooks,
  'AddressBook/changes': changedAddressBooks,
  'AddressBook/set': setAddressBooks,
  'ContactCard/get': getContactCards,
  'ContactCard/changes': changedContactCards,
  'ContactCard/query': queryContactCards,
  'ContactCard/queryChanges': queryContactCardChanges,
  'ContactCard/set': setContactCards,
  'Mailbox/get': getMailboxes,
  'Mailbox/changes': changedMailboxes,
  'Mailbox/query': queryMailboxes,
  'Mailbox/queryChanges': queryMailboxChanges,
  'Mailbox/set': setMailboxes,
  'MailboxCompaction/get': getCompactions,
  'MailboxCompaction/run': runCompaction,
  'DestroyedMailbox/restore': restoreMailboxes,
  'DestroyedMailbox/hold': holdMailboxes,
  'Email/get': getEmails,
  'Email/changes': changedEmails,
  'Email/query': queryEmails,
  'Email/queryChanges': queryEmailChanges,
  'Email/set': setEmails,
  'Email/copy': copyEmails,
  'Email/import': importEmails,
  'Email/parse': parseEmails,
  'SearchSnippet/get': getSearchSnippets,
  'Thread/get': getThreads,
  'Thread/changes': changedThreads,
  'Identity/get': getIdentities,
  'Identity/changes': changedIdentities,
  'Identity/set': setIdentities,
  'EmailSubmission/get': getSubmissions,
  'EmailSubmission/changes': changedSubmissions,
  'EmailSubmission/query': querySubmissions,
  'EmailSubmission/queryChanges': querySubmissionChanges,
  'EmailSubmission/set': setSubmissions,
  'OutgoingServer/get': getOutgoingServers,
  'VacationResponse/get': getVacations,
  'VacationResponse/set': setVacations,
  'Quota/get': getQuotas,
  'Quota/changes': changedQuotas,
  'Quota/query': queryQuotas,
  'Quota/queryChanges': queryQuotaChanges,
  'MailboxProgress/get': getMailboxProgress,
  'MailboxProgress/want': wantMailboxWindow,
  'AccountHealth/get': getAccountHealth,
  'AccountHealth/check': checkAccount,
  'ServerSearch/run': runServerSearch,
  'ServerSearch/get': getServerSearches,
  'ServerSearch/stop': stopServerSearches,
  'TextIndex/get': getTextIndex,
  'TextIndex/set': setTextIndex,
  'Tag/get': getTags,
  'Tag/set': setTags,
  'Template/get': getTemplates,
  'Template/set': setTemplates,
  'ThreadTree/get': getThreadTrees,
  'ThreadTree/rebuild': rebuildThread,
  'ThreadTree/current': threadNow,
  'Threading/get': getThreading,
  'Threading/set': setThreading,
  'QueueItem/get': getQueue,
  'QueueItem/act': actOnQueue,
  'Correspondent/query': queryCorrespondents,
  'Correspondent/collect': collectCorrespondents,
  'SenderReport/get': getSenderReports,
  'SignatureReport/get': getSignatureReports,
  'SignatureReport/acceptKey': acceptSignatureKey,
  'DomainProof/get': getDomainProofs,
  'Unsubscribe/get': getUnsubscribes,
  'Unsubscribe/act': actUnsubscribe,
  'AllMail/query': queryAllMail,
  'Snooze/get': getSnoozes,
  'Snooze/set': setSnoozes,
  'BulkAct/get': getBulkActs,
  'BulkAct/start': startBulkAct,
  'BulkAct/steer': steerBulkAct,
  'AttachedFile/query': queryAttachedFiles,
  'AttachedFile/unpack': unpackAttachedFile,
  'Subscription/query': querySubscriptions,
  'Preferences/get': getPreferences,
  'Preferences/set': setPreferences,
};
