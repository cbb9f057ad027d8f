import { locale } from './messages/t.ts';

/** A day and a time as the person writes them. */
export const scheduledTime = (atMs: number): string =>
  new Intl.DateTimeFormat(locale(), { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(atMs);
