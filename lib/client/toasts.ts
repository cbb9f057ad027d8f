import { announce } from './announcements.ts';
import { createValue } from './value.ts';

/** A short notice at the foot of the screen. `action` is the one thing that can be done about it (Undo, Retry). */
export type Toast = {
  id: string;
  kind: 'info' | 'success' | 'error';
  text: string;
  /** a second line: why, what was kept */
  detail: string | null;
  /** counts down to this instant; the seconds are drawn behind the text */
  untilMs: number | null;
  action: { label: string; run: () => void } | null;
  /** when it goes by itself; null = stays until closed */
  durationMs: number | null;
};

export type NewToast = Partial<Omit<Toast, 'id' | 'text'>> & {
  text: string;
  /** a toast with the same id is replaced */
  id?: string;
  /** read aloud instead of the text; null: nothing is, it has been said */
  said?: string | null;
};

const shown = createValue<readonly Toast[]>([]);
let count = 0;
const mostShown = 3;

/** Toasts on screen, oldest first. */
export const toasts = shown.readable;

/** Shows a toast, reads it aloud and returns its id. At most three stand at a time; the oldest makes room. */
export function showToast(toast: NewToast): string {
  count += 1;
  const kind = toast.kind ?? 'info';
  const id = toast.id ?? `toast-${count}`;
  const next: Toast = {
    id,
    kind,
    text: toast.text,
    detail: toast.detail ?? null,
    untilMs: toast.untilMs ?? null,
    action: toast.action ?? null,
    durationMs: toast.durationMs === undefined ? (kind === 'error' ? 12_000 : 7_000) : toast.durationMs,
  };
  shown.set([...shown.get().filter((other) => other.id !== id), next].slice(-mostShown));
  // An error is an alert, which is read by itself.
  if (kind !== 'error' && toast.said !== null) announce(toast.said ?? [toast.text, toast.detail].filter(Boolean).join(' '));
  return id;
}

export function dismissToast(id: string): void {
  shown.set(shown.get().filter((toast) => toast.id !== id));
}
