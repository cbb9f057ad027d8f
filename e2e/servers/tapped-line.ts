import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

export type TappedLine = { port: number; stop(): Promise<void> };

/**
 * A line to a server on this machine: what goes there goes as it is, what comes back is handed to `onData`, which passes it on.
 * When one end goes, so does the other.
 */
export async function startTappedLine(targetPort: number, onData: (chunk: Buffer, near: Socket, far: Socket) => void): Promise<TappedLine> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far);
    far.on('data', (chunk) => onData(chunk, near, far));
    far.on('end', () => near.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
