/** Named limits and their defaults. `POSTERN_LIMITS` changes single ones (tests, small machines). Names carry units. */
export const defaultLimits = Object.freeze({
  /** refused logins of one account or from one address before waits begin (security.md §9) */
  loginFailures: 5,
  /** first wait after that; it doubles with every further failure … */
  loginFirstWaitMs: 30_000,
  /** … up to this */
  loginLongestWaitMs: 15 * 60_000,
  /** failures are forgotten after this long without a new one */
  loginForgetMs: 6 * 60 * 60_000,
  /** sign-in attempts of one address in ten minutes, refused or not: each is one connection to a server that the visitor names */
  signInsPerTenMinutes: 60,
  /** visits of the Doctor for one person in ten minutes (N2): each makes connections to servers that the person names */
  examinationsPerTenMinutes: 10,
  /** a proven Basic credential is believed this long (J21) */
  basicCacheMs: 15 * 60_000,
  sessionIdleMs: 14 * 24 * 60 * 60_000,
  sessionLongestMs: 90 * 24 * 60 * 60_000,
  accountsPerPerson: 20,
  appPasswordsPerPerson: 50,
  /** one uploaded blob (RFC 8620 §2 maxSizeUpload) */
  uploadBytes: 100 * 1024 * 1024,
  concurrentUploads: 4,
  /** texts of this many newest messages of an account are fetched in idle time, to be read without the mail server … */
  prefetchMessages: 500,
  /** … keeping at most this many octets of them in a run of the process */
  prefetchBytes: 32 * 1024 * 1024,
  /** pause before such work begins */
  indexIdleMs: 5_000,
  requestBytes: 10 * 1024 * 1024,
  concurrentRequests: 16,
  callsInRequest: 64,
  objectsInGet: 1_000,
  objectsInSet: 1_000,
  /** undo window and scheduled sending (J11 maxDelayedSend) */
  delayedSendSeconds: 365 * 24 * 60 * 60,
  /** messages of POP3 maildrops above this come as headers first, the rest when somebody opens them (P10) */
  pop3MessageBytes: 25 * 1024 * 1024,
  /** parts of messages kept in the database after they were fetched, all accounts together; the least used go first */
  cachedPartBytes: 512 * 1024 * 1024,
  demoPairs: 50,
  demoLifeMs: 2 * 60 * 60_000,
});

export type LimitName = keyof typeof defaultLimits;
export type Limits = Readonly<Record<LimitName, number>>;

/**
 * Reads `name=value,name=value` or a JSON object of the same.
 *
 * @param mistake is called with one sentence for every thing that is wrong
 */
export function readLimits(text: string | null, mistake: (sentence: string) => void): Limits {
  if (text === null) return defaultLimits;
  const limits: Record<string, number> = { ...defaultLimits };
  for (const [name, value] of entriesOf(text, mistake)) {
    const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
    if (!Object.hasOwn(defaultLimits, name))
      mistake(`POSTERN_LIMITS: there is no limit named “${name}”; the names are ${Object.keys(defaultLimits).join(', ')}`);
    else if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0)
      mistake(`POSTERN_LIMITS: ${name} must be a whole number, 0 or more`);
    else limits[name] = number;
  }
  return Object.freeze(limits) as Limits;
}

function entriesOf(text: string, mistake: (sentence: string) => void): [string, unknown][] {
  if (text.startsWith('{')) {
    try {
      return Object.entries(JSON.parse(text) as Record<string, unknown>);
    } catch {
      mistake('POSTERN_LIMITS: it begins with “{” and is not valid JSON');
      return [];
    }
  }
  const pairs: [string, unknown][] = [];
  for (const pair of text.split(',')) {
    const at = pair.indexOf('=');
    if (at < 0) mistake(`POSTERN_LIMITS: “${pair.trim()}” is not of the form name=value`);
    else pairs.push([pair.slice(0, at).trim(), pair.slice(at + 1).trim()]);
  }
  return pairs;
}
