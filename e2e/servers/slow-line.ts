import type { Socket } from 'node:net';
import { startTappedLine } from './tapped-line.ts';

export type SlowLine = {
  port: number;
  /** from now on as fast as the machine can */
  widen(): void;
  /** from now on at so many octets a second */
  narrow(octetsPerSecond: number): void;
  stop(): Promise<void>;
};

/** A narrow line to a server on this machine: what each connection brings comes at so many octets a second, what it takes goes at once. */
export async function startSlowLine(targetPort: number, octetsPerSecond: number): Promise<SlowLine> {
  const waiting = new Set<Socket>();
  let isNarrow = true;
  let rate = octetsPerSecond;
  const line = await startTappedLine(targetPort, (chunk, near, far) => {
    near.write(chunk);
    if (!isNarrow) return;
    far.pause();
    waiting.add(far);
    setTimeout(
      () => {
        waiting.delete(far);
        far.resume();
      },
      (chunk.length / rate) * 1000,
    ).unref();
  });
  return {
    ...line,
    widen: () => {
      isNarrow = false;
      for (const far of waiting) far.resume();
      waiting.clear();
    },
    narrow: (slower) => {
      isNarrow = true;
      rate = slower;
    },
  };
}
