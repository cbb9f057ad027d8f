type Kind = 'shared' | 'alone';
type Turns = { running: number; isAlone: boolean; waiting: { kind: Kind; start: () => void }[] };

const turnsOf = new Map<string, Turns>();

/**
 * Runs changes of one account (or person) in turns: `shared` ones beside each other, `alone` ones with nothing beside them, in the order in
 * which they came. What reads a state or a value and writes by it needs to be alone: else two clients at once would both find the state that
 * they named (RFC 8620 §5.3 `ifInState`), or one would write over what the other has just changed.
 *
 * What the mail server reports meanwhile is no change of a client and waits for no turn.
 *
 * @param key an account's or person's id
 */
export async function inTurn<T>(key: string, kind: Kind, run: () => Promise<T>): Promise<T> {
  const turns = turnsOf.get(key) ?? { running: 0, isAlone: false, waiting: [] };
  turnsOf.set(key, turns);
  if (turns.waiting.length === 0 && mayStart(turns, kind)) begin(turns, kind);
  else await new Promise<void>((start) => turns.waiting.push({ kind, start }));
  try {
    return await run();
  } finally {
    turns.running -= 1;
    turns.isAlone = false;
    for (let next = turns.waiting[0]; next !== undefined && mayStart(turns, next.kind); next = turns.waiting[0]) {
      turns.waiting.shift();
      begin(turns, next.kind);
      next.start();
    }
    if (turns.running === 0) turnsOf.delete(key);
  }
}

const mayStart = (turns: Turns, kind: Kind): boolean => turns.running === 0 || (kind === 'shared' && !turns.isAlone);

function begin(turns: Turns, kind: Kind): void {
  turns.running += 1;
  turns.isAlone = kind === 'alone';
}
