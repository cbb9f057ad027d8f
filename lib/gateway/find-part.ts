import type { MessagePart } from '#lib/mail/index.ts';

/** The part with this id, or null. */
export function findPart(structure: MessagePart | null, partId: string): MessagePart | null {
  if (structure === null) return null;
  if (structure.partId === partId) return structure;
  for (const part of structure.subParts ?? []) {
    const found = findPart(part, partId);
    if (found !== null) return found;
  }
  return null;
}
