import { useEffect, useState } from 'react';
import { Button } from '#components/ui/index.ts';
import { type Account, followBulkActs, n, type ShownBulkAct, t } from '#lib/client/index.ts';

/** What is done to very many messages, as far as it is; and how to stop it. */
export function BulkProgress({ accounts }: { accounts: readonly Account[] }) {
  const [shown, setShown] = useState<readonly ShownBulkAct[]>([]);
  const [stop, setStop] = useState<{ run: (act: ShownBulkAct) => void } | null>(null);
  useEffect(() => {
    const acts = followBulkActs(accounts);
    setStop({ run: acts.stop });
    const end = acts.shown.subscribe(() => setShown(acts.shown.get()));
    return () => {
      end();
      acts.close();
    };
  }, [accounts]);
  if (shown.length === 0) return null;
  return (
    <section aria-label={t('bulk.progress')}>
      {shown.map((act) => (
        <div key={act.id} className="border-b border-line bg-accent-soft">
          <progress
            aria-label={wordsOf(act)}
            value={act.done}
            max={act.total}
            className="block h-0.5 w-full appearance-none bg-paper-pressed [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-paper-pressed [&::-webkit-progress-value]:bg-accent [&::-webkit-progress-value]:transition-[inline-size]"
          />
          <p className="flex items-center justify-between gap-3 px-4 py-1 text-sm tabular-nums">
            <span className="min-w-0 truncate">{wordsOf(act)}</span>
            <Button size="small" onClick={() => stop?.run(act)}>
              {t('bulk.stop')}
            </Button>
          </p>
        </div>
      ))}
    </section>
  );
}

function wordsOf({ state, label, done, total }: ShownBulkAct): string {
  if (state === 'undoing') return t('bulk.undoing', { done: n(done) });
  const count = t('bulk.working', { done: n(done), all: n(total) });
  return label === null ? count : `${label} · ${count}`;
}
