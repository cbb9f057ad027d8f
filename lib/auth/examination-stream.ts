import type { DoctorEvent } from '#lib/contract/index.ts';
import { log } from '#lib/log/index.ts';
import { isMailError } from '#lib/mail/index.ts';

/**
 * An examination as an event stream of `DoctorEvent`s, one `data:` line each. It ends when the client goes away.
 *
 * @throws what `examine` throws before its first word: that is the usual failure with its status
 */
export async function examinationStream(
  examine: (tell: (event: DoctorEvent) => void, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<Response> {
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
      examine(tell, within).then(
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
  const headers = { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' };
  return new Response(stream, { headers });
}
