import { createValue } from './value.ts';

/** Gmail's keys: one, or two in turn. A capital is the letter with Shift. */
export const usualKeys = {
  next: 'j',
  previous: 'k',
  open: 'o',
  back: 'u',
  nextMessage: 'n',
  previousMessage: 'p',
  answer: 'N',
  answered: 'P',
  search: '/',
  goInbox: 'g i',
  goStarred: 'g s',
  goDrafts: 'g d',
  goSent: 'g t',
  goArchive: 'g a',
  select: 'x',
  selectAll: '* a',
  selectNone: '* n',
  selectRead: '* r',
  selectUnread: '* u',
  archive: 'e',
  delete: '#',
  junk: '!',
  star: 's',
  mute: 'm',
  move: 'v',
  label: 'l',
  snooze: 'b',
  read: 'I',
  unread: 'U',
  undo: 'z',
  more: '.',
  compose: 'c',
  reply: 'r',
  replyAll: 'a',
  forward: 'f',
  forwardFiles: 'F',
  help: '?',
} as const;
export type KeyCommand = keyof typeof usualKeys;
/** Command to the key that the person gave it; empty: none. */
export type OwnKeys = Readonly<Record<string, string>>;

const commands = Object.keys(usualKeys) as KeyCommand[];

export const keyOf = (command: KeyCommand, own: OwnKeys): string =>
  Object.hasOwn(own, command) ? (own[command] ?? '') : usualKeys[command];

/** Key to command. Of two with the same key the one that the person changed has it. */
export function commandsByKey(own: OwnKeys): ReadonlyMap<string, KeyCommand> {
  const changedLast = commands.toSorted((a, b) => Number(Object.hasOwn(own, a)) - Number(Object.hasOwn(own, b)));
  return new Map(changedLast.map((command) => [keyOf(command, own), command] as const).filter(([key]) => key !== ''));
}

/** Commands that this one's key keeps from being reached, or that keep it: the same key, or one that begins the other. */
export function conflictsOf(command: KeyCommand, own: OwnKeys): KeyCommand[] {
  const key = keyOf(command, own);
  if (key === '') return [];
  return commands.filter((other) => {
    const taken = keyOf(other, own);
    return other !== command && taken !== '' && (taken === key || taken.startsWith(`${key} `) || key.startsWith(`${taken} `));
  });
}

const owned = createValue<OwnKeys>({});
/** The keys of the person who is signed in. */
export const ownKeys = owned.readable;
export const setOwnKeys = owned.set;

/** A key as it is written on a screen: `Shift+I`. */
export const writtenKey = (key: string): string => (/^\p{Lu}$/u.test(key) ? `Shift+${key}` : key);

/** What stands beside a command on the screen, given its usual key; undefined: it has none. */
export function shownKey(usual: string | undefined): string | undefined {
  if (usual === undefined) return undefined;
  const command = commands.find((one) => usualKeys[one] === usual.replace(/^Shift\+/, ''));
  if (command === undefined || !Object.hasOwn(owned.get(), command)) return usual;
  return writtenKey(keyOf(command, owned.get())) || undefined;
}
