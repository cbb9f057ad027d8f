import { useEffect, useMemo, useState } from 'react';
import type { PreferenceValues } from '#lib/contract/index.ts';
import { untilItComes } from '../ui/until-it-comes.ts';
import type { DateGroups, dateGroups } from './date-group.ts';

const load = () => import('./date-group.ts');

/** The headings of a list by date, which come when the list stands; null: not yet, or not wanted. */
export function useDateGroups(isWanted: boolean, weekStart: PreferenceValues['weekStart']): DateGroups | null {
  const [make, setMake] = useState<typeof dateGroups | null>(null);
  useEffect(() => {
    let isHere = true;
    if (isWanted) void untilItComes(load).then((part) => isHere && setMake(() => part.dateGroups));
    return () => {
      isHere = false;
    };
  }, [isWanted]);
  return useMemo(() => (isWanted && make !== null ? make(weekStart) : null), [isWanted, make, weekStart]);
}
