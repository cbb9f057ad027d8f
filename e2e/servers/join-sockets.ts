import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

export type JoinedLine = { port: number; endAll(): void; stop(): Promise<void> };

/**
 * A port on loopback whose connections lead on to a server of this machine; what goes there goes as it is, and when one end goes, so does the
 * other.
 *
 * @param targetPort asked for each connection anew
 * @param back has the two sockets when they are joined, for what comes back
 */
export async function joinSockets(targetPort: () => number, back: (near: Socket, far: Socket) => void): Promise<JoinedLine> {
  const sockets = new Set<Socket>();
  const endAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((near) => {
    const far = connect(targetPort(), '127.0.0.1');
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
    back(near, far);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    endAll,
    async stop() {
      endAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
