export type { DsnRequest } from './dsn-request.ts';
export { wireAddress } from './envelope-address.ts';
export { ehloName } from './prepare-socket.ts';
export { probeSmtp } from './probe.ts';
export type { SmtpAccess, SmtpDeadlines } from './smtp-connection.ts';
export type { SmtpReply } from './smtp-reply.ts';
export { parseReply as parseSmtpReply, replyError as smtpReplyError } from './smtp-reply.ts';
export type { RecipientResult, SubmitMessage, SubmitOptions, SubmitResult, SubmitState } from './submit.ts';
export { submitMessage } from './submit.ts';
