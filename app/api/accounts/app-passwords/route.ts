import { createAppPassword, withUser } from '#lib/auth/index.ts';
import { config } from '#lib/config/index.ts';
import { type AppPassword, type MadeAppPassword, newAppPasswordSchema } from '#lib/contract/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';

/** The app passwords of this person, without their text. */
export const GET = withUser(
  null,
  async ({ asker }) => {
    const { store } = await currentGateway();
    const rows = await store.people.appPasswordsOf(asker.personId);
    return { appPasswords: rows.map(({ personId: _, ...shown }): AppPassword => shown) };
  },
  { cookieOnly: true },
);

/** Makes one; its text is in this answer and nowhere else afterwards. */
export const POST = withUser(
  newAppPasswordSchema,
  async ({ asker, body }): Promise<MadeAppPassword> => {
    const { store } = await currentGateway();
    const { row, password } = await createAppPassword(store.people, {
      ...body,
      personId: asker.personId,
      most: config().limits.appPasswordsPerPerson,
      nowMs: Date.now(),
    });
    const { personId: _, ...appPassword } = row;
    return { appPassword, password };
  },
  { cookieOnly: true },
);
