import { countedLogin, toMailboxLogin, withUser } from '#lib/auth/index.ts';
import { type Account, type AddedAccount, mailboxLoginSchema } from '#lib/contract/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';
import { defaultPop3Settings } from '#lib/mail/index.ts';

/** This person's accounts with their servers; credentials never leave. */
export const GET = withUser(
  null,
  async ({ asker }) => {
    const { store, oauth } = await currentGateway();
    const rows = await store.people.accountsOf(asker.personId);
    const offers = await Promise.all(rows.map((row) => oauth.usedBy(row)));
    const accounts = rows.map(
      ({ id, name, address, servers, isDemo, createdAtMs }, index): Account => ({
        id,
        name,
        address,
        incoming: servers.incoming,
        outgoing: servers.outgoing,
        pop3:
          servers.incoming.protocol === 'pop3'
            ? { ...defaultPop3Settings, ...servers.pop3, hasRecent: servers.traits.popRecent === true }
            : null,
        isDemo,
        oauth: offers[index] ?? null,
        createdAtMs,
      }),
    );
    return { accounts };
  },
  { cookieOnly: true },
);

/** One more account, proven by a login at its server first. */
export const POST = withUser(
  mailboxLoginSchema,
  async ({ asker, body, request, signal }): Promise<AddedAccount> => {
    const gateway = await currentGateway();
    return countedLogin(request, body.address, () => gateway.addAccount(asker.personId, toMailboxLogin(body), signal));
  },
  { cookieOnly: true },
);
