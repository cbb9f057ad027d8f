/**
 * Whom the operator named as an administrator: somebody with a mail address, proven at the server that the tables name for it; a sign-in
 * identity, for addresses that no table knows; or a subject of the house's identity provider.
 */
export type AdministratorName =
  | { by: 'address'; address: string }
  | { by: 'mailbox'; protocol: 'imap' | 'pop3'; host: string; port: number; login: string }
  | { by: 'subject'; subject: string };

const mailboxUrls: Readonly<Record<string, { protocol: 'imap' | 'pop3'; port: number }>> = {
  'imap:': { protocol: 'imap', port: 143 },
  'imaps:': { protocol: 'imap', port: 993 },
  'pop:': { protocol: 'pop3', port: 110 },
  'pops:': { protocol: 'pop3', port: 995 },
};

/**
 * `POSTERN_ADMINS`: `ana@example.org`, `imaps://ana%40example.org@mail.example.org` (the form of RFC 5092 §3.2 and RFC 2384) or
 * `oidc:<subject>`.
 *
 * @returns null where it is none of these
 */
export function parseAdministrator(text: string): AdministratorName | null {
  if (/^oidc:/i.test(text)) {
    const subject = text.slice('oidc:'.length);
    return subject === '' || subject.length > 255 ? null : { by: 'subject', subject };
  }
  if (text.includes('://')) {
    const url = URL.parse(text);
    const known = mailboxUrls[url?.protocol ?? ''];
    const login = url === null ? null : decoded(url.username);
    if (url === null || known === undefined || !login || url.hostname === '') return null;
    if (url.password !== '' || !['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') return null;
    const port = url.port === '' ? known.port : Number(url.port);
    return { by: 'mailbox', protocol: known.protocol, host: url.hostname.replace(/^\[|\]$/g, '').toLowerCase(), port, login };
  }
  return /^[^\s@,]{1,64}@[^\s@,]{1,253}$/.test(text) ? { by: 'address', address: text } : null;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
