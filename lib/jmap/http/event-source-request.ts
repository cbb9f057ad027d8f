import type { UserMail } from '#lib/gateway/index.ts';
import type { HttpOptions } from './api-request.ts';
import { Concurrency } from './concurrency.ts';
import type { EventStreamOptions } from './event-stream.ts';
import { eventStream } from './event-stream.ts';
import { limitProblem, plainProblem } from './json-response.ts';

const streams = new Concurrency();
/** The tabs of one browser share one (settled 14); this leaves room for many devices. */
const streamsPerPerson = 40;
/** RFC 8620 §7.3: the least may be at most 30, the most at least 300. */
const shortestPingSeconds = 5;
const longestPingSeconds = 900;
const heartbeatMs = 20_000;
const longestMs = 60 * 60_000;
/** How soon a stream ends whose session or app password was revoked or expired, or whose accounts are others now. */
const recheckMs = 2_000;

export type EventSourceOptions = Pick<HttpOptions, 'nowMs' | 'log'> & {
  /** whether the credential that opened the stream is still good */
  isAllowed: () => Promise<boolean>;
};

/** `GET` of the event source (RFC 8620 §7.3): headers and a comment at once, then states; never compressed (settled 14). */
export function eventSourceRequest(userMail: UserMail, request: Request, options: EventSourceOptions): Response {
  const wanted = streamOptions(new URL(request.url).searchParams);
  if (wanted === null) return plainProblem(400, 'types, closeafter or ping is not valid.');
  const leave = streams.enter(userMail.personId, streamsPerPerson);
  if (leave === null) return limitProblem('maxConcurrentRequests', 429, 'Too many event streams at once.');
  const ended = new AbortController();
  const events = eventStream(userMail, {
    ...wanted,
    lastEventId: request.headers.get('last-event-id') || null,
    signal: AbortSignal.any([request.signal, ended.signal]),
    heartbeatMs,
    longestMs,
    recheckMs,
    isAllowed: async () => (await options.isAllowed()) && userMail.isCurrent(),
    nowMs: options.nowMs,
  });
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const next = await events.next();
        // The listener has gone, and a stream that was cancelled takes nothing more.
        if (ended.signal.aborted) return;
        if (next.done !== true) return controller.enqueue(encoder.encode(next.value));
        leave();
        controller.close();
      } catch (error) {
        leave();
        if (ended.signal.aborted) return;
        options.log.warn('event stream failed', { personId: userMail.personId, error });
        controller.close(); // the client comes back by itself
      }
    },
    async cancel() {
      ended.abort();
      leave();
      await events.return();
    },
  });
  return new Response(body, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
      'X-Content-Type-Options': 'nosniff',
      Vary: 'Authorization, Cookie',
    },
  });
}

function streamOptions(query: URLSearchParams): Pick<EventStreamOptions, 'types' | 'closeAfterState' | 'pingSeconds'> | null {
  const types = query.get('types') ?? '*';
  const closeAfter = query.get('closeafter') ?? 'no';
  const ping = query.get('ping') ?? '0';
  if (closeAfter !== 'no' && closeAfter !== 'state') return null;
  if (!/^\d{1,9}$/.test(ping) || !/^(?:\*|[A-Za-z0-9_:.,-]{1,1000})$/.test(types)) return null;
  const seconds = Number(ping);
  return {
    types: types === '*' ? null : new Set(types.split(',')),
    closeAfterState: closeAfter === 'state',
    pingSeconds: seconds === 0 ? 0 : Math.min(Math.max(seconds, shortestPingSeconds), longestPingSeconds),
  };
}
