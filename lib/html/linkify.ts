import { LinkifyIt } from 'linkify-it';
import { maxLinkifiedLineChars } from './limits.ts';

/** A stretch of a line: `href` is null for plain text. The pieces, joined, are the line. */
export type LinkSegment = { text: string; href: string | null };

const linkifier = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: false, maxLength: 2_000 });

/** Cuts a line into text and links. Nothing is escaped here: the pieces become text nodes. Links are checked once more when the mail is cleaned. */
export function linkify(line: string): LinkSegment[] {
  if (line.length > maxLinkifiedLineChars || !/[@:.]/.test(line)) return [{ text: line, href: null }];
  const segments: LinkSegment[] = [];
  let at = 0;
  for (const match of linkifier.match(line) ?? []) {
    // `//host` is a path or a comment more often than an address.
    if (match.schema === '//' || match.schema === 'ftp:') continue;
    if (match.index > at) segments.push({ text: line.slice(at, match.index), href: null });
    segments.push({ text: line.slice(match.index, match.lastIndex), href: match.url });
    at = match.lastIndex;
  }
  if (at < line.length) segments.push({ text: line.slice(at), href: null });
  return segments;
}
