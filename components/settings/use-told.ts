'use client';

import { useCallback, useEffect, useState } from 'react';
import type { Refusal, Told } from '#lib/client/index.ts';

export type ToldState<T> = { value: T | null; refusal: Refusal | null; reload: () => Promise<void> };

/** Asks the gateway once, and again when told to. `ask` must be the same function in every drawing. */
export function useTold<T>(ask: () => Promise<Told<T>>): ToldState<T> {
  const [value, setValue] = useState<T | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const reload = useCallback(async () => {
    const told = await ask();
    if (told.ok) setValue(told.value);
    setRefusal(told.ok ? null : told.refusal);
  }, [ask]);
  useEffect(() => {
    void reload();
  }, [reload]);
  return { value, refusal, reload };
}
