import type { SqlValue } from '../sqlite/connection.ts';
import type { PackReader } from './pack-reader.ts';

/**
 * SQL function of (pack, slot, name, value): 1 when the Email's header block has a field of that name (letter case does not count) whose unfolded value contains the text; a
 * null text asks only for the field (RFC 8621 §4.4.1 `header`).
 */
export function headerMatches(packs: PackReader, [pack, slot, name, value]: readonly SqlValue[]): SqlValue {
  if (typeof pack !== 'number' || typeof slot !== 'number' || typeof name !== 'string') return 0;
  const wanted = `${name.toLowerCase()}:`;
  const text = typeof value === 'string' ? value.toLowerCase() : null;
  const header = new TextDecoder().decode(packs.headerBlock(pack, slot)).replace(/\r?\n[ \t]/g, ' ');
  for (const line of header.split(/\r?\n/)) {
    if (line.slice(0, wanted.length).toLowerCase() !== wanted) continue;
    if (text === null || line.slice(wanted.length).toLowerCase().includes(text)) return 1;
  }
  return 0;
}
