import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

export type CountedLine = {
  port: number;
  /** octets that the server has sent so far, over all connections */
  octets: () => number;
  /** Runs `act` at the moment when the server has sent so many octets more, in the middle of whatever they are. */
  after(octets: number, act: () => void): void;
  stop(): Promise<void>;
};

/** A line to a server on this machine that counts what the server sends. */
export async function startCountedLine(targetPort: number): Promise<CountedLine> {
  const sockets = new Set<Socket>();
  let total = 0;
  let due: { at: number; act: () => void } | null = null;
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
    far.on('data', (chunk) => {
      const before = total;
      total += chunk.length;
      if (due === null || total < due.at) {
        near.write(chunk);
        return;
      }
      const { at, act } = due;
      due = null;
      near.write(chunk.subarray(0, at - before), act);
      near.write(chunk.subarray(at - before));
    });
    far.on('end', () => near.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    octets: () => total,
    after(octets, act) {
      due = { at: total + octets, act };
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
