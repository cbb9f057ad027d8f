import { existsSync, readFileSync } from 'node:fs';

/** One hostile (or harmless) mail of a corpus. `as` absent = an HTML part. */
export type Attack = { id: string; kind: string; html: string; as?: 'text/plain' | 'field' };

const own = new URL('./html-attacks-own.jsonl', import.meta.url);
const shared = new URL('../../../../shared/corpora/html-attacks.jsonl', import.meta.url);

/** Mails of public test suites are read in place and passed over where they are not at hand. */
export const hasSharedCorpus = existsSync(shared);
/** Of our own every `step`th. */
export const ownAttacks = (step: number): Attack[] => read(own).filter((_attack, index) => index % step === 0);
/** Every `step`th mail, and at least one of each kind (settled 15). */
export function sharedAttacks(step: number): Attack[] {
  if (!hasSharedCorpus) return [];
  const seen = new Set<string>();
  return read(shared).filter(({ kind, as }, index) => {
    const isFirst = !seen.has(`${kind} ${as}`);
    seen.add(`${kind} ${as}`);
    return isFirst || index % step === 0;
  });
}

const read = (url: URL): Attack[] =>
  readFileSync(url, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Attack);
