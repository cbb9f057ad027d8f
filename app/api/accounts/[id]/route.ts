import { countedLogin, toMailboxLogin, withUser } from '#lib/auth/index.ts';
import { accountUpdateSchema } from '#lib/contract/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';
import type { AccountId } from '#lib/mail/index.ts';
import { MailError } from '#lib/mail/index.ts';

/** A new name, choices for POP3; or a new password, with other servers if given, proven by a login before anything is stored. */
export const PATCH = withUser<ReturnType<typeof accountUpdateSchema.parse>, { id: string }>(
  accountUpdateSchema,
  async ({ asker, body, params, request, signal }) => {
    const gateway = await currentGateway();
    const account = await gateway.store.people.account(params.id as AccountId);
    if (account === null || account.personId !== asker.personId)
      throw new MailError('not-found', 'no such account of this person', { permanent: true });
    const { password, servers = null, name, pop3, door } = body;
    if (password !== undefined) {
      const login = toMailboxLogin({ address: account.address, password, servers, protocol: null });
      await countedLogin(request, account.address, () => gateway.updateAccount(asker.personId, account.id, login, signal));
    }
    if (door !== undefined)
      await countedLogin(request, account.address, () => gateway.changeDoor(asker.personId, account.id, door, signal));
    if (pop3 !== undefined) await gateway.choosePop3(asker.personId, account.id, pop3);
    if (name !== undefined) await gateway.store.people.updateAccount(account.id, { name });
  },
  { cookieOnly: true },
);

/** Removes the account and its mail here; nothing is touched at its server. */
export const DELETE = withUser<{ id: string }>(
  null,
  async ({ asker, params }) => {
    const gateway = await currentGateway();
    await gateway.removeAccount(asker.personId, params.id as AccountId);
  },
  { cookieOnly: true },
);
