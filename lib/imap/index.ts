export type {
  ExaminedMailbox,
  FetchedHeader,
  FlagFact,
  HeaderDetail,
  IdleHint,
  ImapCapabilities,
  ImapConnectOptions,
  ImapRole,
  ImapSession,
  ListedMailbox,
  MailboxEvent,
  MailboxStatus,
  QuotaFact,
  UidMap,
  UidRange,
  UidSet,
} from './api.ts';
export { connectImap } from './connect-imap.ts';
