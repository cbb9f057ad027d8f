import type { WireExchange, WireLogPage } from '#lib/contract/index.ts';
import { ask, type Refusal } from './accounts-api.ts';

const everyMs = 1_500;
const mostExchanges = 200;

/** Exchanges known so far with those that came or grew: each once, oldest first, the last 200. */
export function withExchanges(known: readonly WireExchange[], { exchanges }: WireLogPage): readonly WireExchange[] {
  if (exchanges.length === 0) return known;
  const byNumber = new Map(known.map((each) => [each.number, each]));
  for (const each of exchanges) byNumber.set(each.number, each);
  return [...byNumber.values()].sort((a, b) => a.number - b.number).slice(-mostExchanges);
}

/**
 * Looks again and again what was said to an account's mail servers, while the page is seen.
 *
 * @param onPage told of what came; `isAnew`: what was known before is of an earlier process
 * @returns the end of it
 */
export function followWire(
  accountId: string,
  onPage: (page: WireLogPage, isAnew: boolean) => void,
  onRefused: (refusal: Refusal) => void,
): () => void {
  let isOver = false;
  let revision = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async (): Promise<void> => {
    if (document.visibilityState === 'visible') {
      const told = await ask<WireLogPage>('GET', `/api/doctor/wire/${encodeURIComponent(accountId)}?after=${revision}`);
      if (isOver) return;
      if (told.ok) {
        const isAnew = told.value.revision < revision;
        revision = told.value.revision;
        onPage(told.value, isAnew);
      } else {
        onRefused(told.refusal);
        if (told.refusal.kind !== 'network') return;
      }
    }
    timer = setTimeout(() => void look(), everyMs);
  };
  void look();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
