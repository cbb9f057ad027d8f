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
