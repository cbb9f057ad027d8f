import { expect, test } from 'vitest';
import { type Disturbance, disturbedSync } from './testing/disturbed-sync.ts';
import { full, without } from './testing/house.ts';

const isLong = process.env.POSTERN_TEST_LONG === '1';
const servers = {
  everything: full,
  'no CONDSTORE, UIDPLUS, MOVE, ESEARCH': without('QRESYNC', 'CONDSTORE', 'ENABLE', 'UIDPLUS', 'MOVE', 'ESEARCH'),
};

/** @throws what differs in the end, and where the line was cut or stood still */
async function disturb(capabilities: readonly string[], where: string, disturbance: Disturbance): Promise<void> {
  try {
    await disturbedSync(capabilities, disturbance);
  } catch (error) {
    throw new Error(`${disturbance.how} at ${where}, after ${disturbance.octets} octets`, { cause: error });
  }
}

test.each(Object.entries(servers))(
  'V11, I29, J5: wherever the line is cut in a sync, the end is that of an undisturbed one (%s)',
  { timeout: isLong ? 3_600_000 : 180_000 },
  async (_name, capabilities) => {
    const { length } = await disturbedSync(capabilities, null);
    expect(length).toBeGreaterThan(20);
    const every = isLong ? 1 : 11;
    const allOctets = [null, 0, 1, 60, 700, 3_000];
    const someOctets = [null, 0, 700];
    for (let command = 1; command <= length; command += every)
      for (const octets of isLong ? allOctets : [someOctets[Math.floor(command / every) % someOctets.length] ?? null])
        await disturb(capabilities, `command ${command}`, { isMet: (_command, count) => count === command, octets, how: 'cut' });
  },
);

test.each(Object.entries(servers))(
  'V11, G4: a server that stops talking in the middle of any command, without an end of the line, is given up, and the end is that of an undisturbed sync (%s)',
  { timeout: isLong ? 3_600_000 : 180_000 },
  async (_name, capabilities) => {
    const commands = await disturbedSync(capabilities, null);
    const names = [...new Set(commands)].filter((name) => name !== 'IDLE');
    expect(names).toEqual(
      expect.arrayContaining(['LIST', 'EXAMINE', 'SELECT', 'UID FETCH', 'UID STORE', 'UID COPY', 'APPEND', 'CREATE', '+']),
    );
    const places = names.flatMap((name, index) => {
      const last = commands.filter((each) => each === name).length;
      const octets = isLong ? [null, 0, 1, 30] : [[null, 1, 30][index % 3] ?? null];
      return octets.flatMap((each) => (isLong && last > 1 ? [1, last] : [1]).map((nth) => ({ name, octets: each, nth })));
    });
    // Side by side: most of it is waiting. Which of two connections says a thing first may differ, so commands are counted by their names.
    const waiting = [...places];
    const walk = async () => {
      for (let place = waiting.shift(); place !== undefined; place = waiting.shift()) {
        const { name, octets, nth } = place;
        let met = 0;
        const isMet = (command: string) => command === name && ++met === nth;
        await disturb(capabilities, `${name} no. ${nth}`, { isMet, octets, how: 'freeze' });
      }
    };
    await Promise.all(Array.from({ length: 8 }, walk));
  },
);
