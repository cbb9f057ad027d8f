import type { Pop3Settings } from '#lib/mail/index.ts';
import type { MaildropMessage } from '#lib/store/index.ts';
import type { Identified, Listed } from './identify-messages.ts';

const dayMs = 24 * 60 * 60_000;
/** A message that could not be had so often is taken with its header only (P10). */
export const mostFailures = 3;
/** And when even that could not be had, it is left alone. */
const leftAloneAfter = 10;

export type Fetch = { listed: Listed; known: MaildropMessage | null; isHeaderOnly: boolean };

/** Messages that are not here: the newest first, those that failed before last. */
export function planFetches(messages: readonly Identified[], options: { mostBytes: number; hasTop: boolean }): Fetch[] {
  const failures = (known: MaildropMessage | null) => known?.failures ?? 0;
  return messages
    .filter(({ known }) => known === null || (known.state === 'missing' && known.failures < leftAloneAfter))
    .map(({ listed, known }) => ({
      listed,
      known,
      isHeaderOnly: options.hasTop && (failures(known) >= mostFailures || listed.sizeBytes > options.mostBytes),
    }))
    .sort((a, b) => failures(a.known) - failures(b.known) || b.listed.number - a.listed.number);
}

/**
 * Messages that the policy wants gone from the server (P9). What is not here with all its octets goes only when a person destroyed it; nothing
 * goes that only `recent:` shows (P11).
 */
export function planRemovals(
  messages: readonly Identified[],
  settings: Pop3Settings,
  nowMs: number,
): (Identified & { known: MaildropMessage })[] {
  const { policy, recent } = settings;
  if (policy.kind === 'keep' || recent) return [];
  return messages.filter((message): message is Identified & { known: MaildropMessage } => {
    const { known } = message;
    if (known === null) return false;
    if (known.state === 'destroyed') return true;
    if (known.state !== 'whole') return false;
    return policy.kind === 'remove' || (policy.kind === 'days' && known.firstSeenMs + policy.days * dayMs <= nowMs);
  });
}
