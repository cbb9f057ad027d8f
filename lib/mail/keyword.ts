/** A keyword in the form that JMAP shows: lower case, system flags with `$` (RFC 8621 §4.1.1). */
export type Keyword = string;

const flagOf: Record<string, string> = { $seen: '\\Seen', $flagged: '\\Flagged', $answered: '\\Answered', $draft: '\\Draft' };
const keywordOf = new Map(Object.entries(flagOf).map(([keyword, flag]) => [flag.toLowerCase(), keyword]));

/** 1–255 characters %x21–%x7e without `( ) { ] % * " \` (RFC 8621 §4.1.1); `$deleted` and `$recent` are never keywords (J19). */
export function isKeyword(text: string): boolean {
  return /^[\x21\x23\x24\x26\x27\x2b-\x5b\x5e-\x7a\x7c\x7e\x7d]{1,255}$/.test(text) && !/^\$(deleted|recent)$/i.test(text);
}

/** IMAP flag to keyword; null for `\Deleted`, `\Recent`, `\*` and unknown system flags. */
export function keywordFromFlag(flag: string): Keyword | null {
  const lower = flag.toLowerCase();
  if (lower.startsWith('\\')) return keywordOf.get(lower) ?? null;
  return isKeyword(lower) ? lower : null;
}

/** Keyword to IMAP flag (RFC 9051 §2.3.2). Registered names keep the letter case that other clients write. */
export function flagFromKeyword(keyword: Keyword): string {
  const known: Record<string, string> = {
    ...flagOf,
    $forwarded: '$Forwarded',
    $mdnsent: '$MDNSent',
    $junk: '$Junk',
    $notjunk: '$NotJunk',
    $phishing: '$Phishing',
  };
  return known[keyword] ?? keyword;
}
