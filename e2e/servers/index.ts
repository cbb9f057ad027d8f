export { type BuildMessageInput, buildMessage } from './build-message.ts';
export { ensureCertificates, type TestCertificates } from './certificates.ts';
export { connectMailServers } from './connect-mail-servers.ts';
export { type GeneratedMessage, generateMessages } from './generate-messages.ts';
export type { MailServers, MailServersDescriptor, MailServersOptions, MailUser, OwnMailServers } from './mail-servers.ts';
export { hostSharedMailServers, sharedMailServers } from './shared.ts';
export { sharingConfig } from './sharing-config.ts';
export { type SlowLine, startSlowLine } from './slow-line.ts';
export { startMailServers } from './start-mail-servers.ts';
