import { traceWords } from './trace-text.ts';

/** One method's result of an Authentication-Results field (RFC 8601 §2.2); all of it in lower case but for the values. */
export type MethodResult = {
  /** `spf`, `dkim`, `dmarc`, … */
  method: string;
  /** `pass`, `fail`, `none`, … (§2.7) */
  result: string;
  /** `header.d`, `smtp.mailfrom`, … to its value */
  properties: ReadonlyMap<string, string>;
};

export type AuthenticationResults = { authservId: string; results: MethodResult[] };

const maxResults = 50;
const maxProperties = 20;
const keyword = /^[a-z0-9][a-z0-9-]*$/i;

/**
 * Reads an Authentication-Results field (RFC 8601 §2.2). Comments count for nothing: they are written for people, and hold what a sender
 * chose. A result that is no `method=result` ends the reading; what was read before it stands.
 *
 * @returns null when the field names no authserv-id: then nobody vouches
 */
export function parseAuthenticationResults(value: string): AuthenticationResults | null {
  const words = traceWords(value);
  const first = words[0];
  if (first === undefined || first.text === ';' || first.text === '=' || words[1]?.text === '=') return null;
  const results: MethodResult[] = [];
  let at = 1;
  const isSeparator = (index: number, text: string): boolean => words[index]?.text === text && words[index]?.isQuoted === false;
  // a version may stand behind the id (§2.2)
  while (at < words.length && !isSeparator(at, ';')) at += 1;
  while (at < words.length && results.length < maxResults) {
    at += 1;
    const [name, equals, result] = [words[at], words[at + 1], words[at + 2]];
    const method = name?.text.split('/')[0]?.toLowerCase() ?? '';
    if (name?.isQuoted !== false || equals?.isQuoted !== false || equals.text !== '=' || result?.isQuoted !== false) break;
    if (!keyword.test(method) || !keyword.test(result.text)) break;
    at += 3;
    const properties = new Map<string, string>();
    for (; at < words.length && !isSeparator(at, ';'); ) {
      if (isSeparator(at + 1, '=') && words[at + 2] !== undefined && !isSeparator(at + 2, ';')) {
        const property = (words[at] as { text: string }).text.toLowerCase();
        // The first counts: what stands behind it again may have come with the message.
        if (properties.size < maxProperties && !properties.has(property))
          properties.set(property, (words[at + 2] as { text: string }).text);
        at += 3;
      } else at += 1;
    }
    results.push({ method, result: result.text.toLowerCase(), properties });
  }
  return { authservId: first.text.toLowerCase(), results };
}
