'use client';

import { useSyncExternalStore } from 'react';

/** Changes whenever light becomes dark or the other way round, by the system or by choice. */
export function useThemeKey(): string {
  return useSyncExternalStore(subscribe, themeKey, () => '');
}

const themeKey = (): string => getComputedStyle(document.documentElement).colorScheme;

function subscribe(listener: () => void): () => void {
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] });
  system.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', listener);
  };
}
