import type { ImapSession, ListedMailbox } from '#lib/imap/index.ts';
import type { MailboxRights } from '#lib/mail/index.ts';
import type { AccountContext } from './account-context.ts';
import { asMailError } from './engine-health.ts';

/** MYRIGHTS commands of one listing, at most; the others have their turn in the next. */
const perListing = 100;
/** Rights in the person's own mailboxes hardly ever change; those that others give may. */
const ownEveryMs = 6 * 60 * 60_000;
const sharedEveryMs = 5 * 60_000;

/** Nothing can be promised of a place whose messages nobody finds again (I27, J15). */
const readOnly: Partial<MailboxRights> = {
  mayAddItems: false,
  mayRemoveItems: false,
  maySetSeen: false,
  maySetKeywords: false,
  mayRename: false,
  mayDelete: false,
  maySubmit: false,
};

type Known = { rights: Partial<MailboxRights> | null; askedAtMs: number };

/**
 * What the person may do in each mailbox (I32), asked by MYRIGHTS where the server has ACL, shared mailboxes first and remembered; in volatile
 * mailboxes nothing but read (J15).
 */
export class RightsPolls {
  readonly #context: AccountContext;
  readonly #known = new Map<string, Known>();

  /** whose UIDs mean nothing in the next session */
  readonly #volatile = new Set<string>();

  constructor(context: AccountContext) {
    this.#context = context;
  }

  /** What opening the mailbox showed. */
  setVolatile(path: string, isVolatile: boolean): void {
    if (isVolatile) this.#volatile.add(path);
    else this.#volatile.delete(path);
  }

  /** @returns for each path what is known; a path that is missing has every right that its attributes leave */
  async ask(session: ImapSession, listed: readonly ListedMailbox[]): Promise<Map<string, Partial<MailboxRights>>> {
    const rights = await this.#granted(session, listed);
    const paths = new Set(listed.map(({ path }) => path));
    for (const path of this.#volatile) {
      if (paths.has(path)) rights.set(path, { ...rights.get(path), ...readOnly });
      else this.#volatile.delete(path);
    }
    return rights;
  }

  async #granted(session: ImapSession, listed: readonly ListedMailbox[]): Promise<Map<string, Partial<MailboxRights>>> {
    if (!session.capabilities.acl) return new Map();
    const { nowMs, signal, log, accountId } = this.#context;
    const open = listed.filter((mailbox) => !mailbox.nonExistent);
    for (const path of this.#known.keys()) if (!open.some((mailbox) => mailbox.path === path)) this.#known.delete(path);
    const due = open
      .filter((mailbox) => {
        const known = this.#known.get(mailbox.path);
        return known === undefined || nowMs() - known.askedAtMs >= (mailbox.namespace === 'personal' ? ownEveryMs : sharedEveryMs);
      })
      .sort((a, b) => Number(a.namespace === 'personal') - Number(b.namespace === 'personal'));
    for (const { path } of due.slice(0, perListing)) {
      let rights: Partial<MailboxRights> | null = null;
      try {
        rights = rightsOfLetters(await session.myRights(path, { signal }));
      } catch (error) {
        const { kind } = asMailError(error);
        if (kind !== 'not-found' && kind !== 'refused' && kind !== 'forbidden') throw error;
        log.debug('no rights of a mailbox', { accountId, kind });
      }
      this.#known.set(path, { rights, askedAtMs: nowMs() });
    }
    return new Map([...this.#known].flatMap(([path, { rights }]) => (rights === null ? [] : [[path, rights] as const])));
  }
}

/** Letters of RFC 4314 §2.1 as RFC 8621 §2 `myRights` (I32). */
export function rightsOfLetters(letters: string): Partial<MailboxRights> {
  const has = (...all: string[]) => all.every((letter) => letters.includes(letter));
  return {
    mayReadItems: has('l', 'r'),
    mayAddItems: has('i'),
    mayRemoveItems: has('t', 'e'),
    maySetSeen: has('s'),
    maySetKeywords: has('w'),
    mayCreateChild: has('k'),
    mayRename: has('x'),
    mayDelete: has('x'),
    maySubmit: has('p'),
  };
}
