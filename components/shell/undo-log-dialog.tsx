import { Redo2, Undo2 } from 'lucide-react';
import { Button, Dialog, EmptyState, useValue } from '#components/ui/index.ts';
import { locale, type MessageKey, t, type UndoEntry, type UndoStack, type WhyGone } from '#lib/client/index.ts';

const whyKey: Record<WhyGone, MessageKey> = {
  late: 'undo.late',
  refused: 'undo.refused',
  changed: 'undo.changed',
  closed: 'undo.closed',
};

/** What was done in this session, newest first: each of it can be taken back, and done again. */
export function UndoLogDialog({ undoStack, onClose }: { undoStack: UndoStack; onClose: () => void }) {
  const entries = useValue(undoStack.entries).toReversed();
  return (
    <Dialog open title={t('undo.title')} closeLabel={t('shell.close')} onClose={onClose}>
      {entries.length === 0 ? (
        <EmptyState title={t('undo.emptyTitle')}>{t('undo.emptyText')}</EmptyState>
      ) : (
        <ol aria-label={t('undo.title')} className="-mx-2 flex max-h-[60vh] flex-col overflow-y-auto">
          {entries.map((entry) => (
            <Line key={entry.id} entry={entry} undoStack={undoStack} />
          ))}
        </ol>
      )}
    </Dialog>
  );
}

function Line({ entry, undoStack }: { entry: UndoEntry; undoStack: UndoStack }) {
  const { id, label, atMs, state, why, isSaved } = entry;
  const time = new Date(atMs);
  const isUndone = state === 'undone';
  return (
    <li className="flex min-h-11 items-center gap-3 rounded-md px-2 py-1.5 hover:bg-paper-hover">
      <div className="min-w-0 flex-1">
        <p className={isUndone || state === 'gone' ? 'break-words text-ink-muted' : 'break-words'}>{label}</p>
        <p className="text-sm text-ink-muted">
          <time dateTime={time.toISOString()} className="tabular-nums">
            {time.toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit' })}
          </time>
          {isUndone ? ` · ${t('undo.undone')}` : why === null ? null : ` · ${t(whyKey[why])}`}
        </p>
      </div>
      {state === 'done' ? (
        <Button size="small" aria-label={t('undo.undoThis', { label })} onClick={() => undoStack.undo(id)}>
          <Undo2 aria-hidden size={14} />
          {t('action.undo')}
        </Button>
      ) : isUndone && isSaved ? (
        <Button size="small" aria-label={t('undo.redoThis', { label })} onClick={() => undoStack.redo(id)}>
          <Redo2 aria-hidden size={14} />
          {t('undo.redo')}
        </Button>
      ) : null}
    </li>
  );
}
