import type { ParsedHeaders } from './parsed-headers.ts';

const postOffices =
  /^(?:mailer[-_.]?daemon|postmaster|mdaemon|post-?office|mail[-_.]?delivery|delivery[-_.]?(?:failure|status)?|mmdf|microsoftexchange[0-9a-f]*)$/i;

/** RFC 5321 §4.5.1 and what programs that carry mail call themselves; or the field in which Exim and Gmail name who was not reached. */
export function isFromPostOffice({ fields, from }: Pick<ParsedHeaders, 'fields' | 'from'>): boolean {
  if (fields.some(({ name }) => name.toLowerCase() === 'x-failed-recipients')) return true;
  const sender = from?.[0];
  const local = sender?.email.split('@')[0] ?? '';
  return (
    postOffices.test(local) || /\b(?:mail delivery (?:sub)?system|system administrator|mail administrator)\b/i.test(sender?.name ?? '')
  );
}
