import type { Email } from '#lib/contract/index.ts';

/** An Email after a PatchObject (RFC 8620 §5.3), as far as the client writes them. */
export function applyPatch(email: Email, patch: Record<string, unknown>): Email {
  const next = { ...email, keywords: { ...email.keywords }, mailboxIds: { ...email.mailboxIds } };
  for (const [pointer, value] of Object.entries(patch)) {
    const slash = pointer.indexOf('/');
    if (slash < 0) {
      Object.assign(next, { [pointer]: value });
      continue;
    }
    const target = next[pointer.slice(0, slash) as 'keywords' | 'mailboxIds'] as Record<string, true>;
    const name = pointer
      .slice(slash + 1)
      .replaceAll('~1', '/')
      .replaceAll('~0', '~');
    if (value === null) delete target[name];
    else target[name] = true;
  }
  return next;
}
