import type { Email, EmailFilter, EmailFilterCondition } from '#lib/contract/index.ts';

/** An Email fits a filter, as far as the client's filters go (RFC 8621 §4.4.1). */
export function matches(email: Email, filter: EmailFilter | null): boolean {
  if (filter === null) return true;
  if ('operator' in filter) {
    const results = filter.conditions.map((condition) => matches(email, condition));
    if (filter.operator === 'AND') return results.every(Boolean);
    return filter.operator === 'OR' ? results.some(Boolean) : !results.some(Boolean);
  }
  const condition: EmailFilterCondition = filter;
  const has = (text: string | null | undefined, wanted: string) => (text ?? '').toLowerCase().includes(wanted.toLowerCase());
  const people = (list: Email['from']) => (list ?? []).map((one) => `${one.name ?? ''} ${one.email}`).join(' ');
  const everything = [email.subject ?? '', people(email.from), people(email.to), email.preview].join(' ');
  const inAny = Object.keys(email.mailboxIds);
  return (
    (condition.inMailbox === undefined || inAny.includes(condition.inMailbox)) &&
    (condition.inMailboxOtherThan === undefined || inAny.some((id) => !condition.inMailboxOtherThan?.includes(id))) &&
    (condition.hasKeyword === undefined || email.keywords[condition.hasKeyword] === true) &&
    (condition.notKeyword === undefined || email.keywords[condition.notKeyword] !== true) &&
    (condition.hasAttachment === undefined || email.hasAttachment === condition.hasAttachment) &&
    (condition.text === undefined || has(everything, condition.text)) &&
    (condition.subject === undefined || has(email.subject, condition.subject)) &&
    (condition.from === undefined || has(people(email.from), condition.from)) &&
    (condition.to === undefined || has(people(email.to), condition.to)) &&
    (condition.before === undefined || email.receivedAt < condition.before) &&
    (condition.after === undefined || email.receivedAt >= condition.after) &&
    (condition.header === undefined || (email.messageId ?? []).includes(condition.header[1] ?? ''))
  );
}
