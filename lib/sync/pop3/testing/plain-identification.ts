export type PlainMessage = { number: number; uid: string | null; sizeBytes: number; header: string };
export type PlainRow = { key: number; uid: string | null; sizeBytes: number; header: string | null; isGone: boolean };

/** What `identifyMessages` says, worked out on plain objects: who is who (P7). Slow, and easy to read. */
export function plainIdentification(listed: readonly PlainMessage[], known: readonly PlainRow[]) {
  const found = new Map<number, PlainRow>();
  const of = <One extends { uid: string | null }>(all: readonly One[], uid: string | null) => all.filter((one) => one.uid === uid);
  const free = (rows: readonly PlainRow[]) => rows.filter((row) => ![...found.values()].includes(row));
  for (const one of listed) {
    const rows = of(known, one.uid);
    let row: PlainRow | undefined;
    if (one.uid === null) row = free(rows).find(({ header, sizeBytes }) => header === one.header && sizeBytes === one.sizeBytes);
    else if (rows.length === 1 && of(listed, one.uid).length === 1 && !rows[0]!.isGone && rows[0]!.sizeBytes === one.sizeBytes)
      row = rows[0];
    else row = rows.find(({ header }) => header === one.header) ?? rows.find(({ header }) => header === null);
    if (row !== undefined) found.set(one.number, row);
  }
  const present = known.filter(({ uid, isGone }) => uid !== null && !isGone);
  const lost = free(present);
  const isNumberedAnew = lost.length * 2 > present.length && listed.length >= present.length;
  const candidates = [...(isNumberedAnew ? lost : []), ...(listed.some(({ uid }) => uid !== null) ? free(of(known, null)) : [])];
  const renumbered: { key: number; uid: string | null }[] = [];
  for (const one of listed.filter(({ number }) => !found.has(number))) {
    const same = free(candidates).filter(({ header }) => header === one.header);
    const row = same.find(({ sizeBytes }) => sizeBytes === one.sizeBytes) ?? (one.uid === null ? undefined : same[0]);
    if (row === undefined) continue;
    found.set(one.number, row);
    renumbered.push({ key: row.key, uid: one.uid });
  }
  const taken = new Set([...found.values()].map(({ key }) => key));
  return {
    keys: listed.map(({ number }) => found.get(number)?.key ?? null),
    gone: known.filter(({ key, isGone }) => !isGone && !taken.has(key)).map(({ key }) => key),
    back: known.filter(({ key, isGone }) => isGone && taken.has(key)).map(({ key }) => key),
    renumbered,
  };
}
