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
  MailboxNews,
  MailboxStatus,
  QuotaFact,
  UidMap,
  UidRange,
  UidSet,
} from './api.ts';
export { connectImap } from './connect-imap.ts';
export { refusalOfLine as imapRefusalOfLine } from './refusal-line.ts';
