import type { MessagePart } from '#lib/mail/index.ts';

/**
 * The IMAP section that has the octets of a part (RFC 9051 §6.4.5): its own number, but for the text of a multipart that names no boundary.
 * Nothing in that one can be told apart, so its whole body is the text; servers show an empty part there, since the grammar of BODYSTRUCTURE
 * wants one.
 */
export function bodySection(structure: MessagePart | null, part: MessagePart): string {
  const own = part.partId ?? '';
  if (structure === null || !isOnlyPartWithoutBoundary(structure, part)) return own;
  return own === '1' ? 'TEXT' : own.replace(/\.1$/, '');
}

function isOnlyPartWithoutBoundary(structure: MessagePart, part: MessagePart): boolean {
  const { subParts, params } = structure;
  if (subParts === null) return false;
  if (subParts.some(({ partId }) => partId === part.partId)) return subParts.length === 1 && (params.boundary ?? '') === '';
  return subParts.some((child) => isOnlyPartWithoutBoundary(child, part));
}
