/** The store as the rooms above see it: one file for each concern. */

export type { BlobStore } from './api/blobs.ts';
export type { BulkActRecord, BulkActState, BulkActStore, BulkDeed, BulkEmails, BulkScope } from './api/bulk-acts.ts';
export type { ContactHit, ContactRecord, ContactStore } from './api/contacts.ts';
export type {
  CollectedMessages,
  EmailContent,
  EmailLocation,
  EmailQuery,
  EmailQueryResult,
  EmailRecord,
  EmailStore,
  EmailSummary,
  EmailUpdate,
  FlagFact,
  FlatMessages,
  PassFacts,
  SyncedMessage,
  UidRange,
} from './api/emails.ts';
export type { HouseSetting, HouseSettingStore } from './api/house-settings.ts';
export type { AccountEvent, AppendMatch, Intent, IntentStore, IntentWork, LabelWork } from './api/intents.ts';
export type {
  Checkpoint,
  FilledWindow,
  ListedMailboxFact,
  MailboxFiling,
  MailboxPatch,
  MailboxRecord,
  MailboxStore,
  MailboxSyncRow,
  WindowPlace,
} from './api/mailboxes.ts';
export type {
  CollectedMaildropMessages,
  MaildropMessage,
  MaildropOrigin,
  MaildropStore,
  NewMaildropMessage,
  StagedRaw,
} from './api/maildrops.ts';
export type { OutgoingServerName, OutgoingServerStore } from './api/outgoing-servers.ts';
export type { AccountRow, AccountShare, AppPasswordRow, PeopleStore, SessionRow, ShareAccess, SignInIdentity } from './api/people.ts';
export type { PushStore, PushSubscriptionRow } from './api/push.ts';
export type { SenderKey, SenderKeyStore } from './api/sender-keys.ts';
export type { SnoozeRecord, SnoozeStore } from './api/snoozes.ts';
export type { Changes, CommitEvent, Outcome, Refusal, StateType, ToldType } from './api/states.ts';
export { stateTypes } from './api/states.ts';
export type { OpenStore, Store } from './api/store.ts';
export type {
  ArrivedReport,
  DeliveryRecipient,
  IdentityRecord,
  IdentityServer,
  IdentityStore,
  RecipientReport,
  SendingDecision,
  SubmissionRecord,
  SubmissionState,
  SubmissionStore,
} from './api/submissions.ts';
export { submissionStates } from './api/submissions.ts';
export type { TagLook, TagRecord, TagStore } from './api/tags.ts';
export type { TemplateRecord, TemplateStore } from './api/templates.ts';
export type { VacationRow, VacationStore } from './api/vacations.ts';
