import { MailError, type MailErrorKind, type MailStage } from '#lib/mail/index.ts';

/** One reply of an SMTP server (RFC 5321 §4.2), taken apart. */
export type SmtpReply = {
  /** three digits */
  code: string;
  /** RFC 3463, when the reply has one (RFC 2034) */
  enhancedCode: string | null;
  /** the words of all lines, without codes, fit to be shown: one line, no control characters, at most 1,000 characters */
  text: string;
};

/** Takes a whole reply (lines separated by LF or CRLF) apart; null when it does not begin with a reply code. */
export function parseReply(reply: string): SmtpReply | null {
  const lines = reply.slice(0, 16_384).split(/\r?\n/);
  const code = /^([2-5]\d\d)(?:[ -]|$)/.exec(lines[0] ?? '')?.[1];
  if (code === undefined) return null;
  let enhancedCode: string | null = null;
  const words: string[] = [];
  for (const line of lines) {
    const [, enhanced, text] = /^\d{3}[ -]?(?:([245]\.\d{1,3}\.\d{1,3})(?=[ \t]|$))?(.*)$/.exec(line) ?? [];
    enhancedCode ??= enhanced ?? null;
    words.push((text ?? line).trim());
  }
  return { code, enhancedCode, text: shownText(words.join(' ')) };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const controls = /[\u0000-\u001f\u007f-\u009f]+/g;

/** Words of a server, fit to be shown and stored. */
export function shownText(text: string): string {
  return text.replaceAll(controls, ' ').trim().slice(0, 1_000);
}

/** A reply as one line, as JMAP's `smtpReply` shows it (RFC 8621 §7). */
export const replyLine = ({ code, enhancedCode, text }: SmtpReply): string => [code, enhancedCode, text].filter(Boolean).join(' ');

/** A refusing reply as a typed error: 4xx comes back later, 5xx never (RFC 5321 §4.2.1); the enhanced code refines the kind. */
export function replyError(reply: SmtpReply, stage: MailStage): MailError {
  if (stage === 'auth') return authError(reply);
  const permanent = reply.code.startsWith('5');
  const [kind, code] = meaningOf(reply, stage, permanent);
  return new MailError(kind, `the server answered ${reply.code}`, {
    stage,
    code,
    enhancedCode: reply.enhancedCode,
    permanent,
    serverText: replyLine(reply),
  });
}

function meaningOf({ code, enhancedCode, text }: SmtpReply, stage: MailStage, permanent: boolean): [MailErrorKind, string] {
  const detail = enhancedCode?.slice(2) ?? '';
  if (detail === '2.2') return ['over-quota', code];
  if (detail === '3.4' || detail === '2.3' || (code === '552' && enhancedCode === null && stage !== 'envelope')) return ['too-large', code];
  if (!permanent) {
    // Postfix counts connections of a client (421 4.7.0), greylists of their own use several enhanced codes
    if (/too many (\w+ ){0,2}connections/i.test(text)) return ['temporary', 'TOO_MANY_CONNECTIONS'];
    return ['temporary', /gr[ae]y-?list/i.test(text) ? 'GREYLISTED' : code];
  }
  if (code === '530' || code === '538') return ['login-unavailable', code];
  // servers say this with 550, 553 and 554 and with several enhanced codes; the words are the only common sign
  if (/^55[034]$/.test(code) && /\brelay(ing)?\b/i.test(text)) return ['refused', 'RELAY_DENIED'];
  // Postfix has 553 5.7.1 for it, Exchange 550 5.7.60
  if (/sender address rejected: not owned|not allowed to send as|permissions? to send as/i.test(text))
    return ['refused', 'SENDER_NOT_OWNED'];
  return ['refused', code];
}

function authError(reply: SmtpReply): MailError {
  const { code, enhancedCode, text } = reply;
  const details = { stage: 'auth' as const, enhancedCode, serverText: replyLine(reply) };
  const message = `the server answered ${code} to the login`;
  if (enhancedCode === '5.7.139' || /basic ?auth\w* is disabled|BasicAuthBlocked/i.test(text)) {
    return new MailError('login-unavailable', message, { ...details, code: 'OAUTH_ONLY', permanent: true });
  }
  if ((code === '534' && enhancedCode === '5.7.9') || /application.specific password|app password/i.test(text)) {
    return new MailError('login-unavailable', message, { ...details, code: 'APP_PASSWORD', permanent: true });
  }
  if (code.startsWith('4')) {
    const isCrowded = /too many|connection limit/i.test(text);
    return new MailError('login-unavailable', message, { ...details, code: isCrowded ? 'TOO_MANY_CONNECTIONS' : code, permanent: false });
  }
  if (/^(530|538)$/.test(code)) return new MailError('login-unavailable', message, { ...details, code, permanent: true });
  if (/^50[0-4]$/.test(code)) return new MailError('login-unavailable', message, { ...details, code: 'NO_AUTH', permanent: true });
  return new MailError('login-refused', message, { ...details, code, permanent: true });
}
