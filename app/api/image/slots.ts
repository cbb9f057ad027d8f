/** Lets few run at once for each key, the rest wait their turn; beyond `maxWaiting` nobody waits. */
export function createSlots({ atOnce, maxWaiting }: { atOnce: number; maxWaiting: number }) {
  const lanes = new Map<string, { running: number; waiting: (() => void)[] }>();
  return {
    /** @returns gives the place back; null when too many wait already */
    async take(key: string): Promise<(() => void) | null> {
      const lane = lanes.get(key) ?? { running: 0, waiting: [] };
      lanes.set(key, lane);
      if (lane.running < atOnce) lane.running += 1;
      else {
        if (lane.waiting.length >= maxWaiting) return null;
        // The place is handed over, so `running` stays as it is.
        await new Promise<void>((resolve) => lane.waiting.push(resolve));
      }
      let isGiven = false;
      return () => {
        if (isGiven) return;
        isGiven = true;
        const next = lane.waiting.shift();
        if (next !== undefined) next();
        else {
          lane.running -= 1;
          if (lane.running === 0) lanes.delete(key);
        }
      };
    },
  };
}
