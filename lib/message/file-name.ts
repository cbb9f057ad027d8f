import { Buffer } from 'node:buffer';
import { foldSpace, withoutInvisible } from './visible-text.ts';

const reserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;

/**
 * A file name that can be shown and saved (security.md §4): no path, control, bidi or invisible characters, no reserved device name, no dots
 * or blanks at the ends, none of `\ / : * ? " < > |`, at most 180 UTF-8 octets with the extension kept.
 */
export function safeFileName(name: string | null, fallback = 'attachment'): string {
  const visible = foldSpace(withoutInvisible((name ?? '').slice(0, 4096).normalize('NFC')));
  const base = visible.slice(Math.max(visible.lastIndexOf('/'), visible.lastIndexOf('\\')) + 1);
  const trimmed = trimEnds(base.replace(/[:*?"<>|%\ufffd]/g, '_'));
  if (trimmed === '') return fallback;
  return cutKeepingExtension(reserved.test(trimmed) ? `_${trimmed}` : trimmed);
}

/** Dots and blanks go at both ends: at the start they hide a file, at the end some systems drop them and show another extension. */
function trimEnds(text: string): string {
  let from = 0;
  let to = text.length;
  const isDotOrBlank = (at: number): boolean => text[at] === '.' || text[at] === ' ';
  while (from < to && isDotOrBlank(from)) from += 1;
  while (to > from && isDotOrBlank(to - 1)) to -= 1;
  return text.slice(from, to);
}

const maxBytes = 180;

function cutKeepingExtension(name: string): string {
  if (Buffer.byteLength(name) <= maxBytes) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && Buffer.byteLength(name.slice(dot)) <= 40 ? name.slice(dot) : '';
  let stem = extension === '' ? name : name.slice(0, dot);
  const room = maxBytes - Buffer.byteLength(extension) - 3;
  stem = Buffer.from(stem, 'utf8')
    .subarray(0, room)
    .toString('utf8')
    .replace(/\ufffd+$/, '');
  return `${trimEnds(stem)}…${extension}`;
}
