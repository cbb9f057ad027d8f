import type { AccountHealth } from '#lib/contract/index.ts';
import { accountHealthProperties, mailboxProgressProperties } from '#lib/contract/index.ts';
import type { MaildropHealth } from '#lib/gateway/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import { plainWords } from '#lib/mail/index.ts';
import { checkArguments } from '../check-arguments.ts';
import type { Method } from '../request-context.ts';
import { accountOf } from '../request-context.ts';
import { runGet } from '../standard/run-get.ts';
import { utcDate, utcDateOrNull } from '../utc-date.ts';
import { ownState } from './own-state.ts';

const eventsKeptMs = 7 * 24 * 60 * 60_000;

/** MailboxProgress/get (`urn:postern:sync`, settled 7): never waits for the mail server. */
export const getMailboxProgress: Method = {
  capability: 'urn:postern:sync',
  async run(context, given) {
    const checked = checkArguments('MailboxProgress/get', given);
    const account = accountOf(context, checked.accountId, 'read');
    const states = await context.userMail.pushStates();
    const all = (await account.progress()).map(({ mailboxId: id, ...progress }) => ({ id, ...progress }));
    const result = await runGet(context, checked, {
      properties: mailboxProgressProperties,
      state: () => ownState(states[account.id]?.MailboxProgress, all),
      all: () => Promise.resolve(all),
      some: (ids) => Promise.resolve(all.filter(({ id }) => ids.includes(id))),
    });
    return [['MailboxProgress/get', { accountId: account.id, ...result }]];
  },
};

/** MailboxProgress/want: this window is on a screen. It changes nothing that JMAP shows but what is indexed first, so reading is enough. */
export const wantMailboxWindow: Method = {
  capability: 'urn:postern:sync',
  async run(context, given) {
    const { accountId, mailboxId, position, limit, waitMs } = checkArguments('MailboxProgress/want', given);
    const account = accountOf(context, accountId, 'read');
    const served = account.wantWindow(mailboxId as MailboxId, position, limit);
    if (waitMs > 0) {
      const end = AbortSignal.any([context.signal, AbortSignal.timeout(waitMs)]);
      await Promise.race([served, new Promise<void>((resolve) => end.addEventListener('abort', () => resolve(), { once: true }))]);
    }
    return [['MailboxProgress/want', { accountId: account.id }]];
  },
};

/** AccountHealth/get (`urn:postern:sync`): a singleton; answers also while the server cannot be reached. */
export const getAccountHealth: Method = {
  capability: 'urn:postern:sync',
  async run(context, given) {
    const checked = checkArguments('AccountHealth/get', given);
    const account = accountOf(context, checked.accountId, 'read');
    const states = await context.userMail.pushStates();
    const health = await account.health();
    const events = await account.store.events(account.id, context.nowMs() - eventsKeptMs);
    const object: AccountHealth = {
      id: 'singleton',
      state: health.state,
      lastSyncAt: utcDateOrNull(health.lastSyncAtMs),
      retryAt: utcDateOrNull(health.retryAtMs),
      pending: health.pending,
      toFetch: health.toFetch,
      toIndex: health.toIndex,
      connections: health.connections,
      error: health.error === null ? null : { ...health.error, ...plainWords({ ...health.error, facts: { host: health.error.host } }) },
      events: events.map(({ id, atMs, kind, emailId, mailboxId, blobId, serverText }) => ({
        id,
        at: utcDate(atMs),
        kind,
        emailId,
        mailboxId,
        blobId,
        serverText,
      })),
      pop3: pop3Health(health.pop3),
    };
    const result = await runGet(context, checked, {
      properties: accountHealthProperties,
      state: () => ownState(states[account.id]?.AccountHealth, object),
      all: () => Promise.resolve([object]),
      some: (ids) => Promise.resolve(ids.includes('singleton') ? [object] : []),
    });
    return [['AccountHealth/get', { accountId: account.id, ...result }]];
  },
};

function pop3Health(maildrop: MaildropHealth | null): AccountHealth['pop3'] {
  if (maildrop === null) return null;
  const { expireDays, loginDelaySeconds, nextCheckAtMs, headersOnly, lost } = maildrop;
  return { expireDays, loginDelaySeconds, nextCheckAt: utcDateOrNull(nextCheckAtMs), headersOnly, lost };
}

/** AccountHealth/check (`urn:postern:sync`): what it brings is told by push. It changes nothing by itself, so reading is enough. */
export const checkAccount: Method = {
  capability: 'urn:postern:sync',
  async run(context, given) {
    const { accountId } = checkArguments('AccountHealth/check', given);
    const account = accountOf(context, accountId, 'read');
    account.checkNow();
    return [['AccountHealth/check', { accountId: account.id }]];
  },
};
