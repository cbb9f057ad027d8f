export type BaseSubject = { base: string; isReplyOrForward: boolean };

/** Reply and forward prefixes of mail programs, folded as `folded` does it. */
const prefixes = new Set(
  [
    're fw fwd r i', // English and the short Italian ones
    'aw antw wg', // German, Dutch
    'sv vs vb vl vá', // Nordic, Hungarian
    'rv res enc tr rif rép', // Spanish, Portuguese, French, Italian
    'odp pd', // Polish
    'ynt ilt i̇lt', // Turkish
    'atb pārs ats', // Latvian, Lithuanian
    'отв отг пер пересл нпр', // Cyrillic
    '回复 回覆 答复 转发 轉寄 转寄 返信 転送 회신 전달 答覆',
    'σχετ απ πρθ',
    'תשובה הועבר', // Hebrew
    'رد', // Arabic
  ]
    .flatMap((line) => line.split(' '))
    .filter((word) => word !== ''),
);
const spacedPrefixes = ['trả lời', 'chuyển tiếp', 'إعادة توجيه'];

/** Bidi marks and other invisible characters, which would hide a prefix. */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: single code points, not sequences
const invisible = /[\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

const maxSubjectChars = 1000;

/**
 * The subject without what mail programs add: prefixes of replies and forwards in many languages, numbered ones too, list tags in front,
 * `(fwd)` and `(was: …)` behind, `[Fwd: …]` around. `isReplyOrForward` tells whether one of those prefixes was there (a tag is none).
 * Takes the decoded subject.
 *
 * @see RFC 5256 §2.1, widened as `testing/README.md` says
 */
export function baseSubject(subject: string | null): BaseSubject {
  let text = fold((subject ?? '').slice(0, maxSubjectChars));
  let isReplyOrForward = false;
  for (;;) {
    const before = text;
    // (2) trailers
    for (let trailer = trailerAt(text); trailer >= 0; trailer = trailerAt(text)) {
      text = text.slice(0, trailer);
      isReplyOrForward = true;
    }
    text = withoutWas(text);
    // (3)–(5) prefixes and tags, as long as something is left behind a tag
    for (;;) {
      const length = prefixLength(text);
      if (length > 0) {
        text = text.slice(length).trimStart();
        isReplyOrForward = true;
        continue;
      }
      const tag = tagLength(text);
      if (tag === 0 || text.slice(tag).trim() === '') break;
      text = text.slice(tag).trimStart();
    }
    // (6) a forward wrapped whole
    const wrapped = text.startsWith('[') ? /^\[(?:fwd|fw): ?(.*)\]$/i.exec(text) : null;
    if (wrapped !== null) {
      text = (wrapped[1] as string).trim();
      isReplyOrForward = true;
    }
    if (text === before) return { base: text, isReplyOrForward };
  }
}

/** What two subjects are compared by: letter case and blanks do not count (RFC 8621 §3). */
export const subjectKey = (base: string): string => base.replace(/\s+/g, '').toLowerCase();

/** Printable ASCII with single blanks between its words: most subjects, and nothing to fold. */
const isFolded = /^[!-~]+(?: [!-~]+)*$/;

const fold = (text: string): string =>
  isFolded.test(text) ? text : text.normalize('NFKC').replace(invisible, '').replace(/\s+/g, ' ').trim();

/** Where a `(fwd)` at the end begins, the blanks before it included; -1 when there is none. */
const trailerAt = (text: string): number => (text.endsWith(')') ? (/\s*\(fwd\)$/i.exec(text)?.index ?? -1) : -1);

function withoutWas(text: string): string {
  const last = text.at(-1);
  if (last !== ')' && last !== ']') return text;
  const open = text.lastIndexOf(last === ')' ? '(' : '[');
  if (open <= 0 || !/^was: /i.test(text.slice(open + 1, open + 6))) return text;
  const rest = text.slice(0, open).trimEnd();
  return rest === '' ? text : rest;
}

/** Length of a reply or forward prefix at the start, its colon included; 0 when there is none. */
function prefixLength(text: string): number {
  const colon = text.indexOf(':');
  if (colon <= 0 || colon > 40) return 0;
  const head = text
    .slice(0, colon)
    .trim()
    .replace(/\s*(?:\[\d{1,4}\]|\(\d{1,4}\)|[\^*]\d{1,4})$/, '')
    // RFC 5256: a tag may stand between prefix and colon (`Re [dev]: …`)
    .replace(/\s*\[[^[\]]{0,30}\]$/, '')
    .toLowerCase();
  return prefixes.has(head) || spacedPrefixes.includes(head) ? colon + 1 : 0;
}

/** Length of a `[tag]` at the start. */
function tagLength(text: string): number {
  if (!text.startsWith('[')) return 0;
  const close = text.indexOf(']');
  if (close < 0 || /^\[(?:fwd|fw):/i.test(text)) return 0;
  const inner = text.slice(1, close);
  return inner.includes('[') ? 0 : close + 1;
}
