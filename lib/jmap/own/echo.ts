import type { Method } from '../request-context.ts';

/** Core/echo (RFC 8620 §4). */
export const echo: Method = {
  capability: 'urn:ietf:params:jmap:core',
  run: (_, given) => Promise.resolve([['Core/echo', given]]),
};
