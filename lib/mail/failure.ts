import type { MailErrorKind, MailStage } from './mail-error.ts';

/** The part of a failure that words hang on. `facts` fills the gaps of a sentence (certificate names, dates, a size limit). */
export type Failure = {
  kind: MailErrorKind;
  stage?: MailStage | string | null;
  /** SMTP reply code, IMAP or POP3 response code, system or TLS error code, or one of `ownCodes` */
  code?: string | null;
  enhancedCode?: string | null;
  permanent?: boolean;
  serverText?: string | null;
  facts?: {
    host?: string | null;
    /** of an outgoing server */
    port?: number | null;
    certificateFor?: string | null;
    validFrom?: string | null;
    validTo?: string | null;
    limit?: string | null;
    /** IMAP, POP3, SMTP …: who answered, and who was looked for */
    speaks?: string | null;
    wanted?: string | null;
  } | null;
};

/**
 * Codes of ours for what a server expresses by silence, by text or by a wrong greeting. Protocol rooms set them in `MailError.code`, so
 * that nothing above them reads a server's words.
 */
export const ownCodes = [
  'NO_STARTTLS', // STARTTLS was chosen and is not offered, or refused
  'EARLY_BYTES', // bytes between the STARTTLS answer and the handshake
  'TLS_MIXED_UP', // silence where TLS was tried, or TLS bytes in a greeting
  'OTHER_PROTOCOL', // the greeting of another protocol
  'HANGS_UP', // closed before the greeting
  'NO_AUTH', // no way to sign in is offered that we know
  'APP_PASSWORD', // 534 5.7.9, "application-specific password required"
  'SIGN_IN_AGAIN', // the provider's grant is gone (RFC 6749 §5.2 invalid_grant)
  'CONSENT_DENIED', // the person said no at the provider
  'OAUTH_CLIENT', // the provider does not accept this installation as a program
  'OAUTH_ANSWER', // an answer of an authorisation server that is none
  'OAUTH_LOST', // the visit to the provider was begun elsewhere, or too long ago
  'OAUTH_OTHER_MAILBOX', // another mailbox than the one that was asked for
  'OIDC_UNKNOWN', // the identity provider names a person who has no account here
  'OAUTH_ONLY', // 535 5.7.139, "basic authentication is disabled"
  'TOO_MANY_CONNECTIONS',
  'NO_MAIL_PROTOCOLS', // the provider has no IMAP, POP3 or SMTP
  'LOCAL_BRIDGE_ONLY', // … but a bridge on one's own computer
  'SETTINGS_UNKNOWN', // no table knows this domain
  'DOMAIN_NOT_ALLOWED', // POSTERN_LOGIN_DOMAINS
  'PLAIN_ONLY', // the provider's settings name no encryption
  'SERVER_NOT_PROVEN', // it let us in and could not show that it knows the password (RFC 5802 §5)
  'RELAY_DENIED', // the server does not pass on mail of ours
  'SENDER_NOT_OWNED', // it takes mail of this sender from others only
  'GREYLISTED', // a server that turns away whom it does not know yet, for some minutes
  'REQUIRETLS', // encryption all the way was asked for, and the server cannot promise it (RFC 8689)
  'SMTPUTF8', // an international address, and the server cannot take it
  'NO_ANSWER_TO_DOT', // unknown whether it was sent
  'SIGN_IN', // nobody is signed in
  'ORIGIN', // a change that does not come from our own page
  'NULL_MX', // MX or SRV target `.`
  'SERVICE_NOT_OFFERED',
] as const;
export type OwnCode = (typeof ownCodes)[number];
