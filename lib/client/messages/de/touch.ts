import type { touch as english } from '../en/touch.ts';

export const touch: Readonly<Record<keyof typeof english, string>> = {
  'touch.asking': 'Neue Nachrichten werden gesucht …',
  'touch.failed': 'Neue Nachrichten konnten nicht gesucht werden',
  'touch.title': 'Wischen in der Liste',
  'touch.hint': 'Auf dem Touchscreen: was geschieht, wenn eine Zeile zur Seite gezogen wird. Gedrückt halten wählt sie aus.',
  'touch.swipeStart': 'Nach links wischen',
  'touch.swipeEnd': 'Nach rechts wischen',
  'touch.read': 'Als gelesen oder ungelesen markieren',
  'touch.star': 'Stern setzen oder entfernen',
  'touch.none': 'Nichts',
};
