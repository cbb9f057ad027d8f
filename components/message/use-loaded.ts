import { useEffect, useState } from 'react';
import { errorText } from '#lib/client/index.ts';
import { isMailError } from '#lib/mail/index.ts';

export type Loaded<Value> = { kind: 'loading' } | { kind: 'failed'; why: string } | { kind: 'ready'; value: Value };

/** What comes once, and why it did not. `load` must be the same function for the same thing; its signal ends with the component. */
export function useLoaded<Value>(load: (signal: AbortSignal) => Promise<Value>): Loaded<Value> {
  const [loaded, setLoaded] = useState<Loaded<Value>>({ kind: 'loading' });
  useEffect(() => {
    const end = new AbortController();
    load(end.signal).then(
      (value) => {
        if (!end.signal.aborted) setLoaded({ kind: 'ready', value });
      },
      (error: unknown) => {
        if (!isMailError(error)) throw error;
        if (!end.signal.aborted) setLoaded({ kind: 'failed', why: errorText(error) });
      },
    );
    return () => end.abort();
  }, [load]);
  return loaded;
}
