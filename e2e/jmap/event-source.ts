import type { StateChange } from '#lib/contract/index.ts';
import type { JmapDoor } from './jmap-door.ts';

export type StreamEvent = { event: string; id: string | null; data: unknown };

/** An open event stream (RFC 8620 §7.3). */
export type EventSource = {
  response: Response;
  /** the next event; null when the stream has ended */
  next(): Promise<StreamEvent | null>;
  /** the first `state` event that is like this */
  state(isWanted: (change: StateChange) => boolean): Promise<StateChange>;
  close(): void;
};

export async function openEvents(
  door: JmapDoor,
  options: { types: string; closeafter: 'no' | 'state'; ping: number },
): Promise<EventSource> {
  const url = door.session.eventSourceUrl
    .replace('{types}', encodeURIComponent(options.types))
    .replace('{closeafter}', options.closeafter)
    .replace('{ping}', String(options.ping));
  const over = new AbortController();
  const response = await fetch(url, { headers: { authorization: door.authorization, accept: 'text/event-stream' }, signal: over.signal });
  if (response.body === null) throw new Error('a stream without a body');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';

  async function next(): Promise<StreamEvent | null> {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        const event = parseBlock(block);
        if (event !== null) return event;
        continue;
      }
      const { value, done } = await reader.read();
      if (done) return null;
      text += value;
    }
  }
  return {
    response,
    next,
    async state(isWanted) {
      for (;;) {
        const event = await next();
        if (event === null) throw new Error('the stream ended before the state came');
        if (event.event === 'state' && isWanted(event.data as StateChange)) return event.data as StateChange;
      }
    },
    close: () => over.abort(),
  };
}

function parseBlock(block: string): StreamEvent | null {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const),
  );
  const data = fields.get('data');
  return data === undefined
    ? null
    : { event: fields.get('event') ?? 'message', id: fields.get('id') ?? null, data: JSON.parse(data) as unknown };
}
