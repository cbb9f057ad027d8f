import type { ImapResponse, ImapTokens } from './tokens.ts';
import { textOf } from './tokens.ts';

/** The code of a status response in upper case with its arguments: `[APPENDUID 38505 3955]` (RFC 9051 §7.1). */
export type ResponseCode = { name: string; args: ImapTokens };

export function responseCodeOf(response: ImapResponse | null | undefined): ResponseCode | null {
  const first = response?.attributes?.[0];
  if (first === null || first === undefined || Array.isArray(first) || first.value || !first.section) return null;
  const name = textOf(first.section[0]);
  return name === null ? null : { name: name.toUpperCase(), args: first.section.slice(1) };
}

/** The words for people behind the code. */
export function responseTextOf(response: ImapResponse | null | undefined): string {
  const words: string[] = [];
  for (const item of response?.attributes ?? []) {
    if (item !== null && !Array.isArray(item) && item.type === 'TEXT') words.push(textOf(item) ?? '');
  }
  return words.join(' ').trim();
}
