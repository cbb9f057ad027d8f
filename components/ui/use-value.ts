import { useSyncExternalStore } from 'react';
import type { Readable } from '#lib/client/index.ts';

/** The current value of a watched thing; the component draws again when it changes. */
export function useValue<T>(value: Readable<T>): T {
  return useSyncExternalStore(value.subscribe, value.get, value.get);
}
