import { withUser } from '#lib/auth/index.ts';
import { clientWishSchema } from '#lib/contract/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';
import { Secret } from '#lib/mail/index.ts';

/** The client that a provider gave to this installation; its window is offered from now on. */
export const PATCH = withUser<ReturnType<typeof clientWishSchema.parse>, { key: string }>(
  clientWishSchema,
  async ({ asker, body: { clientId, clientSecret }, params }) => {
    const { houseSettings } = await currentGateway();
    const secret = typeof clientSecret === 'string' ? new Secret(clientSecret) : clientSecret;
    await houseSettings.setClient(asker.personId, params.key, { clientId, ...(secret === undefined ? {} : { clientSecret: secret }) });
  },
  { administratorsOnly: true },
);

export const DELETE = withUser<{ key: string }>(
  null,
  async ({ asker, params }) => (await currentGateway()).houseSettings.removeClient(asker.personId, params.key),
  { administratorsOnly: true },
);
