import { CalendarDays } from 'lucide-react';
import { lazy, Suspense, useId, useState } from 'react';
import { t } from '#lib/client/index.ts';
import { IconButton } from './icon-button.tsx';
import { untilItComes } from './until-it-comes.ts';

const DayPicker = lazy(async () => ({ default: (await untilItComes(() => import('./day-picker.tsx'))).DayPicker }));

type MomentFieldProps = {
  label: string;
  /** `2026-11-23T08:00` */
  text: string;
  /** nothing before it can be meant */
  first: string;
  isInvalid: boolean;
  /** the element that says what is wrong */
  noteId: string;
  onText: (text: string) => void;
};

/** A day and a time: typed, or the day chosen in a calendar whose weeks begin as they do for the person. */
export function MomentField({ label, text, first, isInvalid, noteId, onText }: MomentFieldProps) {
  const [isOpen, setOpen] = useState(false);
  const fieldId = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={fieldId} className="text-sm font-medium">
        {label}
      </label>
      <div className="flex items-center gap-1">
        <input
          id={fieldId}
          type="datetime-local"
          value={text}
          min={first}
          aria-invalid={isInvalid}
          aria-describedby={noteId}
          onChange={(event) => onText(event.target.value)}
          className="h-9 min-w-0 flex-1 rounded-md border border-line-strong bg-paper px-2.5 tabular-nums [&::-webkit-calendar-picker-indicator]:hidden"
        />
        <IconButton icon={CalendarDays} label={t('day.show')} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)} />
      </div>
      {isOpen ? (
        <Suspense fallback={<div className="h-64" />}>
          <DayPicker
            value={text.slice(0, 10) || first.slice(0, 10)}
            first={first.slice(0, 10)}
            onChoose={(day) => onText(`${day}T${text.slice(11) || '08:00'}`)}
          />
        </Suspense>
      ) : null}
    </div>
  );
}
