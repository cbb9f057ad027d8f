import type { SetError } from '#lib/contract/index.ts';
import { type EmailId, isMailError, MailError, type MailErrorKind } from '#lib/mail/index.ts';
import type { Account } from './account.ts';
import { type EmailPatches, toPatchObject } from './email-view.ts';

type Teller = Pick<Account, 'client' | 'cache' | 'connection' | 'io' | 'closed'>;

const mostPerSet = 250;
const noticeMs = 750;

const kindOf: Partial<Record<SetError['type'], MailErrorKind>> = {
  forbidden: 'forbidden',
  overQuota: 'over-quota',
  tooLarge: 'too-large',
  rateLimit: 'too-many',
  notFound: 'not-found',
  alreadyExists: 'already-exists',
  blobNotFound: 'not-found',
};

/** A SetError as the error that the rest of the screen knows; `code` is its type. */
export function setErrorToMailError(error: SetError): MailError {
  return new MailError(kindOf[error.type] ?? 'refused', `JMAP ${error.type}`, { code: error.type, permanent: true });
}

/**
 * Shows the change at once and tells the gateway behind it. When the gateway cannot be reached, the change stays on screen and is told
 * again as soon as it is back (setting the same thing twice does no harm). What the gateway refuses comes off the screen again.
 *
 * @param after a change that has to reach the gateway before this one
 * @throws MailError of the first refusal, after the screen has returned to the truth
 */
export async function setEmails(account: Teller, patches: EmailPatches, after: Promise<unknown> | null = null): Promise<void> {
  const { cache } = account;
  const laid = inPieces(patches).map((piece) => ({ piece, ...cache.lay(piece) }));
  // Whether the change before went well or not, its turn is over.
  await after?.catch(() => undefined);
  const failures: MailError[] = [];
  for (const { piece, settle } of laid) {
    const refused = await tell(account, piece);
    if (refused.size === 0) settle(true);
    else if (refused.size === piece.size) settle(false);
    else {
      const done = new Map([...piece].filter(([id]) => !refused.has(id)));
      const again = cache.lay(done);
      settle(false);
      again.settle(true);
    }
    // An Email that has gone meanwhile needs no change any more.
    failures.push(...[...refused.values()].filter((error) => error.code !== 'notFound'));
  }
  const first = failures[0];
  if (first !== undefined) throw first;
}

async function tell({ client, cache, connection, io, closed }: Teller, piece: EmailPatches): Promise<Map<EmailId, MailError>> {
  const update: Record<string, Record<string, true | null>> = {};
  const destroy: EmailId[] = [];
  for (const [id, patch] of piece) {
    if (patch.destroyed) destroy.push(id);
    else update[id] = toPatchObject(patch);
  }
  for (;;) {
    try {
      const answer = await client.call('Email/set', { accountId: cache.accountId, update, destroy });
      const refused = Object.entries({ ...answer.notUpdated, ...answer.notDestroyed });
      return new Map(refused.map(([id, error]) => [id as EmailId, setErrorToMailError(error)]));
    } catch (error) {
      if (!isMailError(error)) throw error;
      if (error.kind !== 'network') return new Map([...piece.keys()].map((id) => [id, error]));
      // The stream may not have noticed yet that the gateway is away: a moment's pause, then until it is live.
      await new Promise<void>((resolve) => io.after(noticeMs, resolve));
      await connection.live(closed);
    }
  }
}

function inPieces(patches: EmailPatches): EmailPatches[] {
  const all = [...patches];
  const pieces: EmailPatches[] = [];
  for (let at = 0; at < all.length; at += mostPerSet) pieces.push(new Map(all.slice(at, at + mostPerSet)));
  return pieces;
}

/** Stands here and not with the drafts: what the first load needs of it would bring all of them along. */
export function refusal(error: Parameters<typeof setErrorToMailError>[0] | undefined): MailError {
  return error === undefined ? new MailError('protocol', 'the gateway answered nothing') : setErrorToMailError(error);
}
