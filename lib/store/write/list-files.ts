import { fileKind, type MessagePart } from '#lib/mail/index.ts';
import { foldText } from '#lib/search/index.ts';
import { PackReader } from '../read/pack-reader.ts';
import { keyBase, type Transaction } from './transaction.ts';

type Account = { key: number; next_email: number; unlisted_from: number };

/** Of one message; nobody names more. */
const maxNames = 500;
const maxChars = 32_000;

/**
 * Notes sender and file names and kinds of some Emails that wait for it (migrations `senders-and-file-names`, `file-kinds`).
 *
 * @param most Emails in this transaction
 * @returns false when none waits any more
 */
export function listFiles({ connection }: Transaction, most: number): boolean {
  const account = connection.get<Account>(
    'select key, next_email, unlisted_from from account where unlisted_from < next_email and is_removed = 0 limit 1',
  );
  if (account === undefined) return false;
  const from = keyBase(account.key) + account.unlisted_from;
  const end = Math.min(from + most, keyBase(account.key) + account.next_email);
  connection.run(
    `insert or ignore into email_sender (sender, email) select lower(json_extract(head, '$.f[0][0]')), key from email
      where key >= ? and key < ? and json_extract(head, '$.f[0][0]') is not null`,
    from,
    end,
  );
  const packs = new PackReader(connection);
  const withFiles = connection.all<{ key: number; pack: number; slot: number }>(
    'select key, pack, slot from email where key >= ? and key < ? and has_attachment = 1 order by key',
    from,
    end,
  );
  for (const { key, pack, slot } of withFiles) {
    const { structure } = packs.detail(pack, slot);
    const [names, kinds] = [fileNames(structure), fileKinds(structure)];
    if (names !== '' || kinds !== '')
      connection.run('insert or replace into file_name (email, names, kinds) values (?, ?, ?)', key, names, kinds);
  }
  connection.run('update account set unlisted_from = ? where key = ?', end - keyBase(account.key), account.key);
  return true;
}

/** Names of all files in a message, folded as what is looked for, one a line; empty: none has a name. */
export function fileNames(structure: MessagePart | null): string {
  const names: string[] = [];
  const open = structure === null ? [] : [structure];
  for (let part = open.pop(); part !== undefined && names.length < maxNames; part = open.pop()) {
    if (part.name !== null && part.name !== '') names.push(foldText(part.name).replaceAll('\n', ' '));
    if (part.subParts !== null) open.push(...part.subParts.toReversed());
  }
  return names.join('\n').slice(0, maxChars);
}

const isText = /^text\/(?:plain|html)$/;

/**
 * Kinds of all files in a message, each between blanks; empty: it has none. The first text and the first HTML without a name are no files;
 * what only looks like one counts, since the structure says for sure.
 */
export function fileKinds(structure: MessagePart | null): string {
  const kinds = new Set<string>();
  const texts = new Set<string>();
  const open = structure === null ? [] : [structure];
  for (let part = open.pop(), looked = 0; part !== undefined && looked < 4 * maxNames; part = open.pop(), looked += 1) {
    if (part.subParts !== null) open.push(...part.subParts.toReversed());
    if (part.type.startsWith('multipart/')) continue;
    const mayBeBody = isText.test(part.type) && (part.name ?? '') === '' && part.disposition !== 'attachment';
    if (mayBeBody && !texts.has(part.type)) texts.add(part.type);
    else kinds.add(fileKind(part.type, part.name));
  }
  return kinds.size === 0 ? '' : ` ${[...kinds].join(' ')} `;
}
