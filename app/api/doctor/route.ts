import { examinationStream, withUser } from '#lib/auth/index.ts';
import { doctorRequestSchema } from '#lib/contract/index.ts';
import { currentGateway, type DoctorQuestion } from '#lib/gateway/index.ts';
import { Secret } from '#lib/mail/index.ts';

type Wish = ReturnType<typeof doctorRequestSchema.parse>;

/**
 * Examines an account, an address or a server, and tells each step as it ends: an event stream of `DoctorEvent`s, one `data:` line each. A
 * refusal before the first step is the usual failure with its status.
 */
export const POST = withUser(
  doctorRequestSchema,
  async ({ asker, body, signal }) => {
    const gateway = await currentGateway();
    return examinationStream((tell, within) => gateway.examine(asker.personId, questionOf(body), tell, within), signal);
  },
  { cookieOnly: true },
);

function questionOf(wish: Wish): DoctorQuestion {
  if ('accountId' in wish) return wish;
  return { ...wish, password: wish.password === null ? null : new Secret(wish.password) };
}
