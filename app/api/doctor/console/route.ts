import { withUser } from '#lib/auth/index.ts';
import { type ConsoleOpened, consoleRequestSchema } from '#lib/contract/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';

/** Opens a protocol console. It outlives this request, and ends by itself when nothing is typed. */
export const POST = withUser(
  consoleRequestSchema,
  async ({ asker, body }): Promise<ConsoleOpened> =>
    (await currentGateway()).consoles.open(asker.personId, body, AbortSignal.timeout(30_000)),
  { cookieOnly: true },
);
