import type { Paper } from '#lib/html/index.ts';

/** Mail that brings colours of its own was made for white paper and gets it, whatever the screen around it looks like. */
const white: Paper = { scheme: 'light', ink: '#1a1b1f', inkMuted: '#5b5f69', line: '#d9d9de', accent: '#2b48b8', background: '#ffffff' };

/** The paper of the frame: the screen's own colours for mail without colours, white for all other mail. */
export function paperFor(hasOwnColours: boolean): { paper: Paper; isInset: boolean } {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const isDark = style.colorScheme.includes('dark') && !style.colorScheme.includes('light');
  if (isDark && hasOwnColours) return { paper: white, isInset: true };
  return {
    paper: {
      scheme: isDark ? 'dark' : 'light',
      ink: token('--ink'),
      inkMuted: token('--ink-muted'),
      line: token('--line-strong'),
      accent: token('--accent'),
      background: token('--paper'),
    },
    isInset: false,
  };
}
