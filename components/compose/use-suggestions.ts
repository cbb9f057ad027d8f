import { useEffect, useRef, useState } from 'react';
import { type Account, correspondentsFor, type Suggestion } from '#lib/client/index.ts';

/** Between two keys of somebody who types fast nothing is asked. */
const pauseMs = 80;

export type Suggestions = {
  list: readonly Suggestion[];
  /** the one that Enter takes; -1: none */
  active: number;
  move(by: 1 | -1): void;
  close(): void;
};

/** People whom the words in a recipient field may mean. The likeliest is chosen beforehand, so that Enter or Tab takes it. */
export function useSuggestions(account: Account, typed: string, without: readonly string[], isWanted: boolean): Suggestions {
  const [found, setFound] = useState<{ for: string; list: readonly Suggestion[] }>({ for: '', list: [] });
  const [active, setActive] = useState(0);
  const taken = useRef(without);
  taken.current = without;
  const text = typed.trim();
  useEffect(() => {
    if (!isWanted || text === '') return;
    let isOver = false;
    const timer = setTimeout(() => {
      void correspondentsFor(account, text, taken.current).then((list) => {
        if (isOver) return;
        setFound({ for: text, list });
        setActive(0);
      });
    }, pauseMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [account, text, isWanted]);
  // An answer to fewer letters is shown until the next one is there, but Enter takes only what the words as they stand were asked for.
  const isOpen = isWanted && text !== '' && found.list.length > 0 && text.startsWith(found.for);
  const list = isOpen ? found.list : [];
  return {
    list,
    active: found.for === text ? active : -1,
    move: (by) => setActive((now) => (now + by + list.length) % list.length),
    close: () => setFound({ for: '', list: [] }),
  };
}
