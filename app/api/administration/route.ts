import { withUser } from '#lib/auth/index.ts';
import { type HouseSettings, houseWishSchema } from '#lib/contract/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';

/** What holds for everybody here, without secrets. */
export const GET = withUser(null, async (): Promise<HouseSettings> => (await currentGateway()).houseSettings.shown(), {
  administratorsOnly: true,
});

export const PATCH = withUser(
  houseWishSchema,
  async ({ asker, body }) => {
    const { houseSettings } = await currentGateway();
    await houseSettings.setOnlineDatabase(asker.personId, body.onlineDatabase);
  },
  { administratorsOnly: true },
);
