export type { DsnRequest } from './dsn-request.ts';
export { probeSmtp } from './probe.ts';
export type { SmtpAccess, SmtpDeadlines } from './smtp-connection.ts';
export type { RecipientResult, SubmitMessage, SubmitOptions, SubmitResult, SubmitState } from './submit.ts';
export { submitMessage } from './submit.ts';
