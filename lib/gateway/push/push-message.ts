import type { AccountId } from '#lib/mail/index.ts';

/** Account to type to state. */
export type States = Map<AccountId, Map<string, string>>;

export const verificationText = (pushSubscriptionId: string, verificationCode: string): string =>
  JSON.stringify({ '@type': 'PushVerification', pushSubscriptionId, verificationCode });

/** Leaves room for what encryption adds to a record (RFC 8291 §4). */
const longestText = 3_500;

/** StateChange objects (RFC 8620 §7.1) for these states, each small enough to be encrypted as one record. */
export function stateChangeTexts(states: States): string[] {
  const texts: string[] = [];
  let changed: Record<string, Record<string, string>> = {};
  const text = (): string => JSON.stringify({ '@type': 'StateChange', changed });
  for (const [accountId, types] of states) {
    const before = changed;
    changed = { ...changed, [accountId]: Object.fromEntries(types) };
    if (Object.keys(before).length > 0 && text().length > longestText) {
      const whole = changed[accountId]!;
      changed = before;
      texts.push(text());
      changed = { [accountId]: whole };
    }
  }
  if (Object.keys(changed).length > 0) texts.push(text());
  return texts;
}

/** What of `states` differs from what is known, as far as these types go (null = all). */
export function differing(states: States, known: States, types: readonly string[] | null): States {
  const different: States = new Map();
  for (const [accountId, all] of states) {
    const wanted = new Map(
      [...all].filter(([type, state]) => (types?.includes(type) ?? true) && known.get(accountId)?.get(type) !== state),
    );
    if (wanted.size > 0) different.set(accountId, wanted);
  }
  return different;
}

/** As it is kept. */
export const plainStates = (states: States): Record<AccountId, Record<string, string>> =>
  Object.fromEntries([...states].map(([accountId, types]) => [accountId, Object.fromEntries(types)]));

export const statesFrom = (plain: Record<AccountId, Record<string, string>>): States =>
  new Map(
    (Object.entries(plain) as [AccountId, Record<string, string>][]).map(([accountId, types]) => [
      accountId,
      new Map(Object.entries(types)),
    ]),
  );

/** Takes states over; with `isOlder` only where nothing newer is there. */
export function mergeStates(into: States, states: States, isOlder = false): void {
  for (const [accountId, types] of states) {
    const all = into.get(accountId) ?? new Map<string, string>();
    for (const [type, state] of types) if (!isOlder || !all.has(type)) all.set(type, state);
    into.set(accountId, all);
  }
}
