/** Characters that newsletters put behind their first line to push the rest out of the preview, and other invisible ones. */
const filler =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: single code points, not sequences
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0]/g;

/**
 * The first words of a mail for a list (RFC 8621 §4.1.4 `preview`): quoted text with its attribution line and the signature left out, white
 * space folded, at most `maxChars` UTF-16 units, no character cut in half. A mail that is nothing but quote shows the quote.
 */
export function previewOf(text: string, maxChars = 256): string {
  // Quotes can be long; a preview never needs more than the head of the text.
  const head = text.slice(0, 64 * 1024);
  const own = fold(ownLines(head).join('\n'));
  return cutText(own === '' ? fold(head) : own, maxChars);
}

const fold = (text: string): string => text.replace(filler, '').replace(/\s+/g, ' ').trim();

function ownLines(text: string): string[] {
  const kept: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line === '-- ' || /^-{3,} ?(?:Original Message|Forwarded message|Ursprüngliche Nachricht|Weitergeleitete Nachricht)\b/i.test(line))
      break;
    if (/^ {0,3}>/.test(line)) {
      dropAttribution(kept);
      continue;
    }
    kept.push(line);
  }
  return kept;
}

/** `On … wrote:` in whatever language: the last line before a quote, when it ends with a colon and names a time or an address. */
function dropAttribution(lines: string[]): void {
  let at = lines.length - 1;
  while (at >= 0 && (lines[at] as string).trim() === '') at -= 1;
  if (at < 0) return;
  const last = (lines[at] as string).trim();
  if (!last.endsWith(':') || last.length > 300) return;
  const before = at > 0 ? (lines[at - 1] as string).trim() : '';
  const isWrapped = /\d/.test(before) && before.length < 300 && (last.startsWith('<') || !/\d/.test(last));
  if (isWrapped) lines.length = at - 1;
  else if (/\d/.test(last) || last.includes('@')) lines.length = at;
}

/** At most `maxChars` UTF-16 units, never half of a surrogate pair nor a base without its combining marks. */
export function cutText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  let end = maxChars;
  const isJoining = (at: number): boolean => {
    const code = text.charCodeAt(at);
    return (code >= 0xdc00 && code <= 0xdfff) || (code >= 0x300 && code <= 0x36f) || (code >= 0xfe00 && code <= 0xfe0f) || code === 0x200d;
  };
  // a chain of marks longer than this is no text
  for (let back = 0; back < 32 && end > 0 && isJoining(end); back += 1) end -= 1;
  const cut = text.slice(0, end).trimEnd();
  const last = cut.charCodeAt(cut.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut;
}
