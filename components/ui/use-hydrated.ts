import { useSyncExternalStore } from 'react';

const never = () => () => {};

/**
 * False on the server and until this page's script has taken the markup over: a click before that would do nothing, and a form would be
 * sent by the browser itself.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
