export type {
  Access,
  AccessScope,
  AccountHealth,
  AccountMail,
  AccountQuota,
  BlobContent,
  ContactsOfPerson,
  Gateway,
  MailboxLogin,
  MailboxProgress,
  MaildropHealth,
  NewEmail,
  NewPushSubscription,
  NewSubmission,
  OAuthOutcome,
  OAuthWish,
  PushEvent,
  PushSubscriptions,
  PushType,
  QuotaState,
  ServerSearch,
  ServerSearchTerm,
  UserMail,
} from './api.ts';
export type { BlobName } from './blob-ids.ts';
export { messageBlobId, nestedBlobId, parseBlobId, partBlobId, winmailBlobId } from './blob-ids.ts';
export type { AskedRange, ByteRange } from './byte-range.ts';
export { rangeOf, resolveRange } from './byte-range.ts';
export { currentGateway, registerGateway } from './current.ts';
export type { DemoHouse } from './demo-house.ts';
export type { DoctorQuestion } from './doctor-rounds.ts';
export type { ClientWish, IdentityProviderWish, ShownHouseSettings } from './house-settings-door.ts';
export { nestedPart } from './nested-part.ts';
export { ownPushSubscriptions } from './push/own-push-subscriptions.ts';
export { readPushKeys } from './push/read-push-keys.ts';
export type { ThreadTree } from './thread-tree-of.ts';
export { threadTreeOf } from './thread-tree-of.ts';
