import { withUser } from '#lib/auth/index.ts';
import { identityProviderWishSchema } from '#lib/contract/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';
import { Secret } from '#lib/mail/index.ts';

/** The house's own identity provider. It is asked before anything is kept, so that nobody finds a button that leads nowhere. */
export const PATCH = withUser(
  identityProviderWishSchema,
  async ({ asker, body: { clientSecret, ...wish }, signal }) => {
    const { houseSettings } = await currentGateway();
    const secret = typeof clientSecret === 'string' ? new Secret(clientSecret) : clientSecret;
    await houseSettings.setIdentityProvider(asker.personId, { ...wish, ...(secret === undefined ? {} : { clientSecret: secret }) }, signal);
  },
  { administratorsOnly: true },
);

export const DELETE = withUser(null, async ({ asker }) => (await currentGateway()).houseSettings.removeIdentityProvider(asker.personId), {
  administratorsOnly: true,
});
