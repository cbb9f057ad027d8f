import type { ConsoleEvent, ConsoleInput, ConsoleOpened, ConsoleRequest } from '#lib/contract/index.ts';
import { ask } from './accounts-api.ts';

const pathOf = (id: string): string => `/api/doctor/console/${encodeURIComponent(id)}`;

/** The protocol console: opened, spoken into and hung up by requests; what it says comes as a stream. */
export const consoleApi = {
  open: (request: ConsoleRequest) => ask<ConsoleOpened>('POST', '/api/doctor/console', request),
  send: (id: string, input: ConsoleInput) => ask<unknown>('POST', pathOf(id), input),
  close: (id: string) => ask<unknown>('DELETE', pathOf(id)),
  /** @returns the end of listening */
  listen(id: string, onEvent: (event: ConsoleEvent) => void): () => void {
    const source = new EventSource(pathOf(id));
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const event = JSON.parse(data) as ConsoleEvent;
      onEvent(event);
      // The stream ends there; left alone it would be asked for again, from the beginning.
      if (event.type === 'state' && !event.isOpen) source.close();
    };
    source.onerror = () => source.close();
    return () => source.close();
  },
};
