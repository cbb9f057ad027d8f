import { CalendarClock, type LucideIcon, Moon, Sun, Sunrise } from 'lucide-react';
import { useId, useState } from 'react';
import { locale, scheduledTime, t } from '#lib/client/index.ts';
import { type LaterChoice, laterChoices, wallText, wallTimeAt } from '#lib/compose/index.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { MomentField } from '../ui/moment-field.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { TimeChoice } from '../ui/time-choice.tsx';
import { useWallTime } from '../ui/use-wall-time.ts';

type LaterDialogProps = {
  /** how far ahead the gateway keeps a message */
  maxSeconds: number;
  onClose: () => void;
  onChoose: (atMs: number) => void;
};

const icons: Record<LaterChoice['key'], LucideIcon> = { evening: Moon, tomorrow: Sunrise, tomorrowAfternoon: Sun, monday: CalendarClock };
const dayMs = 86_400_000;

/** When a message is to go: a few usual times, or any by the clock of any place. */
export function LaterDialog({ maxSeconds, onClose, onChoose }: LaterDialogProps) {
  const [here] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [openedMs] = useState(() => Date.now());
  const [zone, setZone] = useState(here);
  const [choices] = useState(() => laterChoices(openedMs, here));
  const { text, setText, atMs } = useWallTime(choices[0]?.atMs ?? openedMs + dayMs, zone);
  const noteId = useId();
  const problem = atMs === null ? null : timeProblem(atMs, maxSeconds);
  return (
    <Dialog
      open
      size="small"
      title={t('compose.laterTitle')}
      closeLabel={t('compose.cancel')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('compose.cancel')}</Button>
          <Button
            variant="primary"
            disabled={atMs === null || problem !== null}
            onClick={() => {
              // The minute may have passed while the dialog stood open.
              if (atMs !== null && timeProblem(atMs, maxSeconds) === null) onChoose(atMs);
            }}
          >
            {t('compose.laterSet')}
          </Button>
        </>
      }
    >
      <ul className="-mx-2 flex flex-col">
        {choices.map(({ key, atMs: at }, index) => (
          <TimeChoice
            key={key}
            icon={icons[key]}
            label={t(`compose.later.${key}`)}
            when={scheduledTime(at)}
            isFirst={index === 0}
            onChoose={() => onChoose(at)}
          />
        ))}
      </ul>
      <fieldset className="mt-3 flex flex-col gap-3 border-t border-line pt-3">
        <legend className="sr-only">{t('compose.laterOwn')}</legend>
        <MomentField
          label={t('compose.laterDay')}
          text={text}
          first={wallText(wallTimeAt(openedMs, zone))}
          isInvalid={problem !== null}
          noteId={noteId}
          onText={setText}
        />
        <SelectField label={t('compose.laterZone')} value={zone} onChange={(event) => setZone(event.target.value)}>
          {zonesWith(here).map((name) => (
            <option key={name} value={name}>
              {name.replaceAll('_', ' ')}
            </option>
          ))}
        </SelectField>
        <p id={noteId} role="status" className={problem === null ? 'text-sm text-ink-muted' : 'text-sm text-danger'}>
          {problem ?? (atMs !== null && zone !== here ? t('compose.laterHere', { when: scheduledTime(atMs) }) : t('compose.laterHint'))}
        </p>
      </fieldset>
    </Dialog>
  );
}

function timeProblem(atMs: number, maxSeconds: number): string | null {
  const nowMs = Date.now();
  if (atMs <= nowMs) return t('compose.laterPast');
  return atMs - nowMs > maxSeconds * 1000 ? t('compose.laterFar', { days: Math.floor((maxSeconds * 1000) / dayMs) }) : null;
}

/** All zones of this browser; the person's own may go by an older name. */
function zonesWith(own: string): string[] {
  const all = Intl.supportedValuesOf('timeZone');
  return (all.includes(own) ? all : [...all, own]).toSorted((a, b) => a.localeCompare(b, locale()));
}
