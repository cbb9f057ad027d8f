import { createValue } from './value.ts';

const said = createValue<{ text: string; serial: number }>({ text: '', serial: 0 });

/** What the live region reads aloud: new mail, what was undone, what became of a sent message. */
export const announcements = said.readable;

/** Reads a sentence aloud to people who hear the screen. The same sentence twice is read twice. */
export function announce(text: string): void {
  said.set({ text, serial: said.get().serial + 1 });
}
