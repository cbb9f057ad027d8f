import type { DomainProof } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import { checkDkim } from '#lib/message/index.ts';
import type { EmailRecord } from '#lib/store/index.ts';
import { checkArguments } from '../check-arguments.ts';
import type { Method } from '../request-context.ts';
import { readyAccount } from '../request-context.ts';
import { utcDate } from '../utc-date.ts';
import { wholeMessage } from './whole-message.ts';

/** A key may be withdrawn; until then a message is asked about once. */
const keptMs = 24 * 60 * 60_000;
const mostKept = 2_000;
const known = new Map<string, { proof: DomainProof; untilMs: number }>();

/** DomainProof/get (`urn:postern:trust`, C7): our own DKIM check, for mail that nobody trusted vouches for. */
export const getDomainProofs: Method = {
  capability: 'urn:postern:trust',
  async run(context, given) {
    const { accountId, ids } = checkArguments('DomainProof/get', given);
    const account = await readyAccount(context, accountId, 'read');
    const list: DomainProof[] = [];
    for (const record of await account.store.emails.get(account.id, ids)) {
      const proof = await proofOf(account, record, context.nowMs(), context.signal);
      if (proof !== null) list.push(proof);
    }
    const found = new Set<string>(list.map(({ id }) => id));
    return [['DomainProof/get', { accountId: account.id, list, notFound: ids.filter((id) => !found.has(id)) }]];
  },
};

async function proofOf(account: AccountMail, record: EmailRecord, nowMs: number, signal: AbortSignal): Promise<DomainProof | null> {
  const key = `${account.id} ${record.id}`;
  const before = known.get(key);
  if (before !== undefined && before.untilMs > nowMs) return before.proof;
  const raw = await wholeMessage(account, record, signal);
  if (raw === null) return null;
  const outcomes = raw === 'too-large' ? [] : await checkDkim(raw, { txt: (name) => account.txtRecords(name), nowMs });
  const proof = { id: record.id, dkim: outcomes.map(({ domain, result }) => ({ domain, result })), checkedAt: utcDate(nowMs) };
  // What is unsure is asked again the next time.
  if (!proof.dkim.some(({ result }) => result === 'unsure')) known.set(key, { proof, untilMs: nowMs + keptMs });
  for (const oldest of known.keys()) if (known.size > mostKept) known.delete(oldest);
  return proof;
}
