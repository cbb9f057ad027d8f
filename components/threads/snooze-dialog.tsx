import { Bell, CalendarClock, Hourglass, type LucideIcon, Moon, Sun, Sunrise } from 'lucide-react';
import { useId, useState } from 'react';
import { Button, Dialog } from '#components/ui/index.ts';
import { type MessageKey, type SnoozePart, scheduledTime, snoozeThreads, t, type UndoStack } from '#lib/client/index.ts';
import { laterChoices, wallText, wallTimeAt } from '#lib/compose/index.ts';
import { MomentField } from '../ui/moment-field.tsx';
import { TimeChoice } from '../ui/time-choice.tsx';
import { useWallTime } from '../ui/use-wall-time.ts';

type SnoozeDialogProps = {
  /** they are put off already: they can be back now */
  isAway: boolean;
  onClose: () => void;
  onChoose: (put: (parts: readonly SnoozePart[], undoStack: UndoStack) => void, untilMs: number | null) => void;
};

type Choice = { label: MessageKey; icon: LucideIcon; atMs: number };

const hourMs = 3_600_000;
const icons = { evening: Moon, tomorrow: Sunrise, tomorrowAfternoon: Sun, monday: CalendarClock } as const;

/** When a conversation is to come back: a few usual times, or any. */
export function SnoozeDialog({ isAway, onClose, onChoose }: SnoozeDialogProps) {
  /** null: back now */
  const choose = (untilMs: number | null) => onChoose((parts, undoStack) => snoozeThreads(parts, untilMs, undoStack), untilMs);
  const [zone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [openedMs] = useState(() => Date.now());
  const [choices] = useState(() => snoozeChoices(openedMs, zone));
  const tomorrow = choices.find(({ label }) => label === 'snooze.tomorrow')?.atMs ?? openedMs + 24 * hourMs;
  const { text, setText, atMs } = useWallTime(tomorrow, zone);
  const noteId = useId();
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
        {isAway ? <TimeChoice icon={Bell} label={t('snooze.now')} when="" isFirst onChoose={() => choose(null)} /> : null}
        {choices.map(({ label, icon, atMs: at }, index) => (
          <TimeChoice
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
        <MomentField
          label={t('snooze.own')}
          text={text}
          first={wallText(wallTimeAt(openedMs, zone))}
          isInvalid={isPast}
          noteId={noteId}
          onText={setText}
        />
        <p id={noteId} role="status" className={isPast ? 'text-sm text-danger' : 'text-sm text-ink-muted'}>
          {t(isPast ? 'snooze.past' : 'snooze.hint')}
        </p>
      </div>
    </Dialog>
  );
}

function snoozeChoices(nowMs: number, zone: string): Choice[] {
  const hours: Choice = { label: 'snooze.hours', icon: Hourglass, atMs: Math.ceil((nowMs + 3 * hourMs) / (hourMs / 4)) * (hourMs / 4) };
  const later = laterChoices(nowMs, zone).map(({ key, atMs }): Choice => ({ label: `snooze.${key}`, icon: icons[key], atMs }));
  return [hours, ...later].sort((a, b) => a.atMs - b.atMs);
}
