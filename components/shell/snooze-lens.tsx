import { useEffect, useState, useSyncExternalStore } from 'react';
import { type Account, type RowSnippet, scheduledTime, snoozeTimes, t } from '#lib/client/index.ts';
import type { EmailId } from '#lib/mail/index.ts';
import type { SearchRows } from './search-lens.tsx';

/** Of what is put off: until when, for its rows. Draws nothing. */
export function SnoozeLens({ accounts, onRows }: { accounts: readonly Account[]; onRows: (rows: SearchRows | null) => void }) {
  const [times, setTimes] = useState<ReadonlyMap<EmailId, number>>(new Map());
  const moves = useSyncExternalStore(
    (listener) => {
      const ends = accounts.map((account) => account.mailMoved.subscribe(listener));
      return () => {
        for (const end of ends) end();
      };
    },
    () => accounts.reduce((sum, account) => sum + account.mailMoved.get(), 0),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: moves stands for what changed at the gateway
  useEffect(() => {
    let isWanted = true;
    void snoozeTimes(accounts).then((found) => {
      if (isWanted) setTimes(found);
    });
    return () => {
      isWanted = false;
    };
  }, [accounts, moves]);
  useEffect(() => {
    const rows = new Map(
      [...times].map(([id, untilMs]): [EmailId, RowSnippet] => [
        id,
        { subject: null, preview: null, until: t('snooze.rowUntil', { when: scheduledTime(untilMs) }) },
      ]),
    );
    onRows({ of: (id) => rows.get(id) ?? null, seen: () => undefined });
  }, [times, onRows]);
  useEffect(() => () => onRows(null), [onRows]);
  return null;
}
