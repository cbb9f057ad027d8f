import { countedLogin, withUser } from '#lib/auth/index.ts';
import { type IdentityServers, newIdentitySchema } from '#lib/contract/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';
import { type AccountId, Secret } from '#lib/mail/index.ts';

/** Through which server each identity of an own account sends. */
export const GET = withUser<{ id: string }>(
  null,
  async ({ asker, params }): Promise<IdentityServers> => {
    const gateway = await currentGateway();
    return { identities: await gateway.identityServers(asker.personId, params.id as AccountId) };
  },
  { cookieOnly: true },
);

/** A further address to send from, with a server of its own if given, proven by a login before anything is stored. */
export const POST = withUser<ReturnType<typeof newIdentitySchema.parse>, { id: string }>(
  newIdentitySchema,
  async ({ asker, body, params, request, signal }): Promise<{ id: string }> => {
    const gateway = await currentGateway();
    const { email, name, outgoing } = body;
    const wish = { email, name, outgoing: outgoing === null ? null : { server: outgoing.server, password: new Secret(outgoing.password) } };
    const make = () => gateway.addIdentity(asker.personId, params.id as AccountId, wish, signal);
    return { id: await (outgoing === null ? make() : countedLogin(request, outgoing.server.login, make)) };
  },
  { cookieOnly: true },
);
