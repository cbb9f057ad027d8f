import { t } from './messages/t.ts';
import type { MessageKey } from './messages/words.ts';

const names: Readonly<Record<string, MessageKey>> = {
  Ctrl: 'key.ctrl',
  Shift: 'key.shift',
  Enter: 'key.enter',
  Esc: 'key.escape',
  Del: 'key.delete',
};

/** Keys as they are printed on the keyboards of the language: `Strg K`. */
export const namedKeys = (keys: string): string => keys.replace(/\p{L}{2,}/gu, (key) => (names[key] ? t(names[key]) : key));
