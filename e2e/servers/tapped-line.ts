import type { Socket } from 'node:net';
import { type JoinedLine, joinSockets } from './join-sockets.ts';

export type TappedLine = Pick<JoinedLine, 'port' | 'stop'>;

/**
 * A line to a server on this machine: what goes there goes as it is, what comes back is handed to `onData`, which passes it on.
 * When one end goes, so does the other.
 */
export function startTappedLine(targetPort: number, onData: (chunk: Buffer, near: Socket, far: Socket) => void): Promise<TappedLine> {
  return joinSockets(
    () => targetPort,
    (near, far) => {
      far.on('data', (chunk) => onData(chunk, near, far));
      far.on('end', () => near.end());
    },
  );
}
