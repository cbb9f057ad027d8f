import { Bell, CalendarClock, Hourglass, type LucideIcon, Moon, Sun, Sunrise } from 'lucide-react';
import { useId, useState } from 'react';
import { Button, Dialog } from '#components/ui/index.ts';
import {
  learnWords,
  type MessageKey,
  type SnoozePart,
  scheduledTime,
  snoozeThreads,
  snoozeWords,
  t,
  type UndoStack,
} from '#lib/client/index.ts';
import { instantOf, laterChoices, readWallText, wallText, wallTimeAt } from '#lib/compose/index.ts';

learnWords(snoozeWords);

type SnoozeDialogProps = {
  /** they are put off already: they can be back now */
  isAway: boolean;
  onClose: () => void;
  onChoose: (put: (parts: readonly SnoozePart[], undoStack: UndoStack) => void) => void;
};

type Choice = { label: MessageKey; icon: LucideIcon; atMs: number };

const hourMs = 3_600_000;
const icons = { evening: Moon, tomorrow: Sunrise, tomorrowAfternoon: Sun, monday: CalendarClock } as const;

/** When a conversation is to come back: a few usual times, or any. */
export function SnoozeDialog({ isAway, onClose, onChoose }: SnoozeDialogProps) {
  /** null: back now */
  const choose = (untilMs: number | null) => onChoose((parts, undoStack) => snoozeThreads(parts, untilMs, undoStack));
  const [zone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [openedMs] = useState(() => Date.now());
  const [choices] = useState(() => snoozeChoices(openedMs, zone));
  const [text, setText] = useState(() =>
    wallText(wallTimeAt(choices.find(({ label }) => label === 'snooze.tomorrow')?.atMs ?? openedMs + 24 * hourMs, zone)),
  );
  const fieldId = useId();
  const wall = readWallText(text);
  const atMs = wall === null ? null : instantOf(wall, zone);
  const isPast = atMs !== null && atMs <= openedMs;
  return (
    <Dialog
      open
      size="small"
      title={t('snooze.title')}
      closeLabel={t('snooze.cancel')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('snooze.cancel')}</Button>
          <Button variant="primary" disabled={atMs === null || isPast} onClick={() => atMs !== null && choose(atMs)}>
            {t('snooze.set')}
          </Button>
        </>
      }
    >
      <ul className="-mx-2 flex flex-col">
        {isAway ? <ChoiceItem icon={Bell} label={t('snooze.now')} when="" isFirst onChoose={() => choose(null)} /> : null}
        {choices.map(({ label, icon, atMs: at }, index) => (
          <ChoiceItem
            key={label}
            icon={icon}
            label={t(label)}
            when={scheduledTime(at)}
            isFirst={index === 0 && !isAway}
            onChoose={() => choose(at)}
          />
        ))}
      </ul>
      <div className="mt-3 flex flex-col gap-1 border-t border-line pt-3">
        <label htmlFor={fieldId} className="text-sm font-medium">
          {t('snooze.own')}
        </label>
        <input
          id={fieldId}
          type="datetime-local"
          value={text}
          min={wallText(wallTimeAt(openedMs, zone))}
          aria-invalid={isPast}
          aria-describedby={`${fieldId}-note`}
          onChange={(event) => setText(event.target.value)}
          className="h-9 w-full rounded-md border border-line-strong bg-paper px-2.5 tabular-nums"
        />
        <p id={`${fieldId}-note`} role="status" className={isPast ? 'text-sm text-danger' : 'text-sm text-ink-muted'}>
          {t(isPast ? 'snooze.past' : 'snooze.hint')}
        </p>
      </div>
    </Dialog>
  );
}

type ChoiceItemProps = { icon: LucideIcon; label: string; when: string; isFirst: boolean; onChoose: () => void };

function ChoiceItem({ icon: Icon, label, when, isFirst, onChoose }: ChoiceItemProps) {
  return (
    <li>
      <button
        type="button"
        data-autofocus={isFirst || undefined}
        onClick={onChoose}
        className="flex min-h-10 w-full items-center gap-3 rounded-md px-2 py-1.5 text-left hover:bg-paper-hover pointer-coarse:min-h-11"
      >
        <Icon aria-hidden size={17} strokeWidth={1.75} className="shrink-0 text-ink-muted" />
        <span className="min-w-0 flex-1">{label}</span>
        <span className="shrink-0 text-sm text-ink-muted tabular-nums">{when}</span>
      </button>
    </li>
  );
}

function snoozeChoices(nowMs: number, zone: string): Choice[] {
  const hours: Choice = { label: 'snooze.hours', icon: Hourglass, atMs: Math.ceil((nowMs + 3 * hourMs) / (hourMs / 4)) * (hourMs / 4) };
  const later = laterChoices(nowMs, zone).map(({ key, atMs }): Choice => ({ label: `snooze.${key}`, icon: icons[key], atMs }));
  return [hours, ...later].sort((a, b) => a.atMs - b.atMs);
}
