/** One mailbox of RFC 5322 §3.4 as JMAP shows it (RFC 8621 §4.1.2.3). */
export type EmailAddress = { name: string | null; email: string };

/** A group of addresses; `name` is null for addresses that stand outside any group (RFC 8621 §4.1.2.4). */
export type EmailAddressGroup = { name: string | null; addresses: EmailAddress[] };

/** An international local part, which only a server with SMTPUTF8 takes (RFC 6531); an international domain becomes A-labels. */
export const hasInternationalLocalPart = (email: string): boolean => /[^ -~]/.test(email.slice(0, Math.max(0, email.lastIndexOf('@'))));

/** The domain of an address in lower case, or null when there is none. */
export function domainOf(email: string): string | null {
  const at = email.lastIndexOf('@');
  return at < 0 || at === email.length - 1 ? null : email.slice(at + 1).toLowerCase();
}
