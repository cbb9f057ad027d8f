import { useSyncExternalStore } from 'react';

/** phone = one pane at a time; tablet = list and reader, folders over them; desktop = three panes. */
export type LayoutMode = 'phone' | 'tablet' | 'desktop';

const queries = { tablet: '(min-width: 640px)', desktop: '(min-width: 1100px)' } as const;

function subscribe(listener: () => void): () => void {
  const lists = Object.values(queries).map((query) => window.matchMedia(query));
  for (const list of lists) list.addEventListener('change', listener);
  return () => {
    for (const list of lists) list.removeEventListener('change', listener);
  };
}

function read(): LayoutMode {
  if (window.matchMedia(queries.desktop).matches) return 'desktop';
  return window.matchMedia(queries.tablet).matches ? 'tablet' : 'phone';
}

/** How many panes fit into the window. */
export function useLayoutMode(): LayoutMode {
  return useSyncExternalStore(subscribe, read, () => 'desktop');
}
