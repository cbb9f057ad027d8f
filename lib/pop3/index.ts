export type {
  Pop3CallOptions,
  Pop3Capabilities,
  Pop3ConnectOptions,
  Pop3Credential,
  Pop3Deadlines,
  Pop3Greeting,
  Pop3Message,
  Pop3QuitOutcome,
  Pop3Refusal,
  Pop3RetrOptions,
  Pop3Session,
  Pop3Stat,
  TakeListed,
  TakeUid,
} from './api.ts';
export { connectPop3 } from './connect-pop3.ts';
export { OctetSource } from './octet-source.ts';
export { loginError as pop3LoginError, replyError as pop3ReplyError } from './pop3-error.ts';
export { readStatusLine } from './status-line.ts';
export { unexpectedGreeting as unexpectedPop3Greeting } from './unexpected-greeting.ts';
