import { AlarmClock } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useValue } from '#components/ui/index.ts';
import { type Account, type MailRows, snoozesBack, t } from '#lib/client/index.ts';
import type { EmailId, ThreadId } from '#lib/mail/index.ts';

type BackRowsProps = {
  accounts: readonly Account[];
  rows: MailRows;
  openThreadId: ThreadId | null;
  hrefOf: (threadId: ThreadId) => string;
  onOpen: (threadId: ThreadId) => void;
};

/** On top of the inbox: what came back from snooze and was not read since, whatever its date. */
export function BackRows({ accounts, rows, openThreadId, hrefOf, onOpen }: BackRowsProps) {
  const version = useValue(rows.version);
  const [ids, setIds] = useState<readonly EmailId[]>([]);
  // Asked again when mail moved; what is drawn follows the cache in between.
  const moves = useMoves(accounts);
  // biome-ignore lint/correctness/useExhaustiveDependencies: moves stands for what changed at the gateway
  useEffect(() => {
    let isWanted = true;
    void snoozesBack(accounts).then((found) => {
      if (isWanted) setIds(found.flatMap(({ emailIds }) => emailIds));
    });
    return () => {
      isWanted = false;
    };
  }, [accounts, moves]);
  const back = ids
    .map((id) => rows.email(id))
    .filter((email) => email !== null && (email.keywords.$seen !== true || email.threadId === openThreadId));
  if (back.length === 0 || version < 0) return null;
  return (
    <section aria-label={t('snooze.backTitle')} className="border-b border-line bg-paper-sunken">
      <h2 className="flex items-center gap-1.5 px-4 pt-2 text-xs font-medium text-ink-muted">
        <AlarmClock aria-hidden size={13} />
        {t('snooze.backTitle')}
      </h2>
      <ul className="max-h-36 overflow-y-auto pb-1">
        {back.map((email) =>
          email === null ? null : (
            <li key={email.id}>
              <a
                href={hrefOf(email.threadId)}
                aria-current={email.threadId === openThreadId || undefined}
                onClick={(event) => {
                  if (event.metaKey || event.ctrlKey || event.button !== 0) return;
                  event.preventDefault();
                  onOpen(email.threadId);
                }}
                className="flex min-h-9 items-center gap-2 px-4 hover:bg-paper-hover aria-current:bg-paper-selected pointer-coarse:min-h-11"
              >
                <span aria-hidden className="size-2 shrink-0 rounded-full bg-accent" />
                <span className="max-w-2/5 shrink-0 truncate font-semibold">{email.from?.[0]?.name || email.from?.[0]?.email}</span>
                <span className="min-w-0 flex-1 truncate font-semibold">{email.subject || t('list.noSubject')}</span>
              </a>
            </li>
          ),
        )}
      </ul>
    </section>
  );
}

function useMoves(accounts: readonly Account[]): number {
  const [moves, setMoves] = useState(0);
  useEffect(() => {
    const ends = accounts.map((account) => account.mailMoved.subscribe(() => setMoves((now) => now + 1)));
    return () => {
      for (const end of ends) end();
    };
  }, [accounts]);
  return moves;
}
