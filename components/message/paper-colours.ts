import type { Paper } from '#lib/html/index.ts';

/** Mail that brings colours of its own was made for white paper; it gets it where the person wants the colours as they were sent. */
export const whitePaper: Paper = {
  scheme: 'light',
  ink: '#1a1b1f',
  inkMuted: '#5b5f69',
  line: '#d9d9de',
  accent: '#2b48b8',
  background: '#ffffff',
};

/** The paper of the frame: the screen's own colours, or white paper; `isInset` = it differs from the screen around it. */
export function paperFor(wantsWhite: boolean): { paper: Paper; isInset: boolean } {
  const paper = screenPaper();
  return paper.scheme === 'dark' && wantsWhite ? { paper: whitePaper, isInset: true } : { paper, isInset: false };
}

/** The screen's paper where it is dark, else null. */
export function darkPaper(): Paper | null {
  const paper = screenPaper();
  return paper.scheme === 'dark' ? paper : null;
}

function screenPaper(): Paper {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    scheme: style.colorScheme.includes('dark') && !style.colorScheme.includes('light') ? 'dark' : 'light',
    ink: token('--ink'),
    inkMuted: token('--ink-muted'),
    line: token('--line-strong'),
    accent: token('--accent'),
    background: token('--paper'),
  };
}
