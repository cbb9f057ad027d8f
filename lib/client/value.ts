/** Something that can be read and watched; the shape that React's `useSyncExternalStore` takes. */
export type Readable<T> = {
  get(): T;
  /** Calls back after every change. @returns ends it */
  subscribe(listener: () => void): () => void;
};

export type Value<T> = Readable<T> & { set(next: T): void; readonly readable: Readable<T> };

/** One watched value. Setting the same value again (`Object.is`) tells nobody. */
export function createValue<T>(initial: T): Value<T> {
  let current = initial;
  const listeners = new Set<() => void>();
  const readable: Readable<T> = {
    get: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
  return {
    ...readable,
    readable,
    set(next) {
      if (Object.is(current, next)) return;
      current = next;
      for (const listener of [...listeners]) listener();
    },
  };
}
