import { countedLogin, withUser } from '#lib/auth/index.ts';
import { identityServerSchema } from '#lib/contract/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';
import { type AccountId, type IdentityId, Secret } from '#lib/mail/index.ts';

/** Another outgoing server for an identity, proven by a login before it is stored; null goes back to the account's. */
export const PATCH = withUser<ReturnType<typeof identityServerSchema.parse>, { id: string; identityId: string }>(
  identityServerSchema,
  async ({ asker, body: { outgoing }, params, request, signal }) => {
    const gateway = await currentGateway();
    const own = outgoing === null ? null : { server: outgoing.server, password: new Secret(outgoing.password) };
    const set = () => gateway.setIdentityServer(asker.personId, params.id as AccountId, params.identityId as IdentityId, own, signal);
    await (own === null ? set() : countedLogin(request, own.server.login, set));
  },
  { cookieOnly: true },
);
