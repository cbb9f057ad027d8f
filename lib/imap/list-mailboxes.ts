import { specialUse } from 'imapflow/lib/special-use.js';
import { isMailError, MailError } from '#lib/mail/index.ts';
import type { ImapRole, ListedMailbox, MailboxStatus } from './api.ts';
import type { SessionContext } from './session-context.ts';
import { mailboxStatusOf, statusItems } from './status.ts';
import { atom, type ImapResponse, type ImapTokens, listOf, literal, quoted, textOf, textsOf } from './tokens.ts';
import type { RunOptions } from './wire.ts';

type Listed = { raw: string; delimiter: string | null; flags: string[] };
type Reply = { listed: Map<string, Listed>; statuses: Map<string, MailboxStatus>; subscribedKnown: boolean; subscribed: Set<string> };

const maxMailboxes = 20_000;

/**
 * Every mailbox of every namespace, in one LIST each where the server can (I9), falling back option by option; missing parents are filled in
 * as `nonExistent` (J13).
 *
 * @see RFC 5258, RFC 5819, RFC 6154, RFC 9051 §6.3.9
 */
export async function listMailboxes(context: SessionContext, options: RunOptions): Promise<ListedMailbox[]> {
  const namespaces = await context.namespaces(options);
  const personal = namespaces.find((space) => space.kind === 'personal') ?? { kind: 'personal' as const, prefix: '', delimiter: null };
  const reply = await listWith(context, '*', options);
  for (const { kind, prefix } of namespaces) {
    const isCovered = [...reply.listed.keys()].some((path) => path.startsWith(prefix));
    if (kind === 'personal' || prefix === '' || isCovered) continue;
    const more = await listWith(context, `${prefix}*`, options);
    for (const [path, listed] of more.listed) reply.listed.set(path, listed);
    for (const [path, status] of more.statuses) reply.statuses.set(path, status);
    for (const path of more.subscribed) reply.subscribed.add(path);
  }
  const kindOf = (path: string, delimiter: string | null) => {
    const named = `${path}${delimiter ?? ''}`;
    const match = namespaces.filter(({ kind, prefix }) => kind !== 'personal' && prefix !== '' && named.startsWith(prefix));
    return match.sort((a, b) => b.prefix.length - a.prefix.length)[0]?.kind ?? 'personal';
  };
  addMissingParents(reply, personal.prefix, kindOf);
  return [...reply.listed].map(([path, listed]) => listedMailbox(path, listed, reply, kindOf(path, listed.delimiter), personal.prefix));
}

async function listWith(context: SessionContext, pattern: string, options: RunOptions): Promise<Reply> {
  const { capabilities } = context;
  const variants: ImapTokens[] = [];
  const simple: ImapTokens = [];
  if (capabilities.specialUse) simple.push(atom('SPECIAL-USE'));
  if (capabilities.listExtended) simple.push(atom('SUBSCRIBED'), atom('CHILDREN'));
  if (capabilities.listStatus) variants.push([...simple, atom('STATUS'), statusItems(context)]);
  if (simple.length > 0) variants.push(simple);
  if (capabilities.specialUse && simple.length > 1) variants.push([atom('SPECIAL-USE')]);
  variants.push([]);
  for (const [index, variant] of variants.entries()) {
    try {
      const reply = await runList(context, 'LIST', pattern, variant, options);
      reply.subscribedKnown = capabilities.listExtended && variant.some((token) => !Array.isArray(token) && textOf(token) === 'SUBSCRIBED');
      if (!reply.subscribedKnown) await addSubscriptions(context, pattern, reply, options);
      return reply;
    } catch (error) {
      if (!isMailError(error) || error.kind !== 'refused' || index === variants.length - 1) throw error;
    }
  }
  throw new MailError('internal', 'no form of LIST left');
}

async function runList(
  context: SessionContext,
  command: 'LIST' | 'LSUB',
  pattern: string,
  returns: ImapTokens,
  options: RunOptions,
): Promise<Reply> {
  const reply: Reply = { listed: new Map(), statuses: new Map(), subscribedKnown: false, subscribed: new Set() };
  const onList = (response: ImapResponse) => {
    const [flags, delimiter, name] = response.attributes ?? [];
    const raw = name === null ? 'NIL' : textOf(name);
    if (raw === null || raw === '') return;
    if (reply.listed.size >= maxMailboxes)
      throw new MailError('protocol', 'server lists too many mailboxes', { stage: 'mailbox', code: 'TOO-MANY' });
    const path = context.names.path(raw);
    const texts = textsOf(flags);
    reply.listed.set(path, { raw, delimiter: textOf(delimiter), flags: texts });
    if (texts.some((flag) => flag.toLowerCase() === '\\subscribed')) reply.subscribed.add(path);
  };
  const onStatus = (response: ImapResponse) => {
    const raw = textOf(response.attributes?.[0]);
    const items = listOf(response.attributes?.[1]);
    if (raw !== null && items !== null) reply.statuses.set(context.names.path(raw), mailboxStatusOf(items));
  };
  const patternToken = /^[\x20-\x7e]*$/.test(pattern) ? quoted(pattern) : literal(Buffer.from(pattern, 'utf8'));
  const tokens: ImapTokens = [quoted(''), patternToken];
  if (returns.length > 0) tokens.push(atom('RETURN'), returns);
  await context.wire.run(command, tokens, { ...options, stage: 'mailbox', untagged: { [command]: onList, status: onStatus } });
  return reply;
}

async function addSubscriptions(context: SessionContext, pattern: string, reply: Reply, options: RunOptions): Promise<void> {
  try {
    const { listed } = await runList(context, 'LSUB', pattern, [], options);
    for (const [path, { flags }] of listed) if (!flags.some((flag) => flag.toLowerCase() === '\\noselect')) reply.subscribed.add(path);
  } catch (error) {
    // A server without LSUB: everything counts as subscribed.
    if (!isMailError(error) || error.kind !== 'refused') throw error;
    for (const path of reply.listed.keys()) reply.subscribed.add(path);
  }
}

function addMissingParents(reply: Reply, personalPrefix: string, kindOf: (path: string, delimiter: string | null) => string): void {
  for (const [path, { delimiter }] of [...reply.listed]) {
    if (delimiter === null) continue;
    const floor = kindOf(path, delimiter) === 'personal' && path.startsWith(personalPrefix) ? personalPrefix.length : 0;
    for (let at = path.lastIndexOf(delimiter); at > floor; at = path.lastIndexOf(delimiter, at - 1)) {
      const parent = path.slice(0, at);
      if (reply.listed.has(parent)) break;
      reply.listed.set(parent, { raw: parent, delimiter, flags: ['\\NonExistent', '\\HasChildren'] });
    }
  }
}

function listedMailbox(
  path: string,
  { delimiter, flags }: Listed,
  reply: Reply,
  namespace: ListedMailbox['namespace'],
  personalPrefix: string,
): ListedMailbox {
  const has = (flag: string) => flags.some((each) => each.toLowerCase() === flag);
  const isInbox = path === 'INBOX';
  const hasPrefix =
    namespace === 'personal' && personalPrefix !== '' && path.startsWith(personalPrefix) && path.length > personalPrefix.length;
  const shown = hasPrefix ? path.slice(personalPrefix.length) : path;
  const displayPath = delimiter === null || delimiter === '' ? [shown] : shown.split(delimiter);
  const name = displayPath[displayPath.length - 1] ?? path;
  const parentLength = displayPath.length > 1 ? path.length - name.length - 1 : 0;
  const role = isInbox ? 'inbox' : roleOfFlags(flags);
  const status = reply.statuses.get(path) ?? null;
  const nonExistent = has('\\nonexistent');
  return {
    path,
    name,
    displayPath,
    delimiter,
    parentPath: parentLength > 0 ? path.slice(0, parentLength) : null,
    flags,
    role,
    nameRole: role === null && namespace === 'personal' ? roleOfName(path, name, flags) : null,
    subscribed: isInbox || reply.subscribed.has(path),
    noSelect: nonExistent || has('\\noselect'),
    nonExistent,
    noInferiors: has('\\noinferiors'),
    mailboxId: status?.mailboxId ?? null,
    status,
    namespace,
  };
}

const roleOfUse: Record<string, ImapRole> = {
  '\\all': 'all',
  '\\archive': 'archive',
  '\\drafts': 'drafts',
  '\\flagged': 'flagged',
  '\\important': 'important',
  '\\junk': 'junk',
  '\\sent': 'sent',
  '\\snoozed': 'snoozed',
  '\\trash': 'trash',
};

function roleOfFlags(flags: readonly string[]): ImapRole | null {
  for (const flag of flags) {
    const role = roleOfUse[flag.toLowerCase()];
    if (role !== undefined) return role;
  }
  return null;
}

function roleOfName(path: string, name: string, flags: readonly string[]): ImapRole | null {
  const guess = specialUse(false, { path, name, flags: new Set(flags) } as Parameters<typeof specialUse>[1]);
  return typeof guess.flag === 'string' ? (roleOfUse[guess.flag.toLowerCase()] ?? null) : null;
}
