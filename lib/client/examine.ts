import type { DoctorEvent, DoctorRequest, RoadsToExamine } from '#lib/contract/index.ts';
import { ownRefusal, type Refusal, refusalIn } from './accounts-api.ts';
import { ownHeader } from './http.ts';
import { t } from './messages/t.ts';

/**
 * Has the Doctor examine something and hears each step as it ends.
 *
 * @returns why it could not be begun or broke off; null at its end, and when `signal` ended it
 */
export function examine(request: DoctorRequest, onEvent: (event: DoctorEvent) => void, signal: AbortSignal): Promise<Refusal | null> {
  return follow('/api/doctor', request, onEvent, signal);
}

/** The same for who is not signed in: the roads that a sign-in would take, as far as the sign-in. */
export function examineRoads(roads: RoadsToExamine, onEvent: (event: DoctorEvent) => void, signal: AbortSignal): Promise<Refusal | null> {
  return follow('/api/auth/examine', roads, onEvent, signal);
}

async function follow(path: string, request: unknown, onEvent: (event: DoctorEvent) => void, signal: AbortSignal): Promise<Refusal | null> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { ...ownHeader, accept: 'text/event-stream', 'content-type': 'application/json' },
      body: JSON.stringify(request),
      credentials: 'same-origin',
      signal,
    });
    if (!response.ok || response.body === null) return refusalIn(await response.json().catch(() => null), response.status);
    let isDone = false;
    for await (const event of eventsIn(response.body)) {
      isDone ||= event.type === 'done';
      onEvent(event);
    }
    return isDone ? null : ownRefusal('network', t('doctor.connectionLost'));
  } catch (error) {
    if (signal.aborted) return null;
    if (error instanceof TypeError) return ownRefusal('network', t('doctor.connectionLost'));
    throw error;
  }
}

/** `data:` lines of an event stream, one object each. */
async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<DoctorEvent> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = `${rest}${decoder.decode(value, { stream: true })}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data: ')) yield JSON.parse(line.slice(6)) as DoctorEvent;
  }
}
