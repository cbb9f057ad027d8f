export type {
  AccessScope,
  AccountHealth,
  AccountMail,
  BlobContent,
  Gateway,
  MailboxLogin,
  MailboxProgress,
  NewEmail,
  NewSubmission,
  PushEvent,
  PushType,
  UserMail,
} from './api.ts';
export type { BlobName } from './blob-ids.ts';
export { messageBlobId, nestedBlobId, parseBlobId, partBlobId } from './blob-ids.ts';
export { currentGateway, registerGateway } from './current.ts';
export type { DemoHouse } from './demo-house.ts';
export { nestedPart } from './nested-part.ts';
export type { ThreadTree } from './thread-tree-of.ts';
export { threadTreeOf } from './thread-tree-of.ts';
