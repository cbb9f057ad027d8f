import { connectImap } from '#lib/imap/index.ts';
import type { Logger } from '#lib/log/index.ts';
import type { AccountServers, MailCredential } from '#lib/mail/index.ts';
import type { EgressGuard } from '#lib/security/index.ts';
import type { AccountRow, Store } from '#lib/store/index.ts';
import { matchWithServer, serverListing } from '#lib/sync/index.ts';

/**
 * Makes an IMAP account of a POP3 account, whose engines stand still meanwhile: what the server's inbox has is recognised, and what is only
 * here is appended to the server behind this, as intents. Nothing has changed when this fails.
 *
 * @throws MailError as `connectImap`, and 'network', 'protocol' while the inbox is read
 */
export async function switchToImap(
  parts: { store: Store; guard: EgressGuard; log: Logger },
  account: AccountRow,
  servers: AccountServers,
  credential: MailCredential,
  signal: AbortSignal,
): Promise<void> {
  const { store, guard, log } = parts;
  const session = await connectImap({ servers: servers.incoming, ...credential, guard, log, signal });
  try {
    const listed = await serverListing(session, signal);
    const { uidValidity, bound } = await matchWithServer({ store, accountId: account.id, signal }, session);
    await store.maildrops.leave(account.id, { servers, listed, uidValidity, bound });
    log.info('POP3 account is an IMAP account now', { accountId: account.id, matched: bound.length });
  } finally {
    await session.close();
  }
}
