import type { ModelMessage } from './model-mail.ts';

/** Further search keys; null: not one of them. `take` gives the next word. */
export type SearchExtension = (key: string, take: () => string) => ((message: ModelMessage) => boolean) | null;

export function isInSet(number: number, set: string): boolean {
  return set.split(',').some((piece) => {
    const [from = '', to = from] = piece.split(':');
    const [low, high] = [from, to].map((text) => (text === '*' ? 4_294_967_295 : Number(text))) as [number, number];
    return number >= Math.min(low, high) && number <= Math.max(low, high);
  });
}

/** The part of SEARCH that our engine uses (RFC 9051 §6.4.4). */
export function criteria(
  words: readonly string[],
  view: readonly { uid: number }[],
  extension: SearchExtension = () => null,
): (message: ModelMessage) => boolean {
  const tests: ((message: ModelMessage) => boolean)[] = [];
  const rest = [...words];
  const take = () => rest.shift() ?? '';
  while (rest.length > 0) {
    const word = take();
    const name = word.toUpperCase();
    const flag = /^(UN)?(SEEN|FLAGGED|ANSWERED|DELETED|DRAFT)$/.exec(name);
    const extended = extension(name, take);
    if (extended !== null) tests.push(extended);
    else if (name === 'ALL') continue;
    else if (name === 'CHARSET') take();
    else if (name === 'UID') {
      const set = take();
      tests.push(({ uid }) => isInSet(uid, set));
    } else if (name === 'HEADER') {
      take();
      const id = take();
      tests.push(({ raw }) => raw.includes(id));
    } else if (name === 'TEXT' || name === 'BODY' || name === 'SUBJECT') {
      const text = take().toLowerCase();
      tests.push(({ raw }) => raw.toString('latin1').toLowerCase().includes(text));
    } else if (name === 'KEYWORD' || name === 'UNKEYWORD') {
      const wanted = take().toLowerCase();
      tests.push(({ flags }) => [...flags].some((each) => each.toLowerCase() === wanted) === (name === 'KEYWORD'));
    } else if (flag !== null) {
      const wanted = `\\${flag[2]}`.toLowerCase();
      tests.push(({ flags }) => [...flags].some((each) => each.toLowerCase() === wanted) === (flag[1] === undefined));
    } else if (/^[\d:,*]+$/.test(name)) tests.push(({ uid }) => isInSet(view.findIndex((entry) => entry.uid === uid) + 1, name));
    else throw new Error(`the model server has no search for ${word}`);
  }
  return (message) => tests.every((test) => test(message));
}
