import { withUser } from '#lib/auth/index.ts';
import { type DoctorEvent, doctorRequestSchema } from '#lib/contract/index.ts';
import { currentGateway, type DoctorQuestion } from '#lib/gateway/index.ts';
import { log } from '#lib/log/index.ts';
import { isMailError, Secret } from '#lib/mail/index.ts';

type Wish = ReturnType<typeof doctorRequestSchema.parse>;

/**
 * Examines an account, an address or a server, and tells each step as it ends: an event stream of `DoctorEvent`s, one `data:` line each. A
 * refusal before the first step is the usual failure with its status.
 */
export const POST = withUser(
  doctorRequestSchema,
  async ({ asker, body, signal }) => {
    const gateway = await currentGateway();
    const gone = new AbortController();
    const within = AbortSignal.any([signal, gone.signal]);
    const begun = Promise.withResolvers<void>();
    const encoder = new TextEncoder();
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        const tell = (event: DoctorEvent) => {
          begun.resolve();
          if (!within.aborted) controller.enqueue(encoder.encode(`data: ${JSON.stringify(event)}\n\n`));
        };
        gateway.examine(asker.personId, questionOf(body), tell, within).then(
          () => controller.close(),
          (error: unknown) => {
            begun.reject(error);
            if (!(isMailError(error) && error.kind === 'aborted')) log.warn('an examination broke off', { error });
            if (!gone.signal.aborted) controller.error(error);
          },
        );
      },
      cancel: () => gone.abort(),
    });
    await begun.promise;
    return new Response(stream, { headers: { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' } });
  },
  { cookieOnly: true },
);

function questionOf(wish: Wish): DoctorQuestion {
  if ('accountId' in wish) return wish;
  return { ...wish, password: wish.password === null ? null : new Secret(wish.password) };
}
