import { startTappedLine } from '#e2e/servers/index.ts';

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
  let total = 0;
  let due: { at: number; act: () => void } | null = null;
  const line = await startTappedLine(targetPort, (chunk, near) => {
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
  return {
    ...line,
    octets: () => total,
    after(octets, act) {
      due = { at: total + octets, act };
    },
  };
}
