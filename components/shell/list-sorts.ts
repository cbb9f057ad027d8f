import { type ListSort, listSorts } from '#lib/client/index.ts';

const storageKey = 'postern.sorts';
/** Folders whose order is remembered on this device; the newest choices stay. */
const mostKept = 200;

function read(): Record<string, string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as Record<string, string>) : {};
  } catch {
    // Somebody else wrote there.
    return {};
  }
}

/** How this folder was sorted last; newest first unless somebody chose otherwise. `isOne`: of one account, which can be sorted in every way. */
export function keptSort(place: string, isOne: boolean): ListSort {
  const kept = read()[place];
  return listSorts.find((one) => one === kept && (isOne || one === 'oldest')) ?? 'newest';
}

export function keepSort(place: string, sort: ListSort): void {
  const { [place]: _, ...others } = read();
  const next = sort === 'newest' ? Object.entries(others) : [...Object.entries(others), [place, sort]];
  localStorage.setItem(storageKey, JSON.stringify(Object.fromEntries(next.slice(-mostKept))));
}
