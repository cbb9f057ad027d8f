import { limits } from './limits.ts';

/**
 * Ids of Message-ID, In-Reply-To and References without angle brackets (RFC 8621 §4.1.2.5, RFC 5322 §3.6.4). Comments, quoted strings and
 * stray words outside `<…>` are ignored, blanks inside are removed. Null when there is no id. Over 200, the first 20 and the last 180 stay.
 */
export function parseMessageIds(value: string): string[] | null {
  const ids: string[] = [];
  let at = 0;
  let isOrdered = true;
  while (at < value.length) {
    const char = value[at];
    if (char === '<') {
      const close = value.indexOf('>', at);
      if (close < 0) break;
      // `<a <b@c>`: the last opening bracket before the closing one counts
      const open = value.lastIndexOf('<', close);
      const id = value.slice(open + 1, close).replace(/\s+/g, '');
      if (id !== '') ids.push(id);
      at = close + 1;
    } else if ((char === '(' || char === '"') && isOrdered) {
      const end = char === '(' ? skipComment(value, at) : skipQuoted(value, at);
      // Once a parenthesis or quote stands alone, none is trusted any more; that also keeps `((((…` linear.
      if (end < 0) isOrdered = false;
      at = end < 0 ? at + 1 : end;
    } else at += 1;
  }
  if (ids.length === 0) return null;
  return ids.length <= limits.references ? ids : [...ids.slice(0, 20), ...ids.slice(20 - limits.references)];
}

/** Behind the comment that starts at `start`; -1 when it is not closed. */
function skipComment(value: string, start: number): number {
  let depth = 0;
  for (let at = start; at < value.length; at += 1) {
    const char = value[at];
    if (char === '\\') at += 1;
    else if (char === '(') depth += 1;
    else if (char === ')') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

/** Behind the quoted string that starts at `start`; -1 when it is not closed or an id stands before its end, so that it is a lone quote. */
function skipQuoted(value: string, start: number): number {
  const close = value.indexOf('"', start + 1);
  return close < 0 || value.slice(start, close).includes('<') ? -1 : close + 1;
}
