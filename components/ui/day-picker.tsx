import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { locale, mailClient, t } from '#lib/client/index.ts';
import { classNames } from './class-names.ts';
import { leftToRight } from './direction.ts';
import { IconButton } from './icon-button.tsx';
import { addDays, addMonths, type Day, dayOf, daysIntoWeek, monthWeeks, utcOf } from './month-days.ts';
import { type IsoDay, weekStart } from './week-start.ts';

type DayPickerProps = {
  value: Day;
  /** days before it cannot be chosen */
  first: Day;
  onChoose: (day: Day) => void;
};

/** A month to choose a day of (WAI-ARIA grid pattern): arrows, Home and End for the week, Page Up and Page Down for the month. */
export function DayPicker({ value, first, onChoose }: DayPickerProps) {
  const [at, setAt] = useState<Day>(value < first ? first : value);
  // Typing into the field beside it turns the calendar.
  const [typed, setTyped] = useState(value);
  if (typed !== value) {
    setTyped(value);
    setAt(value < first ? first : value);
  }
  const grid = useRef<HTMLTableElement>(null);
  const follows = useRef(false);
  useEffect(() => {
    if (!follows.current) return;
    follows.current = false;
    grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  });
  const firstDay = weekStart(locale(), mailClient().preferences()?.values.get().weekStart ?? null);
  const weeks = monthWeeks(at, firstDay);
  const written = (day: Day, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale(), { ...options, calendar: 'gregory', timeZone: 'UTC' }).format(utcOf(day));
  const today = dayOf(new Date());
  const month = written(at, { month: 'long', year: 'numeric' });
  const turn = (count: number) => {
    const day = addMonths(at, count);
    setAt(day < first ? first : day);
  };

  function onKeyDown(event: KeyboardEvent): void {
    const next = dayByKey(leftToRight(event.key), at, firstDay);
    if (next === null) return;
    event.preventDefault();
    follows.current = true;
    setAt(next < first ? first : next);
  }
  return (
    <div className="flex flex-col gap-1 rounded-md border border-line p-2">
      <div className="flex items-center gap-1">
        <span aria-live="polite" className="me-auto ps-2 font-medium">
          {month}
        </span>
        <IconButton
          icon={ChevronLeft}
          label={t('day.previous')}
          className="rtl:-scale-x-100"
          disabled={`${at.slice(0, 7)}-01` <= first}
          onClick={() => turn(-1)}
        />
        <IconButton icon={ChevronRight} label={t('day.next')} className="rtl:-scale-x-100" onClick={() => turn(1)} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table of days is what a grid is (WAI-ARIA date picker) */}
      <table ref={grid} role="grid" aria-label={month} className="w-full table-fixed border-collapse text-center tabular-nums">
        <thead>
          <tr>
            {weeks[0]?.map((day) => (
              <th key={day} scope="col" abbr={written(day, { weekday: 'long' })} className="h-7 text-xs font-normal text-ink-muted">
                {written(day, { weekday: 'narrow' })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <td key={day} className="p-0">
                  {day.slice(0, 7) === at.slice(0, 7) ? (
                    <button
                      type="button"
                      tabIndex={day === at ? 0 : -1}
                      disabled={day < first}
                      aria-label={written(day, { dateStyle: 'full' })}
                      aria-pressed={day === value}
                      aria-current={day === today ? 'date' : undefined}
                      onKeyDown={onKeyDown}
                      onClick={() => onChoose(day)}
                      className={classNames(
                        'relative h-8 w-full rounded-md disabled:text-ink-faint pointer-coarse:h-11',
                        day === value ? 'bg-accent font-medium text-accent-ink' : 'enabled:hover:bg-paper-hover',
                        // a stroke below it, which is seen on the chosen day too
                        day === today &&
                          'font-semibold after:absolute after:inset-x-0 after:bottom-1 after:mx-auto after:h-0.5 after:w-4 after:rounded-full after:bg-current',
                        day === today && day !== value && 'enabled:text-accent',
                      )}
                    >
                      {written(day, { day: 'numeric' })}
                    </button>
                  ) : null}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Where a key leads from a day; null: nowhere. */
function dayByKey(key: string, day: Day, firstDay: IsoDay): Day | null {
  switch (key) {
    case 'ArrowLeft':
      return addDays(day, -1);
    case 'ArrowRight':
      return addDays(day, 1);
    case 'ArrowUp':
      return addDays(day, -7);
    case 'ArrowDown':
      return addDays(day, 7);
    case 'Home':
      return addDays(day, -daysIntoWeek(day, firstDay));
    case 'End':
      return addDays(day, 6 - daysIntoWeek(day, firstDay));
    case 'PageUp':
      return addMonths(day, -1);
    case 'PageDown':
      return addMonths(day, 1);
    default:
      return null;
  }
}
