import type { EmailAddress } from '#lib/mail/index.ts';

/** A sender as it may be shown (security.md §4). */
export type ShownSender = {
  /** null when there is none left after cleaning, or it only repeats the address */
  name: string | null;
  address: string;
  /** the name could be taken for another address or person: never show it without the address */
  isDoubtful: boolean;
};

// Controls, format characters (bidi, zero width, soft hyphen, BOM), line and paragraph separators, private use; then letters that draw nothing.
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]|\u034f|\u115f|\u1160|\u17b4|\u17b5|\u3164|\uffa0/gu;
const deceptive = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/u;
const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u, /\p{Script=Cherokee}/u];
const maxNameChars = 200;

/** Text of a header field without what cannot be seen, blanks put together. */
export function visibleText(text: string): string {
  return text.normalize('NFC').replace(invisible, ' ').replace(/\s+/g, ' ').trim();
}

export function shownSender(sender: EmailAddress): ShownSender {
  const raw = (sender.name ?? '').slice(0, maxNameChars);
  const name = visibleText(raw)
    .replace(/^["'](.*)["']$/, '$1')
    .trim();
  const address = visibleText(sender.email);
  const isMixed = name.split(/\s/).some((word) => scripts.filter((script) => script.test(word)).length > 1);
  const isRepeated = name.toLowerCase() === address.toLowerCase();
  return {
    name: name === '' || isRepeated ? null : name,
    address,
    isDoubtful: !isRepeated && (name.includes('@') || name.includes('\uff20') || deceptive.test(raw) || isMixed),
  };
}

/** Name and address in one line of text, the address never left out. */
export function fullPerson(person: EmailAddress): string {
  const { name, address } = shownSender(person);
  return name === null ? address : `${name} <${address}>`;
}
