import { applyPass } from './apply-pass.ts';
import { forgetBlobs, recordBlob } from './blob-rows.ts';
import { doBulkSlice, startBulkAct, steerBulkAct } from './bulk-acts.ts';
import { confirmIntents, deferIntents, intentsStarted, nextBatch } from './carry-intents.ts';
import { carryLocally } from './carry-locally.ts';
import { createEmail, destroyEmails, updateEmails } from './change-emails.ts';
import { createMailbox, destroyMailbox, updateMailbox } from './change-mailboxes.ts';
import { completeMaildropMessage } from './complete-message.ts';
import { collectContacts, createContact, destroyContact, updateContact } from './contacts.ts';
import { holdDestroyed, restoreDestroyed } from './held-deletions.ts';
import { putHouseSetting, removeHouseSetting } from './house-settings.ts';
import { createIdentity, destroyIdentity, setIdentityServer, updateIdentity } from './identities.ts';
import { indexWords } from './index-words.ts';
import { evictParts, mergeIndex, touchParts, trimChanges } from './keep-house.ts';
import { leaveMaildrop } from './leave-maildrop.ts';
import {
  clearMaildropLocks,
  lockMaildrop,
  makeLocalMailboxes,
  noteMaildropFailure,
  noteMaildropListing,
  storeMaildropMessages,
  unlockMaildrop,
} from './maildrops.ts';
import { noteOutgoingOffer } from './outgoing-servers.ts';
import {
  addAccount,
  addIdentity,
  createAppPassword,
  createPersonWithAccount,
  createSession,
  eraseDemo,
  removeAccount,
  revokeAllSessions,
  revokeAppPassword,
  revokeSession,
  revokeSessionByHash,
  setPreferences,
  touchAppPassword,
  touchSession,
  updateAccount,
} from './people.ts';
import { purgeRemoved } from './purge.ts';
import { createPushSubscription, destroyPushSubscriptions, destroyPushSubscriptionsOf, updatePushSubscription } from './push.ts';
import { recordListing } from './record-listing.ts';
import { regroupEmails, setThreadRule } from './regroup.ts';
import { rethreadEmails } from './rethread.ts';
import { keepSenderKey } from './sender-keys.ts';
import { shareAccount, unshareAccount } from './shares.ts';
import { bringBackSnoozed, snoozeEmails, unsnoozeEmails } from './snoozes.ts';
import { noteArrivalsRead, reportSubmission } from './submission-reports.ts';
import {
  abandonLeases,
  cancelSubmission,
  claimSubmission,
  createSubmission,
  destroySubmission,
  setSubmissionState,
  steerSubmission,
} from './submissions.ts';
import { markUnreadable, releaseHeld, setTextReach, storeText, voidLocations } from './sync-facts.ts';
import { forgetTag, noteKeptKeywords, putTag } from './tags.ts';
import { createTemplate, destroyTemplate, updateTemplate } from './templates.ts';
import type { Transaction } from './transaction.ts';
import { undoIntents } from './undo-intents.ts';
import { agreeVacation, deferVacation, noteVacationService, setVacation, undoVacation } from './vacations.ts';

/** Everything that writes, by name: the vocabulary between the main thread and the writer. Each runs in one transaction. */
export const operations = {
  abandonLeases,
  addAccount,
  addIdentity,
  agreeVacation,
  applyPass,
  bringBackSnoozed,
  cancelSubmission,
  carryLocally,
  claimSubmission,
  clearMaildropLocks,
  collectContacts,
  completeMaildropMessage,
  confirmIntents,
  createAppPassword,
  createContact,
  createEmail,
  createIdentity,
  createMailbox,
  createPersonWithAccount,
  createPushSubscription,
  createSession,
  createSubmission,
  createTemplate,
  deferIntents,
  deferVacation,
  destroyContact,
  destroyEmails,
  destroyIdentity,
  destroyMailbox,
  destroyPushSubscriptions,
  destroyPushSubscriptionsOf,
  destroySubmission,
  destroyTemplate,
  doBulkSlice,
  eraseDemo,
  evictParts,
  forgetBlobs,
  forgetTag,
  holdDestroyed,
  indexWords,
  intentsStarted,
  leaveMaildrop,
  lockMaildrop,
  makeLocalMailboxes,
  markUnreadable,
  mergeIndex,
  nextBatch,
  noteArrivalsRead,
  noteKeptKeywords,
  noteOutgoingOffer,
  keepSenderKey,
  noteVacationService,
  noteMaildropFailure,
  noteMaildropListing,
  purgeRemoved,
  putHouseSetting,
  putTag,
  recordBlob,
  recordListing,
  regroupEmails,
  releaseHeld,
  removeAccount,
  removeHouseSetting,
  restoreDestroyed,
  reportSubmission,
  rethreadEmails,
  revokeAllSessions,
  revokeAppPassword,
  revokeSession,
  revokeSessionByHash,
  setIdentityServer,
  setPreferences,
  setSubmissionState,
  setTextReach,
  setThreadRule,
  setVacation,
  shareAccount,
  snoozeEmails,
  startBulkAct,
  steerBulkAct,
  steerSubmission,
  storeMaildropMessages,
  storeText,
  touchAppPassword,
  touchParts,
  touchSession,
  trimChanges,
  undoIntents,
  undoVacation,
  unlockMaildrop,
  unshareAccount,
  unsnoozeEmails,
  updateAccount,
  updateContact,
  updateEmails,
  updateIdentity,
  updateMailbox,
  updatePushSubscription,
  updateTemplate,
  voidLocations,
};

export type OperationName = keyof typeof operations;
export type OperationOf<Name extends OperationName> = (typeof operations)[Name] extends (
  transaction: Transaction,
  ...values: infer Values
) => infer Result
  ? { values: Values; result: Result }
  : never;

/** What can be fetched again from a server, or is only housekeeping: need not survive a power cut (see writer-worker.ts). */
export const rebuildableOperations: ReadonlySet<string> = new Set<OperationName>([
  'evictParts',
  'mergeIndex',
  'touchParts',
  'trimChanges',
  'applyPass',
  'indexWords',
  'markUnreadable',
  'noteKeptKeywords',
  'purgeRemoved',
  'recordListing',
  'releaseHeld',
  'storeText',
  'touchAppPassword',
  'touchSession',
  'voidLocations',
]);
