import { expect, test } from 'vitest';
import { CuttingLine, countOf, type LineCut } from '#lib/imap/testing/cutting-line.ts';
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
    const every = isLong ? 1 : 16;
    const allOctets = [null, 0, 1, 60, 700, 3_000];
    const someOctets = [null, 0, 700];
    for (let command = 1; command <= length; command += every)
      for (const octets of isLong ? allOctets : [someOctets[Math.floor(command / every) % someOctets.length] ?? null])
        await disturb(capabilities, `command ${command}`, { isMet: (_command, count) => count === command, octets, how: 'cut' });
  },
);

/** Before the first octet, behind it, in the middle, before the last one and behind it. */
const placesIn = (octets: number) => [...new Set([0, 1, Math.floor(octets / 2), octets - 1, octets])];

test.each(Object.entries(servers))(
  'V11, I29, J5: cut inside any literal, the server’s or ours, or inside a command of ours, a sync ends like an undisturbed one (%s)',
  { timeout: isLong ? 7_200_000 : 180_000 },
  async (_name, capabilities) => {
    const whole = new CuttingLine(null);
    await disturbedSync(capabilities, null, whole);
    const cuts: LineCut[] = [];
    for (const [from, kind] of [
      ['server', 'literal'],
      ['client', 'literal'],
      ['client', 'line'],
    ] as const) {
      const pieces = whole.pieces.filter((piece) => piece.from === from && piece.kind === kind);
      // The whole line is a command that arrived: that is the test above.
      for (const [index, { octets }] of pieces.entries())
        for (const at of placesIn(octets).filter((place) => kind === 'literal' || place < octets))
          cuts.push({ from, kind, nth: index + 1, octets: at });
    }
    // Headers of every message, and at least the draft that is put there.
    expect(countOf(whole.pieces, 'server', 'literal')).toBeGreaterThan(60);
    expect(countOf(whole.pieces, 'client', 'literal')).toBeGreaterThan(0);
    // Of the short run every server has its own share.
    const isSecond = capabilities !== servers.everything;
    const ours = cuts.filter(({ from, kind }) => from === 'client' && kind === 'literal').slice(0, 5);
    const sample = [...ours.filter((_, index) => index % 2 === Number(isSecond)), ...everyOf(cuts.slice(isSecond ? 7 : 0), 3)];
    for (const cut of isLong ? cuts : sample) {
      const line = new CuttingLine(cut);
      try {
        await disturbedSync(capabilities, null, line);
        // How often the server is asked for news is not the same in every run; what is read and written is.
        if (cut.kind === 'literal') expect(line.isCut).toBe(true);
      } catch (error) {
        throw new Error(`cut in ${cut.kind} no. ${cut.nth} of the ${cut.from}, after ${cut.octets} octets`, { cause: error });
      }
    }
  },
);

/** So many, from all over the list. */
const everyOf = <T>(list: readonly T[], count: number): T[] =>
  list.filter((_, index) => index % Math.max(1, Math.ceil(list.length / count)) === 0);

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
