import type { EmailAddress } from '#lib/mail/index.ts';

/** What a reply needs to know of the message that it answers; properties as in RFC 8621 §4.1.3. `listPost`: URLs of List-Post. */
export type RepliedMessage = {
  from: readonly EmailAddress[] | null;
  replyTo: readonly EmailAddress[] | null;
  to: readonly EmailAddress[] | null;
  cc: readonly EmailAddress[] | null;
  listPost: readonly string[] | null;
};

export type ReplyMode = 'reply' | 'all' | 'list';
export type Recipients = { to: EmailAddress[]; cc: EmailAddress[] };

/**
 * Who gets the answer (C2). `reply`: Reply-To, else From; for a mail of one's own its To. `all`: the others of To and Cc as Cc, own addresses
 * and duplicates removed. `list`: the address in List-Post, falling back to `all` when the list names none.
 *
 * @param ownAddresses of the person, all accounts and identities; compared without letter case
 */
export function replyRecipients({
  message,
  mode,
  ownAddresses,
}: {
  message: RepliedMessage;
  mode: ReplyMode;
  ownAddresses: readonly string[];
}): Recipients {
  const own = new Set(ownAddresses.map((address) => address.toLowerCase()));
  const isOwn = (address: EmailAddress): boolean => own.has(address.email.toLowerCase());
  const from = usable(message.from);
  const isOwnMail = from.length > 0 && from.every(isOwn);
  if (mode === 'list') {
    const post = listAddress(message.listPost);
    if (post !== null) return { to: [post], cc: [] };
  }
  const replyTo = usable(message.replyTo);
  const answered = isOwnMail ? usable(message.to) : replyTo.length > 0 ? replyTo : from;
  // Answering a mail to oneself: somebody must be left.
  const withoutOwn = answered.filter((address) => !isOwn(address));
  const to = unique(mode === 'reply' || withoutOwn.length === 0 ? answered : withoutOwn, new Set());
  if (mode === 'reply') return { to, cc: [] };
  const taken = new Set([...own, ...to.map((address) => address.email.toLowerCase())]);
  const others = isOwnMail ? usable(message.cc) : [...usable(message.to), ...usable(message.cc)];
  return { to, cc: unique(others, taken) };
}

/** The posting address of a list (RFC 2369 §3.4); null when there is none or the list takes no mail. */
export function listAddress(listPost: readonly string[] | null): EmailAddress | null {
  const url = listPost?.find((each) => /^mailto:/i.test(each));
  if (url === undefined) return null;
  const path = url.slice('mailto:'.length).split('?', 1)[0] as string;
  const email = percentDecoded(path).split(',', 1)[0]?.trim() ?? '';
  return email.includes('@') && !/[\s<>]/.test(email) ? { name: null, email } : null;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return text; // a stray percent sign
  }
}

const usable = (addresses: readonly EmailAddress[] | null): EmailAddress[] =>
  (addresses ?? []).filter((address) => address.email.includes('@'));

/** Drops what `taken` holds already and what comes twice. */
function unique(addresses: readonly EmailAddress[], taken: Set<string>): EmailAddress[] {
  return addresses.filter((address) => {
    const key = address.email.toLowerCase();
    if (taken.has(key)) return false;
    taken.add(key);
    return true;
  });
}

/** In-Reply-To and References of an answer (C1, RFC 5322 §3.6.4); ids without angle brackets. The builder keeps the first and last 20. */
export function references(parent: {
  messageId: readonly string[] | null;
  inReplyTo: readonly string[] | null;
  references: readonly string[] | null;
}): { inReplyTo: string[] | null; references: string[] | null } {
  const own = parent.messageId?.[0] ?? null;
  const before = parent.references ?? (parent.inReplyTo?.length === 1 ? parent.inReplyTo : []);
  const chain = [...before.filter((id) => id !== own), ...(own === null ? [] : [own])];
  return { inReplyTo: own === null ? null : [own], references: chain.length === 0 ? null : chain };
}
