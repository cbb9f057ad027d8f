import { MailError } from '#lib/mail/index.ts';
import type { FlagFact, UidSet } from './api.ts';
import { decodeFetch } from './decode-fetch.ts';
import { type FetchRow, flagFactOf, readFetchRow } from './fetch-row.ts';
import { labelsOf } from './gmail.ts';
import type { SessionContext } from './session-context.ts';
import { atom, type ImapTokens, sequence } from './tokens.ts';
import { toSetTexts, uidFilter } from './uid-set.ts';
import type { RunOptions } from './wire.ts';

/**
 * Flags and mod-sequences, of the messages that changed after `changedSince` where that is given (I21).
 *
 * @throws MailError 'invalid' when the mailbox has no mod-sequences to compare with: the server would answer for all (I5)
 * @see RFC 7162 §3.1.4.1
 */
export async function fetchFlags(
  context: SessionContext,
  uids: UidSet,
  changedSince: bigint | null,
  options: RunOptions,
): Promise<FlagFact[]> {
  const open = await context.selection.forReading(options);
  if (changedSince !== null && !open.hasModSeq) throw new MailError('invalid', 'mailbox has no mod-sequences', { code: 'NOMODSEQ' });
  const isWanted = uidFilter(uids);
  const facts = new Map<number, FlagFact>();
  // The server may report other messages in between (RFC 9051 §7.5.2).
  const take = (fact: FlagFact | null): boolean => {
    if (fact === null || !isWanted(fact.uid)) return false;
    facts.set(fact.uid, fact);
    return true;
  };
  const factOf = (row: FetchRow | null): FlagFact | null => {
    const fact = flagFactOf(row);
    const labels = row?.gmailLabels ?? null;
    return fact === null || labels === null ? fact : { ...fact, labels: labelsOf(labels, context.names) };
  };
  const items: ImapTokens = [atom('UID'), atom('FLAGS')];
  if (context.capabilities.gmail) items.push(atom('X-GM-LABELS'));
  if (open.hasModSeq) items.push(atom('MODSEQ'));
  for (const text of toSetTexts(uids)) {
    const tokens: ImapTokens = [sequence(text), items];
    if (changedSince !== null) tokens.push([atom('CHANGEDSINCE'), atom(String(changedSince))]);
    await context.wire.run('UID FETCH', tokens, {
      ...options,
      takeFetch: (response) => take(factOf(decodeFetch(response))),
      untagged: {
        fetch: (response) => {
          take(factOf(readFetchRow(response)));
        },
      },
    });
  }
  return [...facts.values()];
}
