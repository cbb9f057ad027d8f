import { splitAddress } from '#lib/discover/index.ts';

/** What mail servers are called, the usual names first. */
const usualNames = ['imap', 'smtp', 'mail', 'pop3', 'pop', 'mx', 'webmail', 'imaps', 'smtps', 'pops'];
const mostSpellings = 4;

/**
 * Hosts that may be meant by one that does not exist: a usual name with one slip in it (`mial3` for `mail3`), or the domain of the person's
 * own address with one (`imap.exmaple.org`). Nothing else of it changes.
 *
 * @param login often the whole address
 * @returns best first, none that equals the host
 */
export function likelySpellings(host: string, login: string): string[] {
  const [first = '', ...others] = host.toLowerCase().split('.');
  const parent = others.join('.');
  const domain = splitAddress(login)?.domain ?? null;
  const parents = domain !== null && parent !== domain && isOneSlip(parent, domain) ? [domain] : [];
  const [, name = '', number = ''] = /^(\D*)(\d*)$/.exec(first) ?? [];
  const names = usualNames.includes(name) ? [] : usualNames.filter((usual) => isOneSlip(name, usual)).map((usual) => `${usual}${number}`);
  const spellings = [...parents.map((each) => `${first}.${each}`), ...names.map((each) => `${each}.${parent}`)];
  return [...new Set(spellings)].filter((each) => each !== host && parent !== '').slice(0, mostSpellings);
}

/** Two neighbours that changed places, or one letter that is wrong, missing or too many (Damerau). */
function isOneSlip(written: string, meant: string): boolean {
  if (written === meant || Math.abs(written.length - meant.length) > 1 || written === '') return false;
  let at = 0;
  while (at < Math.min(written.length, meant.length) && written[at] === meant[at]) at += 1;
  const [w, m] = [written.slice(at), meant.slice(at)];
  const isSwapped = w.length > 1 && w[0] === m[1] && w[1] === m[0] && w.slice(2) === m.slice(2);
  return isSwapped || w.slice(1) === m.slice(1) || w.slice(1) === m || w === m.slice(1);
}
